package journeytest

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/witness"
	"takeed/internal/witness/witnesstest"
)

// cosigning is a witness that cosigns whatever it is shown.
func cosigning(t *testing.T, c *witnesstest.Cosigner) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		_, checkpoint, found := strings.Cut(string(body), "\n\n")
		if err != nil || !found {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		_, _ = io.WriteString(w, c.Cosign(checkpoint, time.Now()))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// The staff see what each witness answered last, in the order of the policy.
//
//takeed:race
func TestTheStaffSeeWhatWitnessesAnswer(t *testing.T) {
	t.Parallel()
	good, bad := witnesstest.NewCosigner(t, "audit.bank.example/w1"), witnesstest.NewCosigner(t, "firm.example/w1")
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }))
	t.Cleanup(refusing.Close)
	policy, err := witness.ParsePolicy([]byte("witness firm " + bad.VKey + " " + refusing.URL + "\nwitness audit " + good.VKey + " " + cosigning(t, good) + "\nquorum audit\n"))
	if err != nil {
		t.Fatal(err)
	}
	w := open(t, func(o *apptest.Options) {
		configured(o, func(c *app.Config) { c.Translog.Witnesses = &policy })
	})
	b := staffBrowser(w, "en", "hessa")
	shows(w, b.Get("/en/staff/log"), say("en", "answer.not_asked"))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.Apps[0].Translog.Run(ctx)
	}()
	defer func() { stop(); <-ended }()
	until(t, func() bool {
		s, err := w.Apps[0].Translog.Status(t.Context())
		return err == nil && s.Cosignatures == 1
	})
	page := b.Get("/en/staff/log")
	var names, answers []string
	page.Find("table tbody tr").Each(func(_ int, row *selection) {
		names = append(names, plain(row.Find("td").First().Text()))
		answers = append(answers, plain(row.Find(".tag").Text()))
	})
	if strings.Join(names, " ") != "firm audit" || strings.Join(answers, "|") != say("en", "answer.unknown_log")+"|"+say("en", "answer.cosigned") {
		t.Errorf("%v answered %v", names, answers)
	}
	until(t, func() bool { return strings.HasSuffix(b.Get("/readyz").Body, ", witnesses 1 of 2\n") })
}
