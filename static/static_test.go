package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func load(t *testing.T, brand map[string][]byte) *Assets {
	t.Helper()
	a, err := Load(brand)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func get(a *Assets, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w
}

func TestEveryFileIsServedUnderItsPublicNameOnly(t *testing.T) {
	a := load(t, nil)
	for name, public := range a.urls {
		w := get(a, public)
		if w.Code != http.StatusOK || w.Body.Len() == 0 || w.Header().Get("Content-Type") == "" ||
			w.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" {
			t.Errorf("%s: %d %v", public, w.Code, w.Header())
		}
		for _, wrong := range []string{Prefix + name, public + "x", Prefix, Prefix + "static.go"} {
			if w := get(a, wrong); w.Code != http.StatusNotFound {
				t.Errorf("%s: %d", wrong, w.Code)
			}
		}
	}
	if a.URL("nothing.css") != "" {
		t.Error("a file that is not there has an address")
	}
}

// A name says what is inside: what changes gets another one, what does not keeps its own.
func TestANameFollowsTheContent(t *testing.T) {
	one, same := load(t, map[string][]byte{"logo.svg": []byte("<svg>1</svg>")}), load(t, map[string][]byte{"logo.svg": []byte("<svg>1</svg>")})
	other := load(t, map[string][]byte{"logo.svg": []byte("<svg>2</svg>")})
	if one.URL("logo.svg") != same.URL("logo.svg") || one.URL("logo.svg") == other.URL("logo.svg") || one.URL("app.css") != other.URL("app.css") {
		t.Errorf("%s %s %s", one.URL("logo.svg"), same.URL("logo.svg"), other.URL("logo.svg"))
	}
}

func TestTheStyleSheetNamesFilesThatAreThere(t *testing.T) {
	a := load(t, nil)
	css := get(a, a.URL("app.css")).Body.String()
	named := regexp.MustCompile(`url\("([^"]+)"\)`).FindAllStringSubmatch(css, -1)
	if len(named) != 3 {
		t.Fatalf("the style sheet names %d files", len(named))
	}
	for _, n := range named {
		if w := get(a, n[1]); w.Code != http.StatusOK || w.Header().Get("Content-Type") != "font/woff2" {
			t.Errorf("%s: %d %s", n[1], w.Code, w.Header().Get("Content-Type"))
		}
	}
}

func TestTextIsCompressedForWhoeverAsks(t *testing.T) {
	a := load(t, nil)
	plain := get(a, a.URL("app.css"))
	packed := get(a, a.URL("app.css"), "Accept-Encoding", "br, gzip")
	r, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := io.ReadAll(r)
	if err != nil || !bytes.Equal(unpacked, plain.Body.Bytes()) || packed.Header().Get("Content-Encoding") != "gzip" || plain.Header().Get("Content-Encoding") != "" {
		t.Errorf("%v, %v", err, packed.Header())
	}
	for _, w := range []*httptest.ResponseRecorder{plain, packed} {
		if w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("the variance is %q", w.Header().Get("Vary"))
		}
	}
	part := get(a, a.URL("app.css"), "Accept-Encoding", "gzip", "Range", "bytes=0-9")
	if part.Code != http.StatusPartialContent || part.Body.String() != plain.Body.String()[:10] {
		t.Errorf("a part is %d %q", part.Code, part.Body)
	}
	if font := get(a, a.URL("roboto-latin.woff2"), "Accept-Encoding", "gzip"); font.Header().Get("Content-Encoding") != "" {
		t.Error("a font is compressed twice")
	}
}

func TestWhatIsNoStaticFileIsRefused(t *testing.T) {
	if _, err := Load(map[string][]byte{"page.html": []byte("<p>")}); err == nil || !strings.Contains(err.Error(), "page.html") {
		t.Error(err)
	}
}

// The policy of the page that verifies receipts names what is in it, by hashes that a
// browser finds too; cmd/takeed-verify tries it in one.
func TestTheVerifyingPageIsServedAsItIs(t *testing.T) {
	w := httptest.NewRecorder()
	ServeVerify(w, httptest.NewRequest(http.MethodGet, "/en/verify", nil))
	if w.Code != http.StatusOK || !bytes.Equal(w.Body.Bytes(), verifyPage) || w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	policy := w.Header().Get("Content-Security-Policy")
	if strings.Contains(policy, "unsafe") || strings.Count(policy, "'sha256-") != 2 || !strings.HasPrefix(policy, "default-src 'none'; ") || strings.Contains(policy, hashOf("nothing")) {
		t.Error(policy)
	}
}
