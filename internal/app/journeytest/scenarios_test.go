package journeytest

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

// fate is what becomes of a confirmation that a scenario strikes.
type fate struct {
	attempt string // how it is stored: its status, and why
	events  string // of the transaction, after the two of its beginning
	state   string // of the transaction; "" means pending: the customer may try again
	sent    int    // exchanges of the code
	status  int    // of the page that the callback leads to
	page    string // key of the texts of that page; "" means the kind's own
	next    next
}

// next is what the customer can do on the page where it ends.
type next int

const (
	receipt   next = iota // it is confirmed
	again                 // press the same button once more: the data are kept
	goBack                // the attempt lives: find the transaction, and from there UAE PASS
	comeBack              // nobody came back: the same, until the attempt expires
	elsewhere             // go back to the first browser
	nothing               // sign out
)

const (
	succeeded       = "callback_claimed identity_matched transaction_confirmed"
	callbackRefused = "callback_refused"
)

var (
	confirms = fate{"succeeded", succeeded, "confirmed", 1, http.StatusOK, "", receipt}
	stops    = fate{"failed identity_mismatch", "callback_claimed identity_mismatch transaction_rejected", "rejected", 1, http.StatusOK, "notice.mismatch", nothing}
	strands  = fate{"started", "", "", 0, http.StatusOK, "waiting", comeBack}
)

// returned is a browser that came back with a refusal in place of a code.
func returned(why approval.Reason, event approval.EventCode, notice approval.Notice) fate {
	return fate{"failed " + string(why), string(event), "", 0, http.StatusOK, "notice." + string(notice), again}
}

// exchanged is a code that was sent, and led to nobody.
func exchanged(how string, event approval.EventCode, notice approval.Notice) fate {
	return fate{how, "callback_claimed " + string(event), "", 1, http.StatusOK, "notice." + string(notice), again}
}

// unreadable is a callback that belongs to an attempt and cannot be read; misdirected
// is one that cannot even be filed with the attempt.
var (
	unreadable  = fate{"started", callbackRefused, "", 0, http.StatusBadRequest, "error.link", goBack}
	misdirected = fate{"started", "", "", 0, http.StatusBadRequest, "error.link", goBack}
)

var (
	declined    = approval.EventProviderDeclined
	faulty      = approval.EventProviderFault
	refused     = approval.EventClientRefused
	failed      = approval.EventExchangeFailed
	lost        = approval.EventExchangeUnknown
	noIdentity  = approval.EventUserinfoFailed
	notWhole    = approval.EventIdentityIncomplete
	inactive    = approval.EventTokenInactive
	cancelled   = approval.NoticeCancelled
	tryAgain    = approval.NoticeTryAgain
	tooLate     = approval.NoticeTooLate
	unavailable = approval.NoticeUnavailable
	unclear     = approval.NoticeUnclear
)

