package main

import (
	"crypto/sha256"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	portal "takeed/internal/receipt"
	"takeed/internal/translog"
)

// What the portal itself signs and prints is verified.
func TestCodesAndNotesOfThePortalAreVerified(t *testing.T) {
	t.Parallel()
	secret, public, err := translog.GenerateKey(origin)
	check(err)
	keys, err := translog.ParseKeys(secret, origin)
	check(err)
	digest := approval.Digest(sha256.Sum256([]byte("document")))
	at := time.Date(2026, 11, 30, 10, 2, 11, 120_000_999, time.FixedZone("", 4*60*60))
	printed, err := portal.Sign(keys, 7, digest, at)
	check(err)
	trusted, err := newTrust(public, nil)
	check(err)
	v := verifyStatement("https://portal.example.ae/V#"+printed.Code(), trusted)
	if !v.OK || *v.Statement != (statement{digest.String(), checkCode(digest[:]), "2026-11-30T06:02:11.120000Z", origin, 7}) {
		t.Errorf("%+v %+v", v, v.Statement)
	}
	signed, err := keys.SignText(audit.ManifestNote(origin, sha256.Sum256([]byte("manifest"))))
	check(err)
	if n, ok := readNote(signed); !ok || n.sum != sum("manifest") || !trusted.vouches(n.origin, n.signedText) {
		t.Errorf("%+v", n)
	}
}
