(select id::text from audit_events where kind = 'export_finished' and $1 in (body::jsonb ->> 'sha256', body::jsonb ->> 'last_hash') order by id desc limit 50) union all (select id::text from audit_events where hash = decode($1, 'hex') limit 1)
;
(select tx_id from attempts where status = 'started' and expires_at <= takeed_now() order by expires_at limit $1)
		union (select tx_id from attempts where status = 'exchanging' and claimed_at < takeed_now() - $2::interval limit $1)
		union (select id from transactions where state = 'pending' and expires_at <= takeed_now() order by expires_at limit $1)
;
delete from sessions where ctid = any (array(
		select ctid from sessions where expires_at < takeed_now() - interval '1 day' order by expires_at limit $1 for update skip locked))
;
delete from signins where ctid = any (array(
		select ctid from signins where expires_at < takeed_now() - interval '1 day' order by expires_at limit $1 for update skip locked))
;
delete from staff_sessions where ctid = any (array(
		select ctid from staff_sessions where expires_at < takeed_now() - interval '1 day' order by expires_at limit $1 for update skip locked))
;
delete from staff_views where owner = $1 and name = $2
;
insert into attempts (id, tx_id, user_id, provider, state_hash, browser_hash, payload_hash, handover,
		lang, want_sub_mac, want_idn_mac, started_at, expires_at, client_mac, network_mac)
	select $1, $2, u.id, $4, $5, $6, $7, $8, $9, u.sub_mac, u.idn_mac, $10, $11, $12, $13 from users u where u.id = $3
;
insert into audit_events (stream, tx_id, attempt_id, kind, to_state, actor, body)
	select $1, nullif($2, '')::uuid, nullif($3, '')::uuid, $4, nullif($5, ''), $6, $7
;
insert into audit_events (stream, tx_id, attempt_id, kind, to_state, actor, body)
	select $1, nullif($2, '')::uuid, nullif($3, '')::uuid, $4, nullif($5, ''), $6, $7 where (select count(*) from (select from audit_events e
		where e.actor = $6 and e.kind = $4 and e.at > takeed_now() - interval '1 day' limit $8) x) < $8
;
insert into audit_events (stream, tx_id, attempt_id, kind, to_state, actor, body)
	select $1, nullif($2, '')::uuid, nullif($3, '')::uuid, $4, nullif($5, ''), $6, $7 where (select count(*) from (select from audit_events e
		where e.attempt_id = nullif($3, '')::uuid and e.kind = $4 limit $8) x) < $8
;
insert into audit_events (stream, tx_id, attempt_id, kind, to_state, actor, body)
	select $1, nullif($2, '')::uuid, nullif($3, '')::uuid, $4, nullif($5, ''), $6, $7 where coalesce((select seq from audit_streams where stream = $1), 0) < $8
;
insert into events_dropped as d values (date_trunc('hour', takeed_now()), $1, $2, $3)
			on conflict (hour, stream, kind) do update set dropped = d.dropped + excluded.dropped
;
insert into keyset_mark (sealed, mac) select $1, $2 where not exists (select from keyset_mark) on conflict do nothing
;
insert into outbox (tx_id) values ($1)
;
insert into sessions (token_hash, user_id, data, expires_at) values ($1, $2, $3, takeed_now() + $4::interval)
;
insert into signins (state_hash, browser_hash, handover, lang, return_path, expires_at, client_mac, network_mac, realm)
		values ($1, $2, $3, $4, $5, takeed_now() + $6::interval, $7, $8, $9)
;
insert into staff (id, sub_mac, profile, role) values ($1, $2, $3, nullif($4, ''))
;
insert into staff_sessions (token_hash, staff_id, id_token, expires_at) values ($1, $2, $3, takeed_now() + $4::interval)
;
insert into transactions (id, user_id, reference, idem_key, kind, version, document, payload_hash,
		currency, amount_minor, attempt_seconds, replaces, created_at, expires_at, accounts)
	values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, nullif($12, '')::uuid, $13, $14, $15)
;
insert into users (id, sub_mac, idn_mac, mobile_mac, email_mac, profile, signed_in_at) values ($1, $2, $3, $4, $5, $6, takeed_now())
;
select 'request'  where exists (select from audit_events e where ((e.body::jsonb ->> 'request_id') collate "C") = $1)
		union select 'crid'     where exists (select from audit_events e where ((e.body::jsonb ->> 'correlation_id') collate "C") = $1)
		union select 'reason'   where exists (select from audit_events e where ((e.body::jsonb ->> 'reason') collate "C") = $1)
;
select 'transaction' where exists (select from transactions where id = $1::uuid)
		union select 'attempt' where exists (select from attempts where id = $1::uuid)
		union select 'person' where exists (select from users where id = $1::uuid)
		union select 'staff' where exists (select from audit_events where actor = 'staff:' || $1::uuid)
;
select ((select coalesce(sum(gone), 0) from audit_streams) <> (select coalesce(sum((body::jsonb ->> 'count')::bigint), 0)
		   from audit_events where stream = 'sys:retention' and kind = 'audit_retired'))::int
;
select (select coalesce(sum(dropped), 0) from events_dropped) + (select coalesce(sum((body::jsonb ->> 'count')::bigint), 0)
		from audit_events where kind = $1 and at > takeed_now() - interval '1 day')
;
select (select count(*) from (select id from transactions where state = 'confirmed' except select tx_id from outbox) a)
		     + (select count(*) from (select tx_id from outbox except select id from transactions where state = 'confirmed') b)
;
select (select count(*) from audit_streams s
		         where not (s.seq = s.gone and s.head = s.anchor)
		           and not exists (select 1 from audit_events e where e.stream = s.stream and e.seq = s.seq and e.hash = s.head)
		            or s.seq - s.gone <> (select count(*) from audit_events e where e.stream = s.stream))
		     + (select count(*) from (select stream from audit_events except select stream from audit_streams) headless)
;
select 1
;
select a.id, a.handover, a.lang from attempts a, sessions s
	where a.tx_id = $1 and a.browser_hash = $2 and a.status = 'started' and a.expires_at > takeed_now()
	  and s.token_hash = $3 and s.user_id = a.user_id and s.revoked_at is null and s.expires_at > takeed_now() and s.seen_at > takeed_now() - $4::interval
;
select a.id, a.tx_id, a.user_id, a.payload_hash, a.status, coalesce(a.failure, ''), a.lang,
	a.browser_hash, a.started_at, a.expires_at, a.claimed_at, a.finished_at,
	exists (select from users u where u.id = a.user_id and (u.sub_mac, u.idn_mac) is distinct from (a.want_sub_mac, a.want_idn_mac)) from attempts a where a.id = $1 for no key update
;
select a.id, a.tx_id, a.user_id, a.payload_hash, a.status, coalesce(a.failure, ''), a.lang,
	a.browser_hash, a.started_at, a.expires_at, a.claimed_at, a.finished_at,
	exists (select from users u where u.id = a.user_id and (u.sub_mac, u.idn_mac) is distinct from (a.want_sub_mac, a.want_idn_mac)) from attempts a where a.status in ('started', 'exchanging')
		and a.user_id = coalesce(nullif($1, '')::uuid, (select user_id from transactions where id = nullif($2, '')::uuid))
		for no key update
;
select a.id, a.tx_id, a.user_id, a.payload_hash, a.status, coalesce(a.failure, ''), a.lang,
	a.browser_hash, a.started_at, a.expires_at, a.claimed_at, a.finished_at,
	exists (select from users u where u.id = a.user_id and (u.sub_mac, u.idn_mac) is distinct from (a.want_sub_mac, a.want_idn_mac)) from attempts a where a.tx_id = $1 order by a.started_at, a.id
;
select a.id, a.tx_id, a.user_id, a.payload_hash, a.status, coalesce(a.failure, ''), a.lang,
	a.browser_hash, a.started_at, a.expires_at, a.claimed_at, a.finished_at,
	exists (select from users u where u.id = a.user_id and (u.sub_mac, u.idn_mac) is distinct from (a.want_sub_mac, a.want_idn_mac)) from attempts a where a.tx_id = $3 and a.user_id = (select s.user_id from sessions s where s.token_hash = $1 and s.revoked_at is null and s.expires_at > takeed_now() and s.seen_at > takeed_now() - $2::interval) order by a.started_at desc, a.id desc limit 1
;
select a.id, a.tx_id, a.user_id, a.payload_hash, a.status, coalesce(a.failure, ''), a.lang,
	a.browser_hash, a.started_at, a.expires_at, a.claimed_at, a.finished_at,
	exists (select from users u where u.id = a.user_id and (u.sub_mac, u.idn_mac) is distinct from (a.want_sub_mac, a.want_idn_mac)), a.browser_hash = $2, a.handover from attempts a where a.state_hash = $1
