package app

import (
	"context"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/postgres"
	"takeed/internal/postgres/auditlog"
	"takeed/internal/postgres/sequencer"
	"takeed/internal/receipt"
)

// records is what the customers' pages read.
type records struct {
	*postgres.DB
	log *sequencer.Log // nil: the portal keeps no transparency log
}

// Receipt finds no receipt where there is no log.
func (r records) Receipt(ctx context.Context, transaction approval.ID) (receipt.Receipt, error) {
	if r.log == nil {
		return receipt.Receipt{}, approval.ErrNotFound
	}
	return r.log.Receipt(ctx, transaction)
}

// sealedLog is what the back office reads.
type sealedLog struct {
	*auditlog.Evidence
	log *sequencer.Log // nil: the portal keeps no transparency log
}

// Seal leaves a manifest as it is where there is no log.
func (a sealedLog) Seal(ctx context.Context, m audit.Manifest) (audit.Manifest, []byte, error) {
	if a.log == nil {
		return m, nil, nil
	}
	return a.log.Seal(ctx, m)
}
