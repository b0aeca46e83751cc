package postgres

// askedAndAdopted counts requests that are not where their last event says, those that were
// adopted as something else than what was asked, and transactions of clients that nobody
// asked for. Where a transaction is, INV-07 says.
var askedAndAdopted = `
	select (select count(*) from requests r left join transactions t on t.id = r.id
	         where (r.state = 'adopted') <> (t.id is not null)
	            or t.id is not null and (r.client_id, r.user_id, r.payload_hash, r.kind, r.version, r.attempt_seconds, r.consumer, r.consume_seconds, r.expires_at)
	               is distinct from (t.client_id, t.user_id, t.payload_hash, t.kind, t.version, t.attempt_seconds, t.consumer, t.consume_seconds, t.expires_at))
	     + (select count(*) from transactions t where t.client_id is not null and t.id not in (select id from requests))
	     + (select count(*) from (select case r.state when 'open' then 'requested' else r.state end as state, (select e.to_state from audit_events e
	          where e.stream = 'txn:' || r.id and e.to_state is not null order by e.seq desc limit 1) last
	         from requests r where r.state <> 'adopted' and not ` + eventsPruned("r.id") + `) x where state is distinct from last)`

// consumedOnce counts consumptions of what was not confirmed for that very client, digest,
// version and kind, those out of time, and those whose event is missing or is there twice.
var consumedOnce = `
	select (select count(*) from consumptions c left join transactions t on t.id = c.tx_id and t.state = 'confirmed'
	         where (c.payload_hash, c.version, c.kind, c.consumer) is distinct from (t.payload_hash, t.version, t.kind, t.consumer) or c.at < t.confirmed_at
	            or (c.outcome = 'consumed') <> (c.at <= t.confirmed_at + make_interval(secs => t.consume_seconds))
	            or (select count(*) from audit_events e where e.tx_id = c.tx_id and e.kind = 'transaction_' || c.outcome) <> 1
	               and not ` + eventsPruned("c.tx_id") + `)
	     + (select count(*) from audit_events e where e.kind in ('transaction_consumed', 'transaction_lapsed')
	           and not exists (select from consumptions c where c.tx_id = e.tx_id and e.kind = 'transaction_' || c.outcome))`

// toldInOrder counts events that a client concerned was not told, gaps in what it was told of
// one transaction, what it was told without an event, and where the last thing that it was told
// is not how things stand. A client that a kind names may be registered later than the
// transaction; in the minute of its registration nobody can say which of the two was first.
var toldInOrder = `
	with concerned as (
		select e.id, c.id as client from audit_events e left join requests r on r.id = e.tx_id left join transactions t on t.id = e.tx_id
		  join clients c on c.id = r.client_id or c.id = case when r.id is null then t.consumer else r.consumer end and c.created_at < e.at - interval '1 minute'
		 where e.kind in ('request_created', 'request_rejected', 'request_expired', 'request_cancelled', 'transaction_created', 'attempt_started',
		       'transaction_confirmed', 'transaction_rejected', 'transaction_expired', 'transaction_cancelled', 'transaction_replaced', 'transaction_consumed', 'transaction_lapsed')),
	last as (select distinct on (tx_id, client_id) tx_id, status from notifications where sequence is not null order by tx_id, client_id, sequence desc)
	select (select count(*) from (select id, client from concerned except select number, client_id from notifications) untold)
	     + (select count(*) from (select from notifications where sequence is not null group by tx_id, client_id having max(sequence) <> count(*)) gaps)
	     + (select count(*) from notifications n left join audit_events e on e.id = n.number where n.sequence is not null and e.tx_id is distinct from n.tx_id
	           and not ` + eventsPruned("n.tx_id") + `)
	     + (select count(*) from last l left join requests r on r.id = l.tx_id left join transactions t on t.id = l.tx_id left join consumptions c on c.tx_id = l.tx_id
	         where l.status is distinct from coalesce(c.outcome, t.state, case r.state when 'open' then 'pending' else r.state end))`

// keysHaveEffects counts idempotency keys of calls that left nothing: no request, no
// consumption, and no endpoint.
const keysHaveEffects = `
	select count(*) from idempotency_keys k
	 where case when k.tx_id is null then not exists (select from endpoints p where p.client_id = k.client_id)
	       else not exists (select from requests r where r.id = k.tx_id and r.client_id = k.client_id)
	        and not exists (select from consumptions c where c.tx_id = k.tx_id and c.consumer = k.client_id and c.outcome = 'consumed') end`
