package journeytest

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/internal/postgres/postgrestest"
)

// listed are the transactions on a page of the history.
func listed(p *apptest.Page) []string {
	return p.Find("ul.list > li a").Map(func(_ int, s *selection) string {
		href := s.AttrOr("href", "")
		return href[strings.LastIndex(href, "/")+1:]
	})
}

func older(p *apptest.Page) string { return p.Find(`a[rel=next]`).AttrOr("href", "") }

// create45 makes 45 transactions, many of them within the same microsecond.
func create45(w *apptest.World, b *apptest.Browser) (newestFirst []string) {
	w.Helper()
	for range 45 {
		b.Once(b.Request(http.MethodPost, "/"+b.Lang+"/new/transfer", keyed()))
	}
	w.Database.Plant(w, `update transactions set created_at = (select min(created_at) from transactions)
		where id in (select id from transactions order by created_at limit 30)`)
	return strings.Fields(postgrestest.Query[string](w, w.Database, `select string_agg(id::text, ' ' order by created_at desc, id desc) from transactions`))
}

func TestPagingThroughAHistoryMissesNothing(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	all := create45(w, b)
	page := b.Get("/en/transactions")
	if page.Find(`a[rel=prev], .pager a:not([rel])`).Length() != 0 {
		t.Error("the first page leads to a newer one")
	}
	var seen []string
	var sizes []int
	for {
		want(w, page, http.StatusOK, say("en", "history.title"))
		seen, sizes = append(seen, listed(page)...), append(sizes, len(listed(page)))
		b.Once(b.Request(http.MethodPost, "/en/new/transfer", keyed())) // what comes later moves nothing
		if older(page) == "" {
			break
		}
		page = b.Get(older(page))
	}
	if !slices.Equal(seen, all) || !slices.Equal(sizes, []int{20, 20, 5}) {
		t.Errorf("pages of %v show %d transactions", sizes, len(seen))
	}
	newest := page.Find(`.pager a:not([rel])`).AttrOr("href", "")
	if got := listed(b.Get(newest)); len(got) != 20 || slices.Contains(all, got[0]) {
		t.Error("the link to the newest page leads elsewhere")
	}
}

func TestACursorIsNothingButAPlace(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	b, other := w.Browser("ar", 0), w.Browser("ar", 0)
	b.SignIn("fatima")
	other.SignIn("ahmed")
	create45(w, b)
	cursor := param(w, older(b.Get("/ar/transactions")), "after")
	if got := listed(other.Get("/ar/transactions?after=" + cursor)); len(got) != 0 {
		t.Errorf("a cursor shows %d transactions of somebody else", len(got))
	}
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		t.Fatal(err)
	}
	place, id, _ := strings.Cut(string(text), ".")
	encode := base64.RawURLEncoding.EncodeToString
	for _, forged := range []string{
		"x", "====", cursor + "=", cursor + "A", cursor[1:], cursor[:len(cursor)-1], cursor + "\x00", " " + cursor, strings.Repeat("A", 5000),
		encode([]byte(place)), encode([]byte(place + ".")), encode([]byte("." + id)), encode([]byte(id + "." + place)), encode([]byte("-1." + id)),
		encode([]byte("zzzzzzzzzzzzzzzz." + id)), encode([]byte(place + "." + strings.ToUpper(id))), encode([]byte(place + "." + id + ".x")),
		encode([]byte(place + ".' or 1=1--")), encode([]byte(place + ".00000000-0000-0000-0000-00000000000g")), encode([]byte("1e3." + id + "'")),
		base64.StdEncoding.EncodeToString([]byte(place+"."+id)) + "!",
	} {
		want(w, b.Get("/ar/transactions?after="+url.QueryEscape(forged)), http.StatusBadRequest, say("ar", "error.bad_request.title"))
	}
}

// aHistory is six transactions: of three kinds, in four states, on two days.
func aHistory(w *apptest.World, b *apptest.Browser) map[string]string {
	w.Helper()
	ids := map[string]string{}
	ids["confirmed"] = idOf(b.Confirm(b.Create("transfer", apptest.Transfer()), approve))
	ids["rejected"] = idOf(b.Confirm(b.Create("mobile", filled("mobile")), otherPerson("mariam")))
	cancelled := b.Create("transfer", apptest.Transfer())
	ids["cancelled"] = idOf(b.Post(cancelled.Path()+"/cancel", nil))
	ids["pending"] = idOf(b.Create("limit", filled("limit")))
	ids["evening"], ids["night"] = idOf(b.Create("transfer", apptest.Transfer())), idOf(b.Create("transfer", apptest.Transfer()))
	w.Database.Plant(w, `update transactions set created_at = case id::text when $1 then timestamptz '2026-03-09 19:59:59.999999Z' else timestamptz '2026-03-09 20:00:00Z' end,
		expires_at = timestamptz '2026-03-10 21:00:00Z' where id::text in ($1, $2)`, ids["evening"], ids["night"])
	return ids
}

