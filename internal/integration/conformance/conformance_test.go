package conformance_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"

	"takeed/internal/egress"
	"takeed/internal/integration/conformance"
	"takeed/internal/integration/webhook"
)

func try(t *testing.T, v *receiver, kinds string) conformance.Report {
	t.Helper()
	secret, signing := webhook.NewSecret(), webhook.NewSigningKey()
	config := conformance.Config{HTTP: local(t), Patience: patience(v)}
	if strings.Contains(kinds, "secret") {
		v.secret = decode(t, secret.Reveal(), "whsec_")
		config.Keys = append(config.Keys, secret)
	}
	if strings.Contains(kinds, "signing") {
		v.public = decode(t, signing.Public(), "whpk_")
		config.Keys = append(config.Keys, signing)
	}
	config.URL = v.serve(t)
	report, err := conformance.Run(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// patience is short for those that use it up.
func patience(v *receiver) time.Duration {
	if v.has("waits for ever") || v.has("one at a time") {
		return time.Second
	}
	return 0
}

func local(t *testing.T) *egress.Client {
	t.Helper()
	allow, err := egress.ParseAllow("127.0.0.0/8")
	if err != nil {
		t.Fatal(err)
	}
	return egress.New(egress.Config{Allow: allow, Development: true})
}

func decode(t *testing.T, text, prefix string) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(text, prefix))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func names(results []conformance.Result) (names []string) {
	for _, r := range results {
		names = append(names, r.Name)
	}
	return names
}

func TestARightReceiverPasses(t *testing.T) {
	t.Parallel()
	for _, kinds := range []string{"secret", "signing", "secret and signing"} {
		t.Run(kinds, func(t *testing.T) {
			t.Parallel()
			v := &receiver{}
			report := try(t, v, kinds)
			if len(report.Faults()) > 0 || len(report.Results) != 23 {
				t.Error(report)
			}
			// The first, one of an unknown type, one under rotated keys, two out of order, one beside
			// a slow one, the last.
			if v.mu.Lock(); len(v.seen) != 7 {
				t.Errorf("%d events were done", len(v.seen))
			}
			v.mu.Unlock()
			for _, r := range report.Results {
				if r.Seen == "" || r.Sent == "" || r.Meaning != "" || (r.Note != "") != slices.Contains([]string{"duplicate", "out of order"}, r.Name) {
					t.Errorf("%+v", r)
				}
			}
		})
	}
}

func TestEachBugIsNamed(t *testing.T) {
	t.Parallel()
	for bug, c := range map[string]struct {
		kinds string
		want  []string // what is named, and nothing else
	}{
		"ignores the time":             {"secret", []string{"replayed", "stale", "future"}},
		"looks back only":              {"secret", []string{"future"}},
		"is tolerant":                  {"signing", []string{"stale"}},
		"reformats":                    {"secret", []string{"reformatted body"}},
		"remembers signatures":         {"secret and signing", []string{"tampered id"}},
		"takes the time from the body": {"signing", []string{"tampered timestamp"}},
		"lost its secret":              {"signing", []string{"empty key"}},
		"ignores the label":            {"secret", []string{"wrong scheme"}},
		"has one key":                  {"signing", []string{"wrong scheme"}},
		"compares a prefix":            {"secret", []string{"empty signature"}},
		"compares the length":          {"secret", []string{"tampered body", "reformatted body", "tampered id", "tampered timestamp", "wrong key", "empty key", "key in the request"}},
		"needs no signature":           {"secret", []string{"no signature"}},
		"needs no id":                  {"secret", []string{"no id"}},
		"needs no timestamp":           {"signing", []string{"no timestamp"}},
		"takes keys from the request":  {"secret and signing", []string{"key in the request"}},
		"one signature":                {"secret", []string{"rotated keys"}},
		"knows its types":              {"signing", []string{"unknown type"}},
		"refuses duplicates":           {"secret", []string{"duplicate"}},
		"demands order":                {"secret", []string{"out of order"}},
		"reads everything":             {"secret", []string{"huge"}},
		"waits for ever":               {"secret", []string{"slow"}},
		"one at a time":                {"secret", []string{"slow"}},
		"breaks":                       {"secret", []string{"slow", "still there"}},
		"redirects":                    {"secret", []string{"good"}},
		"verifies nothing": {"secret", []string{
			"replayed", "stale", "future", "tampered body", "reformatted body", "tampered id", "tampered timestamp", "wrong key", "empty key",
			"wrong scheme", "empty signature", "no signature", "no id", "no timestamp", "key in the request",
		}},
	} {
		t.Run(bug, func(t *testing.T) {
			t.Parallel()
			report := try(t, &receiver{bug: bug}, c.kinds)
			if got := names(report.Faults()); !slices.Equal(got, c.want) {
				t.Errorf("named: %q, planted: %q\n%s", got, c.want, report)
			}
			for _, fault := range report.Faults() {
				if fault.Meaning == "" || fault.Mend == "" || !strings.Contains(report.String(), fault.Mend) {
					t.Errorf("%+v", fault)
				}
			}
		})
	}
}

func TestWhatCannotBeTried(t *testing.T) {
	t.Parallel()
	key := []webhook.Key{webhook.NewSecret()}
	for name, c := range map[string]conformance.Config{
		"no key":       {URL: "http://127.0.0.1:1"},
		"an empty key": {URL: "http://127.0.0.1:1", Keys: []webhook.Key{{}}},
		"no address":   {Keys: key},
		"metadata":     {URL: "https://169.254.169.254/", Keys: key},
	} {
		c.HTTP = local(t)
		if report, err := conformance.Run(t.Context(), c); err == nil || len(report.Results) > 0 {
			t.Errorf("%s: %v, %v", name, report, err)
		}
	}
	nobody := conformance.Config{URL: "http://127.0.0.1:1", Keys: key, HTTP: local(t)}
	report, err := conformance.Run(t.Context(), nobody)
	if err != nil || !slices.Equal(names(report.Results), []string{"good"}) || report.Results[0].Passed {
		t.Error(report, err)
	}
}
