package view

import (
	"slices"

	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/templates"
)

// Home is the start page of a customer: what waits, what can be begun, what was.
func (v Viewer) Home(frame templates.Page, p approval.Person, waiting, recent []approval.Transaction, clients Clients) templates.HomePage {
	h := templates.HomePage{Page: frame}
	h.Title = v.T("home.title", "name", i18n.Isolate(v.Name(p.Identity)))
	h.Section = "home"
	h.Page.Waiting = "" // the list below says it
	if !p.LastSignIn.IsZero() {
		h.LastSignIn = v.T("home.last_signin", "time", v.isolatedWhen(p.LastSignIn))
	}
	for _, k := range v.Catalogue.Kinds() {
		h.Kinds = append(h.Kinds, templates.Tile{
			Action: templates.Action{Label: k.Label.In(v.Lang), Href: "/new/" + k.ID}, Icon: templates.KindIcon(k.ID),
		})
	}
	// A waiting transaction is listed once, above.
	recent = slices.DeleteFunc(slices.Clone(recent), func(tx approval.Transaction) bool { return tx.At(v.Now) == approval.Pending })
	h.Waiting, h.Recent = v.Items(v.Settled(waiting), clients), v.Items(recent, clients)
	return h
}

// Settled leaves out of a list by state the transactions whose state may not be shown yet:
// being in such a list would show it.
func (v Viewer) Settled(list []approval.Transaction) []approval.Transaction {
	return slices.DeleteFunc(slices.Clone(list), func(tx approval.Transaction) bool { return tx.At(v.Now) == approval.Checking })
}

// HistoryChoice is what the customer chose to narrow the history to, as it was sent.
type HistoryChoice struct{ Kind, State, From, To string }

// History lists what the customer asked for.
func (v Viewer) History(frame templates.Page, chosen HistoryChoice, list []approval.Transaction, clients Clients) templates.HistoryPage {
	p := templates.HistoryPage{Page: frame, From: chosen.From, To: chosen.To}
	p.Title, p.Section = v.T("history.title"), "transactions"
	for _, k := range v.Catalogue.Kinds() {
		p.Kinds = append(p.Kinds, templates.FormChoice{ID: k.ID, Label: k.Label.In(v.Lang), Selected: k.ID == chosen.Kind})
	}
	for _, state := range approval.States {
		p.States = append(p.States, templates.FormChoice{ID: string(state), Label: v.T("state." + string(state)), Selected: string(state) == chosen.State})
	}
	if chosen.State != "" {
		list = v.Settled(list)
	}
	p.Items = v.Items(list, clients)
	return p
}

// Profile is what UAE PASS told us about the customer, masked, and which identifier we send
// there.
func (v Viewer) Profile(frame templates.Page, p approval.Person) templates.ProfilePage {
	page := templates.ProfilePage{Page: frame}
	page.Title, page.Section = v.T("profile.title"), "profile"
	page.Rows = []templates.Row{
		{Label: v.T("profile.name_en"), Text: p.Identity.NameEN, Dir: "auto"},
		{Label: v.T("profile.name_ar"), Text: p.Identity.NameAR, Dir: "auto"},
		v.accountRow(p.Identity),
	}
	chosen, _, _ := p.Username()
	for _, kind := range p.Identifiers() {
		label, value := v.T("identifier."+string(kind)), maskedIdentifier(p, kind)
		page.Rows = append(page.Rows, templates.Row{Label: label, Text: value, Dir: "ltr"})
		both := v.T("identifier.with_value", "identifier", label, "value", i18n.LTR(value))
		page.Choices = append(page.Choices, templates.FormChoice{ID: string(kind), Label: both, Selected: kind == chosen})
	}
	return page
}

// accountRow is which kind of UAE PASS account the customer has.
func (v Viewer) accountRow(i approval.Identity) templates.Row {
	account := "profile.resident"
	if !i.Resident() {
		account = "profile.visitor"
	}
	return templates.Row{Label: v.T("profile.account"), Text: v.T(account), Dir: "auto"}
}
