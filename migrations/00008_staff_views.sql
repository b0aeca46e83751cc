-- Searches that the staff keep under a name, for themselves or for all of them. A query
-- holds no personal data; see package audit.

-- +goose Up
create table staff_views (
  id         uuid primary key,
  owner      uuid not null references staff,
  name       text not null check (char_length(name) between 1 and 60),
  query      text not null check (octet_length(query) <= 2000),
  shared     boolean not null,
  created_at timestamptz not null default takeed_now(),
  unique (owner, name)
);
create index staff_views_shared on staff_views (name) where shared;

grant select, insert, delete on staff_views to takeed_app;
