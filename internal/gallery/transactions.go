package gallery

import (
	"slices"
	"time"

	"github.com/a-h/templ"

	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/templates"
)

const address = "/transactions/" + string(transactionID)

var tones = map[approval.State]string{
	approval.Pending: "info", approval.Confirmed: "ok", approval.Rejected: "bad",
	approval.Expired: "warn", approval.Cancelled: "neutral", approval.Checking: "info",
}

func (s screen) tag(state approval.State) templates.Tag {
	return templates.Tag{Text: s.t("state." + string(state)), Tone: tones[state]}
}

// subject is a transaction as its pages show it.
func (s screen) subject(k approval.Kind, typed typing, state approval.State) templates.Subject {
	d := document(k, typed)
	sub := templates.Subject{
		Address: address, Sentence: s.in(d.Sentence), Reference: d.ID.Reference(), Code: d.Digest().CheckCode(), Tag: s.tag(state),
	}
	for _, f := range d.Fields {
		sub.Rows = append(sub.Rows, templates.Row{
			Name: f.Name, Label: s.in(f.Label), Text: s.in(f.Text), Dir: direction(f.Type), Large: f.Name == k.Headline,
		})
	}
	return sub
}

// changeable is a transaction whose every row can be changed.
func changeable(sub templates.Subject) templates.Subject {
	for i, row := range sub.Rows {
		sub.Rows[i].Change = address + "/edit#" + row.Name
	}
	return sub
}

func direction(t approval.FieldType) string {
	if slices.Contains([]approval.FieldType{approval.IBAN, approval.Mobile, approval.Email, approval.EmiratesID}, t) {
		return "ltr"
	}
	return "auto"
}

// forgotten is a kind that the catalogue no longer has.
func forgotten() approval.Kind {
	both := func(key string) approval.Text {
		return approval.Text{EN: i18n.T(i18n.EN, key), AR: i18n.T(i18n.AR, key)}
	}
	k := kind("transfer")
	k.Label, k.Review, k.Done, k.Undone, k.Cancel = both("kind.label"), both("kind.review"), both("kind.done"), both("kind.undone"), both("kind.cancel")
	k.Headline, k.Recipient = "", ""
	return k
}

// failed is how grave a notice is. Those that are not here lead to a page of their own.
var failed = []struct {
	notice approval.Notice
	tone   string
}{
	{approval.NoticeCancelled, "info"}, {approval.NoticeTryAgain, "warn"}, {approval.NoticeTooLate, "warn"},
	{approval.NoticeLate, "warn"}, {approval.NoticeUnavailable, "warn"}, {approval.NoticeNotEligible, "bad"},
	{approval.NoticeUnclear, "warn"}, {approval.NoticeChanged, "info"}, {approval.NoticeSignedOut, "info"},
	{approval.NoticeSuperseded, "info"},
}

// reviews are the pages where the details are checked: of every kind, with the longest
// and the most mixed values, and after each way in which an attempt can fail.
func reviews() []Entry {
	var all []Entry
	for _, k := range kinds() {
		all = append(all, review("review-"+k.ID, k, usual, nil), review("review-"+k.ID+"-longest", k, longest, nil))
	}
	transfer := kind("transfer")
	all = append(all,
		review("review-mixed", transfer, mixed, nil),
		review("review-forgotten", forgotten(), usual, nil),
		review("review-exhausted", transfer, usual, exhausted),
		review("review-limited", transfer, usual, limited),
		review("review-another", transfer, usual, func(s screen, v *templates.ReviewPage) { v.Other, v.Waiting = s.t("review.another"), address }),
		review("elsewhere", transfer, usual, startedElsewhere),
		review("elsewhere-exhausted", transfer, usual, func(s screen, v *templates.ReviewPage) {
			startedElsewhere(s, v)
			v.Failure.Lines = slices.Delete(v.Failure.Lines, 1, 2)
			v.Confirm, v.Exhausted, v.Again = false, s.t("elsewhere.exhausted"), s.again()
		}),
		review("elsewhere-limited", transfer, usual, func(s screen, v *templates.ReviewPage) {
			startedElsewhere(s, v)
			v.Failure.Lines = slices.Delete(v.Failure.Lines, 1, 2)
			limit(s, v)
		}),
		review("review-branded", transfer, usual, func(s screen, v *templates.ReviewPage) { s.branded(&v.Page) }))
	for _, f := range failed {
		all = append(all, review("review-after-"+string(f.notice), transfer, usual, func(s screen, v *templates.ReviewPage) {
			key := "notice." + string(f.notice)
			v.Title = s.t(key + ".title")
			v.Left = s.t("review.left", "attempts", i18n.N(s.lang, "count.attempts", 4))
			v.Failure = &templates.Standing{Tone: f.tone, Lines: []string{s.in(transfer.Undone), s.t(key+".text") + " " + s.t(key+".again")}}
		}))
	}
	return all
}

