package journeytest

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
)

// keyboards turn plain digits and separators into those of the three.
var keyboards = []*strings.Replacer{
	strings.NewReplacer(),
	strings.NewReplacer("0", "٠", "1", "١", "2", "٢", "3", "٣", "4", "٤", "5", "٥", "6", "٦", "7", "٧", "8", "٨", "9", "٩", ".", "٫", ",", "٬"),
	strings.NewReplacer("0", "۰", "1", "۱", "2", "۲", "3", "۳", "4", "۴", "5", "۵", "6", "۶", "7", "۷", "8", "۸", "9", "۹", ".", "٫", ",", "،"),
}

// copied is a text as it arrives on a clipboard: in quotes, with marks around it.
func copied(t *rapid.T, text string) string {
	pairs := rapid.SampledFrom([][2]string{{"", ""}, {`"`, `"`}, {"“", "”"}, {"\u2066", "\u2069"}, {" ", "\n"}, {"\u200f", "\u200e"}, {"'", "'"}}).Draw(t, "around")
	return pairs[0] + text + pairs[1]
}

// leadsTo is where the search box leads, and what it finds there.
type leadsTo struct {
	status   int
	query    string
	address  string
	events   []string
	all      bool // they are all there is
	notFound bool
}

func found(b *apptest.Browser, typed string) leadsTo {
	page := b.Post("/"+b.Lang+"/staff/find", url.Values{"q": {typed}})
	return leadsTo{
		page.Status, page.URL.Query().Get("q"), page.Path(), seqs(page), page.Find("a[rel=next]").Length() == 0 && !strings.Contains(page.Path(), "/people/"),
		strings.Contains(textOf(page), say(b.Lang, "auditlog.not_found")),
	}
}

// Every value that a table of events prints is found as it stands: copied with whatever
// comes along, and numbers and times in the digits of any keyboard.
func TestEveryValueOfAnExportIsFoundAsItStands(t *testing.T) {
	t.Parallel()
	d := aDay(t)
	desks := []*apptest.Browser{staffBrowser(d.World, "en", "saeed"), staffBrowser(d.World, "ar", "hessa")}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(export(d.World, desks[0], "csv", url.Values{"q": {"-actor:staff"}}).events, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(export(d.World, desks[0], "jsonl", url.Values{"q": {"-actor:staff"}}).events), "\n")
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(1, len(lines)).Draw(t, "line")
		row, line := rows[i], map[string]any{}
		if err := json.Unmarshal([]byte(lines[i-1]), &line); err != nil {
			t.Fatal(err)
		}
		name := rapid.SampledFrom([]string{
			"number", "time", "event", "result", "actor", "person", "transaction", "reference", "attempt", "state", "reason", "request_id", "client", "correlation_id", "client_id", "stream",
			"hash",
		}).Draw(t, "column")
		value, _ := line[name].(string)
		if column := slices.Index(rows[0], name); column >= 0 {
			value = row[column]
		}
		if value == "" {
			return
		}
		if name == "number" || name == "reference" {
			value = rapid.SampledFrom(keyboards).Draw(t, "keyboard").Replace(value)
		}
		got := found(rapid.SampledFrom(desks).Draw(t, "desk"), copied(t, value))
		if got.status != http.StatusOK || got.notFound || got.all && !slices.Contains(got.events, row[0]) {
			t.Fatalf("the %s %q of event %s leads to %+v", name, value, row[0], got)
		}
	})
}

// What the pages of the back office print from left to right, which is whatever is not
// prose, is found as it stands, in both languages.
func TestEveryValueOfAPageIsFoundAsItStands(t *testing.T) {
	t.Parallel()
	d := aDay(t)
	event := d.value(`select min(id)::text from audit_events where tx_id = $1 and attempt_id is not null`, d.stopped)
	for _, lang := range langs {
		b := staffBrowser(d.World, lang, "saeed")
		seen := map[string]bool{}
		for _, path := range []string{"/staff/events?q=-actor:staff", "/staff/events/" + event, "/staff/transactions/" + d.done, "/staff/transactions/" + d.stopped} {
			page := b.Get("/" + lang + path)
			page.Find("form, nav, .chart, [data-keys]").Remove()
			page.Find("main bdi[dir=ltr], main time, main [dir=ltr] dd, main dd bdi").Each(func(_ int, s *selection) { seen[strings.TrimSpace(s.Text())] = true })
		}
		if len(seen) < 40 {
			t.Errorf("%d values were read from the pages", len(seen))
		}
		for value := range seen {
			if sealed(value) {
				continue
			}
			if got := found(b, value); got.status != http.StatusOK || got.notFound {
				t.Errorf("%q leads to %+v", value, got)
			}
		}
	}
}

