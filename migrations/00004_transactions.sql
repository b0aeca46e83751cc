-- Transactions, the attempts to confirm them, and what makes a wrong confirmation
-- impossible however wrong the program is:
--
--   * the composite foreign key confirmed_by: a transaction is confirmed by a succeeded
--     attempt of its own, of the same person, for the same content, or not at all;
--   * the partial unique indexes: one live attempt per person, one success per
--     transaction, one use per code;
--   * the guards: content is immutable, final is final (SQLSTATE TK001 tells the portal
--     that somebody else was first);
--   * the deferred triggers: no state changes without its audit event in the same commit.

-- +goose Up
create table transactions (
  id                   uuid primary key,
  user_id              uuid not null references users,
  reference            text not null unique,
  idem_key             uuid not null,                                  -- from the form; a double submit is the same row
  kind                 text not null,
  version              integer not null check (version >= 1),
  document             bytea not null,                                 -- sealed: the canonical document, the bytes that were hashed
  payload_hash         bytea not null check (octet_length(payload_hash) = 32),
  currency             text check (currency ~ '^[A-Z]{3}$'),
  amount_minor         bigint check (amount_minor >= 0),
  attempt_seconds      integer not null check (attempt_seconds > 0),
  replaces             uuid unique references transactions,
  replaced_by          uuid references transactions,
  state                text not null default 'pending' check (state in ('pending', 'confirmed', 'rejected', 'expired', 'cancelled')),
  created_at           timestamptz not null default takeed_now(),
  expires_at           timestamptz not null check (expires_at > created_at),
  confirmed_at         timestamptz,
  confirmed_attempt_id uuid,
  confirmed_ok         boolean check (confirmed_ok),
  unique (user_id, idem_key),
  constraint amount_has_currency check ((currency is null) = (amount_minor is null)),
  constraint confirmed_has_time check ((state = 'confirmed') = (confirmed_at is not null)),
  constraint confirmed_has_attempt check ((state = 'confirmed') = (confirmed_attempt_id is not null)),
  constraint confirmed_has_success check ((state = 'confirmed') = (confirmed_ok is not null)),
  constraint replaced_is_cancelled check (replaced_by is null or state = 'cancelled'),
  constraint confirmed_in_time check (confirmed_at <= expires_at)
);
create index transactions_of_user  on transactions (user_id, created_at desc, id desc);
create index transactions_to_sweep on transactions (expires_at) where state = 'pending';

create table attempts (
  id           uuid primary key,
  tx_id        uuid not null references transactions,
  user_id      uuid not null references users,
  provider     text not null,
  state_hash   bytea not null unique check (octet_length(state_hash) = 32),
  browser_hash bytea not null check (octet_length(browser_hash) = 32),
  payload_hash bytea not null,
  handover     bytea,                                                  -- sealed: state and code verifier, while the attempt lives
  lang         text not null check (lang in ('en', 'ar')),
  want_sub_mac bytea not null check (octet_length(want_sub_mac) = 32), -- the identity enrolled when the attempt began
  want_idn_mac bytea check (octet_length(want_idn_mac) = 32),
  status       text not null default 'started' check (status in ('started', 'exchanging', 'succeeded', 'failed', 'expired', 'unknown')),
  failure      text check (failure ~ '^[a-z0-9_]{1,64}$'),
  code_mac     bytea check (octet_length(code_mac) = 32),
  started_at   timestamptz not null default takeed_now(),
  expires_at   timestamptz not null,
  claimed_at   timestamptz,
  claimed_by   text,
  finished_at  timestamptz,
  got_sub_mac  bytea,
  got_idn_mac  bytea,
  identity_ok  boolean not null default false,
  ok           boolean generated always as (status = 'succeeded') stored,
  constraint exchange_has_code check ((status = 'started') = (code_mac is null) or status in ('failed', 'expired')),
  constraint success_has_identity check (status <> 'succeeded' or (identity_ok and code_mac is not null and got_sub_mac is not null)),
  constraint failure_has_reason check ((status in ('failed', 'unknown')) = (failure is not null)),
  constraint end_has_time check ((status in ('started', 'exchanging')) = (finished_at is null)),
  constraint live_has_secrets check ((status in ('started', 'exchanging')) = (handover is not null)),
  constraint answered_by_the_enrolled check (status <> 'succeeded' or (got_sub_mac = want_sub_mac and got_idn_mac is not distinct from want_idn_mac)),
  unique (id, tx_id, user_id, payload_hash, ok)
);
create unique index one_live_per_tx    on attempts (tx_id)   where status in ('started', 'exchanging');
create unique index one_live_per_user  on attempts (user_id) where status in ('started', 'exchanging');
create unique index one_success_per_tx on attempts (tx_id)   where status = 'succeeded';
create unique index code_once          on attempts (provider, code_mac) where code_mac is not null;
create index attempts_of_tx    on attempts (tx_id, started_at);
create index attempts_of_user  on attempts (user_id, started_at);
create index attempts_to_sweep on attempts (expires_at) where status in ('started', 'exchanging');

