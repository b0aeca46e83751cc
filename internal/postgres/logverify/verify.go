package logverify

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"takeed/internal/postgres"
	"takeed/internal/translog"
)

// Keys verifies a signed checkpoint.
type Keys interface {
	Open(signed []byte) (translog.Checkpoint, error)
}

// Options say what to verify, and against what.
type Options struct {
	URL     string // of the database; a role that may read
	Keys    Keys
	Kept    []translog.Checkpoint   // that were kept outside the database
	Since   *translog.Checkpoint    // what was verified before; nil: everything is verified
	Said    func(done, total int64) // called now and then
	Readers int                     // connections that read; 0: two
}

// maxFindings is how many are kept. More would tell the reader nothing new.
const maxFindings = 1000

// Report is what was found.
type Report struct {
	Entries     int64 // of the log
	From        int64 // the first that was verified
	Checkpoints int64
	Pruned      int64 // events that were pruned: of them the log has the hash alone
	Erased      int64 // events from before audit/v2 whose body was erased: only their place could be verified
	Findings    []Finding
	Found       int64
}

func (r *Report) find(f Finding) {
	if r.Found++; r.Found <= maxFindings {
		r.Findings = append(r.Findings, f)
	}
}

// Verify reads everything once. An error means that it could not look.
func Verify(ctx context.Context, o Options) (Report, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if o.Readers == 0 {
		o.Readers = 2
	}
	if o.Said == nil {
		o.Said = func(int64, int64) {}
	}
	first, snapshot, err := open(ctx, o.URL, "")
	if err != nil {
		return Report{}, err
	}
	defer first.close()
	v := &verifier{Options: o, conn: first, snapshot: snapshot}
	if err := errors.Join(v.begin(ctx), v.entries(ctx), v.events(ctx)); err != nil {
		return v.Report, fmt.Errorf("verify the transparency log: %w", postgres.Clean(err))
	}
	return v.Report, nil
}

type verifier struct {
	Options
	Report
	conn     reader
	snapshot string

	state state
	gone  []missing
	order place // of the last entry
}

// state is the row of the log, and what is there.
type state struct {
	size, xid, id, epochID int64
	leaves                 int64
}

type place struct{ xid, id int64 }

// reader is a connection that reads as of the same moment as all the others.
type reader struct{ *pgx.Conn }

func (r reader) close() { _ = r.Close(context.Background()) }

// open begins to read as of a moment that another reader has exported, or exports its own.
func open(ctx context.Context, url, snapshot string) (r reader, exported string, err error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return r, "", fmt.Errorf("connect: %w", postgres.Clean(err))
	}
	r = reader{conn}
	begin := "set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set jit = off; begin isolation level repeatable read read only"
	if snapshot != "" {
		begin += "; set transaction snapshot '" + snapshot + "'"
	}
	_, err = conn.Exec(ctx, begin)
	if err == nil && snapshot == "" {
		err = conn.QueryRow(ctx, `select pg_export_snapshot()`).Scan(&exported)
	}
	if err != nil {
		r.close()
		return r, "", fmt.Errorf("begin to read: %w", postgres.Clean(err))
	}
	return r, exported, nil
}

// begin reads how far the log says it is, and what was verified before.
func (v *verifier) begin(ctx context.Context) error {
	s := &v.state
	err := v.conn.QueryRow(ctx, `select size, xid::text::bigint, id, epoch_id, coalesce((select max(index) + 1 from log_leaves), 0) from log_state`).
		Scan(&s.size, &s.xid, &s.id, &s.epochID, &s.leaves)
	if err != nil {
		return err
	}
	v.Entries = s.leaves
	if s.size != s.leaves {
		v.find(Finding{StateChanged, 0, s.leaves, s.size})
	}
	for _, kept := range v.Kept {
		if kept.Size > s.leaves {
			v.find(Finding{Shrunk, 0, s.leaves, kept.Size})
		}
	}
	if v.Since == nil {
		return nil
	}
	if v.Since.Size > s.leaves {
		v.find(Finding{Shrunk, 0, s.leaves, v.Since.Size})
		v.From = s.leaves
		return nil
	}
	v.From = v.Since.Size
	root, err := translog.Root(v.Since.Size, tiles{ctx, v.conn})
	if errors.Is(err, translog.ErrCorrupt) || err == nil && root != v.Since.Root {
		v.find(Finding{Split, 0, 0, v.Since.Size})
		return nil
	}
	return err
}
