package view

import (
	"strconv"
	"time"

	"takeed/internal/i18n"
	"takeed/internal/office"
	"takeed/templates"
)

// LogPath is the page about the transparency log.
const LogPath = StaffPath + "/log"

// Log is how the transparency log is doing.
func (v Viewer) Log(frame templates.Page, s office.LogState) templates.LogPage {
	p := templates.LogPage{Page: frame, Keys: s.Keys, Detail: s.Stopped}
	p.Title, p.Section = v.T("office.log"), "log"
	p.Tag, p.Note = v.logStanding(s)
	p.Rows = v.logRows(s)
	for _, w := range s.Witnesses {
		p.Witnesses = append(p.Witnesses, v.cosigner(w))
	}
	return p
}

func (v Viewer) logStanding(s office.LogState) (templates.Tag, *templates.Note) {
	switch s.Fault(v.Now) {
	case office.LogStopped:
		return templates.Tag{Text: v.T("logpage.stopped"), Tone: "bad"},
			&templates.Note{Tone: "bad", Lines: []string{v.T("stopped." + s.StoppedBy), v.T("logpage.stopped_text", "command", i18n.LTR("portal log explain"))}}
	case office.LogSilent:
		return templates.Tag{Text: v.T("logpage.silent"), Tone: "bad"},
			&templates.Note{Tone: "bad", Lines: []string{v.T("logpage.silent_text", "time", v.length(s.Silent(v.Now)))}}
	case office.LogLate:
		return templates.Tag{Text: v.T("logpage.late"), Tone: "warn"},
			&templates.Note{Tone: "warn", Lines: []string{v.T("logpage.late_text", "time", v.length(s.Late(v.Now)))}}
	}
	return templates.Tag{Text: v.T("logpage.kept"), Tone: "ok"}, nil
}

// LogAlarm says on a desk what is wrong with the log; nil if nothing is.
func (v Viewer) LogAlarm(s office.LogState) *templates.Alarm {
	a := templates.Alarm{Page: templates.Action{Label: v.T("desk.log"), Href: LogPath}}
	switch s.Fault(v.Now) {
	case office.LogStopped:
		a.Tone, a.Lines = "bad", []string{v.T("desk.log_stopped"), v.T("stopped." + s.StoppedBy)}
	case office.LogSilent:
		a.Tone, a.Lines = "bad", []string{v.T("desk.log_silent", "time", v.length(s.Silent(v.Now)))}
	case office.LogLate:
		a.Tone, a.Lines = "warn", []string{v.T("desk.log_late", "time", v.length(s.Late(v.Now)))}
	default:
		return nil
	}
	return &a
}

func (v Viewer) logRows(s office.LogState) []templates.Row {
	number := func(n int64) string { return i18n.Number(int(n)) }
	signed := templates.Row{Label: v.T("logpage.signed"), Text: v.T("logpage.never"), Dir: "auto"}
	if !s.SignedAt.IsZero() {
		signed.Text, signed.Dir = StaffTime(s.SignedAt), "ltr"
	}
	return []templates.Row{
		{Label: v.T("logpage.origin"), Text: s.Origin, Dir: "ltr"},
		{Label: v.T("logpage.size"), Text: number(s.Size), Dir: "ltr"},
		{Label: v.T("logpage.covered"), Text: number(s.Signed), Dir: "ltr"},
		{Label: v.T("logpage.lag"), Text: v.lag(s), Dir: "auto"},
		signed,
		{Label: v.T("logpage.cosigned"), Text: strconv.Itoa(s.Cosignatures), Dir: "ltr"},
		{Label: v.T("logpage.epoch"), Text: strconv.Itoa(s.Epoch), Dir: "ltr"},
	}
}

// lag is how much is not covered yet. An event of the last second is nothing to speak of.
func (v Viewer) lag(s office.LogState) string {
	events := i18n.N(v.lang(), "count.events", int(s.Lag))
	late := s.Late(v.Now)
	if late < time.Second {
		return events
	}
	return v.T("logpage.lag_of", "events", events, "time", v.length(late))
}

// answerTone is how bad it is that a witness did not cosign; most reasons are a warning.
var answerTone = map[string]string{"": "ok", "ahead": "bad", "refused": "bad"}

func (v Viewer) cosigner(w office.WitnessState) templates.Cosigner {
	c := templates.Cosigner{Name: w.Name, Answer: templates.Tag{Text: v.T("answer.not_asked"), Tone: "neutral"}}
	if !w.Answered {
		return c
	}
	c.Time, c.ISO = StaffTime(w.At), i18n.ISO(w.At)
	tone, known := answerTone[w.Reason]
	if !known {
		tone = "warn"
	}
	word := w.Reason
	if word == "" {
		word = "cosigned"
	}
	c.Answer = templates.Tag{Text: v.T("answer." + word), Tone: tone}
	return c
}
