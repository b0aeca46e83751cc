package postgres_test

import (
	"bytes"
	"errors"
	"slices"
	"sync"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/keys"
	"takeed/internal/office"
	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
)

// file is a keyset as it lies on a disk.
type file []byte

func newFile(t *testing.T) file {
	t.Helper()
	content, err := keys.Generate()
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func (f file) after(t *testing.T, change func([]byte) ([]byte, error)) file {
	t.Helper()
	content, err := change(f)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func (f file) keys(t *testing.T) *keys.Keyset {
	t.Helper()
	k, err := keys.Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// replica is a portal with a keyset of its own.
func (w world) replica(f file) world {
	w.Helper()
	own := *w.database
	own.Keys = f.keys(w.T)
	w.database, w.db = &own, own.Open(w.T)
	return w
}

func (w world) reseals(f file) (left int64, last map[string]postgres.Resealed) {
	w.Helper()
	last = map[string]postgres.Resealed{}
	left, err := postgres.Reseal(w.Context(), w.database.Owner, f.keys(w.T), func(r postgres.Resealed) { last[r.Column] = r })
	w.must(err)
	return left, last
}

// The whole change of the sealing keys, while replicas with the file before and after each
// step serve the same people.
//
//takeed:race
func TestTheSealingKeysChangeWhilePortalsServe(t *testing.T) {
	w := newWorld(t)
	first := newFile(t)
	added := first.after(t, keys.Add)
	rotated := added.after(t, keys.Rotate)
	dropped := rotated.after(t, keys.Drop)

	one := w.replica(first)
	w.must(one.db.MarkKeyset(t.Context()))
	p, session := one.somebody()
	p2, session2 := one.signedIn(resident("fatima"))
	done := one.confirmed(p, session)
	one.staffEntered(worker("noura", office.Operator))

	for _, step := range [][2]file{{first, added}, {added, rotated}} {
		a, b := w.replica(step[0]), w.replica(step[1])
		w.must(errors.Join(a.db.MarkKeyset(t.Context()), b.db.MarkKeyset(t.Context())))
		// What each of them writes the other reads, in the middle of a confirmation, too.
		for _, pair := range [][2]world{{a, b}, {b, a}} {
			q, s := pair[0].somebody()
			got := pair[1].arrive(pair[0].begun(q, pair[1].created(q)), s, approval.NewSecret())
			w.must(pair[0].finished(got, q.Identity))
			_, err := pair[1].db.Person(t.Context(), q.ID)
			w.must(err)
			pair[1].confirmed(p, session)
			pair[0].signinBegun()
		}
	}
	live := w.replica(added).begun(p2, w.replica(added).created(p2))

	if err := w.replica(dropped).db.CheckKeyset(t.Context()); !errors.Is(err, postgres.ErrOtherSealing) {
		t.Errorf("a file without the old key, too early: %v", err)
	}
	left, said := w.reseals(rotated)
	if left != 0 || said["users.profile"].Done == 0 || said["transactions.document"].Done == 0 || said["attempts.handover"].Done == 0 || said["staff.profile"].Done == 0 ||
		said["staff_sessions.id_token"].Done == 0 || said["signins.handover"].Done == 0 || said["keyset_mark.sealed"].Done != 1 {
		t.Errorf("%d left: %v", left, said)
	}
	last := w.replica(dropped)
	w.must(last.db.CheckKeyset(t.Context()))
	last.noneUnder(first.keys(t).PrimaryPrefix())
	got := last.arrive(live, session2, approval.NewSecret())
	w.must(last.finished(got, p2.Identity))
	if _, err := last.db.Person(t.Context(), p.ID); err != nil {
		t.Error(err)
	}
	list, err := last.db.History(t.Context(), p.ID, approval.Filter{Limit: 20})
	if err != nil || !slices.ContainsFunc(list, func(tx approval.Transaction) bool { return tx.ID == done }) {
		t.Errorf("%d transactions, %v", len(list), err)
	}
	if left, said := last.reseals(dropped); left != 0 || said["users.profile"].Done != 0 || said["keyset_mark.sealed"].Done != 0 {
		t.Errorf("a second run: %d left, %v", left, said)
	}
	last.noViolations()
	last.chainsHold()
}

// noneUnder looks through every column of bytes there is, not only those that are known.
func (w world) noneUnder(prefix []byte) {
	w.Helper()
	for _, column := range postgrestest.Query[[]string](w, w.database, `select array_agg(format('%I.%I', table_name, column_name)) from information_schema.columns
		where table_schema = 'public' and data_type = 'bytea'`) {
		table, name, _ := bytes.Cut([]byte(column), []byte("."))
		if n := w.count(`select count(*) from `+string(table)+` where substring(`+string(name)+` from 1 for 5) = $1`, prefix); n > 0 {
			w.Errorf("%s: %d are sealed under the old key", column, n)
		}
	}
}

// One that was cut off goes on, rows in use wait, and portals write all the while.
//
//takeed:race
func TestResealingGoesOnBesideThePortals(t *testing.T) {
	w := newWorld(t)
	first := newFile(t)
	rotated := first.after(t, keys.Rotate)
	one := w.replica(first)
	w.must(one.db.MarkKeyset(t.Context()))
	p, session := one.somebody()
	for range 2 {
		one.confirmed(p, session)
	}
	busy, err := connect(t, w.database.Owner).Begin(t.Context())
	w.must(err)
	_, err = busy.Exec(t.Context(), `select from users for update`)
	w.must(err)
	if left, said := w.reseals(rotated); left != 1 || said["users.profile"].Left != 1 || said["transactions.document"].Left != 0 || len(said) == 11 {
		t.Errorf("while a row is in use: %d left, %v", left, said)
	}
	w.must(busy.Rollback(t.Context()))
	next := w.replica(rotated)
	var all sync.WaitGroup
	all.Go(func() {
		for range 2 {
			next.confirmed(p, session)
		}
	})
	if _, said := w.reseals(rotated); said["transactions.document"].Done != 0 {
		t.Errorf("what was done is done again: %v", said)
	}
	all.Wait()
	if left, said := w.reseals(rotated); left != 0 || said["keyset_mark.sealed"].Left != 0 {
		t.Errorf("at the end: %d left, %v", left, said)
	}
	w.must(w.replica(rotated.after(t, keys.Drop)).db.CheckKeyset(t.Context()))
	next.noViolations()
}

// What no key opens is counted and stays, and so does the mark.
func TestWhatDoesNotOpenIsLeftAsItIs(t *testing.T) {
	w := newWorld(t)
	first := newFile(t)
	one := w.replica(first)
	w.must(one.db.MarkKeyset(t.Context()))
	p, _ := one.somebody()
	w.database.Plant(t, `update users set profile = sha256('x') where id = $1`, p.ID)
	left, said := w.reseals(first.after(t, keys.Rotate))
	if left != 1 || said["users.profile"].Broken != 1 || said["keyset_mark.sealed"].Column != "" {
		t.Errorf("%d left, %v", left, said)
	}
}

// Documents change in a commit of the owner's that says so, and then nothing else does.
func TestADocumentIsSealedAnewInOneWayOnly(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	id := w.confirmed(p, session)
	say := do(`insert into audit_events (stream, kind, actor) values ('sys:keys', 'data_resealed', 'system')`)
	document := do(`update transactions set document = 'x', result = 'y' where id = $1`, id)
	for what, try := range map[string]func() error{
		"the portal":                func() error { return w.together(document) },
		"the portal, with an event": func() error { return w.together(say, document) },
		"the owner":                 func() error { return w.asOwner(true, document) },
		"after the event's commit":  func() error { w.must(w.asOwner(true, say)); return w.asOwner(true, document) },
		"the result by itself":      func() error { return w.asOwner(true, do(`update transactions set result = 'x' where id = $1`, id)) },
		"the result is taken away": func() error {
			return w.asOwner(true, say, do(`update transactions set result = null where id = $1`, id))
		},
		"another column with it": func() error {
			return w.asOwner(true, say, do(`update transactions set document = 'x', amount_minor = 7 where id = $1`, id))
		},
		"the mark, by the portal":    func() error { return w.together(do(`update keyset_mark set sealed = 'x'`)) },
		"the mark, by the owner":     func() error { return w.asOwner(true, do(`update keyset_mark set sealed = 'x'`)) },
		"the hash of the mark":       func() error { return w.asOwner(true, say, do(`update keyset_mark set mac = sha256('x')`)) },
		"the mark is deleted":        func() error { return w.asOwner(true, say, do(`delete from keyset_mark`)) },
		"the mark is taken from all": func() error { return w.asOwner(true, say, do(`truncate keyset_mark`)) },
	} {
		w.must(w.db.MarkKeyset(t.Context()))
		if err := try(); codeOf(err) != forbidden {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := w.asOwner(true, say, do(`update transactions set document = 'x', state = 'cancelled' where id = $1`, id)); codeOf(err) == "<nil>" {
		t.Error("a final state changed with the document")
	}
	w.must(w.asOwner(true, say, document))
}

// The portal's own login cannot seal anew, and says who can.
func TestResealingNeedsTheOwner(t *testing.T) {
	w := newWorld(t)
	first := newFile(t)
	one := w.replica(first)
	w.must(one.db.MarkKeyset(t.Context()))
	one.somebody()
	_, err := postgres.Reseal(t.Context(), w.database.URL, first.after(t, keys.Rotate).keys(t), func(postgres.Resealed) {})
	if err == nil || !bytes.Contains([]byte(err.Error()), []byte("set DATABASE_MIGRATE_URL")) {
		t.Error(err)
	}
}