// fates has a row for every scenario that there is.
var fates = map[string]fate{
	"none": confirms,

	"redirect-mismatch": strands,
	"dead-end":          strands,
	"never-returns":     strands,
	"sso-shortcut":      confirms, // nothing in the answers tells a face from a session: see the test of another's session

	"cancelled-on-app":        returned("provider_cancelled", declined, cancelled),
	"access-denied":           returned("provider_access_denied", declined, cancelled),
	"login-required":          returned("provider_login_required", declined, cancelled),
	"invalid-request":         returned("provider_invalid_request", faulty, cancelled),
	"cancelled-on-web":        returned("provider_cancelled", declined, cancelled),
	"cancelled-on-mobile":     returned("provider_cancelled", declined, cancelled),
	"cancelled-in-capitals":   returned("provider_cancelled", declined, cancelled),
	"server-error":            returned("provider_unavailable", faulty, unavailable),
	"temporarily-unavailable": returned("provider_unavailable", faulty, unavailable),
	"unknown-error":           returned("provider_error", faulty, tryAgain),
	"empty-error":             unreadable,
	"long-error":              returned("provider_error", faulty, tryAgain),
	"code-and-error":          unreadable,
	"no-code":                 unreadable,
	"empty-code":              unreadable,
	"repeated-code":           unreadable,
	"long-code":               unreadable,
	"no-state":                misdirected,
	"repeated-state":          misdirected,
	"cut-state":               misdirected,
	"upper-case-state":        {"started", "", "", 0, http.StatusNotFound, "error.link", goBack},
	"other-state":             misdirected,
	"scanned":                 {"succeeded", callbackRefused + " " + succeeded, "confirmed", 1, http.StatusOK, "", receipt},
	"other-browser":           {"started", callbackRefused, "", 0, http.StatusForbidden, "error.elsewhere", elsewhere},
	"old-code":                exchanged("failed code_expired", failed, tooLate),
	"foreign-code":            exchanged("failed code_of_another_client", failed, tryAgain),

	"token-code-not-found":      exchanged("failed code_expired", failed, tooLate),
	"token-expired-code":        exchanged("failed code_expired", failed, tooLate),
	"token-used-code":           exchanged("failed code_expired", failed, tooLate),
	"token-foreign-code":        exchanged("failed code_of_another_client", failed, tryAgain),
	"token-redirect-mismatch":   exchanged("failed redirect_mismatch", failed, unavailable),
	"token-unregistered-client": exchanged("failed client_unknown", refused, unavailable),
	"token-bad-basic":           exchanged("failed client_unknown", refused, unavailable),
	"token-not-basic":           exchanged("failed client_auth", refused, unavailable),
	"token-401-invalid-client":  exchanged("failed client_auth", refused, unavailable),
	"token-unsupported-grant":   exchanged("failed request_unsupported", failed, unavailable),
	"token-invalid-scope":       exchanged("failed request_unsupported", failed, unavailable),
	"token-400-invalid-request": exchanged("failed token_rejected", failed, tryAgain),
	"token-description-alone":   exchanged("failed client_unknown", refused, unavailable),
	"token-unknown-refusal":     exchanged("failed token_rejected", failed, tryAgain),
	"token-plain-refusal":       exchanged("failed token_rejected", failed, tryAgain),

	"token-500":      exchanged("failed token_500", failed, unavailable),
	"token-502-html": exchanged("failed token_http", failed, unavailable),
	"token-503":      exchanged("failed token_http", failed, unavailable),
	"token-429":      exchanged("failed provider_unavailable", faulty, unavailable),
	"token-415":      exchanged("failed request_unsupported", failed, unavailable),
	"token-404":      exchanged("failed token_rejected", failed, tryAgain),
	"token-201":      exchanged("failed token_http", failed, unavailable),
	"token-202":      exchanged("failed token_http", failed, unavailable),
	"token-204":      exchanged("failed token_http", failed, unavailable),
	"token-206":      exchanged("failed token_http", failed, unavailable),
	"token-301":      exchanged("failed token_http", failed, unavailable),
	"token-302":      exchanged("failed token_http", failed, unavailable),
	"token-303":      exchanged("failed token_http", failed, unavailable),
	"token-304":      exchanged("failed token_http", failed, unavailable),
	"token-redirect": exchanged("failed token_http", failed, unavailable),
	"token-308":      exchanged("failed token_http", failed, unavailable),

	"token-empty":            exchanged("failed token_malformed", failed, tryAgain),
	"token-malformed":        exchanged("failed token_malformed", failed, tryAgain),
	"token-trailing-data":    exchanged("failed token_malformed", failed, tryAgain),
	"token-byte-order-mark":  exchanged("failed token_malformed", failed, tryAgain),
	"token-list":             exchanged("failed token_malformed", failed, tryAgain),
	"token-repeated":         exchanged("failed token_malformed", failed, tryAgain),
	"token-other-spelling":   exchanged("failed token_malformed", failed, tryAgain),
	"token-content-type":     exchanged("failed token_malformed", failed, tryAgain),
	"token-missing":          exchanged("failed token_malformed", failed, tryAgain),
	"token-blank":            exchanged("failed token_malformed", failed, tryAgain),
	"token-null":             exchanged("failed token_malformed", failed, tryAgain),
	"token-number":           exchanged("failed token_malformed", failed, tryAgain),
	"token-type-mac":         exchanged("failed token_malformed", failed, tryAgain),
	"token-type-missing":     exchanged("failed token_malformed", failed, tryAgain),
	"token-huge":             exchanged("failed token_malformed", failed, tryAgain),
	"token-compressed":       exchanged("failed token_malformed", failed, tryAgain),
	"token-type-lower-case":  confirms, // RFC 6749, section 7.1
	"token-expires-text":     confirms, // the token is used at once and forgotten
	"token-expires-never":    confirms,
	"token-expires-before":   confirms,
	"token-expires-endless":  confirms,
	"token-more":             confirms,
	"token-cut-off":          exchanged("unknown token_reset", lost, unclear),
	"token-long-header":      exchanged("unknown token_reset", lost, unclear),
	"token-reset":            exchanged("unknown token_reset", lost, unclear),
	"token-reset-early":      exchanged("unknown token_reset", lost, unclear),
	"token-unhurried":        confirms,
	"token-slow":             exchanged("unknown token_timeout", lost, unclear),
	"token-held":             exchanged("unknown token_timeout", lost, unclear),
	"token-trickle":          exchanged("unknown token_timeout", lost, unclear),
	"userinfo-500":           exchanged("failed userinfo_unavailable", noIdentity, unavailable),
	"userinfo-500-once":      confirms, // to ask twice changes nothing
	"userinfo-429":           exchanged("failed provider_unavailable", faulty, unavailable),
	"userinfo-201":           exchanged("failed userinfo_unavailable", noIdentity, unavailable),
	"userinfo-204":           exchanged("failed userinfo_unavailable", noIdentity, unavailable),
	"userinfo-302":           exchanged("failed userinfo_unavailable", noIdentity, unavailable),
	"userinfo-400":           exchanged("failed userinfo_rejected", noIdentity, tryAgain),
	"userinfo-401":           exchanged("failed userinfo_rejected", noIdentity, tryAgain),
	"userinfo-403":           exchanged("failed userinfo_rejected", noIdentity, tryAgain),
	"userinfo-404":           exchanged("failed userinfo_rejected", noIdentity, tryAgain),
	"userinfo-bad-token":     exchanged("failed userinfo_rejected", noIdentity, tryAgain),
	"userinfo-malformed":     exchanged("failed userinfo_malformed", noIdentity, tryAgain),
	"userinfo-empty":         exchanged("failed userinfo_malformed", noIdentity, tryAgain),
	"userinfo-null":          exchanged("failed userinfo_malformed", noIdentity, tryAgain),
	"userinfo-content-type":  exchanged("failed userinfo_malformed", noIdentity, tryAgain),
	"userinfo-trailing-data": exchanged("failed userinfo_malformed", noIdentity, tryAgain),
	"userinfo-huge":          exchanged("failed userinfo_malformed", noIdentity, tryAgain),
	"userinfo-compressed":    exchanged("failed userinfo_malformed", noIdentity, tryAgain),
	"userinfo-slow":          exchanged("failed userinfo_unavailable", noIdentity, unavailable),
	"userinfo-slow-once":     confirms,
	"userinfo-held":          exchanged("failed userinfo_unavailable", noIdentity, unavailable),
	"userinfo-trickle":       exchanged("failed userinfo_unavailable", noIdentity, unavailable),
	"userinfo-reset":         exchanged("failed userinfo_unavailable", noIdentity, unavailable),
	"userinfo-reset-once":    confirms,

	"userinfo-other-person":   stops,
	"userinfo-other-subject":  stops,
	"userinfo-bare-subject":   stops, // whether the two clients spell it alike is a question for staging
	"userinfo-other-idn":      stops,
	"userinfo-other-uuid":     stops,
	"userinfo-no-idn":         exchanged("failed identity_incomplete", notWhole, tryAgain),
	"userinfo-empty-idn":      exchanged("failed identity_incomplete", notWhole, tryAgain),
	"userinfo-number-idn":     exchanged("failed userinfo_malformed", noIdentity, tryAgain),
	"userinfo-no-sub":         exchanged("failed identity_incomplete", notWhole, tryAgain),
	"userinfo-null-sub":       exchanged("failed identity_incomplete", notWhole, tryAgain),
	"userinfo-repeated-sub":   exchanged("failed userinfo_malformed", noIdentity, tryAgain),
	"userinfo-other-spelling": exchanged("failed userinfo_malformed", noIdentity, tryAgain),
	"userinfo-no-uuid":        confirms, // a resident is known by subject and Emirates ID
	"userinfo-sop1":           exchanged("failed not_eligible", approval.EventNotEligible, approval.NoticeNotEligible),
	"userinfo-sop2":           confirms,
	"userinfo-no-level":       exchanged("failed not_eligible", approval.EventNotEligible, approval.NoticeNotEligible),
	"userinfo-unknown-level":  exchanged("failed not_eligible", approval.EventNotEligible, approval.NoticeNotEligible),
	"userinfo-new-contact":    confirms, // their owner may change these
	"userinfo-no-contact":     confirms,
	"userinfo-more":           confirms,
	"userinfo-hostile-name":   confirms,
	"userinfo-spaces":         confirms,
	"userinfo-no-arabic-name": confirms,

	"introspect-inactive":        exchanged("failed token_inactive", inactive, tryAgain),
	"introspect-inactive-200":    exchanged("failed token_inactive", inactive, tryAgain),
	"introspect-active-text":     exchanged("failed token_inactive", inactive, tryAgain),
	"introspect-malformed":       exchanged("failed token_inactive", inactive, tryAgain),
	"introspect-repeated":        exchanged("failed token_inactive", inactive, tryAgain),
	"introspect-expired":         exchanged("failed token_inactive", inactive, tryAgain),
	"introspect-other-client":    exchanged("failed token_inactive", inactive, tryAgain),
	"introspect-no-client":       exchanged("failed token_inactive", inactive, tryAgain),
	"introspect-huge":            exchanged("failed token_inactive", inactive, tryAgain),
	"introspect-verified-before": confirms, // WSO2 gives out a live token twice: the count proves nothing
	"introspect-500":             exchanged("failed introspection_unavailable", inactive, unavailable),
	"introspect-401":             exchanged("failed introspection_unavailable", inactive, unavailable),
	"introspect-held":            exchanged("failed introspection_unavailable", inactive, unavailable),
	"introspect-reset":           exchanged("failed introspection_unavailable", inactive, unavailable),

	"network-reset": exchanged("unknown token_reset", lost, unclear),
	"network-held":  exchanged("unknown token_timeout", lost, unclear),

	"logout-stays": confirms, // it strikes when the customer leaves, after all is done
}

