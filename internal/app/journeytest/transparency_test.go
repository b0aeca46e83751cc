package journeytest

import (
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/torchwood"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/translog"
)

const (
	logOrigin = "portal.localhost/log"
	logBase   = apptest.Address + "/log/"
)

// logged is a world with a transparency log.
type logged struct {
	*apptest.World
	verifier note.Verifier
	http     *http.Client // reaches the second replica
}

func openLogged(t *testing.T) *logged {
	t.Helper()
	secret, public, err := translog.GenerateKey(logOrigin)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := translog.ParseKeys(secret, logOrigin)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "checkpoint")
	w := open(t, twoReplicas, func(o *apptest.Options) {
		configured(o, func(c *app.Config) { c.Translog = &app.Translog{Keys: keys, File: file} })
	})
	verifier, err := note.NewVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	return &logged{w, verifier, w.Browser("en", 1).Client}
}

// happen writes so many events and waits until a signed checkpoint covers all: other databases
// of the server may be writing, and hold the log up.
func (w *logged) happen(n int) {
	w.Helper()
	if _, err := postgrestest.Connect(w, w.Database.URL).Exec(w.Context(), `insert into audit_events (stream, kind, actor)
		select 'op:' || g % 50, 'signed_out', 'system' from generate_series(1, $1::integer) g`, n); err != nil {
		w.Fatal(err)
	}
	const uncovered = `select (select count(*) from audit_events) - coalesce((select max(size) from log_checkpoints where note is not null), 0)`
	for postgrestest.Query[int](w, w.Database, uncovered) > 0 {
		if _, err := w.Apps[0].Translog.Round(w.Context()); err != nil {
			w.Fatal(err)
		}
	}
}

func (w *logged) fetcher() *client.HTTPFetcher {
	w.Helper()
	base, err := url.Parse(logBase)
	if err != nil {
		w.Fatal(err)
	}
	f, err := client.NewHTTPFetcher(base, w.http)
	if err != nil {
		w.Fatal(err)
	}
	return f
}

func leafHashes(bundle []byte) ([][]byte, error) {
	var b api.EntryBundle
	if err := b.UnmarshalText(bundle); err != nil {
		return nil, err
	}
	var hashes [][]byte
	for _, entry := range b.Entries {
		hashes = append(hashes, rfc6962.DefaultHasher.HashLeaf(entry))
	}
	return hashes, nil
}

// Tessera, which is another implementation of such logs, reads the whole log from another
// replica than the one that wrote it, computes its tree, and finds every tile as it should be.
func TestAnotherProgramChecksTheLog(t *testing.T) {
	t.Parallel()
	w := openLogged(t)
	w.Browser("en", 0).SignIn("fatima")
	for _, n := range []int{1, 255, 600} {
		w.happen(n)
		if err := fsck.New(logOrigin, w.verifier, w.fetcher(), leafHashes, fsck.Opts{N: 1}).Check(t.Context()); err != nil {
			t.Errorf("after %d events more: %v", n, err)
		}
	}
}

// A client that saw the log before is shown that it only grew, by proofs that it computes from
// the tiles itself.
func TestTheLogIsSeenToGrow(t *testing.T) {
	t.Parallel()
	w := openLogged(t)
	f := w.fetcher()
	var before tlog.Tree
	for _, n := range []int{3, 300, 70, 700} {
		w.happen(n)
		c, _, _, err := client.FetchCheckpoint(t.Context(), f.ReadCheckpoint, w.verifier, logOrigin)
		if err != nil {
			t.Fatal(err)
		}
		if before.N > 0 {
			builder, err := client.NewProofBuilder(t.Context(), c.Size, f.ReadTile)
			if err != nil {
				t.Fatal(err)
			}
			hashes, err := builder.ConsistencyProof(t.Context(), uint64(before.N), c.Size)
			if err != nil {
				t.Fatal(err)
			}
			if err := proof.VerifyConsistency(rfc6962.DefaultHasher, uint64(before.N), c.Size, hashes, before.Hash[:], c.Hash); err != nil {
				t.Error(err)
			}
		}
		before = tlog.Tree{N: int64(c.Size), Hash: tlog.Hash(c.Hash)}
	}
}

