package browsertest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/catalogue"
	"takeed/internal/i18n"
)

// person sits at a browser: a tab, and the portal and the simulator behind it.
type person struct {
	*tab
	world *apptest.World
	lang  i18n.Lang
}

// plenty lets somebody try as often as a test has ways to fail.
var plenty = approval.Limits{Attempts: 1e6, Mismatches: 1e6, Starts: 1e6, StartsDay: 1e6, Open: 1e6, Created: 1e6, Address: 1e6}

// sit starts a world for one person.
func sit(t *testing.T, lang i18n.Lang, limits approval.Limits) person {
	t.Helper()
	needChromium(t)
	w := apptest.New(t, apptest.Options{Portal: func(c *app.Config) { c.Limits = limits }})
	t.Cleanup(w.NoViolations)
	b := open(t, newProxy(t, map[string]http.Handler{
		strings.TrimPrefix(apptest.Address, "http://"): w.Apps[0], strings.TrimPrefix(w.Simulator.URL, "http://"): w.Simulator,
	}))
	b.width(1280)
	call(b, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": string(lang)}})
	return person{b, w, lang}
}

// besides is the same person in another tab of the same browser.
func (p person) besides() person {
	p.Helper()
	p.tab = p.another()
	return p
}

func (p person) withoutScripts() {
	call(p.tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
}

// say is a text of the pages.
func (p person) say(key string, args ...any) string { return i18n.T(p.lang, key, args...) }

// in is a text of the catalogue.
func (p person) in(text approval.Text) string { return text.In(approval.Lang(p.lang)) }

// to opens a page of the portal.
func (p person) to(path string) {
	p.Helper()
	p.visit(apptest.Address + "/" + string(p.lang) + path)
}

// press clicks on something and waits until the browser has arrived somewhere. People
// scroll there first.
func (p person) press(selector string, arrived func(*url.URL) bool) {
	p.Helper()
	p.do(evalWith[chromedp.Void](`(selector) => document.querySelector(selector)?.scrollIntoView({ block: "center" })`, selector))
	p.follow(chromedp.Click(chromedp.CSS(selector)), arrived)
}

// at is where a path of the portal has been reached that ends like this.
func at(suffix string) func(*url.URL) bool {
	return func(u *url.URL) bool { return u.Host == portalHost && strings.HasSuffix(u.Path, suffix) }
}

// inOffice is a page of the back office below a path.
func inOffice(path string) func(*url.URL) bool {
	return func(u *url.URL) bool { return u.Host == portalHost && strings.Contains(u.Path, path) }
}

var portalHost = strings.TrimPrefix(apptest.Address, "http://")

// elsewhere is a page of the simulator.
func elsewhere(u *url.URL) bool { return u.Host != portalHost }

// aTransaction is the page of one, in whatever state.
func aTransaction(u *url.URL) bool {
	id := u.Path[strings.LastIndex(u.Path, "/")+1:]
	_, ok := approval.ParseID(id)
	return u.Host == portalHost && ok
}

// signIn goes from the first page to the start of somebody's own.
func (p person) signIn(persona string) {
	p.Helper()
	p.to("/")
	p.press("main form button", elsewhere)
	p.press(`button[name=persona][value=`+persona+`]`, at("/"+string(p.lang)+"/"))
	p.shows(p.say("nav.signout"))
}

// typed is what is typed into the form of each kind, by the names of the fields.
var typed = map[string]map[string]string{
	"transfer": {
		"amount": "1,250.50", "payee_name": "Mariam Al Namouthaji", "iban": "AE07 0331 2345 6789 0123 456", "purpose": "family", "note": "Rent",
	},
	"mobile": {"mobile": "055 123 4567"},
}

// fill types into the fields of a form.
func (p person) fill(k approval.Kind, values map[string]string) {
	p.Helper()
	for _, f := range k.Fields {
		value, ok := values[f.Name]
		switch {
		case !ok:
		case f.Type == approval.Choice:
			p.do(chromedp.Click(chromedp.CSS("#" + f.Name + "-" + value)))
		default:
			p.do(chromedp.Clear(chromedp.CSS("#"+f.Name)), chromedp.SendKeys(chromedp.CSS("#"+f.Name), value))
		}
	}
}

// submit is the button of a form of fields.
const submit = `main form button[type=submit]`

// create goes from the start page to the review of a new transaction.
func (p person) create(kind string) {
	p.Helper()
	p.to("/")
	p.press(`a[href$="/new/`+kind+`"]`, at("/new/"+kind))
	p.fill(kindOf(p, kind), typed[kind])
	p.press(submit, aTransaction)
	p.heading(p.in(kindOf(p, kind).Review))
}

func kindOf(t testing.TB, id string) approval.Kind {
	t.Helper()
	all, err := catalogue.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	k, ok := all.Kind(id)
	if !ok {
		t.Fatalf("no kind %s", id)
	}
	return k
}

const confirmButton = `form[action$="/confirm"] button`

// begin presses the button that leads to UAE PASS, over the hand-over page.
func (p person) begin() {
	p.Helper()
	p.press(confirmButton, elsewhere)
}

// answer does something on the simulated phone.
func (p person) answer(button string) {
	p.Helper()
	p.press(`button[name=answer][value=`+button+`]`, aTransaction)
}

// text is what a page says, spaces as they come and without marks of direction.
func (p person) text() string {
	p.Helper()
	return plain(eval[string](p.tab, `document.body.textContent`))
}

func plain(text string) string { return strings.Join(strings.Fields(i18n.Plain(text)), " ") }

// shows fails the test unless the page says all of this.
func (p person) shows(texts ...string) {
	p.Helper()
	said := p.text()
	for _, text := range texts {
		if !strings.Contains(said, plain(text)) {
			p.Errorf("%s does not say %q: %s", p.path(), text, said)
		}
	}
}

func (p person) heading(want string) {
	p.Helper()
	if got := plain(eval[string](p.tab, `document.querySelector("h1").textContent`)); got != plain(want) {
		p.Fatalf("%s is %q, want %q", p.path(), got, want)
	}
}
