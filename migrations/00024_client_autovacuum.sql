-- When dead rows of the clients' tables are cleared away, and statistics taken again.
--
-- As in the migration of autovacuum: a fiftieth and a hundredth of a table, and not a fifth
-- and a tenth. Every access token is a row of client_tokens and one of client_assertions, gone
-- a day after its five minutes; every consumption deletes a row of awaiting, whose index by
-- time is asked every few seconds for what has lapsed; a delivery is claimed, sent and ended,
-- which are three updates of indexed columns; an idempotency key lives for seven days. Dead
-- rows are most of such a table, and what is asked of it is asked of its beginning, where
-- they lie.
--
-- Requests are updated once or twice, as transactions are. Notifications, tries and
-- consumptions are only added to: vacuum marks and freezes them, as it does events.
--
-- awaiting waits for no fraction: it is as large as what has been confirmed and not yet
-- executed, a few rows of which all are new within minutes.
--
-- These settings wait for no reader and no writer (SHARE UPDATE EXCLUSIVE).

-- +goose Up
alter table requests set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000,
  autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 1000);
alter table client_tokens set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000,
  autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 1000);
alter table client_assertions set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000,
  autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 1000);
alter table deliveries set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000,
  autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 1000);
alter table idempotency_keys set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000,
  autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 1000);
alter table awaiting set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000);

alter table notifications set (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 1000, autovacuum_freeze_min_age = 0);
alter table delivery_tries set (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 1000, autovacuum_freeze_min_age = 0);
alter table consumptions set (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 1000, autovacuum_freeze_min_age = 0);
