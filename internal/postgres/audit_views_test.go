package postgres_test

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

func TestATimelineHoldsEverythingAboutATransaction(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	id := w.confirmed(p, session)
	w.created(p)
	log := w.db.AuditLog()
	for i := range 2 {
		tl, err := log.Timeline(t.Context(), id, auditor)
		w.must(err)
		if tl.Transaction.ID != id || tl.Transaction.State != approval.Confirmed || tl.Transaction.Value("amount") != "AED 10.00" || tl.Transaction.Digest != tl.Transaction.Document.Digest() {
			t.Errorf("the transaction: %+v", tl.Transaction)
		}
		var codes []approval.EventCode
		for _, l := range tl.Lines {
			codes = append(codes, l.Code)
		}
		if want := []approval.EventCode{"transaction_created", "attempt_started", "callback_claimed", "identity_matched", "transaction_confirmed"}; !slices.Equal(codes, want) {
			t.Errorf("the lines: %v", codes)
		}
		if len(tl.Attempts) != 1 || tl.Attempts[0].Status != approval.Succeeded || tl.Gaps() != nil || leftOut(tl) != 0 || len(tl.Reads) != i || tl.Now.IsZero() {
			t.Errorf("attempts %v, gaps %v, looks %v", tl.Attempts, tl.Gaps(), tl.Reads)
		}
	}
	looks := w.looks(approval.EventTransactionViewed)
	if len(looks) != 2 || looks[0]["person"] != string(p.ID) {
		t.Errorf("recorded: %v", looks)
	}
	if _, err := log.Timeline(t.Context(), approval.NewID(), auditor); !errors.Is(err, approval.ErrNotFound) {
		t.Errorf("no such transaction: %v", err)
	}
	w.noViolations()
}

func TestGapsInATimelineAreMarked(t *testing.T) {
	for name, plant := range map[string]string{
		"a line taken out":      `delete from audit_events where seq = 3 and stream = $1`,
		"the first taken out":   `delete from audit_events where seq = 1 and stream = $1`,
		"a line changed":        `update audit_events set actor = 'system' where seq = 3 and stream = $1`,
		"a line from elsewhere": `update audit_events e set prev_hash = sha256('x') where seq = 3 and stream = $1`,
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			p, session := w.somebody()
			id := w.confirmed(p, session)
			w.database.Plant(t, plant, approval.OfTransaction(id))
			tl, err := w.db.AuditLog().Timeline(t.Context(), id, auditor)
			w.must(err)
			want := []int{2}
			if name == "the first taken out" {
				want = []int{0}
			}
			if !slices.Equal(tl.Gaps(), want) {
				t.Errorf("gaps at %v, want %v", tl.Gaps(), want)
			}
		})
	}
}

func TestALineComesWithTheOneBefore(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	id := w.confirmed(p, session)
	log := w.db.AuditLog()
	for _, l := range w.searched("txn:"+string(id), "").Lines {
		line, before, err := log.Line(t.Context(), l.Number)
		w.must(err)
		if line.Number != l.Number || before.Position != l.Position-1 || !line.Follows(before) {
			t.Errorf("%d: %d of %s after %d", l.Number, line.Position, line.Stream, before.Position)
		}
	}
	if _, _, err := log.Line(t.Context(), 1<<40); !errors.Is(err, approval.ErrNotFound) {
		t.Errorf("no such line: %v", err)
	}
}

// pasted is what the search box makes of a text.
func (w world) pasted(text string) (audit.Query, error) {
	w.Helper()
	p, ok := audit.Detect(text)
	if !ok {
		w.Fatalf("%q is not recognised", text)
	}
	return w.db.AuditLog().Resolve(w.Context(), p, auditor)
}

