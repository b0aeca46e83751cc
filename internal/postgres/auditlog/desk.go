package auditlog

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/postgres"
)

// How many incidents and opened records a desk shows, and from how many of its owner's
// latest reads the opened ones are taken.
const (
	maxIncidents = 8
	maxOpened    = 6
	recentReads  = 60
)

// Desk returns the first page of a member of staff, all of it as it was at one moment. The
// names of people whom they opened are masked as on the page of a person. Nothing is
// recorded: the numbers name no one, and each opening was recorded when it happened.
//
// It reads the indexes by event and by actor, and counts one hour of eight days, so its cost
// does not grow with the log.
func (l *Log) Desk(ctx context.Context, now time.Time, staff approval.ID, mask func(approval.Identity) approval.Identity) (audit.Desk, error) {
	var d audit.Desk
	from, to := audit.SignsAt(now)
	counts := map[approval.EventCode]*[1 + audit.SignDays]int64{}
	var reach postgres.Reach
	known := 0
	b := new(pgx.Batch)
	postgres.QueueSnapshot(b, func() {
		queueSigns(b, from, to, counts, &known)
		b.Queue(`select p.* from unnest($1::text[]) v(code) cross join lateral
			(select `+lineColumns+` from audit_events e, `+inOrder+` where e.kind = v.code and e.at >= $2 and e.at < $3 order by e.at desc, e.id desc limit $4) p
			order by p.at desc, p.id desc limit $4`, audit.Incidents, now.AddDate(0, 0, -audit.IncidentDays), now, maxIncidents).Query(collectLines(&d.Incidents))
		l.queueOpened(b, staff, &d.Opened)
		postgres.QueueReach(b, &reach)
	})
	if err := l.reads.SendBatch(ctx, b).Close(); err != nil {
		return audit.Desk{}, queryError(err)
	}
	if err := l.db.RequireSettled(ctx, reach); err != nil {
		return audit.Desk{}, err
	}
	for _, s := range audit.Signs {
		d.Signs = append(d.Signs, s.Count(from, to, sumCodes(s.Codes, counts)[:1+known]))
	}
	for i := range d.Opened {
		d.Opened[i].Identity = mask(d.Opened[i].Identity)
	}
	return d, nil
}

// queueSigns counts each event that is a sign, in the hour and in the same hour of each day
// before; known is how many of those days the log covers completely.
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

// sumCodes adds up the counts of several events, day by day.
func sumCodes(codes []approval.EventCode, counts map[approval.EventCode]*[1 + audit.SignDays]int64) []int64 {
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

// queueOpened reads what a member of staff opened last, each transaction and person once.
func (l *Log) queueOpened(b *pgx.Batch, staff approval.ID, opened *[]audit.Visit) {
	b.Queue(`select o.at, coalesce(o.tx_id::text, ''), coalesce(t.kind, ''), coalesce(o.person, ''), u.profile from (
		  select distinct on (p.tx_id, p.person) p.at, p.id, p.tx_id, p.person from unnest($2::text[]) v(code) cross join lateral
		    (select e.at, e.id, e.tx_id, e.person from audit_events e, `+inOrder+`
		      where e.actor = $1 and (e.kind, e.at) >= (v.code, '-infinity') and (e.kind, e.at) <= (v.code, 'infinity')
		      order by e.kind desc, e.at desc, e.id desc limit $3) p order by p.tx_id, p.person, p.at desc, p.id desc) o
		left join lateral (select t.id, t.kind from transactions t where t.id = o.tx_id limit 1) t on true
		left join lateral (select u.id, u.profile from users u where o.tx_id is null and u.id = o.person::uuid limit 1) u on true
		where t.id is not null or u.id is not null order by o.at desc, o.id desc limit $4`,
		approval.Staff(staff), []approval.EventCode{approval.EventTransactionViewed, approval.EventPersonViewed}, recentReads, maxOpened).
		Query(func(rows pgx.Rows) error {
			var o audit.Visit
			var sealed []byte
			_, err := pgx.ForEachRow(rows, []any{&o.At, &o.Transaction, &o.Kind, &o.Person, &sealed}, func() (err error) {
				if o.Identity = (approval.Identity{}); sealed != nil {
					o.Identity, err = l.db.OpenIdentity(o.Person, sealed)
				}
				*opened = append(*opened, o)
				return err
			})
			return err
		})
}
