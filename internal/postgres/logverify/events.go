package logverify

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// events verifies what the entries do not show: events that have none, and those that are gone.
func (v *verifier) events(ctx context.Context) error {
	if err := v.added(ctx); err != nil {
		return err
	}
	return v.pruned(ctx)
}

// passed is the condition that the log has passed an event e.
const passed = `(e.id <= $3 or (e.xid, e.id) <= ($1::bigint::text::xid8, $2))`

// added finds events that lie behind the end of the log and have no entry. There are none if
// there are as many events as entries that have theirs.
func (v *verifier) added(ctx context.Context) error {
	var events, entries int64
	err := v.conn.QueryRow(ctx, `select (select count(*) from audit_events e where `+passed+`), (select count(*) from log_leaves)`,
		v.state.xid, v.state.id, v.state.epochID).Scan(&events, &entries)
	if err != nil || v.From == 0 && events == entries-int64(len(v.gone)) || v.From > 0 {
		return err
	}
	rows, err := v.conn.Query(ctx, `select e.id from audit_events e where `+passed+` and not exists (select from log_leaves l where l.event_id = e.id) order by e.id limit 1000`,
		v.state.xid, v.state.id, v.state.epochID)
	if err != nil {
		return err
	}
	var id int64
	_, err = pgx.ForEachRow(rows, []any{&id}, func() error {
		v.find(Finding{EventAdded, id, 0, 0})
		return nil
	})
	return err
}

// account is what the log says of one pruning.
type account struct{ first, last, count int64 }

// pruned holds the events that are gone against what the log says was pruned: those outside
// every account were not, and of an account no more are gone than it has.
func (v *verifier) pruned(ctx context.Context) error {
	rows, err := v.conn.Query(ctx, `select (body::jsonb ->> 'first')::bigint, (body::jsonb ->> 'last')::bigint, (body::jsonb ->> 'count')::bigint
		from audit_events where stream = 'sys:retention' and kind = 'audit_retired' and body is not null`)
	if err != nil {
		return err
	}
	var all []account
	var a account
	_, err = pgx.ForEachRow(rows, []any{&a.first, &a.last, &a.count}, func() error { all = append(all, a); return nil })
	if err != nil {
		return err
	}
	for _, m := range v.gone {
		if !takeOff(all, m.event) {
			v.find(Finding{EventGone, m.event, m.index, m.index})
			continue
		}
		v.Pruned++
	}
	return nil
}

// takeOff takes an event off the account that has it.
func takeOff(all []account, event int64) bool {
	for i := range all {
		if a := &all[i]; a.count > 0 && a.first <= event && event <= a.last {
			a.count--
			return true
		}
	}
	return false
}
