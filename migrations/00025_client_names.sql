-- How the staff find what concerns a client of the API.
--
-- An auditor pastes the client's own reference of an execution into the search box, whether
-- that was consumed or refused; the events of both have it. And a search for a client finds,
-- besides what the client did, what others did about it: its endpoints, which the staff may
-- disable. Both indexes hold few of the events.
--
-- And the staff look at the deliveries that failed, of which there are few among very many; the
-- other states have an index already.
--
-- All are built without keeping anybody from writing.
--
-- Each statement may be run again.

-- +goose NO TRANSACTION
-- +goose Up
drop index concurrently if exists audit_of_execution;
create index concurrently audit_of_execution on audit_events ((body::jsonb ->> 'execution_reference'), id)
  where kind in ('transaction_consumed', 'consume_refused');
comment on index audit_of_execution is 'Finds the execution that a client names.';
drop index concurrently if exists audit_about_clients;
create index concurrently audit_about_clients on audit_events (stream, at, id) where stream like 'client:%' and actor not like 'client:%';
comment on index audit_about_clients is 'Finds what others did about a client.';
drop index concurrently if exists deliveries_failed;
create index concurrently deliveries_failed on deliveries (endpoint_id, created_at, id) where state in ('parked', 'dropped');
comment on index deliveries_failed is 'Finds what an endpoint did not get.';