func TestEveryScenarioHasItsFate(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, sc := range simulator.Scenarios() {
		known[sc.ID] = true
		if _, ok := fates[sc.ID]; !ok {
			t.Errorf("nobody says what becomes of a confirmation under %s", sc.ID)
		}
	}
	for id := range fates {
		if !known[id] {
			t.Errorf("%s is no scenario", id)
		}
	}
}

// slow scenarios keep a callback waiting for seconds.
func slow(sc simulator.Scenario) bool { return sc.Do.Hold != 0 || sc.Do.Pace != 0 }

// introspecting worlds ask UAE PASS about each token.
func introspecting(o *apptest.Options) {
	configured(o, func(c *app.Config) { c.UAEPass.Introspect = true })
}

// Whatever goes wrong, the transaction ends where its row says, in both languages, and
// what the page offers then works.
func TestEveryScenarioEndsInItsPlace(t *testing.T) {
	t.Parallel()
	for i, lang := range langs {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			w, asks := open(t, unlimited), open(t, unlimited, introspecting)
			b, asking := w.Browser(lang, 0), asks.Browser(lang, 0)
			b.SignIn("fatima")
			asking.SignIn("fatima")
			for n, sc := range simulator.Scenarios() {
				switch {
				case slow(sc) || n%2 != i:
				case sc.Where == simulator.AtIntrospection:
					endsInItsPlace(asks, asking, sc, fates[sc.ID])
				default:
					endsInItsPlace(w, b, sc, fates[sc.ID])
				}
			}
		})
	}
}