// sealed are the values that a page shows from within what was approved, and that nothing
// is found by: names, purposes, the account; the two words of a detail that has no key, by
// what somebody signed in; and prose.
func sealed(value string) bool {
	if slices.Contains([]string{"Rent", "emirates_id", "mobile"}, value) {
		return true
	}
	for _, status := range approval.AttemptStatuses { // the word of one; its code, which stands beside it, is found
		if value == say("en", "attempt."+string(status)) {
			return true
		}
	}
	_, err := time.Parse("2 January 2006", value)
	letters := strings.ContainsFunc(value, func(r rune) bool { return r > 0x7f }) && !strings.Contains(value, "درهم")
	prose := strings.Contains(value, " ") && !strings.ContainsAny(value, ":") && !strings.Contains(value, "AED") && !strings.Contains(value, "درهم") && err != nil
	return value == "" || letters || prose
}

// A person is found by every spelling of their identifiers, on every keyboard.
func TestAPersonIsFoundByEverySpelling(t *testing.T) {
	t.Parallel()
	d := aDay(t)
	desks := []*apptest.Browser{staffBrowser(d.World, "en", "saeed"), staffBrowser(d.World, "ar", "hessa")}
	fatima := simulator.Personas()[0]
	rapid.Check(t, func(t *rapid.T) {
		between := rapid.SampledFrom([]string{"", " ", "-", "–", "‑", "−", "\u00a0", "\u202f", ".", "/", "\u200e"})
		spell := func(groups ...string) string {
			keyboard := rapid.SampledFrom(keyboards).Draw(t, "keyboard")
			text := keyboard.Replace(groups[0])
			for _, g := range groups[1:] {
				text += between.Draw(t, "between") + keyboard.Replace(g)
			}
			return text
		}
		id, mobile := fatima.EmiratesID, fatima.Mobile
		typed := rapid.SampledFrom([]string{
			spell(id[:3], id[3:7], id[7:14], id[14:]), spell("+971", mobile[3:5], mobile[5:8], mobile[8:]), spell("0"+mobile[3:5], mobile[5:8], mobile[8:]), spell("00971", mobile[3:]),
			spell("(0"+mobile[3:5]+")", mobile[5:]), spell("+971(0)"+mobile[3:5], mobile[5:]), strings.ToUpper(fatima.Email), strings.Replace(fatima.Email, "@", "＠", 1),
		}).Draw(t, "typed")
		got := found(rapid.SampledFrom(desks).Draw(t, "desk"), copied(t, typed))
		if got.status != http.StatusOK || !strings.HasSuffix(got.address, "/staff/people/"+d.person) || len(got.events) == 0 {
			t.Fatalf("%q leads to %+v", typed, got)
		}
	})
}

// typedAmount is an amount as somebody might type it, right or wrong.
var typedAmount = rapid.Custom(func(t *rapid.T) string {
	units := rapid.SampledFrom([]string{"1", "20", "999", "1250", "1,250", "12,500", "1 250", "49,999", "0,500", "1,25", "1.250", "007", "12,50,0", "20,500,75", "1250,5"}).Draw(t, "units")
	cents := rapid.SampledFrom([]string{"", ".5", ".50", ".05", ",50", ".", ".505", "٫50"}).Draw(t, "cents")
	text := rapid.SampledFrom(keyboards).Draw(t, "keyboard").Replace(units + cents)
	if rapid.IntRange(0, 6).Draw(t, "mix") == 0 {
		text = strings.Replace(text, "1", "١", 1)
	}
	return rapid.SampledFrom([]string{"", "\u200e", " "}).Draw(t, "mark") + text
})

// The same text is the same amount in the form, in a filter and in the search box, or is
// refused with a sentence that shows how to write it.
func TestAnAmountMeansTheSameEverywhere(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	customers, desks := map[string]*apptest.Browser{}, map[string]*apptest.Browser{}
	for lang, person := range map[string]string{"en": "fatima", "ar": "ahmed"} {
		customers[lang], desks[lang] = w.Browser(lang, 0), staffBrowser(w, lang, map[string]string{"en": "saeed", "ar": "hessa"}[lang])
		customers[lang].SignIn(person)
	}
	accepted, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		lang, typed := rapid.SampledFrom(langs).Draw(t, "lang"), typedAmount.Draw(t, "typed")
		inForm := amountInForm(w, customers[lang], typed)
		inFilter := found(desks[lang], `amount:"`+typed+`"`)
		switch {
		case inForm == "" && inFilter.status == http.StatusUnprocessableEntity:
			refused++
		case inForm != "" && inFilter.query == "amount:"+inForm:
			accepted++
		default:
			t.Fatalf("%q is %q in a form and %+v in a filter", typed, inForm, inFilter)
		}
		if bare := found(desks[lang], "amount:"+strings.TrimSpace(typed)); !strings.Contains(typed[1:], " ") && bare.status == http.StatusOK && bare.query != "amount:"+inForm && !strings.Contains(bare.query, ",") {
			t.Fatalf("%q is %q in a form and %+v in a filter without quotes", typed, inForm, bare)
		}
		box := found(desks[lang], typed)
		amount, isAmount := strings.CutPrefix(box.query, "amount:")
		number, isNumber := strings.CutPrefix(box.query, "number:")
		if inForm == "" && (isAmount || isNumber) || isAmount && amount != inForm || isNumber && number+".00" != inForm {
			t.Fatalf("%q is %q in a form and %+v in the search box", typed, inForm, box)
		}
	})
	if accepted == 0 || refused == 0 {
		t.Errorf("%d amounts were accepted and %d refused", accepted, refused)
	}
}

