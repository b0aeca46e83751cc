package journeytest

import (
	"flag"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/catalogue"
	"takeed/internal/i18n"
	"takeed/internal/postgres/history"
	"takeed/internal/postgres/postgrestest"
)

var (
	peopleFlag = flag.Int("people", 200, "how many customers the past of the erasure has at most")
	erasedFlag = flag.Int("erased", 5, "how many of them are erased")
	perPerson  = flag.Int64("perperson", 20, "how many events each of them has, about")
)

// needles are values to look for in large texts, by their first bytes.
type needles map[[8]byte][]needle

type needle struct{ text, what string }

func (n needles) add(what, text string) {
	if len(text) >= len([8]byte{}) {
		head := [8]byte([]byte(text))
		n[head] = append(n[head], needle{text, what})
	}
}

// namesOfStaff are at the head of every page that the staff of the tests see; a made-up
// customer may have the same name.
var namesOfStaff = []string{"Noura Al Tajribi", "نورة التجريبي", "Saeed Al Mithali", "سعيد المثالي"}

// personal adds what a person is known by, in every spelling.
func (n needles) personal(i approval.Identity) {
	for what, value := range map[string]string{"subject": i.Subject, "uuid": i.UUID, "Emirates ID": i.EmiratesID, "mobile": i.Mobile, "email": i.Email, "name": i.NameEN, "Arabic name": i.NameAR} {
		if slices.Contains(namesOfStaff, value) {
			continue
		}
		for _, text := range postgrestest.Spellings(value) {
			n.add(what, text)
		}
	}
	n.add("Emirates ID", i18n.EmiratesID(i.EmiratesID))
	n.add("mobile", i18n.Mobile(i.Mobile))
}

// in counts what is found in a text in lower case, by what it is. An address must not go on.
func (n needles) in(text string) map[string]int {
	found := map[string]int{}
	for i := range max(0, len(text)-7) {
		for _, one := range n[[8]byte([]byte(text[i:i+8]))] {
			if strings.HasPrefix(text[i:], one.text) && !(one.what == "address" && goesOn(text, i, i+len(one.text))) {
				found[one.what]++
			}
		}
	}
	return found
}

func goesOn(text string, from, to int) bool {
	return from > 0 && strings.ContainsRune("0123456789.", rune(text[from-1])) || to < len(text) && text[to] >= '0' && text[to] <= '9'
}

// columns are what is stored of a person and is theirs alone.
const columns = `select what, value from (
	      select 'profile' what, encode(profile, 'hex') value from users where id = $1
	union all select unnest(array['subject hash', 'Emirates ID hash', 'mobile hash', 'email hash']), encode(unnest(array[sub_mac, idn_mac, mobile_mac, email_mac]), 'hex') from users where id = $1
	union all select 'document', encode(document, 'hex') from transactions where user_id = $1
	union all select 'result', encode(result, 'hex') from transactions where user_id = $1 and result is not null
	union all select 'salt', encode(salt, 'hex') from audit_events where actor = 'customer:' || $1::text
	union all select 'request', lower(request_id) from audit_events e where actor = 'customer:' || $1::text
	           and not exists (select from audit_events o where o.request_id = e.request_id
	             and (o.actor = 'anonymous' or o.actor like 'customer:%' and o.actor <> e.actor and coalesce(o.person, '') <> $1::text))
	union all select 'address', client from (select distinct client from audit_events e where actor = 'customer:' || $1::text and client is not null) a
	           where not exists (select from audit_events o where o.client = a.client and o.actor like 'customer:%' and o.actor <> 'customer:' || $1::text)) x`

func (n needles) stored(w *apptest.World, person approval.ID) {
	w.Helper()
	conn := postgrestest.Connect(w, w.Database.Owner)
	rows, err := conn.Query(w.Context(), columns, person)
	if err != nil {
		w.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var what, value string
		if err := rows.Scan(&what, &value); err != nil {
			w.Fatal(err)
		}
		n.add(what, value)
	}
}

// failedSignins are events of nobody from every address that people signed in from.
const failedSignins = `insert into audit_events (stream, kind, actor, body)
	select distinct on (client) 'login:2026010100:1', 'signin_declined', 'anonymous', jsonb_build_object('client', client)::text
	  from audit_events where actor = any(select 'customer:' || unnest($1::text[])) and kind = 'signin_succeeded'`

