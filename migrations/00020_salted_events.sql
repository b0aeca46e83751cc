-- Events that can be published by their hash, and forgotten.
--
-- The hash of an event covered its body, and a body is guessable: a time, a code, an address
-- of four numbers. Once hashes leave the house, in receipts, exports and the transparency log,
-- whoever holds one could try bodies until one fits. So from here on an event is hashed as
-- audit/v2: over a commitment to its body, SHA-256 over 16 random bytes and the body, instead
-- of the body. The random bytes (salt) stay beside the body, and both can go, together,
-- without any hash changing.
--
-- Events from before keep audit/v1, and have no commitment; a stream goes on under audit/v2.
--
-- A confirmed transaction keeps its result: who confirmed, as the receipt says it, sealed.
-- The event of the confirmation commits to it.
--
-- Portals of the release before write events as they did, since it is the trigger that hashes,
-- and read all of them; "portal verify" of that release calls the new ones broken. What they
-- confirm has no result.

-- +goose Up
alter table audit_events
  add column salt        bytea,
  add column body_commit bytea,
  alter column body drop not null;
comment on column audit_events.body        is 'The rest, as one JSON object of texts with its keys in order: outcome, request_id, client (an IP address), person (users.id, if somebody else did it), and details by code. Kept as text, for these bytes are hashed. Null once it was erased.';
comment on column audit_events.salt        is '16 random bytes, without which the body cannot be guessed from body_commit. Null with the body, and in events from before audit/v2.';
comment on column audit_events.body_commit is 'SHA-256 over "takeed.body/v1", salt and body: what the hash covers in place of the body. Null in events from before audit/v2.';
comment on column audit_events.hash        is 'SHA-256 over the other columns but id, xid, salt and those taken from the body, by audit_hash(). Written by the trigger audit_chain.';
alter table transactions add column result bytea;
comment on column transactions.result is 'Sealed: 16 random bytes, and behind them who confirmed and how, as JSON: what the receipt says and the event of the confirmation commits to. Null unless confirmed.';

-- +goose StatementBegin
create function audit_commit(salt bytea, body text) returns bytea language sql immutable as $$
  select sha256(convert_to('takeed.body/v1', 'UTF8') || salt || convert_to(body, 'UTF8'))
$$;

create or replace function audit_hash(e audit_events) returns bytea language plpgsql stable as $$
declare
  stream  bytea := convert_to(e.stream, 'UTF8');
  tx      bytea := convert_to(e.tx_id::text, 'UTF8');
  attempt bytea := convert_to(e.attempt_id::text, 'UTF8');
  kind    bytea := convert_to(e.kind, 'UTF8');
  state   bytea := convert_to(e.to_state, 'UTF8');
  actor   bytea := convert_to(e.actor, 'UTF8');
  body    bytea := convert_to(e.body, 'UTF8');
begin
  return sha256(convert_to(case when e.body_commit is null then 'audit/v1' else 'audit/v2' end, 'UTF8')
    || coalesce(int4send(octet_length(stream)) || stream, int4send(-1)) || int8send(e.seq)
    || coalesce(int4send(octet_length(tx)) || tx, int4send(-1))
    || coalesce(int4send(octet_length(attempt)) || attempt, int4send(-1))
    || coalesce(int4send(octet_length(kind)) || kind, int4send(-1))
    || coalesce(int4send(octet_length(state)) || state, int4send(-1))
    || coalesce(int4send(octet_length(actor)) || actor, int4send(-1))
    || int8send((extract(epoch from e.at) * 1000000)::bigint)
    || coalesce(e.body_commit, int4send(octet_length(body)) || body, int4send(-1)) || e.prev_hash);
end $$;

