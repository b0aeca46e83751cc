package web

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/templates"
)

// stage is which view of a transaction its owner gets. It follows from what is stored,
// and from whether this browser can go on with it, and from nothing else: whatever led
// here, and however often, the view is right and what it offers works.
type stage string

const (
	stageReview    stage = "review"
	stageElsewhere stage = "elsewhere" // waiting, and not for this browser
	stageWaiting   stage = "waiting"
	stageChecking  stage = "checking"
	stageEnded     stage = "ended"
)

func stageOf(v approval.Caller) stage {
	switch v.Transaction.At(v.Now) {
	case approval.Checking:
		return stageChecking
	case approval.Pending:
	default:
		return stageEnded
	}
	if v.Last == nil {
		return stageReview
	}
	switch v.Last.At(v.Now) {
	case approval.Started:
		if !v.Here {
			return stageElsewhere
		}
		return stageWaiting
	case approval.Exchanging:
		return stageChecking
	}
	return stageReview
}

// transaction is the page of a transaction in every state.
func (s *Server) transaction(w http.ResponseWriter, r *http.Request) error {
	v := requestOf(r).caller
	switch stageOf(v) {
	case stageReview, stageElsewhere:
		p, err := s.reviewPage(r, v)
		if err != nil {
			return err
		}
		return html(w, r, http.StatusOK, templates.Review(p))
	case stageEnded:
		return html(w, r, http.StatusOK, templates.End(s.endPage(r, v)))
	}
	return html(w, r, http.StatusOK, templates.Waiting(s.waitingPage(r, v)))
}

// status is the same decision for a script that waits.
func (s *Server) status(w http.ResponseWriter, r *http.Request) error {
	v := requestOf(r).caller
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	return json.NewEncoder(w).Encode(s.statusOf(r, v))
}

// progress is what the script of the waiting page shows.
type progress struct {
	Stage stage          `json:"stage"`
	State approval.State `json:"state"`
	Left  string         `json:"left,omitempty"` // how long the attempt lasts
	Soon  string         `json:"soon,omitempty"` // in its last minute, once to be read aloud
}

func (s *Server) statusOf(r *http.Request, v approval.Caller) progress {
	p := progress{Stage: stageOf(v), State: v.Transaction.At(v.Now)}
	if p.Stage == stageWaiting {
		p.Left = timeLeft(r, v.Last.ExpiresAt)
		if v.Last.ExpiresAt.Sub(v.Now) <= time.Minute {
			p.Soon = p.Left
		}
	}
	return p
}

func (s *Server) reviewPage(r *http.Request, v approval.Caller) (templates.ReviewPage, error) {
	lang, k := requestOf(r).lang, s.kind(*v.Transaction)
	p := templates.ReviewPage{
		Page: s.page(r, k.Review.In(lang)), Subject: s.subject(r, v, true), Heading: k.Review.In(lang),
		Version: strconv.Itoa(v.Transaction.Version), Cancel: k.Cancel.In(lang),
		Identifier: identifierLine(r, *v.Person), Button: t(r, "review.confirm"),
	}
	p.Step = stepReview
	p.Until = t(r, "review.until", "time", i18n.Isolate(i18n.Time(i18n.Lang(lang), v.Transaction.ExpiresAt)), "minutes", minutes(r, v.Transaction.AttemptTTL))
	if v.Waiting != "" && v.Waiting != v.Transaction.ID {
		p.Other = t(r, "review.another")
	}
	limit, err := s.limitOn(r, v)
	if err != nil {
		return p, err
	}
	p.Confirm = limit == nil && p.Identifier != ""
	if v.Last != nil {
		p.Left = t(r, "review.left", "attempts", i18n.N(i18n.Lang(lang), "count.attempts", max(0, s.Confirm.Limits.Attempts-v.Transaction.Attempts)))
		p.Title, p.Failure = failure(r, k, v.Last.Notice(v.Now), p.Confirm)
		if p.Failure == nil {
			p.Title = k.Review.In(lang)
		}
	}
	if !p.Confirm {
		exhausted(r, *v.Transaction, limit, &p)
	}
	if stageOf(v) == stageElsewhere {
		startedElsewhere(r, v, &p)
	}
	return p, nil
}

// identifierLine tells which of their identifiers is about to be sent, masked.
func identifierLine(r *http.Request, p approval.Person) string {
	kind, _, ok := p.Username()
	if !ok {
		return ""
	}
	return t(r, "review.identifier", "identifier", t(r, "identifier."+string(kind)), "value", i18n.LTR(masked(p, kind)))
}

func masked(p approval.Person, kind approval.Identifier) string {
	switch kind {
	case approval.ByEmiratesID:
		return i18n.MaskEmiratesID(p.Identity.EmiratesID)
	case approval.ByMobile:
		return i18n.MaskMobile(p.Identity.Mobile)
	}
	return i18n.MaskEmail(p.Identity.Email)
}

func again(r *http.Request, tx approval.Transaction) *templates.Action {
	return &templates.Action{Label: t(r, "action.again"), Href: "/new/" + tx.Kind + "?from=" + string(tx.ID)}
}

