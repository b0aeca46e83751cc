-- What a commit costs.
--
-- Half of what the server did for a confirmation went into its events: seven indexes over
-- expressions parsed the body of each event again and again, and each insert built the
-- expressions, and those of every check, anew. So what searches look for in a body stands in
-- columns of its own, which the trigger fills from the body and nobody else can: the
-- portal's role may not name them, and an update of an event may only put into them what its
-- body says, if that is not there yet. What was hashed stays the body.
--
-- The sweep has indexes over an expression that only the sweep writes. Over plain columns
-- they were tempting for others: statistics taken at night, when nobody is waiting, call
-- them empty, and in the morning every page looked for the attempt of one person by
-- reading those of all.
--
-- Nothing that was refused before passes now. The checks of single columns are one for each
-- table, by a function. A body that is no JSON is refused by the trigger, which parses it,
-- before a check could parse it a second time. And a reference is unique by the index that
-- also finds it by its beginning.
--
-- While portals of the release before still run, their searches by what stands in a body are
-- slow, and so is their sweep; that of the new release does the same work. Their two indexes
-- of starts from an address have served no release since 00013.
--
-- Existing events are filled in commits of a thousand. Each statement may be run again.

-- +goose NO TRANSACTION
-- +goose Up
alter table audit_events
  add column if not exists person         text collate "C",
  add column if not exists reason         text collate "C",
  add column if not exists request_id     text collate "C",
  add column if not exists correlation_id text collate "C",
  add column if not exists client         text collate "C";
comment on column audit_events.person         is 'from the body: the person concerned, if the actor is somebody else';
comment on column audit_events.reason         is 'from the body: why';
comment on column audit_events.request_id     is 'from the body: the HTTP request';
comment on column audit_events.correlation_id is 'from the body: the number by which UAE PASS finds an error';
comment on column audit_events.client         is 'from the body: the address of the browser';

-- +goose StatementBegin
create or replace function audit_from_body(e audit_events) returns audit_events language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  j jsonb := e.body::jsonb;
begin
  e.person := j ->> 'person';
  e.reason := j ->> 'reason';
  e.request_id := j ->> 'request_id';
  e.correlation_id := j ->> 'correlation_id';
  e.client := j ->> 'client';
  return e;
end $$;
-- +goose StatementEnd
comment on function audit_from_body is 'the event with the columns that are taken from its body';

-- +goose StatementBegin
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
  return sha256(convert_to('audit/v1', 'UTF8')
    || coalesce(int4send(octet_length(stream)) || stream, int4send(-1)) || int8send(e.seq)
    || coalesce(int4send(octet_length(tx)) || tx, int4send(-1))
    || coalesce(int4send(octet_length(attempt)) || attempt, int4send(-1))
    || coalesce(int4send(octet_length(kind)) || kind, int4send(-1))
    || coalesce(int4send(octet_length(state)) || state, int4send(-1))
    || coalesce(int4send(octet_length(actor)) || actor, int4send(-1))
    || int8send((extract(epoch from e.at) * 1000000)::bigint)
    || coalesce(int4send(octet_length(body)) || body, int4send(-1)) || e.prev_hash);
end $$;

-- The head is locked before the time is taken: of two events of a stream the later has the
-- later time.
create or replace function audit_chain() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  select s.seq + 1, s.head into new.seq, new.prev_hash from public.audit_streams s where s.stream = new.stream for no key update;
  if not found then
    insert into public.audit_streams as s values (new.stream, 0, ''::bytea)
      on conflict (stream) do update set seq = s.seq
      returning s.seq + 1, s.head into new.seq, new.prev_hash;
  end if;
  new.at := clock_timestamp();
  new.xid := pg_current_xact_id();
  new := public.audit_from_body(new);
  new.hash := public.audit_hash(new);
  update public.audit_streams set seq = new.seq, head = new.hash where stream = new.stream;
  return new;
end $$;

create or replace function audit_keep() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  full_old public.audit_events := public.audit_from_body(old);
begin
  if new is distinct from full_old or new is not distinct from old then
    raise exception 'append-only: %', tg_table_name using errcode = '42501';
  end if;
  return new;
