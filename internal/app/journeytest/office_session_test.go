package journeytest

import (
	"net/http"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/simulator/simulatortest"
)

// Whoever has no role any more loses the session they still have elsewhere.
func TestALostRoleEndsTheSession(t *testing.T) {
	t.Parallel()
	w := open(t)
	first, second := w.Browser("en", 0), w.Browser("ar", 0)
	inOffice(w, first.SignInStaff("noura"), "noura")
	page := second.Get(second.StaffCallback("", simulatortest.Decision{Persona: "noura", Scenario: "no-roles"}))
	want(w, page, http.StatusForbidden, say("ar", "error.no_role.title"))
	atTheDoor(w, first.Get("/en/staff"))
	if n := events(w, approval.EventStaffRoleChanged, "from", "operator"); n != 1 {
		t.Errorf("%d changes of the role are recorded", n)
	}
}

// A person has one session of the back office; the newest counts.
func TestSigningInAgainEndsTheSessionBefore(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas)
	first, second := w.Browser("en", 0), w.Browser("ar", 1)
	inOffice(w, first.SignInStaff("noura"), "noura")
	inOffice(w, second.SignInStaff("noura"), "noura")
	atTheDoor(w, first.Get("/en/staff"))
	inOffice(w, second.On(0).Get("/ar/staff"), "noura")
}

func TestAPlantedStaffSessionIsNeverAdopted(t *testing.T) {
	t.Parallel()
	w := open(t)
	planted := approval.NewSecret().Reveal()
	b := w.Browser("en", 0)
	b.SetCookie("ops", planted)
	inOffice(w, b.SignInStaff("noura"), "noura")
	session := b.Cookie("ops")
	if session == planted || staffed(w, planted) || !staffed(w, session) {
		t.Error("the planted session is somebody")
	}
	for _, header := range []string{"ops=" + session + "; ops=" + session, "ops=x; ops=" + session, "ops=" + session + "; ops=x"} {
		stranger := w.Browser("en", 0)
		r := stranger.Request(http.MethodGet, "/en/staff", nil)
		r.Header.Set("Cookie", header)
		if page := stranger.Once(r); page.Status != http.StatusSeeOther {
			t.Errorf("two session cookies are somebody: %d", page.Status)
		}
	}
}

func TestAnIdleStaffSessionEnds(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignInStaff("noura")
	for range 3 {
		w.Database.Advance(t, 9*time.Minute)
		if page := b.Get("/en/staff/session"); page.Status != http.StatusNoContent {
			t.Errorf("a session that is used: %d", page.Status)
		}
	}
	w.Database.Advance(t, 10*time.Minute)
	atTheDoor(w, b.Get("/en/staff/session"))
}

// What the directory says changes at the next sign-in; what the database says counts at
// once.
func TestTheRoleOnThePageIsTheOneInTheDatabase(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignInStaff("noura")
	w.Database.Plant(t, `update staff set role = 'auditor'`)
	signedInAs(w, b.Get("/en/staff"), say("en", "role.auditor"))
	w.Database.Plant(t, `update staff set role = null`)
	atTheDoor(w, b.Get("/en/staff"))
}
