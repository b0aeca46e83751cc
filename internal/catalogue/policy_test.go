package catalogue

import (
	"strings"
	"testing"
	"time"

	"takeed/internal/approval"
)

const smallPolicy = `policy = { method = "face", attempt = "5m", transaction = "15m" }`

// with is the small catalogue with more in its policy.
func with(more string) string {
	return strings.Replace(small, smallPolicy, strings.Replace(smallPolicy, " }", ", "+more+" }", 1), 1)
}

func TestPolicies(t *testing.T) {
	t.Parallel()
	before := approval.Policy{Method: "face", Attempt: 5 * time.Minute, Transaction: 15 * time.Minute, Longest: 15 * time.Minute}
	for _, tt := range []struct {
		name, content string
		change        func(*approval.Policy)
	}{
		{"of a file from before", small, func(*approval.Policy) {}},
		{"with a consumer", with(`consumer = "core", consume_within = "24h"`), func(p *approval.Policy) {
			p.Consumer, p.ConsumeWithin = "core", 24*time.Hour
		}},
		{"with the longest names and times", with(`request_within = "168h", consumer = "c` + strings.Repeat("-9", 19) + `x", consume_within = "720h"`),
			func(p *approval.Policy) {
				p.Longest, p.Consumer, p.ConsumeWithin = 7*24*time.Hour, "c"+strings.Repeat("-9", 19)+"x", 30*24*time.Hour
			}},
		{"with the shortest", with(`request_within = "15m", consumer = "c1", consume_within = "1m"`), func(p *approval.Policy) {
			p.Consumer, p.ConsumeWithin = "c1", time.Minute
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			want := before
			tt.change(&want)
			c, err := Load([]byte(tt.content), "small.toml")
			if err != nil {
				t.Fatal(err)
			}
			if k, _ := c.Kind("gift"); k.Policy != want {
				t.Errorf("policy %+v, want %+v", k.Policy, want)
			}
		})
	}
}

func TestFaultsOfPolicies(t *testing.T) {
	t.Parallel()
	const kind = `kind "gift": `
	const badClient = kind + `policy.consumer must be the ID of a client: a lower-case letter followed by 1 to 39 lower-case letters, digits and hyphens`
	tests := []struct{ name, old, new, want string }{
		{"no policy", `policy = {`, `other = {`, kind + "policy is missing\nown.toml: " + kind + `"other" is not a key that is known here`},
		{"unknown policy", `method = "face"`, `method = "face", retries = 3`, kind + `"policy.retries" is not a key that is known here`},
		{"no time for an attempt", `attempt = "5m", `, ``, kind + `policy.attempt is missing`},
		{"attempt too short", `attempt = "5m"`, `attempt = "59s"`, kind + `policy.attempt must be a time from 1 to 15 minutes, such as "5m"`},
		{"attempt too long", `attempt = "5m"`, `attempt = "15m1s"`, kind + `policy.attempt must be a time from 1 to 15 minutes, such as "5m"`},
		{"attempt is no time", `attempt = "5m"`, `attempt = "soon"`, kind + `policy.attempt must be a time from 1 to 15 minutes, such as "5m"`},
		{"transaction shorter than an attempt", `transaction = "15m"`, `transaction = "4m"`,
			kind + `policy.transaction must be a time from 5 to 1440 minutes, such as "5m"`},
		{"transaction longer than a day", `transaction = "15m"`, `transaction = "25h"`,
			kind + `policy.transaction must be a time from 5 to 1440 minutes, such as "5m"`},

		{"client without a time", `"15m" }`, `"15m", consumer = "core" }`, kind + `policy.consume_within is missing`},
		{"time without a client", `"15m" }`, `"15m", consume_within = "24h" }`, kind + `policy.consumer is missing`},
		{"client of a wrong type", `"15m" }`, `"15m", consumer = true, consume_within = "24h" }`, kind + `policy.consumer must be a text in quotation marks`},
		{"client without a name", `"15m" }`, `"15m", consumer = "", consume_within = "24h" }`, badClient},
		{"client of one letter", `"15m" }`, `"15m", consumer = "c", consume_within = "24h" }`, badClient},
		{"client with a capital", `"15m" }`, `"15m", consumer = "Core", consume_within = "24h" }`, badClient},
		{"client with an underscore", `"15m" }`, `"15m", consumer = "core_2", consume_within = "24h" }`, badClient},
		{"client with a line after it", `"15m" }`, `"15m", consumer = "core\n", consume_within = "24h" }`, badClient},
		{"client of 41 characters", `"15m" }`, `"15m", consumer = "c` + strings.Repeat("o", 40) + `", consume_within = "24h" }`, badClient},
		{"no time to consume", `"15m" }`, `"15m", consumer = "core", consume_within = "59s" }`,
			kind + `policy.consume_within must be a time from 1 to 43200 minutes, such as "5m"`},
		{"time to consume that is too long", `"15m" }`, `"15m", consumer = "core", consume_within = "720h1s" }`,
			kind + `policy.consume_within must be a time from 1 to 43200 minutes, such as "5m"`},
		{"request shorter than a form", `"15m" }`, `"15m", request_within = "14m59s" }`,
			kind + `policy.request_within must be a time from 15 to 10080 minutes, such as "5m"`},
		{"request longer than a week", `"15m" }`, `"15m", request_within = "168h1s" }`,
			kind + `policy.request_within must be a time from 15 to 10080 minutes, such as "5m"`},
		{"request of a number", `"15m" }`, `"15m", request_within = 900 }`, kind + `policy.request_within must be a text in quotation marks`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			wantFault(t, strings.Replace(small, tt.old, tt.new, 1), tt.want)
		})
	}
}

// A request that a client makes is worth less the longer it lies: what concerns the keys to
// the account is over the soonest, and what others wait for stays the longest.
func TestBuiltinPolicies(t *testing.T) {
	t.Parallel()
	day := approval.Policy{
		Method: "face", Attempt: 5 * time.Minute, Transaction: 15 * time.Minute,
		Longest: 24 * time.Hour, Consumer: "core", ConsumeWithin: 24 * time.Hour,
	}
	mobile, security, disclosure := day, day, day
	mobile.Longest, disclosure.Longest = time.Hour, 72*time.Hour
	security.Transaction, security.Longest, security.ConsumeWithin = 10*time.Minute, 30*time.Minute, time.Hour
	other := map[string]approval.Policy{"mobile": mobile, "security": security, "disclosure": disclosure}
	for _, k := range loadBuiltin(t).Kinds() {
		want, ok := other[k.ID]
		if !ok {
			want = day
		}
		if k.Policy != want {
			t.Errorf("%s: policy %+v, want %+v", k.ID, k.Policy, want)
		}
	}
}
