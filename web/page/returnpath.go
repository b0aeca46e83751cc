package page

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// A caller who is not signed in and opens a page of ours is asked to sign in, and then goes
// on to that page, with its query. Its address travels in the query of the sign-in page, so
// nothing has to be stored for it here, and two tabs do not mix up theirs. Anybody can write
// such a query: only what ReturnPath lets through is taken from it.

// maxReturn is how long the address of a page may be there, in bytes. It fits into the
// 4 kB that an ordinary proxy has for the head of an answer, and every address that the
// portal writes fits into it: the longest search has 2,000. A longer address keeps its path
// and loses its query.
const maxReturn = 2560

// maxReturnPage is the same for an address without its query.
const maxReturnPage = 200

// ReturnQuery is the query of a sign-in page that names the page to go to afterwards.
func ReturnQuery(address string) string { return "to=" + escapedTo(address) }

// escapedTo escapes the characters that would mean something in a query. Escaping more would
// be correct too, but take up to three times the room.
var escapedTo = strings.NewReplacer("%", "%25", "&", "%26", "+", "%2B", "#", "%23", ";", "%3B").Replace

// ReturnPath returns the address if it is a page of ours, in one of the two languages, and ""
// otherwise. No scheme, host, backslash or control character gets into a redirect: in the
// path, where they would be dangerous, they are refused; in the query, where they would not,
// they are escaped or refused. The query still means the same, byte for byte.
func ReturnPath(address string) string {
	page, query, _ := strings.Cut(address, "?")
	if !pageOfOurs(page) || strings.ContainsFunc(query, control) {
		return ""
	}
	if query == "" {
		return page
	}
	if address = page + "?" + escapedQuery(query); len(escapedTo(address)) > maxReturn {
		return page
	}
	return address
}

func pageOfOurs(path string) bool {
	if !strings.HasPrefix(path, "/en/") && !strings.HasPrefix(path, "/ar/") || len(path) > maxReturnPage {
		return false
	}
	for i := 0; i < len(path); i++ {
		if !alphanumeric(path[i]) && strings.IndexByte("/-_%.", path[i]) < 0 {
			return false
		}
	}
	u, err := url.Parse(path) // decoded, since browsers take "%2e%2e" for ".."
	return err == nil && !strings.Contains(path, "//") && !strings.Contains(path+u.Path, "..")
}

func control(r rune) bool { return r < ' ' || r == 0x7f }

func alphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// escapedQuery escapes what a query may not hold, and what another program could take for
// more than a query. The escaped query means the same.
func escapedQuery(query string) string {
	var b strings.Builder
	for i := 0; i < len(query); i++ {
		if c := query[i]; alphanumeric(c) || strings.IndexByte("-_.~%+=&?/:@!$()*,;", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// Here is the address of the page that a request asks for, and "" if a browser could not
// return to it with a GET.
func Here(r *http.Request) string {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return ""
	}
	return To(r, Of(r).Path)
}

// Onward redirects to the address, in the language of the request; to the path other if the
// address is empty.
func Onward(w http.ResponseWriter, r *http.Request, address, other string) error {
	if address == "" {
		return Redirect(w, To(r, other))
	}
	return Redirect(w, To(r, address[len("/en"):]))
}
