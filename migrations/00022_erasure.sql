-- How a person is forgotten, and what keeps them from it.
--
-- A person is erased by "portal person erase", as the owner of the schema: nothing is left of
-- them but random IDs, states, times, references, digests and hashes. An erased event keeps
-- its place in its chain, since audit/v2 hashes a commitment to the body in place of the body;
-- of an older event nothing but its place can be checked afterwards.
--
-- The rules are kept here, and hold for the owner, too:
--
--   - content goes only in a commit with the event person_erased about that very person, in
--     the stream sys:erasure, which the owner of the schema alone can write;
--   - the row of the person goes first, and not while a transaction of theirs is pending, an
--     attempt lives, or a legal hold is placed on them;
--   - it goes under a lock that a new transaction, attempt or hold of the person waits for, and
--     none of them is accepted afterwards: a person who is erased stays so;
--   - nothing else of a row changes. Events in the streams sys: keep their bodies.
--
-- With the events that are about the person go those of nobody that came from an address of
-- theirs: a sign-in that failed says nothing of who tried. They go first, while the events
-- that have the address are there.
--
-- Where the face of an erased person answered for another customer, that attempt keeps that it
-- was another's, and loses whose. It is found by what the row of the person still says, so it
-- comes before that row. An index has such attempts alone; no other query can use it.
--
-- A hold is a row as long as it is placed; that it was, and that it was lifted, the log says,
-- in sys:holds, in the same commit.
--
-- To be seen here as the newest, a row must be read by a statement of its own: such a commit
-- runs in the isolation level READ COMMITTED.
--
-- Portals of the release before cannot show an erased person or their transactions: the pages
-- of the back office that would answer with an error. So erase nobody until they are replaced.
--
-- No check reads a large table under a lock. Each statement may be run again.

-- +goose NO TRANSACTION
-- +goose Up
alter table users add column if not exists erased_at timestamptz, alter column profile drop not null;
comment on column users.profile is 'Sealed JSON: the identity that UAE PASS told at the last sign-in (names, numbers, addresses; "identity" in Go). Null once the customer was erased.';
comment on column users.sub_mac is 'Keyed hash of the subject ("sub") under which UAE PASS knows the customer. Never changes, until the customer is erased: then it is random.';
comment on column users.idn_mac is 'Keyed hash of the Emirates ID; null for a visitor, which is a UAE PASS account of a non-resident, and for an erased customer. Never changes otherwise.';
comment on column users.erased_at is 'When the customer was erased ("portal person erase"): nothing in the row leads to a person any more; null for everybody else.';
alter table users drop constraint if exists erased_is_empty;
alter table users add constraint erased_is_empty check (case when erased_at is null then profile is not null
  else coalesce(profile, idn_mac, mobile_mac, email_mac) is null and coalesce(preferred, '') = '' and disabled_at is not null end) not valid;
alter table users validate constraint erased_is_empty;
create or replace trigger user_born before insert on users for each row when (new.erased_at is not null) execute function deny();
comment on trigger user_born on users is 'Nobody begins as erased.';

alter table transactions alter column document drop not null;
comment on column transactions.document is 'Sealed: the canonical document, as JSON. It holds every value and sentence that the customer read, in both languages. Null once the customer was erased.';
comment on column transactions.result is 'Sealed: 16 random bytes, and behind them who confirmed and how, as JSON: what the receipt says and the event of the confirmation commits to. Null unless confirmed, and once the customer was erased.';
comment on column transactions.accounts is 'Keyed hashes of the account numbers (IBAN) in the document, so that staff find it by one; null if it has none, is older than the column, or was erased.';
comment on column transactions.amount_minor is 'Amount in the smallest unit of the currency (fils of AED), copied from the document so that staff can search; null for a kind without one, and once the customer was erased.';
comment on column attempts.want_sub_mac is 'Keyed hash of the enrolled subject when the attempt began: the copy of users.sub_mac, also once the customer was erased.';
comment on column attempts.got_sub_mac is 'Keyed hash of the subject of whoever showed their face; null if UAE PASS did not say. Once the customer was erased: want_sub_mac if it was that, else random.';
comment on column attempts.client_mac is 'Keyed hash of the address that it came from: the whole IPv4 address, the /64 of an IPv6 one. Limits count by it; never changes. Null once the customer was erased.';
comment on column attempts.network_mac is 'Keyed hash of the /48 of an IPv6 address; null for IPv4. Limits count by it; never changes. Null once the customer was erased.';

drop index concurrently if exists attempts_mismatched;
create index concurrently attempts_mismatched on attempts (tx_id) where got_sub_mac <> want_sub_mac;

