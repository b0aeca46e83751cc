package web

import (
	"errors"
	"net/http"

	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/templates"
)

// limitOn is the limit that keeps somebody from another attempt. Who has not made one yet
// is not counted for a page: the button tells them.
func (s *Server) limitOn(r *http.Request, v approval.Caller) (*approval.TooMany, error) {
	if v.Last == nil {
		return nil, nil
	}
	err := s.Confirm.MayBegin(r.Context(), v.Person.ID, v.Transaction.ID)
	if limit := (*approval.TooMany)(nil); errors.As(err, &limit) {
		return limit, nil
	}
	return nil, err
}

// exhausted says why there is no button to confirm with, and what there is instead: the
// same details once more, or another time.
func exhausted(r *http.Request, tx approval.Transaction, limit *approval.TooMany, p *templates.ReviewPage) {
	if limit != nil && !limit.Until.IsZero() {
		p.Exhausted = t(r, "review.limited", "time", i18n.Isolate(when(r, limit.Until)))
		return
	}
	p.Exhausted, p.Again = t(r, "review.exhausted"), again(r, tx)
}

// startedElsewhere is the review of what waits for a callback that cannot come to this
// browser: it was begun in another one, or the answer with its secret was lost.
func startedElsewhere(r *http.Request, v approval.Caller, p *templates.ReviewPage) {
	lines := []string{t(r, "elsewhere.text", "time", i18n.Isolate(i18n.Time(i18n.Lang(requestOf(r).lang), v.Last.ExpiresAt)))}
	if p.Confirm {
		lines = append(lines, t(r, "elsewhere.again"))
	}
	p.Title = t(r, "elsewhere.title")
	p.Failure = &templates.Standing{Tone: "info", Icon: "face", Lines: append(lines, t(r, "elsewhere.stranger"))}
	p.Button, p.Status, p.Stage = t(r, "elsewhere.confirm"), pathOf(v.Transaction.ID)+"/status", string(stageElsewhere)
	if p.Again != nil {
		p.Exhausted = t(r, "elsewhere.exhausted")
	}
}
