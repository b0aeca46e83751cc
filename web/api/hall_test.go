package api_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/web/api"
)

// whatever goes wrong in the hall, before a call means anything.
var whatever = map[string]func(w *world, a *ask){
	"500 internal_error":     func(w *world, _ *ask) { w.store.fails(errSecret) },
	"503 busy":               func(w *world, _ *ask) { w.store.fails(context.DeadlineExceeded) },
	"421 misdirected":        func(_ *world, a *ask) { a.host = "evil.example" },
	"405 method_not_allowed": func(_ *world, a *ask) { a.method = http.MethodPatch },
	"404 not_found":          func(_ *world, a *ask) { a.path = "/api/v1/nothing" },
}

// Every error is a problem, wherever it arises, and says nothing of why.
func TestEveryErrorIsAProblem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for want, how := range whatever {
		a := ask{method: http.MethodGet, path: "/api/v1/events", header: headers(w.as("hub"))}
		how(w, &a)
		g := w.do(a)
		status, code, _ := strings.Cut(want, " ")
		if g.Status[:3] != status || g.code() != code {
			t.Errorf("%s: %s %s", want, g.Status, g.body)
		}
		if g.member("type") != base+api.DocsPath+"#"+code || g.member("instance") != "/requests/"+g.member("request_id") || strings.Contains(string(g.body), "nobody may read") {
			t.Errorf("%s: %s", want, g.body)
		}
		if !strings.Contains(w.lines.text(), `"request_id":"`+g.member("request_id")) {
			t.Errorf("%s: the log does not have it", want)
		}
		w.store.fails(nil)
	}
}

// A panic is a problem, too.
func TestAPanicIsAProblem(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *api.Config) { c.Clients = panics{c.Clients} })
	w.wants(w.get("hub", "/api/v1/kinds"), http.StatusInternalServerError, "internal_error")
	if log := w.lines.text(); !strings.Contains(log, `"msg":"panic"`) || strings.Contains(log, "nobody may read") {
		t.Error(log)
	}
}

type panics struct{ api.Clients }

func (panics) Caller(context.Context, approval.Hash) (integration.Caller, error) { panic(errSecret) }

// The log has the client and the route of a call, and nothing that it said.
func TestTheLogHasTheClientAndTheRoute(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := w.asked("reference", `"PRIVATE-REFERENCE"`)
	w.get("hub", of(asked, "?wait=0&secret=yes"))
	log := w.lines.text()
	for _, want := range []string{
		`"method":"POST","route":"POST /api/v1/transactions","status":201`, `"route":"GET /api/v1/transactions/{id}","status":200`, `"client_id":"hub"`,
	} {
		if !strings.Contains(log, want) {
			t.Errorf("the log does not have %s: %s", want, log)
		}
	}
	for _, never := range []string{w.as("hub"), "PRIVATE-REFERENCE", asked.member("id"), asked.member("digest"), "secret=yes", "Mariam"} {
		if strings.Contains(log, never) {
			t.Errorf("the log has %s", never)
		}
	}
}

// The page of documentation has a place for every operation and every code, and loads nothing
// of anybody else's.
func TestTheDocumentationHasEverything(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	g := w.do(ask{method: http.MethodGet, path: api.DocsPath})
	w.wants(g, http.StatusOK, "")
	if policy := g.Header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("the policy is %s", policy)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(g.body)))
	w.must(err)
	ids := map[string]int{}
	doc.Find("[id]").Each(func(_ int, s *goquery.Selection) { ids[s.AttrOr("id", "")]++ })
	for id, n := range ids {
		if n != 1 {
			t.Errorf("%d elements have the name %s", n, id)
		}
	}
	for _, item := range theSpec(t).Paths.Map() {
		for _, o := range item.Operations() {
			if ids[o.OperationID] != 1 {
				t.Errorf("nothing explains %s", o.OperationID)
			}
		}
	}
	for code := range theSpec(t).Components.Schemas["ProblemCode"].Value.Extensions["x-codes"].(map[string]any) {
		if ids[code] != 1 {
			t.Errorf("nothing explains %s", code)
		}
	}
	doc.Find("a[href^='#']").Each(func(_ int, s *goquery.Selection) {
		if target := s.AttrOr("href", "")[1:]; ids[target] != 1 {
			t.Errorf("a link leads to %s, which is not there", target)
		}
	})
	if n := doc.Find("script, style, [style], img, iframe, link[rel=stylesheet]:not([href^='/static/'])").Length(); n != 0 {
		t.Errorf("%d elements that a page of ours may not have", n)
	}
}

func TestTheFileIsServed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	g := w.do(ask{method: http.MethodGet, path: "/api/v1/openapi.json"})
	w.wants(g, http.StatusOK, "")
	if !strings.Contains(string(g.body), `"openapi": "3.1.0"`) {
		t.Errorf("%.100s", g.body)
	}
	w.wants(w.do(ask{method: http.MethodGet, path: "/api/v1/openapi.json", header: http.Header{"Accept": {"application/yaml"}}}), http.StatusNotAcceptable, "not_acceptable")
}