;
select a.tx_id from attempts a where a.user_id = (select s.user_id from sessions s where s.token_hash = $1 and s.revoked_at is null and s.expires_at > takeed_now() and s.seen_at > takeed_now() - $2::interval) and (a.status = 'exchanging' or a.status = 'started' and a.expires_at > takeed_now())
;
select at from audit_events where id = $1
;
select c.met, c.hits, c.last from unnest($1::timestamptz[], $2::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, true as hit from (select p.at, p.id, p.hit from (select e.at, e.id, true as hit from audit_events e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 30001) p order by p.at, p.id limit 30001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($1::timestamptz[], $2::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, true as hit from (select p.at, p.id, p.hit from (select e.at, e.id, true as hit from audit_events e where e.actor like 'staff:%' and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 30001) p order by p.at, p.id limit 30001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($2::timestamptz[], $3::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select e.at, e.id, coalesce((select a.lang from attempts a where a.id = e.attempt_id) = any($1::text[]), false) as hit from audit_events e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 250) p order by p.at, p.id limit 250) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($2::timestamptz[], $3::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select e.at, e.id, coalesce((select a.lang from attempts a where a.id = e.attempt_id) = any($1::text[]), false) as hit from audit_events e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($2::timestamptz[], $3::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select e.at, e.id, coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($1::text[]), false) as hit from audit_events e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($2::timestamptz[], $3::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(e.actor like any($1::text[]), false) as hit from audit_events e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($2::timestamptz[], $3::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(e.to_state = any($1::text[]), false) as hit from audit_events e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($2::timestamptz[], $3::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.actor like any($1::text[]), false), false) as hit from audit_events e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($2::timestamptz[], $3::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.kind = any($1::text[]), false), false) as hit from audit_events e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($2::timestamptz[], $3::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.stream = any($1::text[]), false), false) as hit from audit_events e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($2::timestamptz[], $3::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from audit_events e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($2::timestamptz[], $3::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from audit_events e where e.actor like 'staff:%' and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($2::timestamptz[], $3::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, true as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.stream = v.x offset 0) e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 30001) p) p order by p.at, p.id limit 30001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($2::timestamptz[], $3::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, true as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'client') collate "C") = v.x and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 30001) p) p order by p.at, p.id limit 30001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($2::timestamptz[], $3::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, true as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'correlation_id') collate "C") = v.x and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 30001) p) p order by p.at, p.id limit 30001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($2::timestamptz[], $3::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, true as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'reason') collate "C") = v.x and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 30001) p) p order by p.at, p.id limit 30001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($2::timestamptz[], $3::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, true as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'request_id') collate "C") = v.x and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 30001) p) p order by p.at, p.id limit 30001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($2::timestamptz[], $3::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, true as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.actor = v.x and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 30001) p) p order by p.at, p.id limit 30001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($2::timestamptz[], $3::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, true as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 30001) p) p order by p.at, p.id limit 30001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($2::timestamptz[], $3::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, true as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.attempt_id = v.x offset 0) e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 30001) p) p order by p.at, p.id limit 30001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($2::timestamptz[], $3::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, true as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 30001) p) p order by p.at, p.id limit 30001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, coalesce(e.kind = any($1::text[]), false) as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p join audit_events e on e.id = p.id) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, coalesce(not coalesce(e.actor like any($1::text[]), false), false) as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p join audit_events e on e.id = p.id) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p join audit_events e on e.id = p.id) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p join audit_events e on e.id = p.id) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(e.actor like any($1::text[]) and not coalesce(e.tx_id = any($2::uuid[]), false), false) as hit from audit_events e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.actor like any($1::text[]), false) and not coalesce(e.tx_id = any($2::uuid[]), false), false) as hit from audit_events e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.kind = any($1::text[]), false) and (select t.kind from transactions t where t.id = e.tx_id) = any($2::text[]), false) as hit from audit_events e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.kind = any($1::text[]), false) and not coalesce(e.tx_id = any($2::uuid[]), false), false) as hit from audit_events e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false) and (select a.lang from attempts a where a.id = e.attempt_id) = any($2::text[]), false) as hit from audit_events e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false) and (select t.kind from transactions t where t.id = e.tx_id) = any($2::text[]), false) as hit from audit_events e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false) and e.to_state = any($2::text[]), false) as hit from audit_events e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false) and not coalesce(e.stream = any($2::text[]), false), false) as hit from audit_events e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false) and not coalesce(e.tx_id = any($2::uuid[]), false), false) as hit from audit_events e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(((e.body::jsonb ->> 'client') collate "C") = any($1::text[]), false) as hit from audit_events e where e.actor = v.x and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.actor like any($1::text[]), false) as hit from audit_events e where ((e.body::jsonb ->> 'client') collate "C") = v.x and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from (select e.* from audit_events e where e.stream = v.x offset 0) e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from audit_events e where ((e.body::jsonb ->> 'client') collate "C") = v.x and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from audit_events e where ((e.body::jsonb ->> 'correlation_id') collate "C") = v.x and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from audit_events e where ((e.body::jsonb ->> 'reason') collate "C") = v.x and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from audit_events e where ((e.body::jsonb ->> 'request_id') collate "C") = v.x and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from audit_events e where e.actor = v.x and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from audit_events e where e.kind = v.x and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.actor like any($1::text[]), false), false) as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from (select e.* from audit_events e where e.attempt_id = v.x offset 0) e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, true as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::bigint[], $2::bigint[]) v(low, high) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.id between v.low and v.high offset 0) e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 30001) p) p order by p.at, p.id limit 30001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, true as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.actor = v.x and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 30001) p union all select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'person') collate "C") = v.x and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 30001) p) p order by p.at, p.id limit 30001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($4::timestamptz[], $5::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false) and e.kind = any($2::text[]), false) as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p join audit_events e on e.id = p.id) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($4::timestamptz[], $5::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::bigint[], $3::bigint[]) v(low, high) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from (select e.* from audit_events e where e.id between v.low and v.high offset 0) e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($4::timestamptz[], $5::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from audit_events e where e.actor = v.x and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p union all select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from audit_events e where ((e.body::jsonb ->> 'person') collate "C") = v.x and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($4::timestamptz[], $5::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.actor like any($1::text[]) and not coalesce(e.tx_id = any($2::uuid[]), false), false) as hit from audit_events e where ((e.body::jsonb ->> 'client') collate "C") = v.x and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($4::timestamptz[], $5::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false) and ((e.body::jsonb ->> 'client') collate "C") = any($2::text[]), false) as hit from audit_events e where e.actor = v.x and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($4::timestamptz[], $5::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce((e.id between $1 and $2), false), false) as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($5::timestamptz[], $6::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::bigint[], $4::bigint[]) v(low, high) cross join lateral (select e.at, e.id, coalesce((e.actor = any($1::text[]) or ((e.body::jsonb ->> 'person') collate "C") = any($2::text[])), false) as hit from (select e.* from audit_events e where e.id between v.low and v.high offset 0) e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($5::timestamptz[], $6::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, true as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join unnest($2::text[]) k(y) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.actor = v.x and e.kind = k.y and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 30001) p union all select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join unnest($4::text[]) k(y) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'person') collate "C") = v.x and e.kind = k.y and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 30001) p) p order by p.at, p.id limit 30001) p ) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($6::timestamptz[], $7::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, coalesce(e.actor like any($1::text[]) and not coalesce(e.actor like any($2::text[]), false) and not coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($3::text[]), false) and not coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($4::text[]), false), false) as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($5::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p join audit_events e on e.id = p.id) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($6::timestamptz[], $7::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join unnest($3::text[]) k(y) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.actor = v.x and e.kind = k.y and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p union all select p.at, p.id, p.hit from unnest($4::text[]) v(x) cross join unnest($5::text[]) k(y) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'person') collate "C") = v.x and e.kind = k.y and (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p join audit_events e on e.id = p.id) p) c
		 order by g.n
;
select c.met, c.hits, c.last from unnest($6::timestamptz[], $7::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, p.hit as hit from (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($4::bigint[], $5::bigint[]) v(low, high) cross join lateral (select e.at, e.id, coalesce((e.actor = any($1::text[]) or ((e.body::jsonb ->> 'person') collate "C") = any($2::text[])) and not coalesce(e.tx_id = any($3::uuid[]), false), false) as hit from (select e.* from audit_events e where e.id between v.low and v.high offset 0) e where (e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0) order by e.at, e.id limit 6001) p) p order by p.at, p.id limit 6001) p ) p) c
		 order by g.n
;
select case when current_setting('synchronous_standby_names') <> '' then coalesce(pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1, 0) end, pg_postmaster_start_time()
;
select clock_timestamp()
;
select coalesce(max(version_id), 0) from goose_db_version where is_applied
;
select coalesce(u.id::text, ''), u.profile, u.sub_mac, coalesce(t.id::text, ''), t.document, coalesce(s.id::text, ''), s.profile from (values (1)) one
	left join (select id, profile, sub_mac from users order by id limit 1) u on true
	left join (select id, document from transactions order by id limit 1) t on true
	left join (select id, profile from staff order by id limit 1) s on true
;
select count(*) from (select 'attempt:' || a.status s, (select e.to_state from audit_events e where e.attempt_id = a.id
		   and e.to_state like 'attempt:%' order by e.seq desc limit 1) last from attempts a where not exists (select from audit_streams s where s.stream = 'txn:' || a.tx_id and s.gone > 0)) x where s is distinct from last
;
select count(*) from (select 1 from attempts where code_mac is not null group by provider, code_mac having count(*) > 1) x
;
select count(*) from (select 1 from attempts where status in ('started', 'exchanging') group by user_id having count(*) > 1) x
;
select count(*) from (select attempt_id from audit_events where kind = 'callback_claimed' group by attempt_id having count(*) > 1) x
;
select count(*) from (select e.seq, lag(e.seq, 1, s.gone) over w p, prev_hash, lag(hash, 1, s.anchor) over w ph
		   from audit_events e join audit_streams s using (stream) window w as (partition by e.stream order by e.seq)) x where seq <> p + 1 or prev_hash <> ph
