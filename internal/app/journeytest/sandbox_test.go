package journeytest

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/integration"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

// sandboxed is a world for integrators.
func sandboxed(t *testing.T) *apptest.World {
	t.Helper()
	return open(t, unlimited, func(o *apptest.Options) { o.Database = postgrestest.NewSandbox(t) },
		func(o *apptest.Options) { configured(o, func(c *app.Config) { c.Production, c.Sandbox = true, true }) })
}

// simulated are scenarios as a client names them, and how the transaction then stands for it.
var simulated = map[string]integration.Status{
	"none": integration.Confirmed, "userinfo_other_person": integration.Rejected, "cancelled_on_app": integration.Pending,
	"token_500": integration.Pending, "userinfo_no_idn": integration.Pending, "token_slow": integration.Pending,
	"never_returns": integration.Pending, "userinfo_500_once": integration.Confirmed, "no_state": integration.Pending,
}

// What a client asks for plays the scenario that it names: nobody chooses anything on a page of
// the provider, and all ends as for whoever chooses it there.
func TestAClientOfASandboxChoosesWhatGoesWrong(t *testing.T) {
	t.Parallel()
	w := sandboxed(t)
	hub := w.System("hub", 0)
	hub.Login()
	for scenario, status := range simulated {
		body := apptest.AskFor(person(w, "fatima").EmiratesID, "HUB-"+scenario)
		body["simulate"] = scenario
		asked := hub.Call(http.MethodPost, "/api/v1/transactions", scenario, body, http.StatusCreated)
		id, ok := integration.Names{Sandbox: true}.Read(integration.PrefixTransaction, asked["id"].(string))
		if !ok || asked["livemode"] != false {
			t.Fatalf("%v", asked)
		}
		b := w.Browser("en", 0)
		door := follows(w, b, strings.TrimPrefix(asked["approval_url"].(string), apptest.Address))
		mustBe(w, door, "strip", strings.TrimSpace(door.Find(".strip").Text()), say("en", "frame.test"))
		run := &scenarioRun{World: w, b: b, fate: fates[strings.ReplaceAll(scenario, "_", "-")], review: b.SignInFrom(door, "fatima")}
		run.goThere(simulator.Scenario{}) // whatever is chosen already
		run.arrive()
		run.says("en", run.page)
		if got := recorded(w, string(id)); got.Attempts != run.fate.attempt {
			t.Errorf("%s is stored as %+v", scenario, got)
		}
		if read := hub.Call(http.MethodGet, "/api/v1/transactions/"+asked["id"].(string), "", nil, http.StatusOK); read["status"] != string(status) {
			t.Errorf("%s: %v", scenario, read)
		}
		if _, err := hub.Try(http.MethodPost, "/api/v1/transactions/"+asked["id"].(string)+"/cancel", "", nil); err != nil { // no attempt stays
			t.Fatal(err)
		}
	}
}

// Every scenario can be asked for, and one that there is not says so where it is played: the
// portal does not know them.
func TestAnyScenarioCanBeAskedFor(t *testing.T) {
	t.Parallel()
	shape := regexp.MustCompile(`^[a-z0-9_]{1,64}$`) // of requests.simulate
	for _, sc := range simulator.Scenarios() {
		if name := strings.ReplaceAll(sc.ID, "-", "_"); !shape.MatchString(name) || strings.Contains(sc.ID, "_") {
			t.Errorf("%s cannot be asked for", sc.ID)
		}
	}
	w := sandboxed(t)
	hub := w.System("hub", 0)
	hub.Login()
	body := apptest.AskFor(person(w, "fatima").EmiratesID, "HUB-1")
	body["simulate"] = "wrong_planet"
	asked := hub.Call(http.MethodPost, "/api/v1/transactions", "1", body, http.StatusCreated)
	b := w.Browser("en", 0)
	review := b.SignInFrom(follows(w, b, strings.TrimPrefix(asked["approval_url"].(string), apptest.Address)), "fatima")
	b.Begin(review)
	sent := b.Get(review.Path() + "/go")
	if param(w, sent.Elsewhere, "simulate") != "wrong_planet" {
		t.Error("the portal does not pass the scenario on")
	}
	if got := simulatortest.Get(t, sent.Elsewhere); got.Status != http.StatusBadRequest || !strings.Contains(got.Body, "token_500") {
		t.Errorf("%d %s", got.Status, got.Body)
	}
}

// What a person starts themselves plays nothing, there as elsewhere.
func TestWhatAPersonStartsInASandboxIsNotSimulated(t *testing.T) {
	t.Parallel()
	w := sandboxed(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	b.Begin(review)
	if sent := b.Get(review.Path() + "/go"); strings.Contains(sent.Elsewhere, "simulate") {
		t.Error("it asks the provider to simulate something")
	}
}
