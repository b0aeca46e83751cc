package integration_test

import (
	"testing"
	"time"

	"takeed/internal/integration"
)

func TestParseAdvance(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"PT16M": 16 * time.Minute, "P1D": 24 * time.Hour, "P1DT30S": 24*time.Hour + 30*time.Second, "PT1H2M3S": time.Hour + 2*time.Minute + 3*time.Second,
		"P30D": integration.MaxAdvance, "PT0H1S": time.Second, "P999DT99999H999999M99999999S": 999*24*time.Hour + 99999*time.Hour + 999999*time.Minute + 99999999*time.Second,
		"": 0, "P": 0, "PT": 0, "P1DT": 0, "P0D": 0, "PT0S": 0, "P1W": 0, "P1Y": 0, "P1M": 0, "PT1D": 0, "P1H": 0, "PT1S1M": 0, "PT1.5S": 0, "PT1,5S": 0,
		"-PT1S": 0, "PT-1S": 0, "+PT1S": 0, "pt1s": 0, " PT1S": 0, "PT1S\n": 0, "PT1S ": 0, "PT١S": 0, "P1000D": 0, "PT100000000S": 0, "PTS": 0, "16M": 0, "PT1M1M": 0,
	} {
		if got, ok := integration.ParseAdvance(text); got != want && ok || ok != (want > 0) {
			t.Errorf("%q: %s, %t", text, got, ok)
		}
	}
}
