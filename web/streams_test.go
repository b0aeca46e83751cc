package web

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/i18n"
	"takeed/internal/signin"
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
	var portal http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { portal.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	s, err := New(Config{
		BaseURL: server.URL, Log: slog.New(slog.DiscardHandler), StaffSessions: d, Staff: signin.NewStaffFlow(d, nil, approval.Limits{}, nil), Audit: p,
	})
	if err != nil {
		t.Fatal(err)
	}
	portal = s
	return func() *http.Response {
		r, err := http.NewRequest(http.MethodPost, server.URL+"/ar/staff/export/csv", strings.NewReader(url.Values{"q": {""}}.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", server.URL)
		r.AddCookie(&http.Cookie{Name: "ops", Value: approval.NewSecret().Reveal()})
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
	saeed, hessa := approval.StaffMember{ID: approval.NewID(), Role: approval.Auditor}, approval.StaffMember{ID: approval.NewID(), Role: approval.Admin}
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
