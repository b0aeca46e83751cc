-- The institution's own systems: who they are, what they ask for, what they are told, and the
-- gate through which they execute what was confirmed.
--
-- A client is a system of the institution. The owner of the schema writes it ("portal client"),
-- with an event in sys:clients in the same commit: the portal's login cannot make itself one.
--
-- A request is what a client asked for and nobody has opened yet. It has the ID that the
-- transaction will have. Whom it is addressed to is kept as a keyed hash, compared here when
-- somebody adopts it: from then on there is a transaction, and the request does not change any
-- more. That transaction is of the same content and client, and of who adopted it (the foreign
-- key asked_by).
--
-- A confirmed transaction whose kind names a consumer awaits it: a row in awaiting. Two things
-- can happen to it, once: that client consumes it, in time, with the digest and version that
-- were confirmed, while its person is not disabled; or its time passes, and it has lapsed. Each
-- is a row in consumptions that never changes. What the foreign key and the guard refuse no
-- program can write.
--
-- A notification is what a client is told of a transaction: one for each client and each event
-- that has a meaning outside, written by a trigger of the event, so in its commit. Its sequence
-- has no gaps within one transaction and client: the event's stream is locked until then. A
-- delivery is a notification on its way to one endpoint of the client.
--
-- The table outbox goes: nobody ever took a row from it, and awaiting says the same. Portals of
-- the release before still insert into it, so a view of its name takes that, and says what the
-- table would: drop it with the release after this one.
--
-- An idempotency key is written in the commit of what it stands for.
--
-- Each statement may be run again.

-- +goose NO TRANSACTION
-- +goose Up
create table if not exists clients (
  id           text primary key check (id ~ '^[a-z][a-z0-9-]{1,39}$'),
  name_en      text not null check (octet_length(name_en) between 1 and 200),
  name_ar      text not null check (octet_length(name_ar) between 1 and 200),
  jwks         text check (octet_length(jwks) <= 65536),
  jwks_url     text check (jwks_url like 'https://%'),
  scopes       text[] not null check (scopes <@ array['transactions:create', 'transactions:read', 'transactions:consume', 'events:read', 'webhooks:manage']),
  kinds        text[] not null,
  return_urls  text[] not null default '{}',
  created_at   timestamptz not null default takeed_now(),
  disabled_at  timestamptz,
  last_used_at timestamptz,
  constraint client_has_keys check ((jwks is null) <> (jwks_url is null))
);
grant select, update (last_used_at) on clients to takeed_app;

create table if not exists client_tokens (
  token_hash bytea primary key check (octet_length(token_hash) = 32),
  client_id  text not null references clients,
  scopes     text[] not null,
  created_at timestamptz not null default takeed_now(),
  expires_at timestamptz not null check (expires_at > created_at and expires_at <= created_at + interval '5 minutes')
);
create index if not exists client_tokens_by_end on client_tokens (expires_at);
create table if not exists client_assertions (
  client_id  text not null references clients,
  jti_hash   bytea not null check (octet_length(jti_hash) = 32),
  expires_at timestamptz not null,
  primary key (client_id, jti_hash)
);
create index if not exists client_assertions_by_end on client_assertions (expires_at);
grant select, insert, delete, update (expires_at) on client_tokens, client_assertions to takeed_app; -- a purge locks what it deletes

create table if not exists requests (
  id              uuid primary key,
  client_id       text not null references clients,
  reference       text not null check (octet_length(reference) between 1 and 64 and reference ~ '^[!-~]+$'),
  kind            text not null,
  version         integer not null check (version = 1),
  document        bytea,
  payload_hash    bytea not null check (octet_length(payload_hash) = 32),
  attempt_seconds integer not null check (attempt_seconds > 0),
  consumer        text,
  consume_seconds integer check (consume_seconds > 0),
  person_by       text not null check (person_by in ('emirates_id', 'mobile', 'email', 'id')),
  person_mac      bytea check (octet_length(person_mac) = 32),
  user_id         uuid references users,
  lang            text not null check (lang in ('en', 'ar')),
  return_url      text check (octet_length(return_url) <= 2000),
  return_state    text check (return_state ~ '^[A-Za-z0-9._~-]{1,128}$'),
  simulate        text check (simulate ~ '^[a-z0-9_]{1,64}$'),
  link_hash       bytea not null unique check (octet_length(link_hash) = 32),
  state           text not null default 'open' check (state in ('open', 'adopted', 'rejected', 'expired', 'cancelled')),
  created_at      timestamptz not null default takeed_now(),
  expires_at      timestamptz not null check (expires_at > created_at),
  ended_at        timestamptz,
  unique (client_id, reference),
  unique (id, client_id, user_id, payload_hash),
  constraint request_has_consumer check ((consumer is null) = (consume_seconds is null)),
  constraint request_ends_once check ((state = 'open') = (ended_at is null)),
  constraint request_is_addressed check (document is null or case person_by when 'id' then person_mac is null and user_id is not null else person_mac is not null end),
  constraint adopted_by_somebody check (state <> 'adopted' or user_id is not null)
);
create index if not exists requests_due on requests (expires_at) where state = 'open';
create index if not exists requests_of_person on requests (person_mac) where person_mac is not null;
create index if not exists requests_of_user on requests (user_id) where user_id is not null;
grant select, insert, update on requests to takeed_app;

