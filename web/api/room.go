package api

import (
	"net/http"
	"strings"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/integration/clientauth"
	"takeed/web/page"
)

// Prefix is that of every address here.
const Prefix = "/api/"

// DocsPath is the page of documentation.
const DocsPath = "/api/v1/docs"

// Owns reports whether a path is one of this room, whether or not it exists.
func Owns(path string) bool { return strings.HasPrefix(path, Prefix) }

// Room answers below Prefix.
type Room struct {
	site    *page.Site
	clients Clients
	names   integration.Names
	limits  *limits
	file    *file
	routes  []route
}

// New returns the room.
func New(site *page.Site, c Config) (*Room, error) {
	room := &Room{site: site, clients: c.Clients, names: c.Names, limits: newLimits(c.Limits)}
	text, err := fileFor(c)
	if err != nil {
		return nil, err
	}
	if room.file, err = readFile(site, text); err != nil {
		return nil, err
	}
	room.routes = append(room.table(c), room.sandboxTable(c)...)
	return room, nil
}

// handler answers a call, or returns why it cannot.
type handler func(w http.ResponseWriter, r *call) error

// call is a request of a client.
type call struct {
	*http.Request
	id     approval.ID // of the path; empty if it has none
	origin approval.Origin
	caller integration.Caller // of nobody, if the route is for everybody
}

// by is the client as the source of what it does.
func (r *call) by() approval.Source { return r.caller.By(r.origin) }

// ServeHTTP finds the route of a request. An address has one spelling.
func (room *Room) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Del("Vary")
	q := page.Of(r)
	q.Pattern = Prefix
	found, name, err := room.find(w, r)
	if err == nil {
		q.Pattern = found.method + " " + found.path
		err = room.answer(w, r, found, name)
	}
	if err != nil {
		room.Refuse(w, r, err)
	}
}

// find is the route of a request, and the name in its path.
func (room *Room) find(w http.ResponseWriter, r *http.Request) (found route, name string, err error) {
	var allow []string
	for _, one := range room.routes {
		id, matches := one.match(r.URL.EscapedPath())
		switch {
		case matches && one.method == r.Method:
			return one, id, nil
		case matches:
			allow = append(allow, one.method)
		}
	}
	if allow == nil {
		return route{}, "", approval.ErrNotFound
	}
	w.Header().Set("Allow", strings.Join(allow, ", "))
	return route{}, "", page.ErrMethod
}

// answer lets in who may come in. Whether the thing in the path exists is found out last: a
// client that may not ask learns nothing.
func (room *Room) answer(w http.ResponseWriter, r *http.Request, found route, name string) error {
	c := &call{Request: r, origin: page.Of(r).Origin}
	if !found.public {
		if err := room.enter(c, found); err != nil {
			return err
		}
	}
	if _, err := accepted(r, found.forms()...); err != nil {
		return err
	}
	if found.prefix != "" {
		id, ok := room.names.Read(found.prefix, name)
		if !ok {
			return approval.ErrNotFound
		}
		c.id = id
	}
	return found.handler(w, c)
}

// enter authenticates a client and counts its call.
func (room *Room) enter(c *call, found route) error {
	from := network(c.origin.Client)
	if err := room.limits.failures.left(from); err != nil {
		return err
	}
	caller, err := room.callerOf(c.Request)
	if err != nil {
		if is(err, integration.ErrUnauthorized) {
			_ = room.limits.failures.take(from) // this one was answered already; the next one may not be
		}
		return err
	}
	c.caller = caller
	page.Of(c.Request).ClientID = caller.ID
	if err := room.limits.of[found.purse].take(caller.ID); err != nil {
		return err
	}
	if found.scope != "" && !caller.Has(found.scope) {
		return integration.ErrScope
	}
	return nil
}

// callerOf is the client whose token a request has.
func (room *Room) callerOf(r *http.Request) (integration.Caller, error) {
	headers := r.Header.Values("Authorization")
	if len(headers) != 1 {
		return integration.Caller{}, integration.ErrUnauthorized
	}
	scheme, text, _ := strings.Cut(headers[0], " ")
	token, ok := clientauth.ReadToken(text)
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return integration.Caller{}, integration.ErrUnauthorized
	}
	return room.clients.Caller(r.Context(), token.Hash())
}
