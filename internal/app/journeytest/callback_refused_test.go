package journeytest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

const began = "transaction_created attempt_started"

// A callback alone proves nothing: it counts in the browser that began, in the session
// of the person who began, and once.
func TestACallbackInAnotherBrowserChangesNothing(t *testing.T) {
	t.Parallel()
	w := open(t)
	for lang, me := range map[string]string{"en": "fatima", "ar": "ahmed"} {
		b, stranger, victim := w.Browser(lang, 0), w.Browser(lang, 0), w.Browser(lang, 0)
		b.SignIn(me)
		victim.SignIn("mariam")
		twin := w.Browser(lang, 0) // the same person in a second browser
		twin.SignIn(me)
		review := b.Create("transfer", apptest.Transfer())
		before := exchanges(w)
		callback := b.Callback(review, approve)
		for _, other := range []*apptest.Browser{stranger, victim, twin} {
			want(w, other.Get(callback), http.StatusForbidden, say(lang, "error.elsewhere.title"))
		}
		stored(w, review, record{"pending", "started", began + strings.Repeat(" callback_refused", 3)})
		if exchanges(w) != before {
			t.Error("a code was spent for another browser")
		}
		want(w, b.Get(callback), http.StatusOK, in(lang, kind(w, "transfer").Done))
	}
	if n := events(w, approval.EventCallbackRefused, "reason", "other_browser"); n != 6 {
		t.Errorf("%d refusals were recorded", n)
	}
}

