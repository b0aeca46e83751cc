package apptest

import (
	"net/url"
	"strings"

	"takeed/internal/simulator/simulatortest"
)

// SignIn signs a persona in and returns the page they arrive at.
func (b *Browser) SignIn(persona string) *Page {
	b.World.Helper()
	return b.Get(b.SignInCallback(simulatortest.Decision{Persona: persona}))
}

// SignInFrom is SignIn with the form of a sign-in page, which names the page that was
// wanted.
func (b *Browser) SignInFrom(door *Page, persona string) *Page {
	b.World.Helper()
	return b.Get(b.SignInFromCallback(door, simulatortest.Decision{Persona: persona}))
}

// SignInFromCallback goes as far as the callback of SignInFrom, and returns its address.
func (b *Browser) SignInFromCallback(door *Page, d simulatortest.Decision) string {
	b.World.Helper()
	return b.signInCallback(url.Values{"to": {wantedAt(door)}}, d)
}

// wantedAt is the page that a sign-in page leads to afterwards.
func wantedAt(door *Page) string { return door.Find("main form input[name=to]").AttrOr("value", "") }

// SignInCallback goes as far as the callback of a sign-in, and returns its address.
func (b *Browser) SignInCallback(d simulatortest.Decision) string {
	b.World.Helper()
	return b.signInCallback(url.Values{}, d)
}

func (b *Browser) signInCallback(form url.Values, d simulatortest.Decision) string {
	b.World.Helper()
	b.Post("/"+b.Lang+"/signin", form)
	return b.answer(b.Get("/"+b.Lang+"/signin/go"), d)
}

// SignInStaff signs a persona in to the back office and returns the page they arrive at, or
// the one that says why they may not enter. A test needs nothing else to act as a member of
// staff: noura is an operator, saeed an auditor, hessa an administrator, omar has no role.
func (b *Browser) SignInStaff(persona string) *Page {
	b.World.Helper()
	return b.Arrive(b.Get(b.StaffCallback("", simulatortest.Decision{Persona: persona})))
}

// SignInStaffFrom is SignInStaff with the form of a sign-in page, which names the page that
// was wanted.
func (b *Browser) SignInStaffFrom(door *Page, persona string) *Page {
	b.World.Helper()
	return b.Arrive(b.Get(b.StaffCallback(wantedAt(door), simulatortest.Decision{Persona: persona})))
}

// StaffCallback goes as far as the callback of a sign-in to the back office. to is the
// page that was wanted, such as "/en/staff"; empty for the start.
func (b *Browser) StaffCallback(to string, d simulatortest.Decision) string {
	b.World.Helper()
	b.Post("/"+b.Lang+"/staff/signin", url.Values{"to": {to}})
	return b.answer(b.Get("/"+b.Lang+"/staff/signin/go"), d)
}

// Arrive follows a page that leads on at once, as browsers do; other pages are returned
// as they are.
func (b *Browser) Arrive(p *Page) *Page {
	b.World.Helper()
	refresh, leads := p.Find(`meta[http-equiv=refresh]`).Attr("content")
	if !leads {
		return p
	}
	target, atOnce := strings.CutPrefix(refresh, "0;url=")
	if !atOnce {
		b.World.Fatalf("%s refreshes %q", p.Path(), refresh)
	}
	return b.Get(target)
}

func (b *Browser) answer(sent *Page, d simulatortest.Decision) string {
	b.World.Helper()
	if sent.Elsewhere == "" {
		b.World.Fatalf("the portal did not send the browser to its provider but to %s: %s", sent.Path(), sent.Heading())
	}
	// What happens at the provider is not kept for the canary, but the cookies must be this
	// browser's: a session at the provider lasts.
	callback, err := simulatortest.Answer(b.Client, sent.Elsewhere, d)
	if err != nil {
		b.World.Fatalf("at the provider: %v", err)
	}
	return callback
}

// Transfer is a valid form of a transfer.
func Transfer() url.Values {
	return url.Values{
		"amount": {"1,250.50"}, "payee_name": {"Mariam Al Namouthaji"}, "iban": {"AE07 0331 2345 6789 0123 456"}, "purpose": {"family"}, "note": {"Rent"},
	}
}

// Create fills in a form and returns the review page.
func (b *Browser) Create(kind string, values url.Values) *Page {
	b.World.Helper()
	form := b.Get("/" + b.Lang + "/new/" + kind)
	values.Set("key", form.Find("input[name=key]").AttrOr("value", ""))
	return b.Post("/"+b.Lang+"/new/"+kind, values)
}

// Begin presses the confirm button of a transaction's page.
func (b *Browser) Begin(review *Page) *Page {
	b.World.Helper()
	version := review.Find("input[name=version]").AttrOr("value", "")
	return b.Post(review.Path()+"/confirm", url.Values{"version": {version}})
}

// Callback goes from a review page as far as the callback.
func (b *Browser) Callback(review *Page, d simulatortest.Decision) string {
	b.World.Helper()
	handover := b.Begin(review)
	if !strings.HasSuffix(handover.Path(), "/handover") {
		b.World.Fatalf("the confirm button led to %s (%d): %s", handover.Path(), handover.Status, handover.Heading())
	}
	return b.answer(b.Get(review.Path()+"/go"), d)
}

// Confirm goes the whole way from a review page and back.
func (b *Browser) Confirm(review *Page, d simulatortest.Decision) *Page {
	b.World.Helper()
	return b.Get(b.Callback(review, d))
}
