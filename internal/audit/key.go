package audit

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"takeed/internal/approval"
	"takeed/internal/reading"
)

// Key is what a term is about.
type Key string

// The keys, in the order in which the canonical form has them.
const (
	Event       Key = "event"  // code of an event
	Result      Key = "result" // success, failure, denied: follows from the code
	Actor       Key = "actor"  // kind of actor: customer, staff, client, system, anonymous
	Person      Key = "person" // what a customer did, and what was done about them
	Staff       Key = "staff"  // what a member of staff did
	Client      Key = "client" // what a client of the API did, and what was done about it
	Transaction Key = "transaction"
	Attempt     Key = "attempt"
	Ref         Key = "ref"     // reference of a transaction, TK-XXXXX-XXXXX
	CheckCode   Key = "check"   // code of a transaction, XXXX-XXXX
	Account     Key = "account" // of the transaction: the keyed hash of an IBAN; the search box computes it
	Kind        Key = "kind"    // of the transaction
	Amount      Key = "amount"  // of the transaction, in units of its currency
	Lang        Key = "lang"    // in which the attempt was begun
	Reason      Key = "reason"
	Request     Key = "request" // id of the HTTP request
	CRID        Key = "crid"    // UAE PASS's correlation id
	IP          Key = "ip"
	Number      Key = "number" // number of the event in the whole log
	State       Key = "state"  // the state reached, as the log has it: "confirmed", "attempt:failed"
	Stream      Key = "stream" // the chain that the event belongs to

	after  Key = "after"
	before Key = "before"
)

// trait is what else the values of a key may be.
type trait uint8

const (
	prefixes trait = 1 << iota // "abc*"
	ranges                     // ">5", "5..7"
)

// rules say what a value of each key looks like. normal returns its canonical form, or
// false; beginning does so for what stands before a "*".
var rules = map[Key]struct {
	normal    func(string) (string, bool)
	beginning func(string) (string, bool)
	traits    trait
}{
	Event:       {normal: knownEvent, beginning: eventBeginning, traits: prefixes},
	Result:      {normal: oneOf(string(approval.Success), string(approval.Failure), string(approval.Denied))},
	Actor:       {normal: oneOf(ActorCustomer, ActorStaff, ActorClient, ActorSystem, ActorAnonymous)},
	Person:      {normal: id},
	Staff:       {normal: id},
	Client:      {normal: clientName},
	Transaction: {normal: id},
	Attempt:     {normal: id},
	Ref:         {normal: reading.Reference, beginning: reading.ReferenceBeginning, traits: prefixes},
	CheckCode:   {normal: reading.CheckCode},
	Account:     {normal: matches(account)},
	Kind:        {normal: matches(word)},
	Amount:      {traits: ranges},
	Lang:        {normal: oneOf(string(approval.EN), string(approval.AR))},
	Reason:      {normal: matches(word), beginning: matches(word), traits: prefixes},
	Request:     {normal: name},
	CRID:        {normal: name},
	IP:          {normal: address, beginning: matches(addressBeginning), traits: prefixes},
	Number:      {traits: ranges},
	State:       {normal: matches(statePattern)},
	Stream:      {normal: matches(stream)},
}

// Keys lists every key that a term can have, in canonical order. after and before are not
// among them: they set the period.
var Keys = []Key{Event, Result, Actor, Person, Staff, Client, Transaction, Attempt, Ref, CheckCode, Account, Kind, Amount, Lang, Reason, Request, CRID, IP, Number, State, Stream}

// aliases are names that people know from elsewhere, and the prefixes that the log itself
// prints before a colon, so that its own output is a query. They are read, never written.
var aliases = map[Key]Key{"customer": Person, "user": Person, "op": Staff, "outcome": Result, "reference": Ref}

// firstNames are the first names of keys that were renamed. Saved searches, links in e-mails
// and bookmarks have them, so they are still read; a query is always written with the new
// names, and no suggestion offers the old ones.
var firstNames = map[Key]Key{Number: "seq", Transaction: "txn", Staff: "operator", CheckCode: "code"}

// keyNamed finds a key by its name, an alias or its first name, in upper or lower case.
func keyNamed(name string) (Key, bool) {
	k := Key(strings.ToLower(name))
	if alias, ok := aliases[k]; ok {
		k = alias
	}
	for now, first := range firstNames {
		if k == first {
			k = now
		}
	}
	_, ok := rules[k]
	return k, ok || k == after || k == before
}

// The kinds of actor.
const (
	ActorCustomer  = "customer"
	ActorStaff     = "staff"
	ActorClient    = "client"
	ActorSystem    = "system"
	ActorAnonymous = "anonymous"
)

var (
	word             = regexp.MustCompile(`^[a-z0-9_]{1,64}$`)
	handle           = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)
	addressBeginning = regexp.MustCompile(`^[0-9a-f]{1,4}[.:][0-9a-f.:]{0,38}$`)
	statePattern     = regexp.MustCompile(`^((attempt|role):)?[a-z_]{1,32}$`)
	stream           = regexp.MustCompile(`^[a-z]+:[A-Za-z0-9_:-]{1,80}$`)
	account          = regexp.MustCompile(`^[0-9a-f]{64}$`)
	clientID         = regexp.MustCompile(`^[a-z][a-z0-9-]{1,39}$`)
	requestID        = regexp.MustCompile(`^[A-Z2-7]{26}$`)
)

func matches(shape *regexp.Regexp) func(string) (string, bool) {
	return func(s string) (string, bool) { return s, shape.MatchString(s) }
}

func oneOf(values ...string) func(string) (string, bool) {
	return func(s string) (string, bool) {
		s = strings.ToLower(s)
		return s, slices.Contains(values, s)
	}
}

// name is the id of a request or a correlation id. It must have a digit: letters alone could
// be a person's name, which would be kept in URLs and in the audit log itself.
func name(s string) (string, bool) {
	if id := strings.ToUpper(s); requestID.MatchString(id) {
		return id, true
	}
	return s, handle.MatchString(s) && strings.ContainsAny(s, "0123456789")
}

// clientName is the ID of a client of the API.
func clientName(s string) (string, bool) {
	s = strings.ToLower(s)
	return s, clientID.MatchString(s)
}

func id(s string) (string, bool) {
	parsed, ok := approval.ParseID(strings.ToLower(s))
	return string(parsed), ok
}

// address returns an IP address in the one spelling that the log uses.
func address(s string) (string, bool) {
	a, err := netip.ParseAddr(s)
	if err != nil || a.Zone() != "" {
		return "", false
	}
	return a.Unmap().String(), true
}

func knownEvent(s string) (string, bool) {
	s = strings.ToLower(s)
	_, ok := approval.EventCodes[approval.EventCode(s)]
	return s, ok
}

func eventBeginning(s string) (string, bool) {
	s = strings.ToLower(s)
	return s, s != "" && len(EventsWith(s)) > 0
}

// EventsWith lists the codes with this beginning, in order.
func EventsWith(beginning string) []approval.EventCode {
	var codes []approval.EventCode
	for code := range approval.EventCodes {
		if strings.HasPrefix(string(code), beginning) {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	return codes
}
