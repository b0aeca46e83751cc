package simulator

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Scenario is one thing that goes wrong: a sentence about it in each language, where it
// strikes, and how. The rows are data, in scenarios.go.
type Scenario struct {
	ID    string
	Says  Text
	Where Where
	Do    Effect
}

// Where is the step of the protocol that a scenario strikes.
type Where string

const (
	Nowhere         Where = ""
	AtAuthorize     Where = "authorize"     // the browser arrives and gets no further
	AtCallback      Where = "callback"      // the browser goes back with something else
	AtToken         Where = "token"         //
	AtIDToken       Where = "id_token"      // staff: what the token endpoint signs
	AtUserinfo      Where = "userinfo"      //
	AtIntrospection Where = "introspection" //
	AtLogout        Where = "logout"        //
	AtNetwork       Where = "network"       // any of the three server-to-server endpoints
)

// places lists every Where in the order of the protocol.
var places = []Where{Nowhere, AtAuthorize, AtCallback, AtToken, AtIDToken, AtUserinfo, AtIntrospection, AtNetwork, AtLogout}

// Effect is what a scenario does. The zero Effect does nothing. Each field is for some of
// the places; a test finds rows that set a field at a place that it is not for.
type Effect struct {
	// AtAuthorize, AtLogout: the browser stays on this page.
	Stay Dead
	// AtAuthorize: the sign-in session of the browser answers instead of a face.
	FromSession bool

	// AtCallback: the query of the callback, raw, with the placeholders {code},
	// {state}, {state:cut}, {state:upper}, {state:other}, {sp} and {crId}. A pair
	// with the state is left out when the request had none.
	Query string
	// AtCallback: a link scanner requests the callback first, with these methods.
	Visits []string
	// AtCallback: the address is shown, to be opened in another browser.
	ByHand bool
	// AtCallback: the code is this old when the browser leaves.
	CodeAge time.Duration
	// AtCallback: the code belongs to another client.
	ForeignCode bool

	// The other fields are for the endpoints that servers call.

	Times int           // how many requests it strikes, from the first; 0: every one
	Lost  Lost          // the connection is reset
	Hold  time.Duration // the answer is held back; HoldUntilReleased: for ever
	Pace  time.Duration // between the bytes of the body
	Fault Fault         // a refusal, in the words of the vocabulary
	Reply *Reply        // other bytes

	// Changes to the JSON object of a good answer. A text may refer to fields of the honest
	// answer: "{sub} " is the subject followed by a space.
	Set  map[string]any
	Drop []string
	// AtUserinfo: the whole answer is about another person.
	OtherPerson bool
	// AtIDToken: how the token is signed, and how old it is.
	Sign Signature
	Age  time.Duration
}

// Signature is a way of signing an ID token that no honest provider uses.
type Signature string

const (
	SignNone       Signature = "none"      // not at all
	SignSymmetric  Signature = "symmetric" // with the secret of the client
	SignConfused   Signature = "confused"  // with the public key as the secret
	SignOtherKey   Signature = "other"     // with another key under the name of the right one
	SignUnknownKey Signature = "unknown"   // with another key under a name of its own
	SignTampered   Signature = "tampered"  // correctly, before a claim was changed
)

// Dead is a page that the browser never leaves by itself.
type Dead string

const (
	DeadMismatch Dead = "mismatch" // oauth2_error.do
	DeadRetry    Dead = "retry"    // retry.do
	DeadSilent   Dead = "silent"   // the request on the phone is not answered
)

// Lost says what a reset connection took with it.
type Lost string

const (
	LostRequest Lost = "request" // the code is as good as before
	LostAnswer  Lost = "answer"  // the code is used up
)

// HoldUntilReleased holds an answer until [Simulator.Release] or until the client
// gives up.
const HoldUntilReleased time.Duration = -1

// Reply replaces a good answer or parts of it.
type Reply struct {
	Status int               // 0: as it was
	Header map[string]string // set over the honest header; an empty value removes
	Body   string            // with {body} for the honest body and {name} for a field of it; "": as it was
	Raw    []byte            // not nil: exactly these bytes, and no header but Header
	Pad    int64             // how many spaces follow the body
}

// Named finds a row of a table. "" finds the row that does nothing.
func Named(table []Scenario, id string) (*Scenario, bool) {
	i := slices.IndexFunc(table, func(sc Scenario) bool { return sc.ID == id || id == "" && sc.Where == Nowhere })
	if i < 0 {
		return nil, false
	}
	return &table[i], true
}

func scenarioNamed(id string) (*Scenario, bool) { return Named(scenarios, id) }

// Scenarios lists what can go wrong.
func Scenarios() []Scenario { return slices.Clone(scenarios) }

// At returns what the scenario does at a place, and nothing at any other.
func (sc *Scenario) At(where Where) Effect {
	if sc == nil || sc.Where != where {
		return Effect{}
	}
	return sc.Do
}

// belongs says which fields of an effect are for which place.
var belongs = map[Where][]string{
	Nowhere:         {},
	AtAuthorize:     {"stay", "session"},
	AtCallback:      {"callback"},
	AtToken:         {"wire", "fields"},
	AtIDToken:       {"fields", "signature"},
	AtUserinfo:      {"wire", "fields", "person"},
	AtIntrospection: {"wire", "fields"},
	AtNetwork:       {"wire"},
	AtLogout:        {"stay"},
}

// check reports fields of the effect that are not for the place of the scenario.
func (sc *Scenario) check() error {
	parts, known := belongs[sc.Where]
	if !known {
		return fmt.Errorf("nothing strikes at %q", sc.Where)
	}
	for part, used := range sc.Do.parts() {
		if used && !slices.Contains(parts, part) {
			return fmt.Errorf("the %s of an effect does not strike at %q", part, sc.Where)
		}
	}
	return sc.Do.Reply.check()
}

func (e Effect) parts() map[string]bool {
	return map[string]bool{
		"stay":      e.Stay != "",
		"session":   e.FromSession,
		"callback":  e.Query != "" || e.Visits != nil || e.ByHand || e.CodeAge != 0 || e.ForeignCode,
		"wire":      e.Times != 0 || e.Lost != "" || e.Hold != 0 || e.Pace != 0 || e.Fault != "" || e.Reply != nil,
		"fields":    e.Set != nil || e.Drop != nil,
		"person":    e.OtherPerson,
		"signature": e.Sign != "" || e.Age != 0,
	}
}

// check refuses statuses that net/http would not send.
func (r *Reply) check() error {
	if r != nil && r.Status != 0 && (r.Status < 200 || r.Status > 599) {
		return errors.New("a status is between 200 and 599")
	}
	return nil
}

// onTheWay is the part of an effect that leaves the content of an answer as it is.
func (e Effect) onTheWay() Effect { return Effect{Lost: e.Lost, Hold: e.Hold, Pace: e.Pace} }

// strike is a scenario bound to one grant, with a count of the requests that it struck.
type strike struct {
	scenario *Scenario
	struck   int
}

// next returns the effect on the next request at a place, and the scenario's ID.
// The caller holds the lock of the simulator.
func (g *grant) next(where Where) (Effect, string) {
	if g == nil {
		return Effect{}, ""
	}
	for _, st := range g.strikes {
		sc := st.scenario
		if sc.Where != where && sc.Where != AtNetwork || sc.Do.Times > 0 && st.struck >= sc.Do.Times {
			continue
		}
		st.struck++
		return sc.Do, sc.ID
	}
	return Effect{}, ""
}
