package main

import (
	"context"
	"errors"
	"fmt"

	"takeed/internal/approval"
	"takeed/internal/postgres"
)

// remedies say what to do where commits are not replicated as the operator declared.
var remedies = map[error]string{
	postgres.ErrNoStandby:     "set it (Patroni: synchronous_mode and synchronous_mode_strict), or PORTAL_REPLICATION=none if one machine is all there is",
	postgres.ErrNotReplicated: "a pooler drops the setting of the portal's connections: alter role … set synchronous_commit = on",
	approval.ErrWouldBlock:    "start a standby, or look why none follows (pg_stat_replication on the primary)",
}

// replication fails if a standby was declared and none acknowledges commits.
func (p *preflight) replication(ctx context.Context, db *postgres.DB, declared bool) {
	err := withRemedy(db.Replicated(ctx))
	switch {
	case declared:
		p.line("replication", err, "a standby acknowledges every commit")
	case errors.Is(err, postgres.ErrNoStandby):
		p.line("replication", nil, "none: what this one machine loses is lost")
	default:
		p.line("replication", err, "a standby acknowledges every commit; PORTAL_REPLICATION=sync would demand it")
	}
}

func withRemedy(err error) error {
	for what, remedy := range remedies {
		if errors.Is(err, what) {
			return fmt.Errorf("%w: %s", what, remedy)
		}
	}
	return err
}
