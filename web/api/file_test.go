package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/web/api"
)

// good are calls that succeed, by the operation of the file. Each makes what it needs.
var good = map[string]func(w *world) ask{
	"issueToken":        func(w *world) ask { return w.tokenCall("hub") },
	"createTransaction": func(w *world) ask { return w.posting("hub", transactions, wanted()) },
	"findTransaction":   func(w *world) ask { return w.reading(transactions + "?reference=x") },
	"getTransaction":    func(w *world) ask { return w.reading(of(w.asked(), "")) },
	"cancelTransaction": func(w *world) ask { return w.posting("hub", of(w.asked(), "/cancel"), "") },
	"renewLink":         func(w *world) ask { return w.posting("hub", of(w.asked(), "/link"), "") },
	"consumeTransaction": func(w *world) ask {
		asked := w.confirmed()
		return w.posting("core", of(asked, "/consume"), execution(asked))
	},
	"getReceipt": func(w *world) ask {
		asked := w.confirmed()
		w.sequenced()
		return w.reading(of(asked, "/receipt"))
	},
	"listEvents":    func(w *world) ask { w.asked(); return w.reading("/api/v1/events") },
	"listEndpoints": func(w *world) ask { return w.reading(endpoints) },
	"addEndpoint": func(w *world) ask {
		w.endpoint() // so that there is room
		return w.posting("hub", endpoints, `{"url":"https://hub.example.ae/takeed","types":["transaction.confirmed"]}`)
	},
	"getEndpoint": func(w *world) ask { return w.reading(atEndpoint(w.endpoint(), "")) },
	"changeEndpoint": func(w *world) ask {
		a := w.posting("hub", atEndpoint(w.endpoint(), ""), `{"types":["*"]}`)
		a.method = http.MethodPatch
		return a
	},
	"rotateSecret":     func(w *world) ask { return w.posting("hub", atEndpoint(w.endpoint(), "/secret"), "") },
	"testEndpoint":     func(w *world) ask { return w.posting("hub", atEndpoint(w.endpoint(), "/test"), "") },
	"replayDeliveries": func(w *world) ask { return w.posting("hub", atEndpoint(w.endpoint(), "/replay"), since) },
	"disableEndpoint":  func(w *world) ask { return w.posting("hub", atEndpoint(w.endpoint(), "/disable"), "") },
	"enableEndpoint":   func(w *world) ask { return w.posting("hub", atEndpoint(w.endpoint(), "/enable"), "") },
	"listDeliveries": func(w *world) ask {
		e, _ := w.dropped()
		return w.reading("/api/v1/deliveries?state=dropped&endpoint=" + e.member("id"))
	},
	"retryDelivery": func(w *world) ask {
		_, delivery := w.dropped()
		return w.posting("hub", "/api/v1/deliveries/"+delivery+"/retry", "")
	},
	"listKinds":        func(w *world) ask { return w.reading("/api/v1/kinds") },
	"getOpenAPI":       func(w *world) ask { return w.reading("/api/v1/openapi.json") },
	"getDocumentation": func(w *world) ask { return w.reading(api.DocsPath) },
}

const since = `{"since":"2020-01-01T00:00:00.000000Z"}`

func (w *world) reading(path string) ask {
	return ask{method: http.MethodGet, path: path, header: headers(w.as("hub"))}
}