func review(name string, k approval.Kind, typed typing, change func(screen, *templates.ReviewPage)) Entry {
	return view(name, func(s screen) templ.Component {
		v := templates.ReviewPage{
			Page: s.page(s.in(k.Review)), Subject: changeable(s.subject(k, typed, approval.Pending)),
			Heading: s.in(k.Review), Version: "1", Cancel: s.in(k.Cancel), Confirm: true,
			Button:     s.t("review.confirm"),
			Identifier: s.t("review.identifier", "identifier", s.t("identifier.emirates_id"), "value", i18n.LTR(emiratesID)),
			Until:      s.t("review.until", "time", s.clock(15), "minutes", s.minutes(5)),
		}
		v.Step = 2
		if change != nil {
			change(s, &v)
		}
		return templates.Review(v)
	})
}

// exhausted is a review after too many failures.
func exhausted(s screen, v *templates.ReviewPage) {
	v.Title = s.t("notice.try_again.title")
	v.Left = s.t("review.left", "attempts", i18n.N(s.lang, "count.attempts", 0))
	v.Failure = &templates.Standing{Tone: "warn", Lines: []string{s.in(kind("transfer").Undone), s.t("notice.try_again.text")}}
	v.Confirm, v.Exhausted, v.Again = false, s.t("review.exhausted"), s.again()
}

// limited is a review after a failure by somebody who has tried too often today.
func limited(s screen, v *templates.ReviewPage) {
	exhausted(s, v)
	limit(s, v)
}

func limit(s screen, v *templates.ReviewPage) {
	v.Confirm, v.Again = false, nil
	v.Exhausted = s.t("review.limited", "time", i18n.Isolate(i18n.DateTime(s.lang, now.Add(time.Hour))))
}

// startedElsewhere is a review of what is under way in another browser.
func startedElsewhere(s screen, v *templates.ReviewPage) {
	v.Title = s.t("elsewhere.title")
	v.Left = s.t("review.left", "attempts", i18n.N(s.lang, "count.attempts", 2))
	v.Failure = &templates.Standing{Tone: "info", Icon: "face", Lines: []string{
		s.t("elsewhere.text", "time", s.clock(4)), s.t("elsewhere.again"), s.t("elsewhere.stranger"),
	}}
	v.Button, v.Status, v.Stage = s.t("elsewhere.confirm"), address+"/status", "elsewhere"
}

func (s screen) again() *templates.Action {
	return &templates.Action{Label: s.t("action.again"), Href: "/new/transfer?from=" + string(transactionID)}
}

// clock is a time of day, so many minutes from now.
func (s screen) clock(minutes int) string {
	return i18n.Isolate(i18n.Time(s.lang, now.Add(time.Duration(minutes)*time.Minute)))
}

func (s screen) minutes(n int) string { return i18n.N(s.lang, "count.minutes", n) }

func (s screen) timeLeft(minutes int) string { return s.t("label.left", "minutes", s.minutes(minutes)) }

// waits are the pages on which somebody waits for a face, or for us.
func waits() []Entry {
	return []Entry{
		wait("waiting", "waiting", func(s screen, v *templates.WaitingPage) {
			v.Title = s.t("waiting.title")
			v.Standing = templates.Standing{Tone: "info", Icon: "face", Lines: []string{s.t("waiting.body"), s.t("waiting.until", "time", s.clock(5))}}
			v.Left, v.Cancel = s.timeLeft(5), s.in(kind("transfer").Cancel)
			v.Again = &templates.Action{Label: s.t("waiting.again"), Href: address + "/go"}
		}),
		wait("checking", "checking", func(s screen, v *templates.WaitingPage) {
			v.Title = s.t("checking.title")
			v.Standing = templates.Standing{Tone: "info", Icon: "clock", Lines: []string{s.t("checking.body")}}
		}),
		wait("unsettled", "checking", func(s screen, v *templates.WaitingPage) {
			v.Title = s.t("checking.unsettled_title")
			v.Standing = templates.Standing{Tone: "info", Icon: "clock", Lines: []string{s.t("checking.unsettled_body")}}
		}),
	}
}

func wait(name, stage string, change func(screen, *templates.WaitingPage)) Entry {
	return view(name, func(s screen) templ.Component {
		v := templates.WaitingPage{
			Page: s.page(""), Subject: s.subject(kind("transfer"), usual, approval.Pending), Status: address + "/status", Stage: stage,
		}
		v.Step = 3
		change(s, &v)
		return templates.Waiting(v)
	})
}

