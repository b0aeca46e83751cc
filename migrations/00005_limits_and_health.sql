-- What limits per address and the watch over UAE PASS are decided on.
--
-- An address is kept as a keyed hash, of its /64 for IPv6: enough to count by, nothing
-- to read. How an exchange ended is kept with the sign-in, as it is with an attempt, so
-- that every replica sees the same picture of the provider.

-- +goose Up
alter table attempts add column client_mac bytea check (octet_length(client_mac) = 32);
create index attempts_of_client on attempts (client_mac, started_at) where client_mac is not null;
create trigger at_client before update on attempts
  for each row when (new.client_mac is distinct from old.client_mac) execute function deny();
create index attempts_answered  on attempts (finished_at desc) where claimed_at is not null;

alter table signins add column client_mac bytea check (octet_length(client_mac) = 32);
alter table signins add column finished_at timestamptz;
alter table signins add column failure text check (failure ~ '^[a-z0-9_]{1,64}$');
create index signins_of_client on signins (client_mac, created_at) where client_mac is not null;
create index signins_answered  on signins (finished_at desc) where finished_at is not null;