alter table transactions add column if not exists client_id text, add column if not exists consumer text,
  add column if not exists consume_seconds integer;
alter table transactions drop constraint if exists consumed_in_time;
alter table transactions add constraint consumed_in_time check ((consumer is null) = (consume_seconds is null) and coalesce(consume_seconds, 1) > 0) not valid;
alter table transactions validate constraint consumed_in_time;
alter table transactions drop constraint if exists asked_by;
alter table transactions add constraint asked_by foreign key (id, client_id, user_id, payload_hash) references requests (id, client_id, user_id, payload_hash) not valid;
alter table transactions validate constraint asked_by;
drop index concurrently if exists transactions_to_consume;
create unique index concurrently transactions_to_consume on transactions (id, payload_hash, version, kind, consumer, confirmed_ok);

create table if not exists awaiting (
  tx_id uuid primary key references transactions,
  until timestamptz not null
);
create index if not exists awaiting_until on awaiting (until);
grant select on awaiting to takeed_app;

create table if not exists consumptions (
  tx_id               uuid primary key,
  id                  uuid not null unique,
  outcome             text not null check (outcome in ('consumed', 'lapsed')),
  payload_hash        bytea not null,
  version             integer not null,
  kind                text not null,
  consumer            text not null,
  confirmed_ok        boolean not null default true check (confirmed_ok),
  execution_reference text check (octet_length(execution_reference) between 1 and 64 and execution_reference ~ '^[!-~]+$'),
  at                  timestamptz not null default takeed_now(),
  constraint consumed_has_reference check ((outcome = 'consumed') = (execution_reference is not null)),
  constraint consumption_of_confirmed foreign key (tx_id, payload_hash, version, kind, consumer, confirmed_ok)
    references transactions (id, payload_hash, version, kind, consumer, confirmed_ok)
);
grant select, insert on consumptions to takeed_app;

create table if not exists idempotency_keys (
  client_id   text not null references clients,
  key         text not null check (octet_length(key) between 1 and 64 and key ~ '^[!-~]+$'),
  fingerprint bytea not null check (octet_length(fingerprint) = 32),
  status      integer not null check (status between 200 and 299),
  answer      bytea not null,
  tx_id       uuid,
  created_at  timestamptz not null default takeed_now(),
  primary key (client_id, key)
);
create index if not exists idempotency_keys_by_age on idempotency_keys (created_at);
create index if not exists idempotency_keys_of_tx on idempotency_keys (tx_id) where tx_id is not null;
grant select, insert, delete, update (created_at) on idempotency_keys to takeed_app; -- likewise

create table if not exists endpoints (
  id              uuid primary key,
  client_id       text not null references clients,
  url             text not null check (url ~ '^https?://' and octet_length(url) <= 2000),
  types           text[] check (cardinality(types) between 1 and 32),
  keys            bytea not null,
  public_key      text not null,
  created_at      timestamptz not null default takeed_now(),
  rotated_at      timestamptz not null default takeed_now(),
  arrived_at      timestamptz,
  failing_since   timestamptz,
  not_before      timestamptz,
  disabled_at     timestamptz,
  disabled_reason text check (disabled_reason in ('gone', 'failing', 'client', 'staff')),
  constraint disabled_has_reason check ((disabled_at is null) = (disabled_reason is null))
);
create index if not exists endpoints_of_client on endpoints (client_id);
grant select, insert, update on endpoints to takeed_app;

create table if not exists notifications (
  id          bigint generated always as identity primary key,
  event_id    uuid not null unique default gen_random_uuid(),
  client_id   text not null references clients,
  tx_id       uuid,
  endpoint_id uuid references endpoints,
  type        text not null check (type ~ '^[a-z_]{1,32}[.][a-z_]{1,32}$'),
  sequence    integer check (sequence > 0),
  status      text,
  reason      text,
  at          timestamptz not null,
  number      bigint not null,
  xid         xid8 not null default pg_current_xact_id(),
  unique (tx_id, client_id, sequence),
  constraint sequence_within_transaction check (sequence is null or tx_id is not null)
);
create index if not exists notifications_in_order on notifications (client_id, xid, id);
grant select on notifications to takeed_app;

create table if not exists deliveries (
  id              uuid primary key default gen_random_uuid(),
  notification_id bigint not null references notifications,
  endpoint_id     uuid not null references endpoints,
  tx_id           uuid,
  state           text not null default 'due' check (state in ('due', 'delivered', 'parked', 'dropped')),
  tries           integer not null default 0 check (tries >= 0),
  tries_before    integer not null default 0,
  due_at          timestamptz not null default takeed_now(),
  next_at         timestamptz not null default takeed_now(),
  claimed_by      text,
  claimed_until   timestamptz,
  created_at      timestamptz not null default takeed_now(),
  ended_at        timestamptz,
  unique (notification_id, endpoint_id),
  constraint tries_are_counted check (tries_before between 0 and tries),
  constraint delivery_ends_once check ((state = 'due') = (ended_at is null)),
  constraint claim_has_end check ((claimed_by is null) = (claimed_until is null))
);
create index if not exists deliveries_due on deliveries (endpoint_id, next_at, notification_id) where state = 'due';
create index if not exists deliveries_of_tx on deliveries (endpoint_id, tx_id, notification_id) where state = 'due';
create index if not exists deliveries_of_endpoint on deliveries (endpoint_id, created_at);
grant select, update (state, tries, tries_before, due_at, next_at, claimed_by, claimed_until, ended_at) on deliveries to takeed_app;

