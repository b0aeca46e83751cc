-- What each thing in the schema is, for whoever reads a dump or audits the database without
-- our code: "\d+ transactions" in psql shows it.
--
-- A comment says what a column holds, in which unit or form, who writes it, and what it is
-- called in Go, on pages and in exports where that is another word. Names in SQL stay as they
-- are: renaming a column takes four releases and gives nobody anything.
--
-- Three words come back. "Sealed" is encrypted by the portal (AES-256-GCM) for one table,
-- column and row: see package keys. A "keyed hash" is 32 bytes that the portal makes of a
-- value with its look-up key: equal values are found by it, and nothing can be read from it.
-- Neither key is in the database. A "transaction" is what a customer confirms; what PostgreSQL
-- calls one is a "commit" here.
--
-- Comments need the owner of each object, which the role that migrates is, and a lock that
-- keeps neither readers nor writers waiting (SHARE UPDATE EXCLUSIVE), so this may run while
-- portals serve. The role takeed_app and the schema may belong to somebody else: they have none.

-- +goose Up
comment on table users is
  'Customers, one row each ("person" in Go and on exports). Written by the portal at each sign-in with UAE PASS; never deleted.';
comment on column users.id is 'The customer''s ID: a random UUID, made by the portal. Audit events name people by it.';
comment on column users.sub_mac is 'Keyed hash of the subject ("sub") under which UAE PASS knows the customer. Never changes.';
comment on column users.idn_mac is 'Keyed hash of the Emirates ID; null for a visitor, which is a UAE PASS account of a non-resident. Never changes.';
comment on column users.mobile_mac is 'Keyed hash of the mobile number in its normal form, as at the last sign-in; null if UAE PASS told none.';
comment on column users.email_mac is 'Keyed hash of the e-mail address in its normal form, as at the last sign-in; null if UAE PASS told none.';
comment on column users.profile is 'Sealed JSON: the identity that UAE PASS told at the last sign-in (names, numbers, addresses; "identity" in Go).';
comment on column users.preferred is 'By which of their identifiers the customer wants to be found in UAE PASS; null until they choose on their profile.';
comment on column users.created_at is 'When the customer signed in for the first time.';
comment on column users.signed_in_at is 'When the customer signed in last.';
comment on column users.signed_in_before is 'When the customer signed in the time before the last: their start page shows it ("last sign-in").';
comment on column users.disabled_at is 'When an operator switched the customer off (portal person disable); null for everybody else.';

comment on table sessions is
  'Sessions of customers, in a browser each. The row decides who is signed in. Removed by the portal a day after expires_at.';
comment on column sessions.token_hash is 'SHA-256 of the random token in the browser''s cookie. The token itself is stored nowhere.';
comment on column sessions.user_id is 'The customer who is signed in; null if nobody is.';
comment on column sessions.data is 'What the session library keeps for the pages, in its own encoding. It decides nothing.';
comment on column sessions.created_at is 'When the session began. A change of its token does not move it.';
comment on column sessions.seen_at is 'When the session was last used, within a minute or so: an idle session ends by it.';
comment on column sessions.expires_at is 'When the session ends at the latest, however much it is used.';
comment on column sessions.revoked_at is 'When the session was ended sooner: by signing out, by a new token in its place, or because the customer was switched off; null while it lives. The row stays, so that a slow request cannot bring it back.';

comment on table signins is
  'Sign-ins under way, of customers and of staff: from the button to the callback. Removed by the portal a day after expires_at.';
comment on column signins.state_hash is 'SHA-256 of the "state" parameter that the provider brings back.';
comment on column signins.browser_hash is 'SHA-256 of the secret in a cookie of the browser that began ("binding" in Go). The callback must come from that browser.';
comment on column signins.handover is 'Sealed JSON: state, code verifier (PKCE) and, for staff, nonce. The callback needs them.';
comment on column signins.lang is 'Language of the page on which it began: en or ar.';
comment on column signins.return_path is 'The page of ours to go to afterwards; empty for the start page.';
comment on column signins.created_at is 'When it began.';
comment on column signins.expires_at is 'After this moment no callback is accepted.';
comment on column signins.claimed_at is 'When a callback was accepted; null until then. One callback is accepted once.';
comment on column signins.client_mac is 'Keyed hash of the address that it came from: the whole IPv4 address, the /64 of an IPv6 one. Limits count by it.';
comment on column signins.network_mac is 'Keyed hash of the /48 of an IPv6 address; null for IPv4. Limits count by it.';
comment on column signins.finished_at is 'When the exchange with UAE PASS ended, well or not; null until then, and for staff. The health of UAE PASS is judged by it.';
comment on column signins.failure is 'Why it failed ("reason" in Go), as a code; null if UAE PASS did its part.';
comment on column signins.realm is 'Who signs in: customer (UAE PASS) or staff (the institution''s OpenID Connect provider).';

