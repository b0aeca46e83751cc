package view

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/internal/integration"
	"takeed/internal/receipt"
	"takeed/templates"
)

// Proof is what can be proved of a confirmation: all of it, or soon, or nothing.
type Proof struct {
	Receipt *receipt.Receipt
	Follows bool
	Address string // that the code on paper leads to; what is to be verified comes after it
	Full    bool   // with a code that holds all of it
}

// FullProof is what a receipt's address ends in if its reader wants the full proof with it.
const FullProof = "?proof=full"

// Stages of a receipt, for its script.
const (
	stageFollows = "follows"
	stageProved  = "proved"
)

// Stage says whether the proof is still to come.
func (p Proof) Stage() Stage {
	if p.Follows {
		return stageFollows
	}
	return stageProved
}

// Receipt is the record of a confirmation, to be printed and kept.
func (v Viewer) Receipt(frame templates.Page, c approval.Caller, by integration.Institution, proof Proof) (templates.ReceiptPage, error) {
	p := templates.ReceiptPage{Page: frame, Subject: v.subjectAskedBy(*c.Transaction, by, false)}
	p.Title = v.T("receipt.title")
	p.Issued = v.T("receipt.issued", "time", i18n.LTR(i18n.ISO(v.Now)))
	who := resultOf(c)
	if proof.Receipt != nil {
		if err := json.Unmarshal(proof.Receipt.Result.Text, &who); err != nil {
			return p, fmt.Errorf("read the result of a receipt: %w", err)
		}
	}
	p.Confirmation = append(v.confirmation(p.Subject, c, who), v.executionRows(*c.Transaction, by)...)
	if proof.Follows {
		p.Follows = TransactionPath(c.Transaction.ID) + "/receipt/status"
		return p, nil
	}
	var err error
	if proof.Receipt != nil {
		p.Proof, err = v.proof(*c.Transaction, proof)
	}
	if err == nil && proof.Receipt != nil && proof.Full {
		err = v.fullProof(&p, proof)
	}
	return p, err
}

// fullProof adds the code that holds the whole receipt, or says that none has room for it.
func (v Viewer) fullProof(p *templates.ReceiptPage, proof Proof) error {
	letters, err := proof.Receipt.Code()
	if err != nil {
		return err
	}
	square, err := receipt.LargeQR(proof.Address+"#", letters)
	if errors.Is(err, receipt.ErrTooLarge) {
		p.NotFull = v.T("receipt.not_full")
		return nil
	}
	p.Full = &templates.FullProof{Code: codeOf(square), Rows: []templates.Row{
		{Label: v.T("label.reference"), Text: p.Reference, Dir: "ltr"},
		{Label: v.T("label.code"), Text: p.Subject.Code, Dir: "ltr"},
	}}
	return err
}

// resultOf is who confirmed as we know them now, where no receipt has kept it.
func resultOf(c approval.Caller) approval.Result {
	i := c.Person.Identity
	r := approval.Result{Name: approval.Text{EN: i.NameEN, AR: i.NameAR}}
	if i.EmiratesID != "" {
		r.Identifier = i18n.MaskEmiratesID(i.EmiratesID)
	}
	return r
}

func (v Viewer) confirmation(s templates.Subject, c approval.Caller, who approval.Result) []templates.Row {
	rows := []templates.Row{
		{Label: v.T("receipt.how"), Text: v.T("receipt.by_face"), Dir: "auto"},
		{Label: v.T("receipt.when"), Text: v.T("receipt.zone", "time", v.When(c.Transaction.ConfirmedAt)), Dir: "auto"},
		{Label: v.T("receipt.who"), Text: v.Name(approval.Identity{NameEN: who.Name.EN, NameAR: who.Name.AR}), Dir: "auto"},
	}
	if who.Identifier != "" {
		rows = append(rows, templates.Row{Label: v.T("identifier.emirates_id"), Text: who.Identifier, Dir: "ltr"})
	}
	return append(rows,
		templates.Row{Label: v.T("label.reference"), Text: s.Reference, Dir: "ltr"},
		templates.Row{Label: v.T("label.code"), Text: s.Code, Dir: "ltr"},
		templates.Row{Label: v.T("label.digest"), Text: c.Transaction.Digest.String(), Dir: "ltr"})
}

// proof is the proof in words, with the code for the paper.
func (v Viewer) proof(t approval.Transaction, proof Proof) (*templates.Proof, error) {
	c, witnesses, err := proof.Receipt.Checkpoint()
	if err != nil {
		return nil, err
	}
	square, err := receipt.QR(proof.Address+"#", proof.Receipt.Statement.Code())
	if err != nil {
		return nil, err
	}
	path := TransactionPath(t.ID) + "/receipt"
	other := templates.Action{Label: v.T("receipt.with_full"), Href: path + FullProof}
	if proof.Full {
		other = templates.Action{Label: v.T("receipt.without_full"), Href: path}
	}
	return &templates.Proof{
		Rows: []templates.Row{
			{Label: v.T("receipt.log"), Text: c.Origin, Dir: "ltr"},
			{Label: v.T("receipt.entry"), Text: v.T("receipt.entry_of", "index", strconv.FormatInt(proof.Receipt.Proof.Index, 10), "size", strconv.FormatInt(c.Size, 10)), Dir: "auto"},
			{Label: v.T("receipt.witnesses"), Text: v.cosigned(witnesses), Dir: "auto"},
		},
		File: path + ".json", Verify: "/verify", Other: other, Code: codeOf(square),
	}, nil
}

// cosigned is how many witnesses signed a checkpoint beside us.
func (v Viewer) cosigned(witnesses int) string {
	if witnesses == 0 {
		return v.T("receipt.no_witness")
	}
	return i18n.N(v.lang(), "count.witnesses", witnesses)
}

// quiet is the empty border that a QR code needs, in modules.
const quiet = 4

func codeOf(s receipt.Square) templates.Code {
	return templates.Code{Path: drawing(s), Side: s.Size + 2*quiet}
}

// drawing is a QR code as the path of an SVG, to be drawn with a pen one module wide: its
// black runs, each from where the one before ended.
func drawing(s receipt.Square) string {
	var path strings.Builder
	for y := range s.Size {
		end := -1 // of the run before, in this row
		for x := 0; x < s.Size; x++ {
			from := x
			for x < s.Size && s.Black(x, y) {
				x++
			}
			switch {
			case x == from:
				continue
			case end < 0:
				fmt.Fprintf(&path, "M%d %d.5h%d", from+quiet, y+quiet, x-from)
			default:
				fmt.Fprintf(&path, "m%d 0h%d", from-end, x-from)
			}
			end = x
		}
	}
	return path.String()
}
