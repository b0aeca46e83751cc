package ledgertest

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Where a standby was declared, a portal is ready while one acknowledges. It tells a
// database that cannot commit from one that does not answer.
func TestReadinessTellsBlockedFromDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1)
	b := w.Browser("en", 0)
	for _, step := range []struct {
		do   func()
		want string
	}{
		{func() {}, "200 ready"},
		{w.pair.Stream.Cut, "503 not ready: writes would block"},
		{w.pair.Stream.Mend, "200 ready"},
		{w.wire.Cut, "503 not ready"},
		{w.wire.Mend, "200 ready"},
		{func() {
			w.pair.On(w.pair.Primary, `alter system reset synchronous_standby_names`, `select pg_reload_conf()`)
		}, "503 not ready"},
	} {
		step.do()
		said := ""
		for over := time.Now().Add(time.Minute); said != step.want && time.Now().Before(over); {
			p := b.Get("/readyz")
			first, _, _ := strings.Cut(p.Body, "\n")
			said = fmt.Sprint(p.Status, " ", first)
		}
		if said != step.want {
			t.Errorf("%q, want %q", said, step.want)
		}
	}
}
