package view

import (
	"net/url"
	"strings"

	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/internal/integration"
	"takeed/templates"
)

// askedBy says which system of the institution asked for a transaction; empty if none did.
func (v Viewer) askedBy(name approval.Text) string {
	if name == (approval.Text{}) {
		return ""
	}
	return v.T("asked.by", "client", i18n.Isolate(name.In(v.Lang)))
}

func (v Viewer) subjectAskedBy(tx approval.Transaction, by integration.Institution, changeable bool) templates.Subject {
	sub := v.subject(tx, changeable)
	sub.AskedBy = v.askedBy(by.Name)
	return sub
}

// cancelLabel is the label of the button that ends a transaction.
func (v Viewer) cancelLabel(tx approval.Transaction) string {
	if tx.Client != "" {
		return v.T("asked.decline")
	}
	return v.kind(tx.Kind).Cancel.In(v.Lang)
}

// restart leads to a new form with the same values. Of what a client asked for only the client
// can make another: the line says so, and there is nowhere to go.
func (v Viewer) restart(frame templates.Page, tx approval.Transaction) (line string, again *templates.Action) {
	if tx.Client != "" {
		return v.T("asked.anew", "entity", i18n.Isolate(frame.Entity)), nil
	}
	return "", v.again(tx)
}

// What became of a confirmed transaction that a client may consume.
const (
	notAwaited = iota // no client may
	awaited
	consumed
	lapsed
)

// fate is one of them. What nobody consumed in time has lapsed, whether or not the sweep has
// written that yet.
func fate(tx approval.Transaction, by integration.Institution) int {
	switch {
	case by.Consumption != nil && by.Consumption.Lapsed:
		return lapsed
	case by.Consumption != nil:
		return consumed
	case by.Awaited:
		return awaited
	case tx.Consumer != "":
		return lapsed
	}
	return notAwaited
}

// execution says what became of a confirmed transaction, and how good that is.
func (v Viewer) execution(p *templates.EndPage, tx approval.Transaction, by integration.Institution) {
	switch fate(tx, by) {
	case awaited:
		p.Lines = append(p.Lines, v.T("execution.awaited", "entity", i18n.Isolate(p.Entity)))
	case consumed:
		p.Lines = append(p.Lines, v.T("execution.consumed", "time", v.isolatedWhen(by.Consumption.At), "reference", i18n.LTR(by.Consumption.ExecutionReference)))
		p.Past = append(p.Past, v.moment("past.consumed", by.Consumption.At))
	case lapsed:
		p.Tone = "info"
		p.Lines = append(p.Lines, v.T("execution.lapsed"))
		v.restarts(p, tx)
	}
}

// restarts adds to the page of a transaction that came to nothing how another can be made.
func (v Viewer) restarts(p *templates.EndPage, tx approval.Transaction) {
	line, again := v.restart(p.Page, tx)
	if line != "" {
		p.Lines = append(p.Lines, line)
	}
	p.Next = again
}

// executionRows say the same on a receipt.
func (v Viewer) executionRows(tx approval.Transaction, by integration.Institution) []templates.Row {
	row := templates.Row{Label: v.T("receipt.execution"), Dir: "auto"}
	switch fate(tx, by) {
	case notAwaited:
		return nil
	case awaited:
		row.Text = v.T("receipt.awaited")
	case lapsed:
		row.Text = v.T("receipt.lapsed")
	case consumed:
		row.Text = v.T("receipt.zone", "time", v.When(by.Consumption.At))
		return []templates.Row{row, {Label: v.T("receipt.execution_reference"), Text: by.Consumption.ExecutionReference, Dir: "ltr"}}
	}
	return []templates.Row{row}
}

// back leads to where the client wants its customer afterwards. It says which transaction is
// meant, under the name that the client knows, and not what became of it: the client asks for
// that itself.
func (v Viewer) back(tx approval.Transaction, by integration.Institution) *templates.Action {
	if by.ReturnURL == "" {
		return nil
	}
	return &templates.Action{
		Label: v.T("asked.back", "client", i18n.Isolate(by.Name.In(v.Lang))),
		Href:  returnAddress(by, v.Names.Write(integration.PrefixTransaction, tx.ID)),
	}
}

// returnAddress leaves the address as it was registered, whatever is in it, and adds to its
// query.
func returnAddress(by integration.Institution, transaction string) string {
	address, fragment, _ := strings.Cut(by.ReturnURL, "#")
	add := "transaction=" + url.QueryEscape(transaction)
	if by.ReturnState != "" {
		add += "&state=" + url.QueryEscape(by.ReturnState)
	}
	switch _, query, found := strings.Cut(address, "?"); {
	case !found:
		address += "?"
	case query != "" && !strings.HasSuffix(query, "&"):
		address += "&"
	}
	if fragment != "" {
		fragment = "#" + fragment
	}
	return address + add + fragment
}