func (s *Server) waitingPage(r *http.Request, v approval.Caller) templates.WaitingPage {
	p := templates.WaitingPage{Page: s.page(r, t(r, "waiting.title")), Subject: s.subject(r, v, false)}
	p.Step, p.Status, p.Stage = stepFace, pathOf(v.Transaction.ID)+"/status", string(stageOf(v))
	if stageOf(v) == stageChecking {
		title, body := "checking.title", "checking.body"
		if v.Transaction.Unsettled {
			title, body = "checking.unsettled_title", "checking.unsettled_body"
		}
		p.Title = t(r, title)
		p.Standing = templates.Standing{Tone: "info", Icon: "clock", Lines: []string{t(r, body)}}
		return p
	}
	until := t(r, "waiting.until", "time", i18n.Isolate(i18n.Time(i18n.Lang(requestOf(r).lang), v.Last.ExpiresAt)))
	p.Standing = templates.Standing{Tone: "info", Icon: "face", Lines: []string{t(r, "waiting.body"), until}}
	p.Left = timeLeft(r, v.Last.ExpiresAt)
	p.Again = &templates.Action{Label: t(r, "waiting.again"), Href: pathOf(v.Transaction.ID) + "/go"}
	p.Cancel = s.kind(*v.Transaction).Cancel.In(requestOf(r).lang)
	return p
}

func (s *Server) endPage(r *http.Request, v approval.Caller) templates.EndPage {
	tx, lang, k := *v.Transaction, requestOf(r).lang, s.kind(*v.Transaction)
	p := templates.EndPage{Page: s.page(r, ""), Subject: s.subject(r, v, false), Past: past(r, v)}
	state := tx.At(v.Now)
	p.Tone = tones[state]
	undone := k.Undone.In(lang)
	switch state {
	case approval.Confirmed:
		p.Title, p.Step = k.Done.In(lang), stepResult
		p.Lines = []string{t(r, "done.how"), t(r, "done.when", "time", i18n.Isolate(when(r, tx.ConfirmedAt)))}
		p.Receipt = &templates.Action{Label: t(r, "done.receipt"), Href: pathOf(tx.ID) + "/receipt"}
	case approval.Rejected:
		p.Title, p.SignOut = t(r, "notice.mismatch.title"), true
		p.Lines = []string{undone, t(r, "notice.mismatch.text"), s.callUs(r)}
	case approval.Expired:
		p.Title, p.Next = t(r, "ended.expired.title"), again(r, tx)
		p.Lines = []string{undone, t(r, "ended.expired.text")}
	default:
		p.Title, p.Lines, p.Next = t(r, "ended.cancelled.title"), []string{undone}, again(r, tx)
		if tx.ReplacedBy != "" {
			p.Title, p.Lines = t(r, "ended.replaced.title"), []string{t(r, "ended.replaced.text")}
			p.Next = &templates.Action{Label: t(r, "ended.replaced.next"), Href: pathOf(tx.ReplacedBy)}
		}
	}
	return p
}

// callUs is for somebody whose face was not the one.
func (s *Server) callUs(r *http.Request) string {
	if s.Brand.Phone == "" {
		return t(r, "notice.mismatch.call", "entity", s.Entity.In(requestOf(r).lang))
	}
	return t(r, "notice.mismatch.call_phone", "phone", i18n.LTR(s.Brand.Phone))
}

// past is what became of a transaction, oldest first.
func past(r *http.Request, v approval.Caller) []templates.Moment {
	tx := v.Transaction
	list := []templates.Moment{moment(r, "past.created", tx.CreatedAt)}
	if v.Last != nil {
		list = append(list, moment(r, "past.sent", v.Last.StartedAt))
	}
	switch tx.At(v.Now) {
	case approval.Confirmed:
		return append(list, moment(r, "past.matched", tx.ConfirmedAt))
	case approval.Rejected:
		return append(list, moment(r, "past.other_person", v.Last.FinishedAt))
	case approval.Expired:
		return append(list, moment(r, "past.expired", tx.ExpiresAt))
	}
	return list
}

func moment(r *http.Request, key string, at time.Time) templates.Moment {
	return templates.Moment{What: t(r, key), When: i18n.Isolate(when(r, at))}
}

// receipt is the record of a confirmation. There is none of anything else.
func (s *Server) receipt(w http.ResponseWriter, r *http.Request) error {
	v := requestOf(r).caller
	if v.Transaction.At(v.Now) != approval.Confirmed {
		return redirect(w, to(r, pathOf(v.Transaction.ID)))
	}
	p := templates.ReceiptPage{Page: s.page(r, t(r, "receipt.title")), Subject: s.subject(r, v, false)}
	p.Issued = t(r, "receipt.issued", "time", i18n.LTR(i18n.ISO(v.Now)))
	p.Confirmation = []templates.Row{
		{Label: t(r, "receipt.how"), Text: t(r, "receipt.by_face"), Dir: "auto"},
		{Label: t(r, "receipt.when"), Text: t(r, "receipt.zone", "time", when(r, v.Transaction.ConfirmedAt)), Dir: "auto"},
		{Label: t(r, "receipt.who"), Text: nameOf(r, *v.Person), Dir: "auto"},
	}
	if id := v.Person.Identity.EmiratesID; id != "" {
		p.Confirmation = append(p.Confirmation, templates.Row{Label: t(r, "identifier.emirates_id"), Text: i18n.MaskEmiratesID(id), Dir: "ltr"})
	}
	p.Confirmation = append(p.Confirmation,
		templates.Row{Label: t(r, "label.reference"), Text: p.Reference, Dir: "ltr"},
		templates.Row{Label: t(r, "label.code"), Text: p.Code, Dir: "ltr"},
		templates.Row{Label: t(r, "label.digest"), Text: v.Transaction.Digest.String(), Dir: "ltr"})
	return html(w, r, http.StatusOK, templates.Receipt(p))
}