// filters are queries, and which of the six they show. The days are days in the
// Emirates, four hours ahead of UTC; what expired counts as such before any sweep.
var filters = map[string][]string{
	"":                              {"confirmed", "rejected", "cancelled", "pending", "evening", "night"},
	"kind=transfer":                 {"confirmed", "cancelled", "evening", "night"},
	"kind=disclosure":               {},
	"state=confirmed":               {"confirmed"},
	"state=rejected":                {"rejected"},
	"state=cancelled":               {"cancelled"},
	"state=pending":                 {"pending"},
	"state=expired":                 {"evening", "night"},
	"kind=transfer&state=confirmed": {"confirmed"},
	"kind=mobile&state=confirmed":   {},
	"from=2026-03-09&to=2026-03-09": {"evening"},
	"from=2026-03-10&to=2026-03-10": {"night"},
	"to=2026-03-10":                 {"evening", "night"},
	"from=2026-03-11":               {"confirmed", "rejected", "cancelled", "pending"},
	"from=2026-03-12&to=2026-03-10": {},
	"kind=&state=&from=&to=&after=": {"confirmed", "rejected", "cancelled", "pending", "evening", "night"},
}

func TestAHistoryIsFiltered(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	today := time.Now().In(i18n.UAE()).Format(time.DateOnly)
	ids := aHistory(w, b)
	for query, names := range filters {
		page := b.Get("/en/transactions?" + query)
		want(w, page, http.StatusOK, say("en", "history.title"))
		var expected []string
		for _, name := range names {
			expected = append(expected, ids[name])
		}
		got := listed(page)
		slices.Sort(expected)
		slices.Sort(got)
		if !slices.Equal(got, expected) {
			t.Errorf("%q shows %d transactions, want %v", query, len(got), names)
		}
		if len(names) == 0 {
			shows(w, page, say("en", "history.none"))
		}
	}
	if got := listed(b.Get("/en/transactions?kind=limit&from=" + today)); !slices.Equal(got, []string{ids["pending"]}) {
		t.Errorf("today shows %d transactions", len(got))
	}
}

func TestAFilterThatMeansNothingIsRefused(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, lang := range langs {
		b := w.Browser(lang, 0)
		b.SignIn("fatima")
		for _, query := range []string{
			"kind=x", "kind=Transfer", "state=x", "state=PENDING", "from=x", "from=2026-13-01", "from=2026-02-30", "to=1.1.2026", "from=0001-01-01",
			"to=9999-12-31", "from=" + strings.Repeat("1", 5000), "state=pending'--",
		} {
			want(w, b.Get("/"+lang+"/transactions?"+query), http.StatusBadRequest, say(lang, "error.bad_request.title"))
		}
	}
}

func TestAFilterStaysChosen(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	b := w.Browser("ar", 0)
	b.SignIn("fatima")
	create45(w, b)
	page := b.Get("/ar/transactions?kind=transfer&state=pending&from=2026-01-01&to=2199-01-01")
	mustBe(w, page, "kind", page.Find("#kind option[selected]").AttrOr("value", ""), "transfer")
	mustBe(w, page, "state", page.Find("#state option[selected]").AttrOr("value", ""), "pending")
	mustBe(w, page, "first day", page.Find("#from").AttrOr("value", ""), "2026-01-01")
	mustBe(w, page, "last day", page.Find("#to").AttrOr("value", ""), "2199-01-01")
	next := older(page)
	for name, value := range map[string]string{"kind": "transfer", "state": "pending", "from": "2026-01-01", "to": "2199-01-01"} {
		mustBe(w, page, name+" of the next page", param(w, next, name), value)
	}
	for _, label := range []string{"history.kind", "history.state", "history.from", "history.to"} {
		shows(w, page, say("ar", label))
	}
	for _, state := range approval.States {
		shows(w, page, say("ar", "state."+string(state)))
	}
}

// A version that an edit replaced is not a transaction of its own: its successor
// stands for it.
func TestAHistoryShowsTheNewestVersion(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	newer := b.Post(b.Create("transfer", apptest.Transfer()).Path()+"/edit", edited("2.00", "1"))
	if got := listed(b.Get("/en/transactions")); !slices.Equal(got, []string{idOf(newer)}) {
		t.Errorf("%d transactions are listed", len(got))
	}
}
