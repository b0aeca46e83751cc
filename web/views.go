package web

import (
	"net/http"
	"strings"
	"time"

	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/templates"
)

// subject is a transaction as pages show it: every field of what is confirmed and
// nothing else, from the stored record.
func (s *Server) subject(r *http.Request, v approval.Caller, changeable bool) templates.Subject {
	tx, lang := *v.Transaction, requestOf(r).lang
	sub := templates.Subject{
		Address: pathOf(tx.ID), Sentence: tx.Sentence.In(lang), Reference: tx.ID.Reference(), Code: tx.Digest.Code(),
		Tag: tag(r, tx.At(v.Now)),
	}
	headline := s.kind(tx).Headline
	for _, f := range tx.Fields {
		row := templates.Row{Name: f.Name, Label: f.Label.In(lang), Text: f.Text.In(lang), Dir: direction(f.Type), Large: f.Name == headline}
		if changeable {
			row.Change = pathOf(tx.ID) + "/edit#" + f.Name
		}
		sub.Rows = append(sub.Rows, row)
	}
	return sub
}

// direction is that of a value: identifiers read from left to right in both
// languages, words as they are.
func direction(t approval.FieldType) string {
	switch t {
	case approval.IBAN, approval.Mobile, approval.Email, approval.EmiratesID:
		return "ltr"
	}
	return "auto"
}

// kind returns the texts of a transaction's kind; general ones if the catalogue no
// longer has it.
func (s *Server) kind(tx approval.Transaction) approval.Kind {
	if k, ok := s.Catalogue.Kind(tx.Kind); ok {
		return k
	}
	both := func(key string) approval.Text {
		return approval.Text{EN: i18n.T(i18n.EN, key), AR: i18n.T(i18n.AR, key)}
	}
	return approval.Kind{
		ID: tx.Kind, Label: both("kind.label"), Review: both("kind.review"), Done: both("kind.done"),
		Undone: both("kind.undone"), Cancel: both("kind.cancel"),
	}
}

var tones = map[approval.State]string{
	approval.Pending: "info", approval.Confirmed: "ok", approval.Rejected: "bad",
	approval.Expired: "warn", approval.Cancelled: "neutral", approval.Checking: "info",
}

func tag(r *http.Request, state approval.State) templates.Tag {
	return templates.Tag{Text: t(r, "state."+string(state)), Tone: tones[state]}
}

// items are transactions in a list.
func (s *Server) items(r *http.Request, list []approval.Transaction) []templates.Item {
	lang := requestOf(r).lang
	var items []templates.Item
	for _, tx := range list {
		k := s.kind(tx)
		item := templates.Item{
			Href: pathOf(tx.ID), Icon: templates.KindIcon(tx.Kind), Label: k.Label.In(lang), When: when(r, tx.CreatedAt), Tag: tag(r, tx.At(requestOf(r).caller.Now)),
		}
		item.Summary = summary(tx, k, lang)
		if tx.At(requestOf(r).caller.Now) == approval.Pending {
			item.Left = timeLeft(r, tx.ExpiresAt)
		}
		items = append(items, item)
	}
	return items
}

// summary is whom and how much a transaction is about, in one line.
func summary(tx approval.Transaction, k approval.Kind, lang approval.Lang) string {
	var parts []string
	for _, f := range tx.Fields {
		if f.Name == k.Recipient || f.Name == k.Headline {
			parts = append(parts, isolated(f, lang))
		}
	}
	return strings.Join(parts, " · ")
}

func isolated(f approval.DocumentField, lang approval.Lang) string {
	if direction(f.Type) == "ltr" {
		return i18n.LTR(f.Text.In(lang))
	}
	return i18n.Isolate(f.Text.In(lang))
}

// toned is how grave a notice is.
var toned = map[approval.Notice]string{
	approval.NoticeCancelled: "info", approval.NoticeTryAgain: "warn", approval.NoticeTooLate: "warn",
	approval.NoticeLate: "warn", approval.NoticeUnavailable: "warn", approval.NoticeNotEligible: "bad",
	approval.NoticeUnclear: "warn", approval.NoticeChanged: "info", approval.NoticeSignedOut: "info",
	approval.NoticeSuperseded: "info",
}

// timeLeft says how long something lasts, in whole minutes.
func timeLeft(r *http.Request, until time.Time) string {
	return t(r, "label.left", "minutes", minutes(r, until.Sub(requestOf(r).caller.Now)))
}

// minutes counts those that have begun as well: what is left of one is one.
func minutes(r *http.Request, d time.Duration) string {
	return i18n.N(i18n.Lang(requestOf(r).lang), "count.minutes", int((d+time.Minute-1)/time.Minute))
}

// length counts whole seconds, minutes or hours: the largest of which there are two.
func length(r *http.Request, d time.Duration) string {
	lang := i18n.Lang(requestOf(r).lang)
	switch {
	case d >= 2*time.Hour:
		return i18n.N(lang, "count.hours", int(d/time.Hour))
	case d >= 2*time.Minute:
		return i18n.N(lang, "count.minutes", int(d/time.Minute))
	default:
		return i18n.N(lang, "count.seconds", int(d/time.Second))
	}
}

// failure tells about an attempt that did not succeed: what happened, that nothing was
// done, why, and what to do if another may follow. A notice that is none tells nothing.
func failure(r *http.Request, k approval.Kind, n approval.Notice, mayAgain bool) (title string, f *templates.Standing) {
	tone, ok := toned[n]
	if !ok {
		return "", nil
	}
	key := "notice." + string(n)
	why := t(r, key+".text")
	if mayAgain {
		why += " " + t(r, key+".again")
	}
	return t(r, key+".title"), &templates.Standing{Tone: tone, Lines: []string{k.Undone.In(requestOf(r).lang), why}}
}
