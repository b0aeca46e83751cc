package app

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"takeed/internal/office"
	"takeed/internal/postgres/sequencer"
	"takeed/internal/translog"
	"takeed/internal/witness"
)

// Witnesses asks the witnesses of a policy for the log, and remembers what each answered last.
// Safe for concurrent use.
type Witnesses struct {
	client *witness.Client
	names  []string
	log    *slog.Logger

	mu   sync.Mutex
	last map[string]answer
}

// answer is what a witness answered, and when.
type answer struct {
	witness.Result
	at time.Time
}

// NewWitnesses connects to nothing.
func NewWitnesses(p witness.Policy, log *slog.Logger) *Witnesses {
	return &Witnesses{client: witness.New(p), names: p.Names(), log: log, last: map[string]answer{}}
}

// Cosign implements sequencer.Witnesses.
func (w *Witnesses) Cosign(ctx context.Context, note []byte, _ int64, prove sequencer.Prove) (lines []string) {
	proof := func(_ context.Context, old, _ int64) ([]translog.Hash, error) { return prove(old) }
	_, err := w.client.Ask(ctx, note, witness.Proof(proof), func(r witness.Result) {
		if r.Reason == "" {
			lines = append(lines, string(r.Line))
		}
		w.keep(ctx, r)
	})
	if err != nil {
		w.log.ErrorContext(ctx, "ask the witnesses", "error", err)
	}
	return lines
}

// keep logs what a witness says when it says something else than before.
func (w *Witnesses) keep(ctx context.Context, r witness.Result) {
	w.mu.Lock()
	before, known := w.last[r.Witness]
	w.last[r.Witness] = answer{r, time.Now()}
	w.mu.Unlock()
	switch {
	case known && before.Reason == r.Reason:
	case r.Reason == "":
		w.log.InfoContext(ctx, "a witness cosigns", "witness", r.Witness)
	case r.Reason == witness.Ahead || r.Reason == witness.Refused:
		w.log.ErrorContext(ctx, "a witness knows another log", "witness", r.Witness, "reason", r.Reason, "error", r.Err)
	default:
		w.log.WarnContext(ctx, "a witness does not cosign", "witness", r.Witness, "reason", r.Reason, "error", r.Err)
	}
}

// States are the witnesses of the policy, in its order, with what each answered last.
func (w *Witnesses) States() (all []office.WitnessState) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, name := range w.names {
		last, answered := w.last[name]
		all = append(all, office.WitnessState{Name: name, Answered: answered, Reason: string(last.Reason), Size: last.Size, At: last.at})
	}
	return all
}
