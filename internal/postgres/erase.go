package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/office"
)

// eraseStride is how many bodies of events go in one commit.
const eraseStride = 1000

// NotErasable says why a person cannot be erased now. Nothing was changed.
type NotErasable struct {
	Pending  []string // references of their transactions that are pending
	Requests []string // client and reference of what clients ask of them, and nobody has opened
	Attempts int      // live ones
	Holds    []office.Hold
}

func (e *NotErasable) Error() string {
	var why []string
	if len(e.Pending) > 0 {
		why = append(why, "pending: "+strings.Join(e.Pending, ", "))
	}
	if len(e.Requests) > 0 {
		why = append(why, "asked for by a client: "+strings.Join(e.Requests, ", "))
	}
	if e.Attempts > 0 {
		why = append(why, "an attempt to confirm is under way")
	}
	for _, h := range e.Holds {
		why = append(why, fmt.Sprintf("legal hold %s (%s %s)", h.ID, h.Why.Purpose, h.Why.Case))
	}
	return "the person cannot be erased: " + strings.Join(why, "; ")
}

// Erase forgets a person, as the owner of the schema: the portal's own role cannot. The
// schema decides what may go, when, and what must be recorded about it; see the migration of
// the erasure.
//
// The first commit takes the person out of the database: their row, transactions, attempts
// and sessions, so that no page shows half of them. The bodies of events follow, some in a
// commit. So an erasure that was interrupted goes on when it is run again, and so does one
// beside which a request of the person was under way. Gone is valid with an error, too, and
// is zero if nothing was left.
func Erase(ctx context.Context, url string, of office.Erasure) (gone office.Gone, err error) {
	conn, err := connectOwner(ctx, url)
	if err != nil {
		return gone, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	for more := true; more; {
		if more, err = erasePass(ctx, conn, of, &gone); err != nil {
			return gone, refusedAsPortal(Clean(err))
		}
	}
	return gone, nil
}

// connectOwner connects as the owner of the schema, for commands that change what they find
// beside serving portals: none of their locks is waited for in vain.
func connectOwner(ctx context.Context, url string) (*pgx.Conn, error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", Clean(err))
	}
	if err := checkSchema(ctx, conn); err == nil {
		_, err = conn.Exec(ctx, `set lock_timeout = '5s'; set default_transaction_isolation = 'read committed'`)
		if err == nil {
			return conn, nil
		}
	} else {
		_ = conn.Close(context.WithoutCancel(ctx))
		return nil, err
	}
	_ = conn.Close(context.WithoutCancel(ctx))
	return nil, Clean(err)
}

// erasePass erases what is there now, and reports whether there was anything.
func erasePass(ctx context.Context, conn *pgx.Conn, of office.Erasure, gone *office.Gone) (more bool, err error) {
	anonymous, err := eventNumbers(ctx, conn, anonymousBodies, of.Person)
	if err != nil {
		return false, err
	}
	own, err := eventNumbers(ctx, conn, ownBodies, of.Person)
	if err != nil {
		return false, err
	}
	parts := slices.Concat(slices.Collect(slices.Chunk(anonymous, eraseStride)), slices.Collect(slices.Chunk(own, eraseStride)))
	if len(parts) == 0 {
		parts = [][]int64{nil}
	}
	for _, numbers := range parts {
		part, err := erasePart(ctx, conn, of, numbers)
		if err != nil {
			return false, err
		}
		more = more || part != office.Gone{}
		gone.Add(part)
	}
	return more, nil
}

