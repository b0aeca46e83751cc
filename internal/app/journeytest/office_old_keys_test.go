package journeytest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"takeed/internal/audit"
)

// A link in an e-mail, a bookmark, a form that was open for long and a saved search have the
// names that keys had first. Each does what it did, and shows the names of now.
func TestOldKeysOfASearchLeadWhereTheyLed(t *testing.T) {
	t.Parallel()
	d := aDay(t)
	desks := map[string]string{"en": "saeed", "ar": "hessa"}
	staff := func() string { return d.value(`select id::text from staff order by created_at limit 1`) }
	for lang, persona := range desks {
		b := staffBrowser(d.World, lang, persona)
		for old, now := range map[string]string{
			"seq:1..900":          "number:1..900",
			"txn:" + d.done:       "transaction:" + d.done,
			"operator:" + staff(): "staff:" + staff(),
			"code:" + d.codeOnThePage(d.done) + " -seq:1": "check:" + d.codeOnThePage(d.done) + " -number:1",
		} {
			page := b.Get(eventsAt(lang, old))
			if box := page.Find("input#q").AttrOr("value", ""); box != now || len(seqs(page)) == 0 {
				t.Errorf("the link to %q shows %q and %d events", old, box, len(seqs(page)))
			}
			if sent := b.Post("/"+lang+"/staff/find", url.Values{"q": {old}}); sent.URL.RequestURI() != eventsAt(lang, now) {
				t.Errorf("%q in the box leads to %s", old, sent.URL.RequestURI())
			}
			file := export(d.World, b, "jsonl", url.Values{"q": {old}})
			if verdict, err := audit.VerifyExport(strings.NewReader(file.events), &file.manifest); file.manifest.Query != now || err != nil || verdict.Lines == 0 || len(verdict.Faults) != 0 {
				t.Errorf("an export of %q is of %q: %+v, %v", old, file.manifest.Query, verdict, err)
			}
			watch(d.World, b, old)
			d.Database.Plant(t, `delete from staff_views`)
			d.Database.Plant(t, `insert into staff_views (id, owner, name, query, shared) select gen_random_uuid(), id, 'Kept', $1, true from staff limit 1`, old)
			saved := b.Get("/" + lang + "/staff/events").Find("ul.views a")
			if query := param(d.World, saved.AttrOr("href", ""), "q"); query != now {
				t.Errorf("the saved search %q leads to %q", old, query)
			}
			if page := b.Post("/"+lang+"/staff/views", url.Values{"q": {old}, "name": {"Again"}}); page.Status != http.StatusOK || d.value(`select query from staff_views where name = 'Again'`) != now {
				t.Errorf("%q is saved as something else: %d", old, page.Status)
			}
		}
	}
}
