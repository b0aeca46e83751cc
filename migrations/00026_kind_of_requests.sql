-- The kind of what a client asks for is counted from the beginning.
--
-- The events of a request come before its transaction. Counted by the hour before somebody
-- opened it, they had no kind, and later they had one: the counts were not those of the events
-- any more, which portal verify reports, and what is removed for its age would be taken off a
-- count that it never was in. The request has the kind from its first event on, and the
-- transaction has the same.
--
-- Each statement may be run again.

-- +goose Up
create or replace function audit_marks(e_at timestamptz, e_kind text, e_actor text, e_tx uuid, e_attempt uuid, e_state text)
  returns table (what text, since timestamptz) language sql stable as $$
  select m.* from (select) e left join public.transactions t on t.id = e_tx left join public.requests r on r.id = e_tx
   left join public.attempts a on a.id = e_attempt
   cross join lateral unnest(array[
     'event:' || e_kind,
     'actor:' || split_part(e_actor, ':', 1),
     'kind:' || coalesce(t.kind, r.kind),
     'lang:' || a.lang,
     case when e_state = 'attempt:' || a.status and a.claimed_at <= a.finished_at and a.failure is distinct from 'crashed_in_exchange'
          then 'talk:' || public.audit_duration(a.finished_at - a.claimed_at, 16) end,
     case when e_state = 'attempt:' || a.status and a.status = 'succeeded'
          then 'whole:' || public.audit_duration(a.finished_at - a.started_at, 32) end],
     array[e_at, e_at, e_at, e_at, a.finished_at, a.finished_at]) m(what, since) where m.what is not null
$$;
