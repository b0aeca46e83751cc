package app

import (
	"log/slog"

	"takeed/internal/postgres"
	"takeed/internal/postgres/sequencer"
	"takeed/internal/translog"
	"takeed/internal/witness"
)

// Translog is how the transparency log is kept.
type Translog struct {
	Keys      *translog.Keys
	File      string          // keeps the last signed checkpoint outside the database; empty: none does
	Witnesses *witness.Policy // nil: none is asked
}

func newLog(db *postgres.DB, t Translog, log *slog.Logger) *sequencer.Log {
	c := sequencer.Config{Keys: t.Keys, File: t.File, Log: log}
	if t.Witnesses != nil {
		c.Witnesses = NewWitnesses(*t.Witnesses, log)
	}
	return sequencer.New(db, c)
}
