-- The transparency log: a Merkle tree over the audit events, so that whoever kept a checkpoint
-- can show that nothing it covers was changed or removed since.
--
-- A hash chain shows what was changed to whoever has its end, and nobody outside has. So portals
-- append each event to a tree, sign its root and publish it. Everything here but the order of
-- the leaves can be made again from the events; it is stored so that a proof takes a few reads.
--
-- Events enter in the order (xid, id), and only those below the oldest database transaction that
-- still writes: no event can come before one that is in. The guard of log_leaves holds a writer to
-- that: a leaf is that of its event, is the next one, and leaves none out. It moves log_state, which
-- nobody else can. So a portal's login can neither rewrite the log nor skip an event. It can write
-- a wrong hash into a tile or a checkpoint; that is found by computing them again.
--
-- Transaction numbers belong to a server. log_state says which server it was; on another one
-- portals stop until the owner runs "portal log adopt", which takes every event that is there
-- and has no leaf, and begins a new epoch.
--
-- Leaves outlive events that are removed for their age, so they have no foreign key.
--
-- The next events are found along audit_by_xid, and by no other plan: that few follow the place
-- where the log is, is nothing that statistics know. So that place is compared inside functions that
-- leave the planner no choice, and numbers are compared by an expression that has no index.
--
-- One checkpoint for each size, by its key: no size can have two roots. All are kept, at most one
-- a second and 300 bytes each. Without events there are no new ones: the last is shown to the
-- witnesses again each minute, and log_state.beat_at says that portals still do so.

-- +goose Up
create table log_state (
  one      boolean primary key default true constraint log_state_one check (one),
  size     bigint not null default 0,
  xid      xid8 not null default '0',
  id       bigint not null default 0,
  server   bigint not null,
  epoch    integer not null default 1,
  epoch_id bigint not null default 0,
  beat_at  timestamptz not null default '-infinity'
);
comment on table  log_state          is 'How far the transparency log has come. There is one row.';
comment on column log_state.one      is 'There is one row.';
comment on column log_state.size     is 'How many leaves there are.';
comment on column log_state.xid      is 'The database transaction of the last event that is in; every event up to (xid, id) is.';
comment on column log_state.id       is 'The number of that event.';
comment on column log_state.server   is 'The system identifier of the server that xid belongs to (pg_control_system()).';
comment on column log_state.epoch    is 'How many servers the log has been on, by "portal log adopt".';
comment on column log_state.epoch_id is 'Events with numbers up to this one belong to earlier epochs and are all in.';
comment on column log_state.beat_at  is 'When a portal last saw to the log: it grew, or a minute had passed.';
insert into log_state (server) select system_identifier from pg_control_system();

create table log_leaves (
  index    bigint primary key,
  event_id bigint not null constraint log_leaves_event unique,
  data     bytea not null constraint log_leaves_data check (octet_length(data) = 32)
);
comment on table  log_leaves          is 'The entries of the transparency log. Appended by portals; never changed or deleted.';
comment on column log_leaves.index    is 'The place in the log, from 0, without gaps.';
comment on column log_leaves.event_id is 'The number of the event (audit_events.id), which may have been removed for its age.';
comment on column log_leaves.data     is 'SHA-256 of "takeed.leaf/v1" and the hash of the event. The leaf hash of the tree is made of this.';

create table log_tiles (
  level  smallint not null,
  n      bigint not null,
  hashes bytea not null,
  primary key (level, n),
  constraint log_tiles_shape check (level between 0 and 6 and n >= 0 and octet_length(hashes) between 32 and 8192 and octet_length(hashes) % 32 = 0)
);
alter table log_tiles alter column hashes set storage external; -- hashes cannot be compressed
comment on table  log_tiles        is 'The hashes of the tree, 256 to a tile, as the log publishes them (C2SP tlog-tiles).';
comment on column log_tiles.level  is 'The level of the tile: its hashes are those of the tree at height 8 times the level.';
comment on column log_tiles.n      is 'The place of the tile in its level, from 0.';
comment on column log_tiles.hashes is 'Up to 256 hashes of 32 bytes. A tile only grows; what it was is a prefix of what it is.';

