package auditlog_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/catalogue"
	"takeed/internal/postgres/history"
)

// past is a database with a made-up history, and all of it in memory: what a search must
// find is known by looking at every line.
type past struct {
	world
	lines []audit.Line // newest first
	of    map[approval.ID]content
	langs map[approval.ID]string // of attempts
	until string                 // as a query has it
}

// content is what a transaction is found by.
type content struct {
	kind, code, account string
	amount              *int64
}

func newPast(t *testing.T, events int64) *past {
	t.Helper()
	p := &past{world: newWorld(t), of: map[approval.ID]content{}, langs: map[approval.ID]string{},
		until: audit.MomentAt(time.Now().Add(-30 * time.Minute)).String()}
	kinds, err := catalogue.Builtin()
	p.must(err)
	_, err = history.Write(t.Context(), history.Options{
		URL: p.database.Owner, Keys: p.database.Keys, Kinds: kinds, Events: events, Until: time.Now().Add(-time.Hour), Days: 60, Seed: 7,
	})
	p.must(err)
	p.read()
	return p
}

// ofNoKind is a term that only transactions of no kind satisfy: there are none.
func ofNoKind(t testing.TB) string {
	t.Helper()
	all, err := catalogue.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, k := range all.Kinds() {
		ids = append(ids, k.ID)
	}
	return "-kind:" + strings.Join(ids, ",")
}

// read takes everything into memory.
func (p *past) read() {
	p.Helper()
	conn := connect(p.T, p.database.Owner)
	rows, err := conn.Query(p.Context(), `select id, stream, seq, coalesce(tx_id::text, ''), coalesce(attempt_id::text, ''), kind,
		coalesce(to_state, ''), actor, at, coalesce(body, ''), salt, body_commit, prev_hash, hash from audit_events order by at desc, id desc`)
	p.must(err)
	p.lines, err = pgx.CollectRows(rows, pgx.RowToStructByPos[audit.Line])
	p.must(err)
	rows, err = conn.Query(p.Context(), `select id, kind, payload_hash, amount_minor, coalesce(encode(accounts[1], 'hex'), '') from transactions`)
	p.must(err)
	var id approval.ID
	var digest []byte
	var c content
	_, err = pgx.ForEachRow(rows, []any{&id, &c.kind, &digest, &c.amount, &c.account}, func() error {
		c.code = approval.Digest(digest).CheckCode()
		p.of[id] = c
		c.amount = nil
		return nil
	})
	p.must(err)
	rows, err = conn.Query(p.Context(), `select r.id, r.kind from requests r where not exists (select from transactions t where t.id = r.id)`)
	p.must(err)
	var asked content
	_, err = pgx.ForEachRow(rows, []any{&id, &asked.kind}, func() error { p.of[id] = asked; return nil })
	p.must(err)
	rows, err = conn.Query(p.Context(), `select id, lang from attempts`)
	p.must(err)
	var lang string
	_, err = pgx.ForEachRow(rows, []any{&id, &lang}, func() error { p.langs[id] = lang; return nil })
	p.must(err)
}

// words are what a line has under a key.
func (p *past) words(l audit.Line, k audit.Key) []string {
	detail, class, whose := l.Detail(), string(l.Actor), ""
	if i := strings.IndexByte(class, ':'); i > 0 {
		class, whose = class[:i], class[i+1:]
	}
	customer, staff := "", ""
	switch class {
	case "customer":
		customer = whose
	case "staff":
		staff = whose
	}
	client := ""
	if class == "client" || strings.HasPrefix(l.Stream, "client:") || l.Stream == "sys:clients" {
		client = detail["client_id"]
	}
	words := map[audit.Key][]string{
		audit.Event: {string(l.Code)}, audit.Result: {string(approval.EventCodes[l.Code])}, audit.Actor: {class},
		audit.Person: {customer, detail["person"]}, audit.Staff: {staff}, audit.Client: {client}, audit.Transaction: {string(l.Transaction)},
		audit.Attempt: {string(l.Attempt)}, audit.Ref: {l.Transaction.Reference()}, audit.CheckCode: {p.of[l.Transaction].code},
		audit.Account: {p.of[l.Transaction].account}, audit.Kind: {p.of[l.Transaction].kind}, audit.Lang: {p.langs[l.Attempt]}, audit.Reason: {detail["reason"]},
		audit.Request: {detail["request_id"]}, audit.CRID: {detail["correlation_id"]}, audit.IP: {detail["client"]},
		audit.State: {l.ToState}, audit.Stream: {l.Stream},
	}[k]
	return slices.DeleteFunc(words, func(w string) bool { return w == "" })
}

// has looks at one line, slowly and plainly.
func (p *past) has(l audit.Line, t audit.Term) bool {
	for _, v := range t.Any {
		var number *int64
		switch t.Key {
		case audit.Number:
			number = &l.Number
		case audit.Amount:
			number = p.of[l.Transaction].amount
		}
		if number != nil && v.Range.Min <= *number && *number <= v.Range.Max {
			return !t.Not
		}
		for _, word := range p.words(l, t.Key) {
			if word == v.Text || v.Prefix && strings.HasPrefix(word, v.Text) {
				return !t.Not
			}
		}
	}
	return t.Not
}

