package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"takeed/internal/simulator/simulatortest"
)

// post sends a form as a page at the origin does, and returns where it led.
func post(t *testing.T, c *http.Client, origin, path string, values url.Values) *http.Response {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, origin+path, strings.NewReader(values.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", origin)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return fetch(t, c, r)
}

// through answers the provider's page that a path of the portal leads to, and returns the path
// where that ends.
func through(t *testing.T, c *http.Client, portal, path string, d simulatortest.Decision) string {
	t.Helper()
	sent := fetch(t, c, get(t, portal+path))
	callback, err := simulatortest.Answer(c, sent.Header.Get("Location"), d)
	if err != nil {
		t.Fatal(err)
	}
	return fetch(t, c, get(t, callback)).Request.URL.Path
}

// linkOf is the link that the core shows.
func linkOf(t *testing.T, system *http.Client, core string) string {
	t.Helper()
	link, ok := document(t, system, core+"/").Find("li a").First().Attr("href")
	if !ok {
		t.Fatalf("the core shows no link; it says %s", document(t, system, core+"/").Find("ul").Text())
	}
	return link
}

// approved has Fatima open a link and confirm what it leads to, in a browser that has never been
// at the portal.
func approved(t *testing.T, portal, link string) (fatima *http.Client, review string) {
	t.Helper()
	fatima = browser(t, portal)
	door := document(t, fatima, link)
	post(t, fatima, portal, "/en/signin", url.Values{"to": {door.Find("main form input[name=to]").AttrOr("value", "")}})
	review = through(t, fatima, portal, "/en/signin/go", simulatortest.Decision{Persona: "fatima"})
	if !strings.HasPrefix(review, "/en/transactions/") {
		t.Fatalf("after signing in the link leads to %s", review)
	}
	version := document(t, fatima, portal+review).Find("input[name=version]").AttrOr("value", "")
	post(t, fatima, portal, review+"/confirm", url.Values{"version": {version}})
	through(t, fatima, portal, review+"/go", simulatortest.Decision{})
	return fatima, review
}

// What the demo tells newcomers to do with the sample core: it asks, Fatima approves, it pays.
//
//takeed:race
func TestTheSampleCorePaysWhatWasApproved(t *testing.T) {
	t.Parallel()
	printed, stop := started(t, roomy(t), "--events", "0")
	defer func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	}()
	all := address.FindAllString(printed.String(), -1)
	portal, core := all[0], all[4]
	order := url.Values{"emirates_id": {"784199000000010"}, "amount": {"2500.00"}, "payee": {"Mariam Saeed"},
		"iban": {"AE070331234567890123456"}, "purpose": {"family"}, "language": {"en"}}
	system := browser(t, core)
	post(t, system, core, "/orders", order)
	fatima, page := approved(t, portal, linkOf(t, system, core))
	said := ""
	for deadline := time.Now().Add(30 * time.Second); !strings.Contains(said, "paid"); said = document(t, system, core+"/").Find("ul").Text() {
		if time.Now().After(deadline) {
			t.Fatalf("nothing was paid; the core says %s", said)
		}
		fetch(t, system, get(t, core+"/return")) // as slow as the system answers
	}
	if shown := document(t, fatima, portal+page).Find("main").Text(); !strings.Contains(shown, "Core Banking (sample)") {
		t.Errorf("the customer's page does not say who carried it out: %s", shown)
	}
}
