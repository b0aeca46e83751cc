-- Counts of the audit log by the hour.
--
-- The dashboard and the histogram of a search counted every event of a month each time. So
-- events are counted once, by audit_count(), which portals call every few seconds; what it has
-- not reached yet is counted when a page is asked for (audit_uncounted()). Together they are
-- every event that can be seen, and none twice.
--
-- That holds because it counts in the order of commits, as the live end of the log is read:
-- by (xid, id), and only below the oldest database transaction that still writes. No event
-- can come before one that was counted.
--
-- A commit of the portal does nothing for it, and cannot do anything about it: the counts are
-- the owner's, and so are the functions that write them. What is removed for its age is taken
-- out of the counts in the same commit.
--
-- The numbers of database transactions belong to the server: a copy of its files and pg_upgrade
-- keep them. Whoever loads a dump into another server must set its next number above those
-- (pg_resetwal), or no figures are shown: they would be wrong.
--
-- Whether more than some transactions have an amount is told by the index alone.
--
-- Existing events are counted here, in commits of ten thousand. Each statement may be run again.

-- +goose NO TRANSACTION
-- +goose Up
create table if not exists audit_counted (
  one boolean primary key default true check (one),
  xid xid8 not null default '0',
  id  bigint not null default 0
);
comment on table  audit_counted     is 'how far the log is counted: every event up to this place, in the order of commits';
comment on column audit_counted.one is 'there is one row';
comment on column audit_counted.xid is 'the database transaction of the last event that was counted';
comment on column audit_counted.id  is 'its number';
insert into audit_counted default values on conflict do nothing;

create table if not exists audit_counts (
  day   timestamptz not null,
  what  text collate "C" not null,
  n     bigint not null,
  hours text not null,
  primary key (day, what)
);
comment on table  audit_counts       is 'how many of the events that are counted have something in common, by day and hour of UTC';
comment on column audit_counts.day   is 'when the day begins in UTC';
comment on column audit_counts.what  is 'what they have in common; see audit_marks()';
comment on column audit_counts.n     is 'how many in the day';
comment on column audit_counts.hours is 'how many in each hour of the day: 24 numbers with commas, which cost a tenth of an array to read';
grant select on audit_counted, audit_counts to takeed_app;

-- +goose StatementBegin
create or replace function audit_duration(d interval, parts integer) returns text language sql immutable as $$
  select lpad(floor(parts * ln(greatest(extract(epoch from d)::float8 * 1000, 1)) / ln(2::float8))::text, 4, '0')
$$;

create or replace function audit_marks(e_at timestamptz, e_kind text, e_actor text, e_tx uuid, e_attempt uuid, e_state text)
  returns table (what text, since timestamptz) language sql stable as $$
  select m.* from (select) e left join public.transactions t on t.id = e_tx left join public.attempts a on a.id = e_attempt
   cross join lateral unnest(array[
     'event:' || e_kind,
     'actor:' || split_part(e_actor, ':', 1),
     'kind:' || t.kind,
     'lang:' || a.lang,
     case when e_state = 'attempt:' || a.status and a.claimed_at <= a.finished_at and a.failure is distinct from 'crashed_in_exchange'
          then 'talk:' || public.audit_duration(a.finished_at - a.claimed_at, 16) end,
     case when e_state = 'attempt:' || a.status and a.status = 'succeeded'
          then 'whole:' || public.audit_duration(a.finished_at - a.started_at, 32) end],
     array[e_at, e_at, e_at, e_at, a.finished_at, a.finished_at]) m(what, since) where m.what is not null
$$;

-- There is one good plan, along audit_by_xid, and it is kept: that few events follow the place
-- which is counted is nothing that statistics know, and to plan takes longer than to run.
create or replace function audit_uncounted() returns table (what text, hour timestamptz, n bigint) language plpgsql stable
  set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off set jit = off as $$
declare
  c public.audit_counted := (select c from public.audit_counted c);
begin
  if c.xid >= pg_snapshot_xmax(pg_current_snapshot()) then
    raise exception 'the log was counted by a server with later transactions than this one' using errcode = '55000';
  end if;
  return query
    select m.what, date_bin('1 hour', m.since, '2000-01-01 00:00:00+00'), count(*)
      from public.audit_events e cross join lateral public.audit_marks(e.at, e.kind, e.actor, e.tx_id, e.attempt_id, e.to_state) m where (e.xid, e.id) > (c.xid, c.id) group by 1, 2;
