// Package ledgertest runs portals on a primary and a standby that every commit waits for,
// breaks one from the other, lets the standby take over, and looks whether anything that
// anybody was told has gone.
//
// Its clients keep a ledger of everything that the portals tell them while something is
// broken: pages, redirects, the JSON of a status, receipts, lists, and what the staff
// read; of confirmations, of cancellations, of what was asked for, and of single events.
// Each entry must be true of the new primary.
//
//	go test ./internal/app/ledgertest -v                a sample
//	go test ./internal/app/ledgertest -v -faults 60     much more
package ledgertest

import (
	"flag"
	"testing"

	"takeed/internal/postgres/postgrestest"
)

var faults = flag.Int("faults", 0, "how many faults; 0: four, or two with -short")

func TestMain(m *testing.M) {
	flag.Parse()
	postgrestest.Main(m)
}
