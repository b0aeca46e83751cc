package main

import (
	"crypto/sha256"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

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
	v := verifyCode("https://portal.example.ae/V#"+printed.Code(), trusted)
	if !v.OK || *v.Statement != (statement{digest.String(), checkCode(digest[:]), "2026-11-30T06:02:11.120000Z", origin, 7}) {
		t.Errorf("%+v %+v", v, v.Statement)
	}
	signed, err := keys.SignText(audit.ManifestNote(origin, sha256.Sum256([]byte("manifest"))))
	check(err)
	if n, ok := readNote(signed); !ok || n.sum != sum("manifest") || !trusted.vouches(n.origin, n.signedText) {
		t.Errorf("%+v", n)
	}
}

// portalReceipt makes a receipt with the portal's own types, of a log of two keys and a witness.
func portalReceipt(r *rand.Rand) (portal.Receipt, string) {
	secret, public, err := translog.GenerateKey(origin)
	check(err)
	second, _, err := translog.GenerateKey(origin)
	check(err)
	keys, err := translog.ParseKeys(secret+"\n"+second, origin)
	check(err)
	p := newParts(r)
	result := approval.SaltedResult{Salt: approval.Salt(randomBytes(r, 16)), Text: []byte(p.result)}
	p.body["result"] = result.Commitment().String()
	e := audit.Line{Number: 7, Position: 5, Transaction: approval.ID(p.event["transaction"].(string)), Attempt: approval.NewID(), Code: approval.EventTransactionConfirmed, ToState: "confirmed",
		Actor: approval.Customer(approval.NewID()), At: time.UnixMicro(r.Int64N(4e15)).UTC(), Body: goJSON(p.body), Salt: randomBytes(r, 16), Prev: randomBytes(r, r.IntN(2)*32)}
	e.Stream = "txn:" + string(e.Transaction)
	commitment := audit.Commit(e.Salt, e.Body)
	e.Commitment = commitment[:]
	sum := e.Sum()
	e.Hash = sum[:]
	leaf := translog.LeafData(e.Hash)
	proof, err := translog.ParseProof([]byte(prove(r, leaf[:], 1+r.IntN(300), newIdentity(r, origin).signer)))
	check(err)
	c, _, err := portal.Receipt{Proof: proof}.Checkpoint()
	check(err)
	proof.Note, err = keys.Sign(c)
	check(err)
	proof.Note = cosigned(proof.Note, newWitness(r, "witness.example"))
	return portal.Receipt{Document: []byte(p.document), Result: result, Event: e, Proof: proof}, public
}

// cosigned is a note with the signature of a witness under it.
func cosigned(signed []byte, by identity) []byte {
	text, _, _ := strings.Cut(string(signed), "\n\n")
	all, err := note.Sign(&note.Note{Text: text + "\n"}, by.signer)
	check(err)
	_, lines, _ := strings.Cut(string(all), "\n\n")
	return append(signed, lines...)
}

// The large code of the portal is the receipt of the file, and nothing less.
func TestLargeCodesOfThePortalAreVerified(t *testing.T) {
	t.Parallel()
	for i := range uint64(20) {
		p, public := portalReceipt(rand.New(rand.NewPCG(25, i)))
		file, err := p.Encode()
		check(err)
		code, err := p.Code()
		check(err)
		trusted, err := newTrust(public, nil)
		check(err)
		byFile, byCode := verifyReceipt(file, trusted), verifyCode("https://portal.example.ae/V#"+code, trusted)
		if !byFile.OK || !reflect.DeepEqual(byFile, byCode) || byCode.Unchecked != 2 {
			t.Errorf("%+v of the file, %+v of the code %s", byFile, byCode, code)
		}
		if l, ok := largeOf(file); !ok || l.code() != code {
			t.Errorf("the form is not the one that is described: %s", code)
		}
	}
}

// A code has a place for the receipts that there are, and for nothing else.
func TestWhatHasNoPlaceInALargeCodeIsRefused(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(r *portal.Receipt){
		"no confirmation":     func(r *portal.Receipt) { r.Event.Code = approval.EventSignedOut },
		"an early event":      func(r *portal.Receipt) { r.Event.Commitment = nil },
		"another stream":      func(r *portal.Receipt) { r.Event.Stream = "op:1" },
		"staff":               func(r *portal.Receipt) { r.Event.Actor = "staff:1" },
		"no attempt":          func(r *portal.Receipt) { r.Event.Attempt = "" },
		"erased":              func(r *portal.Receipt) { r.Event.Salt = nil },
		"a zero in a text":    func(r *portal.Receipt) { r.Event.Body += "\x00" },
		"a one in a text":     func(r *portal.Receipt) { r.Document = []byte("\x01") },
		"no checkpoint":       func(r *portal.Receipt) { r.Proof.Note = nil },
		"too many hashes":     func(r *portal.Receipt) { r.Proof.Hashes = make([]translog.Hash, 256) },
		"a strange signature": func(r *portal.Receipt) { r.Proof.Note = append(r.Proof.Note, "— a !\n"...) },
	} {
		r, _ := portalReceipt(rand.New(rand.NewPCG(26, 26)))
		change(&r)
		if code, err := r.Code(); err == nil {
			t.Errorf("%s: %s", name, code)
		}
	}
}
