package catalogue

import (
	"regexp"
	"slices"
	"time"

	"takeed/internal/approval"
)

// isID is the form of every name in the catalogue. They become parts of URLs and
// names of form fields.
var isID = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`).MatchString

// Bounds of a policy. A face takes a minute or two; the longer a request stays open, the
// longer a customer can be talked into approving it.
const (
	minAttempt     = time.Minute
	maxAttempt     = 15 * time.Minute
	maxTransaction = 24 * time.Hour
)

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

func readPolicy(t *table) approval.Policy {
	if t == nil {
		return approval.Policy{}
	}
	var p approval.Policy
	var ok bool
	if p.Method, ok = t.text("method"); ok && p.Method != "face" {
		t.fault(`policy.method must be "face", the only method there is`)
	}
	p.Attempt = t.duration("attempt", minAttempt, maxAttempt)
	p.Transaction = t.duration("transaction", max(minAttempt, p.Attempt), maxTransaction)
	t.close()
	return p
}

// duration takes a time within bounds; 0 if there is none.
func (t *table) duration(key string, low, high time.Duration) time.Duration {
	text, ok := t.text(key)
	if !ok {
		return 0
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < low || d > high {
		t.fault(`%s must be a time from %d to %d minutes, such as "5m"`, t.prefix+key, int(low.Minutes()), int(high.Minutes()))
		return 0
	}
	return d
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