;
select count(*) from (select from (select e.at, e.id, true as hit from audit_events e where (e.at, e.id) > ($1, $2) and (e.at, e.id) < ($3, $4) order by e.at, e.id limit 30001) p limit 30001) n
;
select count(*) from (select from (select e.at, e.id, true as hit from audit_events e where (e.at, e.id) > ($1, $2) and (e.at, e.id) < ($3, $4) order by e.at, e.id limit 6001) p limit 6001) n
;
select count(*) from (select from (select e.at, e.id, true as hit from audit_events e where e.actor like 'staff:%' and (e.at, e.id) > ($1, $2) and (e.at, e.id) < ($3, $4) order by e.at desc, e.id desc limit 500) p limit 500) n
;
select count(*) from (select from (select e.at, e.id, true as hit from audit_events e where e.actor like 'staff:%' and (e.at, e.id) > ($1, $2) and (e.at, e.id) < ($3, $4) order by e.at, e.id limit 30001) p limit 30001) n
;
select count(*) from (select from (select e.at, e.id, true as hit from audit_events e where e.actor like 'staff:%' and (e.at, e.id) > ($1, $2) and (e.at, e.id) < ($3, $4) order by e.at, e.id limit 6001) p limit 6001) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::bigint[], $2::bigint[]) v(low, high) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.id between v.low and v.high offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at, e.id limit 30001) p) p limit 30001) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::bigint[], $2::bigint[]) v(low, high) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.id between v.low and v.high offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at, e.id limit 6001) p) p limit 6001) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.stream = v.x offset 0) e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 30001) p) p limit 30001) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.stream = v.x offset 0) e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 6001) p) p limit 6001) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'client') collate "C") = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 500) p) p limit 500) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'client') collate "C") = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 30001) p) p limit 30001) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'client') collate "C") = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 6001) p) p limit 6001) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'correlation_id') collate "C") = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 30001) p) p limit 30001) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'correlation_id') collate "C") = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 6001) p) p limit 6001) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'reason') collate "C") = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 500) p) p limit 500) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'reason') collate "C") = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 30001) p) p limit 30001) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'reason') collate "C") = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 6001) p) p limit 6001) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'request_id') collate "C") = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 30001) p) p limit 30001) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'request_id') collate "C") = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 6001) p) p limit 6001) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.actor = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 500) p union all select p.at, p.id, p.hit from unnest($6::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'person') collate "C") = v.x and (e.at, e.id) > ($7, $8) and (e.at, e.id) < ($9, $10) order by e.at desc, e.id desc limit 500) p) p limit 500) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.actor = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 500) p) p limit 500) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.actor = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 30001) p union all select p.at, p.id, p.hit from unnest($6::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'person') collate "C") = v.x and (e.at, e.id) > ($7, $8) and (e.at, e.id) < ($9, $10) order by e.at, e.id limit 30001) p) p limit 30001) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.actor = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 30001) p) p limit 30001) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.actor = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 6001) p union all select p.at, p.id, p.hit from unnest($6::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'person') collate "C") = v.x and (e.at, e.id) > ($7, $8) and (e.at, e.id) < ($9, $10) order by e.at, e.id limit 6001) p) p limit 6001) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.actor = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 6001) p) p limit 6001) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 500) p) p limit 500) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 30001) p) p limit 30001) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 6001) p) p limit 6001) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join unnest($2::text[]) k(y) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.actor = v.x and e.kind = k.y and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 500) p) p limit 500) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join unnest($2::text[]) k(y) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.actor = v.x and e.kind = k.y and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at, e.id limit 30001) p union all select p.at, p.id, p.hit from unnest($7::text[]) v(x) cross join unnest($8::text[]) k(y) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'person') collate "C") = v.x and e.kind = k.y and (e.at, e.id) > ($9, $10) and (e.at, e.id) < ($11, $12) order by e.at, e.id limit 30001) p) p limit 30001) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join unnest($2::text[]) k(y) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.actor = v.x and e.kind = k.y and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at, e.id limit 6001) p union all select p.at, p.id, p.hit from unnest($7::text[]) v(x) cross join unnest($8::text[]) k(y) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'person') collate "C") = v.x and e.kind = k.y and (e.at, e.id) > ($9, $10) and (e.at, e.id) < ($11, $12) order by e.at, e.id limit 6001) p) p limit 6001) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.attempt_id = v.x offset 0) e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 30001) p) p limit 30001) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.attempt_id = v.x offset 0) e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 6001) p) p limit 6001) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 30001) p) p limit 30001) n
;
select count(*) from (select from (select p.at, p.id, p.hit from unnest($1::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 6001) p) p limit 6001) n
;
select count(*) from (select t.state, (select e.to_state from audit_events e where e.tx_id = t.id
		   and e.to_state not like 'attempt:%' order by e.seq desc limit 1) last from transactions t where not exists (select from audit_streams s where s.stream = 'txn:' || t.id and s.gone > 0)) x where state is distinct from last
;
select count(*) from attempts a join transactions t on t.id = a.tx_id
		 where a.status = 'succeeded' and (t.state <> 'confirmed' or t.confirmed_attempt_id <> a.id)
;
select count(*) from attempts a join transactions t on t.id = a.tx_id where a.user_id <> t.user_id or a.payload_hash <> t.payload_hash
;
select count(*) from attempts a join users u on u.id = a.user_id where a.status = 'succeeded'
		   and (a.got_sub_mac is distinct from u.sub_mac or (u.idn_mac is not null and a.got_idn_mac is distinct from u.idn_mac))
;
select count(*) from attempts where status = 'exchanging' and claimed_at < takeed_now() - interval '60 seconds'
;
select count(*) from attempts where tx_id = $1
;
select count(*) from audit_events e where hash <> audit_hash(e)
;
select count(*) from audit_events where stream = 'sys:retention' and kind = 'audit_retired'
		   and not coalesce((body::jsonb ->> 'before')::timestamptz <= at - interval '1 year', false)
;
select count(*) from transactions t
		 where (select count(*) from audit_events e where e.tx_id = t.id and e.to_state = 'confirmed') <> (t.state = 'confirmed')::int
		   and not exists (select from audit_streams s where s.stream = 'txn:' || t.id and s.gone > 0)
;
select count(*) from transactions t join attempts a on a.id = t.confirmed_attempt_id
		 where t.confirmed_at > t.expires_at or a.claimed_at > a.expires_at or a.started_at < t.created_at or a.finished_at < a.claimed_at
;
select count(*) from transactions t where state = 'confirmed' and (select count(*) from attempts a
		 where a.tx_id = t.id and a.status = 'succeeded' and a.identity_ok and a.id = t.confirmed_attempt_id
		   and a.user_id = t.user_id and a.payload_hash = t.payload_hash) <> 1
;
select count(*) from transactions where user_id = $1 and state = 'pending' and expires_at > takeed_now()
;
select count(*), min(created_at) from transactions where user_id = $1 and created_at > takeed_now() - $2::interval
;
select count(*), min(finished_at) from attempts
		where user_id = $1 and failure = 'identity_mismatch' and started_at > takeed_now() - $2::interval
;
select count(*), min(started_at) from attempts where user_id = $1 and started_at > takeed_now() - $2::interval
;
select current_setting('synchronous_standby_names'), current_setting('synchronous_commit')
;
select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash from audit_events e where e.stream = $1 and e.seq in (
	(select seq from audit_events where stream = $1 order by seq limit $2) union (select seq from audit_events where stream = $1 order by seq desc limit $2))
	order by e.seq
;
select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash from audit_events e where e.tx_id = $1 and e.actor like 'staff:%' order by e.at desc, e.id desc limit $2
;
select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash from audit_events f, audit_events e
		where f.id = $1 and e.stream = f.stream and e.seq between f.seq - 1 and f.seq order by e.seq desc
;
select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(e.kind = any($1::text[]), false), e.xid::text, case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from audit_events e
		where (e.xid, e.id) > ($2::text::xid8, $3) and e.xid < pg_snapshot_xmin(pg_current_snapshot()) order by e.xid, e.id limit 500
;
select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(true, false), e.xid::text, case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from audit_events e
		where (e.xid, e.id) > ($1::text::xid8, $2) and e.xid < pg_snapshot_xmin(pg_current_snapshot()) order by e.xid, e.id limit 500
;
select exists (select from signins where realm = $3 and state_hash = $1 and browser_hash <> $2)
;
select extract(epoch from date_bin('1 hour', finished_at, $1) - $1)::int / 3600,
		       percentile_cont(array[0.5, 0.95]) within group (order by finished_at - claimed_at),
		       percentile_cont(0.5) within group (order by finished_at - started_at) filter (where status = $4) from attempts
		where claimed_at is not null and finished_at >= $1 and finished_at < $2 and failure is distinct from $3 group by grouping sets ((1), ())
;
select f.id, f.profile, coalesce(f.role, '') from staff f where f.id = $1 for no key update
;
select f.id, f.profile, coalesce(f.role, '') from staff f where f.sub_mac = $1 for no key update
;
select f.id, f.profile, coalesce(f.role, '') from staff_sessions s join staff f on f.id = s.staff_id
		where s.token_hash = $1 and f.role is not null and s.revoked_at is null and s.expires_at > takeed_now() and s.seen_at > takeed_now() - $2::interval
;
select finished_at, coalesce(encode(client_mac, 'hex'), ''), coalesce(failure = any($1), false) from signins
		where finished_at > takeed_now() - $4::interval
		  and (failure is null or failure = any($1) or failure = any($2)) order by finished_at desc limit $3
;
select finished_at, user_id::text, coalesce(failure = any($1), false) from attempts
		where claimed_at is not null and finished_at > takeed_now() - $4::interval
		  and (status = 'succeeded' or failure = any($1) or failure = any($2)) order by finished_at desc limit $3
;
select floor(extract(epoch from $1::timestamptz - at) / 86400)::int from audit_events order by at, id limit 1
;
select from transactions where id = $1 for no key update
;
select id, name, query, shared, owner = $1 from staff_views
		where owner = $1 or shared order by name, id limit $2
;
select id::text from staff where id between $1 and $2 order by id limit $3
;
select id::text from transactions where accounts && $1::bytea[] limit $2
;
select id::text from transactions where accounts && array[$1::bytea] limit 1
;
select id::text from transactions where payload_hash = decode($1, 'hex') limit 1
;
select id::text from users where email_mac = $1 order by id limit $2
;
select id::text from users where id between $1 and $2 order by id limit $3
;
select id::text from users where idn_mac = $1 order by id limit $2
;
select id::text from users where mobile_mac = $1 order by id limit $2
;
select id_token from staff_sessions where token_hash = $1 and revoked_at > takeed_now() - $2::interval
;
select kind from audit_events where stream = $1 order by seq desc limit 1
;
select o.at, coalesce(o.tx_id::text, ''), coalesce(t.kind, ''), coalesce(o.person, ''), u.profile from (
		  select distinct on (p.tx_id, p.person) p.at, p.id, p.tx_id, p.person from unnest($2::text[]) v(code) cross join lateral
		    (select e.at, e.id, e.tx_id, e.body::jsonb ->> 'person' as person from audit_events e
		      where e.actor = $1 and e.kind = v.code order by e.at desc, e.id desc limit $3) p order by p.tx_id, p.person, p.at desc, p.id desc) o
		left join transactions t on t.id = o.tx_id left join users u on o.tx_id is null and u.id = o.person::uuid
		where t.id is not null or u.id is not null order by o.at desc, o.id desc limit $4
;
select p.* from unnest($1::text[]) v(code) cross join lateral
			(select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash from audit_events e where e.kind = v.code and e.at >= $2 and e.at < $3 order by e.at desc, e.id desc limit $4) p
			order by p.at desc, p.id desc limit $4
;
select pg_advisory_xact_lock(hashtextextended($1, 0))
;
select pg_logical_emit_message(true, 'takeed', '') is not null
;
select pg_snapshot_xmin(pg_current_snapshot())::text || '.0'
;
select realm, state_hash, handover, lang, return_path from signins
			where realm = $1 and browser_hash = $2 and claimed_at is null and expires_at > takeed_now() order by created_at desc limit 1