// manyThere is a world with a past, and the people of it who will be erased.
func manyThere(t *testing.T) (*apptest.World, []approval.ID) {
	t.Helper()
	d := postgrestest.New(t)
	kinds, err := catalogue.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	_, err = history.Write(t.Context(), history.Options{URL: d.Owner, Keys: d.Keys, Kinds: kinds, Events: *perPerson * int64(*peopleFlag), Until: time.Now().Add(-time.Hour), Days: 90, People: *peopleFlag, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	w := open(t, unlimited, func(o *apptest.Options) { o.Database = d })
	people := postgrestest.Query[[]string](t, d, `select array_agg(id::text) from (select u.id from users u where exists (select from transactions t where t.user_id = u.id and t.state = 'confirmed')
		order by u.sub_mac limit $1) x`, *erasedFlag)
	if _, err := postgrestest.Connect(t, d.Owner).Exec(t.Context(), failedSignins, people); err != nil {
		t.Fatal(err)
	}
	var ids []approval.ID
	for _, id := range people {
		ids = append(ids, approval.ID(id))
	}
	return w, ids
}

// TestOfManyErasedNothingIsLeft erases people out of many, beside a portal at which staff
// look for them, and looks for every byte that was theirs in a dump, in all that the portal
// printed or served afterwards, and in new exports. A large one is run by hand:
//
//	go test ./internal/app/journeytest -run ManyErased -people 10000 -erased 100 -v
func TestOfManyErasedNothingIsLeft(t *testing.T) {
	t.Parallel()
	w, people := manyThere(t)
	theirs := needles{}
	identities := map[approval.ID]approval.Identity{}
	for _, id := range people {
		p, err := w.Apps[0].DB.Person(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		identities[id] = p.Identity
		theirs.personal(p.Identity)
		theirs.stored(w, id)
	}
	before := theirs.in(w.Database.Dump(t))
	for _, what := range []string{"profile", "subject hash", "Emirates ID hash", "mobile hash", "email hash", "document", "result", "salt", "request", "address"} {
		if before[what] < len(people) && what != "address" || before[what] == 0 {
			t.Errorf("%s is found %d times before", what, before[what])
		}
	}
	began := time.Now()
	for _, id := range people {
		erased(w, string(id))
	}
	t.Logf("of %d people %d were erased in %v; found before: %v", postgrestest.Query[int](t, w.Database, `select count(*) from users`), len(people), time.Since(began), before)
	lookForThem(w, identities)
	b := staffBrowser(w, "en", "saeed")
	texts := map[string]string{"the dump": w.Database.Dump(t), "what the portal printed and served": w.Logs()}
	for _, format := range []string{"csv", "jsonl"} {
		file := export(w, b, format, url.Values{"q": {"after:100d"}})
		texts["the "+format] = file.events
		if v, err := audit.VerifyExport(strings.NewReader(file.events), &file.manifest); format == "jsonl" && (err != nil || len(v.Faults) > 0 || v.Erased == 0 || v.Unchecked > 0) {
			t.Errorf("the export: %+v, %v", v, err)
		}
	}
	for name, text := range texts {
		if found := theirs.in(strings.ToLower(text)); len(found) > 0 || len(text) < 1000 {
			t.Errorf("in %s of %d bytes: %v", name, len(text), found)
		}
		t.Logf("%s: %d bytes", name, len(text))
	}
}

// lookForThem is the staff, who look for some of the people by all that they were known by.
func lookForThem(w *apptest.World, identities map[approval.ID]approval.Identity) {
	w.Helper()
	b := staffBrowser(w, "ar", "noura")
	ids := slices.Sorted(maps.Keys(identities))
	for _, id := range ids[:min(len(ids), 5)] {
		i := identities[id]
		want(w, b.Get("/ar/staff/people/"+string(id)), http.StatusOK, say("ar", "person.title"))
		for _, known := range []string{i.EmiratesID, "+" + i.Mobile, i.Email} {
			found := b.Post("/ar/staff/find", url.Values{"q": {known}})
			if found.Status != http.StatusOK || strings.Contains(found.Body, string(id)) {
				w.Errorf("%d", found.Status)
			}
		}
		for _, tx := range postgrestest.Query[[]string](w, w.Database, `select array_agg(id::text) from (select id from transactions where user_id = $1 limit 3) x`, id) {
			b.Get("/ar/staff/transactions/" + tx)
		}
	}
}