create table log_checkpoints (
  size         bigint primary key constraint log_checkpoints_size check (size > 0),
  root         bytea not null constraint log_checkpoints_root check (octet_length(root) = 32),
  at           timestamptz not null default clock_timestamp(),
  note         text,
  cosignatures text not null default '',
  constraint log_checkpoints_note check (note is null and cosignatures = '' or note is not null
    and split_part(note, chr(10), 2) = size::text and split_part(note, chr(10), 3) = encode(root, 'base64') and split_part(note, chr(10), 4) = ''
    and octet_length(note) <= 65536 and octet_length(cosignatures) <= 262144)
);
create index log_checkpoints_signed   on log_checkpoints (size) where note is not null;
create index log_checkpoints_cosigned on log_checkpoints (size) where cosignatures <> '';
comment on table  log_checkpoints              is 'The tree as it was at each size that a portal wrote: never two roots of one size. All are kept.';
comment on column log_checkpoints.size         is 'How many leaves the tree had.';
comment on column log_checkpoints.root         is 'The root hash of the tree (RFC 6962, SHA-256).';
comment on column log_checkpoints.at           is 'When the row was written.';
comment on column log_checkpoints.note         is 'The signed checkpoint (C2SP tlog-checkpoint); null until it is signed, and for ever if a later one was signed first.';
comment on column log_checkpoints.cosignatures is 'Signature lines of witnesses, the newest of each; published below the note.';

-- As the other large tables; see the migration of their autovacuum settings. The rows of the tiles
-- that are not full yet change every second.
alter table log_leaves set (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 1000, autovacuum_freeze_min_age = 0);
alter table log_tiles set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
  toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 5000);

-- +goose StatementBegin
create function log_grow() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_generic_plan
  set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
declare
  s public.log_state;
  a record;
begin
  select * into strict s from public.log_state for update;
  select count(*) as n, min(x.index) as first, max(x.index) as last, bool_and(x.right_leaf and x.in_turn) as right,
         count(*) filter (where x.id > s.epoch_id) as fresh, (array_agg(x.xid order by x.index desc) filter (where x.id > s.epoch_id))[1] as xid,
         (array_agg(x.id order by x.index desc) filter (where x.id > s.epoch_id))[1] as id into a
    from (select l.index, e.id, e.xid, coalesce(l.data = sha256('takeed.leaf/v1'::bytea || e.hash), false) as right_leaf,
                 e.id <= s.epoch_id or e.xid < pg_snapshot_xmin(pg_current_snapshot())
                   and (e.xid, e.id) > (coalesce(lag(e.xid) over w, s.xid), coalesce(lag(e.id) over w, s.id)) as in_turn
            from added l left join public.audit_events e on e.id = l.event_id window w as (order by l.index)) x;
  if a.n = 0 then
    return null;
  end if;
  if a.first <> s.size or a.last <> s.size + a.n - 1 or not coalesce(a.right, false) or a.fresh not in (0, a.n) then
    raise exception 'a leaf is that of its event, and is appended in turn' using errcode = '42501';
  end if;
  if a.fresh > 0 and a.fresh <> (select count(*) from public.audit_events e where (e.xid, e.id) > (s.xid, s.id) and (e.xid, e.id) <= (a.xid, a.id) and e.id - s.epoch_id > 0) then
    raise exception 'no event is left out' using errcode = '42501';
  end if;
  update public.log_state set size = a.last + 1, xid = coalesce(a.xid, xid), id = coalesce(a.id, id);
  return null;
end $$;

create function log_after(most integer, ended boolean) returns table (id bigint, hash bytea, at timestamptz) language plpgsql stable
  set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off set jit = off as $$
declare
  s public.log_state := (select s from public.log_state s);
  horizon xid8 := case when ended then pg_snapshot_xmin(pg_current_snapshot()) else pg_snapshot_xmax(pg_current_snapshot()) end;
begin
  return query select e.id, e.hash, e.at from public.audit_events e
    where (e.xid, e.id) > (s.xid, s.id) and e.xid < horizon and e.id - s.epoch_id > 0 order by e.xid, e.id limit most;
end $$;

create function log_state_keep() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if new.size < old.size or new.epoch < old.epoch or new.beat_at < old.beat_at
     or new.size > old.size and new.size <> (select max(l.index) + 1 from public.log_leaves l)
     or new.epoch = old.epoch and ((new.xid, new.id) < (old.xid, old.id) or (new.server, new.epoch_id) <> (old.server, old.epoch_id))
     or new.epoch > old.epoch and new.epoch_id < old.epoch_id then
    raise exception 'the log only grows' using errcode = '42501';
  end if;
  return new;
