package app

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"takeed/internal/office"
	"takeed/internal/postgres"
	"takeed/internal/postgres/auditlog"
	"takeed/internal/postgres/sequencer"
)

// logState tells the staff, and health checks, how the transparency log is doing.
type logState struct {
	log       *sequencer.Log
	witnesses *Witnesses // nil: none is asked

	mu   sync.Mutex
	line string    // for health checks
	made time.Time // when it was
}

func newLog(db *postgres.DB, t Translog, log *slog.Logger) *logState {
	c, s := sequencer.Config{Keys: t.Keys, File: t.File, Log: log}, new(logState)
	if t.Witnesses != nil {
		s.witnesses = NewWitnesses(*t.Witnesses, log)
		c.Witnesses = s.witnesses
	}
	s.log = sequencer.New(db, c)
	return s
}

// State asks the database, and this process.
func (s *logState) State(ctx context.Context) (office.LogState, error) {
	now, err := s.log.Status(ctx)
	if err != nil {
		return office.LogState{}, err
	}
	state := office.LogState{
		Origin: now.Origin, Keys: s.log.Keys().Public(), Size: now.Size, Signed: now.Signed, Epoch: now.Epoch, Lag: now.Lag, Oldest: now.Oldest,
		SignedAt: now.SignedAt, BeatAt: now.BeatAt, Cosignatures: now.Cosignatures, StoppedBy: string(now.StoppedBy), Stopped: now.Stopped,
	}
	if s.witnesses != nil {
		state.Witnesses = s.witnesses.States()
	}
	return state, nil
}

// lineFor is how long the line for health checks stands: anybody may ask for it, as often as
// they like.
const lineFor = 5 * time.Second

// Line is the state in one line, for health checks. Nobody waits for another's question to
// the database.
func (s *logState) Line(ctx context.Context) string {
	s.mu.Lock()
	line, due := s.line, time.Since(s.made) >= lineFor
	if due {
		s.made = time.Now()
	}
	s.mu.Unlock()
	if stopped := s.log.Stopped(); stopped != "" {
		return "log: stopped, " + string(stopped)
	}
	if !due && line != "" {
		return line
	}
	state, err := s.State(ctx)
	line = "log: unknown"
	if err == nil {
		line = lineOf(state, time.Now())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.line = line
	return line
}

func lineOf(s office.LogState, now time.Time) string {
	word, signed := "kept", "never"
	if fault := s.Fault(now); fault != "" {
		word = string(fault)
	}
	if !s.SignedAt.IsZero() {
		signed = s.SignedAt.UTC().Format(time.RFC3339)
	}
	line := fmt.Sprintf("log: %s, size %d, covered %d, lag %d events %d s, signed %s", word, s.Size, s.Signed, s.Lag, int(s.Late(now).Seconds()), signed)
	if len(s.Witnesses) > 0 {
		line += fmt.Sprintf(", witnesses %d of %d", s.Cosigning(), len(s.Witnesses))
	}
	return line
}

// auditLog is the audit log for the staff, with the proofs of its events if there are any.
func (a *App) auditLog() sealedLog {
	if a.Translog == nil {
		return sealedLog{auditlog.New(a.DB).With(nil), nil}
	}
	return sealedLog{auditlog.New(a.DB).With(a.Translog), a.Translog}
}