// amountInForm is what the form for a transfer makes of an amount, "" if it is refused with
// the sentence that says how to write one.
func amountInForm(w *apptest.World, b *apptest.Browser, typed string) string {
	w.Helper()
	values := apptest.Transfer()
	values.Set("amount", typed)
	values.Set("key", b.Get("/"+b.Lang+"/new/transfer").Find("input[name=key]").AttrOr("value", ""))
	page := b.Post("/"+b.Lang+"/new/transfer", values)
	if page.Status == http.StatusUnprocessableEntity {
		if !strings.Contains(textOf(page), "1,250.50") {
			w.Errorf("%q is refused without an example: %.300s", typed, textOf(page))
		}
		return ""
	}
	minor := postgrestest.Query[int64](w, w.Database, `select amount_minor from transactions where id = $1::uuid`, idOf(page))
	return fmt.Sprintf("%d.%02d", minor/100, minor%100)
}

// The same holds for dates.
func TestADateMeansTheSameEverywhere(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	b, desk := w.Browser("ar", 0), staffBrowser(w, "en", "saeed")
	b.SignIn("fatima")
	accepted, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		day := time.Now().In(i18n.UAE()).AddDate(0, 0, rapid.IntRange(1, 25).Draw(t, "days"))
		form := rapid.SampledFrom([]string{"2006-01-02", "2/1/2006", "02/01/2006", "2006/1/2", "2 January 2006", "arabic", "1/2/06", "2.1.2006", "2006-1-2", "20060102", "January 2, 2006"}).Draw(t, "form")
		typed := day.Format(form)
		if form == "arabic" {
			typed = i18n.Date(i18n.AR, day)
		}
		typed = rapid.SampledFrom(keyboards).Draw(t, "keyboard").Replace(typed)
		values := filled("limit")
		values.Set("until", typed)
		values.Set("key", b.Get("/ar/new/limit").Find("input[name=key]").AttrOr("value", ""))
		page := b.Post("/ar/new/limit", values)
		inFilter, box := found(desk, `after:"`+typed+`"`), found(desk, typed)
		if page.Status == http.StatusUnprocessableEntity {
			if refused++; inFilter.status != http.StatusUnprocessableEntity || strings.HasPrefix(box.query, "after:") {
				t.Fatalf("%q is refused in a form, and is %+v in a filter and %+v in the search box", typed, inFilter, box)
			}
			return
		}
		accepted++
		if !strings.Contains(textOf(page), plain(i18n.Date(i18n.AR, day))) {
			t.Fatalf("%q is another day in a form: %.300s", typed, textOf(page))
		}
		iso := day.Format(time.DateOnly)
		if inFilter.query != "after:"+iso || box.query != "after:"+iso+" before:"+day.AddDate(0, 0, 1).Format(time.DateOnly) {
			t.Fatalf("%q is %s, and %+v in a filter and %+v in the search box", typed, iso, inFilter, box)
		}
	})
	if accepted == 0 || refused == 0 {
		t.Errorf("%d dates were accepted and %d refused", accepted, refused)
	}
}

// What goes to an account is found by every spelling that the form takes, and the number
// is not part of an address or of the log.
func TestATransactionIsFoundByItsAccount(t *testing.T) {
	t.Parallel()
	d := aDay(t)
	desks := []*apptest.Browser{staffBrowser(d.World, "en", "saeed"), staffBrowser(d.World, "ar", "noura")}
	spell := func(t *rapid.T, iban string) string {
		text := iban[:2]
		for _, digits := range []string{iban[2:4], iban[4:8], iban[8:12], iban[12:16], iban[16:20], iban[20:]} {
			text += rapid.SampledFrom(keyboards).Draw(t, "keyboard").Replace(digits) + rapid.SampledFrom([]string{"", " ", "\u00a0"}).Draw(t, "between")
		}
		return rapid.SampledFrom([]string{"", "IBAN ", "IBAN: ", "\u200e"}).Draw(t, "before") + text + rapid.SampledFrom([]string{"", ".", " "}).Draw(t, "after")
	}
	done := d.value(`select min(id)::text from audit_events where tx_id = $1`, d.done)
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SampledFrom(desks).Draw(t, "desk")
		got := found(b, spell(t, "AE070331234567890123456"))
		if got.status != http.StatusOK || got.notFound || !strings.HasPrefix(got.query, "account:") || got.all && !slices.Contains(got.events, done) {
			t.Fatalf("it leads to %+v", got)
		}
		if nobody := found(b, spell(t, "AE460090000000123456789")); !nobody.notFound {
			t.Fatalf("another account leads to %+v", nobody)
		}
	})
	if n := rows(d.World, `audit_events where body like '%0331%'`); n != 0 {
		t.Errorf("%d events have it", n)
	}
}
