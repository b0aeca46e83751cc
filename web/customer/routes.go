package customer

import (
	"net/http"

	"takeed/web/page"
)

// Where UAE PASS sends browsers back to: the redirect URIs that are registered there,
// once for both languages.
const (
	Callbacks       = "/uaepass/"
	SigninCallback  = Callbacks + "signin/callback"
	ConfirmCallback = Callbacks + "confirm/callback"
)

// MountCallbacks routes what exists once, whatever the language.
func (c *Room) MountCallbacks(mux *http.ServeMux) {
	c.Handle(mux, "GET "+SigninCallback, page.TopLevelGET(c.withCaller(c.signinCallback)))
	c.Handle(mux, "GET "+ConfirmCallback, page.TopLevelGET(c.confirmCallback))
}

// Mount routes what exists in each language.
func (c *Room) Mount(mux *http.ServeMux) {
	// Anybody.
	c.Handle(mux, "GET /{$}", c.withCaller(c.home))
	c.Handle(mux, "POST /signin", c.withCaller(c.beginSignin))
	c.Handle(mux, "GET /signin", c.withCaller(c.signinHandover))
	c.Handle(mux, "GET /signin/go", c.goToSignin)
	c.Handle(mux, "GET /signout", c.withCaller(c.signoutHandover))
	c.Handle(mux, "GET /signout/go", c.withCaller(c.goToSignout))
	c.Handle(mux, "GET /signedout", c.withCaller(c.signedOut))
	c.Handle(mux, "GET "+linkPath, page.LinkGET(c.withCaller(c.followLink)))
	c.Handle(mux, "GET "+linkPath+"/{token}", page.LinkGET(c.withCaller(c.link)))

	// A customer.
	c.Handle(mux, "POST /signout", c.customer(c.signout))
	c.Handle(mux, "GET /session", c.customer(page.NoContent))
	c.Handle(mux, "GET /profile", c.customer(c.profile))
	c.Handle(mux, "POST /profile", c.customer(c.chooseIdentifier))
	c.Handle(mux, "GET /new/{kind}", c.customer(c.newForm))
	c.Handle(mux, "POST /new/{kind}", c.customer(c.create))
	c.Handle(mux, "GET /transactions", c.customer(c.history))

	// The customer whose transaction it is; to anybody else it does not exist.
	c.Handle(mux, "GET /transactions/{id}", c.owner(c.transaction))
	c.Handle(mux, "GET /transactions/{id}/status", c.owner(c.status))
	c.Handle(mux, "GET /transactions/{id}/edit", c.owner(c.editForm))
	c.Handle(mux, "POST /transactions/{id}/edit", c.owner(c.edit))
	c.Handle(mux, "POST /transactions/{id}/confirm", c.confirm) // finds out itself who the caller is, under its locks
	c.Handle(mux, "GET /transactions/{id}/handover", c.owner(c.handover))
	c.Handle(mux, "GET /transactions/{id}/go", c.goToConfirm) // finds out itself who the caller is, in one query
	c.Handle(mux, "POST /transactions/{id}/cancel", c.owner(c.cancel))
	c.Handle(mux, "GET /transactions/{id}/receipt", c.owner(confirmed(c.receipt)))
	c.Handle(mux, "GET /transactions/{id}/receipt/status", c.owner(confirmed(c.receiptStatus)))
	c.Handle(mux, "GET /transactions/{id}/receipt.json", c.owner(confirmed(c.receiptFile)))
}
