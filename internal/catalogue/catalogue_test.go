package catalogue

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"takeed/internal/approval"
)

// small is a catalogue with a field of every type whose keys differ.
const small = `
[[kind]]
id = "gift"
version = 3
label = { en = "Gift", ar = "هدية" }
review = { en = "Check", ar = "مراجعة" }
done = { en = "Done", ar = "تم" }
undone = { en = "Not done", ar = "لم يتم" }
cancel = { en = "Cancel", ar = "إلغاء" }
sentence = { en = "Give {amount} to {who} by {day}: {why}.", ar = "إهداء {amount} إلى {who} في {day}: {why}." }
headline = "amount"
recipient = "who"
policy = { method = "face", attempt = "5m", transaction = "15m" }

[[kind.field]]
name = "amount"
type = "money"
label = { en = "Amount", ar = "المبلغ" }
empty = { en = "Enter an amount", ar = "يُرجى إدخال المبلغ" }
currency = "AED"
min = "1.00"
max = "1,000.00"

[[kind.field]]
name = "who"
type = "person_name"
label = { en = "Name", ar = "الاسم" }
empty = { en = "Enter a name", ar = "يُرجى إدخال الاسم" }
max_length = 10

[[kind.field]]
name = "day"
type = "date"
label = { en = "Day", ar = "اليوم" }
empty = { en = "Enter a day", ar = "يُرجى إدخال اليوم" }
max_days = 10

[[kind.field]]
name = "why"
type = "choice"
label = { en = "Reason", ar = "السبب" }
empty = { en = "Choose a reason", ar = "يُرجى اختيار السبب" }
choice = [{ id = "joy", en = "Joy", ar = "فرح" }, { id = "duty", en = "Duty", ar = "واجب" }]

[[kind.field]]
name = "note"
type = "text"
optional = true
label = { en = "Note", ar = "ملاحظة" }
hint = { en = "Short", ar = "قصيرة" }
max_length = 20
`

func TestLoad(t *testing.T) {
	t.Parallel()
	c, err := Load([]byte(small), "small.toml")
	if err != nil {
		t.Fatal(err)
	}
	k, ok := c.Kind("gift")
	if !ok || k.Version != 3 || k.Label != (approval.Text{EN: "Gift", AR: "هدية"}) || k.Headline != "amount" || k.Recipient != "who" {
		t.Errorf("the kind: %+v", k)
	}
	amount, why, note := k.Fields[0], k.Fields[3], k.Fields[4]
	if amount.Currency != "AED" || amount.MinMinor != 100 || amount.MaxMinor != 100000 || !amount.Required {
		t.Errorf("the amount: %+v", amount)
	}
	if !slices.Equal(why.Choices, []approval.ChoiceOption{
		{ID: "joy", Label: approval.Text{EN: "Joy", AR: "فرح"}}, {ID: "duty", Label: approval.Text{EN: "Duty", AR: "واجب"}},
	}) {
		t.Errorf("the choices: %+v", why.Choices)
	}
	if note.Required || note.MaxLength != 20 || note.Hint.AR != "قصيرة" || k.Fields[2].MaxDays != 10 {
		t.Errorf("the fields: %+v", k.Fields)
	}
	if _, ok := c.Kind("theft"); ok {
		t.Error("a kind that is not there was found")
	}
}

func TestLoadFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "own.toml")
	if _, err := LoadFile(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(small, "version = 3", "version = 0", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	want := path + `: kind "gift": version must be from 1 to 1000000`
	if _, err := LoadFile(path); err == nil || err.Error() != want {
		t.Errorf("a file with a fault: %v, want %s", err, want)
	}
}

func TestFaultsOfSyntaxNameTheLine(t *testing.T) {
	t.Parallel()
	_, err := Load([]byte("[[kind]]\nid = transfer\n"), "own.toml")
	if err == nil || !strings.HasPrefix(err.Error(), "own.toml: ") || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("a fault of syntax: %v", err)
	}
}

func TestAllFaultsComeAtOnce(t *testing.T) {
	t.Parallel()
	broken := strings.NewReplacer(
		`id = "gift"`, `id = "Gift!"`,
		`method = "face"`, `method = "finger"`,
		`max = "1,000.00"`, `max = 1000.00`,
		`max_length = 10`, ``,
		`ar = "قصيرة"`, `ar = "short"`,
	).Replace(small) + "colour = \"red\"\n"
	_, err := Load([]byte(broken), "own.toml")
	want := []string{
		`own.toml: kind "Gift!": id must be a lower-case letter followed by at most 31 lower-case letters, digits and underscores`,
		`own.toml: kind "Gift!": policy.method must be "face", the only method there is`,
		`own.toml: kind "Gift!", field "amount": max must be a text in quotation marks`,
		`own.toml: kind "Gift!", field "who": max_length is missing`,
		`own.toml: kind "Gift!", field "note": hint.ar is not in Arabic`,
		`own.toml: kind "Gift!", field "note": "colour" is not a key that is known here`,
	}
	if err == nil || err.Error() != strings.Join(want, "\n") {
		t.Errorf("faults:\n%v\nwant:\n%s", err, strings.Join(want, "\n"))
	}
}

func TestBuiltin(t *testing.T) {
	t.Parallel()
	c := loadBuiltin(t)
	var ids []string
	for _, k := range c.Kinds() {
		ids = append(ids, k.ID)
	}
	if !slices.Equal(ids, []string{"transfer", "beneficiary", "mobile", "limit", "card", "security", "disclosure"}) {
		t.Errorf("kinds in order: %v", ids)
	}
	for id, want := range map[string]int64{"transfer": 50_000_00, "limit": 200_000_00} {
		k, _ := c.Kind(id)
		if f, _ := fieldOf(k, "amount"); f.MaxMinor != want {
			t.Errorf("%s: at most %d, want %d", id, f.MaxMinor, want)
		}
	}
	limit, _ := c.Kind("limit")
	if until, _ := fieldOf(limit, "until"); until.MaxDays != 90 {
		t.Errorf("limit: until at most %d days, want 90", until.MaxDays)
	}
}

func loadBuiltin(t testing.TB) *Catalogue {
	t.Helper()
	c, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestKindsCannotBeReplacedFromOutside(t *testing.T) {
	t.Parallel()
	c := loadBuiltin(t)
	c.Kinds()[0] = approval.Kind{ID: "theft"}
	if _, ok := c.Kind("theft"); ok {
		t.Error("a kind was put into the catalogue")
	}
}
