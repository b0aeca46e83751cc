package gallery

import (
	"time"

	"github.com/a-h/templ"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/office"
	"takeed/templates"
)

// desks are the first pages of members of staff: with something wrong, with nothing wrong,
// and of a portal without a past.
func desks() []Entry {
	return []Entry{
		entry("office", func(s screen) templ.Component {
			return templates.StaffHome(s.Desk(s.operator(), busy(), saved()))
		}),
		entry("office-auditor", func(s screen) templ.Component {
			return templates.StaffHome(s.Desk(s.branded(s.office(longName, "auditor")), audit.Desk{Signs: signs(nil)}, nil))
		}),
		alarmed("office-log-stopped", func(s *office.LogState) { s.StoppedBy = "smaller" }),
		alarmed("office-log-silent", func(s *office.LogState) { s.BeatAt = now.Add(-11 * time.Minute) }),
		alarmed("office-log-late", func(s *office.LogState) { s.Lag, s.Oldest = 18_204, now.Add(-11*time.Minute) }),
		entry("office-admin", func(s screen) templ.Component {
			var unknown []audit.SignCount
			for _, sign := range audit.Signs {
				unknown = append(unknown, signCount(sign, 0))
			}
			return templates.StaffHome(s.Desk(s.office(mixedName, "admin"), audit.Desk{Signs: unknown}, nil))
		}),
	}
}

// alarmed is a desk that says what is wrong with the transparency log.
func alarmed(name string, change func(*office.LogState)) Entry {
	return entry(name, func(s screen) templ.Component {
		state := office.LogState{BeatAt: now}
		change(&state)
		p := s.Desk(s.office(employee, "operator"), busy(), saved())
		p.Alarms = []templates.Alarm{*s.LogAlarm(state)}
		return templates.StaffHome(p)
	})
}

// busy is a desk with something of everything on it.
func busy() audit.Desk {
	mismatch := line(now.Add(-time.Hour), approval.EventIdentityMismatch, approval.Customer(personID))
	mismatch.Number, mismatch.Transaction = 18_201, transactionID
	return audit.Desk{
		Signs:     signs(map[string]int64{"wrong_person": 3, "callbacks": 31_876}),
		Incidents: append(meanwhile(func(i int) time.Duration { return time.Duration(i*i) * time.Minute }), mismatch),
		Opened: []audit.Visit{
			{At: now.Add(-4 * time.Minute), Transaction: transactionID, Kind: "transfer"},
			{At: now.Add(-11 * time.Minute), Person: personID, Identity: office.Mask(customer(longName).Identity)},
		},
	}
}

// signs returns every sign: those in out stand out, with these counts, and the others do
// not.
func signs(out map[string]int64) []audit.SignCount {
	var all []audit.SignCount
	for _, sign := range audit.Signs {
		if n := out[sign.Name]; n > 0 {
			all = append(all, signCount(sign, n, 0, 1, 0, 0, 0, 1, 0))
		} else {
			all = append(all, signCount(sign, 3, 2, 11, 5, 4, 7, 3, 8))
		}
	}
	return all
}

// signCount is a sign with its numbers: of the last hour, and of each day before.
func signCount(sign audit.Sign, numbers ...int64) audit.SignCount {
	from, to := audit.SignsAt(now)
	return sign.Count(from, to, numbers)
}
