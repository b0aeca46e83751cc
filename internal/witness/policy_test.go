package witness_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"takeed/internal/witness"
	"takeed/internal/witness/witnesstest"
)

func TestAPolicy(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 9)
	a, b, c := witnesstest.NewCosigner(t, "a.example"), witnesstest.NewCosigner(t, "b.example"), witnesstest.NewCosigner(t, "c.example")
	text := fmt.Sprintf(`
# the witnesses of a bank
log %s

witness  audit	%s https://a.example/
  witness firm %s https://b.example/deep/er
witness spare %s http://127.0.0.1:8084
group either any audit firm
quorum either`, l.VKey, a.VKey, b.VKey, c.VKey)
	p, err := witness.ParsePolicy([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"audit", "firm", "spare"}; !slices.Equal(p.Names(), want) {
		t.Error(p.Names())
	}
	cp := string(l.Checkpoint(t, 9))
	for signed, want := range map[string]bool{
		cp: false, cp + a.Cosign(cp, time.Now()): true, cp + b.Cosign(cp, time.Now()): true, cp + c.Cosign(cp, time.Now()): false,
		cp + a.Cosign(string(l.Checkpoint(t, 8)), time.Now()): false,
	} {
		if p.Satisfied([]byte(signed)) != want {
			t.Errorf("%v: %s", !want, signed)
		}
	}
	if p, err := witness.ParsePolicy([]byte("quorum none\n")); err != nil || p.Names() != nil || !p.Satisfied([]byte(cp)) {
		t.Error(p, err)
	}
}

func TestFaultsOfAPolicy(t *testing.T) {
	t.Parallel()
	a, b := witnesstest.NewCosigner(t, "a.example"), witnesstest.NewCosigner(t, "b.example")
	l := witnesstest.New(t, "a.example", 0)
	at := func(name, key, address string) string { return "witness " + name + " " + key + " " + address + "\n" }
	one, two := at("one", a.VKey, "https://a.example"), at("two", b.VKey, "https://b.example")
	const quorum = "quorum one\n"
	for text, says := range map[string]string{
		"":                             "quorum",
		one:                            "quorum",
		one + quorum + quorum:          "one quorum",
		one + "quorum three\n":         "not found",
		one + "witnes x\n" + quorum:    "unknown keyword",
		one + two + one + quorum:       "another, too",
		at("one", a.VKey, "") + quorum: "a name, a key and an address",
		one + at("one", b.VKey, "https://b.example") + quorum:                          "duplicate",
		at("one", a.VKey, "http://a.example") + quorum:                                 "must be https",
		at("one", a.VKey, "http://127.0.0.1.example") + quorum:                         "must be https",
		at("one", a.VKey, "ftp://a.example") + quorum:                                  "not an absolute web address",
		at("one", a.VKey, "/add") + quorum:                                             "not an absolute web address",
		at("one", a.VKey, "https://u:p@a.example") + quorum:                            "credentials",
		at("one", a.VKey, "https://a.example/#x") + quorum:                             "comment",
		at("one", a.VKey, "https://a.example/?x=y") + quorum:                           "query",
		at("one", l.VKey, "https://a.example") + quorum:                                "not that of a witness",
		at("one", strings.Replace(a.VKey, "a.e", "b.e", 1), "https://a.e") + quorum:    "mistyped",
		at("one", a.VKey[:len(a.VKey)-4], "https://a.example") + quorum:                "cannot be read",
		at("one", "a.example", "https://a.example") + quorum:                           "cannot be read",
		one + two + "group g 0 one two\nquorum g\n":                                    "threshold",
		one + two + "group g 00 one two\nquorum g\n":                                   "threshold",
		one + two + "group g 3 one two\nquorum g\n":                                    "threshold 3",
		one + two + "group g 2 one one\nquorum g\n":                                    "twice",
		one + two + "group g 2 one two\ngroup h 2 g two\nquorum h\n":                   "twice",
		one + two + "group g 2 one two\u00a0two\nquorum g\n":                           "neither blank nor tab",
		one + "quorum one\r\n":                                                         "control character",
		one + quorum + strings.Repeat("# a long comment\n", 5000):                      "too long",
		strings.Repeat("#\n", 1000) + at("one", a.VKey, "http://a.example") + "quorum": "line 1001",
	} {
		if _, err := witness.ParsePolicy([]byte(text)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s\n%v does not say %q", text[:min(len(text), 300)], err, says)
		}
	}
	var many strings.Builder
	for n := range 33 {
		many.WriteString(at(fmt.Sprint("w", n), witnesstest.NewCosigner(t, "w.example").VKey, "https://w.example"))
	}
	if _, err := witness.ParsePolicy([]byte(many.String() + "quorum w0\n")); err == nil || !strings.Contains(err.Error(), "more than 32") {
		t.Error(err)
	}
}
