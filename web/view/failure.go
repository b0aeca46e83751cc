package view

import (
	"errors"

	"takeed/internal/approval"
	"takeed/templates"
)

// Failure is the error page of a request. key names its texts, err may be a limit and say
// until when; requestID is what the reader can tell us. The path of an error page may not
// exist in the other language, so the language switch leads to the start page.
func (v Viewer) Failure(frame templates.Page, key, requestID string, err error) templates.ErrorPage {
	p := templates.ErrorPage{Page: frame, Tone: "warn", RequestID: requestID}
	p.Title, p.Path = v.T(key+".title"), "/"
	p.Lines = []string{v.T(key+".text", "entity", p.Entity)}
	if tooMany := (*approval.TooMany)(nil); errors.As(err, &tooMany) && !tooMany.Until.IsZero() {
		p.Lines = append(p.Lines, v.T("error.too_many.until", "time", v.isolatedWhen(tooMany.Until)))
	}
	return p
}

// Handover is a page that says where the browser goes next, and goes there by itself.
func (v Viewer) Handover(frame templates.Page, next templates.Action, body ...string) templates.HandoverPage {
	frame.Refresh = "/" + string(v.Lang) + next.Href
	return templates.HandoverPage{Page: frame, Body: body, Link: next}
}