create table if not exists delivery_tries (
  delivery_id  uuid not null references deliveries,
  try          integer not null check (try > 0),
  at           timestamptz not null default takeed_now(),
  status       integer check (status between 100 and 999),
  error        text check (error ~ '^[a-z0-9_]{1,48}$'),
  milliseconds integer not null check (milliseconds >= 0),
  answer       text check (octet_length(answer) <= 4096),
  primary key (delivery_id, try)
);
grant select, insert on delivery_tries to takeed_app;

-- +goose StatementBegin
create or replace function event_has_shape(e audit_events) returns boolean language plpgsql immutable as $$
begin
  return split_part(e.stream, ':', 1) in ('txn', 'user', 'op', 'login', 'sys', 'client')
     and octet_length(e.stream) - octet_length(split_part(e.stream, ':', 1)) between 2 and 81
     and translate(e.stream, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:-', '') = ''
     and octet_length(e.kind) between 1 and 48 and translate(e.kind, 'abcdefghijklmnopqrstuvwxyz0123456789_', '') = ''
     and coalesce(e.to_state, '-') <> ''
     and coalesce(octet_length(e.salt), 16) = 16 and coalesce(octet_length(e.body_commit), 32) = 32
     and case when e.body_commit is null then e.salt is null else (e.salt is null) = (e.body is null) end;
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
    if new.client_id is null and exists (select from public.requests r where r.id = new.id)
       or new.client_id is not null and (new.replaces is not null or not exists (
         select from public.requests r where r.id = new.id and r.state = 'adopted' and (r.kind, r.version, r.attempt_seconds, r.consumer, r.consume_seconds, r.expires_at)
             is not distinct from (new.kind, new.version, new.attempt_seconds, new.consumer, new.consume_seconds, new.expires_at))) then
      raise exception 'what a client asked for is adopted as it is' using errcode = '42501';
    end if;
    perform public.not_erased(new.user_id);
    return new;
  end if;
  if new.document is null and old.document is not null then
    old.document := null; -- and with it only these
    old.result := null;
    old.accounts := null;
    old.currency := null;
    old.amount_minor := null;
    if new is distinct from old or not public.erasing(old.user_id)
       or not exists (select from public.users u where u.id = old.user_id and u.erased_at is not null) then
      raise exception 'immutable column changed' using errcode = '42501';
    end if;
    return new;
  end if;
  if new.document is distinct from old.document or old.result is not null and new.result is distinct from old.result then
    if new.result is null and old.result is not null or old.document is null or not public.sealing() then
      raise exception 'immutable column changed' using errcode = '42501';
    end if;
    old.document := new.document; -- and nothing else
    old.result := new.result;
  end if;
  if (new.id, new.user_id, new.reference, new.idem_key, new.kind, new.version, new.payload_hash, new.currency,
      new.amount_minor, new.attempt_seconds, new.replaces, new.created_at, new.expires_at, new.accounts,
      new.client_id, new.consumer, new.consume_seconds) is distinct from
     (old.id, old.user_id, old.reference, old.idem_key, old.kind, old.version, old.payload_hash, old.currency,
      old.amount_minor, old.attempt_seconds, old.replaces, old.created_at, old.expires_at, old.accounts,
      old.client_id, old.consumer, old.consume_seconds) then
    raise exception 'immutable column changed' using errcode = '42501';
  end if;
  if old.state <> 'pending' and new is distinct from old then
    raise exception 'final state % cannot change', old.state using errcode = 'TK001';
  end if;
  if old.client_id is not null and new.replaced_by is not null then
    raise exception 'what a client asked for is not edited' using errcode = '42501';
  end if;
  return new;
end $$;

create or replace function user_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'people are never deleted' using errcode = '42501';
  end if;
  if old.erased_at is not null then
    raise exception 'the person was erased' using errcode = '42501';
  end if;
  if new.erased_at is not null then
    if current_setting('transaction_isolation') <> 'read committed' or not public.erasing(old.id)
       or (new.id, new.created_at) is distinct from (old.id, old.created_at) or new.sub_mac = old.sub_mac then
      raise exception 'a person is not erased so' using errcode = '42501';
    end if;
    if exists (select from public.transactions t where t.user_id = old.id and t.state = 'pending')
       or exists (select from public.attempts a where a.user_id = old.id and (case when a.status in ('started', 'exchanging') then true else false end))
       or exists (select from public.requests r where r.user_id = old.id and r.document is not null)
       or exists (select from public.requests r where r.person_mac in (old.idn_mac, old.mobile_mac, old.email_mac) and r.user_id is null)
       or exists (select from public.legal_holds h where h.person = old.id) then
      raise exception 'the person cannot be erased now' using errcode = '42501';
    end if;
    return new;
  end if;
  if (new.id, new.sub_mac, new.idn_mac, new.created_at) is distinct from (old.id, old.sub_mac, old.idn_mac, old.created_at) then
    raise exception 'the identity of a person cannot change' using errcode = '42501';
  end if;
  return new;
end $$;

create or replace function request_guard() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  bare public.requests;
  u    public.users;
begin
  if tg_op = 'DELETE' then
    raise exception 'requests are never deleted' using errcode = '42501';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'open' or new.document is null or (new.user_id is not null) <> (new.person_by = 'id')
       or exists (select from public.transactions t where t.id = new.id) then
      raise exception 'a request begins as open' using errcode = '42501';
    end if;
    perform from public.clients c where c.id = new.client_id and c.disabled_at is null and 'transactions:create' = any (c.scopes)
      and new.kind = any (c.kinds) and (new.return_url is null or new.return_url = any (c.return_urls)) for share;
    if not found then
      raise exception 'the client may not ask for this' using errcode = 'TK002';
    end if;
    if new.user_id is not null then
      perform public.not_erased(new.user_id);
    end if;
    return new;
  end if;
  bare := old;
  if new.document is null and old.document is not null then
    bare.document := null;
    bare.person_mac := null;
    if new is distinct from bare or old.state = 'open' or not public.erasing_request(old) then
      raise exception 'immutable column changed' using errcode = '42501';
    end if;
    return new;
  end if;
  if new.document is distinct from old.document then
    bare.document := new.document;
    if old.document is null or new is distinct from bare or not public.sealing() then
      raise exception 'immutable column changed' using errcode = '42501';
    end if;
    return new;
  end if;
  if old.state <> 'open' then
    raise exception 'final state % of a request cannot change', old.state using errcode = 'TK001';
  end if;
  bare.link_hash := new.link_hash;
  if new.state <> 'open' then
    bare.state := new.state;
    bare.ended_at := new.ended_at;
    bare.link_hash := old.link_hash;
  end if;
  if new.state = 'adopted' then
    bare.user_id := new.user_id;
    select * into u from public.users where id = new.user_id for share;
    if not found or u.disabled_at is not null or public.takeed_now() >= old.expires_at or
       not coalesce(case old.person_by when 'id' then u.id = old.user_id when 'emirates_id' then u.idn_mac = old.person_mac
                    when 'mobile' then u.mobile_mac = old.person_mac when 'email' then u.email_mac = old.person_mac end, false) then
      raise exception 'a request is adopted by whom it is addressed to, in time' using errcode = '42501';
    end if;
  end if;
  if new is distinct from bare then
    raise exception 'immutable column changed' using errcode = '42501';
  end if;
  return new;
end $$;

create or replace function erasing_request(r requests) returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.audit_events s where s.xid = pg_current_xact_id() and s.stream = 'sys:erasure' and s.kind = 'person_erased'
    and (s.person = r.user_id::text or r.user_id is null and exists (select from public.users u where u.id = s.person::uuid and u.erased_at is null
      and r.person_mac = case r.person_by when 'emirates_id' then u.idn_mac when 'mobile' then u.mobile_mac when 'email' then u.email_mac end)))
