package main

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"takeed/internal/witness/witnesstest"
)

const origin = "log.example/takeed"

func encode(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

func TestAnHonestLogIsCosigned(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 300)
	w := start(t, l)
	if a := get(t, w.url, origin); a.status != http.StatusNotFound {
		t.Errorf("before the first: %d %s", a.status, a.body)
	}
	var old int64
	for _, size := range []int64{0, 0, 1, 2, 7, 7, 256, 300} {
		cosigned(t, w.vkey, post(t, w.url, step(t, l, old, size)), l.Checkpoint(t, size))
		old = size
		a := get(t, w.url, origin)
		if a.status != http.StatusOK || !strings.HasPrefix(a.body, string(l.Checkpoint(t, size))) {
			t.Fatalf("at %d: %d %s", size, a.status, a.body)
		}
		cosigned(t, w.vkey, answered{http.StatusOK, "", strings.TrimPrefix(a.body, string(l.Checkpoint(t, size)))}, l.Checkpoint(t, size))
	}
	if a := get(t, w.url, "log.example/other"); a.status != http.StatusNotFound {
		t.Errorf("another log: %d", a.status)
	}
	if said := w.says.String(); strings.Contains(strings.ToLower(said), "refused") {
		t.Error(said)
	}
}

// Each row is one message to a witness that cosigned the first five leaves of a log.
func TestWhatIsNotCosigned(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 20)
	stranger := witnesstest.New(t, "log.example/stranger", 20)
	impostor := witnesstest.New(t, origin, 20)
	forked := witnesstest.Other(t, l, 3, 20, "'")
	proof, _ := l.Proof(t.Context(), 5, 9)
	wrong := append([]tlog.Hash{{1}}, proof[1:]...)
	root := encode(make([]byte, 32))
	cp := string(l.Checkpoint(t, 9))
	bad := strings.Replace(cp, "\n9\n", "\n8\n", 1)
	for name, c := range map[string]struct {
		body   []byte
		status int
		answer string
	}{
		"first again":            {step(t, l, 0, 5), 409, "5\n"},
		"unaware":                {step(t, l, 0, 9), 409, "5\n"},
		"too far":                {step(t, l, 7, 9), 409, "5\n"},
		"rolled back":            {step(t, l, 3, 4), 409, "5\n"},
		"rolled back to nothing": {step(t, l, 0, 0), 409, "5\n"},
		"forked, as new":         {step(t, forked, 0, 5), 409, "5\n"},
		"other root, same size":  {message(5, nil, forked.Checkpoint(t, 5)), 422, ""},
		"forked":                 {step(t, forked, 5, 9), 422, ""},
		"no proof":               {message(5, nil, l.Checkpoint(t, 9)), 422, ""},
		"wrong proof":            {message(5, wrong, l.Checkpoint(t, 9)), 422, ""},
		"short proof":            {message(5, proof[1:], l.Checkpoint(t, 9)), 422, ""},
		"long proof":             {message(5, append(proof, tlog.Hash{}), l.Checkpoint(t, 9)), 422, ""},
		"proof of nothing":       {message(5, proof, l.Checkpoint(t, 5)), 422, ""},
		"stranger":               {step(t, stranger, 0, 9), 404, ""},
		"impostor":               {step(t, impostor, 5, 9), 403, ""},
		"wrong signature":        {message(5, proof, []byte(bad)), 403, ""},
		"old size larger":        {message(10, nil, l.Checkpoint(t, 9)), 400, ""},
		"huge":                   {message(5, proof, l.Sign(t, origin+"\n9223372036854775807\n"+root+"\n")), 400, ""},
		"beyond":                 {message(5, proof, l.Sign(t, origin+"\n9223372036854775808\n"+root+"\n")), 400, ""},
		"leading zero":           {message(5, proof, l.Sign(t, origin+"\n09\n"+root+"\n")), 400, ""},
		"short root":             {message(5, proof, l.Sign(t, origin+"\n9\n"+encode(make([]byte, 31))+"\n")), 400, ""},
		"no root":                {message(5, proof, l.Sign(t, origin+"\n9\n")), 400, ""},
		"empty line":             {message(5, proof, l.Sign(t, origin+"\n9\n"+root+"\n\nx\n")), 400, ""},
		"empty":                  {nil, 400, ""},
		"no checkpoint":          {[]byte("old 5\n\n"), 404, ""},
		"no empty line":          {[]byte("old 5\n" + strings.Replace(cp, "\n\n", "\n", 1)), 400, ""},
		"no signature":           {[]byte("old 5\n\n" + cp[:strings.Index(cp, "\n\n")+1]), 400, ""},
		"cut signature":          {[]byte("old 5\n\n" + cp[:len(cp)-1]), 400, ""},
		"no old":                 {[]byte("\n\n" + cp), 400, ""},
		"OLD":                    {[]byte("OLD 5\n\n" + cp), 400, ""},
		"old 05":                 {[]byte("old 05\n\n" + cp), 400, ""},
		"old +5":                 {[]byte("old +5\n\n" + cp), 400, ""},
		"old -5":                 {[]byte("old -5\n\n" + cp), 400, ""},
		"two spaces":             {[]byte("old  5\n\n" + cp), 400, ""},
		"carriage returns":       {[]byte("old 5\r\n\r\n" + cp), 400, ""},
		"short hash":             {[]byte("old 5\nAAAA\n\n" + cp), 400, ""},
		"loose hash":             {[]byte("old 5\n" + root[:42] + "B=\n\n" + cp), 400, ""},
		"64 hashes":              {message(5, make([]tlog.Hash, 64), []byte(cp)), 400, ""},
		"63 hashes":              {message(5, make([]tlog.Hash, 63), []byte(cp)), 422, ""},
		"too long":               {message(5, proof, fmt.Appendf([]byte(cp), "%0200000d", 1)), 413, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := start(t, l)
			cosigned(t, w.vkey, post(t, w.url, step(t, l, 0, 5)), l.Checkpoint(t, 5))
			a := post(t, w.url, c.body)
			if a.status != c.status || c.answer != "" && a.body != c.answer || strings.Contains(a.body, "—") {
				t.Errorf("%d %q, not %d %q", a.status, a.body, c.status, c.answer)
			}
			if conflict := a.contentType == "text/x.tlog.size"; conflict != (a.status == http.StatusConflict) {
				t.Error(a.contentType)
			}
			cosigned(t, w.vkey, post(t, w.url, step(t, l, 5, 20)), l.Checkpoint(t, 20)) // as if nothing had been
		})
	}
}

