package view

import (
	"strings"

	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/templates"
)

// The steps of a transaction's journey, as the head of its pages counts them.
const (
	stepDetails = 1 + iota
	stepReview
	stepFace
	stepResult
)

// TransactionPath is the page of a transaction, after the language.
func TransactionPath(id approval.ID) string { return "/transactions/" + string(id) }

// subject is a transaction as pages show it: every field of the stored document and nothing
// else.
func (v Viewer) subject(tx approval.Transaction, changeable bool) templates.Subject {
	sub := templates.Subject{
		Address: TransactionPath(tx.ID), Sentence: tx.Sentence.In(v.Lang), Reference: tx.ID.Reference(), Code: tx.Digest.CheckCode(),
		Tag: v.stateTag(tx.At(v.Now)),
	}
	headline := v.kind(tx.Kind).Headline
	for _, f := range tx.Fields {
		row := templates.Row{Name: f.Name, Label: f.Label.In(v.Lang), Text: f.Text.In(v.Lang), Dir: direction(f.Type), Large: f.Name == headline}
		if changeable {
			row.Change = TransactionPath(tx.ID) + "/edit#" + f.Name
		}
		sub.Rows = append(sub.Rows, row)
	}
	return sub
}

// direction is the direction of a value: identifiers read from left to right in both
// languages, words by their own script.
func direction(t approval.FieldType) string {
	switch t {
	case approval.IBAN, approval.Mobile, approval.Email, approval.EmiratesID:
		return "ltr"
	}
	return "auto"
}

// kind returns a kind with its texts; general texts if the catalogue no longer has it.
func (v Viewer) kind(id string) approval.Kind {
	if k, ok := v.Catalogue.Kind(id); ok {
		return k
	}
	both := func(key string) approval.Text {
		return approval.Text{EN: i18n.T(i18n.EN, key), AR: i18n.T(i18n.AR, key)}
	}
	return approval.Kind{
		ID: id, Label: both("kind.label"), Review: both("kind.review"), Done: both("kind.done"),
		Undone: both("kind.undone"), Cancel: both("kind.cancel"),
	}
}

var stateTone = map[approval.State]string{
	approval.Pending: "info", approval.Confirmed: "ok", approval.Rejected: "bad",
	approval.Expired: "warn", approval.Cancelled: "neutral", approval.Checking: "info",
}

func (v Viewer) stateTag(state approval.State) templates.Tag {
	return templates.Tag{Text: v.T("state." + string(state)), Tone: stateTone[state]}
}

// Clients are the names of the systems of the institution that asked for transactions, by ID.
type Clients map[string]approval.Text

// Items are transactions in a list.
func (v Viewer) Items(list []approval.Transaction, clients Clients) []templates.Item {
	var items []templates.Item
	for _, tx := range list {
		k, state := v.kind(tx.Kind), tx.At(v.Now)
		item := templates.Item{
			Href: TransactionPath(tx.ID), Icon: templates.KindIcon(tx.Kind), Label: k.Label.In(v.Lang), When: v.When(tx.CreatedAt), Tag: v.stateTag(state),
		}
		item.Summary = summary(tx, k, v.Lang)
		item.AskedBy = v.askedBy(clients[tx.Client])
		if state == approval.Pending {
			item.Left = v.timeLeft(tx.ExpiresAt)
		}
		items = append(items, item)
	}
	return items
}

// summary is a transaction in one line: its recipient and its headline, such as the amount.
func summary(tx approval.Transaction, k approval.Kind, lang approval.Lang) string {
	var parts []string
	for _, f := range tx.Fields {
		if f.Name == k.Recipient || f.Name == k.Headline {
			parts = append(parts, isolatedText(f, lang))
		}
	}
	return strings.Join(parts, " · ")
}

func isolatedText(f approval.DocumentField, lang approval.Lang) string {
	if direction(f.Type) == "ltr" {
		return i18n.LTR(f.Text.In(lang))
	}
	return i18n.Isolate(f.Text.In(lang))
}
