package core

import (
	"html/template"
	"net/http"
	"time"
)

// Handler serves the pages of the system, and takes webhooks.
func (c *Core) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /hook", c.hook)
	pages := http.NewServeMux()
	pages.HandleFunc("GET /{$}", c.index)
	pages.HandleFunc("POST /orders", c.enter)
	pages.HandleFunc("GET /return", c.back)
	mux.Handle("/", http.NewCrossOriginProtection().Handler(pages))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		http.MaxBytesHandler(mux, 64<<10).ServeHTTP(w, r)
	})
}

// index lists the orders, below the form for a new one.
func (c *Core) index(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := page.Execute(w, c.book.list()); err != nil {
		c.Log.Warn("a page", "error", err)
	}
}

// enter keeps an order. From then on it is carried out, whatever happens to this request.
func (c *Core) enter(w http.ResponseWriter, r *http.Request) {
	o := Order{
		ID: newID(), EnteredAt: time.Now().UTC(), Status: entered, EmiratesID: r.PostFormValue("emirates_id"), Amount: r.PostFormValue("amount"),
		Payee: r.PostFormValue("payee"), IBAN: r.PostFormValue("iban"), Purpose: r.PostFormValue("purpose"), Language: r.PostFormValue("language"),
	}
	if err := c.book.save(o); err != nil {
		c.Log.Error("an order cannot be kept", "error", err)
		http.Error(w, "The order was not kept.", http.StatusServiceUnavailable)
		return
	}
	if err := c.step(r.Context(), o.ID); err != nil {
		c.Log.Warn("an order waits", "order", o.ID, "error", err)
	}
	http.Redirect(w, r, "/#"+o.ID, http.StatusSeeOther)
}

// back is where Takeed's page leads the customer when they are done. What the address says
// proves nothing; we look.
func (c *Core) back(w http.ResponseWriter, r *http.Request) {
	if o, ok := c.book.byTransaction(r.FormValue("transaction")); ok && !o.done() {
		if err := c.step(r.Context(), o.ID); err != nil {
			c.Log.Warn("an order waits", "order", o.ID, "error", err)
		}
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

var page = template.Must(template.New("").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Core banking (sample)</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
label { display: block; margin: .5rem 0 } input, select, button { font: inherit; padding: .25rem .5rem } li { margin: 1rem 0 } code { unicode-bidi: isolate }
</style></head><body>
<h1>Core banking (sample)</h1>
<p>A payment here is made once its customer has approved it in Takeed, and then once.</p>
<form method="post" action="/orders">
<label>Emirates ID of the customer <input name="emirates_id" required value="784199000000010" autocomplete="off"></label>
<label>Amount in dirhams <input name="amount" required value="2500.00" pattern="[0-9]+[.][0-9]{2}"></label>
<label>Name of the payee <input name="payee" required value="Mariam Saeed"></label>
<label>IBAN of the payee <input name="iban" size="26" required value="AE070331234567890123456"></label>
<label>Purpose <select name="purpose"><option value="family">Family support</option><option value="rent">Rent</option><option value="goods">Goods</option><option value="other">Other</option></select></label>
<label>Language of the customer <select name="language"><option value="en">English</option><option value="ar">Arabic</option></select></label>
<button>Ask for an approval</button>
</form>
<h2>Payments</h2>
<ul>{{range .}}<li id="{{.ID}}"><b>AED {{.Amount}}</b> to {{.Payee}}, <code>{{.IBAN}}</code>: <b>{{.Status}}</b>{{with .Reason}} ({{.}}){{end}}
<br><small>Order <code>{{.ID}}</code>{{with .CheckCode}}, check code <code>{{.}}</code>{{end}}{{with .Consumed}}, consumption <code>{{.}}</code>{{end}}</small>
{{if and .Link (eq .Status "pending")}}<br>Hand this to the customer: <a href="{{.Link}}">{{.Link}}</a>{{end}}</li>
{{else}}<li>None yet.</li>{{end}}</ul>
</body></html>
`))