// story is one transaction under one scenario.
type story struct {
	*apptest.World
	b        *apptest.Browser
	fate     fate
	review   *apptest.Page
	callback string // "" if none came
	page     *apptest.Page
}

func endsInItsPlace(w *apptest.World, b *apptest.Browser, sc simulator.Scenario, f fate) {
	w.Helper()
	failed := w.Failed()
	defer func() {
		if w.Failed() && !failed {
			w.Logf("that was %s", sc.ID)
		}
	}()
	s := &story{World: w, b: b, fate: f, review: b.Create("transfer", apptest.Transfer())}
	s.goThere(sc)
	s.arrive()
	s.ends(sc.ID)
	s.goesOn()
}

// goThere begins an attempt and goes as far as the callback, if one comes.
func (s *story) goThere(sc simulator.Scenario) {
	s.Helper()
	s.b.Begin(s.review)
	sent := s.b.Get(s.review.Path() + "/go")
	callback, err := simulatortest.Answer(s.b.Client, sent.Elsewhere, simulatortest.Decision{Scenario: sc.ID})
	if (err != nil) != (s.fate.next == comeBack) {
		s.Fatalf("%s, at the provider: %v", sc.ID, err)
	}
	s.callback = callback
}

// arrive opens the callback where it is opened: in the first browser, or in another
// one. If none came, the customer looks at the transaction.
func (s *story) arrive() {
	s.Helper()
	switch s.fate.next {
	case comeBack:
		s.page = s.b.Get(s.review.Path())
	case elsewhere:
		s.page = s.Browser(s.b.Lang, 0).Get(s.callback)
	default:
		s.page = s.b.Get(s.callback)
	}
}

