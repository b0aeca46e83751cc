-- The clock of a sandbox, and with it the mark that a database is one, for ever.
--
-- "portal migrate" runs this after the migrations if PORTAL_ENV is sandbox, as the owner of the
-- schema, and again at every later migration. It is no migration: the databases of production
-- never have it, so nobody can move their clock, whatever a program does. A portal that is no
-- sandbox does not start on a database that has the table.
--
-- Lifetimes are decided by takeed_now(). Here that is the time of the statement and what
-- sandbox_clock adds, so that an integrator need not wait for what takes a day. The dates of
-- events, of webhooks and of the transparency log stay those of the real clock: they are
-- evidence of when something happened.
--
-- takeed_now() can no longer be made a part of the statement that calls it; a sandbox has few
-- rows. In production it stays as the migration made it.

create table if not exists sandbox_clock (
  one     boolean primary key default true check (one),
  advance interval not null default '0',
  constraint clock_in_seconds check (extract(year from advance) = 0 and extract(month from advance) = 0 and extract(day from advance) = 0),
  constraint clock_bounded check (advance between interval '0' and interval '720 hours')
);
insert into sandbox_clock (one) select true where not exists (select from sandbox_clock);
grant select, update (advance) on sandbox_clock to takeed_app;

create or replace function sandbox_clock_guard() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op <> 'UPDATE' then
    raise exception 'a sandbox stays one' using errcode = '42501';
  end if;
  if new.one is distinct from old.one or (new.advance > old.advance) is not true then
    raise exception 'the clock of a sandbox moves forwards' using errcode = '42501';
  end if;
  return new;
end $$;
create or replace trigger sandbox_clock_guard before insert or update or delete on sandbox_clock for each row execute function sandbox_clock_guard();
create or replace trigger sandbox_clock_whole before truncate on sandbox_clock for each statement execute function sandbox_clock_guard();

create or replace function takeed_now() returns timestamptz language sql stable as
  'select statement_timestamp() + (select advance from public.sandbox_clock)';

comment on table sandbox_clock is 'The database of a sandbox: by how much its clock is ahead. No other database has this table.';
comment on column sandbox_clock.one is 'There is one row.';
comment on column sandbox_clock.advance is 'What takeed_now() adds to the time: hours, minutes and seconds, 30 days at most. It only grows.';
comment on function takeed_now() is 'The time by which lifetimes are decided, in a sandbox: of the statement, by the clock of the server, and what sandbox_clock adds.';
comment on function sandbox_clock_guard() is 'Lets the clock of a sandbox move forwards, and nothing else.';
comment on trigger sandbox_clock_guard on sandbox_clock is 'See sandbox_clock_guard().';
comment on trigger sandbox_clock_whole on sandbox_clock is 'The clock is never truncated.';