func eventNumbers(ctx context.Context, conn *pgx.Conn, sql string, person approval.ID) ([]int64, error) {
	rows, err := conn.Query(ctx, sql, person)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

const (
	// ownBodies are the events about a person that have a body.
	ownBodies = `select id from (
		      select id from audit_events where stream = 'user:' || $1 and body is not null
		union select id from audit_events where actor = 'customer:' || $1 and body is not null and stream not like 'sys:%'
		union select id from audit_events where person = $1 and body is not null and stream not like 'sys:%'
		union select e.id from transactions t join audit_events e on e.tx_id = t.id where t.user_id = $1::uuid and e.body is not null and e.stream not like 'sys:%') x
		order by id`

	// anonymousBodies are the events of nobody from an address that no other customer, and
	// nobody on the staff, ever had.
	anonymousBodies = `select e.id from (
		  select distinct client from audit_events where actor = 'customer:' || $1 and client is not null) a
		join audit_events e on e.client = a.client and e.actor = 'anonymous' and e.stream like 'login:%' and e.body is not null
		where not exists (select from audit_events o where o.client = a.client and o.actor <> 'anonymous' and o.actor <> 'customer:' || $1)
		order by e.id`
)

// erasePart erases the bodies of some events in one commit, and the person, unless they are.
func erasePart(ctx context.Context, conn *pgx.Conn, of office.Erasure, numbers []int64) (part office.Gone, err error) {
	err = pgx.BeginFunc(ctx, conn, func(dbtx pgx.Tx) error {
		erased, err := lockErasable(ctx, dbtx, of.Person)
		if err != nil {
			return err
		}
		var login string
		if err := dbtx.QueryRow(ctx, countPart, of.Person, numbers, !erased).Scan(&part.Bodies, &part.Anonymous, &part.Transactions, &part.Attempts, &part.Requests, &login); err != nil {
			return err
		}
		if erased && part == (office.Gone{}) {
			return nil
		}
		b := new(pgx.Batch)
		queueEvents(b, of.Event(part, login))
		if !erased {
			queueErasure(b, of.Person)
		}
		b.Queue(`update audit_events set body = null, salt = null, reason = null, request_id = null, correlation_id = null, client = null
			where id = any($1) and body is not null`, numbers)
		return dbtx.SendBatch(ctx, b).Close()
	})
	return part, err
}

// countPart locks what goes, and counts it.
const countPart = `with
	bodies as materialized (select id, stream like 'login:%' and actor = 'anonymous' nobody from audit_events where id = any($2) and body is not null order by id for update)
	select (select count(*) from bodies where not nobody), (select count(*) from bodies where nobody),
	       (select count(*) from transactions where $3 and user_id = $1), (select count(*) from attempts where $3 and user_id = $1),
	       (select count(*) from ` + theirRequests + ` and r.document is not null and $3), session_user`

// theirRequests are those to the person $1, but for those that somebody else with the same
// number or address has adopted.
const theirRequests = `users u join requests r on r.user_id = u.id or r.user_id is null and r.person_mac in (u.idn_mac, u.mobile_mac, u.email_mac) where u.id = $1`

// lockErasable locks the row of a person and reports whether they are erased, or why they
// cannot be.
func lockErasable(ctx context.Context, dbtx pgx.Tx, person approval.ID) (erased bool, err error) {
	if err := dbtx.QueryRow(ctx, `select erased_at is not null from users where id = $1 for update`, person).Scan(&erased); err != nil || erased {
		return erased, err
	}
	not := new(NotErasable)
	err = dbtx.QueryRow(ctx, `select (select coalesce(array_agg(reference order by created_at), '{}') from transactions where user_id = $1 and state = 'pending'),
		(select count(*) from attempts a where a.user_id = $1 and `+aliveAttempt+`),
		(select coalesce(array_agg(r.client_id || ' ' || r.reference order by r.created_at), '{}') from `+theirRequests+` and r.state = 'open')`, person).
		Scan(&not.Pending, &not.Attempts, &not.Requests)
	if err != nil {
		return false, err
	}
	if not.Holds, err = holdsOf(ctx, dbtx, person); err != nil {
		return false, err
	}
	if len(not.Pending)+len(not.Requests)+not.Attempts+len(not.Holds) > 0 {
		return false, not
	}
	return false, nil
}

// randomHash stands in the place of a keyed hash, and is that of nothing.
const randomHash = `sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))`

// queueErasure takes a person out of every row but those of events. What stays is random, or
// says nothing of who they were.
func queueErasure(b *pgx.Batch, person approval.ID) {
	b.Queue(`update attempts a set got_sub_mac = `+randomHash+`, got_idn_mac = null from users u
		where u.id = $1 and a.user_id <> u.id and a.got_sub_mac <> a.want_sub_mac and (a.got_sub_mac = u.sub_mac or a.got_idn_mac = u.idn_mac)`, person)
	b.Queue(`delete from idempotency_keys where tx_id in (select r.id from `+theirRequests+` union select t.id from transactions t where t.user_id = $1)`, person)
	b.Queue(`update requests set document = null, person_mac = null where document is not null and id in (select r.id from `+theirRequests+`)`, person)
	b.Queue(`update users set erased_at = clock_timestamp(), disabled_at = coalesce(disabled_at, takeed_now()), profile = null, preferred = null,
		sub_mac = `+randomHash+`, idn_mac = null, mobile_mac = null, email_mac = null,
		signed_in_at = null, signed_in_before = null where id = $1`, person)
	b.Queue(`update sessions set revoked_at = coalesce(revoked_at, takeed_now()), data = '' where user_id = $1`, person)
	b.Queue(`update transactions set document = null, result = null, accounts = null, currency = null, amount_minor = null where user_id = $1`, person)
	b.Queue(`update attempts a set want_sub_mac = u.sub_mac, want_idn_mac = null, got_idn_mac = null, client_mac = null, network_mac = null,
		got_sub_mac = case when a.got_sub_mac = a.want_sub_mac then u.sub_mac when a.got_sub_mac is not null then `+randomHash+` end
		from users u where u.id = $1 and a.user_id = u.id`, person)
}
