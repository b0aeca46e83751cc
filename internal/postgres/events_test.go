package postgres_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/office"
	"takeed/internal/postgres"
	"takeed/internal/postgres/auditlog"
)

// stories are what must happen for each event to be written.
var stories = map[approval.EventCode]func(*journey){
	approval.EventTransactionCreated: func(j *journey) { j.Asks(j.Newcomer()) },
	approval.EventTransactionReplaced: func(j *journey) {
		c := j.Newcomer()
		_, err := j.Confirm.Edit(j.Context(), c.ID, j.Asks(c), 1, request("AED 11.00"), origin)
		j.must(err)
	},
	approval.EventTransactionCancelled: func(j *journey) {
		c := j.Newcomer()
		j.must(j.Confirm.Cancel(j.Context(), c.ID, j.Asks(c), origin))
	},
	approval.EventTransactionConfirmed: func(j *journey) { j.Tries() },
	approval.EventTransactionRejected:  func(j *journey) { j.triesAs(func(i *approval.Identity) { i.Subject = "UAEPASS/another" }) },
	approval.EventTransactionExpired:   func(j *journey) { j.Asks(j.Newcomer()); j.Passes(policy.Transaction); j.Sweeps() },
	approval.EventTransactionRefused: func(j *journey) {
		j.Confirm.Limits.Open = 0
		_, err := j.Confirm.Create(j.Context(), j.Newcomer().ID, request("AED 10.00"), origin)
		j.tooMany(err)
	},

	approval.EventAttemptStarted: func(j *journey) { c := j.Newcomer(); j.Leaves(c, j.Asks(c)) },
	approval.EventAttemptRefused: func(j *journey) {
		c := j.Newcomer()
		id := j.Asks(c)
		j.Confirm.Limits.Attempts = 0
		_, err := j.Confirm.Begin(j.Context(), c.Session, id, approval.StartRequest{Version: 1, Lang: approval.AR}, origin)
		j.tooMany(err)
	},
	approval.EventAttemptSuperseded: func(j *journey) { c := j.Newcomer(); id := j.Asks(c); j.Leaves(c, id); j.Leaves(c, id) },
	approval.EventAttemptCancelled: func(j *journey) {
		c := j.Newcomer()
		id := j.Asks(c)
		j.Leaves(c, id)
		j.must(j.Confirm.Cancel(j.Context(), c.ID, id, origin))
	},
	approval.EventAttemptExpired: func(j *journey) { c := j.Newcomer(); j.Leaves(c, j.Asks(c)); j.Passes(policy.Attempt); j.Sweeps() },
	approval.EventAttemptTooLate: func(j *journey) { j.triesThen(func() { j.Meanwhile = func() { j.Passes(policy.Transaction) } }) },

	approval.EventCallbackClaimed: func(j *journey) { j.Tries() },
	approval.EventCallbackRefused: func(j *journey) {
		c := j.Newcomer()
		r := j.Leaves(c, j.Asks(c))
		r.Binding = approval.NewSecret()
		j.Returns(r, approval.ErrCallbackElsewhere)
	},
	approval.EventSessionLost: func(j *journey) {
		c := j.Newcomer()
		r := j.Leaves(c, j.Asks(c))
		r.Session = approval.NewSecret()
		j.Returns(r, nil)
	},
	approval.EventUserChanged: func(j *journey) {
		c := j.Newcomer()
		r := j.Leaves(c, j.Asks(c))
		r.Session = j.Newcomer().Session
		j.Returns(r, approval.ErrUserChanged)
	},
	approval.EventCodeReused: func(j *journey) {
		c, other := j.Newcomer(), j.Newcomer()
		first, second := j.Leaves(c, j.Asks(c)), j.Leaves(other, j.Asks(other))
		second.Callback.Code = first.Callback.Code
		j.Returns(first, nil)
		j.Returns(second, nil)
	},
	approval.EventProviderDeclined: func(j *journey) { j.comesBackWith("cancelledOnApp") },
	approval.EventProviderFault:    func(j *journey) { j.comesBackWith("server_error") },

	approval.EventExchangeFailed:  func(j *journey) { j.triesThen(func() { j.AtToken = failure(approval.ReasonTokenRejected) }) },
	approval.EventExchangeUnknown: func(j *journey) { j.triesThen(func() { j.AtToken = failure(approval.ReasonTokenTimeout) }) },
	approval.EventExchangeAbandoned: func(j *journey) {
		j.triesThen(func() { j.Meanwhile = func() { j.Passes(approval.AbandonedAfter + time.Second); j.Sweeps() } })
	},
	approval.EventClientRefused:      func(j *journey) { j.triesThen(func() { j.AtToken = failure(approval.ReasonClientAuth) }) },
	approval.EventUserinfoFailed:     func(j *journey) { j.triesThen(func() { j.AtUserinfo = failure(approval.ReasonUserinfoMalformed) }) },
	approval.EventTokenInactive:      func(j *journey) { j.triesThen(func() { j.AtLast = failure(approval.ReasonTokenInactive) }) },
	approval.EventIdentityMatched:    func(j *journey) { j.Tries() },
	approval.EventIdentityMismatch:   func(j *journey) { j.triesAs(func(i *approval.Identity) { i.EmiratesID = "784000000000000" }) },
	approval.EventIdentityIncomplete: func(j *journey) { j.triesAs(func(i *approval.Identity) { i.EmiratesID = "" }) },
	approval.EventNotEligible:        func(j *journey) { j.triesAs(func(i *approval.Identity) { i.Level = approval.SOP1 }) },

	approval.EventPersonEnrolled: func(j *journey) { j.Newcomer() },
	approval.EventPersonUpdated:  func(j *journey) { i := j.Newcomer().Identity; i.Email = "new@example.ae"; j.Signs(i) },
	approval.EventPersonDisabled: func(j *journey) { j.Disables(j.Newcomer(), true) },
	approval.EventPersonEnabled:  func(j *journey) { c := j.Newcomer(); j.Disables(c, true); j.Disables(c, false) },
	approval.EventIdentifierChosen: func(j *journey) {
		c := j.Newcomer()
		e, err := c.Choose(approval.ByMobile, approval.Source{Actor: approval.Customer(c.ID), Origin: origin})
		j.must(err)
		j.must(j.db.ChooseIdentifier(j.Context(), c.ID, approval.ByMobile, e))
	},

	approval.EventSigninSucceeded: func(j *journey) { j.Newcomer() },
	approval.EventSigninDeclined: func(j *journey) {
		r := j.SigninReturn()
		r.Callback.Code, r.Callback.Error = approval.Secret{}, "access_denied"
		j.refusedSignin(r)
	},
	approval.EventSigninFailed: func(j *journey) {
		r := j.SigninReturn()
		j.AtUserinfo = failure(approval.ReasonUserinfoUnavailable)
		j.refusedSignin(r)
	},
	approval.EventSigninRefused: func(j *journey) {
		r := j.SigninReturn()
		j.Answers = approval.Identity{Subject: "UAEPASS/basic", EmiratesID: "784111111111111", Level: approval.SOP1}
		j.refusedSignin(r)
	},
	approval.EventSigninCallbackRefused: func(j *journey) {
		r := j.SigninReturn()
		r.Callback.State = approval.NewSecret()
		if _, err := j.Signin.Complete(j.Context(), r); !errors.Is(err, approval.ErrCallbackUnknown) {
			j.Errorf("a strange state: %v", err)
		}
	},
	approval.EventStaffSignedIn: func(j *journey) { j.Works(worker("noura", office.Operator)) },
	approval.EventStaffSigninFailed: func(j *journey) {
		r := j.StaffReturn()
		j.Work.Fails = &office.Failure{Why: office.FaultNonce}
		j.refusedStaff(r)
	},
	approval.EventStaffSigninRefused: func(j *journey) { j.Works(worker("omar", "")) },
	approval.EventStaffSigninCallbackRefused: func(j *journey) {
		r := j.StaffReturn()
		r.Binding = approval.NewSecret()
		if _, err := j.Staff.Complete(j.Context(), r); !errors.Is(err, approval.ErrCallbackElsewhere) {
			j.Errorf("another browser: %v", err)
		}
	},
	approval.EventStaffRoleChanged: func(j *journey) { j.Works(worker("saeed", office.Auditor)); j.Works(worker("saeed", office.Admin)) },
	approval.EventStaffAccessRefused: func(j *journey) {
		session, _ := j.Works(worker("noura", office.Operator))
		j.must(j.Staff.Refuse(j.Context(), *j.member(session), "GET /staff/keys", origin))
	},
	approval.EventStaffSignedOut: func(j *journey) {
		session, _ := j.Works(worker("noura", office.Operator))
		j.must(j.Staff.SignOut(j.Context(), *j.member(session), session, origin))
	},

	approval.EventAuditSearched: func(j *journey) {
		_, err := auditlog.New(j.db).Search(j.Context(), audit.Query{}, "", auditor)
		j.must(err)
	},
	approval.EventExportStarted:  func(j *journey) { j.exports(io.Discard, nil) },
	approval.EventExportFinished: func(j *journey) { j.exports(io.Discard, nil) },
	approval.EventExportStopped:  func(j *journey) { j.exports(fullDisk{}, errFullDisk) },
	approval.EventPersonLookedUp: func(j *journey) {
		i := j.Newcomer().Identity
		p, _ := audit.Detect(i.Email)
		_, err := auditlog.New(j.db).Resolve(j.Context(), p, auditor)
		j.must(err)
	},
	approval.EventPersonViewed: func(j *journey) {
		_, err := auditlog.New(j.db).Person(j.Context(), j.Newcomer().ID, unmasked, auditor)
		j.must(err)
	},
	approval.EventTransactionViewed: func(j *journey) {
		_, err := auditlog.New(j.db).Timeline(j.Context(), j.Asks(j.Newcomer()), auditor)
		j.must(err)
	},
	approval.EventIdentifierRevealed: func(j *journey) {
		_, err := auditlog.New(j.db).Reveal(j.Context(), j.Newcomer().ID, audit.RevealReason{Purpose: audit.ForCustomer, Case: "17"}, auditor)
		j.must(err)
	},

	approval.EventProviderFailing: func(j *journey) { j.failsFiveTimes(); j.Passes(30 * time.Second) },
	approval.EventProviderRecovered: func(j *journey) {
		j.failsFiveTimes()
		j.Passes(30 * time.Second)
		j.Calm()
		j.Tries()
		j.must(j.Confirm.Watch(j.Context()))
	},
	approval.EventEventsDropped: func(j *journey) {
		c := j.Newcomer()
		for range approval.EventsPerPerson + 1 {
			e, err := c.Choose(approval.ByMobile, approval.Source{Actor: approval.Customer(c.ID), Origin: origin})
			j.must(err)
			j.must(j.db.ChooseIdentifier(j.Context(), c.ID, approval.ByMobile, e))
		}
		_, err := j.db.TellDropped(j.Context())
		j.must(err)
		j.Passes(2*time.Hour + time.Minute)
		_, err = j.db.TellDropped(j.Context())
		j.must(err)
	},
	approval.EventAuditPruned: func(j *journey) {
		j.Newcomer()
		j.database.Age(j, 2*year)
		_, err := postgres.Prune(j.Context(), j.database.Owner, 1)
		j.must(err)
		j.database.Age(j, -2*year)
	},
	approval.EventDataResealed: func(j *journey) {
		j.Newcomer()
		_, err := postgres.Reseal(j.Context(), j.database.Owner, j.database.Rotated(j), func(postgres.Resealed) {})
		j.must(err)
	},
	approval.EventPersonErased: func(j *journey) {
		_, err := postgres.Erase(j.Context(), j.database.Owner, office.Erasure{Person: j.Newcomer().ID, Why: onRequest})
		j.must(err)
	},
	approval.EventHoldPlaced: func(j *journey) {
		j.must(postgres.PlaceHold(j.Context(), j.database.Owner, office.Hold{ID: approval.NewID(), Person: j.Newcomer().ID, Why: onRequest}))
	},
	approval.EventHoldLifted: func(j *journey) {
		h := office.Hold{ID: approval.NewID(), Person: j.Newcomer().ID, Why: onRequest}
		j.must(postgres.PlaceHold(j.Context(), j.database.Owner, h))
		_, err := postgres.LiftHold(j.Context(), j.database.Owner, h.ID, func(h office.Hold, login string) approval.Event { return h.Lifted(onRequest, login) })
		j.must(err)
	},
	approval.EventSignedOut: func(j *journey) { c := j.Newcomer(); j.must(j.Signin.SignOut(j.Context(), c.ID, c.Session, origin)) },
}