// ends are transactions in each final state.
func ends() []Entry {
	var all []Entry
	for _, k := range kinds() {
		all = append(all, confirmed("confirmed-"+k.ID, k, usual))
	}
	return append(all,
		confirmed("confirmed-forgotten", forgotten(), usual),
		confirmed("confirmed-longest", kind("transfer"), longest),
		stopped("rejected", approval.Rejected, func(s screen, v *templates.EndPage) {
			v.Title, v.SignOut = s.t("notice.mismatch.title"), true
			v.Lines = append(v.Lines, s.t("notice.mismatch.text"), s.t("notice.mismatch.call", "entity", v.Entity))
			v.Past = append(v.Past, s.moment("past.other_person", now))
		}),
		stopped("rejected-branded", approval.Rejected, func(s screen, v *templates.EndPage) {
			s.branded(&v.Page)
			v.Title, v.SignOut = s.t("notice.mismatch.title"), true
			v.Lines = append(v.Lines, s.t("notice.mismatch.text"), s.t("notice.mismatch.call_phone", "phone", i18n.LTR(phone)))
			v.Past = append(v.Past, s.moment("past.other_person", now))
		}),
		stopped("expired", approval.Expired, func(s screen, v *templates.EndPage) {
			v.Title, v.Next = s.t("ended.expired.title"), s.again()
			v.Lines = append(v.Lines, s.t("ended.expired.text"))
			v.Past = append(v.Past, s.moment("past.expired", now))
		}),
		stopped("cancelled", approval.Cancelled, func(s screen, v *templates.EndPage) {
			v.Title, v.Next = s.t("ended.cancelled.title"), s.again()
		}),
		stopped("replaced", approval.Cancelled, func(s screen, v *templates.EndPage) {
			v.Title, v.Lines = s.t("ended.replaced.title"), []string{s.t("ended.replaced.text")}
			v.Next = &templates.Action{Label: s.t("ended.replaced.next"), Href: address}
		}))
}

func (s screen) moment(key string, at time.Time) templates.Moment {
	return templates.Moment{What: s.t(key), When: i18n.Isolate(i18n.DateTime(s.lang, at))}
}

// past is how every transaction here began.
func (s screen) past() []templates.Moment {
	return []templates.Moment{s.moment("past.created", now.Add(-4*time.Minute)), s.moment("past.sent", now.Add(-2*time.Minute))}
}

func confirmed(name string, k approval.Kind, typed typing) Entry {
	return view(name, func(s screen) templ.Component {
		v := templates.EndPage{
			Page: s.page(s.in(k.Done)), Subject: s.subject(k, typed, approval.Confirmed),
			Past:    append(s.past(), s.moment("past.matched", now)),
			Receipt: &templates.Action{Label: s.t("done.receipt"), Href: address + "/receipt"},
		}
		v.Step, v.Tone = 4, tones[approval.Confirmed]
		v.Lines = []string{s.t("done.how"), s.t("done.when", "time", i18n.Isolate(i18n.DateTime(s.lang, now)))}
		return templates.End(v)
	})
}

func stopped(name string, state approval.State, change func(screen, *templates.EndPage)) Entry {
	return view(name, func(s screen) templ.Component {
		transfer := kind("transfer")
		v := templates.EndPage{Page: s.page(""), Subject: s.subject(transfer, usual, state), Past: s.past()}
		v.Tone, v.Lines = tones[state], []string{s.in(transfer.Undone)}
		change(s, &v)
		return templates.End(v)
	})
}

// receipts are what somebody prints and keeps.
func receipts() []Entry {
	var all []Entry
	for _, k := range kinds() {
		all = append(all, receipt("receipt-"+k.ID, k, usual, name))
	}
	return append(all,
		receipt("receipt-mixed", kind("transfer"), mixed, mixedName),
		receipt("receipt-longest", kind("transfer"), longest, longName),
		receipt("receipt-longest-disclosure", kind("disclosure"), longest, longName))
}

func receipt(entry string, k approval.Kind, typed typing, who approval.Text) Entry {
	return view(entry, func(s screen) templ.Component {
		sub := s.subject(k, typed, approval.Confirmed)
		return templates.Receipt(templates.ReceiptPage{
			Page: s.page(s.t("receipt.title")), Subject: sub,
			Issued: s.t("receipt.issued", "time", i18n.LTR(i18n.ISO(now))),
			Confirmation: []templates.Row{
				{Label: s.t("receipt.how"), Text: s.t("receipt.by_face"), Dir: "auto"},
				{Label: s.t("receipt.when"), Text: s.t("receipt.zone", "time", i18n.DateTime(s.lang, now)), Dir: "auto"},
				{Label: s.t("receipt.who"), Text: s.in(who), Dir: "auto"},
				{Label: s.t("identifier.emirates_id"), Text: emiratesID, Dir: "ltr"},
				{Label: s.t("label.reference"), Text: sub.Reference, Dir: "ltr"},
				{Label: s.t("label.code"), Text: sub.Code, Dir: "ltr"},
				{Label: s.t("label.digest"), Text: document(k, typed).Digest().String(), Dir: "ltr"},
			},
		})
	})
}
