package journeytest

import (
	"net/http"
	"testing"
)

// A portal whose keyset is not that of its database, since another was put there while it
// ran, or a backup came back, is asked no more.
func TestAnotherKeysetIsNotReady(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	if page := b.Get("/readyz"); page.Status != http.StatusOK {
		t.Fatalf("/readyz: %d", page.Status)
	}
	for _, other := range []string{`update keyset_mark set mac = sha256('another')`, `update keyset_mark set sealed = 'another'`} {
		w.Database.Plant(t, other)
		if page := b.Get("/readyz"); page.Status != http.StatusServiceUnavailable {
			t.Errorf("/readyz: %d", page.Status)
		}
		if page := b.Get("/healthz"); page.Status != http.StatusOK {
			t.Errorf("/healthz: %d", page.Status)
		}
	}
}
