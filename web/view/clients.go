package view

import (
	"net/url"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/i18n"
	"takeed/internal/integration"
	"takeed/templates"
)

// The pages about clients of the API.
const (
	ClientsPath    = StaffPath + "/clients"
	deliveriesPath = StaffPath + "/deliveries"
	endpointsPath  = StaffPath + "/endpoints"
)

// ClientViewer is a member of staff who reads about clients.
type ClientViewer struct {
	Viewer
	Names   integration.Names // as clients have them
	Manages bool              // may do something about endpoints
}

// Client is a client with the keys in its document.
type Client struct {
	integration.Client
	Keys []ClientKey
}

// ClientKey is a public key of a client.
type ClientKey struct{ ID, Algorithm, Thumbprint string }

// Clients are all there are, each with its endpoints.
func (v ClientViewer) Clients(frame templates.Page, clients []Client, endpoints []integration.Standing) templates.ClientsPage {
	p := templates.ClientsPage{Page: frame}
	p.Title, p.Section = v.T("office.clients"), "clients"
	p.Lead = v.T("clients.lead", "command", i18n.LTR("portal client"))
	for _, c := range clients {
		one := v.client(c)
		for _, e := range endpoints {
			if e.Client == c.ID {
				one.Endpoints = append(one.Endpoints, v.endpoint(e))
			}
		}
		p.Clients = append(p.Clients, one)
	}
	return p
}

func (v ClientViewer) client(c Client) templates.ClientCard {
	card := templates.ClientCard{Name: c.Name.In(v.Lang), Tag: templates.Tag{Text: v.T("clients.enabled"), Tone: "ok"}}
	if !c.Enabled() {
		card.Tag = templates.Tag{Text: v.T("clients.disabled"), Tone: "neutral"}
	}
	card.Facts = nonEmptyFacts(
		v.fact("clients.client_id", "ltr", c.ID), v.fact("clients.name_en", "auto", c.Name.EN), v.fact("clients.name_ar", "auto", c.Name.AR),
		v.fact("clients.scopes", "ltr", texts(c.Scopes)...), v.fact("clients.kinds", "auto", v.kindNames(c.Kinds)...),
		v.fact("clients.return_urls", "ltr", c.ReturnURLs...), v.timeFact("clients.created", c.CreatedAt), v.timeFact("clients.used", c.LastUsedAt),
		v.timeFact("clients.disabled_since", c.DisabledAt), v.fact("clients.keys_url", "ltr", c.KeyURL),
	)
	for _, k := range c.Keys {
		card.Keys = append(card.Keys, templates.KeyLine(k))
	}
	card.Events = SearchPath(audit.Query{}.With(audit.Client, c.ID))
	return card
}

// fact is a line with values that people read character by character.
func (v Viewer) fact(label, dir string, values ...string) templates.Fact {
	f := templates.Fact{Label: v.T(label), Dir: dir}
	for _, value := range values {
		if value != "" {
			f.Values = append(f.Values, value)
		}
	}
	return f
}

func (v Viewer) timeFact(label string, at time.Time) templates.Fact {
	if at.IsZero() {
		return v.fact(label, "ltr")
	}
	return v.fact(label, "ltr", StaffTime(at))
}

// nonEmptyFacts leaves out what has no value.
func nonEmptyFacts(all ...templates.Fact) (some []templates.Fact) {
	for _, f := range all {
		if len(f.Values) > 0 {
			some = append(some, f)
		}
	}
	return some
}

func texts[T ~string](list []T) (all []string) {
	for _, one := range list {
		all = append(all, string(one))
	}
	return all
}

func (v Viewer) kindNames(kinds []string) (all []string) {
	for _, id := range kinds {
		all = append(all, v.kind(id).Label.In(v.Lang))
	}
	return all
}

func (v ClientViewer) endpoint(e integration.Standing) templates.EndpointCard {
	card := templates.EndpointCard{Name: v.Names.Write(integration.PrefixEndpoint, e.ID), URL: e.URL, Tag: v.endpointTag(e)}
	types := e.Types
	if types == nil {
		types = []string{v.T("clients.all_types")}
	}
	card.Facts = nonEmptyFacts(
		v.fact("clients.types", "auto", types...), v.fact("clients.public_key", "ltr", e.PublicKey), v.timeFact("clients.created", e.CreatedAt),
		v.fact("clients.key_age", "auto", i18n.N(v.lang(), "count.days", int(v.Now.Sub(e.RotatedAt)/(24*time.Hour)))),
		v.timeFact("clients.failing_since", e.FailingSince), v.timeFact("clients.not_before", e.NotBefore), v.timeFact("clients.oldest_due", e.OldestDue),
		v.timeFact("clients.disabled_since", e.DisabledAt), v.disabledReason(e.DisabledReason),
	)
	card.Day = v.day(e.Day)
	card.Deliveries = DeliveriesPath(integration.DeliveryQuery{Endpoint: e.ID})
	if v.Manages {
		card.Actions = v.endpointActions(e)
	}
	return card
}