// Torchwood, a third implementation, reads every entry, and checks it against the tree.
func TestAThirdProgramReadsEveryEntry(t *testing.T) {
	t.Parallel()
	w := openLogged(t)
	w.happen(700)
	f, err := torchwood.NewTileFetcher(logBase, torchwood.WithHTTPClient(w.http))
	if err != nil {
		t.Fatal(err)
	}
	signed, err := f.ReadEndpoint(t.Context(), "checkpoint")
	if err != nil {
		t.Fatal(err)
	}
	opened, err := note.Open(signed, note.VerifierList(w.verifier))
	if err != nil {
		t.Fatal(err)
	}
	c, err := torchwood.ParseCheckpoint(opened.Text)
	if err != nil {
		t.Fatal(err)
	}
	reader, err := torchwood.NewClient(f)
	if err != nil {
		t.Fatal(err)
	}
	for index := range c.N {
		entry, _, err := reader.Entry(t.Context(), c.Tree, index)
		if err != nil || len(entry) != translog.HashSize {
			t.Fatalf("entry %d: %x, %v", index, entry, err)
		}
	}
}

// There is one way to write each address of the log. Nothing there sets a cookie or asks for one.
func TestTheLogIsStrict(t *testing.T) {
	t.Parallel()
	w := openLogged(t)
	if got := w.ask(http.MethodGet, "checkpoint"); got.StatusCode != http.StatusNotFound {
		t.Errorf("a checkpoint before the first: %d", got.StatusCode)
	}
	w.happen(513)
	const forever, never = "public, max-age=31536000, immutable", "no-store"
	for path, cache := range map[string]string{
		"checkpoint": never, "keys": never, "keys.note": never, "tile/0/000": forever, "tile/0/001": forever, "tile/0/002.p/1": forever, "tile/1/000.p/2": forever, "tile/0/000.p/200": forever,
		"tile/entries/001": forever, "tile/entries/002.p/1": forever,
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			got := w.ask(method, path)
			kind := "application/octet-stream"
			if cache == never {
				kind = "text/plain; charset=utf-8"
			}
			if got.StatusCode != http.StatusOK || got.Header.Get("Cache-Control") != cache || got.Header.Get("Content-Type") != kind || got.Header.Get("Access-Control-Allow-Origin") != "*" {
				t.Errorf("%s %s: %d, %v", method, path, got.StatusCode, got.Header)
			}
		}
		if got := w.ask(http.MethodPut, path); got.StatusCode != http.StatusForbidden { // no page of ours sends it
			t.Errorf("PUT %s: %d", path, got.StatusCode)
		}
		if got := w.ask(http.MethodOptions, path); got.StatusCode != http.StatusMethodNotAllowed || got.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("OPTIONS %s: %d, %v", path, got.StatusCode, got.Header)
		}
	}
	for _, path := range []string{
		"", "checkpoint/", "Checkpoint", "checkpoint?", "checkpoint?x=1", "%63heckpoint", "keys/", "tile", "tile/", "tile/0", "tile/0/0", "tile/0/000/", "tile/00/000", "tile/0/000.p/0", "tile/0/000.p/256",
		"tile/0/000.p/01", "tile/0/x000/000", "tile/0/002", "tile/0/002.p/2", "tile/0/003.p/1", "tile/1/000", "tile/1/000.p/3", "tile/2/000.p/1", "tile/7/000.p/1", "tile/64/000", "tile/-1/000", "tile/8/0/000",
		"tile/0/x999/x999/x999/x999/x999/x999/999", "tile/entries/002", "tile/entries/003.p/1", "tile/data/000", "tile/0/000%2Ep/1", "tile/0/+00", "tile/0/١٢٣",
	} {
		if got := w.ask(http.MethodGet, path); got.StatusCode != http.StatusNotFound || got.Header.Get("Cache-Control") != never {
			t.Errorf("%s: %d, %v", path, got.StatusCode, got.Header)
		}
	}
}

func (w *logged) ask(method, path string) *http.Response {
	w.Helper()
	r, err := http.NewRequestWithContext(w.Context(), method, logBase+path, nil)
	if err != nil {
		w.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: "sid", Value: "of a customer"})
	got, err := w.http.Do(r)
	if err != nil {
		w.Fatal(err)
	}
	_ = got.Body.Close()
	if method != http.MethodPut && strings.Contains(got.Header.Get("Vary"), "Cookie") {
		w.Errorf("%s %s: %v", method, path, got.Header)
	}
	if len(got.Cookies()) > 0 {
		w.Errorf("%s %s: %v", method, path, got.Cookies())
	}
	return got
}

// A portal without a key has no log.
func TestWithoutAKeyThereIsNoLog(t *testing.T) {
	t.Parallel()
	b := apptest.New(t, apptest.Options{Portal: func(c *app.Config) { c.Translog = nil }}).Browser("en", 0)
	for _, path := range []string{"/log/checkpoint", "/log/keys", "/log/tile/0/000"} {
		if page := b.Get(path); page.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, page.Status)
		}
	}
}
