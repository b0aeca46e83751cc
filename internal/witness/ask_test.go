package witness_test

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	cosign "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"takeed/internal/witness"
	"takeed/internal/witness/witnesstest"
)

func TestAllCosign(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 9)
	// The second adds lines of others, which are not handed on.
	talkative := func(c *witnesstest.Cosigner) http.HandlerFunc {
		other := witnesstest.NewCosigner(t, "other.example")
		return func(w http.ResponseWriter, r *http.Request) {
			cp := checkpointOf(r)
			_, _ = io.WriteString(w, other.Cosign(cp, time.Now())+c.Cosign(cp, time.Now()))
		}
	}
	ws := []scripted{script(t, "a.example", honest), script(t, "b.example", talkative), script(t, "c.example", honest)}
	ws[2].url += "/"
	p := policy(t, ws...)
	cosigned, results := ask(t, newClient(p), l.Checkpoint(t, 9), unproven(t))
	for name, r := range results {
		if r.Reason != "" || r.Err != nil || time.Since(r.At) > time.Minute {
			t.Errorf("%s: %+v", name, r)
		}
	}
	log, err := note.NewVerifier(l.VKey)
	if err != nil {
		t.Fatal(err)
	}
	keys := []note.Verifier{log}
	for _, w := range ws {
		key, err := cosign.NewVerifierForCosignatureV1(w.VKey)
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key)
	}
	n, err := note.Open(cosigned, note.VerifierList(keys...))
	if err != nil || len(n.Sigs) != 4 || len(n.UnverifiedSigs) != 0 || n.Sigs[2].Name != "b.example" {
		t.Errorf("%s, %v", cosigned, err)
	}
	if !p.Satisfied(cosigned) || p.Satisfied(l.Checkpoint(t, 9)) {
		t.Error("the quorum is not what the policy says")
	}
}

// Whatever one witness answers, the others are asked, and its answer has a name.
func TestAFalseWitnessIsFoundOut(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 9)
	forked := witnesstest.Other(t, l, 3, 9, "'")
	cosigning := func(text func(r *http.Request, c *witnesstest.Cosigner) string) func(*witnesstest.Cosigner) http.HandlerFunc {
		return func(c *witnesstest.Cosigner) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, text(r, c)) }
		}
	}
	for name, c := range map[string]struct {
		answer func(*witnesstest.Cosigner) http.HandlerFunc
		reason witness.Reason
	}{
		"another tree": {cosigning(func(_ *http.Request, c *witnesstest.Cosigner) string {
			return c.Cosign(string(forked.Checkpoint(t, 9)), time.Now())
		}), witness.Unusable},
		"another key": {cosigning(func(r *http.Request, _ *witnesstest.Cosigner) string {
			return witnesstest.NewCosigner(t, "x.example").Cosign(checkpointOf(r), time.Now())
		}), witness.Unusable},
		"same name": {cosigning(func(r *http.Request, c *witnesstest.Cosigner) string {
			return witnesstest.NewCosigner(t, c.Name).Cosign(checkpointOf(r), time.Now())
		}), witness.Unusable},
		"the log's own": {cosigning(func(r *http.Request, _ *witnesstest.Cosigner) string {
			_, sig, _ := strings.Cut(checkpointOf(r), "\n\n")
			return sig
		}), witness.Unusable},
		"another text": {cosigning(func(r *http.Request, c *witnesstest.Cosigner) string {
			text, _, _ := strings.Cut(checkpointOf(r), "\n\n")
			return "more\n\n" + c.CosignText(text+"\n\nmore\n", time.Now())
		}), witness.Unusable},
		"no line end": {cosigning(func(r *http.Request, c *witnesstest.Cosigner) string {
			return strings.TrimSpace(c.Cosign(checkpointOf(r), time.Now()))
		}), witness.Unusable},
		"yesterday": {cosigning(func(r *http.Request, c *witnesstest.Cosigner) string {
			return c.Cosign(checkpointOf(r), time.Now().Add(-24*time.Hour))
		}), witness.WrongClock},
		"tomorrow": {cosigning(func(r *http.Request, c *witnesstest.Cosigner) string {
			return c.Cosign(checkpointOf(r), time.Now().Add(24*time.Hour))
		}), witness.WrongClock},
		"1970": {cosigning(func(r *http.Request, c *witnesstest.Cosigner) string {
			return c.Cosign(checkpointOf(r), time.Unix(0, 0))
		}), witness.WrongClock},
		"nothing":    {answering(200, "text/plain", ""), witness.Unusable},
		"garbage":    {answering(200, "text/html", "<html>"), witness.Unusable},
		"no content": {answering(204, "", ""), witness.Unusable},
		"endless":    {endless, witness.Unusable},
		"hangs up": {func(*witnesstest.Cosigner) http.HandlerFunc {
			return func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
		}, witness.Silent},
		"no HTTP": {rude, witness.Silent},
		"long header": {func(*witnesstest.Cosigner) http.HandlerFunc {
			return func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", strings.Repeat("x", 64<<10)) }
		}, witness.Silent},
		"refuses":     {answering(422, "text/plain", "secret"), witness.Refused},
		"unknown log": {answering(404, "text/plain", "secret"), witness.UnknownLog},
		"unknown key": {answering(403, "text/plain", "secret"), witness.UnknownKey},
		"malformed":   {answering(400, "text/plain", "secret"), witness.Unusable},
		"broken":      {answering(500, "text/plain", "secret"), witness.Unusable},
		"ahead":       {answering(409, "text/x.tlog.size", "10\n"), witness.Ahead},
		"same again":  {answering(409, "text/x.tlog.size", "0\n"), witness.Unusable},
		"always five": {answering(409, "text/x.tlog.size", "5\n"), witness.Unusable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := policy(t, script(t, "false.example", c.answer), script(t, "good.example", honest))
			cosigned, results := ask(t, newClient(p), l.Checkpoint(t, 9), l.Proof)
			bad, good := results["w0"], results["w1"]
			if bad.Reason != c.reason || bad.Err == nil || bad.Line != nil || !bad.At.IsZero() || strings.Contains(bad.Err.Error(), "secret") {
				t.Errorf("%+v", bad)
			}
			if good.Reason != "" || string(cosigned) != string(l.Checkpoint(t, 9))+string(good.Line) || p.Satisfied(cosigned) {
				t.Errorf("%+v\n%s", good, cosigned)
			}
			if (bad.Size == 10) != (c.reason == witness.Ahead) {
				t.Error(bad.Size)
			}
		})
	}
}