$$;

create or replace function request_must_audit() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform from public.audit_events e where e.stream = 'txn:' || new.id and e.xid = pg_current_xact_id() and e.tx_id = new.id
    and e.to_state = case new.state when 'open' then 'requested' when 'adopted' then 'pending' else new.state end;
  if not found then
    raise exception 'request % became % without an audit event in the same commit', new.id, new.state using errcode = '42501';
  end if;
  if new.state = 'adopted' and not exists (select from public.transactions t where t.id = new.id) then
    raise exception 'request % was adopted and there is no transaction', new.id using errcode = '42501';
  end if;
  return null;
end $$;

create or replace function await_consumption() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.awaiting values (new.id, new.confirmed_at + make_interval(secs => new.consume_seconds));
  return null;
end $$;

create or replace function consumption_guard() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  deadline timestamptz;
begin
  delete from public.awaiting a where a.tx_id = new.tx_id returning a.until into deadline;
  if not found then
    if exists (select from public.consumptions c where c.tx_id = new.tx_id) then
      raise exception 'consumed or lapsed before' using errcode = 'TK001';
    end if;
    raise exception 'there is nothing to consume' using errcode = '42501';
  end if;
  if (new.outcome = 'lapsed') <> (public.takeed_now() > deadline) or new.at > public.takeed_now() or new.at < public.takeed_now() - interval '1 minute' then
    raise exception 'outside its time' using errcode = 'TK001';
  end if;
  if new.outcome = 'consumed' then
    perform from public.clients c where c.id = new.consumer and c.disabled_at is null and 'transactions:consume' = any (c.scopes)
      and new.kind = any (c.kinds) for share;
    if not found then
      raise exception 'the client may not consume this' using errcode = 'TK002';
    end if;
    perform from public.transactions t join public.users u on u.id = t.user_id where t.id = new.tx_id and u.disabled_at is null for share of u;
    if not found then
      raise exception 'the person is disabled' using errcode = 'TK003';
    end if;
  end if;
  return new;
end $$;

create or replace function consumption_must_audit() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform from public.audit_events e where e.stream = 'txn:' || new.tx_id and e.xid = pg_current_xact_id() and e.tx_id = new.tx_id
    and e.kind = 'transaction_' || new.outcome;
  if not found then
    raise exception 'transaction % was % without an audit event in the same commit', new.tx_id, new.outcome using errcode = '42501';
  end if;
  return null;
