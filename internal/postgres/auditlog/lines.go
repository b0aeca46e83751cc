package auditlog

import (
	"github.com/jackc/pgx/v5"

	"takeed/internal/audit"
)

// lineColumns are an event e as audit.Line has it; lineFields are where they are scanned to.
const lineColumns = `e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, coalesce(e.body, ''), e.salt, e.body_commit, e.prev_hash, e.hash`

func lineFields(l *audit.Line) []any {
	return []any{&l.Number, &l.Stream, &l.Position, &l.Transaction, &l.Attempt, &l.Code, &l.ToState, &l.Actor, &l.At, &l.Body, &l.Salt, &l.Commitment, &l.Prev, &l.Hash}
}

func scanLine(row pgx.CollectableRow) (l audit.Line, err error) {
	err = row.Scan(lineFields(&l)...)
	l.At = l.At.UTC()
	return l, err
}

// collectLines reads the rows of a batched statement into a slice.
func collectLines(into *[]audit.Line) func(pgx.Rows) error {
	return func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, scanLine)
		return err
	}
}
