-- The role that the portal works under, and the one clock that decides lifetimes.
--
-- takeed_app owns nothing. A login of the portal is made a member of it:
--   create role takeed_portal login password '…' in role takeed_app;
-- Roles belong to the whole cluster, so two databases migrating at once may both
-- want to create it; whoever is second finds it there.

-- +goose Up
-- +goose StatementBegin
do $$
begin
  if not exists (select from pg_roles where rolname = 'takeed_app') then
    create role takeed_app nologin;
  end if;
exception when duplicate_object or unique_violation then
  null;
end $$;
-- +goose StatementEnd

revoke create on schema public from public;
grant usage on schema public to takeed_app;
grant select on goose_db_version to takeed_app;

-- takeed_now is the time that decides what has expired: the database's, not that of
-- any replica of the portal. It is the time of the statement: now() is when the database
-- transaction began, and one that waited for a lock would date what it does before what
-- it waited for. It is a function of its own so that a test database can be given
-- another one.
create function takeed_now() returns timestamptz language sql stable as 'select statement_timestamp()';
