package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"takeed/internal/approval"
	"takeed/internal/confirm"
	"takeed/internal/i18n"
	"takeed/templates"
)

// bindingAge is how long the browser keeps the secret of an attempt: a little longer
// than any attempt lives.
const bindingAge = 6 * time.Minute

// confirm starts an attempt for the version that was on the page.
func (s *Server) confirm(w http.ResponseWriter, r *http.Request) error {
	get, err := form(r)
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(get("version"))
	if err != nil {
		return errBadRequest
	}
	q := requestOf(r)
	id := q.caller.Transaction.ID
	start := approval.StartRequest{Version: version, Lang: q.lang}
	binding, err := s.Confirm.Begin(r.Context(), q.caller.Person.ID, id, start, q.origin)
	if errors.Is(err, approval.ErrWrongState) || errors.Is(err, approval.ErrStale) {
		return redirect(w, to(r, pathOf(id))) // the page shows what it is now
	}
	if err != nil {
		return err
	}
	s.setCookie(w, s.cookieName(confirmCookie), binding.Reveal(), bindingAge)
	return redirect(w, to(r, pathOf(id)+"/handover"))
}

// handover stands between the confirm button and UAE PASS.
func (s *Server) handover(w http.ResponseWriter, r *http.Request) error {
	visitor := requestOf(r).caller
	if stageOf(visitor) != stageWaiting {
		return redirect(w, to(r, pathOf(visitor.Transaction.ID)))
	}
	return handOver(w, r, s.page(r, t(r, "handover.title")), templates.Action{Label: t(r, "handover.link"), Href: pathOf(visitor.Transaction.ID) + "/go"},
		visitor.Transaction.Sentence.In(requestOf(r).lang), t(r, "handover.confirm", "host", i18n.LTR(s.UAEPass)))
}

// goToConfirm sends the browser that began the attempt to UAE PASS. Everybody else is
// sent to the transaction's page, which knows what to say to them.
func (s *Server) goToConfirm(w http.ResponseWriter, r *http.Request) error {
	id, ok := approval.ParseID(r.PathValue("id"))
	if !ok {
		return approval.ErrNotFound
	}
	session := approval.SecretOf(s.cookie(r, s.sessions.Cookie.Name))
	location, err := s.Confirm.AuthorizeURL(r.Context(), id, session, s.binding(r, confirmCookie))
	if errors.Is(err, approval.ErrNotFound) {
		return redirect(w, to(r, pathOf(id)))
	}
	if err != nil {
		return err
	}
	return leave(w, location)
}

// cancel ends a transaction. If something else ended it first, the page shows that.
func (s *Server) cancel(w http.ResponseWriter, r *http.Request) error {
	q := requestOf(r)
	id := q.caller.Transaction.ID
	err := s.Confirm.Cancel(r.Context(), q.caller.Person.ID, id, q.origin)
	if err != nil && !errors.Is(err, approval.ErrWrongState) {
		return err
	}
	return redirect(w, to(r, pathOf(id)))
}

// framed are the ways of loading a callback that are not somebody arriving there.
var framed = []string{"iframe", "frame", "embed", "object", "image", "script", "style", "font", "audio", "video"}

// arrival guards the callbacks. They act on a GET, so what only looks at them (HEAD, a
// prefetch, an image) must not. Whoever arrives waits for the provider too, and so has
// longer than for a page.
func (s *Server) arrival(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		purpose := r.Header.Get("Sec-Purpose") + r.Header.Get("Purpose")
		switch {
		case r.Method != http.MethodGet:
			w.Header().Set("Allow", http.MethodGet)
			return errMethod
		case purpose != "":
			return errPrefetch
		case slices.Contains(framed, r.Header.Get("Sec-Fetch-Dest")):
			return errCrossSite
		}
		q := requestOf(r)
		ctx, cancel := context.WithTimeout(context.WithValue(q.client, requestKey{}, q), callbackTime)
		defer cancel()
		return h(w, r.WithContext(ctx))
	}
}

// confirmCallback is where UAE PASS sends the browser after the face check, or after
// it was declined. The callback's code has seconds to live, so who is asking is found
// out only for a page of ours: one that refuses, and shows the way on.
func (s *Server) confirmCallback(w http.ResponseWriter, r *http.Request) error {
	err := s.completeConfirm(w, r)
	if err == nil || answerFor(err).status >= http.StatusInternalServerError {
		return err
	}
	return s.withCaller(func(http.ResponseWriter, *http.Request) error { return err })(w, r)
}

// completeConfirm takes a callback as far as it goes. Whatever came of it, the
// transaction's page shows it.
func (s *Server) completeConfirm(w http.ResponseWriter, r *http.Request) error {
	callback, malformed := approval.ParseCallback(r.URL.RawQuery, approval.UAEPassCode)
	back := confirm.Return{
		Callback: callback, Binding: s.binding(r, confirmCookie),
		Session:    approval.SecretOf(s.cookie(r, s.sessions.Cookie.Name)),
		NewSession: approval.NewSecret(), Origin: requestOf(r).origin,
	}
	if malformed != nil {
		return s.Confirm.Malformed(r.Context(), back)
	}
	outcome, err := s.Confirm.Complete(r.Context(), back)
	if err != nil {
		return err
	}
	if outcome.Renewed {
		s.clearCookie(w, s.cookieName(confirmCookie))
		s.setCookie(w, s.sessions.Cookie.Name, back.NewSession.Reveal(), 0)
	}
	requestOf(r).lang = outcome.Lang
	return redirect(w, to(r, pathOf(outcome.Transaction)))
}