;
select s.data from sessions s left join users u on u.id = s.user_id
	where s.token_hash = $1 and s.revoked_at is null and s.expires_at > takeed_now() and s.seen_at > takeed_now() - $2::interval and u.disabled_at is null
;
select s.gone, s.anchor from audit_events e join audit_streams s using (stream) where e.id = $1
;
select s.user_id from sessions s where s.token_hash = $1 and s.user_id is not null and s.revoked_at is null and s.expires_at > takeed_now() and s.seen_at > takeed_now() - $2::interval
;
select sealed, mac from keyset_mark
;
select t.id, t.user_id, t.document, t.payload_hash, t.state, t.created_at, t.expires_at, t.confirmed_at,
	t.attempt_seconds, coalesce(t.replaces::text, ''), coalesce(t.replaced_by::text, ''),
	(select count(*) from attempts n where n.tx_id = t.id) from transactions t where t.id = $1
;
select t.id, t.user_id, t.document, t.payload_hash, t.state, t.created_at, t.expires_at, t.confirmed_at,
	t.attempt_seconds, coalesce(t.replaces::text, ''), coalesce(t.replaced_by::text, ''),
	(select count(*) from attempts n where n.tx_id = t.id) from transactions t where t.id = $1 and ($2 = '' or t.user_id = nullif($2, '')::uuid)
			for no key update
;
select t.id, t.user_id, t.document, t.payload_hash, t.state, t.created_at, t.expires_at, t.confirmed_at,
	t.attempt_seconds, coalesce(t.replaces::text, ''), coalesce(t.replaced_by::text, ''),
	(select count(*) from attempts n where n.tx_id = t.id) from transactions t where t.user_id = $1 and t.idem_key = $2
;
select t.id, t.user_id, t.document, t.payload_hash, t.state, t.created_at, t.expires_at, t.confirmed_at,
	t.attempt_seconds, coalesce(t.replaces::text, ''), coalesce(t.replaced_by::text, ''),
	(select count(*) from attempts n where n.tx_id = t.id) from transactions t, attempts a where a.state_hash = $1 and t.id = a.tx_id
;
select t.id, t.user_id, t.document, t.payload_hash, t.state, t.created_at, t.expires_at, t.confirmed_at,
	t.attempt_seconds, coalesce(t.replaces::text, ''), coalesce(t.replaced_by::text, ''),
	(select count(*) from attempts n where n.tx_id = t.id), case when current_setting('synchronous_standby_names') <> '' then coalesce((select e.xid::text::bigint from audit_events e where e.stream = 'txn:' || t.id order by e.seq desc limit 1), 0) end, pg_postmaster_start_time() from transactions t
		where t.user_id = $1 and t.replaced_by is null
		  and ($2 = '' or t.kind = $2)
		  and ($3 = '' or case when t.state = 'pending' and t.expires_at <= takeed_now() then 'expired' else t.state end = $3)
		  and ($4::timestamptz is null or t.created_at >= $4) and ($5::timestamptz is null or t.created_at < $5)
		  and ($6::timestamptz is null or (t.created_at, t.id) < ($6, $7::uuid))
		order by t.created_at desc, t.id desc limit $8
;
select t.id, t.user_id, t.document, t.payload_hash, t.state, t.created_at, t.expires_at, t.confirmed_at,
	t.attempt_seconds, coalesce(t.replaces::text, ''), coalesce(t.replaced_by::text, ''),
	(select count(*) from attempts n where n.tx_id = t.id), case when current_setting('synchronous_standby_names') <> '' then coalesce((select e.xid::text::bigint from audit_events e where e.stream = 'txn:' || t.id order by e.seq desc limit 1), 0) end, pg_postmaster_start_time() from transactions t where t.id = $3 and t.user_id = (select s.user_id from sessions s where s.token_hash = $1 and s.revoked_at is null and s.expires_at > takeed_now() and s.seen_at > takeed_now() - $2::interval)
;
select t.id::text from unnest($1::bigint[], $2::bigint[]) v(low, high), lateral
		(select t.id from transactions t where t.amount_minor between v.low and v.high limit $3) t limit $3
;
select t.id::text from unnest($1::bytea[], $2::bytea[]) v(low, high), lateral
		(select t.id from transactions t where t.payload_hash between v.low and v.high limit $3) t limit $3
;
select t.id::text from unnest($1::text[]) v(x), transactions t where t.reference = v.x
		union select p.id from unnest($2::text[]) v(x), lateral
		(select t.id::text from transactions t where t.reference ~>=~ v.x and t.reference ~<~ (v.x || '~') limit $3) p limit $3
;
select takeed_now()
;
select takeed_now(), * from (select count(*), min(created_at) from signins where client_mac = $1 and realm = $4 and (finished_at is null or failure is not null) and created_at > takeed_now() - $3::interval) a, (select count(*), min(created_at) from signins where network_mac = $2 and realm = $4 and (finished_at is null or failure is not null) and created_at > takeed_now() - $3::interval) n
;
select takeed_now(), * from (select count(*), min(started_at) from attempts where client_mac = $1 and status <> 'succeeded' and started_at > takeed_now() - $3::interval) a, (select count(*), min(started_at) from attempts where network_mac = $2 and status <> 'succeeded' and started_at > takeed_now() - $3::interval) n
;
select u.id, u.profile, coalesce(u.preferred, ''), u.disabled_at is not null, u.created_at, u.signed_in_at, case when current_setting('synchronous_standby_names') <> '' then coalesce(pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1, 0) end, pg_postmaster_start_time()
		from users u where u.id = $1
;
select u.id, u.profile, coalesce(u.preferred, ''), u.disabled_at is not null, u.signed_in_before from users u where u.id = $1
;
select u.id, u.profile, coalesce(u.preferred, ''), u.disabled_at is not null, u.signed_in_before from users u where u.id = $1 for no key update
;
select u.id, u.profile, coalesce(u.preferred, ''), u.disabled_at is not null, u.signed_in_before from users u where u.id = (select s.user_id from sessions s where s.token_hash = $1 and s.revoked_at is null and s.expires_at > takeed_now() and s.seen_at > takeed_now() - $2::interval)
;
select u.id, u.profile, coalesce(u.preferred, ''), u.disabled_at is not null, u.signed_in_before from users u where u.idn_mac = $1
;
select u.id, u.profile, coalesce(u.preferred, ''), u.disabled_at is not null, u.signed_in_before from users u where u.sub_mac = $1 for no key update
;
select u.id, u.profile, coalesce(u.preferred, ''), u.disabled_at is not null, u.signed_in_before from users u, attempts a where a.state_hash = $1 and u.id = a.user_id
;
select u.id, u.profile, coalesce(u.preferred, ''), u.disabled_at is not null, u.signed_in_before from users u, attempts a where a.tx_id = $1 and a.browser_hash = $2 and u.id = a.user_id
;
select u.id, u.profile, coalesce(u.preferred, ''), u.disabled_at is not null, u.signed_in_before from users u, transactions t where t.id = $1 and u.id = t.user_id
;
select v.code, d.day, c.n from unnest($1::text[]) v(code) cross join generate_series(0, $4) d(day)
		cross join lateral (select count(*) n from audit_events e where e.kind = v.code
		  and e.at >= $2::timestamptz - d.day * interval '24 hours' and e.at < $3::timestamptz - d.day * interval '24 hours') c where c.n > 0
;
select v.code, extract(epoch from date_bin('1 hour', e.at, $2) - $2)::int / 3600, count(*)
		from unnest($1::text[]) v(code), audit_events e where e.kind = v.code and e.at >= $2 and e.at < $3 group by 1, 2
;
update attempts set status = $2, failure = nullif($3, ''), identity_ok = $4, got_sub_mac = $5, got_idn_mac = $6,
	handover = null, finished_at = takeed_now() where id = $1
;
update sessions s set seen_at = case when set_config('synchronous_commit', 'local', true) <> '' then takeed_now() end where s.token_hash = $1 and s.revoked_at is null
		and s.seen_at between takeed_now() - $2::interval and takeed_now() - interval '1 minute'
;
update sessions set data = $2 where token_hash = $1 and revoked_at is null
;
update sessions set revoked_at = takeed_now() where token_hash = $1 and revoked_at is null
;
update sessions set revoked_at = takeed_now() where user_id = $1 and revoked_at is null
;
update signins set claimed_at = takeed_now()
			where realm = $3 and state_hash = $1 and browser_hash = $2 and claimed_at is null and expires_at > takeed_now()
			returning realm, state_hash, handover, lang, return_path
;
update signins set finished_at = takeed_now(), failure = nullif($2, '') where state_hash = $1 and finished_at is null
;
update staff set profile = $2, role = nullif($3, '') where id = $1
;
update staff set role = nullif($2, '') where id = $1
;
update staff_sessions s set seen_at = case when set_config('synchronous_commit', 'local', true) <> '' then takeed_now() end where s.token_hash = $1 and s.revoked_at is null
		and s.seen_at between takeed_now() - $2::interval and takeed_now() - interval '1 minute'
;
update staff_sessions set revoked_at = takeed_now() where staff_id = $1 and revoked_at is null
;
update staff_sessions set revoked_at = takeed_now() where token_hash = $1 and revoked_at is null
;
update transactions set state = $2 where id = $1
;
update transactions set state = $2, confirmed_at = takeed_now(), confirmed_attempt_id = $3, confirmed_ok = true
			where id = $1
;
update transactions set state = $2, replaced_by = nullif($3, '')::uuid where id = $1
;
update users set disabled_at = coalesce(disabled_at, takeed_now()) where id = $1
;
update users set disabled_at = null where id = $1
;
update users set mobile_mac = $2, email_mac = $3, profile = $4, signed_in_before = signed_in_at, signed_in_at = takeed_now()
			where id = $1
;
update users set preferred = $2 where id = $1
;
with claimed as (
	update attempts a set status = 'exchanging', code_mac = $5, claimed_at = takeed_now(), claimed_by = $6
	from sessions s, transactions t
	where a.state_hash = $1 and a.browser_hash = $2 and a.status = 'started' and a.expires_at > takeed_now()
	  and s.token_hash = $3 and s.revoked_at is null and s.expires_at > takeed_now() and s.seen_at > takeed_now() - $4::interval and s.user_id = a.user_id
	  and t.id = a.tx_id and t.state = 'pending' and t.expires_at > takeed_now()
	returning a.id, a.tx_id, a.user_id)
