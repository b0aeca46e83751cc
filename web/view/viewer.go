package view

import (
	"time"

	"takeed/internal/approval"
	"takeed/internal/catalogue"
	"takeed/internal/i18n"
	"takeed/internal/integration"
)

// Viewer is the reader of a page.
type Viewer struct {
	Lang      approval.Lang
	Now       time.Time            // the same for the whole page: nothing in this package reads a clock
	Catalogue *catalogue.Catalogue // names the kinds of transactions
	Names     integration.Names    // how clients know transactions
	Staff     approval.ID          // the member of staff who reads; empty for customers
}

// T is a message in the viewer's language.
func (v Viewer) T(key string, args ...any) string { return i18n.T(v.lang(), key, args...) }

// When is a moment as text for people.
func (v Viewer) When(at time.Time) string { return i18n.DateTime(v.lang(), at) }

func (v Viewer) lang() i18n.Lang { return i18n.Lang(v.Lang) }

func (v Viewer) isolatedWhen(at time.Time) string { return i18n.Isolate(v.When(at)) }

// clock is a time of day.
func (v Viewer) clock(at time.Time) string { return i18n.Isolate(i18n.Time(v.lang(), at)) }

// timeLeft says how long something lasts, in whole minutes.
func (v Viewer) timeLeft(until time.Time) string {
	return v.T("label.left", "minutes", v.minutes(until.Sub(v.Now)))
}

// minutes rounds up: part of a minute counts as one.
func (v Viewer) minutes(d time.Duration) string {
	return i18n.N(v.lang(), "count.minutes", int((d+time.Minute-1)/time.Minute))
}

// length counts whole hours, minutes or seconds: the largest unit of which there are at least
// two.
func (v Viewer) length(d time.Duration) string {
	switch {
	case d >= 2*time.Hour:
		return i18n.N(v.lang(), "count.hours", int(d/time.Hour))
	case d >= 2*time.Minute:
		return i18n.N(v.lang(), "count.minutes", int(d/time.Minute))
	default:
		return i18n.N(v.lang(), "count.seconds", int(d/time.Second))
	}
}

// Name is a person's name in the viewer's language, or in the other if there is none.
func (v Viewer) Name(i approval.Identity) string {
	first, second := i.NameEN, i.NameAR
	if v.Lang == approval.AR {
		first, second = second, first
	}
	if first == "" {
		return second
	}
	return first
}