end $$;

create or replace function must_audit() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'attempts' then
    perform from public.audit_events e where e.stream = 'txn:' || new.tx_id and e.xid = pg_current_xact_id()
      and e.tx_id = new.tx_id and e.attempt_id = new.id and e.to_state = 'attempt:' || new.status;
    if not found then
      raise exception 'attempts % became attempt:% without an audit event in the same commit', new.id, new.status using errcode = '42501';
    end if;
  else
    perform from public.audit_events e where e.stream = 'txn:' || new.id and e.xid = pg_current_xact_id()
      and e.tx_id = new.id and e.to_state = new.state;
    if not found then
      raise exception 'transactions % became % without an audit event in the same commit', new.id, new.state using errcode = '42501';
    end if;
  end if;
  return null;
end $$;
-- +goose StatementEnd
create or replace trigger audit_keep before update on audit_events for each row execute function audit_keep();
comment on function audit_keep is 'refuses every update of an event but the one that fills the columns taken from its body';
drop function if exists lp(text);

-- +goose StatementBegin
do $$
declare
  upto bigint := (select coalesce(max(id), 0) from audit_events);
  done bigint := (select coalesce(min(id), 1) - 1 from audit_events);
begin
  while done < upto loop
    update audit_events e
       set person = f.person, reason = f.reason, request_id = f.request_id, correlation_id = f.correlation_id, client = f.client
      from audit_events o cross join lateral audit_from_body(o) f
     where o.id > done and o.id <= done + 1000 and e.id = o.id and f is distinct from o;
    commit;
    done := done + 1000;
  end loop;
end $$;
-- +goose StatementEnd

drop index concurrently if exists audit_of_person;
create index concurrently audit_of_person on audit_events (person, at, id) where person is not null;
drop index concurrently if exists audit_by_person;
drop index concurrently if exists audit_of_person_kind;
create index concurrently audit_of_person_kind on audit_events (person, kind, at, id) where person is not null;
drop index concurrently if exists audit_by_person_event;
drop index concurrently if exists audit_of_reason;
create index concurrently audit_of_reason on audit_events (reason, at, id) where reason is not null;
drop index concurrently if exists audit_by_reason;
drop index concurrently if exists audit_of_request;
create index concurrently audit_of_request on audit_events (request_id, at, id) where request_id is not null;
drop index concurrently if exists audit_by_request;
drop index concurrently if exists audit_of_correlation;
create index concurrently audit_of_correlation on audit_events (correlation_id, at, id) where correlation_id is not null;
drop index concurrently if exists audit_by_crid;
drop index concurrently if exists audit_of_client;
create index concurrently audit_of_client on audit_events (client, at, id) where client is not null;
drop index concurrently if exists audit_by_ip;
drop index concurrently if exists audit_of_client_kind;
create index concurrently audit_of_client_kind on audit_events (client, kind, at, id) where client is not null;
drop index concurrently if exists audit_by_ip_event;

-- A check is read from the catalogue, planned and built for every statement that writes a row,
-- whether or not its columns change. So what each column may look like is one check for each
-- table, by a function that keeps its plan; those that tie columns to each other stay.
-- +goose StatementBegin
create or replace function attempt_has_shape(a attempts) returns boolean language plpgsql immutable as $$
begin
  return octet_length(a.state_hash) = 32 and octet_length(a.browser_hash) = 32 and octet_length(a.want_sub_mac) = 32
     and coalesce(octet_length(a.want_idn_mac), 32) = 32 and coalesce(octet_length(a.code_mac), 32) = 32
     and coalesce(octet_length(a.client_mac), 32) = 32 and coalesce(octet_length(a.network_mac), 32) = 32
     and a.lang in ('en', 'ar')
     and a.status in ('started', 'exchanging', 'succeeded', 'failed', 'expired', 'unknown')
     and (a.failure is null or octet_length(a.failure) between 1 and 64 and translate(a.failure, 'abcdefghijklmnopqrstuvwxyz0123456789_', '') = '');
