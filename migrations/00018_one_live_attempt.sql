-- One live attempt for a person and for a transaction: rules whose indexes tempt nobody.
--
-- The two unique indexes of 00004 hold the live attempts alone. To the planner they look empty
-- when its statistics are of a quiet night, and in the morning it looked for the attempt of
-- one person, of one transaction, or of one callback by reading all that such an index holds:
-- those of everybody who waits. So their conditions are written as others are not. The live
-- attempt of a person is asked for in the words of its index; the other only refuses.
--
-- Each index is made beside the old one, which goes when the new one holds, and leaves it its
-- name. Each statement may be run again.

-- +goose NO TRANSACTION
-- +goose Up
drop index concurrently if exists new_one_live_per_tx;
create unique index concurrently new_one_live_per_tx on attempts (tx_id)
  where (case when status in ('started', 'exchanging') then 1 else 0 end) = 1;
drop index concurrently if exists one_live_per_tx;
alter index new_one_live_per_tx rename to one_live_per_tx;

drop index concurrently if exists new_one_live_per_user;
create unique index concurrently new_one_live_per_user on attempts (user_id)
  where (case when status in ('started', 'exchanging') then true else false end);
drop index concurrently if exists one_live_per_user;
alter index new_one_live_per_user rename to one_live_per_user;