end $$;

create or replace function client_must_audit() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'clients are never deleted' using errcode = '42501';
  end if;
  perform from public.audit_events e where e.stream = 'sys:clients' and e.xid = pg_current_xact_id() and e.kind like 'client_%' and e.body::jsonb ->> 'client_id' = new.id;
  if not found then
    raise exception 'client % without an audit event in the same commit', new.id using errcode = '42501';
  end if;
  return null;
end $$;

create or replace function notify_client(client text, tx uuid, endpoint uuid, what text, state text, why text, e audit_events, counted boolean)
  returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  told bigint;
begin
  insert into public.notifications (client_id, tx_id, endpoint_id, type, sequence, status, reason, at, number)
    values (client, tx, endpoint, what, case when counted then
      (select coalesce(max(n.sequence), 0) + 1 from public.notifications n where n.tx_id = tx and n.client_id = client and n.sequence is not null) end, state, why, e.at, e.id)
    returning id into told;
  -- One whose transaction waits for an earlier delivery there is not due before that.
  insert into public.deliveries (notification_id, endpoint_id, tx_id, next_at)
    select told, p.id, tx, greatest(public.takeed_now(), (select max(d.next_at) from public.deliveries d where d.endpoint_id = p.id and d.tx_id = tx and d.state = 'due'))
      from public.endpoints p
     where p.client_id = client and (endpoint is null or p.id = endpoint) and p.disabled_at is null and (endpoint is not null or p.types is null or what = any (p.types));
end $$;

create or replace function notify_clients() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  asker    text;
  consumer text;
  asked    boolean;
  what     text;
  state    text;
  why      text;
  t        record;
begin
  if new.tx_id is not null then
    select r.client_id, r.consumer into asker, consumer from public.requests r where r.id = new.tx_id;
    asked := found;
    if not asked then
      select t2.consumer into consumer from public.transactions t2 where t2.id = new.tx_id;
    end if;
    if asker is null and consumer is null then
      return null;
    end if;
    what := case
      when new.kind = 'request_created' or new.kind = 'transaction_created' and not asked then 'created'
      when new.kind = 'transaction_created' then 'opened'
      when new.kind = 'attempt_started' then 'attempt_started'
      when new.kind = 'transaction_replaced' then 'cancelled'
      else split_part(new.kind, '_', 2) end;
    if what not in ('created', 'opened', 'attempt_started') and not exists (
         select from public.transactions t2 where t2.id = new.tx_id and t2.state = what
         union all select from public.requests r where r.id = new.tx_id and r.state = what
         union all select from public.consumptions c where c.tx_id = new.tx_id and c.outcome = what) then
      raise exception 'no client is told that % is % before it is', new.tx_id, what using errcode = '42501';
    end if;
    state := case when what in ('created', 'opened', 'attempt_started') then 'pending' else what end;
    why := coalesce(new.reason, case
      when what = 'rejected' then 'wrong_person'
      when new.kind = 'transaction_replaced' then 'replaced'
      when what = 'cancelled' then case when new.actor like 'client:%' then 'by_client' else 'by_person' end end);
    for t in select distinct c.id from public.clients c where c.id in (asker, consumer) order by 1 loop
      perform public.notify_client(t.id, new.tx_id, null, 'transaction.' || what, state, why, new, true);
    end loop;
  elsif new.kind = 'person_disabled' then
    for t in select distinct x.id, c.id as client from public.transactions x left join public.awaiting a on a.tx_id = x.id
               join public.clients c on c.id in (x.client_id, x.consumer)
              where x.user_id = new.person::uuid and (x.state = 'pending' or a.tx_id is not null) order by 1, 2 loop
      perform public.notify_client(t.client, t.id, null, 'person.blocked', null, null, new, false);
    end loop;
  else
    for t in select p.id, p.client_id from public.endpoints p where p.id::text = new.body::jsonb ->> 'endpoint' loop
      perform public.notify_client(t.client_id, null, t.id, case new.kind when 'endpoint_tested' then 'endpoint.test' else 'endpoint.disabled' end, null, new.reason, new, false);
    end loop;
  end if;
  return null;
end $$;

create or replace function outbox_nothing() returns trigger language plpgsql as $$ begin return new; end $$;
-- +goose StatementEnd
revoke execute on function await_consumption(), consumption_guard(), notify_clients() from public;
revoke execute on function notify_client(text, uuid, uuid, text, text, text, audit_events, boolean) from public;

create or replace trigger request_guard before insert or update or delete on requests for each row execute function request_guard();
create or replace trigger request_whole before truncate on requests for each statement execute function deny();
drop trigger if exists request_born_audited on requests;
create constraint trigger request_born_audited after insert on requests deferrable initially deferred for each row execute function request_must_audit();
drop trigger if exists request_move_audited on requests;
create constraint trigger request_move_audited after update of state on requests deferrable initially deferred
  for each row when (old.state is distinct from new.state) execute function request_must_audit();
create or replace trigger tx_awaits after update on transactions for each row
  when (new.state = 'confirmed' and old.state <> 'confirmed' and new.consumer is not null) execute function await_consumption();
