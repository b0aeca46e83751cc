package journeytest

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/i18n"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
)

// Whoever is on the staff begins at their desk, where each number leads to its events and
// nothing leads to a page that their role may not open.
func TestEverythingOnADeskLeadsSomewhere(t *testing.T) {
	t.Parallel()
	d := aDay(t)
	for _, lang := range langs {
		for persona := range onStaff {
			b := staffBrowser(d.World, lang, persona)
			b.Get("/" + lang + "/staff/transactions/" + d.stopped)
			desk := b.Get("/" + lang + "/staff")
			want(d.World, desk, http.StatusOK, say(lang, "backoffice.title"))
			signs := desk.Find(".signs li")
			if signs.Length() != len(audit.Signs) {
				t.Fatalf("%d signs", signs.Length())
			}
			signs.Each(func(_ int, s *selection) {
				number, err := strconv.Atoi(strings.TrimSpace(s.Find("strong").Text()))
				if n := counted(d.World, b, s.Find("a").AttrOr("href", "")); err != nil || n != number {
					t.Errorf("%s leads to %d events", plain(s.Text()), n)
				}
			})
			first := plain(signs.First().Text()) // somebody else's face answered
			if !strings.Contains(first, say(lang, "sign.wrong_person")) || !strings.Contains(first, say(lang, "desk.stands_out")) || !strings.Contains(first, "1") {
				t.Errorf("the first sign is %q", first)
			}
			desk.Find("main a[href]").Each(func(_ int, a *selection) {
				if page := b.Get(a.AttrOr("href", "")); page.Status != http.StatusOK {
					t.Errorf("%s: %s leads to %d", persona, a.AttrOr("href", ""), page.Status)
				}
			})
			if n := desk.Find(".log tbody tr").FilterFunction(func(_ int, s *selection) bool { return strings.Contains(s.Text(), "identity_mismatch") }).Length(); n != 1 {
				t.Errorf("the wrong person is %d times among the incidents", n)
			}
		}
	}
}

// A desk remembers what its owner opened and saved, masked, and nothing that others did.
func TestADeskRemembersItsOwner(t *testing.T) {
	t.Parallel()
	d := aDay(t)
	fatima := simulator.Personas()[0]
	for _, lang := range langs {
		b, other := staffBrowser(d.World, lang, "noura"), staffBrowser(d.World, lang, "saeed")
		person, story := "/"+lang+"/staff/people/"+d.person, "/"+lang+"/staff/transactions/"+d.done
		b.Get(person)
		b.Get(story)
		b.Get(person)
		b.Post("/"+lang+"/staff/views", url.Values{"q": {"event:identity_mismatch"}, "name": {"Mine " + lang}})
		desk := b.Get("/" + lang + "/staff")
		shows(d.World, desk, "Mine "+lang, approval.ID(d.person).PersonNumber(), approval.ID(d.done).Reference())
		said := desk.Body
		for _, personal := range []string{fatima.FirstName.EN, fatima.FirstName.AR, fatima.EmiratesID, fatima.Email, fatima.Mobile} {
			if personal != "" && strings.Contains(said, personal) {
				t.Errorf("the desk says %s", personal)
			}
		}
		name := map[string]string{"en": fatima.FirstName.EN, "ar": fatima.FirstName.AR}[lang]
		shows(d.World, desk, i18n.MaskName(name))
		opened := desk.Find(".split ul.views").First().Find("a").Map(func(_ int, s *selection) string { return s.AttrOr("href", "") })
		if lang == "en" && !slices.Equal(opened, []string{person, story}) {
			t.Errorf("opened: %q", opened)
		}
		if theirs := textOf(other.Get("/" + lang + "/staff")); strings.Contains(theirs, "Mine "+lang) || strings.Contains(theirs, approval.ID(d.done).Reference()) {
			t.Error("others see it")
		}
	}
}

