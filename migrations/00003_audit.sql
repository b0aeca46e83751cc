-- The audit log: append-only, one hash chain per stream.
--
-- The chain is made here and not in the portal: an insert gets its number, time and
-- hashes from the trigger, whatever it brought. A stream is locked only by those who
-- write to the same stream, which is one transaction, one person, or one sixteenth of
-- an hour's visitors; a single chain for all would queue every commit behind every other.

-- +goose Up
create table audit_streams (
  stream text primary key,
  seq    bigint not null,
  head   bytea not null
);

create table audit_events (
  id         bigint generated always as identity primary key,
  stream     text not null check (stream ~ '^(txn|user|op|login|sys):[A-Za-z0-9:-]{1,80}$'),
  seq        bigint not null,
  tx_id      uuid,
  attempt_id uuid,
  kind       text not null check (kind ~ '^[a-z0-9_]{1,48}$'),
  to_state   text,
  actor      text not null,
  at         timestamptz not null,
  xid        xid8 not null,
  body       text not null default '{}' check ((body::jsonb) is not null), -- kept as text: the bytes that were hashed
  prev_hash  bytea not null,
  hash       bytea not null,
  unique (stream, seq)
);
create index audit_by_tx      on audit_events (tx_id, seq);
create index audit_by_attempt on audit_events (attempt_id) where attempt_id is not null;
create index audit_by_xid     on audit_events (xid);

-- Every part is preceded by its length, so no choice of values makes two different
-- events hash alike. Both are in plpgsql, which keeps its plans: as functions in SQL they
-- cost several times what the rest of an insert does.
-- +goose StatementBegin
create function lp(t text) returns bytea language plpgsql immutable as $$
begin
  if t is null then
    return int4send(-1);
  end if;
  return int4send(octet_length(convert_to(t, 'UTF8'))) || convert_to(t, 'UTF8');
end $$;

create function audit_hash(e audit_events) returns bytea language plpgsql stable as $$
begin
  return sha256(convert_to('audit/v1', 'UTF8') || public.lp(e.stream) || int8send(e.seq) || public.lp(e.tx_id::text) || public.lp(e.attempt_id::text)
       || public.lp(e.kind) || public.lp(e.to_state) || public.lp(e.actor) || int8send((extract(epoch from e.at) * 1000000)::bigint)
       || public.lp(e.body) || e.prev_hash);
end $$;
-- +goose StatementEnd

-- Runs with the owner's rights: the portal's role may not touch the heads itself, nor
-- hang the function on a table of its own.
-- +goose StatementBegin
create function audit_chain() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into public.audit_streams as s values (new.stream, 0, '\x')
    on conflict (stream) do update set seq = s.seq
    returning s.seq + 1, s.head into new.seq, new.prev_hash;
  new.at := clock_timestamp();
  new.xid := pg_current_xact_id();
  new.hash := public.audit_hash(new);
  update public.audit_streams set seq = new.seq, head = new.hash where stream = new.stream;
  return new;
end $$;

create function deny() returns trigger language plpgsql as
  $$ begin raise exception 'append-only: %', tg_table_name using errcode = '42501'; end $$;
-- +goose StatementEnd
revoke execute on function audit_chain() from public;

create trigger audit_chain before insert on audit_events for each row execute function audit_chain();
create trigger audit_keep  before update or delete on audit_events for each row execute function deny();
create trigger audit_whole before truncate on audit_events for each statement execute function deny();
create trigger heads_keep  before delete on audit_streams for each row execute function deny();
create trigger heads_whole before truncate on audit_streams for each statement execute function deny();

grant select, insert on audit_events to takeed_app;
grant select on audit_streams to takeed_app;
