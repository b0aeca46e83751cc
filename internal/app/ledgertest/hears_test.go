package ledgertest

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/app/apptest"
	"takeed/internal/egress"
	"takeed/internal/integration"
	"takeed/internal/integration/webhook"
)

// fact is what a client of the API can be told of a transaction, or of an event.
type fact string

const (
	asked     fact = "asked" // it is there
	confirmed fact = "confirmed"
	cancelled fact = "cancelled"
	consumed  fact = "consumed" // as an execution that has a name
	final     fact = "final"    // nothing follows for whoever asked
	happened  fact = "happened" // the event, of a type that has a name
)

// facts are those of statuses. What is pending may go on.
var facts = map[string]fact{"pending": asked, "confirmed": confirmed, "consumed": consumed, "cancelled": cancelled, "rejected": final, "expired": final, "lapsed": final}

// questions ask a database whether a fact is true of the thing with an ID.
var questions = map[fact]string{
	asked:     `select exists (select from requests where id = $1 and $2 = '')`,
	confirmed: `select exists (select from transactions where id = $1 and state = 'confirmed' and $2 = '')`,
	cancelled: `select exists (select from requests r left join transactions t on t.id = r.id where r.id = $1 and coalesce(t.state, r.state) = 'cancelled' and $2 = '')`,
	consumed:  `select exists (select from consumptions where tx_id = $1 and execution_reference = $2)`,
	final:     `select exists (select from requests r left join transactions t on t.id = r.id where r.id = $1 and coalesce(t.state, r.state) not in ('open', 'pending') and $2 = '')`,
	happened:  `select exists (select from notifications where event_id = $1 and type = $2)`,
}

// trueOfClients is true for what a client was told.
func (c claim) trueOfClients(ctx context.Context, db *pgx.Conn) (yes bool, err error) {
	_, id, _ := strings.Cut(c.transaction, "_")
	err = db.QueryRow(ctx, questions[c.fact], id, c.name).Scan(&yes)
	return yes, err
}

// hears writes down what an answer says about an order.
func (s *system) hears(surface string, o *order) func(apptest.Answer, error) {
	return func(a apptest.Answer, err error) {
		if err != nil {
			return
		}
		add := func(id string, f fact, name string) {
			s.heard.Add(1)
			s.world.ledger.add(claim{transaction: id, fact: f, name: name}, "API: "+surface)
		}
		switch code := a.Member("code"); {
		case code == "already_consumed":
			add(o.id, consumed, a.Member("execution_reference"))
		case code == "final_state":
			add(o.id, final, "")
		case a.Status != http.StatusOK && a.Status != http.StatusCreated:
		case surface == "events" || surface == "looking up":
			s.hearsAll(a, add)
		case a.Member("consumption_id") != "":
			add(o.id, consumed, a.Member("execution_reference"))
		case a.Member("status") != "":
			add(a.Member("id"), facts[a.Member("status")], a.Member("consumption.execution_reference"))
		}
	}
}

// hearsAll reads a list of transactions, or of events.
func (s *system) hearsAll(a apptest.Answer, add func(id string, f fact, name string)) {
	var list struct{ Data []json.RawMessage }
	if json.Unmarshal([]byte(a.Text), &list) != nil {
		return
	}
	for _, text := range list.Data {
		one := apptest.Answer{Text: string(text)}
		if kind := one.Member("type"); kind != "" {
			add(one.Member("id"), happened, kind)
		} else {
			add(one.Member("id"), facts[one.Member("status")], one.Member("consumption.execution_reference"))
		}
	}
}

// newInbox is an endpoint that writes down every event that it is sent.
func (s *system) newInbox() (address string) {
	w := s.world
	inbox := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if body, err := io.ReadAll(r.Body); err == nil {
			s.hooks.Add(1)
			w.ledger.add(claim{transaction: r.Header.Get("webhook-id"), fact: happened, name: apptest.Answer{Text: string(body)}.Member("type")}, "a webhook")
		}
	}))
	w.Cleanup(inbox.Close)
	return inbox.URL
}

// sender sends webhooks from a replica until it is stopped.
type sender struct{ stop func() }

func (w *world) sends(replica int) *sender {
	s := webhook.NewSender(webhook.Config{
		Store: w.Apps[replica].DB.Webhooks(integration.Names{}), Log: slog.New(slog.DiscardHandler), Poll: 100 * time.Millisecond,
		HTTP: egress.New(egress.Config{Allow: thisMachine, Development: true}),
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.Run(ctx)
	}()
	return &sender{func() { cancel(); <-done }}
}

var thisMachine = egress.Allow{Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}}
