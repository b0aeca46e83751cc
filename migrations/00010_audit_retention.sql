-- How the audit log forgets.
--
-- The beginning of a stream can be removed once it is old, and then the row of the stream
-- says how many lines are gone and what the hash of the last of them was: what remains
-- follows from that, and whoever has an older export can find the same hash in it.
--
-- Somebody who holds the owner's password, or who may run the clean-up, could use it to
-- hide what they did. So the rules are kept here, by triggers that hold for the owner, too:
--
--   - no line goes before it is a year old, whatever period was set;
--   - the streams of transactions and of visitors go whole or not at all, and that of a
--     transaction only when it has an end; people and staff lose the beginning of theirs;
--   - what the log says about itself and about UAE PASS (sys:) stays for ever;
--   - a commit that removes lines says so in the stream sys:retention, and how many they
--     were; INV-17 adds up.
--
-- The portal's role has no part in it. Triggers can be switched off by the owner; against
-- that helps what has left the database: exports, backups, a standby.
--
-- Not by partitions. To drop a month would be cheaper than to delete its lines, but a
-- stream does not end with a month; a unique (stream, seq), which is what makes a fork of a
-- chain impossible, cannot be had across partitions; and a look-up without a time, by
-- transaction, attempt or request, would enter an index in each of them.

-- +goose Up
alter table audit_streams
  add column gone   bigint not null default 0,
  add column anchor bytea  not null default '\x',
  add constraint gone_is_within check (gone between 0 and seq),
  add constraint gone_has_anchor check ((gone > 0) = (octet_length(anchor) = 32));

-- +goose StatementBegin
create function audit_forget() returns trigger language plpgsql as $$
begin
  if new.stream like 'sys:%' or (new.stream, new.seq, new.head) is distinct from (old.stream, old.seq, old.head)
     or new.stream ~ '^(txn|login):' and new.gone <> new.seq
     or new.stream like 'txn:%' and exists (select from public.transactions t where t.id = substr(new.stream, 5)::uuid and t.state = 'pending')
     or not exists (select from public.audit_events e where e.stream = new.stream and e.seq = new.gone and e.hash = new.anchor
                       and e.at < public.takeed_now() - interval '1 year') then
    raise exception 'the beginning of % stays', new.stream using errcode = '42501';
  end if;
  return new;
end $$;

create function audit_forgotten() returns trigger language plpgsql as $$
begin
  if old.at >= public.takeed_now() - interval '1 year'
     or not exists (select from public.audit_streams s where s.stream = old.stream and s.gone >= old.seq) then
    raise exception 'append-only: audit_events' using errcode = '42501';
  end if;
  return old;
end $$;

create function must_say_what_went() returns trigger language plpgsql as $$
begin
  if not exists (select from public.audit_events e where e.stream = 'sys:retention' and e.kind = 'audit_retired' and e.xid = pg_current_xact_id()) then
    raise exception 'the beginning of % went without an event', new.stream using errcode = '42501';
  end if;
  return null;
end $$;
-- +goose StatementEnd

drop trigger audit_keep on audit_events;
create trigger audit_keep      before update on audit_events for each row execute function deny();
create trigger audit_forgotten before delete on audit_events for each row execute function audit_forgotten();
create trigger audit_forget    before update of gone, anchor on audit_streams for each row execute function audit_forget();
create constraint trigger forgetting_is_audited after update of gone on audit_streams deferrable initially deferred
  for each row when (old.gone is distinct from new.gone) execute function must_say_what_went();
