package page

import (
	"net/url"
	"strings"
	"testing"
)

// hostile are ways to leave a site by a redirect: by scheme, by host, by what browsers
// make of slashes, backslashes, dots and control characters, and by what is decoded
// once more on the way.
var hostile = []string{
	"", "/", "//", "///", "en/", "ar", "/en", "/fr/", "/EN/", "/static/app.css", "/uaepass/confirm/callback?code=x", "/healthz", "?/en/", "#/en/",
	"https://evil.example", "https:evil.example", "http://evil.example/en/", "HTTPS://evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
	"data:text/html,x", "vbscript:x", "ftp://evil.example", "mailto:x@evil.example", "//evil.example", "///evil.example", "////evil.example",
	"//evil.example/en/", "//en/", "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\\/evil.example", "\\/\\/evil.example", "/\\en/",
	"/ /evil.example", "/\t/evil.example", "\t//evil.example", "/\n/evil.example", "/\r\n/evil.example", " //evil.example", "\u00a0//evil.example",
	"\u2028//evil.example", "/en/\r\nLocation: https://evil.example", "/en/\nSet-Cookie: sid=x", "/en/\x00", "/en/\x7f", "/en/\\evil.example",
	"/en//evil.example", "/en/..//evil.example", "/en/../..//evil.example", "/en/../evil", "/en/./../x", "/en/x/..", "/en/...", "/en/@evil.example",
	"/en/x:y@evil.example", "https://portal.localhost@evil.example/en/", "//portal.localhost@evil.example", "//evil.example\\@portal.localhost",
	"/en/;@evil.example", "/en/#@evil.example", "/en/<script>", "/en/\"onload=x", "/en/'x", "/en/`x`", "/en/{x}", "/en/a b", "/en/é", "/en/٠",
	"/en/\u202egro.elpmaxe", "/.en/", "./en/", "../en/", "%2fen%2f", "/%65n/",
	"/%09/evil.example", "/%2f/evil.example", "/%5cevil.example", "/en/%2e%2e/healthz", "/en/.%2E/healthz", "/en/%2e./uaepass/", "/en/x/%2E%2e", "/en/%", "/en/%zz", "／／evil.example", "/。evil.example", "/en/" + strings.Repeat("x", 200),
}

func TestNoReturnPathLeavesThePortal(t *testing.T) {
	t.Parallel()
	if len(hostile) < 60 {
		t.Fatalf("%d payloads", len(hostile))
	}
	for _, path := range hostile {
		if got := ReturnPath(path); got != "" {
			t.Errorf("%q is a return path", path)
		}
	}
}

// What passes is decoded by nobody, so an escape in it stays within a path of ours.
func TestReturnPathsOfOursAreKept(t *testing.T) {
	t.Parallel()
	for _, path := range []string{
		"/en/", "/ar/", "/en/transactions", "/ar/transactions/3f0c0d0e-0000-4000-8000-000000000000", "/en/new/transfer",
		"/en/transactions?kind=transfer&state=pending&from=2026-11-01", "/ar/transactions?after=abc_DEF-123",
		"/en/%2f%2fevil.example", "/en/%5cevil.example", "/en/%0d%0aLocation", "/en/?next=%2f%2fevil.example",
		"/en/?next=https://evil.example", "/en/?next=//evil.example", "/en/staff/events?q=event:signed_out+after:7d", "/en/staff/events?q=%D9%85%20%2B;x",
	} {
		if got := ReturnPath(path); got != path {
			t.Errorf("%q became %q", path, got)
		}
		u, err := url.Parse("https://portal.example.ae" + path)
		if err != nil || u.Host != "portal.example.ae" || strings.Contains(u.EscapedPath(), "//") {
			t.Errorf("%q leads to %v", path, u)
		}
	}
}

// What may not stand in a redirect is escaped in a query, and means the same there. Of what
// is too long the page is left.
func TestReturnPathsAreMadeHarmless(t *testing.T) {
	t.Parallel()
	long := "/en/staff/events?q=" + strings.Repeat("x", maxReturn)
	for path, want := range map[string]string{
		"/en/x?a=\\evil.example":    "/en/x?a=%5Cevil.example",
		"/en/x?a=\"><svg/onload=x>": "/en/x?a=%22%3E%3Csvg/onload=x%3E",
		"/ar/x?a=مريم خلفان":        "/ar/x?a=" + strings.ReplaceAll(url.QueryEscape("مريم خلفان"), "+", "%20"),
		"/en/x?a=b#c":               "/en/x?a=b%23c",
		"/en/x?":                    "/en/x",
		"/en/x?a=\r\nSet-Cookie: b": "",
		"/en/x?a=\x00":              "",
		"/en/x?a=\x7f":              "",
		long:                        "/en/staff/events",
	} {
		if got := ReturnPath(path); got != want {
			t.Errorf("%q became %q, want %q", path, got, want)
		}
	}
}