func TestTheFirstCheckpointNeedsNoProof(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 9)
	for name, body := range map[string][]byte{
		"proof":                  message(0, make([]tlog.Hash, 1), l.Checkpoint(t, 9)),
		"nothing with a proof":   message(0, make([]tlog.Hash, 1), l.Checkpoint(t, 0)),
		"nothing with some root": message(0, nil, l.Sign(t, origin+"\n0\n"+encode(make([]byte, 32))+"\n")),
	} {
		w := start(t, l)
		if a := post(t, w.url, body); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
		if a := get(t, w.url, origin); a.status != http.StatusNotFound {
			t.Errorf("%s is kept: %s", name, a.body)
		}
	}
}

// What an auditor reads when a log misbehaves.
func TestRefusalsAreToldInWords(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 20)
	forked := witnesstest.Other(t, l, 3, 20, "'")
	for _, c := range []struct {
		body []byte
		says string
	}{
		{step(t, l, 3, 4), "the log was rolled back"},
		{message(5, nil, forked.Checkpoint(t, 5)), "TWO DIFFERENT HISTORIES"},
		{step(t, forked, 0, 5), "TWO DIFFERENT HISTORIES"},
		{step(t, forked, 5, 9), "the log changed its history"},
		{step(t, l, 0, 9), ""}, // a sender who does not know where we are
		{step(t, l, 0, 5), ""},
	} {
		w := start(t, l)
		cosigned(t, w.vkey, post(t, w.url, step(t, l, 0, 5)), l.Checkpoint(t, 5))
		before := len(w.says.String())
		post(t, w.url, c.body)
		said := w.says.String()[before:]
		if !strings.Contains(said, c.says) || strings.Contains(said, origin) != (c.says != "") {
			t.Errorf("%q: %s", c.says, said)
		}
		evidence, err := os.ReadFile(w.state.path(origin, "split"))
		if split := strings.Contains(c.says, "TWO"); split != (err == nil) ||
			split && !(strings.Contains(string(evidence), string(l.Checkpoint(t, 5))) && strings.Contains(string(evidence), string(forked.Checkpoint(t, 5)))) {
			t.Errorf("%q: %s, %v", c.says, evidence, err)
		}
	}
}

// The log changes its key: it signs with both for a while.
func TestALogMayHaveTwoKeys(t *testing.T) {
	t.Parallel()
	l, next := witnesstest.New(t, origin, 9), witnesstest.New(t, origin, 9)
	other := witnesstest.New(t, "log.example/other", 9)
	w := start(t, l, next, other)
	cosigned(t, w.vkey, post(t, w.url, step(t, l, 0, 5)), l.Checkpoint(t, 5))
	cosigned(t, w.vkey, post(t, w.url, step(t, next, 5, 9)), next.Checkpoint(t, 9))
	cosigned(t, w.vkey, post(t, w.url, step(t, other, 0, 3)), other.Checkpoint(t, 3))
	l.SKey = other.SKey
	if a := post(t, w.url, step(t, witnesstest.Other(t, l, 9, 9, ""), 9, 9)); a.status != http.StatusForbidden {
		t.Errorf("a log signed with the key of another: %d", a.status)
	}
}

// Signatures of others are neither checked nor kept. Anybody can add some.
func TestSignaturesOfOthersAreIgnored(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 9)
	w := start(t, l)
	other := "— somebody.example/else " + encode(make([]byte, 72)) + "\n"
	cosigned(t, w.vkey, post(t, w.url, append(step(t, l, 0, 5), other...)), l.Checkpoint(t, 5))
	if a := get(t, w.url, origin); strings.Contains(a.body, "somebody") || !strings.HasPrefix(a.body, string(l.Checkpoint(t, 5))) {
		t.Error(a.body)
	}
}
