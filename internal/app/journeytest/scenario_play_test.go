package journeytest

import (
	"net/http"
	"strings"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

// scenarioRun is one transaction under one scenario.
type scenarioRun struct {
	*apptest.World
	b        *apptest.Browser
	fate     fate
	review   *apptest.Page
	callback string // "" if none came
	page     *apptest.Page
}

// goThere begins an attempt and goes as far as the callback, if one comes.
func (s *scenarioRun) goThere(sc simulator.Scenario) {
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
func (s *scenarioRun) arrive() {
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
func (s *scenarioRun) ends(scenario string) {
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
func (s *scenarioRun) says(lang string, p *apptest.Page) {
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
func (s *scenarioRun) exchanges() int {
	if s.callback == "" {
		return 0
	}
	return s.Simulator.Exchanges(param(s.World, s.callback, "code"))
}

func (s *scenarioRun) isStored(scenario, attempts, events string) {
	s.Helper()
	state := s.fate.state
	if state == "" {
		state = "pending"
	}
	s.isNow(scenario, record{state, attempts, events})
}

// isNow compares what is stored with a record, whose events follow the beginning.
func (s *scenarioRun) isNow(scenario string, want record) {
	s.Helper()
	want.Events = strings.TrimSpace(began + " " + want.Events)
	if got := recorded(s.World, idOf(s.review)); got != want {
		s.Errorf("%s is stored as\n%+v, want\n%+v", scenario, got, want)
	}
}

// goesOn does what the page offers, and sees that it works.
func (s *scenarioRun) goesOn() {
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

func (s *scenarioRun) showsReceipt() {
	s.Helper()
	p := s.b.Get(s.page.Find(`.actions a[href$="/receipt"]`).AttrOr("href", ""))
	want(s.World, p, http.StatusOK, say(s.b.Lang, "receipt.title"))
}

// triesAgain presses the button of a page, which shows what it is about: nothing has
// to be typed again.
func (s *scenarioRun) triesAgain(p *apptest.Page, events string) {
	s.Helper()
	shows(s.World, p, "1,250.50", "Mariam Al Namouthaji", say(s.b.Lang, "review.confirm"))
	want(s.World, s.b.Confirm(p, approve), http.StatusOK, in(s.b.Lang, kind(s.World, "transfer").Done))
	s.isNow("another try", record{"confirmed", s.fate.attempt + ", succeeded", events + " attempt_started " + succeeded})
}

// findsTheWay follows the links: from the page that refuses to the list, to the
// transaction, and from there to UAE PASS once more, for the same attempt.
func (s *scenarioRun) findsTheWay() {
	s.Helper()
	list := s.b.Get(s.page.Find(`main a[href$="/transactions"]`).AttrOr("href", ""))
	waiting := s.b.Get(list.Find(`.list a[href="`+s.review.Path()+`"]`).AttrOr("href", ""))
	want(s.World, waiting, http.StatusOK, say(s.b.Lang, "waiting.title"))
	s.resumes(waiting, s.fate.events)
}

func (s *scenarioRun) resumes(waiting *apptest.Page, events string) {
	s.Helper()
	sent := s.b.Get(waiting.Find(`.actions a[href$="/go"]`).AttrOr("href", ""))
	want(s.World, s.b.Get(answer(s.World, s.b, sent.Elsewhere, approve)), http.StatusOK, in(s.b.Lang, kind(s.World, "transfer").Done))
	s.isNow("the same attempt", record{"confirmed", "succeeded", strings.TrimSpace(events + " " + succeeded)})
}

// expires waits until nobody can come back any more. Before that the way is open.
func (s *scenarioRun) expires() {
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