// ends checks what is stored, what was sent and what is said, once the callback led
// somewhere.
func (s *story) ends(scenario string) {
	s.Helper()
	status := s.fate.status
	if status == http.StatusNotFound && !approval.SecretOf(param(s.World, s.callback, "state")).WellFormed() {
		status = http.StatusBadRequest // a state in other letters may not even look like one
	}
	if s.page.Status != status {
		s.Errorf("%s led to %d %q", scenario, s.page.Status, s.page.Heading())
	}
	wellMade(s.World, s.page)
	s.says(s.b.Lang, s.page)
	if s.fate.status == http.StatusOK {
		other := string(i18n.Lang(s.b.Lang).Other())
		s.says(other, s.b.Get("/"+other+strings.TrimPrefix(s.page.Path(), "/"+s.b.Lang)))
	}
	for _, word := range []string{"liveness", "ateway", "alert(1)", "another-token", "somebody-else"} {
		if strings.Contains(s.page.Body, word) || strings.Contains(s.Logs(), word) {
			s.Errorf("%s: what the provider said is repeated", scenario)
		}
	}
	if n := s.exchanges(); n != s.fate.sent {
		s.Errorf("%s: %d exchanges, want %d", scenario, n, s.fate.sent)
	}
	s.isStored(scenario, s.fate.attempt, s.fate.events)
}

// says checks the words for a fate in a language.
func (s *story) says(lang string, p *apptest.Page) {
	s.Helper()
	k := kind(s.World, "transfer")
	switch key := s.fate.page; {
	case key == "":
		want(s.World, p, http.StatusOK, in(lang, k.Done))
	case key == "waiting":
		want(s.World, p, http.StatusOK, say(lang, "waiting.title"))
		shows(s.World, p, say(lang, "waiting.body"))
	case strings.HasPrefix(key, "error."):
		mustBe(s.World, p, "heading", p.Heading(), say(lang, key+".title"))
		shows(s.World, p, say(lang, key+".text"))
	default:
		want(s.World, p, http.StatusOK, say(lang, key+".title"))
		shows(s.World, p, in(lang, k.Undone), say(lang, key+".text"))
	}
}

// exchanges counts those of the code that the provider issued; a callback may hold
// none, or one of its own invention.
func (s *story) exchanges() int {
	if s.callback == "" {
		return 0
	}
	return s.Simulator.Exchanges(param(s.World, s.callback, "code"))
}

func (s *story) isStored(scenario, attempts, events string) {
	s.Helper()
	state := s.fate.state
	if state == "" {
		state = "pending"
	}
	s.isNow(scenario, record{state, attempts, events})
}

// isNow compares what is stored with a record, whose events follow the beginning.
func (s *story) isNow(scenario string, want record) {
	s.Helper()
	want.Events = strings.TrimSpace(began + " " + want.Events)
	if got := recorded(s.World, idOf(s.review)); got != want {
		s.Errorf("%s is stored as\n%+v, want\n%+v", scenario, got, want)
	}
}

// goesOn does what the page offers, and sees that it works.
func (s *story) goesOn() {
	s.Helper()
	switch s.fate.next {
	case receipt:
		s.showsReceipt()
	case again:
		s.triesAgain(s.page, s.fate.events)
	case goBack:
		s.findsTheWay()
	case comeBack:
		s.expires()
	case elsewhere:
		want(s.World, s.b.Get(s.callback), http.StatusOK, in(s.b.Lang, kind(s.World, "transfer").Done))
	case nothing:
		nothingToPress(s.World, s.b, s.page)
	}
}

func (s *story) showsReceipt() {
	s.Helper()
	p := s.b.Get(s.page.Find(`.actions a[href$="/receipt"]`).AttrOr("href", ""))
	want(s.World, p, http.StatusOK, say(s.b.Lang, "receipt.title"))
}

