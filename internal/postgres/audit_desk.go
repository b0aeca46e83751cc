package postgres

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

// How much a desk shows, and among how many of somebody's last looks it is looked for.
const (
	maxIncidents = 8
	maxOpened    = 6
	lastLooks    = 60
)

// Desk returns the first page of a member of staff: all of it as it was at one moment. The
// names of people whom they opened are masked as on the page of a person. Nothing is
// recorded: the numbers name nobody, and what was opened was recorded then.
//
// It enters indexes by kind of event and by actor, and counts eight hours: what it costs
// does not grow with the log.
func (l *AuditLog) Desk(ctx context.Context, now time.Time, staff approval.ID, mask func(approval.Identity) approval.Identity) (audit.Desk, error) {
	var d audit.Desk
	from, to := audit.SignsAt(now)
	counts := map[approval.EventCode]*[1 + audit.SignDays]int64{}
	var reach seen
	known := 0
	b := new(pgx.Batch)
	atOneMoment(b, func() {
		queueSigns(b, from, to, counts, &known)
		b.Queue(`select p.* from unnest($1::text[]) v(code) cross join lateral
			(select `+lineColumns+` from audit_events e where e.kind = v.code and e.at >= $2 and e.at < $3 order by e.at desc, e.id desc limit $4) p
			order by p.at desc, p.id desc limit $4`, audit.Incidents, now.AddDate(0, 0, -audit.IncidentDays), now, maxIncidents).Query(linesInto(&d.Incidents))
		l.queueOpened(b, staff, &d.Opened)
		queueSeen(b, &reach)
	})
	if err := l.reads.SendBatch(ctx, b).Close(); err != nil {
		return audit.Desk{}, tooBroad(err)
	}
	if err := l.db.sure(ctx, reach); err != nil {
		return audit.Desk{}, err
	}
	for _, s := range audit.Signs {
		d.Signs = append(d.Signs, s.Count(from, to, summed(s.Codes, counts)[:1+known]))
	}
	for i := range d.Opened {
		d.Opened[i].Identity = mask(d.Opened[i].Identity)
	}
	return d, nil
}

// queueSigns counts every kind of event that is a sign, in the hour and in the same hour
// of each day before; known is how many of those days the log covers whole.
func queueSigns(b *pgx.Batch, from, to time.Time, counts map[approval.EventCode]*[1 + audit.SignDays]int64, known *int) {
	var codes []approval.EventCode
	for _, s := range audit.Signs {
		codes = append(codes, s.Codes...)
	}
	b.Queue(`select v.code, d.day, c.n from unnest($1::text[]) v(code) cross join generate_series(0, $4) d(day)
		cross join lateral (select count(*) n from audit_events e where e.kind = v.code
		  and e.at >= $2::timestamptz - d.day * interval '24 hours' and e.at < $3::timestamptz - d.day * interval '24 hours') c where c.n > 0`,
		codes, from, to, audit.SignDays).Query(func(rows pgx.Rows) error {
		var code approval.EventCode
		var day int
		var n int64
		_, err := pgx.ForEachRow(rows, []any{&code, &day, &n}, func() error {
			if counts[code] == nil {
				counts[code] = new([1 + audit.SignDays]int64)
			}
			counts[code][day] = n
			return nil
		})
		return err
	})
	b.Queue(`select floor(extract(epoch from $1::timestamptz - at) / 86400)::int from audit_events order by at, id limit 1`, from).
		Query(func(rows pgx.Rows) error {
			days := 0
			_, err := pgx.ForEachRow(rows, []any{&days}, func() error { return nil })
			*known = min(audit.SignDays, max(0, days))
			return err
		})
}

func summed(codes []approval.EventCode, counts map[approval.EventCode]*[1 + audit.SignDays]int64) []int64 {
	all := make([]int64, 1+audit.SignDays)
	for _, code := range codes {
		if of := counts[code]; of != nil {
			for day, n := range of {
				all[day] += n
			}
		}
	}
	return all
}

// queueOpened reads what somebody opened last, each thing once.
func (l *AuditLog) queueOpened(b *pgx.Batch, staff approval.ID, opened *[]audit.Visit) {
	b.Queue(`select o.at, coalesce(o.tx_id::text, ''), coalesce(t.kind, ''), coalesce(o.person, ''), u.profile from (
		  select distinct on (p.tx_id, p.person) p.at, p.id, p.tx_id, p.person from unnest($2::text[]) v(code) cross join lateral
		    (select e.at, e.id, e.tx_id, e.body::jsonb ->> 'person' as person from audit_events e
		      where e.actor = $1 and e.kind = v.code order by e.at desc, e.id desc limit $3) p order by p.tx_id, p.person, p.at desc, p.id desc) o
		left join transactions t on t.id = o.tx_id left join users u on o.tx_id is null and u.id = o.person::uuid
		where t.id is not null or u.id is not null order by o.at desc, o.id desc limit $4`,
		approval.Staff(staff), []approval.EventCode{approval.EventTransactionViewed, approval.EventPersonViewed}, lastLooks, maxOpened).
		Query(func(rows pgx.Rows) error {
			var o audit.Visit
			var sealed []byte
			_, err := pgx.ForEachRow(rows, []any{&o.At, &o.Transaction, &o.Kind, &o.Person, &sealed}, func() (err error) {
				if o.Identity = (approval.Identity{}); sealed != nil {
					o.Identity, err = l.db.openIdentity(o.Person, sealed)
				}
				*opened = append(*opened, o)
				return err
			})
			return err
		})
}

// resolveShort finds whose a short number is.
func (l *AuditLog) resolveShort(ctx context.Context, text string) (audit.Query, error) {
	low, high, staff, ok := approval.ParseShort(text)
	if !ok {
		return audit.Query{}, approval.ErrNotFound
	}
	sql, key := `select id::text from users where id between $1 and $2 order by id limit $3`, audit.Person
	if staff {
		sql, key = strings.Replace(sql, "users", "staff", 1), audit.Staff
	}
	ids, err := l.few(ctx, sql, low, high, maxAlike)
	if err == nil && len(ids) == 0 {
		err = approval.ErrNotFound
	}
	if err != nil {
		return audit.Query{}, err
	}
	return audit.Query{}.With(key, ids...), nil
}
