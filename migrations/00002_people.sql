-- People and their sessions. Personal data is sealed by the portal (profile); what
-- must be found by value is found by keyed hash (…_mac). A database dump without the
-- portal's keyset holds no name, number or address.

-- +goose Up
create table users (
  id             uuid primary key,
  sub_mac        bytea not null unique check (octet_length(sub_mac) = 32),
  idn_mac        bytea unique check (octet_length(idn_mac) = 32),     -- null only for visitors
  mobile_mac     bytea check (octet_length(mobile_mac) = 32),
  email_mac      bytea check (octet_length(email_mac) = 32),
  profile        bytea not null,                                      -- sealed: the identity as UAE PASS told it
  preferred      text check (preferred in ('emirates_id', 'mobile', 'email')),
  created_at     timestamptz not null default takeed_now(),
  signed_in_at   timestamptz,
  signed_in_before timestamptz,                                       -- shown to the person: "last sign-in"
  disabled_at    timestamptz
);
create index users_by_mobile on users (mobile_mac) where mobile_mac is not null;
create index users_by_email  on users (email_mac)  where email_mac is not null;

-- Who a person is never changes.
-- +goose StatementBegin
create function user_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'people are never deleted' using errcode = '42501';
  end if;
  if (new.id, new.sub_mac, new.idn_mac, new.created_at) is distinct from (old.id, old.sub_mac, old.idn_mac, old.created_at) then
    raise exception 'the identity of a person cannot change' using errcode = '42501';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger user_guard before update or delete on users for each row execute function user_guard();

-- The row decides who is signed in; data is what the session library keeps and decides
-- nothing. A session that ended stays as a tombstone for a day, so that a request that
-- was under way cannot bring it back.
create table sessions (
  token_hash bytea primary key check (octet_length(token_hash) = 32),
  scope      text not null default 'customer' check (scope in ('customer', 'staff')),
  user_id    uuid references users,
  data       bytea not null,
  created_at timestamptz not null default takeed_now(),
  seen_at    timestamptz not null default takeed_now(),
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index sessions_of_user on sessions (user_id) where revoked_at is null;
create index sessions_by_end  on sessions (expires_at);

-- Sign-ins under way: from the button to the callback.
create table signins (
  state_hash   bytea primary key check (octet_length(state_hash) = 32),
  browser_hash bytea not null check (octet_length(browser_hash) = 32),
  handover     bytea not null,                                        -- sealed: state and code verifier
  lang         text not null check (lang in ('en', 'ar')),
  return_path  text not null default '',
  created_at   timestamptz not null default takeed_now(),
  expires_at   timestamptz not null,
  claimed_at   timestamptz
);
create index signins_by_browser on signins (browser_hash);
create index signins_by_end     on signins (expires_at);

grant select, insert, update on users to takeed_app;
grant select, insert, update, delete on sessions, signins to takeed_app;
