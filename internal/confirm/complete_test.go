package confirm_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/confirm"
)

// What may not be exchanged is not: each way that a callback can be wrong, and what is
// written and shown then.
func TestACallbackThatIsNotClaimed(t *testing.T) {
	t.Parallel()
	stranger := approval.NewID()
	for name, c := range map[string]struct {
		edit   func(*desk, *confirm.Return)
		want   error
		shows  bool   // the transaction, to this browser
		writes string // of the attempt
		says   string // without a change
		actor  func(*desk) approval.Actor
	}{
		"no attempt of ours": {func(d *desk, _ *confirm.Return) { d.arrived.Facts.Attempt = approval.Attempt{} },
			approval.ErrCallbackUnknown, false, "", "callback_refused/unknown_state", owner},
		"no attempt, nobody signed in": {func(d *desk, _ *confirm.Return) {
			d.arrived.Facts.Attempt, d.arrived.SessionPerson = approval.Attempt{}, ""
		},
			approval.ErrCallbackUnknown, false, "", "callback_refused/unknown_state", anonymous},
		"again, by its owner": {func(d *desk, _ *confirm.Return) { d.unclaimed(approval.Succeeded) },
			nil, true, "", "callback_refused/repeated", owner},
		"again, while it is exchanged": {func(d *desk, _ *confirm.Return) { d.unclaimed(approval.Exchanging) },
			nil, true, "", "callback_refused/repeated", owner},
		"again, by somebody else": {func(d *desk, _ *confirm.Return) { d.unclaimed(approval.Failed); d.arrived.SessionPerson = stranger },
			approval.ErrCallbackUnknown, false, "", "callback_refused/repeated", func(*desk) approval.Actor { return approval.Customer(stranger) }},
		"again, by nobody": {func(d *desk, _ *confirm.Return) { d.unclaimed(approval.Failed); d.arrived.SessionPerson = "" },
			approval.ErrCallbackUnknown, false, "", "callback_refused/repeated", anonymous},
		"too late": {func(d *desk, _ *confirm.Return) {
			d.unclaimed(approval.Started)
			d.arrived.Facts.Now = noon.Add(5 * time.Minute)
		},
			nil, true, "", "callback_refused/repeated", owner},
		"too late, by somebody else": {func(d *desk, _ *confirm.Return) {
			d.unclaimed(approval.Started)
			d.arrived.Facts.Now, d.arrived.SessionPerson = noon.Add(5*time.Minute), stranger
		}, approval.ErrCallbackUnknown, false, "", "callback_refused/repeated", func(*desk) approval.Actor { return approval.Customer(stranger) }},
		"another browser": {func(d *desk, _ *confirm.Return) { d.unclaimed(approval.Started); d.arrived.SameBrowser = false },
			approval.ErrCallbackElsewhere, false, "", "callback_refused/other_browser", owner},
		"the session is lost": {func(d *desk, _ *confirm.Return) { d.unclaimed(approval.Started); d.arrived.SessionPerson = "" },
			nil, true, "failed/session_lost", "", anonymous},
		"another person": {func(d *desk, _ *confirm.Return) { d.unclaimed(approval.Started); d.arrived.SessionPerson = stranger },
			approval.ErrUserChanged, false, "failed/user_changed", "", func(*desk) approval.Actor { return approval.Customer(stranger) }},
		"declined": {func(d *desk, r *confirm.Return) { d.unclaimed(approval.Started); r.Callback.Error = "cancelledOnApp" },
			nil, true, "failed/provider_cancelled", "", owner},
		"the transaction is over": {func(d *desk, _ *confirm.Return) { d.unclaimed(approval.Started) },
			nil, true, "failed/transaction_expired", "", owner},
		"ended by something else": {func(d *desk, _ *confirm.Return) {
			d.unclaimed(approval.Started)
			d.facts.Attempt.Status = approval.Failed
		},
			nil, true, "", "", owner},
		"no database": {func(d *desk, _ *confirm.Return) { d.fails = map[string]error{"arrive": errDown} },
			errDown, false, "", "", owner},
		"nothing can be written": {func(d *desk, _ *confirm.Return) {
			d.unclaimed(approval.Started)
			d.arrived.SessionPerson, d.fails = stranger, map[string]error{"decide": errDown}
		}, errDown, false, "", "", owner},
		"no event": {func(d *desk, _ *confirm.Return) {
			d.unclaimed(approval.Started)
			d.arrived.SameBrowser, d.fails = false, map[string]error{"record": errDown}
		}, errDown, false, "", "callback_refused/other_browser", owner},
	} {
		d, r := newDesk(), returned()
		c.edit(d, &r)
		out, err := d.Complete(t.Context(), r)
		if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) || out.Renewed || (out.Transaction != "") != c.shows || c.shows && out.Lang != approval.AR {
			t.Errorf("%s: %+v, %v", name, out, err)
		}
		if d.written() != c.writes || d.recorded() != c.says {
			t.Errorf("%s: %q, %q", name, d.written(), d.recorded())
		}
		if slices.Contains(d.calls, "exchange") || slices.Contains(d.calls, "apply") {
			t.Errorf("%s: %v", name, d.calls)
		}
		d.toldBy(t, name, c.actor(d))
	}
}

