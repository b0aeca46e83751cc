package office

import (
	"context"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

// AuditLog is what the staff read. Every read is recorded by the log itself, so no page of
// ours can forget to.
type AuditLog interface {
	AuditSearch
	AuditRecords
	AuditStreams
	SavedSearches
	AuditEvidence
	ClientRecords
}

// AuditSearch finds events.
type AuditSearch interface {
	Search(ctx context.Context, q audit.Query, cursor string, by approval.Source) (audit.Page, error)
	Histogram(ctx context.Context, q audit.Query, from, to time.Time, bars int) ([]audit.Bar, error)
	Resolve(ctx context.Context, p audit.Paste, by approval.Source) (audit.Query, error)
	Figures(ctx context.Context, from, to time.Time) (audit.Figures, error)
	Desk(ctx context.Context, now time.Time, staff approval.ID, mask func(approval.Identity) approval.Identity) (audit.Desk, error)
}

// AuditRecords tells all about one event, transaction or person.
type AuditRecords interface {
	Line(ctx context.Context, id int64) (line, before audit.Line, err error)
	Timeline(ctx context.Context, transaction approval.ID, by approval.Source) (audit.Timeline, error)
	Person(ctx context.Context, id approval.ID, mask func(approval.Identity) approval.Identity, by approval.Source) (audit.Dossier, error)
	Reveal(ctx context.Context, person approval.ID, why audit.RevealReason, by approval.Source) (approval.Identity, error)
}

// AuditStreams hands out what a query finds, as a file or live.
type AuditStreams interface {
	StartExport(ctx context.Context, e audit.Export, by approval.Source) (audit.ExportRun, error)
	Seal(ctx context.Context, m audit.Manifest) (sealed audit.Manifest, note []byte, err error) // no note if nothing can be signed
	StartTail(ctx context.Context, q audit.Query, by approval.Source) (mark string, err error)
	Tail(ctx context.Context, q audit.Query, mark string) ([]audit.Line, string, error)
}

// SavedSearches keeps searches under names.
type SavedSearches interface {
	SavedSearches(ctx context.Context, staff approval.ID) ([]audit.SavedSearch, error)
	SaveSearch(ctx context.Context, staff approval.ID, v audit.SavedSearch) error
	DeleteSearch(ctx context.Context, staff, id approval.ID) error
}
