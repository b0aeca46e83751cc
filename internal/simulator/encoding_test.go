package simulator_test

import (
	"bytes"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

// multipartRequest carries the parameters as the documents say in words.
func (w *world) multipartRequest(c simulator.Client, p url.Values) *http.Request {
	w.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for name, values := range p {
		for _, v := range values {
			if err := form.WriteField(name, v); err != nil {
				w.t.Fatal(err)
			}
		}
	}
	form.Close()
	req, _ := http.NewRequest(http.MethodPost, w.URL+"/idshub/token", &b)
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.SetBasicAuth(c.ID, c.Secret)
	return req
}

// queryRequest carries them as the documents show: in the address, with a type
// that announces a body and has no boundary.
func (w *world) queryRequest(c simulator.Client, p url.Values) *http.Request {
	req, _ := http.NewRequest(http.MethodPost, w.URL+"/idshub/token?"+p.Encode(), nil)
	req.Header.Set("Content-Type", "multipart/form-data")
	req.SetBasicAuth(c.ID, c.Secret)
	return req
}

func TestTheThreeEncodings(t *testing.T) {
	w := start(t)
	only := map[simulator.Encoding]*world{}
	for _, e := range []simulator.Encoding{simulator.Form, simulator.Multipart, simulator.Query} {
		only[e] = &world{t: t, Provider: simulatortest.Start(t, portal, func(c *simulator.Config) { c.Accept = []simulator.Encoding{e} })}
	}
	strict := &world{t: t, Provider: simulatortest.Start(t, portal, func(c *simulator.Config) { c.Strict = true })}
	for encoding, send := range map[simulator.Encoding]func(*world, url.Values) simulatortest.Reply{
		simulator.Form:      func(w *world, p url.Values) simulatortest.Reply { return w.must(w.tokenRequest(w.Face, p)) },
		simulator.Multipart: func(w *world, p url.Values) simulatortest.Reply { return w.must(w.multipartRequest(w.Face, p)) },
		simulator.Query:     func(w *world, p url.Values) simulatortest.Reply { return w.must(w.queryRequest(w.Face, p)) },
	} {
		fresh := func(w *world) url.Values { return grantParameters(w.Face, w.issue(w.Face, "fatima", "")) }
		if r := send(w, fresh(w)); r.Status != http.StatusOK {
			t.Errorf("%s: %d %s", encoding, r.Status, r.Body)
		}
		if got := last(w).Encoding; got != encoding {
			t.Errorf("%s is journalled as %s", encoding, got)
		}
		for accepted, world := range only {
			if ok := send(world, fresh(world)).Status == http.StatusOK; ok != (accepted == encoding) {
				t.Errorf("%s sent where %s is accepted: %v", encoding, accepted, ok)
			}
		}
		if ok := send(strict, fresh(strict)).Status == http.StatusOK; ok != (encoding == simulator.Form) {
			t.Errorf("strict, %s: %v", encoding, ok)
		}
	}
}

func last(w *world) simulator.Entry {
	entries := w.Journal()
	return entries[len(entries)-1]
}

func TestOneParameterHasOneValue(t *testing.T) {
	w := start(t)
	p := grantParameters(w.Face, w.issue(w.Face, "fatima", ""))
	doubled := maps.Clone(p)
	doubled["code"] = []string{p.Get("code"), p.Get("code")}
	both := w.tokenRequest(w.Face, p)
	both.URL.RawQuery = "code=" + p.Get("code")
	for name, req := range map[string]*http.Request{
		"form": w.tokenRequest(w.Face, doubled), "multipart": w.multipartRequest(w.Face, doubled),
		"query": w.queryRequest(w.Face, doubled), "body and query": both,
	} {
		if r := w.must(req); r.Status != 400 || r.JSON(t)["error_description"] != "repeatedParameter" {
			t.Errorf("%s: %d %s", name, r.Status, r.Body)
		}
	}
	// The official app adds the language to the address.
	fine := w.tokenRequest(w.Face, p)
	fine.URL.RawQuery = "ui_locales=ar"
	if r := w.must(fine); r.Status != http.StatusOK {
		t.Errorf("with ui_locales: %d %s", r.Status, r.Body)
	}
}

func TestOversizedAndBrokenBodiesAreRefused(t *testing.T) {
	w := start(t)
	p := grantParameters(w.Face, w.issue(w.Face, "fatima", ""))
	huge := maps.Clone(p)
	huge.Set("padding", strings.Repeat("x", 128<<10))
	brokenForm := w.tokenRequest(w.Face, nil)
	brokenForm.Body = http.NoBody
	brokenForm.URL.RawQuery = "code=%zz"
	brokenMultipart := w.multipartRequest(w.Face, p)
	brokenMultipart.Header.Set("Content-Type", "multipart/form-data; boundary=other")
	laravel := w.tokenRequest(w.Face, p) // the type of one encoding over the body of another
	laravel.Header.Set("Content-Type", "multipart/form-data")
	for name, req := range map[string]*http.Request{
		"huge form": w.tokenRequest(w.Face, huge), "huge multipart": w.multipartRequest(w.Face, huge),
		"broken query": brokenForm, "broken multipart": brokenMultipart, "multipart over form": laravel,
	} {
		if r := w.must(req); r.Status != 400 || r.JSON(t)["error"] != "invalid_request" {
			t.Errorf("%s: %d %s", name, r.Status, r.Body)
		}
	}
	for _, method := range []string{http.MethodGet, http.MethodPut} {
		req := w.queryRequest(w.Face, p)
		req.Method = method
		if r := w.must(req); r.Status != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d", method, r.Status)
		}
	}
	w.accessToken(w.Face, p.Get("code"))
}
