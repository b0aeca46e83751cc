-- How the audit log is searched.
--
-- A search walks one index, newest first, from where the page before ended: so each way
-- to ask has an index that ends in (at, id), and the two that are asked together with a
-- kind of event have one with the kind in it, too. What stands in the body is indexed
-- by what is read from it: the text is what was hashed, and stays as it is.

-- +goose Up
create index audit_by_time        on audit_events (at, id);
create index audit_by_event       on audit_events (kind, at, id);
create index audit_by_actor       on audit_events (actor, at, id);
create index audit_by_actor_event on audit_events (actor, kind, at, id);
create index audit_by_staff       on audit_events (at, id) where actor like 'staff:%';
create index audit_by_person      on audit_events ((body::jsonb ->> 'person') collate "C", at, id) where body::jsonb ->> 'person' is not null;
create index audit_by_reason      on audit_events ((body::jsonb ->> 'reason') collate "C", at, id) where body::jsonb ->> 'reason' is not null;
create index audit_by_request     on audit_events ((body::jsonb ->> 'request_id') collate "C", at, id) where body::jsonb ->> 'request_id' is not null;
create index audit_by_crid        on audit_events ((body::jsonb ->> 'correlation_id') collate "C", at, id) where body::jsonb ->> 'correlation_id' is not null;
create index audit_by_ip          on audit_events ((body::jsonb ->> 'client') collate "C", at, id) where body::jsonb ->> 'client' is not null;
create index audit_by_ip_event    on audit_events ((body::jsonb ->> 'client') collate "C", kind, at, id) where body::jsonb ->> 'client' is not null;

-- What is new is told in the order in which it can no longer be overtaken.
drop index audit_by_xid;
create index audit_by_xid on audit_events (xid, id);

-- Transactions as the log is asked for them.
create index transactions_by_reference on transactions (reference text_pattern_ops);
create index transactions_by_digest    on transactions (payload_hash);
create index transactions_by_amount    on transactions (amount_minor) where amount_minor is not null;

-- No state at all is written as null: the chain tells the two apart.
alter table audit_events add constraint audit_state_not_empty check (to_state <> '');