create table if not exists legal_holds (
  id          uuid primary key default gen_random_uuid(),
  person      uuid not null references users,
  why         text not null check (why ~ '^[a-z_]{1,32}$'),
  case_number text not null check (case_number ~ '^[A-Z0-9./-]{1,40}$'),
  placed_at   timestamptz not null default clock_timestamp()
);
create index if not exists legal_holds_of_person on legal_holds (person);
grant select on legal_holds to takeed_app;
comment on table legal_holds is 'Legal holds: a customer with one is not erased. Written by the owner of the schema ("portal hold"). A hold that is lifted has no row; the events of sys:holds tell of it.';
comment on column legal_holds.id is 'The hold''s ID: a random UUID.';
comment on column legal_holds.person is 'The customer.';
comment on column legal_holds.why is 'Why, as a purpose of package audit, such as authority.';
comment on column legal_holds.case_number is 'The number of the case in the institution''s own system. It names nobody.';
comment on column legal_holds.placed_at is 'When it was placed.';

-- +goose StatementBegin
create or replace function erasing(person uuid) returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.audit_events e where e.xid = pg_current_xact_id() and e.stream = 'sys:erasure' and e.kind = 'person_erased' and e.person = erasing.person::text)
$$;

create or replace function erases(e audit_events) returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select e.stream not like 'sys:%' and exists (
    select from public.audit_events s join public.users u on u.id = s.person::uuid
     where s.xid = pg_current_xact_id() and s.stream = 'sys:erasure' and s.kind = 'person_erased' and u.erased_at is not null
       and (e.stream = 'user:' || s.person or e.actor = 'customer:' || s.person or e.person = s.person
         or exists (select from public.transactions t where t.id = e.tx_id and t.user_id = u.id)
         or e.stream like 'login:%' and e.actor = 'anonymous'
            and exists (select from public.audit_events o where o.actor = 'customer:' || s.person and o.client = e.client)))
$$;

create or replace function erases_answer(a attempts) returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select a.finished_at is not null and a.got_sub_mac <> a.want_sub_mac and exists (
    select from public.audit_events s join public.users u on u.id = s.person::uuid
     where s.xid = pg_current_xact_id() and s.stream = 'sys:erasure' and s.kind = 'person_erased'
       and (a.got_sub_mac = u.sub_mac or a.got_idn_mac = u.idn_mac))
$$;

create or replace function not_erased(person uuid) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  erased timestamptz;
begin
  select u.erased_at into erased from public.users u where u.id = not_erased.person for key share;
  if erased is not null then
    raise exception 'the person was erased' using errcode = '42501';
  end if;
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

create or replace function tx_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'transactions are never deleted' using errcode = '42501';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'pending' or new.replaced_by is not null then
      raise exception 'a transaction begins as pending' using errcode = '42501';
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
      new.amount_minor, new.attempt_seconds, new.replaces, new.created_at, new.expires_at, new.accounts) is distinct from
     (old.id, old.user_id, old.reference, old.idem_key, old.kind, old.version, old.payload_hash, old.currency,
      old.amount_minor, old.attempt_seconds, old.replaces, old.created_at, old.expires_at, old.accounts) then
    raise exception 'immutable column changed' using errcode = '42501';
  end if;
  if old.state <> 'pending' and new is distinct from old then
    raise exception 'final state % cannot change', old.state using errcode = 'TK001';
  end if;
  return new;
end $$;

create or replace function at_guard() returns trigger language plpgsql as $$
declare
  bare public.attempts;
begin
  if tg_op = 'DELETE' then
    raise exception 'attempts are never deleted' using errcode = '42501';
  end if;
  if tg_op = 'INSERT' then
    if new.status <> 'started' then
      raise exception 'an attempt begins as started' using errcode = '42501';
    end if;
    perform public.not_erased(new.user_id);
    return new;
  end if;
  if new.want_sub_mac <> old.want_sub_mac and public.erasing(old.user_id) then
    bare := old;
    bare.want_sub_mac := (select u.sub_mac from public.users u where u.id = old.user_id and u.erased_at is not null);
    bare.got_sub_mac := case when old.got_sub_mac = old.want_sub_mac then bare.want_sub_mac
                             when old.got_sub_mac is not null and new.got_sub_mac not in (old.got_sub_mac, bare.want_sub_mac) then new.got_sub_mac end;
    bare.want_idn_mac := null;
    bare.got_idn_mac := null;
    bare.client_mac := null;
    bare.network_mac := null;
    new.ok := old.ok; -- is made after this
    if new is distinct from bare then
      raise exception 'immutable column changed' using errcode = '42501';
    end if;
    return new;
  end if;
  if old.finished_at is not null and new.got_sub_mac is distinct from old.got_sub_mac and public.erases_answer(old) then
    bare := old;
    bare.got_sub_mac := new.got_sub_mac;
    bare.got_idn_mac := null;
    new.ok := old.ok;
    if new is distinct from bare or coalesce(new.got_sub_mac = old.want_sub_mac, true) then
      raise exception 'immutable column changed' using errcode = '42501';
    end if;
    return new;
  end if;
  if (new.id, new.tx_id, new.user_id, new.provider, new.state_hash, new.browser_hash, new.payload_hash, new.lang,
      new.want_sub_mac, new.want_idn_mac, new.started_at, new.expires_at, new.client_mac, new.network_mac) is distinct from
     (old.id, old.tx_id, old.user_id, old.provider, old.state_hash, old.browser_hash, old.payload_hash, old.lang,
      old.want_sub_mac, old.want_idn_mac, old.started_at, old.expires_at, old.client_mac, old.network_mac) then
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

