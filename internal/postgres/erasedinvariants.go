package postgres

// erasedOnly counts content that is gone, of people whom the log does not say to be erased:
// bodies of events, documents, profiles. A request that nobody opened does not show any more
// to whom it was. An event of nobody tells no longer whose address it
// came from, so those are counted against what the log says.
const erasedOnly = `
	with erased as materialized (
		select u.id, u.id::text as name from users u where u.erased_at is not null and exists (
			select from audit_events e where e.person = u.id::text and e.stream = 'sys:erasure' and e.kind = 'person_erased')),
	bare as materialized (
		select e.*, e.stream like 'login:%' and e.actor = 'anonymous' as nobody from audit_events e where e.body is null),
	said as (
		select coalesce(sum((e.body::jsonb ->> 'anonymous')::bigint), 0) as n, coalesce(sum((e.body::jsonb ->> 'requests')::bigint), 0) as requests from audit_events e where e.stream = 'sys:erasure' and e.kind = 'person_erased')
	select (select count(*) from bare e where not nobody
	           and not (e.stream like 'user:%' and substr(e.stream, 6) in (select name from erased))
	           and not (e.actor like 'customer:%' and substr(e.actor, 10) in (select name from erased))
	           and not coalesce(e.stream not like 'sys:%' and e.person in (select name from erased), false)
	           and not coalesce(e.tx_id in (select t.id from transactions t where t.user_id in (select id from erased)), false))
	     + (select greatest(count(*) - (select n from said), 0) from bare where nobody)
	     + (select count(*) from transactions t where t.document is null and t.user_id not in (select id from erased))
	     + (select greatest(count(*) - (select requests from said), 0) from requests r where r.document is null)
	     + (select count(*) from requests r where r.document is null and r.user_id not in (select id from erased))
	     + (select count(*) from users u where (u.profile is null or u.erased_at is not null) and u.id not in (select id from erased))`

// nothingLeft counts what is left of people who were erased. What the staff did about them
// counts up to a minute before: a page may have been under way.
const nothingLeft = `
	with erased as materialized (select u.id, u.id::text as name, u.erased_at - interval '1 minute' as before, u as whole from users u where u.erased_at is not null)
	select (select count(*) from erased where (whole).disabled_at is null or coalesce((whole).profile, (whole).idn_mac, (whole).mobile_mac, (whole).email_mac) is not null)
	     + (select count(*) from erased u join sessions s on s.user_id = u.id where s.revoked_at is null or s.data <> '')
	     + (select count(*) from erased u join legal_holds h on h.person = u.id)
	     + (select count(*) from erased u join transactions t on t.user_id = u.id
	         where t.state = 'pending' or t.amount_minor is not null or t.accounts is not null or coalesce(t.document, t.result) is not null)
	     + (select count(*) from erased u join requests r on r.user_id = u.id where coalesce(r.document, r.person_mac) is not null)
	     + (select count(*) from idempotency_keys k where k.tx_id in (
	         select t.id from erased u join transactions t on t.user_id = u.id union select r.id from erased u join requests r on r.user_id = u.id))
	     + (select count(*) from erased u join attempts a on a.user_id = u.id
	         where a.finished_at is null or coalesce(a.client_mac, a.network_mac, a.want_idn_mac, a.got_idn_mac) is not null)
	     + (select count(*) from erased u join audit_events e on e.stream = 'user:' || u.name where e.body is not null)
	     + (select count(*) from erased u join audit_events e on e.actor = 'customer:' || u.name where e.body is not null)
	     + (select count(*) from erased u join audit_events e on e.person = u.name
	         where e.body is not null and e.stream not like 'sys:%' and (e.stream not like 'op:%' or e.at < u.before))
	     + (select count(*) from erased u join transactions t on t.user_id = u.id join audit_events e on e.tx_id = t.id
	         where e.body is not null and e.stream not like 'sys:%' and (e.stream not like 'op:%' or e.at < u.before))`
