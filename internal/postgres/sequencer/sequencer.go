package sequencer

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"takeed/internal/approval"
	"takeed/internal/postgres"
	"takeed/internal/translog"
)

// Config is what a log needs to be kept.
type Config struct {
	Keys      *translog.Keys
	File      string // keeps the last signed checkpoint outside the database; empty: nothing is compared
	Witnesses Witnesses
	Log       *slog.Logger
}

// Log is the transparency log of a database. Safe for concurrent use.
type Log struct {
	db      *postgres.DB
	keys    *translog.Keys
	file    file
	asks    *asks
	log     *slog.Logger
	covered atomic.Int64 // a size that is known to be signed

	// Replicas that are started together for the first time have no files, and one signs first:
	// to a replica that saw the log unsigned, and has kept nothing since, that is no loss.
	sawNothing atomic.Bool

	mu        sync.Mutex
	stopped   string              // why; empty if it goes on
	stoppedBy Stop                // the same
	verified  translog.Checkpoint // of the file, and found in the database
}

// New returns the log of a database.
func New(db *postgres.DB, c Config) *Log {
	return &Log{db: db, keys: c.Keys, file: file(c.File), asks: newAsks(c.Witnesses), log: c.Log}
}

// Keys are the keys that it signs with.
func (l *Log) Keys() *translog.Keys { return l.keys }

const (
	roundEvery = time.Second
	roundTime  = 20 * time.Second
)

// Run does a round every second until the context ends, and asks the witnesses.
func (l *Log) Run(ctx context.Context) {
	var asking sync.WaitGroup
	asking.Go(func() { l.keepAsking(ctx) })
	defer asking.Wait()
	next := time.NewTicker(roundEvery)
	defer next.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-next.C:
			l.catchUp(ctx)
		}
	}
}

// catchUp does rounds until one has not appended a full batch.
func (l *Log) catchUp(ctx context.Context) {
	for more := true; more && ctx.Err() == nil; {
		bounded, cancel := context.WithTimeout(ctx, roundTime)
		var err error
		more, err = l.Round(bounded)
		cancel()
		if err != nil {
			more = false
			if ctx.Err() == nil && !errors.Is(err, ErrStopped) { // why it stopped is logged once
				l.log.WarnContext(ctx, "keep the transparency log", "error", err)
			}
		}
	}
}

// ErrStopped is wrapped by the reasons for which a replica appends and signs nothing.
var ErrStopped = errors.New("the transparency log has stopped")

// Round appends what is due, signs what is appended, and keeps the checkpoint outside. It
// reports whether there may be more to append at once. A round that fails does no harm: the
// next one goes on where it stopped.
func (l *Log) Round(ctx context.Context) (more bool, err error) {
	v, err := l.look(ctx)
	if err != nil {
		return false, err
	}
	kept, err := l.compare(ctx, v)
	if l.halt(ctx, err) || err != nil {
		return false, err
	}
	if v.behind {
		if more, err = l.grow(ctx); err != nil {
			return false, err
		}
		if v, err = l.look(ctx); err != nil {
			return false, err
		}
	}
	err = l.settle(ctx, v, kept)
	l.halt(ctx, err)
	return more, err
}

// settle signs the newest checkpoint, or keeps the newest that another replica signed.
func (l *Log) settle(ctx context.Context, v view, kept *translog.Checkpoint) error {
	switch {
	case v.pending():
		return l.sign(ctx, v, kept)
	case v.note == nil:
		return nil
	}
	if err := l.follow(ctx, v, kept); err != nil {
		return err
	}
	if v.beatDue {
		return l.beat(ctx, v)
	}
	return nil
}

// halt remembers why the replica stopped, or that it goes on, and logs when that changes.
func (l *Log) halt(ctx context.Context, err error) (stopped bool) {
	reason := ""
	if stopped = errors.Is(err, ErrStopped); stopped {
		reason = err.Error()
	} else if err != nil {
		return false // not known: the database does not answer
	}
	l.mu.Lock()
	before := l.stopped
	l.stopped, l.stoppedBy = reason, stopOf(err)
	l.mu.Unlock()
	switch {
	case reason != "" && reason != before:
		l.log.ErrorContext(ctx, `the transparency log has stopped: see "portal log explain"`, "reason", reason)
	case reason == "" && before != "":
		l.log.InfoContext(ctx, "the transparency log goes on")
	}
	return stopped
}

// noteCovered remembers that a size is signed, so that tiles within it are read at once.
func (l *Log) noteCovered(size int64) {
	for {
		known := l.covered.Load()
		if size <= known || l.covered.CompareAndSwap(known, size) {
			return
		}
	}
}

// found is a row that need not be there.
func found(err error) (bool, error) {
	if errors.Is(err, approval.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}
