package i18n

import (
	"math"
	"testing"
)

func TestMoney(t *testing.T) {
	t.Parallel()
	tests := []struct {
		currency string
		minor    int64
		en, ar   string
	}{
		{"AED", 125050, "AED 1,250.50", "1,250.50 درهم"},
		{"AED", 0, "AED 0.00", "0.00 درهم"},
		{"AED", 5, "AED 0.05", "0.05 درهم"},
		{"AED", 99999, "AED 999.99", "999.99 درهم"},
		{"AED", 100000, "AED 1,000.00", "1,000.00 درهم"},
		{"AED", 5000000, "AED 50,000.00", "50,000.00 درهم"},
		{"AED", 123456789012, "AED 1,234,567,890.12", "1,234,567,890.12 درهم"},
		{"AED", 1, "AED 0.01", "0.01 درهم"},
		{"AED", 100, "AED 1.00", "1.00 درهم"},
		{"AED", 99_999_999_999_999, "AED 999,999,999,999.99", "999,999,999,999.99 درهم"}, // the most that a catalogue allows
		{"AED", -1, "«money.AED»", "«money.AED»"},
		{"AED", -125050, "«money.AED»", "«money.AED»"},
		{"USD", 100, "USD 1.00", "1.00 دولار أمريكي"},
		{"AED", math.MaxInt64, "AED 92,233,720,368,547,758.07", "92,233,720,368,547,758.07 درهم"},
		{"AED", math.MinInt64, "«money.AED»", "«money.AED»"},
		{"XXX", 100, "«money.XXX»", "«money.XXX»"},
	}
	for _, tt := range tests {
		if got := Money(EN, tt.currency, tt.minor); got != tt.en {
			t.Errorf("Money(en, %s, %d) = %q, want %q", tt.currency, tt.minor, got, tt.en)
		}
		if got := Money(AR, tt.currency, tt.minor); got != tt.ar {
			t.Errorf("Money(ar, %s, %d) = %q, want %q", tt.currency, tt.minor, got, tt.ar)
		}
	}
}

func TestNumber(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{
		0: "0", 7: "7", 999: "999", 1000: "1,000", 18204: "18,204", -1234567: "-1,234,567",
		math.MinInt: "-9,223,372,036,854,775,808",
	} {
		if got := Number(n); got != want {
			t.Errorf("Number(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestKnownCurrency(t *testing.T) {
	t.Parallel()
	for currency, want := range map[string]bool{"AED": true, "USD": true, "KWD": false, "aed": false, "": false} {
		if KnownCurrency(currency) != want {
			t.Errorf("KnownCurrency(%q) = %v", currency, !want)
		}
	}
}