// triesAgain presses the button of a page, which shows what it is about: nothing has
// to be typed again.
func (s *story) triesAgain(p *apptest.Page, events string) {
	s.Helper()
	shows(s.World, p, "1,250.50", "Mariam Al Namouthaji", say(s.b.Lang, "review.confirm"))
	want(s.World, s.b.Confirm(p, approve), http.StatusOK, in(s.b.Lang, kind(s.World, "transfer").Done))
	s.isNow("another try", record{"confirmed", s.fate.attempt + ", succeeded", events + " attempt_started " + succeeded})
}

// findsTheWay follows the links: from the page that refuses to the list, to the
// transaction, and from there to UAE PASS once more, for the same attempt.
func (s *story) findsTheWay() {
	s.Helper()
	list := s.b.Get(s.page.Find(`main a[href$="/transactions"]`).AttrOr("href", ""))
	waiting := s.b.Get(list.Find(`.list a[href="`+s.review.Path()+`"]`).AttrOr("href", ""))
	want(s.World, waiting, http.StatusOK, say(s.b.Lang, "waiting.title"))
	s.resumes(waiting, s.fate.events)
}

func (s *story) resumes(waiting *apptest.Page, events string) {
	s.Helper()
	sent := s.b.Get(waiting.Find(`.actions a[href$="/go"]`).AttrOr("href", ""))
	want(s.World, s.b.Get(answer(s.World, s.b, sent.Elsewhere, approve)), http.StatusOK, in(s.b.Lang, kind(s.World, "transfer").Done))
	s.isNow("the same attempt", record{"confirmed", "succeeded", strings.TrimSpace(events + " " + succeeded)})
}

// expires waits until nobody can come back any more. Before that the way is open.
func (s *story) expires() {
	s.Helper()
	if s.page.Find(`.actions a[href$="/go"]`).Length() != 1 {
		s.Errorf("%s does not lead to UAE PASS again", s.page.Path())
	}
	s.Database.Advance(s.World, 5*time.Minute+time.Second)
	s.Sweep()
	s.isNow("nobody came back", record{"pending", "expired", "attempt_expired"})
	late := s.b.Get(s.review.Path())
	want(s.World, late, http.StatusOK, say(s.b.Lang, "notice.late.title"))
	s.fate.attempt = "expired"
	s.triesAgain(late, "attempt_expired")
}

// The slow scenarios take the seconds that they take, all at the same time: each
// customer is told before the browser gives up. So many faults in a row close the way
// to UAE PASS for half a minute; then everybody tries again.
func TestEverySlowScenarioEndsInItsPlace(t *testing.T) {
	t.Parallel()
	var rows []simulator.Scenario
	for _, sc := range simulator.Scenarios() {
		if slow(sc) {
			rows = append(rows, sc)
		}
	}
	w := open(t, unlimited, introspecting, longLivedCodes, func(o *apptest.Options) {
		o.Simulator = append(o.Simulator, apptest.People(len(rows)))
	})
	stories := make([]*story, len(rows))
	for i, sc := range rows {
		b := w.Browser(langs[i%2], 0)
		b.SignIn(fmt.Sprintf("person%d", i))
		stories[i] = &story{World: w, b: b, fate: fates[sc.ID], review: b.Create("transfer", apptest.Transfer())}
		stories[i].goThere(sc)
	}
	atOnce(len(rows), func(i int) {
		var err error
		if stories[i].page, err = stories[i].b.Try(stories[i].callback); err != nil {
			t.Errorf("%s: %v", rows[i].ID, err)
		}
	})
	w.Simulator.Release() // answers that come now come too late
	for i, s := range stories {
		s.ends(rows[i].ID)
	}
	w.Database.Advance(t, 31*time.Second)
	for _, s := range stories {
		s.goesOn()
	}
}

