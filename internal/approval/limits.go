package approval

import "time"

// Limit names one of the limits, as it appears in audit events.
type Limit string

const (
	LimitAttempts   Limit = "attempts_per_transaction"
	LimitMismatches Limit = "mismatches_per_day"
	LimitStarts     Limit = "starts_per_10_minutes"
	LimitStartsDay  Limit = "starts_per_day"
	LimitOpen       Limit = "open_transactions"
	LimitCreated    Limit = "transactions_per_day"
	LimitAddress    Limit = "starts_per_address"
)

// Limits say how often one person may try. They are checked on counts that were
// taken under a lock on the person, so they hold over any number of replicas.
type Limits struct {
	Attempts   int // per transaction
	Mismatches int // wrong-person results per person and day; then confirming is blocked
	Starts     int // attempts started per person in ten minutes
	StartsDay  int // attempts started per person and day
	Open       int // pending transactions per person
	Created    int // transactions per person and day
	Address    int // attempts started, and sign-ins, per address in ten minutes; many people may share one
}

// DefaultLimits are the limits of the product. Five mismatches is the most that
// PSD2 RTS (2018/389, article 4) allows before a block.
var DefaultLimits = Limits{Attempts: 3, Mismatches: 5, Starts: 5, StartsDay: 20, Open: 20, Created: 200, Address: 100}

// Tally counts events in one sliding window and remembers the oldest, which is the
// one that leaves the window first.
type Tally struct {
	Count  int
	Oldest time.Time
}

// Counts is what a person did lately.
type Counts struct {
	Attempts   int   // on the transaction in question
	Mismatches Tally // in 24 hours
	Starts     Tally // in 10 minutes
	StartsDay  Tally // in 24 hours
	Open       int
	Created    Tally // in 24 hours
	Address    Tally // from the same address, by anybody, in 10 minutes
}

// The windows of the tallies.
const (
	StartsWindow = 10 * time.Minute
	DayWindow    = 24 * time.Hour
)

// MayStart refuses another attempt when a limit is reached.
func (l Limits) MayStart(c Counts) error {
	switch {
	case c.Mismatches.Count >= l.Mismatches:
		return &TooMany{LimitMismatches, c.Mismatches.Oldest.Add(DayWindow)}
	case c.Attempts >= l.Attempts:
		return &TooMany{Limit: LimitAttempts}
	case c.StartsDay.Count >= l.StartsDay:
		return &TooMany{LimitStartsDay, c.StartsDay.Oldest.Add(DayWindow)}
	case c.Starts.Count >= l.Starts:
		return &TooMany{LimitStarts, c.Starts.Oldest.Add(StartsWindow)}
	}
	return l.MayCome(c.Address)
}

// MayCome refuses an address from which too much was started lately, by whomever.
func (l Limits) MayCome(address Tally) error {
	if address.Count >= l.Address {
		return &TooMany{LimitAddress, address.Oldest.Add(StartsWindow)}
	}
	return nil
}

// MayCreate refuses another transaction when a limit is reached.
func (l Limits) MayCreate(c Counts) error {
	switch {
	case c.Open >= l.Open:
		return &TooMany{Limit: LimitOpen}
	case c.Created.Count >= l.Created:
		return &TooMany{LimitCreated, c.Created.Oldest.Add(DayWindow)}
	}
	return nil
}
