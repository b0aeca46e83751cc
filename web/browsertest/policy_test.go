package browsertest

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// Every other test relies on hearing what the browser has to say. Here a page does what
// none of ours may: it has a script and a style of its own, and asks somebody else.
func TestWhatThePolicyBlocksIsHeard(t *testing.T) {
	t.Parallel()
	pages := map[string]string{
		"/script": `<script>document.title = "ran"</script>`, "/style": `<p style="color: red">x</p>`,
		"/other": `<img src="http://elsewhere.localhost/x.png" alt="">`, "/event": `<body onload="document.title = 'ran'">x</body>`,
	}
	net := newProxy(t, map[string]http.Handler{"policy.localhost": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		if r.URL.Path != "/other" {
			w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'")
		}
		_, _ = io.WriteString(w, "<!DOCTYPE html><title>x</title>"+pages[r.URL.Path])
	})})
	b := open(t, net)
	for path := range pages {
		b.visit("http://policy.localhost" + path)
		want := "Content Security Policy"
		if path == "/other" {
			want = "a page asks for http://elsewhere.localhost/x.png"
		}
		if heard := strings.Join(b.heardSoFar(), "; "); !strings.Contains(heard, want) {
			t.Errorf("of %s it is heard: %q", path, heard)
		}
	}
}

// heardSoFar is what the browser has said, and is forgotten.
func (b *tab) heardSoFar() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	heard := b.faults
	b.faults = nil
	return heard
}