// bad make of a good call one that is refused with a code. The operations that need another
// way have it under "operation code".
var bad = map[string]func(w *world, a *ask){
	"malformed_json":            func(_ *world, a *ask) { a.body, a.loose = a.body+"{}", true },
	"duplicate_field":           func(_ *world, a *ask) { a.body, a.loose = `{"a":1,"a":1}`, true },
	"unknown_field":             func(_ *world, a *ask) { a.body, a.invalid = `{"unheard_of":1}`, true },
	"invalid_fields":            func(_ *world, a *ask) { a.body, a.invalid = `{}`, true },
	"body_too_large":            func(_ *world, a *ask) { a.body, a.loose = a.body+strings.Repeat(" ", 64<<10), true },
	"unsupported_media_type":    func(_ *world, a *ask) { a.header.Set("Content-Type", "text/json"); a.invalid = true },
	"body_unexpected":           func(_ *world, a *ask) { a.body, a.loose = "{}", true },
	"invalid_parameter":         func(_ *world, a *ask) { a.path, a.invalid = a.path+"?limit=1000&wait=1000&reference=%20", true },
	"idempotency_key_missing":   func(_ *world, a *ask) { a.header.Del("Idempotency-Key"); a.invalid = true },
	"idempotency_key_malformed": func(_ *world, a *ask) { a.header.Set("Idempotency-Key", "two words"); a.invalid = true },
	"idempotency_key_reused":    func(w *world, a *ask) { w.do(*a); a.body += "\n" },
	"idempotency_in_progress":   func(w *world, a *ask) { w.running(a.header.Get("Idempotency-Key")) },
	"invalid_token":             func(_ *world, a *ask) { a.header.Del("Authorization") },
	"scope_missing":             func(w *world, a *ask) { w.withScopes(a) },
	"not_acceptable":            func(_ *world, a *ask) { a.header.Set("Accept", "image/png, application/json;q=0, text/*;q=0") },
	"not_found":                 func(_ *world, a *ask) { a.path = elsewhere(a.path) },
	"rate_limited":              func(w *world, a *ask) { w.hurried(a) },
	"store_down":                func(w *world, _ *ask) { w.store.fails(approval.ErrStoreDown) },
	"outcome_unknown":           func(w *world, _ *ask) { w.store.fails(approval.ErrOutcomeUnknown) },
	"internal_error":            func(w *world, _ *ask) { w.store.fails(errSecret) },
	"busy":                      func(w *world, _ *ask) { w.store.fails(approval.ErrStale) },
}

// skipped are the codes that any operation may answer: which one does is not said.
var skipped = []string{"internal_error", "misdirected", "method_not_allowed", "busy"}

// Whatever the file says may be answered is answered, and nothing else: world.do refuses what
// the file does not have, and this test what nobody answers.
func TestTheFileSaysWhatIsAnswered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, entry := range theSpec(t).entries() {
		parts := strings.Fields(entry)
		operation, code := parts[0], parts[len(parts)-1]
		switch {
		case slices.Contains(skipped, code):
			continue
		case len(parts) == 2:
			w.provokes(entry, operation, "")
		default:
			w.provokes(entry, operation, code)
		}
	}
}

// provokes makes a call that should be answered as an entry says.
func (w *world) provokes(entry, operation, code string) {
	w.Helper()
	server := w.server
	defer func() { w.server = server }()
	begin := good[operation]
	if begin == nil {
		begin = goodInSandbox[operation]
	}
	a := begin(w)
	how := bad[entry]
	if how == nil {
		how = bad[code]
	}
	if code != "" && how == nil {
		w.Errorf("no test provokes %s", entry)
		return
	}
	if how != nil {
		how(w, &a)
	}
	if g := w.do(a); !w.seen[entry] {
		w.Errorf("%s: %d %.400s", entry, g.StatusCode, g.body)
	}
	w.store.fails(nil)
}

// The routes of the program and the paths of the file are the same, and so are their codes.
func TestTheFileHasEveryRoute(t *testing.T) {
	t.Parallel()
	var inFile []string
	for path, item := range theSpec(t).Paths.Map() {
		for method := range item.Operations() {
			inFile = append(inFile, method+" "+path)
		}
	}
	slices.Sort(inFile)
	if routes := api.Routes(); !slices.Equal(routes, inFile) {
		t.Errorf("the program has\n%v\nand the file\n%v", routes, inFile)
	}
	if len(good) != len(inFile) {
		t.Errorf("%d good calls for %d operations", len(good), len(inFile))
	}
}

// elsewhere is a path with a name in it of something that is not there.
func elsewhere(path string) string {
	for _, prefix := range []string{integration.PrefixTransaction, integration.PrefixEndpoint, integration.PrefixDelivery} {
		if before, rest, found := strings.Cut(path, prefix); found {
			return before + unknown(prefix) + rest[32:]
		}
	}
	return path + "?after=" + unknown(integration.PrefixEvent)
}