insert into audit_events (stream, tx_id, attempt_id, kind, to_state, actor, body)
select 'txn:' || tx_id, tx_id, id, $7, 'attempt:exchanging', 'customer:' || user_id, $8 from claimed
;
with deleted as (delete from staff_views where id = $1 and owner = $2 returning id) select count(*) from deleted
;
with mine as (
		select r.* from pg_roles r, pg_roles me where me.rolname = current_user and (r.oid = me.oid or not me.rolsuper and pg_has_role(r.oid, 'member'))),
	allowed as (
		select c.oid, c.relname, c.relowner, p, case when p in ('insert', 'update') then has_any_column_privilege(c.oid, p) else has_table_privilege(c.oid, p) end mine,
		       case when p in ('insert', 'update') then has_any_column_privilege('takeed_app', c.oid, p) else has_table_privilege('takeed_app', c.oid, p) end meant
		  from pg_class c, unnest(array['insert', 'update', 'delete', 'truncate', 'trigger']) p
		 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p'))
	select line from (
		select case what when 'SUPERUSER' then 0 else 1 end rank, what || case when m.rolname = current_user then '' else ' by ' || m.rolname end line
		  from mine m, lateral (values (rolsuper, 'SUPERUSER'), (rolcreaterole, 'CREATEROLE'), (rolcreatedb, 'CREATEDB'), (rolreplication, 'REPLICATION'), (rolbypassrls, 'BYPASSRLS')) a (has, what)
		 where a.has
		union all
		select 2, 'MEMBER of ' || rolname from mine where rolname in ('pg_write_all_data', 'pg_write_server_files', 'pg_execute_server_program')
		union all
		select distinct 3, 'OWNER of ' || relname from allowed where pg_has_role(relowner, 'member')
		union all
		select 4, upper(p) || ' on ' || relname from allowed
		 where mine and (not meant or p in ('truncate', 'trigger')
		    or relname in ('audit_streams', 'goose_db_version')
		    or relname = 'audit_events' and p <> 'insert'
		    or relname = 'keyset_mark' and p = 'update'
		    or relname in ('users', 'transactions', 'attempts', 'outbox', 'staff', 'keyset_mark') and p = 'delete')
		union all
		select 5, 'INSERT of ' || attname || ' on audit_events' from pg_attribute
		 where attrelid = 'audit_events'::regclass and attnum > 0 and not attisdropped and has_column_privilege(attrelid, attnum, 'insert')
		   and attname not in ('stream', 'tx_id', 'attempt_id', 'kind', 'to_state', 'actor', 'body')) x
	order by rank, line
;
with old as (update sessions set revoked_at = takeed_now() where token_hash = $1 and revoked_at is null returning *)
		insert into sessions (token_hash, user_id, data, created_at, seen_at, expires_at)
		select $2, user_id, data, created_at, takeed_now(), expires_at from old
;
with over as (
		delete from events_dropped where hour < takeed_now() - interval '61 minutes' returning hour, stream, kind, dropped)
	select hour, stream, kind, dropped from over order by hour, stream
;
with recursive v(x) as (
			(select ((body::jsonb ->> 'client') collate "C") from audit_events where ((body::jsonb ->> 'client') collate "C") >= $1 order by 1 limit 1)
			union all
			select (select ((body::jsonb ->> 'client') collate "C") from audit_events where ((body::jsonb ->> 'client') collate "C") > v.x order by 1 limit 1) from v where v.x ^@ $1)
			select x from v where x ^@ $1 limit $2
;
with recursive v(x) as (
			(select ((body::jsonb ->> 'reason') collate "C") from audit_events where ((body::jsonb ->> 'reason') collate "C") >= $1 order by 1 limit 1)
			union all
			select (select ((body::jsonb ->> 'reason') collate "C") from audit_events where ((body::jsonb ->> 'reason') collate "C") > v.x order by 1 limit 1) from v where v.x ^@ $1)
			select x from v where x ^@ $1 limit $2
;
with saved as (insert into staff_views (id, owner, name, query, shared)
			select gen_random_uuid(), $1, $2, $3, $4 where (select count(*) from staff_views where owner = $1) < $5 returning id)
		select count(*) from saved
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce((e.actor = any($1::text[]) or ((e.body::jsonb ->> 'person') collate "C") = any($2::text[])), false) as hit from audit_events e where e.actor like 'staff:%' and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce((select a.lang from attempts a where a.id = e.attempt_id) = any($1::text[]), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce((select a.lang from attempts a where a.id = e.attempt_id) = any($1::text[]), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 384) p order by p.at desc, p.id desc limit 384),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce((select a.lang from attempts a where a.id = e.attempt_id) = any($1::text[]), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 128) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce((select a.lang from attempts a where a.id = e.attempt_id) = any($1::text[]), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 2000) p order by p.at, p.id limit 2000),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 2001)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce((select a.lang from attempts a where a.id = e.attempt_id) = any($1::text[]), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 384) p order by p.at, p.id limit 384),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($1::text[]) and (select a.lang from attempts a where a.id = e.attempt_id) = any($2::text[]), false) as hit from audit_events e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at, e.id limit 2000) p order by p.at, p.id limit 2000),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 2001)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($1::text[]), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($1::text[]), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 384) p order by p.at desc, p.id desc limit 384),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($1::text[]), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 128) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($1::text[]), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 2000) p order by p.at, p.id limit 2000),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 2001)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($1::text[]), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 384) p order by p.at, p.id limit 384),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(e.actor like any($1::text[]) and e.to_state = any($2::text[]) and not coalesce(e.stream = any($3::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(e.actor like any($1::text[]) and e.to_state = any($2::text[]) and not coalesce(e.stream = any($3::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 384) p order by p.at desc, p.id desc limit 384),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(e.actor like any($1::text[]) and e.to_state = any($2::text[]) and not coalesce(e.stream = any($3::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at, e.id limit 128) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(e.actor like any($1::text[]) and e.to_state = any($2::text[]) and not coalesce(e.stream = any($3::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at, e.id limit 384) p order by p.at, p.id limit 384),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(e.actor like any($1::text[]) and not coalesce(e.attempt_id = any($2::uuid[]), false), false) as hit from audit_events e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(e.actor like any($1::text[]) and not coalesce(e.attempt_id = any($2::uuid[]), false), false) as hit from audit_events e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at, e.id limit 128) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(e.actor like any($1::text[]) and not coalesce(e.tx_id = any($2::uuid[]), false), false) as hit from audit_events e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(e.actor like any($1::text[]) and not coalesce(e.tx_id = any($2::uuid[]), false), false) as hit from audit_events e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at, e.id limit 128) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(e.actor like any($1::text[]), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(e.actor like any($1::text[]), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 128) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(e.kind = any($1::text[]), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 2000) p order by p.at, p.id limit 2000),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 2001)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(e.to_state = any($1::text[]), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(e.to_state = any($1::text[]), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 384) p order by p.at desc, p.id desc limit 384),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(e.to_state = any($1::text[]), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 128) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(e.to_state = any($1::text[]), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 384) p order by p.at, p.id limit 384),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(((e.body::jsonb ->> 'client') collate "C") = any($1::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(((e.body::jsonb ->> 'client') collate "C") = any($1::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 128) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(((e.body::jsonb ->> 'correlation_id') collate "C") = any($1::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(((e.body::jsonb ->> 'correlation_id') collate "C") = any($1::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 128) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(((e.body::jsonb ->> 'reason') collate "C") = any($1::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(((e.body::jsonb ->> 'reason') collate "C") = any($1::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 128) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(((e.body::jsonb ->> 'request_id') collate "C") = any($1::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce((e.id between $1 and $2), false), false) as hit from audit_events e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce((select a.lang from attempts a where a.id = e.attempt_id) = any($1::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce((select a.lang from attempts a where a.id = e.attempt_id) = any($1::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 128) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($1::text[]), false) and (select a.lang from attempts a where a.id = e.attempt_id) = any($2::text[]), false) as hit from audit_events e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($1::text[]), false) and (select a.lang from attempts a where a.id = e.attempt_id) = any($2::text[]), false) as hit from audit_events e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 384) p order by p.at desc, p.id desc limit 384),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($1::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.actor = any($1::text[]), false) and not coalesce(e.actor = any($2::text[]), false) and not coalesce(e.tx_id = any($3::uuid[]), false), false) as hit from audit_events e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.actor = any($1::text[]), false) and not coalesce(e.actor = any($2::text[]), false) and not coalesce(e.tx_id = any($3::uuid[]), false), false) as hit from audit_events e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at, e.id limit 128) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.actor = any($1::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.actor = any($1::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 128) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.actor like any($1::text[]), false) and e.kind = any($2::text[]), false) as hit from audit_events e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at, e.id limit 2000) p order by p.at, p.id limit 2000),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 2001)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.actor like any($1::text[]), false) and not coalesce(e.tx_id = any($2::uuid[]), false), false) as hit from audit_events e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.actor like any($1::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.actor like any($1::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 384) p order by p.at desc, p.id desc limit 384),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.actor like any($1::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 128) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.actor like any($1::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 2000) p order by p.at, p.id limit 2000),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 2001)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.actor like any($1::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 384) p order by p.at, p.id limit 384),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.attempt_id = any($1::uuid[]), false) and not coalesce(e.stream = any($2::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.attempt_id = any($1::uuid[]), false) and not coalesce(e.stream = any($2::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at, e.id limit 128) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.kind = any($1::text[]), false) and not coalesce(e.tx_id = any($2::uuid[]), false) and e.to_state = any($3::text[]), false) as hit from audit_events e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.kind = any($1::text[]), false) and not coalesce(e.tx_id = any($2::uuid[]), false) and e.to_state = any($3::text[]), false) as hit from audit_events e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 384) p order by p.at desc, p.id desc limit 384),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.kind = any($1::text[]), false) and not coalesce(e.tx_id = any($2::uuid[]), false) and e.to_state = any($3::text[]), false) as hit from audit_events e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at, e.id limit 128) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.kind = any($1::text[]), false) and not coalesce(e.tx_id = any($2::uuid[]), false) and e.to_state = any($3::text[]), false) as hit from audit_events e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at, e.id limit 384) p order by p.at, p.id limit 384),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.kind = any($1::text[]), false) and not coalesce(e.tx_id = any($2::uuid[]), false), false) as hit from audit_events e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.kind = any($1::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.stream = any($1::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.to_state = any($1::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.to_state = any($1::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 128) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false) and (select a.lang from attempts a where a.id = e.attempt_id) = any($2::text[]), false) as hit from audit_events e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false) and (select a.lang from attempts a where a.id = e.attempt_id) = any($2::text[]), false) as hit from audit_events e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 384) p order by p.at desc, p.id desc limit 384),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false) and (select t.kind from transactions t where t.id = e.tx_id) = any($2::text[]), false) as hit from audit_events e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false) and (select t.kind from transactions t where t.id = e.tx_id) = any($2::text[]), false) as hit from audit_events e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 384) p order by p.at desc, p.id desc limit 384),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false) and e.to_state = any($2::text[]), false) as hit from audit_events e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false) and e.to_state = any($2::text[]), false) as hit from audit_events e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 384) p order by p.at desc, p.id desc limit 384),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false) and not coalesce(e.stream = any($2::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false) and not coalesce(e.stream = any($2::text[]), false), false) as hit from audit_events e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at, e.id limit 128) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false) and not coalesce(e.tx_id = any($2::uuid[]), false), false) as hit from audit_events e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from audit_events e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 128) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from audit_events e where e.actor like 'staff:%' and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 128) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, true as hit from audit_events e where (e.at, e.id) > ($1, $2) and (e.at, e.id) < ($3, $4) order by e.at desc, e.id desc limit 51) p order by p.at desc, p.id desc limit 51),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, true as hit from audit_events e where (e.at, e.id) > ($1, $2) and (e.at, e.id) < ($3, $4) order by e.at, e.id limit 2000) p order by p.at, p.id limit 2000),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 2001)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, true as hit from audit_events e where (e.at, e.id) > ($1, $2) and (e.at, e.id) < ($3, $4) order by e.at, e.id limit 51) p order by p.at, p.id limit 51),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select e.at, e.id, true as hit from audit_events e where e.actor like 'staff:%' and (e.at, e.id) > ($1, $2) and (e.at, e.id) < ($3, $4) order by e.at desc, e.id desc limit 51) p order by p.at desc, p.id desc limit 51),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::bigint[], $2::bigint[]) v(low, high) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.id between v.low and v.high offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 51) p) p order by p.at desc, p.id desc limit 51),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::bigint[], $2::bigint[]) v(low, high) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.id between v.low and v.high offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at, e.id limit 2000) p) p order by p.at, p.id limit 2000),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 2001)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::bigint[], $2::bigint[]) v(low, high) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.id between v.low and v.high offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at, e.id limit 51) p) p order by p.at, p.id limit 51),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.stream = v.x offset 0) e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 51) p) p order by p.at desc, p.id desc limit 51),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'client') collate "C") = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 51) p) p order by p.at desc, p.id desc limit 51),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'client') collate "C") = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 51) p) p order by p.at, p.id limit 51),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'correlation_id') collate "C") = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 51) p) p order by p.at desc, p.id desc limit 51),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'reason') collate "C") = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 51) p) p order by p.at desc, p.id desc limit 51),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'request_id') collate "C") = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 51) p) p order by p.at desc, p.id desc limit 51),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.actor = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 51) p union all select p.at, p.id, p.hit from unnest($6::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'person') collate "C") = v.x and (e.at, e.id) > ($7, $8) and (e.at, e.id) < ($9, $10) order by e.at desc, e.id desc limit 51) p) p order by p.at desc, p.id desc limit 51),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.actor = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 51) p) p order by p.at desc, p.id desc limit 51),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.actor = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 2000) p union all select p.at, p.id, p.hit from unnest($6::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'person') collate "C") = v.x and (e.at, e.id) > ($7, $8) and (e.at, e.id) < ($9, $10) order by e.at, e.id limit 2000) p) p order by p.at, p.id limit 2000),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 2001)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.actor = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 2000) p) p order by p.at, p.id limit 2000),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 2001)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.actor = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 51) p union all select p.at, p.id, p.hit from unnest($6::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'person') collate "C") = v.x and (e.at, e.id) > ($7, $8) and (e.at, e.id) < ($9, $10) order by e.at, e.id limit 51) p) p order by p.at, p.id limit 51),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 51) p) p order by p.at desc, p.id desc limit 51),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 2000) p) p order by p.at, p.id limit 2000),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 2001)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 51) p) p order by p.at, p.id limit 51),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join unnest($2::text[]) k(y) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.actor = v.x and e.kind = k.y and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 51) p union all select p.at, p.id, p.hit from unnest($7::text[]) v(x) cross join unnest($8::text[]) k(y) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'person') collate "C") = v.x and e.kind = k.y and (e.at, e.id) > ($9, $10) and (e.at, e.id) < ($11, $12) order by e.at desc, e.id desc limit 51) p) p order by p.at desc, p.id desc limit 51),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::text[]) v(x) cross join unnest($2::text[]) k(y) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.actor = v.x and e.kind = k.y and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 51) p) p order by p.at desc, p.id desc limit 51),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.attempt_id = v.x offset 0) e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 51) p) p order by p.at desc, p.id desc limit 51),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at desc, e.id desc limit 51) p) p order by p.at desc, p.id desc limit 51),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 2000) p) p order by p.at, p.id limit 2000),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 2001)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($1::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($2, $3) and (e.at, e.id) < ($4, $5) order by e.at, e.id limit 51) p) p order by p.at, p.id limit 51),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, true as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::bigint[], $3::bigint[]) v(low, high) cross join lateral (select e.at, e.id, coalesce(e.kind = any($1::text[]), false) as hit from (select e.* from audit_events e where e.id between v.low and v.high offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::bigint[], $3::bigint[]) v(low, high) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from (select e.* from audit_events e where e.id between v.low and v.high offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(((e.body::jsonb ->> 'client') collate "C") = any($1::text[]), false) as hit from audit_events e where e.actor = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce((select a.lang from attempts a where a.id = e.attempt_id) = any($1::text[]), false) as hit from (select e.* from audit_events e where e.stream = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce((select a.lang from attempts a where a.id = e.attempt_id) = any($1::text[]), false) as hit from audit_events e where ((e.body::jsonb ->> 'client') collate "C") = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.actor = any($1::text[]), false) as hit from audit_events e where e.actor = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.actor like any($1::text[]), false) as hit from audit_events e where ((e.body::jsonb ->> 'client') collate "C") = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.actor like any($1::text[]), false) as hit from audit_events e where ((e.body::jsonb ->> 'client') collate "C") = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 384) p) p order by p.at desc, p.id desc limit 384),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.actor like any($1::text[]), false) as hit from audit_events e where e.kind = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.kind = any($1::text[]), false) as hit from audit_events e where ((e.body::jsonb ->> 'reason') collate "C") = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.stream = any($1::text[]), false) as hit from audit_events e where ((e.body::jsonb ->> 'correlation_id') collate "C") = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.to_state = any($1::text[]), false) as hit from audit_events e where e.actor = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p union all select p.at, p.id, p.hit from unnest($7::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.to_state = any($1::text[]), false) as hit from audit_events e where ((e.body::jsonb ->> 'person') collate "C") = v.x and (e.at, e.id) > ($8, $9) and (e.at, e.id) < ($10, $11) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.to_state = any($1::text[]), false) as hit from audit_events e where e.actor = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.to_state = any($1::text[]), false) as hit from audit_events e where e.actor = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 384) p union all select p.at, p.id, p.hit from unnest($7::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.to_state = any($1::text[]), false) as hit from audit_events e where ((e.body::jsonb ->> 'person') collate "C") = v.x and (e.at, e.id) > ($8, $9) and (e.at, e.id) < ($10, $11) order by e.at desc, e.id desc limit 384) p) p order by p.at desc, p.id desc limit 384),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.to_state = any($1::text[]), false) as hit from audit_events e where e.actor = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at, e.id limit 128) p union all select p.at, p.id, p.hit from unnest($7::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.to_state = any($1::text[]), false) as hit from audit_events e where ((e.body::jsonb ->> 'person') collate "C") = v.x and (e.at, e.id) > ($8, $9) and (e.at, e.id) < ($10, $11) order by e.at, e.id limit 128) p) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.to_state = any($1::text[]), false) as hit from audit_events e where e.actor = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at, e.id limit 384) p union all select p.at, p.id, p.hit from unnest($7::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.to_state = any($1::text[]), false) as hit from audit_events e where ((e.body::jsonb ->> 'person') collate "C") = v.x and (e.at, e.id) > ($8, $9) and (e.at, e.id) < ($10, $11) order by e.at, e.id limit 384) p) p order by p.at, p.id limit 384),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(((e.body::jsonb ->> 'client') collate "C") = any($1::text[]), false), false) as hit from audit_events e where e.actor = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce((select a.lang from attempts a where a.id = e.attempt_id) = any($1::text[]), false), false) as hit from audit_events e where ((e.body::jsonb ->> 'reason') collate "C") = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.actor like any($1::text[]), false), false) as hit from (select e.* from audit_events e where e.stream = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.to_state = any($1::text[]), false), false) as hit from audit_events e where ((e.body::jsonb ->> 'client') collate "C") = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from (select e.* from audit_events e where e.stream = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from audit_events e where ((e.body::jsonb ->> 'client') collate "C") = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from audit_events e where ((e.body::jsonb ->> 'correlation_id') collate "C") = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from audit_events e where ((e.body::jsonb ->> 'reason') collate "C") = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from audit_events e where ((e.body::jsonb ->> 'request_id') collate "C") = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from audit_events e where e.actor = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p union all select p.at, p.id, p.hit from unnest($7::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from audit_events e where ((e.body::jsonb ->> 'person') collate "C") = v.x and (e.at, e.id) > ($8, $9) and (e.at, e.id) < ($10, $11) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from audit_events e where e.actor = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from audit_events e where e.kind = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.stream = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(((e.body::jsonb ->> 'reason') collate "C") = any($1::text[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'client') collate "C") = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($1::text[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'client') collate "C") = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'client') collate "C") = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at, e.id limit 128) p) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($1::text[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'client') collate "C") = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at, e.id limit 128) p) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'request_id') collate "C") = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(e.kind = any($1::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.actor = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p union all select p.at, p.id, p.hit from unnest($7::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'person') collate "C") = v.x and (e.at, e.id) > ($8, $9) and (e.at, e.id) < ($10, $11) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(e.actor like any($1::text[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 120) p) p order by p.at desc, p.id desc limit 120),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 121)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(e.to_state = any($1::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(e.actor like any($1::text[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 151) p) p order by p.at desc, p.id desc limit 151),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 152)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(e.to_state = any($1::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at, e.id limit 128) p) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(e.to_state = any($1::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at, e.id limit 151) p) p order by p.at, p.id limit 151),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 152)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(e.to_state = any($1::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join unnest($3::text[]) k(y) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'client') collate "C") = v.x and e.kind = k.y and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(e.actor = any($1::text[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join unnest($3::text[]) k(y) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'client') collate "C") = v.x and e.kind = k.y and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at, e.id limit 128) p) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(e.actor = any($1::text[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join unnest($3::text[]) k(y) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.actor = v.x and e.kind = k.y and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p union all select p.at, p.id, p.hit from unnest($8::text[]) v(x) cross join unnest($9::text[]) k(y) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'person') collate "C") = v.x and e.kind = k.y and (e.at, e.id) > ($10, $11) and (e.at, e.id) < ($12, $13) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join unnest($3::text[]) k(y) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.actor = v.x and e.kind = k.y and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(((e.body::jsonb ->> 'reason') collate "C") = any($1::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::text[]) v(x) cross join unnest($3::text[]) k(y) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.actor = v.x and e.kind = k.y and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(e.stream = any($1::text[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce(((e.body::jsonb ->> 'correlation_id') collate "C") = any($1::text[]), false) as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce(((e.body::jsonb ->> 'reason') collate "C") = any($1::text[]), false) as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce(((e.body::jsonb ->> 'request_id') collate "C") = any($1::text[]), false) as hit from (select e.* from audit_events e where e.attempt_id = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.actor like any($1::text[]), false) as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.tx_id = any($1::uuid[]), false) as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.actor like any($1::text[]), false), false) as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.actor like any($1::text[]), false), false) as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at, e.id limit 2000) p) p order by p.at, p.id limit 2000),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 2001)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.kind = any($1::text[]), false), false) as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.stream = any($1::text[]), false), false) as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from (select e.* from audit_events e where e.attempt_id = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.attempt_id = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($1::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 110) p) p order by p.at desc, p.id desc limit 110),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 111)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(((e.body::jsonb ->> 'correlation_id') collate "C") = any($1::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 110) p) p order by p.at desc, p.id desc limit 110),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 111)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce((select a.lang from attempts a where a.id = e.attempt_id) = any($1::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(((e.body::jsonb ->> 'reason') collate "C") = any($1::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($1::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(e.kind = any($1::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 51) p) p order by p.at desc, p.id desc limit 51),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(e.actor like any($1::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 51) p) p order by p.at desc, p.id desc limit 51),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(e.attempt_id = any($1::uuid[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at desc, e.id desc limit 51) p) p order by p.at desc, p.id desc limit 51),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at, e.id limit 110) p) p order by p.at, p.id limit 110),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 111)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce((select a.lang from attempts a where a.id = e.attempt_id) = any($1::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at, e.id limit 51) p) p order by p.at, p.id limit 51),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(e.actor like any($1::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at, e.id limit 51) p) p order by p.at, p.id limit 51),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(e.attempt_id = any($1::uuid[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($2::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($3, $4) and (e.at, e.id) < ($5, $6) order by e.at, e.id limit 51) p) p order by p.at, p.id limit 51),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::bigint[], $4::bigint[]) v(low, high) cross join lateral (select e.at, e.id, coalesce((e.actor = any($1::text[]) or ((e.body::jsonb ->> 'person') collate "C") = any($2::text[])), false) as hit from (select e.* from audit_events e where e.id between v.low and v.high offset 0) e where (e.at, e.id) > ($5, $6) and (e.at, e.id) < ($7, $8) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::bigint[], $4::bigint[]) v(low, high) cross join lateral (select e.at, e.id, coalesce((e.actor = any($1::text[]) or ((e.body::jsonb ->> 'person') collate "C") = any($2::text[])), false) as hit from (select e.* from audit_events e where e.id between v.low and v.high offset 0) e where (e.at, e.id) > ($5, $6) and (e.at, e.id) < ($7, $8) order by e.at desc, e.id desc limit 384) p) p order by p.at desc, p.id desc limit 384),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::bigint[], $4::bigint[]) v(low, high) cross join lateral (select e.at, e.id, coalesce((e.actor = any($1::text[]) or ((e.body::jsonb ->> 'person') collate "C") = any($2::text[])), false) as hit from (select e.* from audit_events e where e.id between v.low and v.high offset 0) e where (e.at, e.id) > ($5, $6) and (e.at, e.id) < ($7, $8) order by e.at, e.id limit 128) p) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::bigint[], $4::bigint[]) v(low, high) cross join lateral (select e.at, e.id, coalesce((e.actor = any($1::text[]) or ((e.body::jsonb ->> 'person') collate "C") = any($2::text[])), false) as hit from (select e.* from audit_events e where e.id between v.low and v.high offset 0) e where (e.at, e.id) > ($5, $6) and (e.at, e.id) < ($7, $8) order by e.at, e.id limit 384) p) p order by p.at, p.id limit 384),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::bigint[], $4::bigint[]) v(low, high) cross join lateral (select e.at, e.id, coalesce(e.actor = any($1::text[]) and e.kind = any($2::text[]), false) as hit from (select e.* from audit_events e where e.id between v.low and v.high offset 0) e where (e.at, e.id) > ($5, $6) and (e.at, e.id) < ($7, $8) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::bigint[], $4::bigint[]) v(low, high) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.kind = any($1::text[]), false) and not coalesce(((e.body::jsonb ->> 'reason') collate "C") = any($2::text[]), false), false) as hit from (select e.* from audit_events e where e.id between v.low and v.high offset 0) e where (e.at, e.id) > ($5, $6) and (e.at, e.id) < ($7, $8) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::bigint[], $4::bigint[]) v(low, high) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false) and not coalesce(e.tx_id = any($2::uuid[]), false), false) as hit from (select e.* from audit_events e where e.id between v.low and v.high offset 0) e where (e.at, e.id) > ($5, $6) and (e.at, e.id) < ($7, $8) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(((e.body::jsonb ->> 'reason') collate "C") = any($1::text[]) and e.kind = any($2::text[]), false) as hit from audit_events e where ((e.body::jsonb ->> 'reason') collate "C") = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, coalesce((e.actor = any($1::text[]) or ((e.body::jsonb ->> 'person') collate "C") = any($2::text[])), false) as hit from audit_events e where ((e.body::jsonb ->> 'request_id') collate "C") = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, coalesce((e.actor = any($1::text[]) or ((e.body::jsonb ->> 'person') collate "C") = any($2::text[])), false) as hit from audit_events e where e.actor = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, coalesce((e.id between $1 and $2), false) as hit from audit_events e where ((e.body::jsonb ->> 'request_id') collate "C") = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, coalesce((select a.lang from attempts a where a.id = e.attempt_id) = any($1::text[]) and ((e.body::jsonb ->> 'request_id') collate "C") = any($2::text[]), false) as hit from audit_events e where ((e.body::jsonb ->> 'request_id') collate "C") = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, coalesce((select a.lang from attempts a where a.id = e.attempt_id) = any($1::text[]) and e.kind = any($2::text[]), false) as hit from (select e.* from audit_events e where e.stream = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($1::text[]) and ((e.body::jsonb ->> 'client') collate "C") = any($2::text[]), false) as hit from (select e.* from audit_events e where e.stream = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.actor like any($1::text[]) and ((e.body::jsonb ->> 'client') collate "C") = any($2::text[]), false) as hit from audit_events e where ((e.body::jsonb ->> 'reason') collate "C") = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.actor like any($1::text[]) and not coalesce(e.tx_id = any($2::uuid[]), false), false) as hit from audit_events e where ((e.body::jsonb ->> 'client') collate "C") = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.actor like any($1::text[]) and not coalesce(e.tx_id = any($2::uuid[]), false), false) as hit from audit_events e where ((e.body::jsonb ->> 'client') collate "C") = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 384) p) p order by p.at desc, p.id desc limit 384),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(((e.body::jsonb ->> 'reason') collate "C") = any($1::text[]), false) and e.to_state = any($2::text[]), false) as hit from audit_events e where ((e.body::jsonb ->> 'reason') collate "C") = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(((e.body::jsonb ->> 'reason') collate "C") = any($1::text[]), false) and e.to_state = any($2::text[]), false) as hit from audit_events e where ((e.body::jsonb ->> 'request_id') collate "C") = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce((e.actor = any($1::text[]) or ((e.body::jsonb ->> 'person') collate "C") = any($2::text[])), false), false) as hit from audit_events e where e.actor = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p union all select p.at, p.id, p.hit from unnest($8::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce((e.actor = any($1::text[]) or ((e.body::jsonb ->> 'person') collate "C") = any($2::text[])), false), false) as hit from audit_events e where ((e.body::jsonb ->> 'person') collate "C") = v.x and (e.at, e.id) > ($9, $10) and (e.at, e.id) < ($11, $12) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce((e.id between $1 and $2), false), false) as hit from audit_events e where ((e.body::jsonb ->> 'request_id') collate "C") = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.actor like any($1::text[]), false) and ((e.body::jsonb ->> 'correlation_id') collate "C") = any($2::text[]), false) as hit from audit_events e where ((e.body::jsonb ->> 'request_id') collate "C") = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false) and ((e.body::jsonb ->> 'client') collate "C") = any($2::text[]), false) as hit from audit_events e where e.actor = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false) and e.kind = any($2::text[]), false) as hit from audit_events e where ((e.body::jsonb ->> 'reason') collate "C") = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.stream = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(e.actor = any($1::text[]), false) and e.stream = any($2::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'client') collate "C") = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(e.kind = any($1::text[]), false) and not coalesce(e.tx_id = any($2::uuid[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'client') collate "C") = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at, e.id limit 128) p) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(e.kind = any($1::text[]), false) and not coalesce(e.tx_id = any($2::uuid[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'request_id') collate "C") = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($1::text[]) and (select a.lang from attempts a where a.id = e.attempt_id) = any($2::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'request_id') collate "C") = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(e.actor like any($1::text[]) and not coalesce(e.tx_id = any($2::uuid[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($1::text[]) and not coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($2::text[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(((e.body::jsonb ->> 'request_id') collate "C") = any($1::text[]), false) and e.to_state = any($2::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 151) p) p order by p.at desc, p.id desc limit 151),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 152)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($1::text[]) and not coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($2::text[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 151) p) p order by p.at desc, p.id desc limit 151),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 152)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(((e.body::jsonb ->> 'request_id') collate "C") = any($1::text[]), false) and e.to_state = any($2::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at, e.id limit 128) p) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($1::text[]) and not coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($2::text[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at, e.id limit 128) p) p order by p.at, p.id limit 128),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(((e.body::jsonb ->> 'request_id') collate "C") = any($1::text[]), false) and e.to_state = any($2::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at, e.id limit 151) p) p order by p.at, p.id limit 151),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 152)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($1::text[]) and not coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($2::text[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at, e.id limit 151) p) p order by p.at, p.id limit 151),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 152)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(((e.body::jsonb ->> 'request_id') collate "C") = any($1::text[]), false) and e.to_state = any($2::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce(((e.body::jsonb ->> 'client') collate "C") = any($1::text[]) and e.to_state = any($2::text[]), false) as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce((e.actor = any($1::text[]) or ((e.body::jsonb ->> 'person') collate "C") = any($2::text[])), false) as hit from (select e.* from audit_events e where e.attempt_id = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce((e.actor = any($1::text[]) or ((e.body::jsonb ->> 'person') collate "C") = any($2::text[])), false) as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($1::text[]) and ((e.body::jsonb ->> 'client') collate "C") = any($2::text[]), false) as hit from (select e.* from audit_events e where e.attempt_id = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($1::text[]) and e.kind = any($2::text[]), false) as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($1::text[]) and not coalesce(((e.body::jsonb ->> 'correlation_id') collate "C") = any($2::text[]), false), false) as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.actor = any($1::text[]) and not coalesce(e.tx_id = any($2::uuid[]), false), false) as hit from (select e.* from audit_events e where e.attempt_id = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.tx_id = any($1::uuid[]) and not coalesce(((e.body::jsonb ->> 'client') collate "C") = any($2::text[]), false), false) as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.tx_id = any($1::uuid[]) and not coalesce(((e.body::jsonb ->> 'correlation_id') collate "C") = any($2::text[]), false), false) as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce(e.tx_id = any($1::uuid[]) and not coalesce(e.to_state = any($2::text[]), false), false) as hit from (select e.* from audit_events e where e.attempt_id = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce((e.id between $1 and $2), false), false) as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce((e.id between $1 and $2), false), false) as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at, e.id limit 2000) p) p order by p.at, p.id limit 2000),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 2001)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.actor = any($1::text[]), false) and e.stream = any($2::text[]), false) as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.actor like any($1::text[]), false) and ((e.body::jsonb ->> 'request_id') collate "C") = any($2::text[]), false) as hit from (select e.* from audit_events e where e.attempt_id = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.attempt_id = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false) and e.stream = any($2::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce((e.id between $1 and $2), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce((select a.lang from attempts a where a.id = e.attempt_id) = any($1::text[]) and e.kind = any($2::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(e.tx_id = any($1::uuid[]) and ((e.body::jsonb ->> 'request_id') collate "C") = any($2::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false) and e.kind = any($2::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 51) p) p order by p.at desc, p.id desc limit 51),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce((e.actor = any($1::text[]) or ((e.body::jsonb ->> 'person') collate "C") = any($2::text[])), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 51) p) p order by p.at desc, p.id desc limit 51),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(e.actor like any($1::text[]) and not coalesce(e.stream = any($2::text[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at desc, e.id desc limit 51) p) p order by p.at desc, p.id desc limit 51),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(e.tx_id = any($1::uuid[]) and ((e.body::jsonb ->> 'request_id') collate "C") = any($2::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at, e.id limit 51) p) p order by p.at, p.id limit 51),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce((e.actor = any($1::text[]) or ((e.body::jsonb ->> 'person') collate "C") = any($2::text[])), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at, e.id limit 51) p) p order by p.at, p.id limit 51),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(e.actor like any($1::text[]) and not coalesce(e.stream = any($2::text[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($3::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($4, $5) and (e.at, e.id) < ($6, $7) order by e.at, e.id limit 51) p) p order by p.at, p.id limit 51),
		     last as (select p.id from walked p order by p.at desc, p.id desc limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at, p.id limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(e.tx_id = any($1::uuid[]) and ((e.body::jsonb ->> 'request_id') collate "C") = any($2::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at, e.id
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($4::bigint[], $5::bigint[]) v(low, high) cross join lateral (select e.at, e.id, coalesce((e.actor = any($1::text[]) or ((e.body::jsonb ->> 'person') collate "C") = any($2::text[])) and e.kind = any($3::text[]), false) as hit from (select e.* from audit_events e where e.id between v.low and v.high offset 0) e where (e.at, e.id) > ($6, $7) and (e.at, e.id) < ($8, $9) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($4::bigint[], $5::bigint[]) v(low, high) cross join lateral (select e.at, e.id, coalesce((e.actor = any($1::text[]) or ((e.body::jsonb ->> 'person') collate "C") = any($2::text[])) and e.kind = any($3::text[]), false) as hit from (select e.* from audit_events e where e.id between v.low and v.high offset 0) e where (e.at, e.id) > ($6, $7) and (e.at, e.id) < ($8, $9) order by e.at desc, e.id desc limit 384) p) p order by p.at desc, p.id desc limit 384),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($4::bigint[], $5::bigint[]) v(low, high) cross join lateral (select e.at, e.id, coalesce((e.actor = any($1::text[]) or ((e.body::jsonb ->> 'person') collate "C") = any($2::text[])) and not coalesce(e.tx_id = any($3::uuid[]), false), false) as hit from (select e.* from audit_events e where e.id between v.low and v.high offset 0) e where (e.at, e.id) > ($6, $7) and (e.at, e.id) < ($8, $9) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($4::text[]) v(x) cross join lateral (select e.at, e.id, coalesce((e.actor = any($1::text[]) or ((e.body::jsonb ->> 'person') collate "C") = any($2::text[])) and (select t.kind from transactions t where t.id = e.tx_id) = any($3::text[]), false) as hit from audit_events e where ((e.body::jsonb ->> 'reason') collate "C") = v.x and (e.at, e.id) > ($5, $6) and (e.at, e.id) < ($7, $8) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($4::text[]) v(x) cross join lateral (select e.at, e.id, coalesce((e.actor = any($1::text[]) or ((e.body::jsonb ->> 'person') collate "C") = any($2::text[])) and not coalesce(e.to_state = any($3::text[]), false), false) as hit from audit_events e where ((e.body::jsonb ->> 'request_id') collate "C") = v.x and (e.at, e.id) > ($5, $6) and (e.at, e.id) < ($7, $8) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($4::text[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce(e.kind = any($1::text[]), false) and (select t.kind from transactions t where t.id = e.tx_id) = any($2::text[]) and (select a.lang from attempts a where a.id = e.attempt_id) = any($3::text[]), false) as hit from audit_events e where ((e.body::jsonb ->> 'reason') collate "C") = v.x and (e.at, e.id) > ($5, $6) and (e.at, e.id) < ($7, $8) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($4::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where ((e.body::jsonb ->> 'request_id') collate "C") = v.x and (e.at, e.id) > ($5, $6) and (e.at, e.id) < ($7, $8) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(not coalesce(e.tx_id = any($1::uuid[]), false) and (e.id between $2 and $3), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($4::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce((e.actor = any($1::text[]) or ((e.body::jsonb ->> 'person') collate "C") = any($2::text[])) and (select t.kind from transactions t where t.id = e.tx_id) = any($3::text[]), false) as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($5, $6) and (e.at, e.id) < ($7, $8) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($4::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce(not coalesce((e.id between $1 and $2), false) and not coalesce(e.stream = any($3::text[]), false), false) as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($5, $6) and (e.at, e.id) < ($7, $8) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($4::uuid[]) v(x) cross join lateral (select e.at, e.id, true as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($5, $6) and (e.at, e.id) < ($7, $8) order by e.at desc, e.id desc limit 110) p) p order by p.at desc, p.id desc limit 110),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 111)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce((e.actor = any($1::text[]) or ((e.body::jsonb ->> 'person') collate "C") = any($2::text[])) and e.kind = any($3::text[]), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($5::text[]) v(x) cross join lateral (select e.at, e.id, true as hit from audit_events e where e.kind = v.x and (e.at, e.id) > ($6, $7) and (e.at, e.id) < ($8, $9) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 129)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, coalesce(e.actor like any($1::text[]) and not coalesce(e.actor like any($2::text[]), false) and not coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($3::text[]), false) and not coalesce((select t.kind from transactions t where t.id = e.tx_id) = any($4::text[]), false), false) as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
with walked as materialized (select p.at, p.id, p.hit from (select p.at, p.id, p.hit from unnest($5::uuid[]) v(x) cross join lateral (select e.at, e.id, coalesce((e.actor = any($1::text[]) or ((e.body::jsonb ->> 'person') collate "C") = any($2::text[])) and (e.id between $3 and $4), false) as hit from (select e.* from audit_events e where e.tx_id = v.x offset 0) e where (e.at, e.id) > ($6, $7) and (e.at, e.id) < ($8, $9) order by e.at desc, e.id desc limit 128) p) p order by p.at desc, p.id desc limit 128),
		     last as (select p.id from walked p order by p.at, p.id limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from walked p, last where p.hit or p.id = last.id order by p.at desc, p.id desc limit 52)
		select * from (select e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash, p.hit as hit, p.last, (select count(*) from walked), case when current_setting('synchronous_standby_names') <> '' then coalesce(e.xid::text::bigint, 0) end, pg_postmaster_start_time() from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last order by e.at desc, e.id desc
;
