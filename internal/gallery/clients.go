package gallery

import (
	"strings"
	"time"

	"github.com/a-h/templ"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/templates"
	"takeed/web/view"
)

// The endpoints of the gallery's clients.
const (
	endpointID      approval.ID = "3d5e7f90-1a2b-4c3d-9e4f-5a6b7c8d9e0f"
	failingID       approval.ID = "4e6f8091-2b3c-4d4e-8f50-6b7c8d9e0f10"
	deliveryID      approval.ID = "5f708192-3c4d-4e5f-9061-7c8d9e0f1021"
	notificationID  approval.ID = "60819203-4d5e-4f60-8172-8d9e0f102132"
	longestEndpoint             = "https://webhooks.core-banking.internal.example.ae:8443/v2/approvals/callback/of/the/transfers/hub?tenant=0b6d3f5a9c1e4a278d4f2e6a7c8b9d01"
)

// clients are the pages about clients of the API.
func clients() []Entry {
	return []Entry{
		entry("clients", func(s screen) templ.Component { return s.clientPage(s.manager(true), registered()) }),
		entry("clients-auditor", func(s screen) templ.Component { return s.clientPage(s.manager(false), registered()[:1]) }),
		entry("clients-none", func(s screen) templ.Component { return s.clientPage(s.manager(false), nil) }),
		entry("deliveries", func(s screen) templ.Component {
			return s.deliveryPage(s.manager(true), integration.DeliveryQuery{Endpoint: endpointID}, sentTo(), "x")
		}),
		entry("deliveries-auditor", func(s screen) templ.Component {
			return s.deliveryPage(s.manager(false), integration.DeliveryQuery{State: integration.Due}, sentTo()[:1], "")
		}),
		entry("deliveries-of-transaction", func(s screen) templ.Component {
			return s.deliveryPage(s.manager(false), integration.DeliveryQuery{Transaction: transactionID}, sentTo()[1:3], "")
		}),
		entry("deliveries-none", func(s screen) templ.Component {
			return s.deliveryPage(s.manager(false), integration.DeliveryQuery{State: integration.Parked}, nil, "")
		}),
		delivery("delivery", sentTo()[0], tried(12, hostileAnswer)[:10]),
		delivery("delivery-delivered", sentTo()[1], []integration.DeliveryTry{{Number: 1, At: now, Status: 204, Milliseconds: 88}}),
		delivery("delivery-new", sentTo()[2], nil),
		delivery("delivery-dropped", sentTo()[3], tried(2, "{\"error\":\"gone\"}")),
		entry("office-endpoints", func(s screen) templ.Component {
			p := s.Desk(s.operator(), busy(), saved())
			p.Alarms = s.manager(false).EndpointAlarms(troubled())
			return templates.StaffHome(p)
		}),
	}
}

// manager reads about clients; an admin may do something about endpoints.
func (s screen) manager(admin bool) view.ClientViewer {
	return view.ClientViewer{Viewer: s.Viewer, Manages: admin}
}

func (s screen) clientPage(v view.ClientViewer, list []view.Client) templ.Component {
	return templates.Clients(v.Clients(s.clientFrame(v), list, troubled()))
}

func (s screen) deliveryPage(v view.ClientViewer, q integration.DeliveryQuery, list []integration.Delivery, next string) templ.Component {
	return templates.Deliveries(v.Deliveries(s.clientFrame(v), q, integration.DeliveryPage{Deliveries: list, Next: next}, troubled()))
}

func (s screen) clientFrame(v view.ClientViewer) templates.Page {
	if v.Manages {
		return s.office(employee, "admin")
	}
	return s.office(employee, "auditor")
}

func delivery(name string, d integration.Delivery, tries []integration.DeliveryTry) Entry {
	return entry(name, func(s screen) templ.Component {
		v := s.manager(true)
		d.Endpoint = endpointID
		if d.State == integration.Dropped {
			d.Endpoint = troubled()[3].ID
		}
		return templates.Delivery(v.Delivery(s.clientFrame(v), d, tries, troubled()))
	})
}

// registered are two clients: one with a document of keys and endpoints, one that is disabled.
func registered() []view.Client {
	return []view.Client{
		{Client: integration.Client{
			ID: clientID, Name: approval.Text{EN: "Core banking: transfers", AR: "النظام المصرفي الأساسي: التحويلات"}, Scopes: integration.Scopes, Kinds: []string{"transfer", "beneficiary", "forgotten"},
			ReturnURLs: []string{"https://bank.example.ae/pay/done", "https://bank.example.ae/ar/pay/done?from=takeed"}, CreatedAt: now.AddDate(-1, 0, 0), LastUsedAt: now.Add(-40 * time.Second),
		}, Keys: []view.ClientKey{
			{ID: "2026-11", Algorithm: "EdDSA", Thumbprint: "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"},
			{ID: "2026-05-with-a-rather-long-identifier", Algorithm: "PS256", Thumbprint: "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"},
		}},
		{Client: integration.Client{
			ID: "claims", Name: approval.Text{EN: "Claims", AR: "المطالبات"}, KeyURL: "https://claims.example.ae/.well-known/jwks.json",
			Scopes: []integration.Scope{integration.ScopeCreate}, Kinds: []string{"disclosure"}, CreatedAt: now.AddDate(0, -3, 0), DisabledAt: now.AddDate(0, 0, -1),
		}},
	}
}

