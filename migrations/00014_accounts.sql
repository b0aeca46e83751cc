-- Transactions are found by the account that they are about.
--
-- Documents are sealed, so the numbers of their accounts (IBAN) stand beside them as keyed
-- hashes. Whoever has the keys finds what goes to an account; whoever has a dump does not.
-- Rows from before have none, and are not found so. The version before this one leaves the
-- column empty.
--
-- The index is built without keeping anybody from writing, which cannot be undone as one,
-- so each statement may be run again.

-- +goose NO TRANSACTION
-- +goose Up
alter table transactions add column if not exists accounts bytea[];
create or replace trigger tx_accounts before update on transactions
  for each row when (new.accounts is distinct from old.accounts) execute function deny();
drop index concurrently if exists transactions_accounts; -- one that was begun and not finished serves nobody
create index concurrently transactions_accounts on transactions using gin (accounts) where accounts is not null;
comment on column transactions.accounts is 'keyed hashes of the IBANs in the document';
