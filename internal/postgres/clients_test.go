package postgres_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/postgres/postgrestest"
)

func (w world) client(id string) integration.Client {
	w.Helper()
	return w.database.AddClient(w, id)
}

func (w world) consume(c integration.Client, call integration.Call, x integration.Execution) (integration.Answer, error) {
	return w.db.Consume(w.Context(), call, c, x, origin, func(won integration.Consumption) ([]byte, error) {
		return []byte(won.ExecutionReference), nil
	})
}

func (w world) execution(c integration.Client, id approval.ID, reference string) integration.Execution {
	w.Helper()
	t, _, err := w.db.ClientTransaction(w.Context(), c.ID, id)
	w.must(err)
	return integration.Execution{Transaction: id, Digest: t.Digest, Version: t.Version, Reference: reference}
}

// told are the types of the first n notifications of a client. Those of a commit can be read
// once every earlier one has ended, in whatever database of the server.
func (w world) told(c integration.Client, n int) (types []string) {
	w.Helper()
	var list []integration.Notification
	for deadline := time.Now().Add(10 * time.Second); len(list) < n && time.Now().Before(deadline); {
		var err error
		list, err = w.db.Notifications(w.Context(), c.ID, "", 100)
		w.must(err)
	}
	for _, n := range list {
		types = append(types, n.Type)
	}
	return types
}

// The life of an approval as its client sees it, to the end.
func TestAClientAsksAndConsumes(t *testing.T) {
	w := newWorld(t)
	core := w.client("core")
	p, session := w.somebody()
	id := postgrestest.ConfirmedFor(t, w.db, core, p, session)

	seen, now, err := w.db.ClientTransaction(t.Context(), core.ID, id)
	w.must(err)
	if seen.At(now) != integration.Confirmed || seen.Person != p.ID || seen.Document.Digest() != seen.Digest || seen.Consumer != core.ID {
		t.Fatalf("the client sees %+v", seen)
	}
	x, call := w.execution(core, id, "HUB-1"), postgrestest.CallOf(core)
	first, err := w.consume(core, call, x)
	w.must(err)
	again, err := w.consume(core, call, x)
	if err != nil || string(again.Body) != string(first.Body) || !again.Replayed || first.Replayed {
		t.Errorf("the same call again: %+v, %v", again, err)
	}
	taken := (*integration.AlreadyConsumed)(nil)
	x.Reference = "HUB-2"
	if _, err := w.consume(core, postgrestest.CallOf(core), x); !errors.As(err, &taken) || taken.ExecutionReference != "HUB-1" {
		t.Errorf("another execution: %v", err)
	}
	seen, now, err = w.db.ClientTransaction(t.Context(), core.ID, id)
	if w.must(err); seen.At(now) != integration.Consumed || seen.Sequence != 5 {
		t.Errorf("afterwards the client sees %s, sequence %d", seen.At(now), seen.Sequence)
	}
	want := []string{"transaction.created", "transaction.opened", "transaction.attempt_started", "transaction.confirmed", "transaction.consumed"}
	if got := w.told(core, len(want)); !slices.Equal(got, want) {
		t.Errorf("the client was told %q, want %q", got, want)
	}
	w.noViolations()
}

// Of any number of consumptions at once one goes through, and the others learn of it.
//
//takeed:race
func TestConsumedOnce(t *testing.T) {
	w := newWorld(t)
	core := w.client("core")
	p, session := w.somebody()
	id := postgrestest.ConfirmedFor(t, w.db, core, p, session)
	var group sync.WaitGroup
	outcomes := make(chan error, 100)
	for range cap(outcomes) {
		x := w.execution(core, id, string(approval.NewID()))
		group.Go(func() {
			_, err := w.consume(core, postgrestest.CallOf(core), x)
			outcomes <- err
		})
	}
	group.Wait()
	close(outcomes)
	won := 0
	for err := range outcomes {
		if taken := (*integration.AlreadyConsumed)(nil); err == nil {
			won++
		} else if !errors.As(err, &taken) && !errors.Is(err, integration.ErrInProgress) {
			t.Errorf("a consumption was answered %v", err)
		}
	}
	if won != 1 {
		t.Errorf("%d of 100 consumptions went through", won)
	}
	w.noViolations()
}

// What may not be executed is refused, each with its own word.
func TestWhatIsNotConsumed(t *testing.T) {
	w := newWorld(t)
	core, other := w.client("core"), w.client("other")
	p, session := w.somebody()
	confirmed := postgrestest.ConfirmedFor(t, w.db, core, p, session)
	asked, _ := postgrestest.Asks(t, w.db, core, p)
	good := w.execution(core, confirmed, "HUB-1")
	for what, c := range map[string]struct {
		client integration.Client
		change func(*integration.Execution)
		want   error
	}{
		"another digest":           {core, func(x *integration.Execution) { x.Digest[0]++ }, integration.ErrDigestMismatch},
		"another version":          {core, func(x *integration.Execution) { x.Version = 2 }, integration.ErrVersionMismatch},
		"another client":           {other, func(*integration.Execution) {}, approval.ErrNotFound},
		"nothing":                  {core, func(x *integration.Execution) { x.Transaction = approval.NewID() }, approval.ErrNotFound},
		"one that is not open yet": {core, func(x *integration.Execution) { *x = w.execution(core, asked, "HUB-1") }, integration.ErrNotConfirmed},
	} {
		x := good
		c.change(&x)
		if _, err := w.consume(c.client, postgrestest.CallOf(c.client), x); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", what, err, c.want)
		}
	}
	w.must(w.db.Decide(t.Context(), approval.Lock{Person: p.ID}, func(f approval.Facts) (approval.Change, error) {
		return f.Disable(true, approval.Source{Actor: approval.System})
	}))
	if _, err := w.consume(core, postgrestest.CallOf(core), good); !errors.Is(err, integration.ErrPersonBlocked) {
		t.Errorf("of a disabled person: %v", err)
	}
	w.database.Advance(t, 25*time.Hour)
	if _, err := w.consume(core, postgrestest.CallOf(core), good); !errors.Is(err, integration.ErrLapsed) {
		t.Errorf("too late: %v", err)
	}
	if _, err := w.db.SweepClients(t.Context(), 10); err != nil {
		t.Error(err)
	}
	seen, now, err := w.db.ClientTransaction(t.Context(), core.ID, confirmed)
	if w.must(err); seen.Consumption == nil || seen.At(now) != integration.Lapsed {
		t.Errorf("the client sees %+v", seen)
	}
	w.noViolations()
}
