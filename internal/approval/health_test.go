package approval

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// answers are a health, newest first, one a second and each of another customer: 'f' a
// fault, '.' a good one.
func answers(pattern string, newest time.Time) Health {
	var h Health
	for i, r := range pattern {
		h = append(h, Answer{At: newest.Add(-time.Duration(i) * time.Second), From: fmt.Sprint(i), Fault: r == 'f'})
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
		slow = append(slow, Answer{At: noon.Add(-time.Duration(i) * 75 * time.Second), From: fmt.Sprint(i), Fault: true})
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

// What one or two customers meet raises the alarm and turns nobody away: it may be their
// doing.
func TestTheFaultsOfTwoCustomersCloseNothing(t *testing.T) {
	for customers, open := range map[string]bool{
		"aaaaa": true, "aabba": true, "ababa": true, "abcaa": false, "aaabc": false, "abcde": false,
	} {
		h := answers("fffff", noon)
		for i := range h {
			h[i].From = customers[i : i+1]
		}
		if !h.Failing() || h.Open(noon) != open {
			t.Errorf("%s: failing %v, open %v", customers, h.Failing(), h.Open(noon))
		}
	}
}

// Every reason is a fault of the provider, shows that it works, or says nothing about
// it. A visitor can bring about those that say nothing, and some of our own making.
func TestWhoIsAtFault(t *testing.T) {
	faults, heard := FaultReasons(), AnsweredReasons()
	for _, r := range []Reason{
		ReasonClientAuth, ReasonToken500, ReasonTokenHTTP, ReasonTokenTimeout, ReasonTokenReset, ReasonTokenUnreachable, ReasonTokenMalformed,
		ReasonUserinfoRejected, ReasonUserinfoUnavailable, ReasonUserinfoMalformed, ReasonTokenInactive, ReasonIntrospectionUnavailable,
	} {
		if !slices.Contains(faults, r) || slices.Contains(heard, r) {
			t.Errorf("%s does not count against the provider", r)
		}
	}
	for _, r := range []Reason{ReasonIdentityMismatch, ReasonIdentityIncomplete, ReasonNotEligible, ReasonEnrolmentChanged} {
		if slices.Contains(faults, r) || !slices.Contains(heard, r) {
			t.Errorf("%s does not show that the provider works", r)
		}
	}
	for _, r := range []Reason{
		ReasonProviderCancelled, ReasonProviderAccessDenied, ReasonProviderLoginRequired, ReasonProviderInvalidRequest, ReasonProviderUnavailable,
		ReasonRedirectMismatch, ReasonRequestUnsupported, ReasonClientUnknown, ReasonProviderError, ReasonTokenRejected, ReasonCodeExpired, ReasonCodeForeign, ReasonCodeReused, ReasonVerifierRejected,
		ReasonSuperseded, ReasonPersonDisabled, ReasonTransactionCancelled, ReasonTransactionExpired, ReasonCrashedInExchange, ReasonInternal,
	} {
		if slices.Contains(faults, r) || slices.Contains(heard, r) {
			t.Errorf("%s says something about the provider, and a customer can bring it about", r)
		}
	}
}

// Whoever signs in is nobody yet: what a code that they made up can bring about keeps
// nobody else from signing in.
func TestWhatKeepsPeopleFromSigningIn(t *testing.T) {
	want := []Reason{ReasonClientAuth, ReasonTokenUnreachable, ReasonUserinfoUnavailable}
	if got := BarringReasons(ClientSignin); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	for _, r := range want {
		if !slices.Contains(FaultReasons(), r) {
			t.Errorf("%s keeps people away and alarms nobody", r)
		}
	}
	if got := BarringReasons(ClientConfirm); !slices.Equal(got, FaultReasons()) {
		t.Errorf("at a confirmation, where everybody is known: %v", got)
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
