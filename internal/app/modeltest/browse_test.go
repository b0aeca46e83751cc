package modeltest

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"takeed/internal/app/apptest"
	"takeed/internal/postgres/postgrestest"
)

// fault is what hits the replica that serves a step, at one of its messages to the
// database: the database goes away, or the process dies. A dead process answers nobody.
// After the step another process is in its place.
type fault struct {
	kind faultKind
	at   int
	last bool // the message still gets there, and its answer does not get back
}

type faultKind int

const (
	no faultKind = iota
	outage
	death
)

var noFault = fault{}

// longest is more messages than a step needs.
const longest = 60

// fault draws one. The replica that holds an exchange cannot be replaced.
func (s *sequence) fault(t *rapid.T, replica int) fault {
	f := fault{kind: rapid.SampledFrom([]faultKind{no, no, no, no, no, no, outage, death}).Draw(t, "fault")}
	if f.kind != no {
		f.at, f.last = rapid.IntRange(0, longest).Draw(t, "at message"), rapid.Bool().Draw(t, "which gets there")
	}
	if s.held == replica {
		return noFault
	}
	return f
}

// under has a replica do something under a fault, and puts another in its place. When
// it returns, the server has done everything that it was told.
func (s *sequence) under(f fault, replica int, do func()) {
	s.Helper()
	if f.kind == no {
		do()
		return
	}
	s.wires[replica].Judge(f.verdicts())
	do()
	s.wires[replica].Judge(nil)
	s.replace(replica)
}

func (f fault) verdicts() func(postgrestest.Message) postgrestest.Verdict {
	left := f.at
	return func(postgrestest.Message) postgrestest.Verdict {
		left--
		switch {
		case left >= 0:
			return postgrestest.Pass
		case f.last:
			return postgrestest.CutAfter
		}
		return postgrestest.CutBefore
	}
}

func (s *sequence) replace(replica int) {
	s.Helper()
	s.wires[replica].Cut()
	s.wires[replica].Mend()
	s.Restart(replica)
	for _, views := range s.jars {
		views[replica].Client.CloseIdleConnections()
	}
}

// ask sends a request of a browser to a replica, follows where it leads, and returns the
// page; none if the replica died.
func (s *sequence) ask(b, replica int, method, to string, values url.Values, f fault) (page *apptest.Page) {
	s.Helper()
	r := s.jars[b][replica].Request(method, to, values)
	if f.kind == death {
		s.under(f, replica, func() { _, _ = s.twin(b, replica).Send(r) })
		s.m.perhapsSeen(b)
		return nil
	}
	s.under(f, replica, func() { page = s.jars[b][replica].Do(r) })
	s.listen(page)
	if f.kind == outage {
		s.m.perhapsSeen(b)
	} else {
		s.m.seen(b)
	}
	return page
}

// twin is the browser as it is now: what it learns, the browser does not.
func (s *sequence) twin(b, replica int) *apptest.Browser {
	s.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.Fatal(err)
	}
	here := &url.URL{Scheme: "http", Host: strings.TrimPrefix(apptest.Address, "http://"), Path: "/"}
	jar.SetCookies(here, s.jars[b][replica].Client.Jar.Cookies(here))
	twin := s.jars[b][replica].On(replica)
	twin.Client.Jar = jar
	return twin
}

// listen remembers what a page calls confirmed.
func (s *sequence) listen(p *apptest.Page) {
	if t := s.subject(p); t != none && p.Status == http.StatusOK && p.Heading() == s.done[p.Path()[1:3]] {
		s.said[t] = true
	}
}

// subject is the transaction whose page this is.
func (s *sequence) subject(p *apptest.Page) int {
	return slices.IndexFunc(s.m.transactions, func(t transaction) bool { return t.id != "" && t.id == path.Base(p.Path()) })
}

// page is the path of a transaction's page, or of something below it, in the language of
// a browser.
func (s *sequence) page(b, t int, below string) string {
	return "/" + langs[b] + "/transactions/" + s.m.transactions[t].id + below
}

// leads fails unless a request led to this page, whatever its language.
func (s *sequence) leads(p *apptest.Page, status int, to string) {
	s.Helper()
	if p.Status != status || to != "" && p.Path()[3:] != to {
		s.Fatalf("led to %d %s %q, and not to %d %s", p.Status, p.Path(), p.Heading(), status, to)
	}
}
