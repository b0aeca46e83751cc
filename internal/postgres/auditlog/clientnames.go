package auditlog

import (
	"context"
	"strings"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

// What clients of the API call things: how events are found by it. None of it is personal,
// or goes further than a statement.

// maxNamed is how many events or transactions one name leads to.
const maxNamed = 20

// eventsOfName are the events behind a name of the API, by its prefix: what a notification
// tells, and what was done about an endpoint or a delivery, the newest first.
var eventsOfName = map[string]string{
	"evt": `select number::text from notifications where event_id = $1::uuid limit $2`,
	"whe": `select e.id::text from audit_events e where e.kind in ('endpoint_added', 'endpoint_changed', 'endpoint_tested', 'endpoint_disabled', 'endpoint_enabled', 'delivery_resent')
		and e.body::jsonb ->> 'endpoint' = $1 order by e.id desc limit $2`,
	"dlv": `(select n.number::text from deliveries d join notifications n on n.id = d.notification_id where d.id = $1::uuid) union all
		(select e.id::text from audit_events e where e.kind = 'delivery_resent' and e.body::jsonb ->> 'delivery' = $1::text order by e.id desc limit $2)`,
}

func (l *Log) resolveAPIName(ctx context.Context, p audit.Paste) (audit.Query, error) {
	prefix, id, _ := strings.Cut(p.Text, "_")
	if prefix == "con" {
		return l.resolveTransactions(ctx, `select tx_id::text from consumptions where id = $1::uuid limit $2`, id)
	}
	numbers, err := l.queryTexts(ctx, eventsOfName[prefix], id, maxNamed)
	if err == nil && len(numbers) == 0 {
		err = approval.ErrNotFound
	}
	return audit.Query{}.WithEvents(numbers...), err
}

// transactionsOfWord are what clients asked for under a reference, and what they executed, or
// were refused to execute, under one. Each client has its own references.
const transactionsOfWord = `(select r.id::text from clients c cross join lateral
		(select r.id from requests r where r.client_id = c.id and r.reference = $1) r limit $2)
	union (select e.tx_id::text from audit_events e where e.kind in ('transaction_consumed', 'consume_refused')
		and e.body::jsonb ->> 'execution_reference' = $1 order by e.id desc limit $2) limit $2`

// resolveWord finds the client with that ID, or the transactions to which clients gave that
// reference.
func (l *Log) resolveWord(ctx context.Context, p audit.Paste) (audit.Query, error) {
	clients, err := l.queryTexts(ctx, `select id from clients where id = $1`, p.Text)
	if err != nil || len(clients) > 0 {
		return audit.Query{}.With(audit.Client, clients...), err
	}
	return l.resolveTransactions(ctx, transactionsOfWord, p.Text)
}

func (l *Log) resolveTransactions(ctx context.Context, sql, name string) (audit.Query, error) {
	ids, err := l.queryTexts(ctx, sql, name, maxNamed)
	if err == nil && len(ids) == 0 {
		err = approval.ErrNotFound
	}
	return audit.Query{}.With(audit.Transaction, ids...), err
}

// resolveCount finds the event with a number and, since clients may use numbers as references,
// the first event of each transaction with that reference.
func (l *Log) resolveCount(ctx context.Context, p audit.Paste) (audit.Query, error) {
	firsts, err := l.queryTexts(ctx, `select e.id::text from (`+transactionsOfWord+`) t(id) cross join lateral
		(select e.id from audit_events e where e.tx_id = t.id::uuid order by e.seq limit 1) e`, p.Text, maxNamed)
	if err != nil || len(firsts) == 0 {
		return p.Query, err
	}
	return audit.Query{}.WithEvents(append(firsts, p.Query.Terms[0].Number())...), nil
}
