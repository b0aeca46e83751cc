package catalogue

import (
	"regexp"
	"slices"

	"takeed/internal/approval"
)

// isID is the form of every name in the catalogue. They become parts of URLs and
// names of form fields.
var isID = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`).MatchString

func readKind(t *table) approval.Kind {
	k := approval.Kind{
		ID:       t.id("id"),
		Version:  t.number("version", 1, 1_000_000),
		Label:    t.both("label"),
		Review:   t.both("review"),
		Done:     t.both("done"),
		Undone:   t.both("undone"),
		Cancel:   t.both("cancel"),
		Sentence: t.template("sentence"),
		Policy:   readPolicy(t.within("policy")),
	}
	k.Fields = readFields(t)
	var ok bool
	if k.Headline, ok = t.text("headline"); ok {
		checkAlwaysThere(t, k, "headline", k.Headline)
	}
	if k.Recipient, ok = optional[string](t, "recipient", "the name of a field"); ok {
		checkAlwaysThere(t, k, "recipient", k.Recipient)
	}
	checkSentence(t, k)
	t.close()
	return k
}

func (t *table) id(key string) string {
	id, ok := t.text(key)
	if ok && !isID(id) {
		t.fault("%s must be a lower-case letter followed by at most 31 lower-case letters, digits and underscores", key)
	}
	return id
}

// checkAlwaysThere makes sure that a kind has the field that its lists or headings
// show, and that the field is never absent.
func checkAlwaysThere(t *table, k approval.Kind, key, name string) {
	if f, ok := fieldOf(k, name); !ok {
		t.fault("%s names the field %q, which the kind does not have", key, name)
	} else if !f.Required {
		t.fault("%s names the field %q, which is optional and may be absent", key, name)
	}
}

func fieldOf(k approval.Kind, name string) (approval.Field, bool) {
	i := slices.IndexFunc(k.Fields, func(f approval.Field) bool { return f.Name == name })
	if i < 0 {
		return approval.Field{}, false
	}
	return k.Fields[i], true
}
