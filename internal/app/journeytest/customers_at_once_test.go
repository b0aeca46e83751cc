package journeytest

import (
	"strings"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/simulator"
)

// Forty people look at their pages at the same time. Each sees their own, and UAE PASS
// is asked about each of them anew.
//
//takeed:race
func TestManyAtOnceSeeTheirOwn(t *testing.T) {
	t.Parallel()
	const people = 40
	w := open(t, crowded(people), twoReplicas)
	all := crowd(t, w, people)
	asked := identities(w)
	payee := func(i int) string { return "Payee Number " + string(rune('A'+i/26)) + string(rune('A'+i%26)) + " End" }
	atOnce(people, func(i int) {
		c := all[i]
		page, callback, err := c.beginsWith(payee(i))
		if err == nil {
			_, err = c.comesBack(callback)
		}
		for _, path := range []string{"/" + c.Lang + "/transactions", page, "/" + c.Lang + "/"} {
			var p *apptest.Page
			if err == nil {
				p, err = c.On(i % 2).Try(path)
			}
			if err != nil {
				t.Errorf("person %d: %v", i, err)
				return
			}
			if said := textOf(p); !strings.Contains(said, payee(i)) || strings.Count(said, "Payee Number") != strings.Count(said, payee(i)) {
				t.Errorf("person %d sees %s: %s", i, path, said)
			}
		}
	})
	if n := rows(w, "transactions where state = 'confirmed'"); n != people || identities(w)-asked != people {
		t.Errorf("%d confirmations, %d identities asked for", n, identities(w)-asked)
	}
}

// identities counts the requests at the userinfo endpoint of UAE PASS.
func identities(w *apptest.World) int {
	n := 0
	for _, e := range w.Simulator.Journal() {
		if e.Endpoint == simulator.AtUserinfo {
			n++
		}
	}
	return n
}
