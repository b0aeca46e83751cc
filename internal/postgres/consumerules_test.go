package postgres_test

import (
	"sync"
	"testing"
	"time"

	"takeed/internal/approval"
)

// What the schema keeps true of consumption, however wrong the program is.

// A statement is refused whatever else is in its commit, and by the guard or the foreign key.
func (w world) consumeRefused(what, sqlstate string, id approval.ID, columns with) {
	w.Helper()
	w.refusedTogether("consume "+what, sqlstate, addConsumption(id, columns), saidOf(id, approval.EventTransactionConsumed, ""))
}

func TestWhatIsConsumedWasConfirmed(t *testing.T) {
	w := newWorld(t)
	w.registered("core", with{"kinds": []string{"transfer", "other"}})
	w.registered("other", with{})
	p, session := w.somebody()
	own := w.confirmed(p, session)
	pending := w.opened(p, with{})
	w.consumeRefused("what is pending", forbidden, pending, with{})
	w.must(w.together(do(`update transactions set state = 'rejected' where id = $1`, pending), saidOf(pending, approval.EventTransactionRejected, "rejected")))
	w.consumeRefused("what was rejected", forbidden, pending, with{})
	w.consumeRefused("what nobody consumes", forbidden, own, with{"consumer": "core"})
	open := w.asked(p, with{})
	w.consumeRefused("what nobody has opened", forbidden, pending, with{"tx_id": open})
	id := w.awaited(p, with{})
	for what, columns := range map[string]with{
		"another digest": {"payload_hash": `\x` + zeroes}, "another version": {"version": 2}, "another kind": {"kind": "other"}, "as another client": {"consumer": "other"},
	} {
		w.consumeRefused(what, noSuchReference, id, columns)
	}
	w.consumeRefused("what is not confirmed", checkViolated, id, with{"confirmed_ok": false})
	w.consumeRefused("as nobody", notByClient, id, with{"consumer": "nobody"})
	w.consumeRefused("as lapsed, early", notFromHere, id, with{"outcome": "lapsed", "execution_reference": nil})
	w.refusedTogether("consume without an event", forbidden, addConsumption(id, with{}))
	w.refusedTogether("consume with the event of a lapse", forbidden, addConsumption(id, with{"outcome": "consumed"}), event(id, "", ""))
	w.must(w.together(consumption(id)...))
	w.consumeRefused("twice", notFromHere, id, with{})
	w.consumeRefused("as lapsed after all", notFromHere, id, with{"outcome": "lapsed", "execution_reference": nil})
	w.noViolations()
}

func TestConsumptionIsInTime(t *testing.T) {
	w := newWorld(t)
	w.registered("core", with{})
	p, _ := w.somebody()
	id, late := w.awaited(p, with{}), w.awaited(p, with{})
	w.database.Advance(t, 590*time.Second)
	for what, at := range map[string]time.Duration{"long ago": -2 * time.Minute, "to come": time.Minute} {
		var now time.Time
		w.must(w.app.QueryRow(t.Context(), `select takeed_now()`).Scan(&now))
		w.consumeRefused("at a time "+what, notFromHere, id, with{"at": now.Add(at)})
	}
	w.refusedTogether("lapse early", notFromHere, lapse(late)...)
	w.must(w.together(consumption(id)...))
	w.database.Advance(t, 11*time.Second)
	w.consumeRefused("late", notFromHere, late, with{})
	w.must(w.together(lapse(late)...))
	w.consumeRefused("what has lapsed", notFromHere, late, with{})
	if got, want := w.notified("core", late), "1 created pending, 2 opened pending, 3 confirmed confirmed, 4 lapsed lapsed"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	w.noViolations()
}

func TestWhoMayNotConsume(t *testing.T) {
	w := newWorld(t)
	for _, name := range []string{"core", "reader", "elsewhere"} {
		w.registered(name, with{})
	}
	p, _ := w.somebody()
	blocked, _ := w.somebody()
	tx := map[string]approval.ID{}
	for name := range map[string]bool{"core": true, "reader": true, "elsewhere": true} {
		tx[name] = w.awaited(p, with{"client_id": name, "consumer": name})
	}
	theirs := w.awaited(blocked, with{})
	w.must(w.asOwner(true, do(`update clients set disabled_at = now() where id = 'core'`), saidOfClient(approval.EventClientDisabled, "core"),
		do(`update clients set scopes = '{transactions:create}' where id = 'reader'`), saidOfClient(approval.EventClientChanged, "reader"),
		do(`update clients set kinds = '{other}' where id = 'elsewhere'`), saidOfClient(approval.EventClientChanged, "elsewhere")))
	for name, id := range tx {
		w.consumeRefused("as "+name, notByClient, id, with{})
	}
	w.must(w.asOwner(true, do(`update clients set disabled_at = null where id = 'core'`), saidOfClient(approval.EventClientEnabled, "core")))
	w.must(w.direct(`update users set disabled_at = now() where id = $1`, blocked.ID))
	w.consumeRefused("of somebody disabled", notOfPerson, theirs, with{})
	w.must(w.direct(`update users set disabled_at = null where id = $1`, blocked.ID))
	w.must(w.together(consumption(theirs)...))
	w.must(w.together(consumption(tx["core"])...))
	w.noViolations()
}

func TestAConsumptionStays(t *testing.T) {
	w := newWorld(t)
	w.registered("core", with{})
	p, _ := w.somebody()
	id := w.awaited(p, with{})
	w.must(w.together(consumption(w.awaited(p, with{}))...))
	for name := range w.columns("consumptions") {
		w.refused("consumptions."+name, forbidden, `update consumptions set `+name+` = `+name)
		w.ownerRefused("consumptions."+name, forbidden, `update consumptions set `+name+` = `+name)
	}
	w.refused("let something await", forbidden, `insert into awaiting select id, now() from transactions`)
	w.refused("let it wait for longer", forbidden, `update awaiting set until = now() + interval '1 year'`)
	w.refused("let nothing await", forbidden, `delete from awaiting where tx_id = $1`, id)
	w.noViolations()
}

// Fifty portals consume one transaction, and one does.
//
//takeed:race
func TestOneOfManyConsumptionsCounts(t *testing.T) {
	w := newWorld(t)
	w.registered("core", with{})
	p, _ := w.somebody()
	id := w.awaited(p, with{})
	const many = 50
	var all sync.WaitGroup
	gate, codes := make(chan struct{}), make(chan string, many)
	for range many {
		conn := connect(t, w.database.URL)
		all.Go(func() {
			<-gate
			codes <- codeOf(w.commit(conn, consumption(id)...))
		})
	}
	close(gate)
	all.Wait()
	close(codes)
	count := map[string]int{}
	for code := range codes {
		count[code]++
	}
	if count["<nil>"] != 1 || count[notFromHere] != many-1 {
		t.Errorf("%v", count)
	}
	if got := w.count(`select count(*) from consumptions`); got != 1 {
		t.Errorf("%d consumptions", got)
	}
	w.noViolations()
}
