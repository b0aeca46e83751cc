package approval

import "time"

// Limit names one of the limits, as it appears in audit events and in PORTAL_LIMITS.
type Limit string

const (
	LimitAttempts     Limit = "attempts_per_transaction"
	LimitMismatches   Limit = "mismatches_per_day"
	LimitStarts       Limit = "starts_per_10_minutes"
	LimitStartsDay    Limit = "starts_per_day"
	LimitOpen         Limit = "open_transactions"
	LimitCreated      Limit = "transactions_per_day"
	LimitAddress      Limit = "starts_per_address"
	LimitNetwork      Limit = "starts_per_network"
	LimitStaffAddress Limit = "staff_starts_per_address"
)

// Limits say how often one person may try. They are checked on counts that were
// taken under a lock on the person, so they hold over any number of replicas.
//
// The last three count by client address, over ten minutes, and are approximate: a start
// does not wait for another's to be counted, so starts at the same moment may pass together.
// Starts that ended well do not count. Sign-ins and confirmations are counted apart, and so
// are customers and staff.
type Limits struct {
	Attempts     int // per transaction
	Mismatches   int // wrong-person results per person and day; then confirming is blocked
	Starts       int // attempts started per person in ten minutes
	StartsDay    int // attempts started per person and day
	Open         int // pending transactions per person
	Created      int // transactions per person and day
	Address      int // attempts started, or customer sign-ins begun, from an IPv4 address or an IPv6 /64
	Network      int // the same from an IPv6 /48: one site has 65,536 networks of /64 to count by
	StaffAddress int // staff sign-ins begun from an address, including those that ended well
}

// DefaultLimits are the limits of the product. Five mismatches is the most that
// PSD2 RTS (2018/389, article 4) allows before a block. A mobile network puts thousands of
// customers behind one address: two thousand an hour, none of whom finishes, begin 333
// times in ten minutes.
var DefaultLimits = Limits{
	Attempts: 3, Mismatches: 5, Starts: 5, StartsDay: 20, Open: 20, Created: 200,
	Address: 1000, Network: 4000, StaffAddress: 600,
}

// OrDefault replaces each limit that is zero by its default.
func (l Limits) OrDefault() Limits {
	for _, row := range LimitTable {
		if of := row.Of(&l); *of == 0 {
			*of = *row.Of(&DefaultLimits)
		}
	}
	return l
}

// LimitRow is what there is to know about one limit as a setting.
type LimitRow struct {
	Name Limit
	Of   func(*Limits) *int
	Most int // the highest value that can be set
	Safe int // the highest that production accepts: more would limit nothing, or break the rules
}

// LimitTable has a row for each field of Limits.
//
// Production takes no more than five mismatches a day and five attempts per transaction:
// PSD2 RTS (2018/389, article 4) blocks after five failed attempts. Starts of a person
// make a phone ring, so twenty in ten minutes is where that becomes harassment. The rest
// bounds what one person or address can fill.
var LimitTable = []LimitRow{
	{LimitAttempts, func(l *Limits) *int { return &l.Attempts }, 1000, 5},
	{LimitMismatches, func(l *Limits) *int { return &l.Mismatches }, 1000, 5},
	{LimitStarts, func(l *Limits) *int { return &l.Starts }, 1000, 20},
	{LimitStartsDay, func(l *Limits) *int { return &l.StartsDay }, 10_000, 200},
	{LimitOpen, func(l *Limits) *int { return &l.Open }, 10_000, 1000},
	{LimitCreated, func(l *Limits) *int { return &l.Created }, 100_000, 10_000},
	{LimitAddress, func(l *Limits) *int { return &l.Address }, 1_000_000, 100_000},
	{LimitNetwork, func(l *Limits) *int { return &l.Network }, 1_000_000, 400_000},
	{LimitStaffAddress, func(l *Limits) *int { return &l.StaffAddress }, 1_000_000, 100_000},
}

// Tally counts events in one sliding window and remembers the oldest, which is the
// one that leaves the window first.
type Tally struct {
	Count  int
	Oldest time.Time
}

// Counts is what a person did recently.
type Counts struct {
	Attempts   int   // on the transaction in question
	Mismatches Tally // in 24 hours
	Starts     Tally // in 10 minutes
	StartsDay  Tally // in 24 hours
	Open       int
	Created    Tally // in 24 hours
	From       Neighbours
}

// Neighbours is what was started in ten minutes from the caller's address and network, by
// anybody, and has not ended well.
type Neighbours struct {
	Address Tally
	Network Tally // nothing if the address is IPv4
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
	return l.AllowAddress(c.From)
}

// AllowAddress refuses a customer whose address or network started too much recently,
// whichever customers did.
func (l Limits) AllowAddress(n Neighbours) error { return l.mayCome(n, LimitAddress, l.Address) }

// AllowStaffAddress is the same for the staff.
func (l Limits) AllowStaffAddress(n Neighbours) error {
	return l.mayCome(n, LimitStaffAddress, l.StaffAddress)
}

func (l Limits) mayCome(n Neighbours, name Limit, most int) error {
	switch {
	case n.Address.Count >= most:
		return &TooMany{name, n.Address.Oldest.Add(StartsWindow)}
	case n.Network.Count >= l.Network:
		return &TooMany{LimitNetwork, n.Network.Oldest.Add(StartsWindow)}
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