func owner(d *desk) approval.Actor   { return approval.Customer(d.facts.Person.ID) }
func anonymous(*desk) approval.Actor { return approval.Anonymous }

// toldBy checks whose events the callback left, and that UAE PASS's own identifier goes
// along with an end.
func (d *desk) toldBy(t *testing.T, name string, actor approval.Actor) {
	t.Helper()
	events := slices.Clone(d.records)
	for _, c := range d.changes {
		for _, m := range c.Attempts {
			events = append(events, m.Event)
			if m.Event.Detail["correlation_id"] != "cr" {
				t.Errorf("%s: the correlation id is missing", name)
			}
		}
	}
	for _, e := range events {
		if e.Actor != actor || e.Origin != origin {
			t.Errorf("%s: %s is told of %s, from %v", name, e.Code, e.Actor, e.Origin)
		}
		if known := d.arrived.Facts.Attempt.ID; e.Attempt != known || e.IsAnonymous() != (known == "") {
			t.Errorf("%s: %s stands in %s", name, e.Code, e.Stream)
		}
	}
}

// A code that some attempt had before ends this one, and is not sent anywhere.
func TestACodeThatWasUsed(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.unclaimed(approval.Started)
	d.failNext = []error{approval.ErrCodeReused}
	out, err := d.Complete(t.Context(), returned())
	if err != nil || out.Transaction == "" || d.written() != "failed/code_reused" || slices.Contains(d.calls, "exchange") {
		t.Errorf("%+v, %v, %q, %v", out, err, d.written(), d.calls)
	}
	if len(d.arrivals) != 2 || d.arrivals[0].Code.Empty() || !d.arrivals[1].Code.Empty() {
		t.Error("the second question still has the code")
	}
	d = newDesk()
	d.failNext = []error{approval.ErrCodeReused, errDown}
	if out, err := d.Complete(t.Context(), returned()); !errors.Is(err, errDown) || out != (confirm.Outcome{}) || len(d.changes) != 0 {
		t.Errorf("%+v, %v", out, err)
	}
}

// The store is asked with hashes of what the browser brings, once, within the time that a
// claim has.
func TestACallbackArrives(t *testing.T) {
	t.Parallel()
	d, r := newDesk(), returned()
	if _, err := d.Complete(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	a := d.arrivals[0]
	if a.State != r.Callback.State.Hash() || a.Binding != r.Binding.Hash() || a.Session != r.Session.Hash() || a.Code.Reveal() != "code" || a.Source.Origin != origin || a.Surely {
		t.Errorf("%+v", a)
	}
	if want := "arrive exchange userinfo access-token introspect access-token apply"; strings.Join(d.calls, " ") != want {
		t.Errorf("%v", d.calls)
	}
	d = newDesk()
	d.fails = map[string]error{"arrive": errDown}
	if _, err := d.Complete(t.Context(), r); !errors.Is(err, errDown) {
		t.Fatal(err)
	}
	if until, bounded := d.ctx.Deadline(); !bounded || time.Until(until) > approval.ClaimBy {
		t.Error("nothing bounds the claim")
	}
}

func TestACallbackThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edit func(*desk)
		want error
		says string
	}{
		"of an attempt": {func(*desk) {}, nil, "callback_refused/malformed"},
		"of nothing":    {func(d *desk) { d.arrived.Facts.Attempt, d.arrived.SessionPerson = approval.Attempt{}, "" }, nil, "callback_refused/malformed"},
		"no database":   {func(d *desk) { d.fails = map[string]error{"arrive": errDown} }, errDown, ""},
		"no event":      {func(d *desk) { d.fails = map[string]error{"record": errDown} }, errDown, "callback_refused/malformed"},
	} {
		d := newDesk()
		c.edit(d)
		err := d.Malformed(t.Context(), returned())
		if !errors.Is(err, approval.ErrCallbackMalformed) || c.want != nil && !errors.Is(err, c.want) || d.recorded() != c.says {
			t.Errorf("%s: %v, %q", name, err, d.recorded())
		}
		if len(d.changes) != 0 || !d.arrivals[0].Code.Empty() {
			t.Errorf("%s: the attempt changes, or is claimed", name)
		}
		actor := approval.Anonymous
		if d.arrived.SessionPerson != "" {
			actor = owner(d)
		}
		d.toldBy(t, name, actor)
	}
}