func TestACallbackInTheSessionOfAnotherPersonEndsTheAttempt(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("ar", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	callback := b.Callback(review, approve)
	signOut(w, b)
	b.SignIn("ahmed")
	page := b.Get(callback)
	want(w, page, http.StatusForbidden, say("ar", "error.user_changed.title"))
	stored(w, review, record{"pending", "failed user_changed", began + " user_changed"})
	want(w, b.Get(callback), http.StatusNotFound, say("ar", "error.link.title"))
	if n := exchanges(w); n != 0 {
		t.Errorf("%d exchanges", n)
	}
	signOut(w, b)
	b.SignIn("fatima")
	want(w, b.Get(review.Path()), http.StatusOK, say("ar", "notice.signed_out.title"))
}

func TestWhoSignedOutMeanwhileStartsAgain(t *testing.T) {
	t.Parallel()
	w := open(t)
	for lang, me := range map[string]string{"en": "fatima", "ar": "daniel"} {
		b := w.Browser(lang, 0)
		b.SignIn(me)
		review := b.Create("transfer", apptest.Transfer())
		callback := b.Callback(review, approve)
		b.Post("/"+lang+"/signout", url.Values{})
		page := b.Get(callback)
		want(w, page, http.StatusOK, say(lang, "signin.title"))
		shows(w, page, say(lang, "signin.note_needed"))
		stored(w, review, record{"pending", "failed session_lost", began + " session_lost"})
		back := b.SignInFrom(page, me)
		mustBe(w, back, "address", back.Path(), review.Path())
		want(w, back, http.StatusOK, say(lang, "notice.signed_out.title"))
		want(w, b.Confirm(back, approve), http.StatusOK, in(lang, kind(w, "transfer").Done))
	}
	if n := exchanges(w); n != 2 {
		t.Errorf("%d exchanges", n)
	}
}

// refusedQueries are callbacks that cannot be one of ours, made from a good one: {c} is
// its code, {s} its state.
var refusedQueries = map[string]int{
	"":                                                http.StatusBadRequest,
	"code={c}":                                        http.StatusBadRequest,
	"code={c}&state=":                                 http.StatusBadRequest,
	"code={c}&State={s}":                              http.StatusBadRequest,
	"code={c}&state[]={s}":                            http.StatusBadRequest,
	"code={c}&state={s}=":                             http.StatusBadRequest,
	"code={c}&state={s}x":                             http.StatusBadRequest,
	"code={c}&state=x{s}":                             http.StatusBadRequest,
	"code={c}&state={s}%00":                           http.StatusBadRequest,
	"code={c}&state=%00{s}":                           http.StatusBadRequest,
	"code={c}&state=%20{s}":                           http.StatusBadRequest,
	"code={c}&state={s}%0a":                           http.StatusBadRequest,
	"code={c}&state=\"{s}\"":                          http.StatusBadRequest,
	"code={c}&state=%zz":                              http.StatusBadRequest,
	"code={c}&state={s}%":                             http.StatusBadRequest,
	"code={c}&state=é":                                http.StatusBadRequest,
	"code={c}&state={s}{s}":                           http.StatusBadRequest,
	"code={c}&state={cut}":                            http.StatusBadRequest,
	"code={c}&state={long}":                           http.StatusBadRequest,
	"code={c}&state={s}&state={s}":                    http.StatusBadRequest,
	"code={c}&state={s}&state=x":                      http.StatusBadRequest,
	"code={c}&state=x&state={s}":                      http.StatusBadRequest,
	"code={c}&state={s}&st%61te={s}":                  http.StatusBadRequest,
	"code={c};state={s}":                              http.StatusBadRequest,
	"code={c}&state={s};x=y":                          http.StatusBadRequest,
	"code={c}&code={c}&state={s}":                     http.StatusBadRequest,
	"code={c}&code={c}&error=access_denied&state={s}": http.StatusBadRequest,
	"code={c};x=y&state={s}":                          http.StatusBadRequest,
	"code={c}&code=x&state={s}":                       http.StatusBadRequest,
	"code=&state={s}":                                 http.StatusBadRequest,
	"state={s}":                                       http.StatusBadRequest,
	"state={s}&error=":                                http.StatusBadRequest,
	"code={c}&error=access_denied&state={s}":          http.StatusBadRequest,
	"error=access_denied&code={c}&state={s}":          http.StatusBadRequest,
	"error=x&error=y&state={s}":                       http.StatusBadRequest,
	"code={long}&state={s}":                           http.StatusBadRequest,
	"code=%ff&state={s}":                              http.StatusBadRequest,
	"code=%3Cscript%3E&state={s}":                     http.StatusBadRequest,
	"code={c}_&state={s}":                             http.StatusBadRequest,
	"code={c}&state={s}&error=%ff":                    http.StatusBadRequest,
	"code={c}&state={s}&iss=%zz":                      http.StatusBadRequest,
	"code={c}&state={s}&iss=x&iss=x":                  http.StatusBadRequest,
	"code={c}&state={unknown}":                        http.StatusNotFound,
	"code={c}&state={upper}":                          http.StatusNotFound,
	"code={c}&state={swapped}":                        http.StatusNotFound,
	"error=access_denied&state={unknown}":             http.StatusNotFound,
}

func TestAMangledCallbackChangesNothing(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	callback := b.Callback(review, approve)
	state := param(w, callback, "state")
	fill := strings.NewReplacer("{c}", param(w, callback, "code"), "{s}", state, "{cut}", state[:21], "{long}", strings.Repeat("x", 5000),
		"{unknown}", approval.NewSecret().Reveal(), "{upper}", flipCase(state[:42])+state[42:], "{swapped}", state[1:42]+state[:1]+state[42:])
	address, _, _ := strings.Cut(callback, "?")
	for query, status := range refusedQueries {
		r := b.Request(http.MethodGet, address, nil)
		r.URL.RawQuery = fill.Replace(query)
		page := b.Once(r)
		if page.Status != status || page.Heading() != say("en", "error.link.title") {
			t.Errorf("%s: %d %q", query, page.Status, page.Heading())
		}
		wellMade(w, page)
	}
	if got := recorded(w, idOf(review)); got.State != "pending" || got.Attempts != "started" {
		t.Errorf("a mangled callback changed something: %+v", got)
	}
	refused := events(w, approval.EventCallbackRefused, "reason", "malformed") + events(w, approval.EventCallbackRefused, "reason", "unknown_state")
	if exchanges(w) != 0 {
		t.Errorf("%d exchanges", exchanges(w))
	}
	want(w, b.Get(callback), http.StatusOK, in("en", kind(w, "transfer").Done))
	if dropped := droppedOf(w, approval.EventCallbackRefused); refused+dropped != len(refusedQueries) || dropped == 0 {
		t.Errorf("of %d refusals %d were recorded and %d counted", len(refusedQueries), refused, dropped)
	}
}

// droppedOf is how many events the log says that it does not have, when that is told.
func droppedOf(w *apptest.World, code approval.EventCode) int {
	w.Helper()
	for range 2 { // the first brings the hour to its end, the second tells
		w.Database.Advance(w, 2*time.Hour+2*time.Minute)
		if err := w.Apps[0].Confirm.Tidy(w.Context()); err != nil {
			w.Fatal(err)
		}
	}
	return postgrestest.Query[int](w, w.Database, `select coalesce(sum((body::jsonb ->> $1)::int), 0)::int from audit_events where kind = 'events_dropped'`, code)
}

// flipCase changes what a mail program or a careless proxy may change.
func flipCase(s string) string {
	return strings.Map(func(r rune) rune {
		if upper := strings.ToUpper(string(r)); upper != string(r) {
			return []rune(upper)[0]
		}
		return []rune(strings.ToLower(string(r)))[0]
	}, s)
}

// What only looks at a callback must not spend it.
func TestACodeIsNotSpentByLookingAtIt(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("ar", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	callback := b.Callback(review, approve)
	for _, look := range []struct {
		method, header, value string
		status                int
	}{
		{http.MethodHead, "Accept", "*/*", http.StatusMethodNotAllowed},
		{http.MethodOptions, "Accept", "*/*", http.StatusMethodNotAllowed},
		{http.MethodPost, "Accept", "*/*", http.StatusMethodNotAllowed},
		{http.MethodGet, "Sec-Purpose", "prefetch", http.StatusServiceUnavailable},
		{http.MethodGet, "Sec-Purpose", "prefetch;prerender", http.StatusServiceUnavailable},
		{http.MethodGet, "Purpose", "prefetch", http.StatusServiceUnavailable},
		{http.MethodGet, "Sec-Fetch-Dest", "image", http.StatusForbidden},
		{http.MethodGet, "Sec-Fetch-Dest", "iframe", http.StatusForbidden},
		{http.MethodGet, "Sec-Fetch-Dest", "script", http.StatusForbidden},
	} {
		r := b.Request(look.method, callback, nil)
		r.Header.Set(look.header, look.value)
		page := b.Once(r)
		mustBe(w, page, "referrer policy", page.Header.Get("Referrer-Policy"), "no-referrer")
		if allow := page.Header.Get("Allow"); look.status == http.StatusMethodNotAllowed && !strings.HasPrefix(allow, http.MethodGet) {
			t.Errorf("%s: the methods allowed are %q", look.method, allow)
		}
		if page.Status != look.status {
			t.Errorf("%s %s: %d", look.method, look.value, page.Status)
		}
	}
	stored(w, review, record{"pending", "started", began})
	r := b.Request(http.MethodGet, callback, nil)
	r.Header.Set("Sec-Fetch-Dest", "document")
	r.Header.Set("Sec-Fetch-Mode", "navigate")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	want(w, b.Do(r), http.StatusOK, in("ar", kind(w, "transfer").Done))
}