func (v Viewer) disabledReason(reason string) templates.Fact {
	if reason == "" {
		return templates.Fact{}
	}
	return v.fact("clients.disabled_reason", "auto", v.T("disabled."+reason))
}

func (v Viewer) endpointTag(e integration.Standing) templates.Tag {
	switch e.Trouble(v.Now) {
	case integration.EndpointGone:
		return templates.Tag{Text: v.T("clients.disabled"), Tone: "bad"}
	case integration.EndpointFails:
		return templates.Tag{Text: v.T("clients.failing"), Tone: "bad"}
	case integration.DeliveriesLate:
		return templates.Tag{Text: v.T("clients.late"), Tone: "warn"}
	}
	if !e.DisabledAt.IsZero() {
		return templates.Tag{Text: v.T("clients.disabled"), Tone: "neutral"}
	}
	return templates.Tag{Text: v.T("clients.receives"), Tone: "ok"}
}

// day is the last day of an endpoint as a bar.
func (v Viewer) day(d integration.Day) templates.Day {
	day := templates.Day{Parts: []int{d.Delivered, d.Waiting, d.Failed}, Text: v.T("clients.quiet_day")}
	if d.All() > 0 {
		number := func(n int) string { return i18n.Isolate(i18n.Number(n)) }
		day.Text = v.T("clients.day", "delivered", number(d.Delivered), "waiting", number(d.Waiting), "failed", number(d.Failed))
	}
	if d.All() >= integration.MostCounted {
		day.More = v.T("clients.day_cut", "count", i18n.Isolate(i18n.Number(integration.MostCounted)))
	}
	return day
}

func (v Viewer) endpointActions(e integration.Standing) []templates.Action {
	at := endpointsPath + "/" + string(e.ID)
	if !e.DisabledAt.IsZero() {
		return []templates.Action{{Label: v.T("clients.enable"), Href: at + "/enable"}}
	}
	return []templates.Action{{Label: v.T("clients.test"), Href: at + "/test"}, {Label: v.T("clients.disable"), Href: at + "/disable"}}
}

// mostAlarms is how many endpoints in trouble a desk names.
const mostAlarms = 5

// troubleTone is how bad each trouble is.
var troubleTone = map[integration.Trouble]string{integration.EndpointGone: "bad", integration.EndpointFails: "bad", integration.DeliveriesLate: "warn"}

// EndpointAlarms say on a desk which endpoints somebody should look after.
func (v ClientViewer) EndpointAlarms(endpoints []integration.Standing) (all []templates.Alarm) {
	for _, e := range endpoints {
		trouble := e.Trouble(v.Now)
		if trouble == integration.NoTrouble || len(all) == mostAlarms {
			continue
		}
		since := map[integration.Trouble]time.Time{integration.EndpointGone: e.DisabledAt, integration.EndpointFails: e.FailingSince, integration.DeliveriesLate: e.OldestDue}[trouble]
		all = append(all, templates.Alarm{
			Note: templates.Note{Tone: troubleTone[trouble], Lines: []string{v.T("trouble."+string(trouble), "client", i18n.LTR(e.Client), "time", v.isolatedWhen(since))}},
			Page: templates.Action{Label: v.T("trouble.look"), Href: ClientsPath},
		})
	}
	return all
}

// DeliveriesPath is the path of the page with the deliveries that a query finds.
func DeliveriesPath(q integration.DeliveryQuery) string {
	values := url.Values{}
	for name, value := range map[string]string{"endpoint": string(q.Endpoint), "transaction": string(q.Transaction), "state": string(q.State), "after": q.Cursor} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if len(values) == 0 {
		return deliveriesPath
	}
	return deliveriesPath + "?" + values.Encode()
}

// DeliveryPath is the path of the page of a delivery.
func DeliveryPath(id approval.ID) string { return deliveriesPath + "/" + string(id) }