comment on table transactions is
  'What customers ask for and confirm with their face. The content of a row never changes: an edit makes a new row that replaces it. Never deleted.';
comment on column transactions.id is 'The transaction''s ID: a random UUID, made by the portal. Audit events have it as tx_id.';
comment on column transactions.user_id is 'The customer whose transaction it is. Only they can confirm it.';
comment on column transactions.reference is 'The short name that people read and say, TK-XXXXX-XXXXX: 50 bits of the ID.';
comment on column transactions.idem_key is 'Random UUID of the form that was sent ("key" in Go). A form that is sent twice makes one row.';
comment on column transactions.kind is 'Kind of transaction, by its name in the catalogue, such as transfer. Not the kind of an audit event.';
comment on column transactions.version is '1, and one more for each edit.';
comment on column transactions.document is 'Sealed: the canonical document, as JSON. It holds every value and sentence that the customer read, in both languages.';
comment on column transactions.payload_hash is 'SHA-256 of the canonical document ("digest" in Go and on pages). Its first 40 bits are the check code on pages and receipts.';
comment on column transactions.currency is 'Currency of the amount by ISO 4217, such as AED; null for a kind without an amount.';
comment on column transactions.amount_minor is 'Amount in the smallest unit of the currency (fils of AED), copied from the document so that staff can search; null for a kind without one.';
comment on column transactions.attempt_seconds is 'How long one attempt to confirm it may take, in seconds: the catalogue''s rule when it was created.';
comment on column transactions.replaces is 'The transaction of which this one is the edited version; null for a first version.';
comment on column transactions.replaced_by is 'The edited version that took its place; null unless there is one. Such a row is cancelled.';
comment on column transactions.state is 'pending until it is final: confirmed, rejected (another person''s face answered), expired or cancelled.';
comment on column transactions.created_at is 'When the customer created it.';
comment on column transactions.expires_at is 'A pending transaction has expired from this moment on, whether or not state says so yet.';
comment on column transactions.confirmed_at is 'When it was confirmed; null in every other state.';
comment on column transactions.confirmed_attempt_id is 'The attempt that confirmed it; null in every other state.';
comment on column transactions.confirmed_ok is 'True when confirmed, else null. With it the foreign key confirmed_by demands that the attempt succeeded.';
comment on column transactions.accounts is 'Keyed hashes of the account numbers (IBAN) in the document, so that staff find it by one; null if it has none, or is older than the column.';

comment on table attempts is
  'Tries to confirm a transaction: the customer is sent to UAE PASS, shows their face, and comes back. Never deleted; final once finished_at is set.';