create or replace function audit_keep() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  allowed public.audit_events := old;
begin
  if new.body is null and old.body is not null then
    allowed.body := null;
    allowed.salt := null;
    allowed := public.audit_from_body(allowed);
    if new is distinct from allowed or not public.erases(old) then
      raise exception 'append-only: %', tg_table_name using errcode = '42501';
    end if;
    return new;
  end if;
  allowed := public.audit_from_body(old);
  if new is distinct from allowed or new is not distinct from old then
    raise exception 'append-only: %', tg_table_name using errcode = '42501';
  end if;
  return new;
end $$;

create or replace function hold_guard() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'UPDATE' then
    raise exception 'a hold does not change' using errcode = '42501';
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  perform public.not_erased(new.person);
  return new;
end $$;

create or replace function hold_must_audit() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  h public.legal_holds := case when tg_op = 'DELETE' then old else new end;
  want text := case when tg_op = 'DELETE' then 'hold_lifted' else 'hold_placed' end;
begin
  if not exists (select from public.audit_events e where e.xid = pg_current_xact_id() and e.stream = 'sys:holds' and e.kind = want
                   and e.person = h.person::text and e.body::jsonb ->> 'hold' = h.id::text) then
    raise exception 'the hold % without an audit event in the same commit', h.id using errcode = '42501';
  end if;
  return null;
end $$;

create or replace function transaction_has_shape(t transactions) returns boolean language plpgsql immutable as $$
begin
  return octet_length(t.payload_hash) = 32 and t.version >= 1 and t.attempt_seconds > 0
     and t.state in ('pending', 'confirmed', 'rejected', 'expired', 'cancelled')
     and t.expires_at > t.created_at
     and (t.currency is null or octet_length(t.currency) = 3 and translate(t.currency, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '') = '')
     and coalesce(t.amount_minor, 0) >= 0 and coalesce(t.confirmed_ok, true)
     and (t.result is null or t.state = 'confirmed')
     and (t.document is not null or t.state <> 'pending' and t.result is null and t.accounts is null and t.amount_minor is null);
end $$;
-- +goose StatementEnd
drop trigger if exists tx_accounts on transactions;
drop trigger if exists at_client on attempts;
drop trigger if exists at_network on attempts;
create or replace trigger hold_guard before insert or update or delete on legal_holds for each row execute function hold_guard();
create or replace trigger hold_whole before truncate on legal_holds for each statement execute function deny();
drop trigger if exists hold_is_audited on legal_holds;
create constraint trigger hold_is_audited after insert or delete on legal_holds deferrable initially deferred
  for each row execute function hold_must_audit();

comment on function erasing(uuid) is 'True in a commit with the event person_erased about a person, which only the owner of the schema can write: "portal person erase".';
comment on function erases(audit_events) is 'True of an event that goes with the person whom the running commit erases: it is about them, or is nobody''s and came from an address of theirs.';
comment on function erases_answer(attempts) is 'True of an attempt that was answered by the face of the person whom the running commit is about to erase, for another customer.';
comment on function not_erased(uuid) is 'Refuses what is new about a person who was erased, and makes an erasure wait for it.';
comment on function user_guard() is 'Refuses to delete a customer, or to change who they are, but for erasing them while nothing is pending and no hold is placed; what is erased stays.';
comment on function tx_guard() is 'Refuses to delete a transaction, to change its content, or to change anything once it is final. Its document may be sealed under another key, see sealing(), and its content goes when its person is erased.';
comment on function at_guard() is 'Refuses to delete an attempt, to change what it began with, or to move its status any other way than it may go. The hashes of whom it is about go when they are erased.';
comment on function audit_keep() is 'Refuses every update of an event but two: that which fills the columns taken from its body, and that which erases the body with all that was taken from it; see erases().';
comment on function hold_guard() is 'Refuses to change a hold, and to place one on a person who was erased; makes an erasure wait for a new one.';
comment on function hold_must_audit() is 'Refuses a commit in which a hold is placed or lifted without the event that says so.';
comment on trigger audit_keep on audit_events is 'An event never changes, but that its body can be erased; see audit_keep().';
comment on trigger hold_guard on legal_holds is 'What may happen to a hold; see hold_guard().';
comment on trigger hold_whole on legal_holds is 'Holds are never truncated.';
comment on trigger hold_is_audited on legal_holds is 'At commit: a hold that is placed or lifted has its event; see hold_must_audit().';
