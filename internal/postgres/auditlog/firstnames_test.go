package auditlog_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"takeed/internal/audit"
	"takeed/internal/office"
)

// A search that was saved when its keys had other names is read under those of now.
func TestASavedSearchOfOldIsReadUnderTheNewNames(t *testing.T) {
	w := newWorld(t)
	entered, _ := w.staffEntered(worker("noura", office.Operator))
	id := string(entered.ID)
	for old, now := range map[string]string{
		"seq:0..499": "number:0..499", "-seq:7,12": "-number:7,12", "txn:" + id: "transaction:" + id, "-txn:" + id: "-transaction:" + id,
		"staff:" + id: "staff:" + id, "-operator:" + id: "-staff:" + id, "code:7GQ2-MXK0": "check:7GQ2-MXK0", "-code:7GQ2-MXK0": "-check:7GQ2-MXK0",
	} {
		w.database.Plant(t, `delete from staff_views`)
		w.database.Plant(t, `insert into staff_views (id, owner, name, query, shared) values (gen_random_uuid(), $1, 'Old', $2, false)`, id, old)
		saved, err := w.log.SavedSearches(t.Context(), entered.ID)
		if err != nil || len(saved) != 1 || saved[0].Query.String() != now {
			t.Errorf("%q is read as %+v, %v; want %q", old, saved, err, now)
		}
	}
}

// A page of a result is signed together with its query, and the link to it is kept: one that
// was made under the old names leads to the same page.
func TestACursorOutlivesTheNamesOfKeys(t *testing.T) {
	w := newWorld(t)
	for range audit.PageSize + 2 {
		w.somebody()
	}
	const first, now = "-seq:1", "-number:1"
	older := w.searched(now, "").Older
	raw, err := base64.RawURLEncoding.DecodeString(older)
	if err != nil || len(raw) != 25 {
		t.Fatalf("a cursor %q: %v", older, err)
	}
	mac, err := w.database.Keys.Lookup("audit.cursor", string(raw[:17])+first) // as the first version did
	w.must(err)
	signed := base64.RawURLEncoding.EncodeToString(append(raw[:17:17], mac[:8]...))
	if lines := w.searched(first, signed).Lines; len(lines) == 0 || strings.Compare(signed, older) != 0 {
		t.Errorf("the cursor %s of before is %s now, and finds %d events", signed, older, len(lines))
	}
}