comment on column attempts.id is 'The attempt''s ID: a random UUID, made by the portal. Audit events have it as attempt_id.';
comment on column attempts.tx_id is 'The transaction to confirm.';
comment on column attempts.user_id is 'The customer whose transaction it is.';
comment on column attempts.provider is 'Host of UAE PASS and client ID of the registration for the face, as host/client. A code counts once for each.';
comment on column attempts.state_hash is 'SHA-256 of the "state" parameter that UAE PASS brings back.';
comment on column attempts.browser_hash is 'SHA-256 of the secret in a cookie of the browser that began ("binding" in Go). The callback must come from that browser.';
comment on column attempts.payload_hash is 'Digest of the document that the customer saw at the start. It must be that of the transaction.';
comment on column attempts.handover is 'Sealed JSON: state and code verifier (PKCE), while the attempt lives; null once it has ended.';
comment on column attempts.lang is 'Language of the page on which it began: en or ar.';
comment on column attempts.want_sub_mac is 'users.sub_mac of the customer when the attempt began: who must answer.';
comment on column attempts.want_idn_mac is 'users.idn_mac of the customer when the attempt began; null for a visitor.';
comment on column attempts.status is 'started (the customer is in UAE PASS), exchanging (a callback was accepted), and at the end succeeded, failed, expired (no callback came) or unknown (the exchange broke off; it confirms nothing).';
comment on column attempts.failure is 'Why it failed or is unknown ("reason" in Go and on exports), as a code; null otherwise.';
comment on column attempts.code_mac is 'Keyed hash of the authorization code that came back; null before. Unique for each provider, so no code is used twice.';
comment on column attempts.started_at is 'When the attempt began.';
comment on column attempts.expires_at is 'After this moment no callback is accepted.';
comment on column attempts.claimed_at is 'When a callback was accepted, which happens once; null before.';
comment on column attempts.claimed_by is 'The process of the portal that accepted the callback: host name and a random suffix.';
comment on column attempts.finished_at is 'When the attempt ended; null while it lives.';
comment on column attempts.got_sub_mac is 'Keyed hash of the subject of whoever showed their face; null if UAE PASS did not say.';
comment on column attempts.got_idn_mac is 'Keyed hash of the Emirates ID of whoever showed their face; null if UAE PASS told none.';
comment on column attempts.identity_ok is 'True if that was the customer, as the portal decided. The database compares the hashes once more.';
comment on column attempts.ok is 'True if status is succeeded: the target of transactions.confirmed_ok. Kept by the database.';
comment on column attempts.client_mac is 'Keyed hash of the address that it came from: the whole IPv4 address, the /64 of an IPv6 one. Limits count by it; never changes.';
comment on column attempts.network_mac is 'Keyed hash of the /48 of an IPv6 address; null for IPv4. Limits count by it; never changes.';

comment on table outbox is
  'One row for each confirmed transaction, written in the commit that confirms it, for the system that carries it out. Never deleted.';
comment on column outbox.tx_id is 'The confirmed transaction.';
comment on column outbox.created_at is 'When it was confirmed.';
comment on column outbox.done_at is 'When it was carried out, written by the system that does; null until then.';
comment on column outbox.confirmed_ok is 'Always true. With it the foreign key outbox_of_confirmed takes confirmed transactions only.';

comment on table audit_events is
  'The audit log: one row for each event, append-only. Events of one stream form a hash chain, which "portal verify" and exported files can be checked by. Old ones are removed by "portal audit prune" alone, under the owner of the schema.';
comment on column audit_events.id is 'The event''s number ("number" in Go, on pages and on exports): the order in which events were written, over the whole log. Numbers may be missing: one is used up by a commit that fails.';
comment on column audit_events.stream is 'The hash chain that the event belongs to: txn: and a transaction, user: and a customer, op: and a member of staff, login: and an hour for what nobody in particular did, sys: for the portal itself.';
comment on column audit_events.seq is 'The event''s place in its stream, from 1 and without gaps ("position" in Go and on exports).';
comment on column audit_events.tx_id is 'The transaction that the event is about ("transaction" in Go and on exports); null if none.';
comment on column audit_events.attempt_id is 'The attempt that the event is about ("attempt" in Go and on exports); null if none.';
comment on column audit_events.kind is 'What happened, as a code such as transaction_confirmed ("code" in Go and on exports). Not a kind of transaction. Codes are never renamed or used again.';
comment on column audit_events.to_state is 'The state that was reached: of a transaction; "attempt:" and the status of an attempt; "role:" and the role of a member of staff; null if none.';
comment on column audit_events.actor is 'Who did it: customer: and users.id, staff: and staff.id, anonymous (nobody signed in) or system.';
comment on column audit_events.at is 'When the row was written, by the clock of the server, to the microsecond.';
comment on column audit_events.xid is 'The commit that wrote it, by PostgreSQL''s number. Guards demand an event of the same commit, and the live view follows it.';
comment on column audit_events.body is 'The rest, as one JSON object of texts with its keys in order: outcome, request_id, client (an IP address), person (users.id, if somebody else did it), and details by code. Kept as text, for these bytes are hashed.';
comment on column audit_events.prev_hash is 'hash of the event before it in its stream; no bytes for the first.';
comment on column audit_events.hash is 'SHA-256 over the other columns but id and xid, by audit_hash(). Written by the trigger audit_chain.';

