-- The back office: who works there, and their sessions.
--
-- Sessions of the staff have a table of their own, so that no query for the one kind of
-- people can find the other; the column that foresaw both in one table goes. Sign-ins
-- under way are the same mechanism for both, so they share a table and are told apart
-- by their realm.

-- +goose Up
create table staff (
  id         uuid primary key,
  sub_mac    bytea not null unique check (octet_length(sub_mac) = 32),  -- of issuer and subject together
  profile    bytea not null,                                            -- sealed: name and e-mail address
  role       text check (role in ('operator', 'auditor', 'admin')),     -- as at the last sign-in; null: none any more
  created_at timestamptz not null default takeed_now()
);

create table staff_sessions (
  token_hash bytea primary key check (octet_length(token_hash) = 32),
  staff_id   uuid not null references staff,
  id_token   bytea not null,                                            -- sealed: the provider wants to see it at sign-out
  created_at timestamptz not null default takeed_now(),
  seen_at    timestamptz not null default takeed_now(),
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create unique index one_session_per_staff on staff_sessions (staff_id) where revoked_at is null;
create index staff_sessions_by_end on staff_sessions (expires_at);

-- Who somebody is never changes, and what they may do changes with its event only.
-- +goose StatementBegin
create function staff_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'staff are never deleted' using errcode = '42501';
  end if;
  if (new.id, new.sub_mac, new.created_at) is distinct from (old.id, old.sub_mac, old.created_at) then
    raise exception 'the identity of somebody on the staff cannot change' using errcode = '42501';
  end if;
  return new;
end $$;

create function role_must_audit() returns trigger language plpgsql as $$
declare
  want text := 'role:' || coalesce(new.role, 'none');
begin
  if not exists (select 1 from public.audit_events e where e.stream = 'op:' || new.id and e.xid = pg_current_xact_id()
                   and e.kind = 'staff_role_changed' and e.to_state = want) then
    raise exception 'staff % became % without an audit event in the same commit', new.id, want using errcode = '42501';
  end if;
  return null;
end $$;
-- +goose StatementEnd

create trigger staff_guard before update or delete on staff for each row execute function staff_guard();
create trigger staff_whole before truncate on staff for each statement execute function deny();
create constraint trigger role_given_audited after insert on staff deferrable initially deferred
  for each row execute function role_must_audit();
create constraint trigger role_moved_audited after update of role on staff deferrable initially deferred
  for each row when (old.role is distinct from new.role) execute function role_must_audit();

alter table sessions drop column scope;
alter table signins add column realm text not null default 'customer' check (realm in ('customer', 'staff'));
alter table signins alter column realm drop default;

grant select, insert, update on staff to takeed_app;
grant select, insert, update, delete on staff_sessions to takeed_app;
