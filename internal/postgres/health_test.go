package postgres_test

import (
	"slices"
	"testing"
	"time"

	"takeed/internal/approval"
)

// watcher asks, as a start would, what is known of one client of UAE PASS.
type watcher struct {
	*journey
	client string
	as     approval.ID
}

func newWatcher(t *testing.T, client string) watcher {
	t.Helper()
	j := newJourney(t)
	return watcher{j, client, j.Newcomer().ID}
}

// newest is the kind of the newest answer: "fault", "good", or "" if there is none.
func (w watcher) newest() string {
	w.Helper()
	var h approval.Health
	w.Decides(approval.Lock{Person: w.as, Provider: w.client}, func(f approval.Facts) (approval.Change, error) {
		h = f.Health
		return approval.Change{}, nil
	})
	switch {
	case len(h) == 0:
		return ""
	case h[0].Fault:
		return "fault"
	}
	return "good"
}

// after fails the test unless the newest answer is of a kind, once something has
// happened and everything before it is too long ago to count.
func (w watcher) after(what string, happens func(), want string) {
	w.Helper()
	w.Passes(approval.HealthWindow)
	happens()
	w.Calm()
	if got := w.newest(); got != want {
		w.Errorf("%s: the newest answer is %q, want %q", what, got, want)
	}
}

// neither are failures of an exchange that say nothing about UAE PASS.
var neither = []approval.Reason{
	approval.ReasonTokenRejected, approval.ReasonClientUnknown, approval.ReasonRedirectMismatch, approval.ReasonRequestUnsupported, approval.ReasonCodeExpired, approval.ReasonCodeForeign, approval.ReasonVerifierRejected, approval.ReasonInternal,
}

func TestWhatAnAttemptSaysAboutUAEPass(t *testing.T) {
	w := newWatcher(t, approval.ClientConfirm)
	for _, why := range approval.FaultReasons() {
		w.after(string(why), func() { w.triesThen(func() { w.AtToken = failure(why) }) }, "fault")
	}
	for _, why := range neither {
		w.after(string(why), func() { w.triesThen(func() { w.AtToken = failure(why) }) }, "")
	}
	w.after("success", func() { w.Tries() }, "good")
	w.after("another person", func() { w.triesAs(func(i *approval.Identity) { i.Subject = "UAEPASS/another" }) }, "good")
	w.after("a basic account", func() { w.triesAs(func(i *approval.Identity) { i.Level = approval.SOP1 }) }, "good")
	w.after("no Emirates ID", func() { w.triesAs(func(i *approval.Identity) { i.EmiratesID = "" }) }, "good")
	w.after("an error in the callback", func() { w.comesBackWith("server_error") }, "")
	w.after("nobody came back", func() { c := w.Newcomer(); w.Leaves(c, w.Asks(c)); w.Passes(policy.Attempt); w.Sweeps() }, "")
	w.after("a crash", func() {
		w.triesThen(func() { w.Meanwhile = func() { w.Passes(approval.AbandonedAfter + time.Second); w.Sweeps() } })
	}, "")
	w.after("the person disabled meanwhile", func() {
		c := w.Newcomer()
		r := w.Leaves(c, w.Asks(c))
		w.Meanwhile = func() { w.Disables(c, true) }
		w.Returns(r, nil)
	}, "")
	w.noViolations()
}

func TestWhatASignInSaysAboutUAEPass(t *testing.T) {
	w := newWatcher(t, approval.ClientSignin)
	signsInThen := func(change func()) func() {
		return func() { r := w.SigninReturn(); change(); w.refusedSignin(r) }
	}
	for _, why := range approval.FaultReasons() {
		want := ""
		if slices.Contains(approval.BarringReasons(approval.ClientSignin), why) {
			want = "fault"
		}
		w.after(string(why), signsInThen(func() { w.AtToken = failure(why) }), want)
	}
	for _, why := range neither {
		w.after(string(why), signsInThen(func() { w.AtToken = failure(why) }), "")
	}
	w.after("success", func() { w.Newcomer() }, "good")
	w.after("a basic account", signsInThen(func() { w.Answers = approval.Identity{Subject: "UAEPASS/basic", Level: approval.SOP1} }), "good")
	w.after("an error in the callback", func() {
		r := w.SigninReturn()
		r.Callback.Code, r.Callback.Error = approval.Secret{}, "server_error"
		w.refusedSignin(r)
	}, "")
	w.after("nobody came back", func() { w.SigninReturn() }, "")
}