comment on table audit_streams is
  'The head of each hash chain of the audit log. Written by triggers, and by "portal audit prune".';
comment on column audit_streams.stream is 'Name of the stream; see audit_events.stream.';
comment on column audit_streams.seq is 'Position of its last event.';
comment on column audit_streams.head is 'Hash of its last event.';
comment on column audit_streams.gone is 'How many events were removed from its beginning because they were old.';
comment on column audit_streams.anchor is 'Hash of the last event that was removed, from which the rest follows; no bytes if none was.';

comment on table events_dropped is
  'Events that a flood caused beyond the limits, and which were not written: counted by the hour until one event (events_dropped) says how many they were.';
comment on column events_dropped.hour is 'The hour in which they happened, by its beginning.';
comment on column events_dropped.stream is 'The stream in which their number will be said.';
comment on column events_dropped.kind is 'What happened, as a code ("code" in Go); see audit_events.kind.';
comment on column events_dropped.dropped is 'How many there were.';

comment on table staff is
  'Members of staff who may use, or once might use, the back office. Written by the portal when they sign in; never deleted.';
comment on column staff.id is 'The ID of the member of staff: a random UUID, made by the portal. Their stream is op: and this ID.';
comment on column staff.sub_mac is 'Keyed hash of issuer and subject under which the identity provider knows them. Never changes.';
comment on column staff.profile is 'Sealed JSON: name and e-mail address, as the provider told them at the last sign-in.';
comment on column staff.role is 'What they may do, as at the last sign-in: operator, auditor or admin; null if nothing any more.';
comment on column staff.created_at is 'When they signed in for the first time.';

comment on table staff_sessions is
  'Sessions of members of staff; at most one of each lives. Removed by the portal a day after expires_at.';
comment on column staff_sessions.token_hash is 'SHA-256 of the random token in the browser''s cookie. The token itself is stored nowhere.';
comment on column staff_sessions.staff_id is 'The member of staff who is signed in.';
comment on column staff_sessions.id_token is 'Sealed: the ID token of the sign-in, which the provider wants to see again at sign-out.';
comment on column staff_sessions.created_at is 'When the session began.';
comment on column staff_sessions.seen_at is 'When the session was last used, within a minute or so: an idle session ends by it.';
comment on column staff_sessions.expires_at is 'When the session ends at the latest, however much it is used.';
comment on column staff_sessions.revoked_at is 'When it was ended sooner: by signing out, by another sign-in, or with the role; null while it lives.';

comment on table staff_views is
  'Saved searches of the audit log ("saved search" in Go and on pages). Written by the staff in the back office.';
comment on column staff_views.id is 'ID of the saved search: a random UUID, made by the portal.';
comment on column staff_views.owner is 'The member of staff who saved it.';
comment on column staff_views.name is 'The name that they gave it.';
comment on column staff_views.query is 'The search, in the language of the search field: see package audit. It holds no personal data.';
comment on column staff_views.shared is 'True if all of the staff see it, false if its owner does.';
comment on column staff_views.created_at is 'When it was saved.';

comment on table keyset_mark is
  'One row, by which a portal with the wrong keys finds out before it serves. Written by the first portal that starts, and by "portal reseal".';
comment on column keyset_mark.one is 'Always true, so that there is one row.';
comment on column keyset_mark.sealed is 'Sealed: the word "takeed". A portal that cannot open it lacks the sealing key.';
comment on column keyset_mark.mac is 'Keyed hash of the word "takeed". A portal that makes another one has another look-up key.';

comment on table goose_db_version is
  'Which migrations were applied. Written by goose, within "portal migrate"; a portal serves at the version that it was built for.';
comment on column goose_db_version.id is 'Order in which the rows were written.';
comment on column goose_db_version.version_id is 'Number of the migration: that of its file.';
comment on column goose_db_version.is_applied is 'True: applied. No migration of ours is taken back.';
comment on column goose_db_version.tstamp is 'When it was applied, in the time zone of the session that did.';