end $$;

create function log_tile_grow() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'UPDATE' and ((new.level, new.n) <> (old.level, old.n) or substring(new.hashes from 1 for octet_length(old.hashes)) <> old.hashes)
     or octet_length(new.hashes) / 32 <> (select least(256, (s.size >> (8 * new.level)) - new.n * 256) from public.log_state s) then
    raise exception 'a tile grows with the log, and keeps what it had' using errcode = '42501';
  end if;
  return new;
end $$;

create function log_checkpoint_keep() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if new.note is not null or new.cosignatures <> '' or new.size is distinct from (select s.size from public.log_state s) then
      raise exception 'a checkpoint is that of the log as it is, and is signed later' using errcode = '42501';
    end if;
    new.at := clock_timestamp();
  elsif (new.size, new.root, new.at) is distinct from (old.size, old.root, old.at)
     or old.note is not null and new.note is distinct from old.note
     or octet_length(new.cosignatures) < octet_length(old.cosignatures) then
    raise exception 'a checkpoint stays as it was signed' using errcode = '42501';
  end if;
  return new;
end $$;
-- +goose StatementEnd
revoke execute on function log_grow(), log_state_keep(), log_tile_grow(), log_checkpoint_keep() from public;
comment on function log_grow            is 'Guards log_leaves: leaves are those of their events, in turn, with none left out. Moves log_state.';
comment on function log_after           is 'The next events that are not in the log, some at most, in the order of the log: ended, as long as no event can come before them any more; else all that can be seen.';
comment on function log_state_keep      is 'Guards log_state: it only grows, and within an epoch stays on its server.';
comment on function log_tile_grow       is 'Guards log_tiles: a tile keeps its hashes, and is as wide as the size of the log makes it.';
comment on function log_checkpoint_keep is 'Guards log_checkpoints: of a row only the missing signature, and cosignatures, may come.';

create trigger log_grow    after insert on log_leaves referencing new table as added for each statement execute function log_grow();
create trigger leaves_keep  before update or delete on log_leaves for each row execute function deny();
create trigger leaves_whole before truncate on log_leaves for each statement execute function deny();
create trigger state_keep   before update on log_state for each row execute function log_state_keep();
create trigger state_stays  before delete on log_state for each row execute function deny();
create trigger state_whole  before truncate on log_state for each statement execute function deny();
create trigger tile_grow    before insert or update on log_tiles for each row execute function log_tile_grow();
create trigger tiles_stay   before delete on log_tiles for each row execute function deny();
create trigger tiles_whole  before truncate on log_tiles for each statement execute function deny();
create trigger checkpoint_keep   before insert or update on log_checkpoints for each row execute function log_checkpoint_keep();
create trigger checkpoints_stay  before delete on log_checkpoints for each row execute function deny();
create trigger checkpoints_whole before truncate on log_checkpoints for each statement execute function deny();
comment on trigger log_grow     on log_leaves is 'Leaves are appended in turn, and move log_state.';
comment on trigger leaves_keep  on log_leaves is 'Leaves are never changed or deleted.';
comment on trigger leaves_whole on log_leaves is 'Nor are all of them at once.';
comment on trigger state_keep   on log_state  is 'The log only grows.';
comment on trigger state_stays  on log_state  is 'Its row stays.';
comment on trigger state_whole  on log_state  is 'Its row stays.';
comment on trigger tile_grow    on log_tiles  is 'A tile keeps its hashes.';
comment on trigger tiles_stay   on log_tiles  is 'Tiles are never deleted.';
comment on trigger tiles_whole  on log_tiles  is 'Nor are all of them at once.';
comment on trigger checkpoint_keep   on log_checkpoints is 'A checkpoint stays as it was signed.';
comment on trigger checkpoints_stay  on log_checkpoints is 'Checkpoints are never deleted.';
comment on trigger checkpoints_whole on log_checkpoints is 'Nor are all of them at once.';

grant select on log_state, log_leaves, log_tiles, log_checkpoints to takeed_app;
grant update (beat_at) on log_state to takeed_app;
grant insert on log_leaves, log_tiles to takeed_app;
grant update (hashes) on log_tiles to takeed_app;
grant insert (size, root), update (note, cosignatures) on log_checkpoints to takeed_app;
