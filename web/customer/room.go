package customer

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"takeed/internal/approval"
	"takeed/internal/catalogue"
	"takeed/internal/confirm"
	"takeed/internal/integration"
	"takeed/internal/receipt"
	"takeed/internal/signin"
	"takeed/templates"
	"takeed/web/page"
	"takeed/web/view"
)

// Sessions keeps sessions for scs and returns, in the same round trip, everything else that a
// request needs to know.
type Sessions interface {
	scs.CtxStore
	Caller(ctx context.Context, token string, transaction approval.ID) (context.Context, approval.Caller, error)
}

// Records reads what pages list, proves confirmations, and keeps the one setting a person has.
// The error of Receipt is receipt.ErrFollows for a second or two after a confirmation, and
// approval.ErrNotFound for one that cannot be proved.
type Records interface {
	Receipt(context.Context, approval.ID) (receipt.Receipt, error)
	History(context.Context, approval.ID, approval.Filter) ([]approval.Transaction, error)
	ChooseIdentifier(context.Context, approval.ID, approval.Identifier, approval.Event) error
	Record(context.Context, ...approval.Event) error
	Requests
}

// Requests are what systems of the institution, the clients, asked for. OpenLink makes a request
// the transaction of the person who opens its link, or finds that it is; its error is
// approval.ErrNotFound for a link that leads nowhere, and integration.ErrWrongPerson for one
// that somebody else opened, whose request is then rejected.
type Requests interface {
	OpenLink(ctx context.Context, person approval.ID, link approval.Hash, o approval.Origin) (approval.ID, error)
	Institution(ctx context.Context, transaction approval.ID) (integration.Institution, error)
	Client(ctx context.Context, id string) (integration.Client, error)
}

// Config is what the room needs.
type Config struct {
	Confirm   *confirm.Flow
	Signin    *signin.Flow
	Catalogue *catalogue.Catalogue
	Records   Records
	Sessions  Sessions
	Lifetime  time.Duration // of a session
	Idle      time.Duration // without use, after which it ends
	Provider  string        // where customers are sent, for them to recognise: "https://id.uaepass.ae"
}

// Room is the customers' room.
type Room struct {
	*page.Site
	Config
	sessions *scs.SessionManager
}

// New builds the room.
func New(site *page.Site, c Config) *Room {
	room := &Room{Site: site, Config: c}
	room.sessions = room.newSessionManager()
	return room
}

// visit is what this room knows of a request.
type visit struct {
	caller approval.Caller
	token  string // of the session; empty if there is none
}

// callerOf is the caller of a request; the zero Caller before withCaller has run.
func callerOf(r *http.Request) approval.Caller { return page.Local[visit](r).caller }

// sessionOf is the token that the request brought, whether it is one of ours or not.
func sessionOf(r *http.Request) approval.Secret {
	return approval.SecretOf(page.Local[visit](r).token)
}

func (c *Room) viewer(r *http.Request) view.Viewer {
	return view.Viewer{Lang: page.Of(r).Lang, Now: callerOf(r).Now, Catalogue: c.Catalogue, Names: integration.Names{Sandbox: c.Sandbox}}
}

// Frame implements page.Room.
func (c *Room) Frame(r *http.Request, title string) templates.Page {
	caller, p := callerOf(r), c.Site.Frame(r, title)
	p.StaffDoor = c.Office
	if caller.Person != nil {
		p.SignedIn, p.Idle = true, int(c.Idle.Seconds())
	}
	if waiting := caller.Waiting; waiting != "" && string(waiting) != r.PathValue("id") {
		p.Waiting = view.TransactionPath(waiting)
	}
	return p
}

var answers = page.Table(
	page.Row{Err: approval.ErrOldVersion, Answer: page.Answer{Status: http.StatusConflict, Key: "error.changed"}},
	page.Row{Err: approval.ErrKeyReused, Answer: page.Answer{Status: http.StatusConflict, Key: "error.key_reused"}},
	page.Row{Err: approval.ErrWrongState, Answer: page.Answer{Status: http.StatusConflict, Key: "error.wrong_state"}},
	page.Row{Err: approval.ErrStale, Answer: page.Answer{Status: http.StatusConflict, Key: "error.wrong_state"}},
	page.Row{Err: approval.ErrNotEligible, Answer: page.Answer{Status: http.StatusForbidden, Key: "error.not_eligible"}},
	page.Row{Err: approval.ErrNoIdentifier, Answer: page.Answer{Status: http.StatusForbidden, Key: "error.no_identifier"}},
	page.Row{Err: approval.ErrDisabled, Answer: page.Answer{Status: http.StatusForbidden, Key: "error.disabled"}},
	page.Row{Err: approval.ErrCallbackMalformed, Answer: page.Answer{Status: http.StatusBadRequest, Key: "error.link"}},
	page.Row{Err: approval.ErrCallbackUnknown, Answer: page.Answer{Status: http.StatusNotFound, Key: "error.link"}},
	page.Row{Err: approval.ErrCallbackElsewhere, Answer: page.Answer{Status: http.StatusForbidden, Key: "error.elsewhere"}},
	page.Row{Err: approval.ErrUserChanged, Answer: page.Answer{Status: http.StatusForbidden, Key: "error.user_changed"}},
)

// outcomeMayBeOpen are pages which say that the customer may try again. On a transaction's own
// routes they become error.checking, which says not to: we may not know the outcome.
var outcomeMayBeOpen = map[string]bool{"error.internal": true, "error.busy": true}

func concernsTransactions(pattern string) bool {
	return strings.Contains(pattern, "/transactions") || strings.Contains(pattern, ConfirmCallback)
}

// Answer implements page.Room.
func (c *Room) Answer(r *http.Request, err error) page.Answer {
	a := page.Find(answers, err)
	if outcomeMayBeOpen[a.Key] && concernsTransactions(page.Of(r).Pattern) {
		a.Key = "error.checking"
	}
	return a
}

// Onward implements page.Room.
func (c *Room) Onward(r *http.Request, err error, p *templates.ErrorPage) {
	caller := callerOf(r)
	switch tx := caller.Transaction; {
	case tx != nil && errors.Is(err, approval.ErrProviderDown):
		p.Lines = append(p.Lines, page.T(r, "error.unavailable.saved"))
		p.Next = &templates.Action{Label: page.T(r, "action.back"), Href: view.TransactionPath(tx.ID)}
	case caller.Person != nil:
		p.Next = &templates.Action{Label: page.T(r, "action.transactions"), Href: "/transactions"}
	default:
		p.Next = &templates.Action{Label: page.T(r, "action.home"), Href: "/"}
	}
}

// Known implements page.Room.
func (c *Room) Known(h page.Handler) page.Handler { return c.withCaller(h) }