create or replace trigger awaiting_whole before truncate on awaiting for each statement execute function deny();
create or replace trigger consumption_guard before insert on consumptions for each row execute function consumption_guard();
create or replace trigger consumption_keep before update or delete on consumptions for each row execute function deny();
create or replace trigger consumption_whole before truncate on consumptions for each statement execute function deny();
drop trigger if exists consumption_audited on consumptions;
create constraint trigger consumption_audited after insert on consumptions deferrable initially deferred for each row execute function consumption_must_audit();
drop trigger if exists client_audited on clients;
create constraint trigger client_audited after insert or delete or update of name_en, name_ar, jwks, jwks_url, scopes, kinds, return_urls, disabled_at on clients
  deferrable initially deferred for each row execute function client_must_audit();
create or replace trigger clients_whole before truncate on clients for each statement execute function deny();
create or replace trigger notification_keep before update or delete on notifications for each row execute function deny();
create or replace trigger notification_whole before truncate on notifications for each statement execute function deny();
create or replace trigger delivery_keep before delete on deliveries for each row execute function deny();
create or replace trigger delivery_whole before truncate on deliveries for each statement execute function deny();
create or replace trigger tries_keep before update or delete on delivery_tries for each row execute function deny();
create or replace trigger tries_whole before truncate on delivery_tries for each statement execute function deny();
create or replace trigger notify_clients after insert on audit_events for each row
  when (new.kind in ('request_created', 'request_rejected', 'request_expired', 'request_cancelled', 'transaction_created', 'attempt_started',
    'transaction_confirmed', 'transaction_rejected', 'transaction_expired', 'transaction_cancelled', 'transaction_replaced',
    'transaction_consumed', 'transaction_lapsed', 'person_disabled', 'endpoint_tested', 'endpoint_disabled'))
  execute function notify_clients();

-- +goose StatementBegin
do $$
begin
  if exists (select from pg_class where oid = to_regclass('public.outbox') and relkind = 'r') then
    drop table public.outbox;
    create view public.outbox with (security_invoker = true) as
      select id as tx_id, confirmed_at as created_at, null::timestamptz as done_at, confirmed_ok from public.transactions where state = 'confirmed';
    create trigger outbox_nothing instead of insert on public.outbox for each row execute function public.outbox_nothing();
    grant select, insert on public.outbox to takeed_app;
  end if;
end $$;
-- +goose StatementEnd
alter table transactions drop constraint if exists transactions_confirmed;
drop index concurrently if exists transactions_confirmed;

