package gallery

import (
	"errors"
	"slices"

	"github.com/a-h/templ"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/office"
	"takeed/internal/receipt"
	"takeed/internal/translog"
	"takeed/templates"
	"takeed/web/view"
)

// evidence is what the staff save of a transaction for a dispute, by who may save what, and
// the page of the archive.
func evidence() []Entry {
	return []Entry{
		offer("timeline-auditor", "auditor", view.Offer{Archive: true, Receipt: true}, nil),
		offer("timeline-admin", "admin", view.Offer{Archive: true}, nil),
		offer("timeline-proof-follows", "operator", view.Offer{Follows: true}, nil),
		offer("timeline-reason-wrong", "operator", view.Offer{Receipt: true}, audit.ErrPurpose),
		offer("timeline-case-wrong", "auditor", view.Offer{Archive: true, Receipt: true}, audit.ErrCase),
		bundle("bundle", func(*receipt.Evidence) {}),
		bundle("bundle-withheld", func(e *receipt.Evidence) {
			e.Receipt, e.Withheld, e.Reads = nil, true, nil
			delete(e.Proofs.Of, e.Lines[len(e.Lines)-1].Number)
		}),
		bundle("bundle-follows", func(e *receipt.Evidence) { e.Receipt, e.Follows, e.Proofs = nil, true, receipt.Proofs{} }),
		bundle("bundle-untried", func(e *receipt.Evidence) {
			e.Timeline = timeline(kind("disclosure"), longest, approval.Expired)
			e.Lines, e.Attempts, e.Receipt = e.Lines[:1], nil, nil
		}),
	}
}

func offer(name, role string, o view.Offer, fault error) Entry {
	return entry(name, func(s screen) templ.Component {
		p := s.Timeline(s.office(employee, role), timeline(kind("transfer"), usual, approval.Confirmed))
		s.Offer(&p, transactionID, o)
		if fault != nil {
			s.ReasonFault(&p.Page, &p.Reason, fault, "", "")
		}
		return templates.Timeline(p)
	})
}

func bundle(name string, change func(*receipt.Evidence)) Entry {
	return entry(name, func(s screen) templ.Component {
		e := proven()
		change(&e)
		p, err := s.Bundle(s.office(employee, "auditor"), e, "https://portal.example.ae")
		must(err)
		return templates.Bundle(p)
	})
}

// proven is a transaction whose every event is in the log.
func proven() receipt.Evidence {
	e := receipt.Evidence{Timeline: timeline(kind("transfer"), usual, approval.Confirmed), Proofs: receipt.Proofs{Of: map[int64]translog.Proof{}}}
	e.Person = audit.Dossier{Person: personID, Identity: office.Mask(customer(name).Identity)}
	e.Reads = []audit.Line{readEvent(19_806, readerID), readEvent(19_805, staffID)}
	e.Receipt = proved(e.Transaction, name).Receipt
	e.Proofs.Checkpoint = e.Receipt.Proof.Note
	for i, l := range slices.All(e.Lines) {
		e.Proofs.Of[l.Number] = translog.Proof{Index: e.Receipt.Proof.Index - int64(len(e.Lines)-i), Note: e.Receipt.Proof.Note}
	}
	return e
}

// logs are the states of the transparency log.
func logs() []Entry {
	stopped := func(s *office.LogState, why string) {
		s.StoppedBy, s.Stopped = why, "the transparency log has stopped: "+why
	}
	return []Entry{
		logEntry("log", func(*office.LogState) {}, nil),
		logEntry("log-late", func(s *office.LogState) { s.Lag, s.Oldest = 18_204, now.Add(-11*60*1e9) }, nil),
		logEntry("log-silent", func(s *office.LogState) { s.BeatAt = now.Add(-11 * 60 * 1e9) }, nil),
		logEntry("log-stopped", func(s *office.LogState) { stopped(s, "smaller") }, nil),
		logEntry("log-every-answer", everyAnswer, func(s screen, p *templates.LogPage) {
			for _, why := range []string{"smaller", "diverged", "corrupt", "unreadable", "no_file", "other_server", "unknown"} {
				p.Note.Lines = append(p.Note.Lines, s.T("stopped."+why))
			}
		}),
		logEntry("log-new", func(s *office.LogState) { *s = office.LogState{Origin: s.Origin, Keys: s.Keys, Epoch: 1} }, nil),
	}
}

func everyAnswer(s *office.LogState) {
	s.StoppedBy, s.Witnesses = "diverged", nil
	for _, why := range []string{"", "silent", "busy", "ahead", "refused", "unknown_log", "unknown_key", "wrong_clock", "unusable", "no_proof"} {
		s.Witnesses = append(s.Witnesses, office.WitnessState{Name: "witness-" + why, Answered: true, Reason: why, At: now.Add(-5e9)})
	}
}

func logEntry(name string, change func(*office.LogState), then func(screen, *templates.LogPage)) Entry {
	return entry(name, func(s screen) templ.Component {
		const origin = "portal.example.ae/log"
		_, public, err1 := translog.GenerateKey(origin)
		_, older, err2 := translog.GenerateKey(origin)
		must(errors.Join(err1, err2))
		state := office.LogState{
			Origin: origin, Keys: []string{public, older}, Size: 20_852_170, Signed: 20_852_168, Epoch: 1, Lag: 2, Oldest: now.Add(-4e8), SignedAt: now.Add(-8e8), Cosignatures: 1,
			Witnesses: []office.WitnessState{{Name: "audit", Answered: true, At: now.Add(-7e8)}, {Name: "firm", Answered: true, Reason: "silent", At: now.Add(-2e9)}, {Name: "sister"}},
		}
		change(&state)
		p := s.Log(s.office(employee, "admin"), state)
		if then != nil {
			then(s, &p)
		}
		return templates.Log(p)
	})
}