end $$;

create or replace function audit_add(w text[], h timestamptz[], n bigint[]) returns void language sql as $$
  insert into public.audit_counts as c
  select d.day, d.what, sum(d.n), (select string_agg(coalesce(x.n, 0)::text, ',' order by i)
      from generate_series(0, 23) i left join unnest(array_agg(d.hour), array_agg(d.n)) x(hour, n) on x.hour = d.day + i * interval '1 hour')
    from (select u.what, u.hour, u.n, date_bin('1 day', u.hour, '2000-01-01 00:00:00+00') as day from unnest(w, h, n) u(what, hour, n)) d group by d.day, d.what
  on conflict (day, what) do update set n = c.n + excluded.n, hours = (select string_agg((x.a::bigint + x.b::bigint)::text, ',' order by x.i)
      from unnest(string_to_array(c.hours, ','), string_to_array(excluded.hours, ',')) with ordinality x(a, b, i))
$$;

create or replace function audit_count(most integer) returns bigint language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off set jit = off as $$
declare
  c public.audit_counted;
  last record;
begin
  perform set_config('synchronous_commit', 'off', true);
  select * into c from public.audit_counted for update skip locked;
  if not found then
    return 0;
  end if;
  select b.xid, b.id, count(*) over () as met into last from (
    select e.xid, e.id from public.audit_events e where (e.xid, e.id) > (c.xid, c.id) and e.xid < pg_snapshot_xmin(pg_current_snapshot())
     order by e.xid, e.id limit most) b order by b.xid desc, b.id desc limit 1;
  if not found then
    return 0;
  end if;
  perform public.audit_add(array_agg(s.what), array_agg(s.hour), array_agg(s.n)) from (
    select m.what, date_bin('1 hour', m.since, '2000-01-01 00:00:00+00') as hour, count(*) as n
      from public.audit_events e cross join lateral public.audit_marks(e.at, e.kind, e.actor, e.tx_id, e.attempt_id, e.to_state) m
     where (e.xid, e.id) > (c.xid, c.id) and (e.xid, e.id) <= (last.xid, last.id) group by 1, 2) s;
  update public.audit_counted set xid = last.xid, id = last.id;
  return last.met;
end $$;

create or replace function audit_discount() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  c public.audit_counted;
begin
  select * into c from public.audit_counted for update;
  perform public.audit_add(array_agg(s.what), array_agg(s.hour), array_agg(-s.n)) from (
    select m.what, date_bin('1 hour', m.since, '2000-01-01 00:00:00+00') as hour, count(*) as n
      from gone g cross join lateral public.audit_marks(g.at, g.kind, g.actor, g.tx_id, g.attempt_id, g.to_state) m where (g.xid, g.id) <= (c.xid, c.id) group by 1, 2) s;
  delete from public.audit_counts where n = 0;
  return null;
end $$;
-- +goose StatementEnd
comment on function audit_duration  is 'how long something took: the logarithm to base two of its milliseconds, in so many parts, rounded down; four digits';
comment on function audit_marks     is 'what an event is counted under: its code, kind of actor, kind of transaction, language; if it ended an attempt, how long the conversation (talk) or the whole attempt took';
comment on function audit_uncounted is 'the counts of the events that are not in audit_counts yet';
comment on function audit_add       is 'adds to audit_counts';
comment on function audit_count     is 'counts the next events, some at most, in the order of commits; returns how many. Of several callers one counts';
comment on function audit_discount  is 'takes events that are removed for their age out of audit_counts';
revoke execute on function audit_add(text[], timestamptz[], bigint[]), audit_count(integer), audit_discount() from public;
grant execute on function audit_count(integer) to takeed_app;

create or replace trigger audit_discount after delete on audit_events referencing old table as gone
  for each statement execute function audit_discount();
comment on trigger audit_discount on audit_events is 'keeps the counts by hour true when old events are removed';

-- +goose StatementBegin
do $$
begin
  loop
    exit when audit_count(10000) = 0;
    commit;
  end loop;
end $$;
-- +goose StatementEnd

drop index concurrently if exists transactions_of_amount;
create index concurrently transactions_of_amount on transactions (amount_minor) include (id) where amount_minor is not null;
drop index concurrently if exists transactions_by_amount;
