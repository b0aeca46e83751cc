package journeytest

import (
	"io"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/catalogue"
	"takeed/internal/i18n"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

// langs are the languages that every story is told in.
var langs = []string{"en", "ar"}

// entity is the name of the portal's owner in the worlds of apptest.
var entity = approval.Text{EN: "Example Bank", AR: "بنك المثال"}

// open starts a world whose invariants are checked when its test ends.
func open(t *testing.T, options ...func(*apptest.Options)) *apptest.World {
	t.Helper()
	var o apptest.Options
	for _, change := range options {
		change(&o)
	}
	w := apptest.New(t, o)
	t.Cleanup(w.NoViolations)
	return w
}

func twoReplicas(o *apptest.Options) { o.Replicas = 2 }

// unlimited is for stories that try more often than a person may.
func unlimited(o *apptest.Options) {
	limits(approval.Limits{Attempts: 1e6, Mismatches: 1e6, Starts: 1e6, StartsDay: 1e6, Open: 1e6, Created: 1e6, Address: 1e6})(o)
}

// longLivedCodes are for stories in which much happens between a code and its callback.
func longLivedCodes(o *apptest.Options) {
	o.Simulator = append(o.Simulator, func(c *simulator.Config) { c.CodeLifetime = time.Minute })
}

func limits(l approval.Limits) func(*apptest.Options) {
	return func(o *apptest.Options) { configured(o, func(c *app.Config) { c.Limits = l }) }
}

// configured changes the portal's configuration, after what changed it before.
func configured(o *apptest.Options, change func(*app.Config)) {
	before := o.Portal
	o.Portal = func(c *app.Config) {
		if before != nil {
			before(c)
		}
		change(c)
	}
}

// say is a text as a page shows it.
func say(lang, key string, args ...any) string {
	return plain(i18n.T(i18n.Lang(lang), key, args...))
}

func plain(text string) string { return strings.Join(strings.Fields(i18n.Plain(text)), " ") }

// in is a text of the catalogue in a language.
func in(lang string, text approval.Text) string { return plain(text.In(approval.Lang(lang))) }

func kind(w *apptest.World, id string) approval.Kind {
	w.Helper()
	all, err := catalogue.Builtin()
	if err != nil {
		w.Fatal(err)
	}
	k, ok := all.Kind(id)
	if !ok {
		w.Fatalf("no kind %s", id)
	}
	return k
}

// filled is a valid form of each kind.
func filled(id string) url.Values {
	soon := time.Now().In(i18n.UAE()).AddDate(0, 0, 7).Format(time.DateOnly)
	return map[string]url.Values{
		"transfer":    apptest.Transfer(),
		"beneficiary": {"payee_name": {"مريم خلفان"}, "iban": {"AE070331234567890123456"}},
		"mobile":      {"mobile": {"055 123 4567"}},
		"limit":       {"amount": {"100,000"}, "until": {soon}, "reason": {"property"}},
		"card":        {"action": {"raise_limit"}, "ending": {"٤٣٢١"}, "limit": {"25,000"}, "delivery": {"none"}},
		"security":    {"action": {"trust_device"}, "device": {"هاتف فاطمة"}},
		"disclosure": {
			"document": {"salary_certificate"}, "recipient_name": {"Mariam Khalfan"}, "email": {"office@example.org"},
			"purpose": {"loan"}, "until": {soon},
		},
	}[id]
}

// want fails the test unless a page has this status and heading. Whatever page it is,
// it must be well made.
func want(w *apptest.World, p *apptest.Page, status int, heading string) {
	w.Helper()
	if p.Status != status || p.Heading() != heading {
		w.Fatalf("%s answered %d %q, want %d %q", p.Path(), p.Status, p.Heading(), status, heading)
	}
	wellMade(w, p)
}

// shows fails the test unless a page says all of these.
func shows(w *apptest.World, p *apptest.Page, texts ...string) {
	w.Helper()
	said := textOf(p)
	for _, text := range texts {
		if !strings.Contains(said, plain(text)) {
			w.Errorf("%s does not say %q: %s", p.Path(), text, said)
		}
	}
}

func textOf(p *apptest.Page) string { return plain(p.Find("main").Text()) }

// record is what was stored about a transaction: its state, its attempts in their
// order ("failed token_500"), and the kinds of its events.
type record struct {
	State    string
	Attempts string
	Events   string
}

func recorded(w *apptest.World, id string) record {
	w.Helper()
	return postgrestest.Query[record](w, w.Database, `select json_build_object('State', state,
		'Attempts', (select coalesce(string_agg(concat_ws(' ', status, failure), ', ' order by started_at), '') from attempts where tx_id = t.id),
		'Events', (select string_agg(kind, ' ' order by seq) from audit_events where stream = 'txn:' || t.id))
		from transactions t where id = $1`, id)
}

// stored fails the test unless this is the record of the transaction on a page.
func stored(w *apptest.World, p *apptest.Page, want record) {
	w.Helper()
	if got := recorded(w, idOf(p)); got != want {
		w.Errorf("%s is stored as\n%+v, want\n%+v", p.Path(), got, want)
	}
}

// idOf is the transaction that a page is about.
func idOf(p *apptest.Page) string {
	parts := strings.Split(p.Path(), "/")
	if i := slices.Index(parts, "transactions"); i >= 0 && i+1 < len(parts) {
		return parts[i+1]
	}
	return path.Base(p.Path())
}

// exchanges is how many times the portal went to the token endpoint of the face flow.
func exchanges(w *apptest.World) int {
	n := 0
	for _, e := range w.Simulator.Journal() {
		if e.Endpoint == simulator.AtToken && e.Client == w.Simulator.Face.ID {
			n++
		}
	}
	return n
}

// events counts the audit events of a kind, and if a detail is named only those that
// have it.
func events(w *apptest.World, code approval.EventCode, name, value string) int {
	w.Helper()
	return postgrestest.Query[int](w, w.Database,
		`select count(*) from audit_events where kind = $1 and coalesce(body::json ->> $2, '') = $3`, code, name, value)
}

// rows counts the rows of a table.
func rows(w *apptest.World, table string) int {
	w.Helper()
	return postgrestest.Query[int](w, w.Database, `select count(*) from `+table)
}

// param is a parameter of an address.
func param(w *apptest.World, address, name string) string {
	w.Helper()
	u, err := url.Parse(address)
	if err != nil {
		w.Fatal("not an address")
	}
	return u.Query().Get(name)
}

// tampered is an address with one parameter changed.
func tampered(w *apptest.World, address, name, value string) string {
	w.Helper()
	u, err := url.Parse(address)
	if err != nil {
		w.Fatal("not an address")
	}
	q := u.Query()
	q.Set(name, value)
	u.RawQuery = q.Encode()
	return u.String()
}

type selection = goquery.Selection

var (
	approve = simulatortest.Decision{}
	decline = simulatortest.Decision{Action: simulatortest.Decline}
)

func otherPerson(persona string) simulatortest.Decision {
	return simulatortest.Decision{Action: simulatortest.Other, Persona: persona}
}

// answer answers an authorization request that the test may have changed.
func answer(w *apptest.World, b *apptest.Browser, authorizeURL string, d simulatortest.Decision) string {
	w.Helper()
	callback, err := simulatortest.Answer(b.Client, authorizeURL, d)
	if err != nil {
		w.Fatalf("at the provider: %v", err)
	}
	return callback
}

// atOnce runs n goroutines that begin together, and waits for them.
func atOnce(n int, do func(i int)) {
	var all sync.WaitGroup
	begin := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-begin
			do(i)
		})
	}
	close(begin)
	all.Wait()
}

// signOut signs out here and at UAE PASS, where a browser stays signed in otherwise.
func signOut(w *apptest.World, b *apptest.Browser) {
	w.Helper()
	b.Post("/"+b.Lang+"/signout", url.Values{})
	resp, err := b.Client.Get(b.Get("/" + b.Lang + "/signout/go").Elsewhere)
	if err != nil {
		w.Fatal(err)
	}
	_ = resp.Body.Close()
	mustBe(w, b.Get("/"+b.Lang+"/signedout"), "address that UAE PASS leads back to", resp.Header.Get("Location"), apptest.Address+"/"+b.Lang+"/signedout")
}

func body(text string) io.ReadCloser { return io.NopCloser(strings.NewReader(text)) }