// rude does not speak HTTP.
func rude(*witnesstest.Cosigner) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
			_, _ = io.WriteString(conn, "HTTP/1.1 secret secret\r\n\r\n")
			_ = conn.Close()
		}
	}
}

// endless writes as long as somebody reads.
func endless(*witnesstest.Cosigner) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for line := []byte(strings.Repeat("— x AAAA\n", 100)); ; {
			if _, err := w.Write(line); err != nil {
				return
			}
		}
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 9)
	for _, status := range []int{301, 302, 307, 308} {
		c := witnesstest.NewCosigner(t, "w.example")
		target := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") }))
		t.Cleanup(target.Close)
		server := httptest.NewServer(http.RedirectHandler(target.URL, status))
		t.Cleanup(server.Close)
		if _, results := ask(t, newClient(policy(t, scripted{c, server.URL})), l.Checkpoint(t, 9), unproven(t)); results["w0"].Reason != witness.Unusable {
			t.Errorf("%d: %+v", status, results["w0"])
		}
	}
}

func TestACertificateIsChecked(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 9)
	w := witnesstest.NewCosigner(t, "w.example")
	server := httptest.NewUnstartedServer(honest(w))
	server.Config.ErrorLog = discard()
	server.StartTLS()
	t.Cleanup(server.Close)
	c := newClient(policy(t, scripted{w, server.URL}))
	if _, results := ask(t, c, l.Checkpoint(t, 9), unproven(t)); results["w0"].Reason != witness.Silent || !strings.Contains(results["w0"].Err.Error(), "certificate") {
		t.Errorf("%+v", results["w0"])
	}
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	c.SetRoots(roots)
	if _, results := ask(t, c, l.Checkpoint(t, 9), unproven(t)); results["w0"].Reason != "" {
		t.Errorf("%+v", results["w0"])
	}
}

func TestWhatIsNoCheckpointIsNotAsked(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 9)
	c := newClient(policy(t, script(t, "w.example", honest)))
	text, _, _ := strings.Cut(string(l.Checkpoint(t, 9)), "\n\n")
	for _, checkpoint := range []string{"", "x", text + "\n", string(l.Sign(t, "x\n")), string(l.Sign(t, origin+"\n18446744073709551615\nAAAA\n"))} {
		if _, err := c.Ask(t.Context(), []byte(checkpoint), unproven(t), func(r witness.Result) { t.Errorf("%+v", r) }); err == nil {
			t.Errorf("%q was asked for", checkpoint)
		}
	}
}

func TestWithoutAProofNothingIsSent(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 9)
	c := newClient(policy(t, script(t, "w.example", answering(409, "text/x.tlog.size", "5\n"))))
	lost := errors.New("lost")
	_, results := ask(t, c, l.Checkpoint(t, 9), func(context.Context, int64, int64) ([]tlog.Hash, error) { return nil, lost })
	if r := results["w0"]; r.Reason != witness.NoProof || !errors.Is(r.Err, lost) || !strings.Contains(fmt.Sprint(r.Err), "5") {
		t.Errorf("%+v", r)
	}
}

// A size that is not well said is not tried.
func TestAMalformedSizeIsNotBelieved(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 9)
	for _, c := range []struct{ contentType, body string }{
		{"text/plain", "5\n"}, {"", "5\n"}, {"text/x.tlog.size", "-1\n"}, {"text/x.tlog.size", "05\n"}, {"text/x.tlog.size", "+5\n"}, {"text/x.tlog.size", "5"},
		{"text/x.tlog.size", "\n"}, {"text/x.tlog.size", "5\n\n"}, {"text/x.tlog.size", "9223372036854775808\n"}, {"text/x.tlog.size", "5\r\n"},
	} {
		var asked atomic.Int32
		counting := func(*witnesstest.Cosigner) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				asked.Add(1)
				answering(409, c.contentType, c.body)(nil)(w, r)
			}
		}
		_, results := ask(t, newClient(policy(t, script(t, "w.example", counting))), l.Checkpoint(t, 9), l.Proof)
		if r := results["w0"]; r.Reason != witness.Unusable || asked.Load() != 1 {
			t.Errorf("%v was asked for %d times: %+v", c, asked.Load(), r)
		}
	}
}
