package api

import (
	"net/http"
	"strings"

	"takeed/internal/integration"
)

// route is one line of the table of routes. Its path is that of openapi.json.
type route struct {
	method, path string
	public       bool              // for everybody; otherwise for clients
	scope        integration.Scope // that the client needs; empty: any
	purse        purse
	prefix       string // of the name in the path; empty if it has none
	handler      handler
	media        []string // of the answer; JSON if it says nothing
}

func (t route) forms() []string {
	if t.media == nil {
		return []string{mediaJSON}
	}
	return t.media
}

// match returns what stands for {id} in a path.
func (t route) match(path string) (id string, ok bool) {
	before, after, named := strings.Cut(t.path, "{id}")
	if !named {
		return "", path == t.path
	}
	rest, begins := strings.CutPrefix(path, before)
	id, ends := strings.CutSuffix(rest, after)
	return id, begins && ends && id != "" && !strings.Contains(id, "/")
}

const (
	create  = integration.ScopeCreate
	readTxn = integration.ScopeRead
	consume = integration.ScopeConsume
	events  = integration.ScopeEvents
	manage  = integration.ScopeWebhooks

	txn = integration.PrefixTransaction
	whe = integration.PrefixEndpoint
	dlv = integration.PrefixDelivery

	v1 = "/api/v1/"
)

// table says what each address does.
func (room *Room) table(c Config) []route {
	t := &tokens{room, c.Verifier}
	a := &approvals{room, c.Catalogue, c.Requests, c.Transactions}
	x := &records{room, c.Transactions, c.Receipts, c.Stopping}
	h := &hooks{room, c.Endpoints, c.Requests, c.CheckEndpoint}
	d := &deliveries{room, c.Deliveries, c.Endpoints}
	get, post := http.MethodGet, http.MethodPost
	return []route{
		{method: post, path: TokenPath, public: true, handler: t.issue},

		{method: post, path: v1 + "transactions", scope: create, purse: byCreate, handler: a.create},
		{method: get, path: v1 + "transactions", scope: readTxn, handler: x.find},
		{method: get, path: v1 + "transactions/{id}", scope: readTxn, prefix: txn, handler: x.get},
		{method: post, path: v1 + "transactions/{id}/cancel", scope: create, purse: byCreate, prefix: txn, handler: a.cancel},
		{method: post, path: v1 + "transactions/{id}/link", scope: create, purse: byCreate, prefix: txn, handler: a.renew},
		{method: post, path: v1 + "transactions/{id}/consume", scope: consume, purse: byConsume, prefix: txn, handler: a.consume},
		{method: get, path: v1 + "transactions/{id}/receipt", scope: readTxn, prefix: txn, handler: x.receipt, media: []string{mediaJSON, mediaText}},
		{method: get, path: v1 + "events", scope: events, handler: x.events},

		{method: get, path: v1 + "webhook-endpoints", scope: manage, handler: h.list},
		{method: post, path: v1 + "webhook-endpoints", scope: manage, purse: byCreate, handler: h.add},
		{method: get, path: v1 + "webhook-endpoints/{id}", scope: manage, prefix: whe, handler: h.get},
		{method: http.MethodPatch, path: v1 + "webhook-endpoints/{id}", scope: manage, purse: byCreate, prefix: whe, handler: h.change},
		{method: post, path: v1 + "webhook-endpoints/{id}/secret", scope: manage, purse: byCreate, prefix: whe, handler: h.rotate},
		{method: post, path: v1 + "webhook-endpoints/{id}/test", scope: manage, purse: byCreate, prefix: whe, handler: h.test},
		{method: post, path: v1 + "webhook-endpoints/{id}/replay", scope: manage, purse: byCreate, prefix: whe, handler: d.replay},
		{method: post, path: v1 + "webhook-endpoints/{id}/disable", scope: manage, purse: byCreate, prefix: whe, handler: h.disable},
		{method: post, path: v1 + "webhook-endpoints/{id}/enable", scope: manage, purse: byCreate, prefix: whe, handler: h.enable},
		{method: get, path: v1 + "deliveries", scope: manage, handler: d.list},
		{method: post, path: v1 + "deliveries/{id}/retry", scope: manage, purse: byCreate, prefix: dlv, handler: d.retry},

		{method: get, path: v1 + "kinds", handler: a.kinds},
		{method: get, path: v1 + "openapi.json", public: true, handler: room.openAPI},
		{method: get, path: DocsPath, public: true, handler: room.docs, media: []string{mediaHTML}},
	}
}
