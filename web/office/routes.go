package office

import (
	"net/http"

	rules "takeed/internal/office"
	"takeed/web/page"
)

// Where the identity provider sends browsers back to: the redirect URI that is registered
// there, and the addresses after a sign-out.
const (
	Callbacks = "/oidc/"
	Callback  = Callbacks + "callback"
)

// SignedOut are the paths that the identity provider may lead to after a sign-out.
var SignedOut = []string{"/en/staff/signedout", "/ar/staff/signedout"}

// MountCallbacks routes what exists once, whatever the language.
func (o *Room) MountCallbacks(mux *http.ServeMux) {
	o.Handle(mux, "GET "+Callback, page.TopLevelGET(o.callback))
}

// Mount routes what exists in each language.
func (o *Room) Mount(mux *http.ServeMux) {
	// Anybody.
	o.Handle(mux, "GET /staff/signin", o.withStaff(o.signInPage))
	o.Handle(mux, "POST /staff/signin", o.withStaff(o.beginSignin))
	o.Handle(mux, "GET /staff/signin/handover", o.signinHandover)
	o.Handle(mux, "GET /staff/signin/go", o.goToSignin)
	o.Handle(mux, "GET /staff/signout", o.withStaff(o.signoutHandover))
	o.Handle(mux, "GET /staff/signout/go", o.withStaff(o.goToSignout))
	o.Handle(mux, "GET /staff/signedout", o.withStaff(o.signedOutPage))

	// Everybody on the staff.
	o.Handle(mux, "GET /staff", o.staff(rules.ReadLog, o.desk))
	o.Handle(mux, "GET /staff/session", o.staff(rules.ReadLog, page.NoContent))
	o.Handle(mux, "POST /staff/signout", o.staff(rules.ReadLog, o.signout))

	// What they read. Nothing here changes anything about a customer.
	o.Handle(mux, "POST /staff/find", o.staff(rules.ReadLog, o.find))
	o.Handle(mux, "GET /staff/events", o.staff(rules.ReadLog, o.search))
	o.Handle(mux, "GET /staff/events/{event}", o.staff(rules.ReadLog, o.event))
	o.Handle(mux, "GET /staff/events/{event}/proof", o.staff(rules.ReadLog, o.proof))
	o.Handle(mux, "GET /staff/transactions/{transaction}", o.staff(rules.ReadLog, o.timeline))
	o.Handle(mux, "POST /staff/transactions/{transaction}/receipt.json", o.staff(rules.RevealIdentifier, o.receipt))
	o.Handle(mux, "POST /staff/transactions/{transaction}/bundle", o.staff(rules.ExportLog, o.bundle))
	o.Handle(mux, "GET /staff/people/{person}", o.staff(rules.ReadLog, o.person))
	o.Handle(mux, "POST /staff/people/{person}/reveal", o.staff(rules.RevealIdentifier, o.reveal))
	o.Handle(mux, "POST /staff/export/{format}", o.staff(rules.ExportLog, o.export))
	o.Handle(mux, "GET /staff/live", o.watching(o.live))
	o.Handle(mux, "POST /staff/views", o.staff(rules.ReadLog, o.saveSearch))
	o.Handle(mux, "POST /staff/views/{view}/delete", o.staff(rules.ReadLog, o.deleteSearch))
	o.Handle(mux, "GET /staff/dashboard", o.staff(rules.ReadLog, o.dashboard))
	o.Handle(mux, "GET /staff/log", o.staff(rules.ReadLog, o.logPage))
	o.Handle(mux, "GET /staff/clients", o.staff(rules.ReadClients, o.clients))
	o.Handle(mux, "GET /staff/deliveries", o.staff(rules.ReadClients, o.deliveries))
	o.Handle(mux, "GET /staff/deliveries/{delivery}", o.staff(rules.ReadClients, o.delivery))

	// What they do about what clients are told.
	o.Handle(mux, "POST /staff/endpoints/{endpoint}/disable", o.staff(rules.ManageEndpoints, o.disableEndpoint))
	o.Handle(mux, "POST /staff/endpoints/{endpoint}/enable", o.staff(rules.ManageEndpoints, o.enableEndpoint))
	o.Handle(mux, "POST /staff/endpoints/{endpoint}/test", o.staff(rules.ManageEndpoints, o.testEndpoint))
	o.Handle(mux, "POST /staff/endpoints/{endpoint}/resend", o.staff(rules.ManageEndpoints, o.resendSince))
	o.Handle(mux, "POST /staff/deliveries/{delivery}/resend", o.staff(rules.ManageEndpoints, o.resend))
}