create or replace function audit_chain() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.body is null then
    raise exception 'an event has a body' using errcode = '23502';
  end if;
  select s.seq + 1, s.head into new.seq, new.prev_hash from public.audit_streams s where s.stream = new.stream for no key update;
  if not found then
    insert into public.audit_streams as s values (new.stream, 0, ''::bytea)
      on conflict (stream) do update set seq = s.seq
      returning s.seq + 1, s.head into new.seq, new.prev_hash;
  end if;
  new.at := clock_timestamp();
  new.xid := pg_current_xact_id();
  new.salt := uuid_send(gen_random_uuid());
  new.body_commit := sha256(convert_to('takeed.body/v1', 'UTF8') || new.salt || convert_to(new.body, 'UTF8'));
  new := public.audit_from_body(new);
  new.hash := public.audit_hash(new);
  update public.audit_streams set seq = new.seq, head = new.hash where stream = new.stream;
  return new;
end $$;

-- Of an event whose body was erased, whom it is about stays: an ID that leads nowhere.
create or replace function audit_from_body(e audit_events) returns audit_events language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  j jsonb := e.body::jsonb;
begin
  e.person := case when e.body is null then e.person else j ->> 'person' end;
  e.reason := j ->> 'reason';
  e.request_id := j ->> 'request_id';
  e.correlation_id := j ->> 'correlation_id';
  e.client := j ->> 'client';
  return e;
end $$;

create or replace function event_has_shape(e audit_events) returns boolean language plpgsql immutable as $$
begin
  return split_part(e.stream, ':', 1) in ('txn', 'user', 'op', 'login', 'sys')
     and octet_length(e.stream) - octet_length(split_part(e.stream, ':', 1)) between 2 and 81
     and translate(e.stream, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:-', '') = ''
     and octet_length(e.kind) between 1 and 48 and translate(e.kind, 'abcdefghijklmnopqrstuvwxyz0123456789_', '') = ''
     and coalesce(e.to_state, '-') <> ''
     and coalesce(octet_length(e.salt), 16) = 16 and coalesce(octet_length(e.body_commit), 32) = 32
     and case when e.body_commit is null then e.salt is null else (e.salt is null) = (e.body is null) end;
end $$;

create or replace function transaction_has_shape(t transactions) returns boolean language plpgsql immutable as $$
begin
  return octet_length(t.payload_hash) = 32 and t.version >= 1 and t.attempt_seconds > 0
     and t.state in ('pending', 'confirmed', 'rejected', 'expired', 'cancelled')
     and t.expires_at > t.created_at
     and (t.currency is null or octet_length(t.currency) = 3 and translate(t.currency, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '') = '')
     and coalesce(t.amount_minor, 0) >= 0 and coalesce(t.confirmed_ok, true)
     and (t.result is null or t.state = 'confirmed');
end $$;

create or replace function tx_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'transactions are never deleted' using errcode = '42501';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'pending' or new.replaced_by is not null then
      raise exception 'a transaction begins as pending' using errcode = '42501';
    end if;
    return new;
  end if;
  if new.document is distinct from old.document or old.result is not null and new.result is distinct from old.result then
    if new.result is null and old.result is not null or not public.sealing() then
      raise exception 'immutable column changed' using errcode = '42501';
    end if;
    old.document := new.document; -- and nothing else
    old.result := new.result;
  end if;
  if (new.id, new.user_id, new.reference, new.idem_key, new.kind, new.version, new.payload_hash, new.currency,
      new.amount_minor, new.attempt_seconds, new.replaces, new.created_at, new.expires_at) is distinct from
     (old.id, old.user_id, old.reference, old.idem_key, old.kind, old.version, old.payload_hash, old.currency,
      old.amount_minor, old.attempt_seconds, old.replaces, old.created_at, old.expires_at) then
    raise exception 'immutable column changed' using errcode = '42501';
  end if;
  if old.state <> 'pending' and new is distinct from old then
    raise exception 'final state % cannot change', old.state using errcode = 'TK001';
  end if;
  return new;
end $$;
-- +goose StatementEnd
comment on function audit_commit is 'the commitment to a body: what the hash of an event covers in place of it';
