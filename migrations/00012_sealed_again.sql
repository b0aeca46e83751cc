-- The keyset that this database was written with, the way to seal it anew, and an outbox
-- that takes confirmed transactions only.
--
-- The row of keyset_mark is written by the first portal that starts: a constant, sealed
-- and hashed for look-up. A portal with another keyset would find nobody and make everybody
-- a second person, so it refuses to serve when either does not fit.
--
-- To seal a document under another key is to change a column that never changes, of rows
-- that are final. The guard lets that happen to this column alone, and in one kind of
-- commit: one that says so in the stream sys:keys, where only the owner of the schema can
-- write. It cannot tell whether the new bytes hold the old text; whoever opens them can,
-- by the digest.
--
-- The index of the outbox's key is built without keeping anybody from writing, which
-- cannot be undone as one, so each statement may be run again.

-- +goose NO TRANSACTION
-- +goose Up
create table if not exists keyset_mark (
  one    boolean primary key default true check (one),
  sealed bytea not null,
  mac    bytea not null check (octet_length(mac) = 32)
);
grant select on keyset_mark to takeed_app;
grant insert (sealed, mac) on keyset_mark to takeed_app;

-- +goose StatementBegin
create or replace function sealing() returns boolean language sql stable set search_path = pg_catalog, pg_temp as
  $$ select exists (select from public.audit_events e where e.stream = 'sys:keys' and e.kind = 'data_resealed' and e.xid = pg_current_xact_id()) $$;

create or replace function mark_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (new.one, new.mac) is distinct from (old.one, old.mac) or not public.sealing() then
    raise exception 'the mark of the keyset stays' using errcode = '42501';
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
    return new;
  end if;
  if new.document is distinct from old.document then
    if not public.sealing() then
      raise exception 'immutable column changed' using errcode = '42501';
    end if;
    old.document := new.document; -- and nothing else
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

create or replace trigger mark_guard before update or delete on keyset_mark for each row execute function mark_guard();
create or replace trigger mark_whole before truncate on keyset_mark for each statement execute function deny();

-- One reference in place of another, so a confirmation costs what it did.
drop index concurrently if exists transactions_confirmed;
create unique index concurrently transactions_confirmed on transactions (id, confirmed_ok);
alter table outbox add column if not exists confirmed_ok boolean not null default true check (confirmed_ok);
alter table outbox drop constraint if exists outbox_of_confirmed;
alter table outbox add constraint outbox_of_confirmed foreign key (tx_id, confirmed_ok) references transactions (id, confirmed_ok) not valid;
alter table outbox validate constraint outbox_of_confirmed;
alter table outbox drop constraint if exists outbox_tx_id_fkey;
