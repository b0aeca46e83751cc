package postgres_test

import (
	"encoding/json"
	"errors"
	"sync"
	"testing"

	"takeed/internal/keys"
	"takeed/internal/office"
	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
)

// mixed is a file with the sealing keys of one and the look-up key of the other.
func mixed(t *testing.T, sealing, lookup file) file {
	t.Helper()
	var a, b map[string]json.RawMessage
	if err := errors.Join(json.Unmarshal(sealing, &a), json.Unmarshal(lookup, &b)); err != nil {
		t.Fatal(err)
	}
	a["lookup"] = b["lookup"]
	content, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// A keyset belongs to its database from the first start on, and from before if somebody is
// in it.
func TestAKeysetBelongsToItsDatabase(t *testing.T) {
	w := newWorld(t)
	first, other := newFile(t), newFile(t)
	rotated := first.after(t, keys.Rotate)
	cases := []struct {
		name string
		file file
		want error
	}{
		{"the same", first, nil},
		{"with a new primary key", rotated, nil},
		{"with a key more", first.after(t, keys.Add), nil},
		{"another", other, postgres.ErrOtherLookup},
		{"another look-up key", mixed(t, first, other), postgres.ErrOtherLookup},
		{"other sealing keys", mixed(t, other, first), postgres.ErrOtherSealing},
		{"a new primary key alone", rotated.after(t, keys.Drop), postgres.ErrOtherSealing},
	}
	one := w.replica(first)
	w.must(one.db.CheckKeyset(t.Context())) // an empty database is anybody's
	one.somebody()
	one.staffEntered(worker("noura", office.Operator))
	for _, marked := range []bool{false, true} {
		for _, c := range cases {
			if !marked && c.name == "another" {
				c.want = postgres.ErrOtherSealing // the first that is seen
			}
			if err := w.replica(c.file).db.CheckKeyset(t.Context()); !errors.Is(err, c.want) {
				t.Errorf("%s, marked %t: %v", c.name, marked, err)
			}
		}
		if n := w.count(`select count(*) from keyset_mark`); !marked && n != 0 {
			t.Errorf("to check has left %d marks", n)
		}
		w.must(one.db.MarkKeyset(t.Context()))
	}
	if n := w.count(`select count(*) from keyset_mark`); n != 1 {
		t.Errorf("%d marks", n)
	}
}

// Many replicas that start at once with two keysets: those with one of them serve.
//
//takeed:race
func TestReplicasThatStartAtOnceWithTwoKeysets(t *testing.T) {
	t.Parallel()
	for range 5 {
		d := postgrestest.New(t)
		w := world{t, nil, d, nil}
		files := []file{newFile(t), newFile(t)}
		results := make([]error, 8)
		var all sync.WaitGroup
		for i := range results {
			replica := w.replica(files[i%2])
			all.Go(func() { results[i] = replica.db.MarkKeyset(t.Context()) })
		}
		all.Wait()
		for i, err := range results {
			if (results[i%2] == nil) != (err == nil) || err != nil && !errors.Is(err, postgres.ErrOtherLookup) {
				t.Errorf("replica %d: %v, but the first of its keyset: %v", i, err, results[i%2])
			}
		}
		if (results[0] == nil) == (results[1] == nil) {
			t.Errorf("%v and %v", results[0], results[1])
		}
	}
}
