package approval

import (
	"testing"
	"time"
)

// answers are a health, newest first: 'f' a fault, '.' anything else, one a second.
func answers(pattern string, newest time.Time) Health {
	var h Health
	for i, r := range pattern {
		h = append(h, Answer{At: newest.Add(-time.Duration(i) * time.Second), Fault: r == 'f'})
	}
	return h
}

func TestHealth(t *testing.T) {
	for pattern, failing := range map[string]bool{
		"": false, "f": false, "ffff": false, "fffff": true, "ffffff": true, "fffff.": true, ".fffff": false, "ff.fff": false, "ffff.": false, ".....": false,
	} {
		h := answers(pattern, noon)
		if h.Failing() != failing {
			t.Errorf("%q: failing %v", pattern, h.Failing())
		}
		if h.Open(noon) != !failing || h.Open(noon.Add(29*time.Second)) != !failing {
			t.Errorf("%q: open too soon, or never closed", pattern)
		}
		if !h.Open(noon.Add(30 * time.Second)) {
			t.Errorf("%q: nobody would ever try again", pattern)
		}
	}
	slow := Health{}
	for i := range 5 {
		slow = append(slow, Answer{At: noon.Add(-time.Duration(i) * 75 * time.Second), Fault: true})
	}
	if slow.Failing() {
		t.Error("five faults in five minutes and more are a failure")
	}
}

func TestTheAlarmIsRaisedOnceAndEndsOnce(t *testing.T) {
	for name, c := range map[string]struct {
		pattern string
		alarmed bool
		want    EventCode
	}{
		"it fails":               {"fffff", false, EventProviderFailing},
		"it still fails":         {"fffff", true, ""},
		"one good answer":        {".ffff", true, EventProviderRecovered},
		"all is well":            {".....", false, ""},
		"a fault after an alarm": {"f....", true, ""},
		"nothing known":          {"", true, ""},
	} {
		e, ok := answers(c.pattern, noon).Watch(c.alarmed, ClientConfirm)
		if ok != (c.want != "") || e.Code != c.want {
			t.Errorf("%s: %q %v", name, e.Code, ok)
		}
	}
}

func TestWhoIsAtFault(t *testing.T) {
	faults := map[Reason]bool{}
	for _, r := range Faults() {
		faults[r] = true
	}
	for _, r := range []Reason{ReasonClientAuth, ReasonToken500, ReasonTokenTimeout, ReasonTokenUnreachable, ReasonUserinfoUnavailable} {
		if !faults[r] {
			t.Errorf("%s does not count against the provider", r)
		}
	}
	for _, r := range []Reason{ReasonCodeExpired, ReasonProviderCancelled, ReasonIdentityMismatch, ReasonCrashedInExchange, ReasonInternal, ReasonTokenRejected} {
		if faults[r] {
			t.Errorf("%s counts against the provider, and a customer can cause it", r)
		}
	}
}

func TestNobodyIsSentToAProviderThatFails(t *testing.T) {
	f := pendingFacts()
	f.Health = answers("fffff", noon)
	c, err := f.Start(StartRequest{Version: 1}, DefaultLimits, by(f))
	if err != ErrProviderDown || c.Start != nil || len(c.Events) != 1 || c.Events[0].Detail["reason"] != "provider_down" {
		t.Errorf("%+v, %v", c, err)
	}
}