alter table transactions add constraint confirmed_by
  foreign key (confirmed_attempt_id, id, user_id, payload_hash, confirmed_ok)
  references attempts (id, tx_id, user_id, payload_hash, ok);

-- One row per confirmed transaction, for whoever carries it out.
create table outbox (
  tx_id      uuid primary key references transactions,
  created_at timestamptz not null default takeed_now(),
  done_at    timestamptz
);

-- +goose StatementBegin
create function tx_guard() returns trigger language plpgsql as $$
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
  if (new.id, new.user_id, new.reference, new.idem_key, new.kind, new.version, new.document, new.payload_hash, new.currency,
      new.amount_minor, new.attempt_seconds, new.replaces, new.created_at, new.expires_at) is distinct from
     (old.id, old.user_id, old.reference, old.idem_key, old.kind, old.version, old.document, old.payload_hash, old.currency,
      old.amount_minor, old.attempt_seconds, old.replaces, old.created_at, old.expires_at) then
    raise exception 'immutable column changed' using errcode = '42501';
  end if;
  if old.state <> 'pending' and new is distinct from old then
    raise exception 'final state % cannot change', old.state using errcode = 'TK001';
  end if;
  return new;
end $$;

create function at_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'attempts are never deleted' using errcode = '42501';
  end if;
  if tg_op = 'INSERT' then
    if new.status <> 'started' then
      raise exception 'an attempt begins as started' using errcode = '42501';
    end if;
    return new;
  end if;
  if (new.id, new.tx_id, new.user_id, new.provider, new.state_hash, new.browser_hash, new.payload_hash, new.lang,
      new.want_sub_mac, new.want_idn_mac, new.started_at, new.expires_at) is distinct from
     (old.id, old.tx_id, old.user_id, old.provider, old.state_hash, old.browser_hash, old.payload_hash, old.lang,
      old.want_sub_mac, old.want_idn_mac, old.started_at, old.expires_at) then
    raise exception 'immutable column changed' using errcode = '42501';
  end if;
  if old.code_mac is not null and new.code_mac is distinct from old.code_mac then
    raise exception 'the code of an attempt is final' using errcode = '42501';
  end if;
  if old.status not in ('started', 'exchanging') and new is distinct from old then
    raise exception 'final status % cannot change', old.status using errcode = 'TK001';
  end if;
  if new.status <> old.status and not (
       (old.status = 'started'    and new.status in ('exchanging', 'failed', 'expired')) or
       (old.status = 'exchanging' and new.status in ('succeeded', 'failed', 'unknown'))) then
    raise exception 'illegal move % to %', old.status, new.status using errcode = 'TK001';
  end if;
  return new;
end $$;

-- The event is found by the id of the running database transaction, so one from an
-- earlier commit does not count. The table is named with its schema: a temporary table
-- of the same name, which any role may make, would otherwise be found first.
create function must_audit() returns trigger language plpgsql as $$
declare
  j    jsonb   := to_jsonb(new);
  att  boolean := (tg_table_name = 'attempts');
  txid text    := case when att then j->>'tx_id' else j->>'id' end;
  want text    := case when att then 'attempt:' || (j->>'status') else j->>'state' end;
begin
  if not exists (select 1 from public.audit_events e where e.stream = 'txn:' || txid and e.tx_id = txid::uuid
                   and e.xid = pg_current_xact_id()
                   and e.to_state = want and (not att or e.attempt_id = (j->>'id')::uuid)) then
    raise exception '% % became % without an audit event in the same commit', tg_table_name, j->>'id', want using errcode = '42501';
  end if;
  return null;
end $$;
-- +goose StatementEnd

create trigger tx_guard before insert or update or delete on transactions for each row execute function tx_guard();
create trigger at_guard before insert or update or delete on attempts for each row execute function at_guard();

-- Row triggers do not see TRUNCATE.
create trigger tx_whole     before truncate on transactions for each statement execute function deny();
create trigger at_whole     before truncate on attempts for each statement execute function deny();
create trigger outbox_keep  before delete on outbox for each row execute function deny();
create trigger outbox_whole before truncate on outbox for each statement execute function deny();

create constraint trigger tx_born_audited after insert on transactions deferrable initially deferred
  for each row execute function must_audit();
create constraint trigger tx_move_audited after update of state on transactions deferrable initially deferred
  for each row when (old.state is distinct from new.state) execute function must_audit();
create constraint trigger at_born_audited after insert on attempts deferrable initially deferred
  for each row execute function must_audit();
create constraint trigger at_move_audited after update of status on attempts deferrable initially deferred
  for each row when (old.status is distinct from new.status) execute function must_audit();

grant select, insert, update on transactions, attempts to takeed_app;
grant select, insert, update (done_at) on outbox to takeed_app;
