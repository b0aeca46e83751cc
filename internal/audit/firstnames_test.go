package audit

import (
	"errors"
	"slices"
	"testing"
)

// oldQueries are queries under the first names of their keys, as they were typed, what they
// are now, and how the first version wrote them.
var oldQueries = []struct{ typed, now, first string }{
	{"seq:18", "number:18", "seq:18"},
	{"-seq:18", "-number:18", "-seq:18"},
	{"seq:<5", "number:0..4", "seq:0..4"},
	{"SEQ:18000..18204", "number:18000..18204", "seq:18000..18204"},
	{"-seq:7,12,18..20", "-number:7,12,18..20", "-seq:7,12,18..20"},
	{`seq:"7","501"`, `number:"7","501"`, `seq:"7","501"`},
	{"\u200fseq:١٨", "number:18", "seq:18"},
	{"txn:" + person, "transaction:" + person, "txn:" + person},
	{"–txn:" + other, "-transaction:" + other, "-txn:" + other},
	{"Txn:" + other + "," + person, "transaction:" + person + "," + other, "txn:" + person + "," + other},
	{"operator:" + person, "staff:" + person, "operator:" + person},
	{"-operator:" + person + "،" + other, "-staff:" + person + "," + other, "-operator:" + person + "," + other},
	{"code:7gq2-mxk0", "check:7GQ2-MXK0", "code:7GQ2-MXK0"},
	{"-code:7GQ2MXK0", "-check:7GQ2-MXK0", "-code:7GQ2-MXK0"},
	{"seq:1..2 code:7GQ2-MXK0 -txn:" + person + " operator:" + other + " event:sign* after:1d", "event:sign* staff:" + other + " -transaction:" + person + " check:7GQ2-MXK0 number:1..2 after:1d",
		"event:sign* operator:" + other + " -txn:" + person + " code:7GQ2-MXK0 seq:1..2 after:1d"},
}

func TestAnOldKeyIsReadAndWrittenAnew(t *testing.T) {
	t.Parallel()
	for _, c := range oldQueries {
		q, err := Parse(c.typed)
		if err != nil || q.String() != c.now || q.Stable() != c.first {
			t.Errorf("%q: %q, %q, %v; want %q, %q", c.typed, q, q.Stable(), err, c.now, c.first)
		}
	}
	for now, first := range firstNames {
		if rules[first].normal != nil || rules[first].traits != 0 || slices.Contains(Keys, first) || !slices.Contains(Keys, now) {
			t.Errorf("%s is a key of its own", first)
		}
	}
}

// A fault under an old key speaks of the new one, and nobody is led to an old one.
func TestNoSuggestionIsAnOldKey(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"seqs:1": "", "txns:x": "", "operater:x": "", "codes:x": "",
		"numbr:1": "number", "transacton:x": "transaction", "staf:x": "staff", "chek:x": "check",
		"seq:x": "number", "txn:x": "transaction", "operator:x": "staff", "code:x": "check", "seq:0,007": "number", "txn:1*": "transaction",
	} {
		_, err := Parse(text)
		var fault *SyntaxError
		if !errors.As(err, &fault) {
			t.Errorf("%s: %v", text, err)
			continue
		}
		said := ""
		for i := 0; i+1 < len(fault.Args); i += 2 {
			if name := fault.Args[i]; name == "nearest" || name == "name" {
				said = fault.Args[i+1].(string)
			}
		}
		if said != want {
			t.Errorf("%s: %s with %q, want %q", text, fault.Message, said, want)
		}
	}
}
