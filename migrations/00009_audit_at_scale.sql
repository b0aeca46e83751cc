-- What ten million events asked for.
--
-- What others did about a person, with the kind of event: people whom the staff looks at
-- every day have thousands of such lines, and the one that is wanted may be the oldest.
--
-- The dashboard asks of each attempt that came back when it began, was claimed and ended,
-- and how: with that in the index, a month is read from some hundred pages instead of by
-- one visit to the table for each attempt.

-- +goose Up
create index audit_by_person_event on audit_events ((body::jsonb ->> 'person') collate "C", kind, at, id) where body::jsonb ->> 'person' is not null;

drop index attempts_answered;
create index attempts_answered on attempts (finished_at desc) include (claimed_at, started_at, status, failure) where claimed_at is not null;
