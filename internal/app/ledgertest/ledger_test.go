package ledgertest

import (
	"context"
	"encoding/json"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/PuerkitoBio/goquery"
	"github.com/jackc/pgx/v5"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/i18n"
)

// claim is one thing that somebody was told.
type claim struct {
	transaction string
	state       approval.State     // that it is in; pending says only that it is there
	event       approval.EventCode // or that this was written about it
	number      string             // under this number of the log
	fact        fact               // or what a client of the API was told of it
	name        string             // of the execution, or the type of event
}

// ledger is everything that anybody was told, with the surface that said it first.
type ledger struct {
	mu   sync.Mutex
	told map[claim]string
}

// add writes down what was told; that we are checking tells nothing.
func (l *ledger) add(c claim, surface string) {
	if c.state == approval.Checking {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.told[c] == "" {
		l.told[c] = surface
	}
}

// states are what the tags of pages say, in both languages.
var states = func() map[string]approval.State {
	all := map[string]approval.State{}
	for _, state := range approval.States {
		for _, lang := range []i18n.Lang{i18n.EN, i18n.AR} {
			all[i18n.T(lang, "state."+string(state))] = state
		}
	}
	return all
}()

// tag reads the first tag of a part of a page.
func tag(s *goquery.Selection) (approval.State, bool) {
	state, ok := states[strings.TrimSpace(s.Find(".tag").First().Text())]
	return state, ok
}

// read writes down what a page says.
func (l *ledger) read(surface string, p *apptest.Page) {
	if p.Status != http.StatusOK {
		return
	}
	switch rest := p.Path()[len("/en"):]; {
	case strings.HasSuffix(rest, "/status"):
		var now struct{ State approval.State }
		if json.Unmarshal([]byte(p.Body), &now) == nil {
			l.add(claim{transaction: path.Base(path.Dir(rest)), state: now.State}, surface)
		}
	case strings.HasSuffix(rest, "/receipt"):
		l.add(claim{transaction: path.Base(path.Dir(rest)), state: approval.Confirmed}, surface)
	case strings.HasPrefix(rest, "/staff/"):
		l.readStaff(surface, rest, p)
	case strings.HasPrefix(rest, "/transactions/"):
		if state, ok := tag(p.Find("main")); ok {
			l.add(claim{transaction: path.Base(rest), state: state}, surface)
		}
	default:
		p.Find("ul.list li").Each(func(_ int, item *goquery.Selection) {
			if state, ok := tag(item); ok {
				l.add(claim{transaction: path.Base(item.Find("a").AttrOr("href", "")), state: state}, surface)
			}
		})
	}
}

// readStaff writes down what a page of the back office says: a transaction's state, and
// each event that it lists.
func (l *ledger) readStaff(surface, rest string, p *apptest.Page) {
	if strings.HasPrefix(rest, "/staff/transactions/") {
		if state, ok := tag(p.Find("main")); ok {
			l.add(claim{transaction: path.Base(rest), state: state}, surface)
		}
	}
	p.Find("td.what").Each(func(_ int, event *goquery.Selection) {
		code := approval.EventCode(strings.TrimSpace(i18n.Plain(event.Find(".codes").Children().First().Text())))
		l.add(claim{event: code, number: path.Base(event.Find("a").AttrOr("href", ""))}, surface)
	})
}

// true reports whether a database knows what was told. What is asked for may have moved
// on since; how it ended may not have changed.
func (c claim) true(ctx context.Context, db *pgx.Conn) (yes bool, err error) {
	switch {
	case c.fact != "":
		return c.trueOfClients(ctx, db)
	case c.event != "":
		err = db.QueryRow(ctx, `select exists (select from audit_events where id = $1::text::bigint and kind = $2)`, c.number, c.event).Scan(&yes)
	case c.state == approval.Pending:
		err = db.QueryRow(ctx, `select exists (select from transactions where id = $1)`, c.transaction).Scan(&yes)
	default:
		err = db.QueryRow(ctx, `select exists (select from transactions where id = $1 and
			case when state = 'pending' and expires_at <= takeed_now() then 'expired' else state end = $2)`, c.transaction, c.state).Scan(&yes)
	}
	return yes, err
}

// lost are the claims that are not true of the new primary, and forgets all: each fault
// has a ledger of its own.
func (l *ledger) lost(ctx context.Context, url string) (gone map[claim]string, of int, err error) {
	db, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = db.Close(context.WithoutCancel(ctx)) }()
	l.mu.Lock()
	defer l.mu.Unlock()
	gone = map[claim]string{}
	for c, surface := range l.told {
		yes, err := c.true(ctx, db)
		if err != nil {
			return nil, 0, err
		}
		if !yes {
			gone[c] = surface
		}
	}
	of = len(l.told)
	clear(l.told)
	return gone, of, nil
}
