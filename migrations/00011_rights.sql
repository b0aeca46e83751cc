-- What the portal's role may write, said more narrowly, and what the guards rest on.
--
-- Of an event the role brings its content. Number, place in the stream, time and hashes
-- were always overwritten by the trigger; as long as the role could name them, it could
-- make an insert that moved a head and left no line (a number that exists, with ON
-- CONFLICT DO NOTHING), and take the numbers that others were about to get.
--
-- What the log says of itself (sys:) only the owner of the schema writes, with two
-- exceptions: how UAE PASS is doing, and how many refusals were left out, both of which the
-- portal finds out. So neither a removal nor a new sealing can be made up by the portal's
-- role, and the guard of sealed columns in the next migration can rest on it.
--
-- No literal in the functions below has a backslash, which older settings read otherwise
-- (standard_conforming_strings = off).

-- +goose Up
revoke insert on audit_events from takeed_app;
grant insert (stream, tx_id, attempt_id, kind, to_state, actor, body) on audit_events to takeed_app;

-- Runs with the rights of whoever writes: of the owner, inside a function of theirs.
-- +goose StatementBegin
create function audit_system() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if not (new.actor = 'system' and (new.stream like 'sys:provider:%' and new.kind in ('provider_failing', 'provider_recovered')
       or new.stream = 'sys:dropped' and new.kind = 'events_dropped'))
     and not pg_has_role((select relowner from pg_class where oid = tg_relid), 'usage') then
    raise exception 'the stream % is written by the owner of the schema', new.stream using errcode = '42501';
  end if;
  return new;
end $$;

create or replace function audit_chain() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into public.audit_streams as s values (new.stream, 0, ''::bytea)
    on conflict (stream) do update set seq = s.seq
    returning s.seq + 1, s.head into new.seq, new.prev_hash;
  new.at := clock_timestamp();
  new.xid := pg_current_xact_id();
  new.hash := public.audit_hash(new);
  update public.audit_streams set seq = new.seq, head = new.hash where stream = new.stream;
  return new;
end $$;
-- +goose StatementEnd
create trigger audit_system before insert on audit_events for each row when (new.stream like 'sys:%') execute function audit_system();
alter table audit_streams alter column anchor set default ''::bytea;

-- A year has passed when the server's clock says so. takeed_now() is a function that the
-- owner can replace, which is right for lifetimes and wrong for what holds for the owner.
-- +goose StatementBegin
create or replace function audit_forget() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if new.stream like 'sys:%' or (new.stream, new.seq, new.head) is distinct from (old.stream, old.seq, old.head)
     or new.stream ~ '^(txn|login):' and new.gone <> new.seq
     or new.stream like 'txn:%' and exists (select from public.transactions t where t.id = substr(new.stream, 5)::uuid and t.state = 'pending')
     or not exists (select from public.audit_events e where e.stream = new.stream and e.seq = new.gone and e.hash = new.anchor
                       and e.at < statement_timestamp() - interval '1 year') then
    raise exception 'the beginning of % stays', new.stream using errcode = '42501';
  end if;
  return new;
end $$;

create or replace function audit_forgotten() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if old.at >= statement_timestamp() - interval '1 year'
     or not exists (select from public.audit_streams s where s.stream = old.stream and s.gone >= old.seq) then
    raise exception 'append-only: audit_events' using errcode = '42501';
  end if;
  return old;
end $$;
-- +goose StatementEnd
