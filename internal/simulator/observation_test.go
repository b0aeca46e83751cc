package simulator_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

// observation is what one step looked like.
type observation map[string]string

var steps = []string{"callback", "token", "userinfo", "userinfo again", "introspect", "token again"}

// journey plays a whole confirmation, as far as it goes.
func (w *world) journey(scenario string) map[string]observation {
	w.t.Helper()
	callback, err := simulatortest.Answer(w.browser, w.request(w.Face, "scope", visitors), simulatortest.Decision{Scenario: scenario})
	if errors.Is(err, simulatortest.ErrStays) {
		return nil
	}
	if err != nil {
		w.t.Fatalf("%s: %v", scenario, err)
	}
	_, query, _ := strings.Cut(callback, "?")
	q, err := url.ParseQuery(query)
	if err != nil {
		w.t.Fatalf("%s: the callback cannot be read", scenario)
	}
	seen := map[string]observation{"callback": observeCallback(q)}
	if code := q.Get("code"); len(code) == 36 && q.Get("error") == "" {
		w.exchangeAndAsk(seen, code)
	}
	return seen
}

func (w *world) exchangeAndAsk(seen map[string]observation, code string) {
	w.t.Helper()
	request := func() *http.Request { return w.tokenRequest(w.Face, grantParameters(w.Face, code)) }
	var token string
	seen["token"], token = w.observe(request())
	if token != "" {
		seen["userinfo"], _ = w.observe(w.userinfoRequest(token))
		seen["userinfo again"], _ = w.observe(w.userinfoRequest(token))
		seen["introspect"], _ = w.observe(w.introspectRequest(w.Face, token))
	}
	seen["token again"], _ = w.observe(request())
}

func observeCallback(q url.Values) observation {
	o := observation{}
	for name, values := range q {
		var said []string
		for _, v := range values {
			switch {
			case name == "code" && len(v) == 36:
				v = "issued"
			case len(v) == 36 || len(v) > 100:
				v = fmt.Sprint(len(v))
			}
			said = append(said, v)
		}
		o[name] = strings.Join(said, ",")
	}
	return o
}

// observe sends a request and describes what came back; what is held back it
// releases. token is the access token in the answer, if it has a good one.
func (w *world) observe(req *http.Request) (o observation, token string) {
	w.t.Helper()
	ctx, cancel := context.WithCancel(w.t.Context())
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		o, token = read(req.WithContext(ctx))
	}()
	held := make(chan error, 1)
	go func() { held <- w.AwaitHeld(ctx, 1) }()
	select {
	case <-done:
		return o, token
	case <-held:
	}
	w.Release()
	<-done
	o["held"] = ""
	return o, token
}

func read(req *http.Request) (observation, string) {
	resp, err := simulatortest.Fresh.Do(req)
	if err != nil {
		return observation{"reset": ""}, ""
	}
	defer resp.Body.Close()
	first := make([]byte, 4096)
	n, _ := resp.Body.Read(first)
	if n == 1 {
		return observation{"trickles": ""}, ""
	}
	rest, cutOff := io.ReadAll(resp.Body)
	body := string(append(first[:n], rest...))
	o := observation{"status": fmt.Sprint(resp.StatusCode), "type": resp.Header.Get("Content-Type")}
	if filler := len(resp.Header.Get("X-Filler")); filler > 0 {
		o["filler"] = fmt.Sprint(filler)
	}
	if cutOff != nil {
		o["cut off"] = ""
	}
	if trimmed := strings.TrimRight(body, " "); trimmed != body {
		o["padding"] = fmt.Sprint(len(body) - len(trimmed))
	}
	return describe(o, body)
}

// describe adds the fields of a JSON object, or else the size of what came instead.
func describe(o observation, body string) (observation, string) {
	var fields map[string]any
	if err := json.Unmarshal([]byte(body), &fields); err != nil {
		o["size"] = fmt.Sprint(len(body))
		return o, ""
	}
	token, _ := fields["access_token"].(string)
	if token != "" {
		fields["access_token"] = "issued"
	}
	for name, value := range fields {
		text, _ := json.Marshal(value)
		if o[name] = string(text); strings.HasPrefix(name, "error") || name == "username" || name == "sub" && fields["active"] != nil {
			o[name] = strings.Trim(string(text), `"`)
		}
	}
	for _, p := range simulator.Personas() {
		if fields["email"] == p.Email && p.ID != "fatima" {
			return observation{"person": p.ID}, ""
		}
	}
	return o, token
}

// compare lists what differs from an honest journey, step by step.
func compare(honest, got map[string]observation) string {
	if got == nil {
		return "stays"
	}
	var all []string
	for _, step := range steps {
		o, reached := got[step]
		if d := difference(honest[step], o); reached && d != "" {
			all = append(all, step+": "+d)
		}
	}
	return strings.Join(all, " | ")
}

// difference lists what is new or other, and what is missing if the answer is one
// of the kind that was asked for.
func difference(honest, got observation) string {
	var all []string
	if got.comparable() {
		for _, name := range slices.Sorted(maps.Keys(honest)) {
			if _, ok := got[name]; !ok {
				all = append(all, "-"+name)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		switch value, ok := honest[name]; {
		case wholeAnswers[name]:
			all = append(all, name)
		case !ok || value != got[name]:
			all = append(all, name+"="+got[name])
		}
	}
	return strings.Join(all, " ")
}

// wholeAnswers are words that describe an answer without looking into it.
var wholeAnswers = map[string]bool{"held": true, "reset": true, "trickles": true, "cut off": true}

// comparable is false for refusals, for what is not JSON, and for another person.
func (o observation) comparable() bool {
	_, isCallback := o["state"]
	for _, name := range []string{"error", "size", "person", "held", "reset", "trickles"} {
		if _, ok := o[name]; ok && !isCallback {
			return false
		}
	}
	return true
}