// troubled are endpoints, one in each standing.
func troubled() []integration.Standing {
	at := func(d integration.Day, id approval.ID, url string, change func(*integration.Standing)) integration.Standing {
		s := integration.Standing{Day: d, Endpoint: integration.Endpoint{
			ID: id, Client: clientID, URL: url, PublicKey: "whpk_MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=", CreatedAt: now.AddDate(0, -8, 0), RotatedAt: now.AddDate(0, 0, -92),
		}}
		if change != nil {
			change(&s)
		}
		return s
	}
	const host = "https://core.example.ae/hooks/"
	return []integration.Standing{
		at(integration.Day{Delivered: 9_871, Waiting: 1, Failed: 128}, endpointID, longestEndpoint, func(s *integration.Standing) {
			s.Types = []string{"transaction.confirmed", "transaction.consumed", "transaction.lapsed"}
		}),
		at(integration.Day{Waiting: 412}, failingID, host+"failing", func(s *integration.Standing) {
			s.FailingSince, s.NotBefore, s.OldestDue, s.RotatedAt = now.Add(-3*time.Hour), now.Add(time.Minute), now.Add(-3*time.Hour), now.Add(-time.Hour)
		}),
		at(integration.Day{Delivered: 3, Waiting: 9}, "7192a3b4-5e6f-4071-9283-9e0f10213243", host+"late", func(s *integration.Standing) { s.OldestDue = now.Add(-16 * time.Minute) }),
		at(integration.Day{Failed: 2}, "82a3b4c5-6f70-4182-8394-0f1021324354", host+"gone", func(s *integration.Standing) { s.DisabledAt, s.DisabledReason = now.Add(-26*time.Hour), "gone" }),
		at(integration.Day{Failed: 77}, "93b4c5d6-7081-4293-94a5-102132435465", host+"dead", func(s *integration.Standing) {
			s.DisabledAt, s.DisabledReason, s.FailingSince = now.Add(-2*time.Hour), "failing", now.AddDate(0, 0, -5)
		}),
		at(integration.Day{}, "a4c5d6e7-8192-43a4-85b6-213243546576", host+"by-client", func(s *integration.Standing) { s.DisabledAt, s.DisabledReason = now.Add(-time.Hour), "client" }),
		at(integration.Day{}, "b5d6e7f8-92a3-44b5-96c7-324354657687", host+"by-staff", func(s *integration.Standing) { s.DisabledAt, s.DisabledReason = now.Add(-time.Hour), "staff" }),
	}
}

// sentTo are deliveries, one in each state.
func sentTo() []integration.Delivery {
	of := func(state integration.DeliveryState, kind string, tries int) integration.Delivery {
		return integration.Delivery{
			ID: deliveryID, Endpoint: endpointID, State: state, Tries: tries, CreatedAt: now.Add(-20 * time.Minute), NextAt: now.Add(11 * time.Minute),
			Notification: integration.Notification{
				ID: notificationID, Type: kind, At: now.Add(-20 * time.Minute), Transaction: transactionID, Sequence: 3, Status: integration.Confirmed, Reference: clientReference,
			},
		}
	}
	waiting, delivered, fresh, dropped, test, parked := of(integration.Due, "transaction.confirmed", 12), of(integration.Delivered, "transaction.attempt_started", 1), of(integration.Due, "transaction.opened", 0),
		of(integration.Dropped, "transaction.rejected", 2), of(integration.Delivered, "endpoint.test", 1), of(integration.Parked, "transaction.consumed", 11)
	waiting.Last = &integration.DeliveryTry{Number: 12, Error: "certificate"}
	delivered.Last, delivered.EndedAt, test.Last = &integration.DeliveryTry{Number: 1, Status: 204}, now, &integration.DeliveryTry{Number: 1, Status: 200}
	dropped.Notification.Status, dropped.Notification.Reason, dropped.Last = integration.Rejected, "wrong_person", &integration.DeliveryTry{Number: 2, Status: 410}
	test.Notification.Transaction, test.Notification.Status, test.Endpoint = "", "", failingID
	parked.Last = &integration.DeliveryTry{Number: 11, Status: 500}
	return []integration.Delivery{waiting, delivered, fresh, dropped, test, parked}
}

// hostileAnswer would end the page, turn the text around it, and push it out of the window.
var hostileAnswer = "</pre></main><script>alert(1)</script>\u202e\u2067 مرحبا \x1b[2J\x00\xff\r\n" + strings.Repeat("W", 300) + strings.Repeat("\u0338\u0489", 40) + "\n" + strings.Repeat("<p>&nbsp;", 100)

// tried are tries, the newest first.
func tried(n int, answer string) (all []integration.DeliveryTry) {
	for i := n; i > 0; i-- {
		t := integration.DeliveryTry{Number: i, At: now.Add(-time.Duration(n-i) * time.Hour), Status: 503, Milliseconds: 14_998, Answer: answer}
		switch i % 3 {
		case 0:
			t.Status, t.Error, t.Answer = 0, "timeout", ""
		case 1:
			t.Status, t.Answer = 400, "{\"error\":\"unknown transaction\"}"
		}
		all = append(all, t)
	}
	return all
}