// otherWords are the vocabularies in which UAE PASS has been seen to refuse, beside the
// documented one: that of the product behind it, which says less about a code, and that
// of the page on facial confirmation, which says nothing.
var otherWords = map[simulator.Vocabulary]map[string]fate{
	simulator.WSO2: {
		"old-code":                  exchanged("failed code_expired", failed, tooLate),
		"foreign-code":              exchanged("failed token_rejected", failed, tryAgain),
		"token-code-not-found":      exchanged("failed token_rejected", failed, tryAgain),
		"token-expired-code":        exchanged("failed code_expired", failed, tooLate),
		"token-used-code":           exchanged("failed token_rejected", failed, tryAgain),
		"token-foreign-code":        exchanged("failed token_rejected", failed, tryAgain),
		"token-redirect-mismatch":   exchanged("failed redirect_mismatch", failed, unavailable),
		"token-unregistered-client": exchanged("failed client_auth", refused, unavailable),
		"token-bad-basic":           exchanged("failed client_auth", refused, unavailable),
		"token-not-basic":           exchanged("failed client_auth", refused, unavailable),
		"token-401-invalid-client":  exchanged("failed client_auth", refused, unavailable),
		"token-unsupported-grant":   exchanged("failed request_unsupported", failed, unavailable),
		"token-invalid-scope":       exchanged("failed request_unsupported", failed, unavailable),
		"userinfo-bad-token":        exchanged("failed userinfo_rejected", noIdentity, tryAgain),
	},
	simulator.FacePage: {
		"old-code":                 exchanged("failed token_rejected", failed, tryAgain),
		"token-used-code":          exchanged("failed token_rejected", failed, tryAgain),
		"token-redirect-mismatch":  exchanged("failed token_rejected", failed, tryAgain),
		"token-401-invalid-client": exchanged("failed token_rejected", failed, tryAgain),
		"userinfo-bad-token":       exchanged("failed userinfo_rejected", noIdentity, tryAgain),
	},
}

func TestARefusalIsUnderstoodInOtherWords(t *testing.T) {
	t.Parallel()
	for i, vocabulary := range []simulator.Vocabulary{simulator.WSO2, simulator.FacePage} {
		w := open(t, unlimited, func(o *apptest.Options) {
			o.Simulator = append(o.Simulator, func(c *simulator.Config) { c.Vocabulary = vocabulary })
		})
		b := w.Browser(langs[i], 0)
		b.SignIn("fatima")
		for id, f := range otherWords[vocabulary] {
			endsInItsPlace(w, b, simulator.Scenario{ID: id}, f)
		}
	}
}

// The session of a browser at UAE PASS may answer for a face that nobody showed. On a
// browser that two people share it is the other one's, and stops the transaction.
func TestASessionOfSomebodyElseDoesNotConfirm(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	signOutOfUAEPass(w, b)
	answer(w, b, signinAt(w), simulatortest.Decision{Persona: "mariam"}) // at another portal, say
	stopped := b.Confirm(review, simulatortest.Decision{Scenario: "sso-shortcut"})
	want(w, stopped, http.StatusOK, say("en", "notice.mismatch.title"))
	stored(w, review, rejectedRecord)
}

func signOutOfUAEPass(w *apptest.World, b *apptest.Browser) {
	w.Helper()
	resp, err := b.Client.Get(w.Simulator.URL + "/idshub/logout")
	if err != nil {
		w.Fatal("sign out of UAE PASS")
	}
	_ = resp.Body.Close()
}

// signinAt is an authorization request that this portal did not make.
func signinAt(w *apptest.World) string {
	return w.Simulator.URL + "/idshub/authorize?" + url.Values{
		"response_type": {"code"}, "client_id": {w.Simulator.Signin.ID}, "scope": {"urn:uae:digitalid:profile:general"},
		"redirect_uri": {w.Simulator.Signin.RedirectURIs[0]}, "state": {"of-another-portal"},
	}.Encode()
}

// UAE PASS may keep the browser when the customer leaves. Here they are signed out
// before it is asked.
func TestASignOutThatDoesNotComeBackIsOneAllTheSame(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, lang := range langs {
		b := w.Browser(lang, 0)
		b.Get(b.SignInCallback(simulatortest.Decision{Persona: "fatima", Scenario: "logout-stays"}))
		old := b.Cookie("sid")
		b.Post("/"+lang+"/signout", url.Values{})
		resp, err := b.Client.Get(b.Get("/" + lang + "/signout/go").Elsewhere)
		if err != nil {
			t.Fatal("the browser did not reach UAE PASS")
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusOK || resp.Header.Get("Location") != "" {
			t.Errorf("UAE PASS sent the browser back: %d", resp.StatusCode)
		}
		b.SetCookie("sid", old)
		want(w, b.Get("/"+lang+"/profile"), http.StatusOK, say(lang, "signin.title"))
	}
	if n := events(w, approval.EventSignedOut, "", ""); n != 2 {
		t.Errorf("%d sign-outs were recorded", n)
	}
}
