package api_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"takeed/web/api"
)

// spec is openapi.json as somebody else's library reads it.
type spec struct {
	*openapi3.T
	routers.Router
}

var (
	readSpec        = sync.OnceValues(func() (spec, error) { return parseSpec(false) })
	readSandboxSpec = sync.OnceValues(func() (spec, error) { return parseSpec(true) })
)

var prepareSpec = sync.OnceFunc(func() {
	openapi3filter.RegisterBodyDecoder("text/html", openapi3filter.PlainBodyDecoder)
	openapi3.DefineStringFormatValidator("uri", openapi3.NewRegexpFormatValidator(`^https?://`))
})

func parseSpec(sandbox bool) (spec, error) {
	prepareSpec()
	text, err := api.File(sandbox)
	if err != nil {
		return spec{}, err
	}
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return spec{}, err
	}
	doc.Servers = nil // the router does not know what "/" means
	router, err := legacy.NewRouter(doc, openapi3.EnableExamplesValidation())
	return spec{doc, router}, err
}

func theSpec(t testing.TB) spec {
	t.Helper()
	s, err := readSpec()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var options = &openapi3filter.Options{
	AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true, RejectWhenRequestBodyNotSpecified: true, SkipSettingDefaults: true,
}

// ask is a request in the making.
type ask struct {
	method, path string
	host         string // empty for the portal's
	body         string
	header       http.Header
	invalid      bool // the file must refuse it
	loose        bool // the file may refuse it or not: it cannot tell
	nowhere      bool // the path is none of the file, whatever the library thinks
}

// got is an answer.
type got struct {
	*http.Response
	body      []byte
	operation string // of the file; empty if it has none for the request
}

// do sends a request, and holds it and its answer against the file.
func (w *world) do(a ask) got {
	w.Helper()
	r, err := http.NewRequestWithContext(w.Context(), a.method, w.server.URL+a.path, strings.NewReader(a.body))
	w.must(err)
	r.Host, r.Header = cmp.Or(a.host, "portal.localhost"), a.header
	if r.Header == nil {
		r.Header = http.Header{}
	}
	route, params, noRoute := w.file().FindRoute(r)
	if a.nowhere {
		noRoute = routers.ErrPathNotFound
	}
	in := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route, Options: options}
	if noRoute == nil {
		w.holdRequest(a, in)
	}
	r.Body = io.NopCloser(strings.NewReader(a.body))
	resp, err := http.DefaultClient.Do(r)
	w.must(err)
	defer func() { _ = resp.Body.Close() }()
	g := got{Response: resp}
	g.body, err = io.ReadAll(resp.Body)
	w.must(err)
	w.holdAlways(g)
	if noRoute != nil && !slices.Contains(outside, g.StatusCode) {
		w.Errorf("%s %s answers %d, and the file does not know it", a.method, a.path, g.StatusCode)
	}
	if noRoute == nil {
		g.operation = route.Operation.OperationID
		w.holdAnswer(g, in)
	}
	return g
}

// outside is what may be answered to a request that is in no file.
var outside = []int{http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusMisdirectedRequest}

func (w *world) holdRequest(a ask, in *openapi3filter.RequestValidationInput) {
	w.Helper()
	err := openapi3filter.ValidateRequest(context.Background(), in)
	if valid := err == nil; valid == a.invalid && !a.loose {
		w.Errorf("%s %s %.200s: valid for the file: %t, %v", a.method, a.path, a.body, valid, err)
	}
}

// holdAlways is what every answer below /api/ has in common.
func (w *world) holdAlways(g got) {
	w.Helper()
	if g.Header.Get("Set-Cookie") != "" || g.Header.Get("Cache-Control") != "no-store" || g.Header.Get("Access-Control-Allow-Origin") != "" {
		w.Errorf("%s %s has the headers %v", g.Request.Method, g.Request.URL.Path, g.Header)
	}
	if g.StatusCode >= 400 && g.tokenError() == "" {
		if kind := g.Header.Get("Content-Type"); kind != "application/problem+json" || g.code() == "" {
			w.Errorf("%s %s answers %d with %s: %s", g.Request.Method, g.Request.URL.Path, g.StatusCode, kind, g.body)
		}
	}
}

func (w *world) holdAnswer(g got, in *openapi3filter.RequestValidationInput) {
	w.Helper()
	err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: g.StatusCode, Header: g.Header, Body: io.NopCloser(bytes.NewReader(g.body)), Options: options,
	})
	if err != nil {
		w.Errorf("%s answers %d: %.1000v", g.operation, g.StatusCode, err)
	}
	entry := g.operation + " " + strconv.Itoa(g.StatusCode)
	if code := g.code() + g.tokenError(); code != "" && g.StatusCode >= 400 {
		entry += " " + code
	}
	if !slices.Contains(w.file().entries(), entry) {
		w.Errorf("the file does not have %s", entry)
	}
	w.seen[entry] = true
}

// member is a member of the answer that is a string.
func (g got) member(name string) string {
	var all map[string]json.RawMessage
	var text string
	if json.Unmarshal(g.body, &all) == nil {
		_ = json.Unmarshal(all[name], &text)
	}
	return text
}

func (g got) code() string       { return g.member("code") }
func (g got) tokenError() string { return g.member("error") }

// entries are everything that the file says may be answered: operation, status, and code of the
// error. What any operation may answer counts for each of them.
func (s spec) entries() (all []string) {
	for _, item := range s.Paths.Map() {
		for _, o := range item.Operations() {
			for status, r := range o.Responses.Map() {
				for _, code := range codesOf(r) {
					at := status
					if status == "default" {
						at = s.status(code)
					}
					all = append(all, strings.TrimSpace(o.OperationID+" "+at+" "+code))
				}
			}
		}
	}
	return all
}

// codesOf are the codes of a response; one that is empty if it is no error.
func codesOf(r *openapi3.ResponseRef) []string {
	codes := stringsOf(r.Value.Extensions["x-codes"])
	codes = append(codes, stringsOf(r.Value.Extensions["x-errors"])...)
	if codes == nil {
		return []string{""}
	}
	return codes
}

func stringsOf(list any) (all []string) {
	items, _ := list.([]any)
	for _, item := range items {
		all = append(all, item.(string))
	}
	return all
}

// status is that of a code.
func (s spec) status(code string) string {
	codes := s.Components.Schemas["ProblemCode"].Value.Extensions["x-codes"].(map[string]any)
	if entry, ok := codes[code].(map[string]any); ok {
		return strconv.Itoa(int(entry["status"].(float64)))
	}
	return ""
}
