// Package auditlog is the audit log as the staff read it: search, timeline, export, the live
// end of the log, figures, saved searches, and who a pasted number belongs to. One file
// answers one question. Events are written by package postgres, which does not know this one.
//
// Contract:
//
//   - It reads on a pool of its own: few connections, read-only, five seconds a statement. So
//     a confirmation never waits for a search. A statement that takes longer is
//     audit.ErrTooBroad.
//   - Who searches, exports, follows the log, looks a person up, opens a person or a
//     transaction, or saves a proof of anything is recorded before the answer. If that cannot
//     be recorded, there is no answer. Counts, charts, the desk and a single event by its
//     number are not recorded.
//   - No event, timeline or person is returned that a fail-over can take back; see package
//     postgres.
//   - Names leave masked. Identifiers in clear leave by [Log.Reveal] alone, and names in clear
//     by it and in receipts ([Evidence]), which take the same reason. Of what is sealed, only the
//     document of a transaction is opened besides.
//   - Its cost does not grow with the log, but for an export. A page says how far it searched,
//     and a bar of a histogram says that it is an estimate.
//   - Counts by the hour are exact and never late: what is not counted ahead yet is counted
//     by the page. Percentiles of durations are within 1.1 or 2.2 percent; see durations.go.
//   - Values are parameters of a statement, always. What a reader can write reaches SQL only as
//     an audit.Query or a signed cursor.
//
// Who keeps what true:
//
//	the chain of a stream, and no gap in it   the triggers in migrations; audit.Timeline shows a break
//	a page misses and repeats no event        window.go: (at, id) is a total order, and never changes
//	the live end misses no event              tail.go: xid and the horizon of the snapshot
//	no event is counted twice, or left out    audit_count in migrations: the same order, and a
//	                                          place in it that moves in the commit that counts
//	a cursor belongs to its query             cursor.go
//	who read what is in the log               Log.settleAndRecord and Log.recordRead; Reveal in postgres
//	what is proved is in the log              package sequencer: a proof is checked before it leaves
//	what was shown is durable                 postgres.Reach
//	which reasons and masks are right         the caller; audit.CheckReason
//
// For example, the newest page of everything that happened to a person:
//
//	log := auditlog.New(db)
//	q, err := audit.Parse("person:" + string(id))
//	page, err := log.Search(ctx, q, "", by)      // by is who asks, for the record
//	next, err := log.Search(ctx, q, page.Older, by)
//
// # How a search becomes SQL
//
// A query is turned into statements in four steps.
//
//  1. Each term becomes a filter (filter.go). A value that no event has, such as the reference
//     of a transaction, is looked up first (lookup.go).
//  2. One filter, or two, become the source: a walk along the index that meets the fewest
//     events (source.go). A walk yields places, which are (at, id), and no events.
//  3. The other filters become one condition, which is tested on each event that the walk
//     meets (plan.residual). The result travels with the place as hit.
//  4. The walk stops at its limit. Only the places that are needed are joined with their
//     events (plan.batchSQL).
//
// Take ip:192.0.2.7 lang:ar. The log has an index by address and none by language, so the
// address is the source, and the language is tested. The first round trip of the newest page
// meets up to 128 events of that address and needs 51 of them, which is a page and one more:
//
//	with walked as materialized (select p.at, p.id, p.hit from (
//	         select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (
//	           select e.at, e.id, coalesce((select a.lang from attempts a where a.id = e.attempt_id) = any($1::text[]), false) as hit
//	             from audit_events e, generate_series(1, (v is not null)::int) where e.client = v.x
//	              and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6)
//	            order by e.at desc, e.id desc limit 128) p
//	         ) p order by p.at desc, p.id desc limit 128),
//	     last as (select p.id from walked p order by p.at, p.id limit 1),
//	     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last
//	                 where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
//	select * from (
//	  select LINE, p.hit, p.last, (select count(*) from walked), REACH
//	    from picked p join audit_events e on e.id = p.id) e
//	 where e.hit or e.last order by e.at desc, e.id desc
//
// $1 is {ar}, $2 is {192.0.2.7}, and $3 to $6 are the ends of the period, or where the last
// batch stopped. LINE are the columns of an event, REACH how far the read reaches. The last
// event of the walk comes along even if it does not match: the next batch goes on from there.
// If there are 128 and no 51 match, a second batch meets as many more as should have the rest
// at that rate, or 384 if that would not do.
//
// A statement is planned once for a connection, for values that are not known then. So it must
// leave the planner no choice that depends on them: inOrder (source.go) keeps a walk to its
// index, and offset 0 keeps a condition where it stands.
//
// How many round trips a search costs depends on its terms; see [Log.plan].
package auditlog
