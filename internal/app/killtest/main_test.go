// Package killtest kills the portal. The real program runs as a child process between a
// wire to PostgreSQL and a gate before the simulator of UAE PASS, customers use it, and
// it dies by SIGKILL at one message to the database or one request to UAE PASS, before
// that arrives or after it was carried out. Then it is started again, the customers
// come back, and everything that anybody ever saw must be consistent with the record:
//
//   - the invariants of package postgres hold, and nothing is left in an exchange;
//   - no code was exchanged twice, and none that came without the cookie of its attempt;
//   - behind each confirmation stand a token and a profile of the enrolled person, in
//     this order;
//   - who was shown "confirmed" finds it confirmed for ever, and who was shown "not
//     confirmed" does not find it confirmed by that attempt later;
//   - everybody can go on to a confirmation by what their pages offer: in the same browser,
//     in another one, or after its cookies were lost.
//
// The other tests cut the database off the portal at the same places, without killing
// it, and let one replica take over what another left behind. The rows that they
// name are those of the table of faults in internal/app.
//
//	go test ./internal/app/killtest -v                                 a sample
//	go test ./internal/app/killtest -v -kills 4000 -timeout 2h         much more
//	go test ./internal/app/killtest -v -kills 300 -seed 1771674125     the places of an earlier run
//
// The seed decides who does what and where the portal is killed. Which of several
// customers is first remains the scheduler's choice.
package killtest

import (
	"flag"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/postgres/postgrestest"
)

var (
	kills = flag.Int("kills", 0, "how often to kill the portal; 0: 300, or 60 with -short")
	seed  = flag.Int64("seed", 0, "of an earlier run; 0: another one each time")
)

func TestMain(m *testing.M) {
	flag.Parse()
	if *seed == 0 {
		*seed = time.Now().Unix()
	}
	postgrestest.Main(m, apptest.PortalProgram.Remove)
}
