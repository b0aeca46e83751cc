package customer

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"takeed/internal/approval"
	"takeed/internal/confirm"
	"takeed/internal/i18n"
	"takeed/templates"
	"takeed/web/page"
	"takeed/web/view"
)

// bindingAge is how long the browser keeps the secret of an attempt: a little longer
// than any attempt lives.
const bindingAge = 6 * time.Minute

// confirm starts an attempt for the version that was on the page. Who is signed in is found
// under the same locks as the rest, so the caller is looked up only if there is a refusal to
// show.
func (c *Room) confirm(w http.ResponseWriter, r *http.Request) error {
	id, ok := approval.ParseID(r.PathValue("id"))
	if !ok {
		return c.refuse(w, r, approval.ErrNotFound)
	}
	binding, err := c.begin(r, id)
	if errors.Is(err, approval.ErrWrongState) || errors.Is(err, approval.ErrStale) {
		return page.Redirect(w, page.To(r, view.TransactionPath(id))) // the page shows what it is now
	}
	if err != nil {
		return c.refuse(w, r, err)
	}
	c.SetCookie(w, confirmCookie, binding.Reveal(), bindingAge)
	return page.Redirect(w, page.To(r, view.TransactionPath(id)+"/handover"))
}

func (c *Room) begin(r *http.Request, id approval.ID) (approval.Secret, error) {
	get, err := page.Form(r)
	if err != nil {
		return approval.Secret{}, err
	}
	version, err := strconv.Atoi(get("version"))
	if err != nil {
		return approval.Secret{}, page.ErrBadRequest
	}
	q := page.Of(r)
	session := approval.SecretOf(c.Cookie(r, sessionCookie))
	return c.Confirm.Begin(r.Context(), session, id, approval.StartRequest{Version: version, Lang: q.Lang}, q.Origin)
}

// refuse shows the owner of a transaction why not; anybody else gets what they would get
// without the refusal.
func (c *Room) refuse(w http.ResponseWriter, r *http.Request, why error) error {
	return c.owner(func(http.ResponseWriter, *http.Request) error { return why })(w, r)
}

// handover stands between the confirm button and UAE PASS.
func (c *Room) handover(w http.ResponseWriter, r *http.Request) error {
	caller := callerOf(r)
	if view.StageOf(caller) != view.StageWaiting {
		return page.Redirect(w, page.To(r, view.TransactionPath(caller.Transaction.ID)))
	}
	return page.Handover(w, r, c.Frame(r, page.T(r, "handover.title")), templates.Action{Label: page.T(r, "handover.link"), Href: view.TransactionPath(caller.Transaction.ID) + "/go"},
		caller.Transaction.Sentence.In(page.Of(r).Lang), page.T(r, "handover.confirm", "host", i18n.LTR(c.Provider)))
}

// goToConfirm sends the browser that began the attempt to UAE PASS. Any other is sent to
// the transaction's page, which says what it can do.
func (c *Room) goToConfirm(w http.ResponseWriter, r *http.Request) error {
	id, ok := approval.ParseID(r.PathValue("id"))
	if !ok {
		return approval.ErrNotFound
	}
	session := approval.SecretOf(c.Cookie(r, sessionCookie))
	location, err := c.Confirm.AuthorizeURL(r.Context(), id, session, c.Binding(r, confirmCookie))
	if errors.Is(err, approval.ErrNotFound) {
		return page.Redirect(w, page.To(r, view.TransactionPath(id)))
	}
	if err != nil {
		return err
	}
	return page.Leave(w, location)
}

// cancel ends a transaction. If something else ended it first, the page shows that.
func (c *Room) cancel(w http.ResponseWriter, r *http.Request) error {
	caller := callerOf(r)
	id := caller.Transaction.ID
	err := c.Confirm.Cancel(r.Context(), caller.Person.ID, id, page.Of(r).Origin)
	if err != nil && !errors.Is(err, approval.ErrWrongState) {
		return err
	}
	return page.Redirect(w, page.To(r, view.TransactionPath(id)))
}

// confirmCallback is where UAE PASS sends the browser after the face check, or after
// it was declined. The callback's code has seconds to live, so the caller is looked up only
// if the callback is refused: the error page shows them the way on.
func (c *Room) confirmCallback(w http.ResponseWriter, r *http.Request) error {
	err := c.completeConfirm(w, r)
	if err == nil || c.Answer(r, err).Status >= http.StatusInternalServerError {
		return err
	}
	return c.withCaller(func(http.ResponseWriter, *http.Request) error { return err })(w, r)
}

// completeConfirm takes a callback as far as it goes. The transaction's page shows the
// outcome, whatever it is.
func (c *Room) completeConfirm(w http.ResponseWriter, r *http.Request) error {
	callback, malformed := approval.ParseCallback(r.URL.RawQuery, approval.UAEPassCode)
	back := confirm.Return{
		Callback: callback, Binding: c.Binding(r, confirmCookie),
		Session:    approval.SecretOf(c.Cookie(r, sessionCookie)),
		NewSession: approval.NewSecret(), Origin: page.Of(r).Origin,
	}
	if malformed != nil {
		return c.Confirm.Malformed(r.Context(), back)
	}
	outcome, err := c.Confirm.Complete(r.Context(), back)
	if err != nil {
		return err
	}
	if outcome.Renewed {
		c.ClearCookie(w, confirmCookie)
		c.SetCookie(w, sessionCookie, back.NewSession.Reveal(), 0)
	}
	page.Of(r).Lang = outcome.Lang
	return page.Redirect(w, page.To(r, view.TransactionPath(outcome.Transaction)))
}
