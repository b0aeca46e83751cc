package catalogue

import (
	"strings"
	"testing"

	"takeed/internal/approval"
)

func amountField() approval.Field {
	return approval.Field{
		Name: "amount", Type: approval.Money, Label: approval.Text{EN: "Amount", AR: "المبلغ"},
		Currency: "AED", MinMinor: 100, MaxMinor: 5_000_000,
	}
}

func TestMoney(t *testing.T) {
	t.Parallel()
	format := approval.Text{
		EN: "Amount must be an amount in digits, like 1,250.50",
		AR: "المبلغ: يُرجى إدخال المبلغ بالأرقام، مثل 1,250.50",
	}
	low := approval.Text{EN: "Amount must be AED 1.00 or more", AR: "المبلغ: يُرجى إدخال مبلغ لا يقل عن 1.00 درهم"}
	high := approval.Text{EN: "Amount must be AED 50,000.00 or less", AR: "المبلغ: يُرجى إدخال مبلغ لا يتجاوز 50,000.00 درهم"}
	none := approval.Text{}
	checkParsing(t, amountField(), []parseCase{
		{"units", "1250", "AED 1250.00", none},
		{"one decimal", "1250.5", "AED 1250.50", none},
		{"two decimals", "1250.05", "AED 1250.05", none},
		{"commas", "1,250.50", "AED 1250.50", none},
		{"spaces", " 1 250.50 ", "AED 1250.50", none},
		{"no-break spaces", "1\u202f250.50\u00a0", "AED 1250.50", none},
		{"Arabic keyboard", "١٬٢٥٠٫٥٠", "AED 1250.50", none},
		{"Arabic comma for thousands", "١،٢٥٠", "AED 1250.00", none},
		{"Persian keyboard", "۱٬۲۵۰", "AED 1250.00", none},
		{"full width", "１，２５０．５", "AED 1250.50", none},
		{"direction marks of a copy", "\u200e1,250.50\u200f", "AED 1250.50", none},
		{"leading zeros", "0001250", "AED 1250.00", none},
		{"the least", "1", "AED 1.00", none},
		{"the most", "50000.00", "AED 50000.00", none},

		{"under the least", "0.99", "", low},
		{"nothing", "0", "", low},
		{"over the most", "50000.01", "", high},
		{"too large to count", strings.Repeat("9", 40), "", high},
		{"a whole that does not fit", "92233720368547758.08", "", high},

		{"a decimal comma", "1250,50", "", format},
		{"a decimal comma in small", "1,5", "", format},
		{"thousands in points", "1.250,50", "", format},
		{"three decimals", "1.250", "", format},
		{"no decimals after the point", "1250.", "", format},
		{"no units", ".50", "", format},
		{"commas elsewhere", "12,50,000", "", format},
		{"commas and spaces", "1,000 000", "", format},
		{"two points", "1.2.3", "", format},
		{"minus", "-5", "", format},
		{"the minus of typography", "\u22125", "", format},
		{"plus", "+5", "", format},
		{"exponent", "1e3", "", format},
		{"hexadecimal", "0x10", "", format},
		{"a currency", "AED 50", "", format},
		{"a word", "fifty", "", format},
		{"a fraction", "½", "", format},
		{"digits of another script", "१२५०", "", format},
		{"a line break", "12\n50", "", format},
		{"broken UTF-8", "12\xff50", "", format},
	})
}

func TestAdviceIsolatesWhatItShows(t *testing.T) {
	t.Parallel()
	k := approval.Kind{Fields: []approval.Field{amountField()}}
	_, wrong := Parse(k, func(string) string { return "50001" }, noon)
	want := "المبلغ: يُرجى إدخال مبلغ لا يتجاوز \u206850,000.00 درهم\u2069"
	if len(wrong) != 1 || wrong[0].Text.AR != want {
		t.Errorf("advice: %+q, want %+q", wrong, want)
	}
}
