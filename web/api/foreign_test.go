package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// Whether a thing is not there or belongs to another client, the answer is the same, byte for
// byte, but for the name of the request.
func TestMissingAndForeignAreTheSame(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.addClient("spy")
	asked := w.confirmed()
	w.sequenced()
	e, delivery := w.dropped()
	event := w.get("hub", "/api/v1/events?limit=1").member("next")
	for _, a := range []ask{
		{method: http.MethodGet, path: of(asked, "")}, {method: http.MethodPost, path: of(asked, "/cancel")}, {method: http.MethodPost, path: of(asked, "/link")},
		{method: http.MethodPost, path: of(asked, "/consume"), body: execution(asked)}, {method: http.MethodGet, path: of(asked, "/receipt")},
		{method: http.MethodGet, path: atEndpoint(e, "")}, {method: http.MethodPatch, path: atEndpoint(e, ""), body: `{"types":["*"]}`},
		{method: http.MethodPost, path: atEndpoint(e, "/secret")}, {method: http.MethodPost, path: atEndpoint(e, "/test")},
		{method: http.MethodPost, path: atEndpoint(e, "/replay"), body: since}, {method: http.MethodPost, path: atEndpoint(e, "/disable")},
		{method: http.MethodPost, path: atEndpoint(e, "/enable")}, {method: http.MethodPost, path: "/api/v1/deliveries/" + delivery + "/retry"},
		{method: http.MethodGet, path: "/api/v1/deliveries?endpoint=" + e.member("id")}, {method: http.MethodGet, path: "/api/v1/events?after=" + event},
	} {
		foreign := w.asSpy(a)
		a.path = changedName(a.path)
		missing := w.asSpy(a)
		w.wants(foreign, http.StatusNotFound, "not_found")
		if anonymous(foreign) != anonymous(missing) {
			t.Errorf("%s: %s\nand %s", a.path, anonymous(foreign), anonymous(missing))
		}
	}
	if found := w.do(ask{method: http.MethodGet, path: transactions + "?reference=" + asked.member("reference"), header: headers(w.as("spy"))}); string(found.body) != "{\"data\":[]}\n" {
		t.Errorf("by its reference: %s", found.body)
	}
	w.wants(w.post("hub", atEndpoint(e, "/test"), ""), http.StatusAccepted, "") // it was not disabled
}

func (w *world) asSpy(a ask) got {
	w.Helper()
	a.header = headers(w.as("spy"), "Idempotency-Key", "one")
	if a.body != "" {
		a.header.Set("Content-Type", "application/json")
	}
	return w.do(a)
}

// changedName is a path with another name of the same shape in it.
func changedName(path string) string {
	for i, c := range path {
		if c == '_' { // of the prefix
			swapped := map[byte]string{'0': "1"}[path[i+1]]
			if swapped == "" {
				swapped = "0"
			}
			return path[:i+1] + swapped + path[i+2:]
		}
	}
	return path
}

// anonymous is an answer without what tells it from every other: the name of its request, and
// the time.
func anonymous(g got) string {
	h := g.Header.Clone()
	h.Del("Date")
	var head strings.Builder
	_ = h.Write(&head)
	return head.String() + strings.ReplaceAll(string(g.body), g.member("request_id"), "…")
}
