package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/templates"
)

// What can be wrong with a request before it means anything.
var (
	errBadRequest = errors.New("the request cannot be read")
	errTooLarge   = errors.New("the request is too large")
	errCrossSite  = errors.New("the request does not come from one of our pages")
	errOtherHost  = errors.New("the request is for another host")
	errMethod     = errors.New("the page does not take this method")
	errPrefetch   = errors.New("the browser fetches ahead of its user")
	errPanic      = errors.New("a handler panicked")
)

// answer is what an error becomes: a status, and the key of the texts of its page
// (key.title, key.text).
type answer struct {
	status int
	key    string
}

// answers is the one table from errors to pages. The first match counts; an error
// that is not in it is ours to mend, and says so in general words.
var answers = []struct {
	err error
	answer
}{
	{approval.ErrOutcomeUnknown, answer{http.StatusServiceUnavailable, "error.checking"}},
	{approval.ErrNotFound, answer{http.StatusNotFound, "error.not_found"}},
	{approval.ErrOldVersion, answer{http.StatusConflict, "error.changed"}},
	{approval.ErrKeyReused, answer{http.StatusConflict, "error.key_reused"}},
	{approval.ErrWrongState, answer{http.StatusConflict, "error.wrong_state"}},
	{approval.ErrStale, answer{http.StatusConflict, "error.wrong_state"}},
	{approval.ErrNotEligible, answer{http.StatusForbidden, "error.not_eligible"}},
	{approval.ErrNoIdentifier, answer{http.StatusForbidden, "error.no_identifier"}},
	{approval.ErrDisabled, answer{http.StatusForbidden, "error.disabled"}},
	{approval.ErrCallbackMalformed, answer{http.StatusBadRequest, "error.link"}},
	{approval.ErrCallbackUnknown, answer{http.StatusNotFound, "error.link"}},
	{approval.ErrCallbackElsewhere, answer{http.StatusForbidden, "error.elsewhere"}},
	{approval.ErrUserChanged, answer{http.StatusForbidden, "error.user_changed"}},
	{approval.ErrNoRole, answer{http.StatusForbidden, "error.no_role"}},
	{audit.ErrCursor, answer{http.StatusBadRequest, "error.bad_request"}},
	{audit.ErrTooBroad, answer{http.StatusServiceUnavailable, "error.too_broad"}},
	{audit.ErrTooManyViews, answer{http.StatusConflict, "error.too_many_views"}},
	{errTooManyStreams, answer{http.StatusTooManyRequests, "error.too_many_streams"}},
	{errWrongRole, answer{http.StatusForbidden, "error.wrong_role"}},
	{errStaffDeclined, answer{http.StatusForbidden, "error.staff_declined"}},
	{errStaffSignin, answer{http.StatusBadGateway, "error.staff_signin"}},
	{errBadRequest, answer{http.StatusBadRequest, "error.bad_request"}},
	{errTooLarge, answer{http.StatusRequestEntityTooLarge, "error.bad_request"}},
	{errCrossSite, answer{http.StatusForbidden, "error.cross_site"}},
	{errOtherHost, answer{http.StatusMisdirectedRequest, "error.not_found"}},
	{errMethod, answer{http.StatusMethodNotAllowed, "error.not_found"}},
	{errPrefetch, answer{http.StatusServiceUnavailable, "error.prefetch"}},
	{approval.ErrProviderDown, answer{http.StatusServiceUnavailable, "error.unavailable"}},
	{approval.ErrStoreDown, answer{http.StatusServiceUnavailable, "error.busy"}},
	{approval.ErrWouldBlock, answer{http.StatusServiceUnavailable, "error.busy"}},
	{context.DeadlineExceeded, answer{http.StatusServiceUnavailable, "error.busy"}},
	{context.Canceled, answer{http.StatusServiceUnavailable, "error.busy"}},
}

// staffKeys are the texts that speak to customers, with what the staff read instead.
var staffKeys = map[string]string{
	"error.checking":    "error.staff_checking",
	"error.internal":    "error.staff_internal",
	"error.busy":        "error.staff_internal",
	"error.link":        "error.staff_link",
	"error.not_found":   "error.staff_not_found",
	"error.unavailable": "error.staff_unavailable",
}

func answerFor(err error) answer {
	if tooMany := (*approval.TooMany)(nil); errors.As(err, &tooMany) {
		return answer{http.StatusTooManyRequests, "error.too_many"}
	}
	for _, a := range answers {
		if errors.Is(err, a.err) {
			return a.answer
		}
	}
	return answer{http.StatusInternalServerError, "error.internal"}
}

// unsettled are answers that say of a request that it confirmed nothing. Somebody who
// came back from UAE PASS, or looks what became of it, would read that nothing is
// confirmed, which we do not know.
var unsettled = map[string]bool{"error.internal": true, "error.busy": true}

func (q *request) concernsTransactions() bool {
	return strings.Contains(q.pattern, "/transactions") || strings.Contains(q.pattern, callbacks+"confirm")
}

// fail answers with an error page. Only what is ours to mend is logged as an error;
// the reader gets the request id to tell us about.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	q := requestOf(r)
	a := answerFor(err)
	if unsettled[a.key] && q.concernsTransactions() && !q.backOffice {
		a.key = "error.checking"
	}
	if key, ok := staffKeys[a.key]; ok && q.backOffice {
		a.key = key
	}
	if a.status >= http.StatusInternalServerError && !expected(err) {
		s.Log.ErrorContext(r.Context(), "request failed", "request_id", q.origin.RequestID, "route", q.pattern, "error", err)
	}
	out := newResponse()
	r = r.WithContext(context.WithoutCancel(r.Context())) // a page about time that ran out takes a moment too
	if html(out, r, a.status, s.errorPage(r, a, err)) != nil {
		plain(w, a.status, http.StatusText(a.status))
		return
	}
	out.send(w)
}

// expected reports what is no fault of anybody's, or was logged already. A browser that
// left is not there to be answered, unless it left something in the dark.
func expected(err error) bool {
	left := errors.Is(err, context.Canceled) && !errors.Is(err, approval.ErrOutcomeUnknown)
	return left || errors.Is(err, errPrefetch) || errors.Is(err, errPanic)
}

// The path of an error page may not exist in the other language, so the switch leads
// to the start.
func (s *Server) errorPage(r *http.Request, a answer, err error) templ.Component {
	v := templates.ErrorPage{Page: s.page(r, t(r, a.key+".title")), RequestID: requestOf(r).origin.RequestID}
	v.Path = "/"
	v.Lines = []string{t(r, a.key+".text", "entity", v.Entity)}
	if line := s.untilLine(r, err); line != "" {
		v.Lines = append(v.Lines, line)
	}
	v.Next = next(r)
	if tx := requestOf(r).caller.Transaction; tx != nil && errors.Is(err, approval.ErrProviderDown) {
		v.Lines = append(v.Lines, t(r, "error.unavailable.saved"))
		v.Next = &templates.Action{Label: t(r, "action.back"), Href: pathOf(tx.ID)}
	}
	return templates.Error(v)
}

// next is where somebody goes from an error page.
func next(r *http.Request) *templates.Action {
	switch q := requestOf(r); {
	case q.staff != nil:
		return &templates.Action{Label: t(r, "action.backoffice"), Href: backOffice}
	case q.backOffice:
		return &templates.Action{Label: t(r, "action.staff_signin"), Href: backOffice + "/signin"}
	case q.caller.Person != nil:
		return &templates.Action{Label: t(r, "action.transactions"), Href: "/transactions"}
	}
	return &templates.Action{Label: t(r, "action.home"), Href: "/"}
}
