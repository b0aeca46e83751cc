package page

import (
	"bytes"
	"maps"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"takeed/templates"
	"takeed/web/view"
)

// response holds a whole answer back until nothing can go wrong any more.
type response struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newResponse() *response { return &response{header: http.Header{}, status: http.StatusOK} }

func (w *response) Header() http.Header         { return w.header }
func (w *response) WriteHeader(status int)      { w.status = status }
func (w *response) Write(b []byte) (int, error) { return w.body.Write(b) }

// send copies the answer to the client. A failure from here on is the client's. Its length
// is known, so it need not go out in chunks; that of a stream is not, which is empty here.
func (w *response) send(to http.ResponseWriter) {
	h := to.Header()
	maps.Copy(h, w.header)
	if w.body.Len() > 0 {
		h.Set("Content-Length", strconv.Itoa(w.body.Len()))
	}
	to.WriteHeader(w.status)
	_, _ = to.Write(w.body.Bytes())
}

// pageSize is room for nearly every page of customers; a longer one takes more.
const pageSize = 8 << 10

// HTML renders a page into the answer. If that fails, the handler returns the error, and
// nothing of the answer is sent.
func HTML(w http.ResponseWriter, r *http.Request, status int, page templ.Component) error {
	if answer, ok := w.(*response); ok {
		answer.body.Grow(pageSize)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	return page.Render(r.Context(), w)
}

// Plain answers with one line of text.
func Plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n"))
}

// NoContent answers without content. It is for a script that sends a request only to keep
// its user signed in: the request alone does that.
func NoContent(w http.ResponseWriter, _ *http.Request) error {
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// Redirect sends the browser on with a GET, whatever brought it here (RFC 9700, 4.12).
func Redirect(w http.ResponseWriter, location string) error {
	w.Header().Set("Location", location)
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// Leave sends the browser to a provider without telling the provider where it came from.
func Leave(w http.ResponseWriter, location string) error {
	w.Header().Set("Referrer-Policy", "no-referrer")
	return Redirect(w, location)
}

// Handover answers with a page that says where the browser goes next, and goes there by
// itself. No form of ours may lead to another site (form-action 'self'); this page may.
func Handover(w http.ResponseWriter, r *http.Request, frame templates.Page, next templates.Action, body ...string) error {
	v := view.Viewer{Lang: Of(r).Lang}
	return HTML(w, r, http.StatusOK, templates.Handover(v.Handover(frame, next, body...)))
}