func (p *past) expected(q audit.Query, now time.Time) []int64 {
	after, before := q.Period(now)
	var ids []int64
	for _, l := range p.lines {
		if !l.At.Before(after) && (before.IsZero() || l.At.Before(before)) &&
			!slices.ContainsFunc(q.Terms, func(t audit.Term) bool { return !p.has(l, t) }) {
			ids = append(ids, l.Number)
		}
	}
	return ids
}

// walked is everything that a query finds, page by page from the newest, and back again.
func (p *past) walked(q audit.Query) (ids []int64) {
	p.Helper()
	var pages []audit.Page
	for cursor := ""; ; {
		page, err := p.log.Search(p.Context(), q, cursor, auditor)
		p.must(err)
		pages = append(pages, page)
		for _, l := range page.Lines {
			ids = append(ids, l.Number)
		}
		if cursor = page.Older; cursor == "" {
			break
		}
	}
	last := pages[len(pages)-1]
	var back []int64
	for _, l := range slices.Backward(last.Lines) {
		back = append(back, l.Number)
	}
	for cursor := last.Newer; cursor != ""; {
		page, err := p.log.Search(p.Context(), q, cursor, auditor)
		p.must(err)
		for _, l := range slices.Backward(page.Lines) {
			back = append(back, l.Number)
		}
		cursor = page.Newer
	}
	slices.Reverse(back)
	if !slices.Equal(ids, back) {
		p.Errorf("%q: %d lines on the way there, %d on the way back", q, len(ids), len(back))
	}
	return ids
}

// checks compares a query with the plain way.
func (p *past) checks(text string) int {
	p.Helper()
	if !strings.Contains(text, "before:") {
		text += " before:" + p.until // the searches are events, too
	}
	q, err := audit.Parse(text)
	if err != nil {
		p.Fatalf("%q: %v", text, err)
	}
	got, want := p.walked(q), p.expected(q, time.Now())
	if !slices.Equal(got, want) {
		p.Errorf("%q: %d lines, want %d", text, len(got), len(want))
	}
	return len(want)
}

// asked is a term about a line, with a value that it has or, rarely, another one.
func (p *past) asked(rng *rand.Rand, k audit.Key) string {
	l := p.lines[rng.IntN(len(p.lines))]
	for range 2000 {
		if len(p.words(l, k)) > 0 {
			break
		}
		l = p.lines[rng.IntN(len(p.lines))]
	}
	value := ""
	switch words := p.words(l, k); {
	case k == audit.Number:
		value = fmt.Sprintf("%d..%d", l.Number, l.Number+rng.Int64N(audit.MaxNumbers))
	case k == audit.Amount:
		value = []string{">10000", "<500.50", "1000..20000", "49000..", "15.25"}[rng.IntN(5)]
	case len(words) == 0:
		return ""
	default:
		value = words[rng.IntN(len(words))]
	}
	switch cut := len(value)/2 + 2; {
	case k == audit.Ref:
		value = value[:6] + "*"
	case (k == audit.Event || k == audit.Reason || k == audit.IP) && rng.IntN(3) == 0 && cut < len(value):
		value = value[:cut] + "*"
	case rng.IntN(3) == 0:
		if more := p.words(p.lines[rng.IntN(len(p.lines))], k); len(more) > 0 {
			value += "," + more[0]
		}
	}
	not := ""
	if rng.IntN(5) == 0 {
		not = "-"
	}
	return not + string(k) + ":" + value
}

func TestASearchFindsWhatLookingAtEveryLineFinds(t *testing.T) {
	p := newPast(t, 1500)
	p.clientsAtWork()
	p.read()
	p.checks("")
	for _, k := range audit.Keys {
		rng := rand.New(rand.NewPCG(3, uint64(len(k))))
		found := 0
		for range 4 {
			if term := p.asked(rng, k); term != "" {
				found += p.checks(term)
			}
		}
		if found == 0 {
			t.Errorf("%s was not put to the test", k)
		}
	}
}

func TestASearchFindsCombinations(t *testing.T) {
	p := newPast(t, 1500)
	rng := rand.New(rand.NewPCG(1, 1))
	found := 0
	for range 120 {
		var terms []string
		for range 2 + rng.IntN(2) {
			terms = append(terms, p.asked(rng, audit.Keys[rng.IntN(len(audit.Keys))]))
		}
		switch day := p.lines[rng.IntN(len(p.lines))].At; rng.IntN(4) {
		case 0:
			terms = append(terms, "after:"+audit.MomentAt(day).String())
		case 1:
			terms = append(terms, "before:"+audit.MomentAt(day).String())
		case 2:
			terms = append(terms, "after:30d before:"+audit.MomentAt(day).String())
		}
		if p.checks(strings.Join(terms, " ")) > 0 {
			found++
		}
	}
	if found < 30 {
		t.Errorf("only %d of the combinations find anything", found)
	}
}