end $$;

create or replace function transaction_has_shape(t transactions) returns boolean language plpgsql immutable as $$
begin
  return octet_length(t.payload_hash) = 32 and t.version >= 1 and t.attempt_seconds > 0
     and t.state in ('pending', 'confirmed', 'rejected', 'expired', 'cancelled')
     and t.expires_at > t.created_at
     and (t.currency is null or octet_length(t.currency) = 3 and translate(t.currency, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '') = '')
     and coalesce(t.amount_minor, 0) >= 0 and coalesce(t.confirmed_ok, true);
end $$;

create or replace function event_has_shape(e audit_events) returns boolean language plpgsql immutable as $$
begin
  return split_part(e.stream, ':', 1) in ('txn', 'user', 'op', 'login', 'sys')
     and octet_length(e.stream) - octet_length(split_part(e.stream, ':', 1)) between 2 and 81
     and translate(e.stream, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:-', '') = ''
     and octet_length(e.kind) between 1 and 48 and translate(e.kind, 'abcdefghijklmnopqrstuvwxyz0123456789_', '') = ''
     and coalesce(e.to_state, '-') <> '';
end $$;
-- +goose StatementEnd
comment on function attempt_has_shape is 'what each column of an attempt may look like';
comment on function transaction_has_shape is 'what each column of a transaction may look like';
comment on function event_has_shape is 'what each column of an event may look like';

alter table attempts drop constraint if exists attempt_has_shape;
alter table attempts add constraint attempt_has_shape check (attempt_has_shape(attempts)) not valid;
alter table attempts validate constraint attempt_has_shape;
alter table attempts
  drop constraint if exists attempts_state_hash_check, drop constraint if exists attempts_browser_hash_check,
  drop constraint if exists attempts_want_sub_mac_check, drop constraint if exists attempts_want_idn_mac_check,
  drop constraint if exists attempts_code_mac_check, drop constraint if exists attempts_client_mac_check,
  drop constraint if exists attempts_network_mac_check, drop constraint if exists attempts_lang_check,
  drop constraint if exists attempts_status_check, drop constraint if exists attempts_failure_check;

alter table transactions drop constraint if exists transaction_has_shape;
alter table transactions add constraint transaction_has_shape check (transaction_has_shape(transactions)) not valid;
alter table transactions validate constraint transaction_has_shape;
alter table transactions
  drop constraint if exists transactions_payload_hash_check, drop constraint if exists transactions_version_check,
  drop constraint if exists transactions_attempt_seconds_check, drop constraint if exists transactions_state_check,
  drop constraint if exists transactions_check, drop constraint if exists transactions_currency_check,
  drop constraint if exists transactions_amount_minor_check, drop constraint if exists transactions_confirmed_ok_check;

alter table audit_events drop constraint if exists event_has_shape;
alter table audit_events add constraint event_has_shape check (event_has_shape(audit_events)) not valid;
alter table audit_events validate constraint event_has_shape;
alter table audit_events
  drop constraint if exists audit_events_stream_check, drop constraint if exists audit_events_kind_check,
  drop constraint if exists audit_events_body_check, drop constraint if exists audit_state_not_empty;

drop index concurrently if exists transactions_due;
create index concurrently transactions_due on transactions ((case when state = 'pending' then expires_at end))
  where case when state = 'pending' then expires_at end is not null;
drop index concurrently if exists attempts_due;
create index concurrently attempts_due on attempts ((case status when 'started' then expires_at when 'exchanging' then claimed_at end))
  where case status when 'started' then expires_at when 'exchanging' then claimed_at end is not null;
drop index concurrently if exists transactions_to_sweep;
drop index concurrently if exists attempts_to_sweep;
drop index concurrently if exists attempts_of_client;
drop index concurrently if exists signins_of_client;

drop index concurrently if exists transactions_reference;
create unique index concurrently transactions_reference on transactions (reference text_pattern_ops);
alter table transactions drop constraint if exists transactions_reference_key;
drop index concurrently if exists transactions_by_reference;
