package killtest

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"slices"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/postgres"
	"takeed/internal/simulator"
)

// violations is everything that must not be. Nobody may be using the portal meanwhile.
func (w *world) violations() []string {
	w.Helper()
	found := w.brokenInvariants()
	codes, said := w.journal()
	for code, n := range codes {
		if n > 1 {
			found = append(found, fmt.Sprintf("INV-20: the code %s was exchanged %d times", code, n))
		}
	}
	record := w.record()
	for _, c := range w.customers {
		for _, tx := range c.known {
			if tx.path != "" {
				found = append(found, c.contradictions(tx, record, said)...)
			}
		}
	}
	return found
}

func (w *world) brokenInvariants() []string {
	var found []string
	for _, inv := range postgres.Invariants {
		n, err := w.Apps[0].DB.Violations(context.Background(), inv)
		if err != nil {
			w.Fatal(err)
		}
		if n > 0 {
			found = append(found, fmt.Sprintf("%s, %d times: not true that %s", inv.ID, n, inv.Meaning))
		}
	}
	u, err := w.Apps[0].DB.Unattested(context.Background())
	if err != nil {
		w.Fatal(err)
	}
	if u.Count+u.Before > 0 {
		found = append(found, fmt.Sprintf("INV-25: no portal attests to events %v", u.Events))
	}
	return found
}

// journal counts the exchanges of each code, and says what the provider answered about
// it, in order.
func (w *world) journal() (exchanges map[string]int, said map[string][]string) {
	exchanges, said = map[string]int{}, map[string][]string{}
	for _, e := range w.Simulator.Journal() {
		if e.Endpoint == simulator.AtToken {
			exchanges[e.Code]++
		}
		said[e.Code] = append(said[e.Code], string(e.Endpoint)+" "+e.Outcome)
	}
	return exchanges, said
}

// stored is what the database says of a transaction.
type stored struct {
	state     string
	confirmed []byte // the state hash of the attempt that confirmed it
	left      int    // attempts in an exchange
}

func (w *world) record() map[string]stored {
	w.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, w.Database.Owner)
	if err != nil {
		w.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	rows, err := conn.Query(ctx, `select t.id::text, t.state, a.state_hash,
		(select count(*) from attempts x where x.tx_id = t.id and x.status = 'exchanging')
		from transactions t left join attempts a on a.id = t.confirmed_attempt_id`)
	if err != nil {
		w.Fatal(err)
	}
	record := map[string]stored{}
	var id string
	var s stored
	if _, err := pgx.ForEachRow(rows, []any{&id, &s.state, &s.confirmed, &s.left}, func() error {
		record[id] = stored{s.state, bytes.Clone(s.confirmed), s.left}
		return nil
	}); err != nil {
		w.Fatal(err)
	}
	return record
}

// contradictions are those between what a customer saw, what the provider saw, and
// what is stored.
func (c *customer) contradictions(tx *transaction, record map[string]stored, said map[string][]string) []string {
	var found []string
	is := record[path.Base(tx.path)]
	complain := func(what string) { found = append(found, fmt.Sprintf("%s of %s: %s", tx.path, c.name, what)) }
	if is.left > 0 {
		complain("INV-13: an exchange was left behind")
	}
	if tx.confirmed && is.state != "confirmed" {
		complain("INV-23: shown as confirmed, and " + is.state)
	}
	if is.state != "confirmed" {
		return found
	}
	i := slices.IndexFunc(tx.tries, func(t *try) bool { return bytes.Equal(t.hash(), is.confirmed) })
	if i < 0 {
		complain("INV-22: confirmed by an attempt that never left the portal")
		return found
	}
	t := tx.tries[i]
	if t.denied {
		complain("INV-23: confirmed by an attempt of which it was said that it did not")
	}
	if t.by != c.name || !slices.Equal(said[t.code], []string{"token ok", "userinfo ok"}) {
		complain(fmt.Sprintf("INV-21: confirmed by %s after %q", t.by, said[t.code]))
	}
	return found
}

// hash is how the database knows an attempt.
func (t *try) hash() []byte {
	h := approval.SecretOf(t.sent.Get("state")).Hash()
	return h[:]
}