func TestWhatIsPastedIsFound(t *testing.T) {
	j := newJourney(t)
	i := approval.Identity{Subject: "UAEPASS/x", UUID: "x", EmiratesID: "784199012345676", Level: approval.SOP3, Mobile: "971501234567", Email: "Fatima@Example.ae", NameEN: "Fatima"}
	c := j.signs(i)
	id := j.asks(c)
	r := j.leaves(c, id)
	r.Callback.Code, r.Callback.Error, r.Callback.CorrelationID = approval.Secret{}, "cancelledOnApp", "cr-12345678"
	j.returns(r, nil)
	attempt := approval.ID(j.text(`select attempt_id::text from audit_events where kind = 'attempt_started'`))
	d := j.text(`select encode(payload_hash, 'hex') from transactions`)
	staff := strings.TrimPrefix(string(auditor.Actor), "staff:")
	j.searched("", "")

	for text, want := range map[string]string{
		"784-1990-1234567-6": "person:" + string(c.ID), "٧٨٤١٩٩٠١٢٣٤٥٦٧٦": "person:" + string(c.ID), "+971 50 123 4567": "person:" + string(c.ID),
		"0501234567": "person:" + string(c.ID), "fatima@example.ae": "person:" + string(c.ID), " FATIMA@EXAMPLE.AE ": "person:" + string(c.ID),
		string(id): "transaction:" + string(id), strings.ToUpper(string(attempt)): "attempt:" + string(attempt), string(c.ID): "person:" + string(c.ID),
		staff: "staff:" + staff, id.Reference(): "ref:" + id.Reference(), d: "check:" + digestCode(t, d), digestCode(t, d): "check:" + digestCode(t, d),
		"request-1": "request:request-1", "cr-12345678": "crid:cr-12345678", "192.0.2.7": "ip:192.0.2.7",
	} {
		q, err := j.pasted(text)
		if err != nil || q.String() != want {
			t.Errorf("%q: %q, %v; want %q", text, q, err, want)
			continue
		}
		if lines := j.searched(q.String(), "").Lines; len(lines) == 0 {
			t.Errorf("%q finds nothing", q)
		}
	}
	for _, text := range []string{"784199012345677", "0501234568", "another@example.ae", string(approval.NewID()), "cr-nobody-knows"} {
		if q, err := j.pasted(text); !errors.Is(err, approval.ErrNotFound) {
			t.Errorf("%q: %q, %v", text, q, err)
		}
	}
	j.noViolations()
}

func digestCode(t *testing.T, hex string) string {
	p, ok := audit.Detect(hex)
	if !ok {
		t.Fatal("no digest")
	}
	return strings.TrimPrefix(p.Query.String(), "check:")
}

func (w world) text(sql string) string {
	w.Helper()
	var s string
	w.must(w.app.QueryRow(w.Context(), sql).Scan(&s))
	return s
}

func TestWhoeverLooksForSomebodyIsRecorded(t *testing.T) {
	j := newJourney(t)
	one, two := j.newcomer().Identity, j.newcomer().Identity
	two.Email = one.Email // a household
	j.signs(two)
	q, err := j.pasted(one.Email)
	j.must(err)
	if len(q.Terms) != 1 || len(q.Terms[0].Any) != 2 {
		t.Errorf("found: %q", q)
	}
	_, err = j.pasted("nobody@example.ae")
	if !errors.Is(err, approval.ErrNotFound) {
		t.Error(err)
	}
	var said []string
	for _, look := range j.looks(approval.EventPersonLookedUp) {
		said = append(said, look["by"]+" "+look["found"]+" "+strconv.FormatBool(look["person"] != ""))
		for _, value := range maps.All(look) {
			if strings.Contains(value, "@") {
				t.Errorf("the event says %q", value)
			}
		}
	}
	if !slices.Equal(said, []string{"email 2 true", "email 2 true", "email 0 false"}) {
		t.Errorf("recorded: %q", said)
	}
}

func TestAPersonIsMaskedUntilThereIsAReason(t *testing.T) {
	j := newJourney(t)
	c := j.newcomer()
	log := j.db.AuditLog()
	hidden := func(i approval.Identity) approval.Identity { return approval.Identity{NameEN: i.NameEN[:1]} }
	d, err := log.Person(t.Context(), c.ID, hidden, auditor)
	j.must(err)
	if (d.Identity != approval.Identity{NameEN: "F"}) || d.Person != c.ID || d.Enrolled.IsZero() || d.SignedIn.Before(d.Enrolled) || d.Disabled {
		t.Errorf("%+v", d)
	}
	if looks := j.looks(approval.EventIdentifierRevealed); len(looks) != 0 {
		t.Errorf("recorded: %v", looks)
	}
	i, err := log.Reveal(t.Context(), c.ID, audit.RevealReason{Purpose: audit.ForFraud, Case: "CRM-4711"}, auditor)
	j.must(err)
	looks := j.looks(approval.EventIdentifierRevealed)
	if i != c.Identity || len(looks) != 1 || looks[0]["why"] != "fraud" || looks[0]["case"] != "CRM-4711" || looks[0]["person"] != string(c.ID) {
		t.Errorf("%+v, recorded: %v", i, looks)
	}
	for _, id := range []approval.ID{approval.NewID()} {
		_, err1 := log.Person(t.Context(), id, hidden, auditor)
		_, err2 := log.Reveal(t.Context(), id, audit.RevealReason{Purpose: audit.ForFraud, Case: "1"}, auditor)
		if !errors.Is(err1, approval.ErrNotFound) || !errors.Is(err2, approval.ErrNotFound) {
			t.Errorf("nobody: %v, %v", err1, err2)
		}
	}
	// What was looked at is part of what happened to the person.
	if lines := j.searched("person:"+string(c.ID)+" actor:staff", "").Lines; len(lines) != 2 {
		t.Errorf("%d looks are found under the person", len(lines))
	}
	j.noViolations()
}