// allStories happen one after the other in one database.
func (j *journey) allStories() {
	j.Helper()
	all := everyStory()
	for _, code := range slices.Sorted(maps.Keys(all)) {
		j.Calm()
		j.Work.Fails = nil
		j.Confirm.Limits = approval.DefaultLimits
		before := j.count(`select coalesce(max(id), 0) from audit_events`)
		all[code](j)
		if n := j.count(`select count(*) from audit_events where id > $1 and kind = $2`, before, code); n == 0 {
			j.Errorf("%s was not written", code)
		}
	}
}

func TestEveryEventIsWrittenAndNoOther(t *testing.T) {
	j := newJourney(t)
	for code := range approval.EventCodes {
		if everyStory()[code] == nil {
			t.Errorf("no story leads to %s", code)
		}
	}
	j.allStories()
	for _, l := range j.lines() {
		if _, known := approval.EventCodes[approval.EventCode(l.Kind)]; !known {
			t.Errorf("%s is not in the list", l.Kind)
		}
		checkBody(t, l)
	}
	j.chainsHold()
	j.noViolations()
}

// checkBody wants JSON with the keys in order and no space, which says how the event
// ended and, unless the system did it, where the request came from.
func checkBody(t *testing.T, l line) {
	t.Helper()
	if l.Body == "" {
		return // erased
	}
	var body map[string]string
	if err := json.Unmarshal([]byte(l.Body), &body); err != nil {
		t.Errorf("%s: %v", l.Kind, err)
	}
	var again bytes.Buffer
	enc := json.NewEncoder(&again)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(body); err != nil || again.String() != l.Body+"\n" {
		t.Errorf("%s: %s is not canonical", l.Kind, l.Body)
	}
	if want := approval.EventCodes[approval.EventCode(l.Kind)]; body["outcome"] != string(want) {
		t.Errorf("%s: the outcome is %q, want %q", l.Kind, body["outcome"], want)
	}
	fromOutside := l.Actor != string(approval.System)
	if fromOutside && (body["request_id"] != "request-1" || body["client"] != "192.0.2.7") {
		t.Errorf("%s: came from %q, %q", l.Kind, body["request_id"], body["client"])
	}
	if !fromOutside && (body["request_id"] != "" || body["client"] != "") {
		t.Errorf("%s: the system has an origin", l.Kind)
	}
}
