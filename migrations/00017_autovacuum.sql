-- When dead rows are cleared away, and statistics taken again.
--
-- By default a table waits until a fifth of it is dead and a tenth of it has changed. Of ten
-- million attempts that is two million dead rows, each with an entry in a dozen indexes, and
-- statistics from weeks ago. Here it is a fiftieth and a hundredth. Not less: to clear a
-- table, all of its indexes are read. A hundred confirmations a second make ten million
-- attempts ready to be cleared every quarter of an hour.
--
-- The numbers beside the fractions are what small tables wait for. With the waits of a table of
-- 100,000 rows, 8,000 confirmations left 16,200 dead attempts and 10.9 MB of indexes by
-- default, and like this 840 and 7.8 MB.
--
-- Events and the outbox are only added to, so a vacuum has no rows to clear there. It marks
-- pages as visible to everybody, without which a count in an index visits the table. And it
-- freezes: what is frozen at once, while it is in memory, is not read and written again when
-- the numbers of database transactions run out.
--
-- No table gets a fillfactor. Where an update changes an indexed column, room on the page
-- does not help: attempts and transactions, the end of a session, of a sign-in. The other
-- updates find the room that versions before them left: 997 of 1,000 of the heads of streams.
-- Three tenths of each page kept free would help the other three, and make that table four
-- times as large.
--
-- These settings wait for no reader and no writer (SHARE UPDATE EXCLUSIVE).

-- +goose Up
alter table sessions set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000,
  autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 1000);
alter table signins set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000,
  autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 1000);
alter table transactions set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000,
  autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 1000);
alter table attempts set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000,
  autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 1000);
alter table audit_streams set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000,
  autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 1000);

alter table audit_events set (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 1000, autovacuum_freeze_min_age = 0);
alter table outbox set (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 1000, autovacuum_freeze_min_age = 0);