// The one box says first what everybody does, which is to paste, and works on the desk as
// in the log.
func TestTheSearchBoxSaysWhatItTakes(t *testing.T) {
	t.Parallel()
	d := aDay(t)
	for _, lang := range langs {
		b := staffBrowser(d.World, lang, "noura")
		for _, path := range []string{"/staff", "/staff/events"} {
			page := b.Get("/" + lang + path)
			box := page.Find("form[role=search]")
			hint, help := box.Find("#q-hint"), box.Find("details")
			if plain(hint.Text()) != plain(say(lang, "auditlog.query_hint")) || box.Find("#q").AttrOr("aria-describedby", "") != "q-hint" ||
				!strings.Contains(help.Text(), "event:callback_*") || strings.Contains(hint.Text(), ":callback_") {
				t.Errorf("%s says %q, and more in %q", path, hint.Text(), help.Text())
			}
			for _, key := range append([]audit.Key{"after", "before"}, audit.Keys...) {
				if !slices.Contains(strings.Fields(help.Text()), string(key)) {
					t.Errorf("the help does not name %s", key)
				}
			}
			found := b.Post(box.AttrOr("action", ""), url.Values{"q": {approval.ID(d.done).Reference()}})
			mustBe(d.World, found, "address", found.Path(), "/"+lang+"/staff/transactions/"+d.done)
		}
	}
}

// A list says what happened in the reader's words, with the code beside it, and who: never
// the same word for everybody. On its own timeline a transaction does not name itself.
func TestEventsAreToldInWords(t *testing.T) {
	t.Parallel()
	d := aDay(t)
	for _, lang := range langs {
		b := staffBrowser(d.World, lang, "noura")
		page := b.Get(eventsAt(lang, "actor:customer"))
		who := map[string]bool{}
		rows := page.Find(".log tbody tr").Each(func(_ int, row *selection) {
			code := plain(row.Find(".codes bdi").First().Text())
			if got, want := plain(row.Find(".what a").Text()), plain(i18n.Gist(say(lang, "event."+code))); got != want || got == "" {
				t.Errorf("%s is told as %q, want %q", code, got, want)
			}
			who[plain(row.Find(".who").Text())] = true
		})
		if rows.Length() < 10 || len(who) != 2 || who[say(lang, "actor.customer")] || !who[approval.ID(d.person).PersonNumber()] {
			t.Errorf("%d rows, by %v", rows.Length(), who)
		}
		story := b.Get("/" + lang + "/staff/transactions/" + d.stopped)
		if heads := story.Find(".log th").Map(func(_ int, s *selection) string { return s.Text() }); slices.Contains(heads, say(lang, "auditlog.transaction")) || len(heads) < 5 {
			t.Errorf("the timeline has the columns %q", heads)
		}
		shows(d.World, story, i18n.Gist(say(lang, "event.identity_mismatch")))
		if said := textOf(story); strings.Contains(said, "failed") {
			t.Errorf("an attempt is told in codes: %s", said)
		}
		looked := b.Get(eventsAt(lang, "event:transaction_viewed"))
		shows(d.World, looked, say(lang, "actor.you"), approval.ID(d.person).PersonNumber())
	}
}

// Each figure of the dashboard stands beside the same of the period before, which leads
// to its own events.
func TestTheDashboardComparesWithThePeriodBefore(t *testing.T) {
	t.Parallel()
	d := aDay(t)
	started := postgrestest.Query[int](t, d.Database, `select count(*) from audit_events where kind = 'attempt_started'`)
	for _, lang := range langs {
		b := staffBrowser(d.World, lang, "noura")
		figures := b.Get("/" + lang + "/staff/dashboard").Find(".figures li")
		if before := plain(figures.First().Find(".before").Text()); before != plain(say(lang, "dashboard.before", "value", "0")) || started == 0 {
			t.Errorf("%d were started, and before %q", started, before)
		}
		figures.Each(func(i int, s *selection) {
			if n := counted(d.World, b, s.Find(".before").AttrOr("href", "")); n != 0 {
				t.Errorf("figure %d of the day before leads to %d events", i, n)
			}
		})
	}
}

// Whoever arrives is told what this place is for, and what nobody asks for in its name.
func TestTheFirstPageSaysWhatThisPlaceIsFor(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, lang := range langs {
		page := w.Browser(lang, 0).Get("/" + lang + "/")
		entity := plain(page.Find(".brand").Text())
		shows(w, page, say(lang, "signin.purpose", "entity", strings.TrimSpace(entity)), say(lang, "signin.shown"), say(lang, "signin.never", "entity", strings.TrimSpace(entity)))
	}
}
