package simulatortest_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"takeed/internal/simulator/simulatortest"
)

const secretQuery = "/idshub/authorize?username=784199000000010&state=secret-state"

// Tests print errors, and test logs are kept: none may hold an address.
func TestErrorsHoldNoAddresses(t *testing.T) {
	t.Parallel()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, r.URL.String(), http.StatusInternalServerError)
	}))
	defer broken.Close()
	aimless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusFound) }))
	defer aimless.Close()
	for name, address := range map[string]string{
		"gone": gone.URL + secretQuery, "broken": broken.URL + secretQuery, "aimless": aimless.URL + secretQuery,
		"no address": secretQuery, "bad address": "http://x\x7f" + secretQuery,
	} {
		callback, err := simulatortest.Answer(http.DefaultClient, address, simulatortest.Decision{})
		if err == nil || callback != "" || errors.Is(err, simulatortest.ErrStays) {
			t.Fatalf("%s: no error", name)
		}
		if strings.Contains(err.Error(), "784") || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the error repeats the address", name)
		}
	}
}

// The helper must stop at the door: the portal's callback is the test's to request.
func TestTheCallbackIsNotRequested(t *testing.T) {
	t.Parallel()
	portal := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("the portal was asked for %s", r.URL.Path)
	}))
	defer portal.Close()
	p := simulatortest.Start(t, portal.URL)
	request := p.URL + "/idshub/authorize?response_type=code&scope=urn:uae:digitalid:profile:general&client_id=takeed_confirm" +
		"&username=784199000000010&state=s&redirect_uri=" + p.Face.RedirectURIs[0]
	for _, d := range []simulatortest.Decision{{}, {Action: simulatortest.Decline}, {Action: simulatortest.Other, Persona: "mariam"}} {
		callback, err := simulatortest.Answer(http.DefaultClient, request, d)
		if err != nil || !strings.HasPrefix(callback, p.Face.RedirectURIs[0]+"?") {
			t.Errorf("%+v: %v", d, err)
		}
	}
	for name, d := range map[string]simulatortest.Decision{
		"unknown other": {Action: simulatortest.Other, Persona: "nobody"}, "unknown scenario": {Scenario: "x"},
	} {
		if _, err := simulatortest.Answer(http.DefaultClient, request, d); err == nil {
			t.Errorf("%s: answered", name)
		}
	}
	if _, err := simulatortest.Open(http.DefaultClient, request+"&scope=x"); err == nil {
		t.Error("a page was found where there is none")
	}
}
