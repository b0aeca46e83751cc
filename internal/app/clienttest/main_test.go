// Package clienttest has clients call the API over HTTP while portals die. The real program
// runs as child processes, each behind a wire to PostgreSQL, all behind a gate that a client
// knows as the portal. A portal dies by SIGKILL, a session of the database is ended, or an
// answer is lost on its way, in particular between a commit and its answer. What must hold:
//
//   - of what was confirmed, one execution passes, and whoever asks later learns which;
//   - the sample core pays once, whatever died, and never what was not confirmed;
//   - a call that is repeated with its key has one effect, and what was acknowledged is there;
//   - whatever is called at once, and whatever breaks, the answers are those of one register for
//     each transaction (porcupine);
//   - an event reaches each endpoint, those of one transaction in order, and a repetition is the
//     same to the byte; an endpoint that is dead costs the others nothing.
//
// The people are played by the store: they open their link and confirm. The files:
//
//	main      the flags
//	world     portals that die, the gate, people
//	strike    what dies, and when
//	consume   a hundred at once
//	model     the register
//	history   many calls at once while portals die, and what porcupine says of them
//	core      the sample core, and what it paid
//	killed    something dies between commit and answer of consume, and of create
//	receiver  endpoints: good, failing, dead and refusing
//	hooks     events on their way to them while portals die
//
// A sample of each runs in CI; more takes longer:
//
//	go test ./internal/app/clienttest -v -run Killed -kills 500 -timeout 1h
//	go test ./internal/app/clienttest -v -run Hooks -events 10000 -deaths 50 -timeout 1h
//	go test ./internal/app/clienttest -v -run Histor -calls 5000
package clienttest

import (
	"flag"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/postgres/postgrestest"
)

var (
	kills  = flag.Int("kills", 12, "how often something dies at a consume, and at a create")
	events = flag.Int("events", 250, "how many events there are for webhooks")
	deaths = flag.Int("deaths", 3, "how many portals die while those are sent")
	calls  = flag.Int("calls", 400, "how many calls there are in a history")
)

func TestMain(m *testing.M) {
	flag.Parse()
	postgrestest.Main(m, apptest.PortalProgram.Remove)
}