comment on function takeed_now() is 'The time by which lifetimes are decided: of the statement, by the clock of the server.';
comment on function lp(text) is 'The UTF-8 bytes of a text behind their number as four bytes, so that no two lists of texts give the same bytes; -1 for null.';
comment on function audit_hash(audit_events) is 'The hash of an event, as it stands in audit_events.hash: this is the form, word for word, that exports are verified by.';
comment on function audit_chain() is 'Gives an event its position, time and hashes, whatever the insert brought, and moves the head of its stream. Runs with the rights of the owner.';
comment on function audit_system() is 'Refuses events in the streams sys: to everybody but the owner of the schema, but for the health of UAE PASS and the number of events dropped.';
comment on function audit_forget() is 'Refuses to cut a stream where it must stay whole: before an event is a year old, while a transaction is pending, in sys:.';
comment on function audit_forgotten() is 'Refuses to delete an event that is not a year old, or whose stream was not cut there before.';
comment on function must_say_what_went() is 'Refuses a commit that cuts a stream without an event audit_retired in sys:retention.';
comment on function must_audit() is 'Refuses a commit in which a transaction or an attempt begins or changes its state without the event that says so.';
comment on function role_must_audit() is 'Refuses a commit in which a member of staff gets, changes or loses a role without the event that says so.';
comment on function deny() is 'Refuses whatever its trigger is for: to change, delete or truncate what only grows.';
comment on function user_guard() is 'Refuses to delete a customer, or to change who they are.';
comment on function staff_guard() is 'Refuses to delete a member of staff, or to change who they are.';
comment on function tx_guard() is 'Refuses to delete a transaction, to change its content, or to change anything once it is final. Its document may be sealed under another key; see sealing().';
comment on function at_guard() is 'Refuses to delete an attempt, to change what it began with, or to move its status any other way than it may go.';
comment on function sealing() is 'True in a commit with the event data_resealed, which only the owner of the schema can write: "portal reseal".';
comment on function mark_guard() is 'Refuses to change or delete the mark of the keyset, but for sealing it under another key.';

comment on trigger user_guard on users is 'What may change about a customer; see user_guard().';
comment on trigger audit_chain on audit_events is 'Makes the hash chain; see audit_chain().';
comment on trigger audit_system on audit_events is 'Who may write what the log says about itself; see audit_system().';
comment on trigger audit_keep on audit_events is 'An event never changes.';
comment on trigger audit_forgotten on audit_events is 'Only old events go, from the beginning of their stream; see audit_forgotten().';
comment on trigger audit_whole on audit_events is 'The log is never truncated.';
comment on trigger audit_forget on audit_streams is 'Where a stream may be cut; see audit_forget().';
comment on trigger forgetting_is_audited on audit_streams is 'At commit: what is cut is said in the log; see must_say_what_went().';
comment on trigger heads_keep on audit_streams is 'The head of a stream is never deleted.';
comment on trigger heads_whole on audit_streams is 'The heads are never truncated.';
comment on trigger tx_guard on transactions is 'What may change about a transaction; see tx_guard().';
comment on trigger tx_accounts on transactions is 'The hashes of its accounts never change.';
comment on trigger tx_whole on transactions is 'Transactions are never truncated.';
comment on trigger tx_born_audited on transactions is 'At commit: a new transaction has its event; see must_audit().';
comment on trigger tx_move_audited on transactions is 'At commit: a new state has its event; see must_audit().';
comment on trigger at_guard on attempts is 'What may change about an attempt; see at_guard().';
comment on trigger at_client on attempts is 'The hash of its address never changes.';
comment on trigger at_network on attempts is 'The hash of its network never changes.';
comment on trigger at_whole on attempts is 'Attempts are never truncated.';
comment on trigger at_born_audited on attempts is 'At commit: a new attempt has its event; see must_audit().';
comment on trigger at_move_audited on attempts is 'At commit: a new status has its event; see must_audit().';
comment on trigger outbox_keep on outbox is 'Nothing is deleted from the outbox.';
comment on trigger outbox_whole on outbox is 'The outbox is never truncated.';
comment on trigger staff_guard on staff is 'What may change about a member of staff; see staff_guard().';
comment on trigger staff_whole on staff is 'Members of staff are never truncated.';
comment on trigger role_given_audited on staff is 'At commit: a first role has its event; see role_must_audit().';
comment on trigger role_moved_audited on staff is 'At commit: another role has its event; see role_must_audit().';
comment on trigger mark_guard on keyset_mark is 'What may change about the mark; see mark_guard().';
comment on trigger mark_whole on keyset_mark is 'The mark is never truncated.';