comment on table clients is 'Systems of the institution that may use the API. Written by the owner of the schema alone ("portal client"), each change with an event in sys:clients. Never deleted: one that may do nothing any more is disabled.';
comment on column clients.id is 'The client''s ID: the client_id of OAuth, and what a kind of transaction names as its consumer.';
comment on column clients.name_en is 'What customers read of who asks, in English.';
comment on column clients.name_ar is 'The same in Arabic.';
comment on column clients.jwks is 'Its public keys, as a JWK set (RFC 7517); null if they are fetched from jwks_url.';
comment on column clients.jwks_url is 'Where its public keys are fetched from; null if they are in jwks.';
comment on column clients.scopes is 'What it may do, as scopes of OAuth.';
comment on column clients.kinds is 'The kinds of transaction that it may ask for and, with that scope, consume.';
comment on column clients.return_urls is 'Where customers may be sent back to, each compared as a whole.';
comment on column clients.created_at is 'When it was registered.';
comment on column clients.disabled_at is 'Since when it may do nothing at all; null if it is enabled.';
comment on column clients.last_used_at is 'When it last got an access token; null if it never did.';
comment on table client_tokens is 'Access tokens of clients, for five minutes each. Deleted a day after their end.';
comment on column client_tokens.token_hash is 'SHA-256 of the token.';
comment on column client_tokens.client_id is 'Whose it is.';
comment on column client_tokens.scopes is 'What it is good for: the client''s scopes or some of them.';
comment on column client_tokens.created_at is 'When it was issued.';
comment on column client_tokens.expires_at is 'When it ends.';
comment on table client_assertions is 'Assertions (RFC 7523) by which clients proved who they are, so that each is taken once by all portals together. Deleted a day after their end.';
comment on column client_assertions.client_id is 'Whose it was.';
comment on column client_assertions.jti_hash is 'SHA-256 of its jti.';
comment on column client_assertions.expires_at is 'When it ends, and could not be used again anyhow.';
comment on table requests is 'What clients asked for: approvals that wait for their person. Each has the ID of the transaction that it becomes when its person opens it.';
comment on column requests.id is 'A random UUID; the transaction will have it.';
comment on column requests.client_id is 'Who asked.';
comment on column requests.reference is 'The client''s own reference, which it uses once.';
comment on column requests.kind is 'Kind of transaction.';
comment on column requests.version is 'Always 1: what a client asked for is not edited.';
comment on column requests.document is 'Sealed: the canonical document, as JSON. Null once its person was erased.';
comment on column requests.payload_hash is 'SHA-256 of the canonical document ("digest" in Go).';
comment on column requests.attempt_seconds is 'How long one attempt to confirm it may take.';
comment on column requests.consumer is 'The client that may consume it once it is confirmed; null if none.';
comment on column requests.consume_seconds is 'How long that client has, from the confirmation on.';
comment on column requests.person_by is 'How the client named its person.';
comment on column requests.person_mac is 'Keyed hash of the Emirates ID, mobile number or e-mail address of its person; null if it is named by users.id, or was erased.';
comment on column requests.user_id is 'Its person: from the start if the client named them by ID, otherwise once they have opened it.';
comment on column requests.lang is 'The language of its link.';
comment on column requests.return_url is 'Where its person is sent back to, one of clients.return_urls; null for nowhere.';
comment on column requests.return_state is 'What the client wants to find in the query there.';
comment on column requests.simulate is 'In a sandbox: the scenario of the provider that it plays.';
comment on column requests.link_hash is 'SHA-256 of the token in its link. A new link replaces it.';
comment on column requests.state is 'open until its person opens it (adopted: from then on the transaction says what becomes of it), somebody else did (rejected), its time is over, or it is cancelled. Final but for open.';
comment on column requests.created_at is 'When the client asked.';
comment on column requests.expires_at is 'When it ends; the transaction ends then, too.';
comment on column requests.ended_at is 'When it ceased to be open; null until then.';
comment on column transactions.client_id is 'The client that asked for it; null if its person did.';
comment on column transactions.consumer is 'The client that may consume it once it is confirmed; null if none.';
comment on column transactions.consume_seconds is 'How long that client has, from the confirmation on.';
comment on table awaiting is 'Confirmed transactions that wait to be consumed. Written by triggers alone.';
comment on column awaiting.tx_id is 'The transaction.';
comment on column awaiting.until is 'When it lapses.';
comment on table consumptions is 'What became of confirmed transactions that a client consumes: one row each, which never changes.';
comment on column consumptions.tx_id is 'The transaction.';
comment on column consumptions.id is 'A random UUID, which the client is told.';
comment on column consumptions.outcome is 'consumed by its client, or lapsed because its time passed.';
comment on column consumptions.payload_hash is 'The digest that the client was about to execute: that of the transaction.';
comment on column consumptions.version is 'The version, likewise.';
comment on column consumptions.kind is 'The kind, likewise.';
comment on column consumptions.consumer is 'The client.';
comment on column consumptions.confirmed_ok is 'Always true: the target exists for confirmed transactions only.';
comment on column consumptions.execution_reference is 'The client''s own name for the execution; null if it lapsed.';
comment on column consumptions.at is 'When.';
comment on table idempotency_keys is 'Keys by which clients repeat a call without repeating its effect, for seven days. Written in the commit of the effect.';
comment on column idempotency_keys.client_id is 'Whose key.';
comment on column idempotency_keys.key is 'The key, as the client made it up.';
comment on column idempotency_keys.fingerprint is 'SHA-256 of method, path, client and body: a repetition has the same.';
comment on column idempotency_keys.status is 'The HTTP status that was answered.';
comment on column idempotency_keys.answer is 'Sealed: the body that was answered.';
comment on column idempotency_keys.tx_id is 'The transaction that it is about, with whose person it is erased.';
comment on column idempotency_keys.created_at is 'When the effect was.';
comment on table endpoints is 'Where clients want to be told of events.';
comment on column endpoints.id is 'A random UUID.';
comment on column endpoints.client_id is 'Whose it is.';
comment on column endpoints.url is 'The address.';
comment on column endpoints.types is 'The types of notification that it wants; null for all.';
comment on column endpoints.keys is 'Sealed: the keys that sign what is sent there, as JSON: the present ones and, for a while, those before.';
comment on column endpoints.public_key is 'The public key of the present signing key (whpk_…).';
comment on column endpoints.created_at is 'When it was added.';
comment on column endpoints.rotated_at is 'When its keys were made.';
comment on column endpoints.arrived_at is 'When something last arrived there, to ten seconds; null if nothing did.';
comment on column endpoints.failing_since is 'Since when nothing has reached it; null if the last try did.';
comment on column endpoints.not_before is 'When it may be tried again, since it asked for a rest; null if at any time.';
comment on column endpoints.disabled_at is 'Since when it is told nothing; null if it is enabled.';
comment on column endpoints.disabled_reason is 'Why: it answered 410 (gone), it failed for five days, or its client or the staff disabled it.';
comment on table notifications is 'What clients are told: one row for each event that has a meaning outside and each client concerned. Written by the trigger notify_clients alone; never changed.';
comment on column notifications.id is 'A number that grows; commits may end in another order.';
comment on column notifications.event_id is 'The ID that the client knows it by: the same at every try to deliver it.';
comment on column notifications.client_id is 'Who is told.';
comment on column notifications.tx_id is 'The transaction that it is about; null if none.';
comment on column notifications.endpoint_id is 'The endpoint that it is about, which alone is told; null if none.';
comment on column notifications.type is 'What happened, such as transaction.confirmed.';
comment on column notifications.sequence is 'Its place among what this client is told of this transaction, from 1 without gaps; null if it has no place there.';
comment on column notifications.status is 'The transaction''s status for clients, from then on; null if it did not change one.';
comment on column notifications.reason is 'Why, for a transaction that failed.';
comment on column notifications.at is 'When it happened: the time of the event.';
comment on column notifications.number is 'The event: audit_events.id.';
comment on column notifications.xid is 'The database transaction that wrote it: with id, the order in which clients read.';
comment on table deliveries is 'Notifications on their way to endpoints. Never deleted.';
comment on column deliveries.id is 'A random UUID.';
comment on column deliveries.notification_id is 'What is delivered.';
comment on column deliveries.endpoint_id is 'Where to.';
comment on column deliveries.tx_id is 'The transaction that it is about: of one transaction, one at a time is on its way to an endpoint.';
comment on column deliveries.state is 'due until it is delivered, parked (it failed for a day while later ones arrived) or dropped (its endpoint was disabled). Staff and clients can make it due again.';
comment on column deliveries.tries is 'How often it was sent.';
comment on column deliveries.tries_before is 'How many of those tries were before it was last made due again.';
comment on column deliveries.due_at is 'When it was first due, or was made due again.';
comment on column deliveries.next_at is 'When it is sent next.';
comment on column deliveries.claimed_by is 'The process of the portal that sends it now; null if none.';
comment on column deliveries.claimed_until is 'When another process may take it over.';
comment on column deliveries.created_at is 'When the event was.';
comment on column deliveries.ended_at is 'When it was delivered, parked or dropped.';
comment on table delivery_tries is 'Each time that a delivery was sent. Never changed.';
comment on column delivery_tries.delivery_id is 'The delivery.';
comment on column delivery_tries.try is 'Which try it was, from 1.';
comment on column delivery_tries.at is 'When it ended.';
comment on column delivery_tries.status is 'The HTTP status that the endpoint answered; null if it did not answer.';
comment on column delivery_tries.error is 'What kept it from answering; null if it answered.';
comment on column delivery_tries.milliseconds is 'How long it took.';
comment on column delivery_tries.answer is 'The beginning of what it answered, for people to read.';
comment on view outbox is 'For portals of the release before, which insert into it. Goes with the release after this one.';
comment on column outbox.tx_id is 'The confirmed transaction.';
comment on column outbox.created_at is 'When it was confirmed.';
comment on column outbox.done_at is 'Always null.';
comment on column outbox.confirmed_ok is 'Always true.';
comment on function request_guard() is 'Refuses requests of clients that may not ask, their adoption by anybody else than whom they are addressed to, every change of what was asked, and every move but one from open. What is erased goes with its person.';
comment on function erasing_request(requests) is 'True of a request to the person whom the running commit erases, unless somebody else has adopted it. Whom it was addressed to is found by what the row of the person still says, so requests go before that row.';
comment on function user_guard() is 'Refuses to delete a customer, or to change who they are, but for erasing them while nothing is pending or asked of them and no hold is placed; what is erased stays.';
comment on function request_must_audit() is 'Refuses a commit in which a request is made or moves without its event, or is adopted without a transaction.';
comment on function await_consumption() is 'Lets a confirmed transaction wait for its consumer.';
comment on function consumption_guard() is 'Refuses to consume or lapse what does not await it, out of time, by a client that may not, or while the person is disabled. Runs with the owner''s rights: the portal''s login cannot write awaiting.';
comment on function consumption_must_audit() is 'Refuses a commit with a consumption and without its event.';
comment on function client_must_audit() is 'Refuses to delete a client, and a commit in which one changes without an event in sys:clients.';
comment on function notify_client(text, uuid, uuid, text, text, text, audit_events, boolean) is 'Writes one notification, and its deliveries to the endpoints that want it.';
comment on function notify_clients() is 'Tells the clients concerned of an event. Runs with the owner''s rights: nobody else writes notifications.';
comment on function outbox_nothing() is 'Takes what portals of the release before insert into outbox, and does nothing with it.';
comment on trigger request_guard on requests is 'What may happen to a request; see request_guard().';
comment on trigger request_whole on requests is 'Requests are never truncated.';
comment on trigger request_born_audited on requests is 'At commit: a request has its event; see request_must_audit().';
comment on trigger request_move_audited on requests is 'At commit: a move of a request has its event; see request_must_audit().';
comment on trigger tx_awaits on transactions is 'A confirmed transaction with a consumer awaits it; see await_consumption().';
comment on trigger awaiting_whole on awaiting is 'What awaits is never truncated.';
comment on trigger consumption_guard on consumptions is 'What may be consumed or lapse; see consumption_guard().';
comment on trigger consumption_keep on consumptions is 'A consumption never changes.';
comment on trigger consumption_whole on consumptions is 'Consumptions are never truncated.';
comment on trigger consumption_audited on consumptions is 'At commit: a consumption has its event; see consumption_must_audit().';
comment on trigger client_audited on clients is 'At commit: a change of a client has its event; see client_must_audit().';
comment on trigger clients_whole on clients is 'Clients are never truncated.';
comment on trigger notification_keep on notifications is 'A notification never changes.';
comment on trigger notification_whole on notifications is 'Notifications are never truncated.';
comment on trigger delivery_keep on deliveries is 'A delivery is never deleted.';
comment on trigger delivery_whole on deliveries is 'Deliveries are never truncated.';
comment on trigger tries_keep on delivery_tries is 'A try never changes.';
comment on trigger tries_whole on delivery_tries is 'Tries are never truncated.';
comment on trigger notify_clients on audit_events is 'Tells clients of what happened; see notify_clients().';
comment on trigger outbox_nothing on outbox is 'See outbox_nothing().';