// What the system did about somebody is found under them, and so is what another person
// did in their transaction.
func TestAPersonsLinesAreFoundWhoeverDidIt(t *testing.T) {
	j := newJourney(t)
	c, other := j.newcomer(), j.newcomer()
	r := j.leaves(c, j.asks(c))
	r.Session = other.session
	j.returns(r, approval.ErrUserChanged)
	j.passes(time.Hour)
	j.sweeps()
	j.disables(c, true)
	count := func(text string) int { return len(j.searched(text, "").Lines) }
	if n := count("person:" + string(c.ID) + " event:user_changed"); n != 1 {
		t.Errorf("%d lines of another", n)
	}
	if n := count("person:" + string(other.ID) + " event:user_changed"); n != 1 {
		t.Errorf("%d lines under the other", n)
	}
	if n := count("person:" + string(c.ID) + " actor:system"); n != 2 { // expired, disabled
		t.Errorf("%d lines of the system", n)
	}
}

// A line that is committed late is told late, and not left out.
func TestTheTailMissesNothing(t *testing.T) {
	w := newWorld(t)
	log := w.db.AuditLog()
	mark, err := log.StartTail(t.Context(), audit.Query{}, auditor)
	w.must(err)
	var told []int64
	follow := func() {
		t.Helper()
		lines, next, err := log.Tail(t.Context(), audit.Query{}, mark)
		w.must(err)
		mark = next
		for _, l := range lines {
			told = append(told, l.Number)
		}
	}
	early, late := connect(t, w.database.URL), connect(t, w.database.URL)
	insert := `insert into audit_events (stream, kind, actor) values ($1, 'test', 'system') returning id`
	var first, second int64
	dbtx, err := early.Begin(t.Context())
	w.must(err)
	w.must(dbtx.QueryRow(t.Context(), insert, "op:early").Scan(&first))
	w.must(late.QueryRow(t.Context(), insert, "op:late").Scan(&second))
	follow()
	if slices.Contains(told, second) {
		t.Errorf("told %v while %d could still come", told, first)
	}
	w.must(dbtx.Commit(t.Context()))
	for len(told) < 3 { // other databases of the server may be writing, too
		follow()
	}
	follow()
	if !slices.Equal(told[1:], []int64{first, second}) {
		t.Errorf("told %v, want the start, %d and %d", told, first, second)
	}
	only, err := audit.Parse("event:signed_out")
	w.must(err)
	w.must(w.direct(`insert into audit_events (stream, kind, actor) values ('op:x', 'test', 'system'), ('op:x', 'signed_out', 'system')`))
	var lines []audit.Line
	for len(lines) == 0 {
		lines, mark, err = log.Tail(t.Context(), only, mark)
		w.must(err)
	}
	if len(lines) != 1 || lines[0].Code != approval.EventSignedOut {
		t.Errorf("%v", lines)
	}
	for _, bad := range []string{"", "x", "1", "1.", ".1", "1.-1", "1.1.1", "-1.1", "1;drop.1", "99999999999999999999.1"} {
		if _, _, err := log.Tail(t.Context(), only, bad); !errors.Is(err, audit.ErrCursor) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// leftOut is how many lines a timeline does not have.
func leftOut(tl audit.Timeline) int64 {
	_, count := tl.Omission()
	return count
}

// A long timeline shows how a transaction began and how it ended. What is left out between
// is counted and is no gap; one that is just short enough is whole.
func TestALongTimelineHasBothEnds(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	id := w.confirmed(p, session)
	fill := func(n int) {
		w.must(w.direct(`insert into audit_events (stream, tx_id, kind, actor) select $1, $2, 'callback_refused', 'system' from generate_series(1, $3)`,
			approval.OfTransaction(id), id, n))
	}
	lines := func() audit.Timeline {
		tl, err := w.db.AuditLog().Timeline(t.Context(), id, auditor)
		w.must(err)
		if gaps := tl.Gaps(); gaps != nil {
			t.Errorf("gaps at %v", gaps)
		}
		return tl
	}
	short := len(lines().Lines)
	fill(2*audit.TimelineEnd - short)
	if tl := lines(); len(tl.Lines) != 2*audit.TimelineEnd || leftOut(tl) != 0 {
		t.Errorf("%d lines, %d left out, where there is room for all", len(tl.Lines), leftOut(tl))
	}
	fill(1)
	if tl := lines(); len(tl.Lines) != 2*audit.TimelineEnd || leftOut(tl) != 1 {
		t.Errorf("%d lines, %d left out, where one is too many", len(tl.Lines), leftOut(tl))
	}
	fill(1000)
	w.must(w.direct(`insert into audit_events (stream, tx_id, kind, actor) values ($1, $2, 'signed_out', 'system')`, approval.OfTransaction(id), id))
	tl := lines()
	if first, last := tl.Lines[0], tl.Lines[len(tl.Lines)-1]; first.Code != approval.EventTransactionCreated || last.Code != approval.EventSignedOut || leftOut(tl) != 1002 {
		t.Errorf("from %s to %s, %d left out", first.Code, last.Code, leftOut(tl))
	}
}
