package office

import (
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/i18n"
	rules "takeed/internal/office"
)

// paused hands out files that nobody writes to the end until they are let go.
type paused struct {
	AuditLog
	begun chan struct{}
	goOn  chan struct{}
}

func (p paused) StartExport(context.Context, audit.Export, approval.Source) (audit.ExportRun, error) {
	return func(_ context.Context, out io.Writer, _ func(context.Context) error) (audit.Manifest, error) {
		if _, err := io.CopyN(out, rand.Reader, 1<<20); err != nil { // more than any buffer on the way keeps
			return audit.Manifest{}, err
		}
		p.begun <- struct{}{}
		<-p.goOn
		return audit.Manifest{}, nil
	}, nil
}

// exporting is a portal whose exports are paused; who asks is in d.
func exporting(t *testing.T, d *onDuty, p paused) func() *http.Response {
	t.Helper()
	o, mux := d.room(t, p), http.NewServeMux()
	o.Mount(mux)
	server := httptest.NewServer(portal(o, approval.AR, mux))
	t.Cleanup(server.Close)
	return func() *http.Response {
		r, err := http.NewRequest(http.MethodPost, server.URL+"/ar/staff/export/csv", strings.NewReader(url.Values{"q": {""}}.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.AddCookie(&http.Cookie{Name: sessionCookie, Value: approval.NewSecret().Reveal()})
		resp, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = resp.Body.Close() })
		return resp
	}
}

// Nobody has more than a handful of exports open, and each that ends makes room.
func TestExportsOfOnePersonAreFew(t *testing.T) {
	t.Parallel()
	saeed, hessa := rules.Member{ID: approval.NewID(), Role: rules.Auditor}, rules.Member{ID: approval.NewID(), Role: rules.Admin}
	d := &onDuty{member: &saeed}
	p := paused{begun: make(chan struct{}, 99), goOn: make(chan struct{})}
	export := exporting(t, d, p)
	var open []*http.Response
	for range maxExports {
		resp := export()
		if resp.StatusCode != http.StatusOK || resp.Header.Get("X-Accel-Buffering") != "no" {
			t.Fatalf("an export answers %d", resp.StatusCode)
		}
		open = append(open, resp)
		<-p.begun
	}
	refused := export()
	page, _ := io.ReadAll(refused.Body)
	if refused.StatusCode != http.StatusTooManyRequests || !strings.Contains(string(page), i18n.T(i18n.AR, "error.too_many_streams.title")) {
		t.Errorf("one too many answers %d", refused.StatusCode)
	}
	d.member = &hessa
	if resp := export(); resp.StatusCode != http.StatusOK {
		t.Errorf("somebody else's export answers %d", resp.StatusCode)
	}
	<-p.begun
	d.member = &saeed
	close(p.goOn)
	for _, resp := range open {
		_, _ = io.Copy(io.Discard, resp.Body)
	}
	for export().StatusCode == http.StatusTooManyRequests { // what has ended is given back a moment after its last byte
	}
}
