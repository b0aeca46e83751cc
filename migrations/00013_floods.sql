-- What a flood meets.
--
-- Starts are counted by address, and for IPv6 by the /48 around it too, which is what a
-- site has. Only those count that did not end well: many people share an address, and
-- those who do what they came for are no flood. The indexes hold no others, so counting
-- costs what is on the way and not what a busy network did. The two that the version
-- before counts by stay until nobody runs it.
--
-- Events that anybody can cause as often as they like are written up to a bound. The
-- rest is counted in events_dropped by the hour, until an event says how many they were,
-- in the stream that is named here.

-- +goose Up
alter table attempts add column network_mac bytea check (octet_length(network_mac) = 32);
create trigger at_network before update on attempts
  for each row when (new.network_mac is distinct from old.network_mac) execute function deny();
create index attempts_open_of_client  on attempts (client_mac, started_at)  where client_mac is not null and status <> 'succeeded';
create index attempts_open_of_network on attempts (network_mac, started_at) where network_mac is not null and status <> 'succeeded';

alter table signins add column network_mac bytea check (octet_length(network_mac) = 32);
create index signins_open_of_client on signins (client_mac, realm, created_at)
  where client_mac is not null and (finished_at is null or failure is not null);
create index signins_open_of_network on signins (network_mac, realm, created_at)
  where network_mac is not null and (finished_at is null or failure is not null);

create table events_dropped (
  hour    timestamptz not null,
  stream  text not null,
  kind    text not null,
  dropped bigint not null check (dropped > 0),
  primary key (hour, stream, kind)
);

grant select, insert, update, delete on events_dropped to takeed_app;
