package view

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/i18n"
	"takeed/internal/receipt"
	"takeed/templates"
)

// nobody is the reader of a page that anybody may come to read.
const nobody approval.ID = "nobody"

// Bundle is the page of an archive for a dispute, in the viewer's language. The viewer's
// member of staff is who asked for it; base is the address of the portal.
func (v Viewer) Bundle(frame templates.Page, e receipt.Evidence, base string) (templates.BundlePage, error) {
	p := templates.BundlePage{Page: frame, Subject: v.subject(e.Transaction, false)}
	p.Title = v.T("dispute.heading", "reference", i18n.LTR(e.Transaction.ID.Reference()))
	p.Made = v.T("dispute.made", "entity", i18n.Isolate(frame.Entity), "time", v.isolatedWhen(e.Now), "staff", i18n.LTR(v.Staff.StaffNumber()))
	v.Staff = nobody
	p.Facts = v.bundleFacts(p.Subject, e.Transaction)
	for _, a := range e.Attempts {
		p.Attempts = append(p.Attempts, v.attemptRow(a))
	}
	p.Events, p.Reads = v.timelineEvents(e.Timeline), v.looks(e.Reads)
	for i, l := range e.Lines {
		p.Events[i].Number = strconv.FormatInt(l.Number, 10) // as the file of its proof has it
		p.Hashes = append(p.Hashes, hex.EncodeToString(l.Hash))
	}
	p.Steps, p.Limits, p.Files = v.bundleSteps(e, base), v.bundleLimits(), v.bundleFiles(e)
	if err := v.bundleWho(&p, e); err != nil {
		return p, err
	}
	return p, v.bundleProof(&p, e)
}

// looks are what members of staff did about the transaction, and why, where they had to say.
func (v Viewer) looks(list []audit.Line) []templates.EventLine {
	all := v.Events(list)
	for i, l := range list {
		detail := l.Detail()
		all[i].Reason = strings.TrimSpace(detail["why"] + " " + detail["case"])
		all[i].Who = all[i].Who[:min(1, len(all[i].Who))]
	}
	return all
}

func (v Viewer) bundleFacts(s templates.Subject, tx approval.Transaction) []templates.Row {
	rows := []templates.Row{
		{Label: v.T("label.reference"), Text: s.Reference, Dir: "ltr"},
		{Label: v.T("label.code"), Text: s.Code, Dir: "ltr"},
		{Label: v.T("label.digest"), Text: tx.Digest.String(), Dir: "ltr"},
		{Label: v.T("timeline.version"), Text: strconv.Itoa(tx.Version), Dir: "ltr"},
		{Label: v.T("dispute.created"), Text: StaffTime(tx.CreatedAt), Dir: "ltr"},
		{Label: v.T("timeline.expires"), Text: StaffTime(tx.ExpiresAt), Dir: "ltr"},
	}
	if tx.State == approval.Confirmed {
		rows = append(rows,
			templates.Row{Label: v.T("receipt.how"), Text: v.T("receipt.by_face"), Dir: "auto"},
			templates.Row{Label: v.T("receipt.when"), Text: StaffTime(tx.ConfirmedAt), Dir: "ltr"})
	}
	return rows
}

// bundleWho is the customer: as the receipt names them, or masked, and why.
func (v Viewer) bundleWho(p *templates.BundlePage, e receipt.Evidence) error {
	p.Who = []templates.Row{{Label: v.T("person.person_number"), Text: string(e.Transaction.PersonID), Dir: "ltr"}}
	if e.Receipt == nil {
		p.Who = append(p.Who, v.identityRows(e.Person.Identity)...)
		p.WhoNotes = []string{v.T("dispute.masked")}
		switch {
		case e.Follows:
			p.WhoNotes = append(p.WhoNotes, v.T("dispute.receipt_follows"))
		case e.Withheld:
			p.WhoNotes = append(p.WhoNotes, v.T("dispute.receipt_withheld"))
		}
		return nil
	}
	var who approval.Result
	if err := json.Unmarshal(e.Receipt.Result.Text, &who); err != nil {
		return fmt.Errorf("read the result of a receipt: %w", err)
	}
	p.Who = append(p.Who, nonEmpty(
		templates.Row{Label: v.T("profile.name_en"), Text: who.Name.EN, Dir: "auto"},
		templates.Row{Label: v.T("profile.name_ar"), Text: who.Name.AR, Dir: "auto"},
		templates.Row{Label: v.T("identifier.emirates_id"), Text: who.Identifier, Dir: "ltr"},
	)...)
	p.WhoNotes = []string{v.T("dispute.in_receipt")}
	return nil
}

// bundleProof is the proof in words.
func (v Viewer) bundleProof(p *templates.BundlePage, e receipt.Evidence) error {
	if len(e.Proofs.Checkpoint) == 0 {
		p.ProofTexts = []string{v.T("dispute.no_log")}
		return nil
	}
	c, witnesses, err := receipt.ReadCheckpoint(e.Proofs.Checkpoint)
	if err != nil {
		return err
	}
	p.ProofTexts = []string{v.T("dispute.proof_text")}
	if missing := len(e.Lines) - len(e.Proofs.Of); missing > 0 {
		p.ProofTexts = append(p.ProofTexts, v.T("dispute.not_covered", "events", i18n.N(v.lang(), "count.events", missing)))
	}
	p.Proof = []templates.Row{
		{Label: v.T("receipt.log"), Text: c.Origin, Dir: "ltr"},
		{Label: v.T("dispute.size"), Text: strconv.FormatInt(c.Size, 10), Dir: "ltr"},
		{Label: v.T("dispute.proven"), Text: strconv.Itoa(len(e.Proofs.Of)), Dir: "ltr"},
	}
	if proof, ok := e.Proofs.Of[e.Confirmation()]; ok {
		entry := v.T("receipt.entry_of", "index", strconv.FormatInt(proof.Index, 10), "size", strconv.FormatInt(c.Size, 10))
		p.Proof = append(p.Proof, templates.Row{Label: v.T("receipt.entry"), Text: entry, Dir: "auto"})
	}
	p.Proof = append(p.Proof, templates.Row{Label: v.T("receipt.witnesses"), Text: v.cosigned(witnesses), Dir: "auto"})
	return nil
}
