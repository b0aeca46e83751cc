package web

import (
	"bytes"
	"net/http"

	"github.com/a-h/templ"
)

// response holds a whole answer until nothing can go wrong any more.
type response struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newResponse() *response { return &response{header: http.Header{}, status: http.StatusOK} }

func (w *response) Header() http.Header         { return w.header }
func (w *response) WriteHeader(status int)      { w.status = status }
func (w *response) Write(b []byte) (int, error) { return w.body.Write(b) }

// send copies the answer to the client. What fails from here on is the client's.
func (w *response) send(to http.ResponseWriter) {
	h := to.Header()
	for name, values := range w.header {
		h[name] = values
	}
	to.WriteHeader(w.status)
	_, _ = to.Write(w.body.Bytes())
}

// html renders a page. It cannot fail half-way: the response is still ours.
func html(w http.ResponseWriter, r *http.Request, status int, page templ.Component) error {
	var b bytes.Buffer
	if err := page.Render(r.Context(), &b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, err := w.Write(b.Bytes())
	return err
}

// redirect sends the browser on with a GET, whatever brought it here (RFC 9700, 4.12).
func redirect(w http.ResponseWriter, location string) error {
	w.Header().Set("Location", location)
	w.WriteHeader(http.StatusSeeOther)
	return nil
}
