package auditlog_test

import (
	"errors"
	"log/slog"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/postgres/auditlog"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/postgres/sequencer"
	"takeed/internal/receipt"
	"takeed/internal/translog"
)

var forComplaint = audit.RevealReason{Purpose: audit.ForComplaint, Case: "CRM-1"}

// evidence is that of a confirmed transaction, whose events are in the log.
func (w world) evidence() (*auditlog.Evidence, approval.ID) {
	w.Helper()
	p, session := w.somebody()
	id := w.confirmed(p, session)
	secret, _, err := translog.GenerateKey("portal.example.ae/log")
	w.must(err)
	keys, err := translog.ParseKeys(secret, "portal.example.ae/log")
	w.must(err)
	log := sequencer.New(w.db, sequencer.Config{Keys: keys, Log: slog.New(slog.DiscardHandler)})
	for w.count(`select count(*) from audit_events where id > coalesce((select max(event_id) from log_leaves), 0)`) > 0 {
		_, err := log.Round(w.Context())
		w.must(err)
	}
	return w.log.With(log), id
}

// Whoever cannot be recorded is given nothing, and no proof is given of nothing.
func TestNobodySavesUnrecorded(t *testing.T) {
	w := newWorld(t)
	e, id := w.evidence()
	w.must(postgrestest.Exec(t.Context(), w.database.Owner, `revoke insert on audit_events from takeed_app`))
	if text, err := e.Proof(t.Context(), 1, auditor); err == nil {
		t.Errorf("a proof: %q", text)
	}
	if r, err := e.Receipt(t.Context(), id, forComplaint, auditor); err == nil || len(r.Document) > 0 {
		t.Errorf("a receipt: %s, %v", r.Document, err)
	}
	if _, err := e.StartBundle(t.Context(), id, nil, noMask, auditor); err == nil {
		t.Error("a bundle")
	}
}

// A reason is checked here, too, whatever a page forgets.
func TestAReceiptNeedsAReason(t *testing.T) {
	w := newWorld(t)
	e, id := w.evidence()
	bad := audit.RevealReason{Purpose: audit.ForComplaint, Case: "0501234567"}
	if _, err := e.Receipt(t.Context(), id, bad, auditor); !errors.Is(err, audit.ErrCasePersonal) {
		t.Error(err)
	}
	if _, err := e.StartBundle(t.Context(), id, &bad, noMask, auditor); !errors.Is(err, audit.ErrCasePersonal) {
		t.Error(err)
	}
	if n := len(w.looks(approval.EventIdentifierRevealed)) + len(w.looks(approval.EventExportStarted)); n != 0 {
		t.Errorf("%d are recorded", n)
	}
}

// The log tells a bundle that left from one that broke off, and what it was about.
func TestHowABundleLeftIsRecorded(t *testing.T) {
	w := newWorld(t)
	e, id := w.evidence()
	broken := errors.New("the reader is gone")
	for _, broke := range []error{nil, broken} {
		v, err := e.StartBundle(t.Context(), id, &forComplaint, noMask, auditor)
		w.must(err)
		if v.Receipt == nil || v.Withheld || len(v.Proofs.Of) != len(v.Lines) || len(v.Lines) != 5 {
			t.Fatalf("%+v", v)
		}
		m := v.Manifest
		m.SHA256 = "abc"
		if err := v.Ended(t.Context(), m, broke); !errors.Is(err, broke) {
			t.Errorf("%v", err)
		}
	}
	for code, n := range map[approval.EventCode]int{"export_started": 2, "export_finished": 1, "export_stopped": 1, "identifier_revealed": 2} {
		looks := w.looks(code)
		if len(looks) != n || looks[0]["person"] == "" {
			t.Errorf("%s is recorded as %v", code, looks)
		}
	}
	if finished := w.looks(approval.EventExportFinished)[0]; finished["format"] != "bundle" || finished["query"] != "transaction:"+string(id) || finished["sha256"] != "abc" {
		t.Errorf("%v", finished)
	}
	if _, err := e.StartBundle(t.Context(), approval.NewID(), nil, noMask, auditor); !errors.Is(err, approval.ErrNotFound) {
		t.Errorf("of no transaction: %v", err)
	}
	w.noViolations()
}

// Where there is no transparency log there is nothing to prove, and a bundle has the rest.
func TestWithoutALogThereIsABundle(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	id := w.confirmed(p, session)
	e := w.log.With(nil)
	if covered, err := e.Covered(t.Context(), 1); err != nil || covered {
		t.Errorf("%v, %v", covered, err)
	}
	if _, err := e.Proof(t.Context(), 1, auditor); !errors.Is(err, approval.ErrNotFound) {
		t.Error(err)
	}
	if _, err := e.Receipt(t.Context(), id, forComplaint, auditor); !errors.Is(err, approval.ErrNotFound) {
		t.Error(err)
	}
	v, err := e.StartBundle(t.Context(), id, &forComplaint, noMask, auditor)
	if err != nil || len(v.Lines) != 5 || v.Receipt != nil || len(v.Proofs.Checkpoint) != 0 || v.Person.Identity.NameEN != p.Identity.NameEN {
		t.Errorf("%+v, %v", v, err)
	}
	if n := len(w.looks(approval.EventIdentifierRevealed)); n != 0 {
		t.Error("a name is said to have been shown")
	}
}

// A confirmation whose proof is not there yet has a bundle without a receipt, that says so.
func TestABundleDoesNotWaitForItsProofs(t *testing.T) {
	w := newWorld(t)
	e, _ := w.evidence()
	p, session := w.somebody()
	id := w.confirmed(p, session)
	v, err := e.StartBundle(t.Context(), id, &forComplaint, noMask, auditor)
	if err != nil || !v.Follows || v.Receipt != nil || len(v.Proofs.Of) != 0 {
		t.Errorf("%+v, %v", v, err)
	}
	if _, err := e.Proof(t.Context(), v.Lines[0].Number, auditor); !errors.Is(err, receipt.ErrFollows) {
		t.Error(err)
	}
}
