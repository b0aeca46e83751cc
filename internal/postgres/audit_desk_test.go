package postgres_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

func masked(i approval.Identity) approval.Identity {
	if i.NameEN != "" {
		i.NameEN = "***"
	}
	return i
}

func (p *past) desk(now time.Time) audit.Desk {
	p.Helper()
	d, err := p.log.Desk(p.Context(), now, approval.ID(strings.TrimPrefix(string(auditor.Actor), "staff:")), masked)
	p.must(err)
	return d
}

// Every number is that of its list, on the day itself and on each day before.
func TestADeskCountsWhatItsQueriesFind(t *testing.T) {
	p := newPast(t, 15_000)
	now := p.lines[0].At.Add(time.Second)
	all := int64(0)
	for _, at := range []time.Time{now, now.Add(-3 * time.Hour), now.AddDate(0, 0, -20).Add(-4 * time.Hour), now.AddDate(0, 0, -57)} {
		d := p.desk(at)
		if len(d.Signs) != len(audit.Signs) {
			t.Fatalf("%d signs", len(d.Signs))
		}
		for _, s := range d.Signs {
			q := s.Query
			days := min(audit.SignDays, int(s.Query.After.At.Sub(p.lines[len(p.lines)-1].At)/(24*time.Hour)))
			if len(s.Before) != days {
				t.Errorf("%s at %s: %d days before are known, want %d", s.Name, at, len(s.Before), days)
			}
			for day, n := range append([]int64{s.Now}, s.Before...) {
				back := -time.Duration(day) * 24 * time.Hour
				q.After, q.Before = audit.At(s.Query.After.At.Add(back)), audit.At(s.Query.Before.At.Add(back))
				if want := int64(len(p.expected(q, time.Now()))); n != want {
					t.Errorf("%s at %s, %d days before: %d, want %d", s.Name, at, day, n, want)
				}
				all += n
			}
		}
	}
	if all < 20 {
		t.Errorf("only %d events were counted", all)
	}
}

func TestADeskHasTheLatestIncidents(t *testing.T) {
	p := newPast(t, 15_000)
	found := 0
	for week := range 8 {
		now := p.lines[0].At.Add(time.Second).AddDate(0, 0, -7*week)
		var want, got []int64
		for _, l := range p.lines {
			if slices.Contains(audit.Incidents, l.Code) && l.At.After(now.AddDate(0, 0, -audit.IncidentDays)) && l.At.Before(now) && len(want) < 8 {
				want = append(want, l.ID)
			}
		}
		for _, l := range p.desk(now).Incidents {
			got = append(got, l.ID)
		}
		if found += len(got); !slices.Equal(got, want) {
			t.Errorf("incidents %v, want %v", got, want)
		}
	}
	if found < 5 {
		t.Errorf("%d incidents", found)
	}
}

// A log that has just begun knows no usual number, and does not make one up.
func TestADeskOfAnEmptyLog(t *testing.T) {
	w := newWorld(t)
	d, err := w.db.AuditLog().Desk(t.Context(), time.Now(), approval.NewID(), masked)
	w.must(err)
	for _, s := range d.Signs {
		if _, _, known := s.Usual(); s.Now != 0 || known || s.StandsOut() {
			t.Errorf("%s: %+v", s.Name, s)
		}
	}
	if len(d.Incidents)+len(d.Opened) != 0 {
		t.Errorf("%+v", d)
	}
}

// What somebody opened is there once, newest first, masked; what others opened is not.
func TestADeskHasWhatItsOwnerOpened(t *testing.T) {
	p := newPast(t, 2000)
	var people, transactions []approval.ID
	for _, l := range p.lines {
		person, _ := approval.ParseID(strings.TrimPrefix(string(l.Actor), "customer:"))
		if person != "" && len(people) < 3 && !slices.Contains(people, person) {
			people = append(people, person)
		}
		if l.Code == approval.EventTransactionConfirmed && len(transactions) < 5 {
			transactions = append(transactions, l.Transaction)
		}
	}
	look := func(transaction, person approval.ID, by approval.Source) approval.ID {
		if transaction != "" {
			_, err := p.log.Timeline(t.Context(), transaction, by)
			p.must(err)
			return transaction
		}
		_, err := p.log.Person(t.Context(), person, masked, by)
		p.must(err)
		return person
	}
	other := approval.Source{Actor: approval.Staff(approval.NewID()), Origin: origin}
	var want []approval.ID
	for i := range 5 {
		want = append(want, look(transactions[i], "", auditor))
		look("", people[2], other)
		if i < 2 {
			want = append(want, look("", people[i], auditor))
		}
	}
	again := look(want[4], "", auditor)
	want = append(slices.Delete(want, 4, 5), again)
	slices.Reverse(want)
	var got []approval.ID
	for _, o := range p.desk(time.Now()).Opened {
		if o.Transaction != "" {
			if got = append(got, o.Transaction); o.Kind == "" || o.Identity != (approval.Identity{}) {
				t.Errorf("%+v", o)
			}
			continue
		}
		if got = append(got, o.Person); o.Identity.NameEN != "***" {
			t.Errorf("%+v", o)
		}
	}
	if !slices.Equal(got, want[:6]) {
		t.Errorf("opened %v, want %v", got, want[:6])
	}
}

// What the lists call people is found when it is pasted.
func TestAShortNumberFindsItsOwner(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	entered, _ := w.staffEntered(worker("noura", approval.Operator))
	member := entered.ID
	for text, want := range map[string]string{
		p.ID.PersonNumber():                        "person:" + string(p.ID),
		" " + strings.ToLower(p.ID.PersonNumber()): "person:" + string(p.ID),
		member.StaffNumber():                       "operator:" + string(member),
		"P-FFFFFFFF":                               "",
		p.ID.PersonNumber() + "0":                  "",
	} {
		pasted, ok := audit.Detect(text)
		if !ok {
			t.Errorf("%q is nothing", text)
			continue
		}
		q, err := w.db.AuditLog().Resolve(t.Context(), pasted, auditor)
		if q.String() != want || (want == "") != (err != nil) {
			t.Errorf("%q finds %q, %v; want %q", text, q, err, want)
		}
	}
}
