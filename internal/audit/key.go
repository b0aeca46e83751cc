package audit

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"takeed/internal/approval"
)

// Key is what a term is about.
type Key string

// The keys, in the order in which the canonical form has them.
const (
	Event       Key = "event"    // code of an event
	Result      Key = "result"   // success, failure, denied: follows from the code
	Actor       Key = "actor"    // kind of actor: customer, staff, system, anonymous
	Person      Key = "person"   // what a customer did, and what was done about them
	Operator    Key = "operator" // what a member of staff did
	Transaction Key = "txn"
	Attempt     Key = "attempt"
	Ref         Key = "ref"    // reference of a transaction, TK-XXXXX-XXXXX
	Code        Key = "code"   // code of a transaction's content, XXXX-XXXX
	Kind        Key = "kind"   // of the transaction
	Amount      Key = "amount" // of the transaction, in units of its currency
	Lang        Key = "lang"   // in which the attempt was begun
	Reason      Key = "reason"
	Request     Key = "request" // id of the HTTP request
	CRID        Key = "crid"    // UAE PASS's correlation id
	IP          Key = "ip"
	Seq         Key = "seq" // number of the event in the whole log

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
	Actor:       {normal: oneOf(ActorCustomer, ActorStaff, ActorSystem, ActorAnonymous)},
	Person:      {normal: id},
	Operator:    {normal: id},
	Transaction: {normal: id},
	Attempt:     {normal: id},
	Ref:         {normal: readable(reference), beginning: readable(referenceBeginning), traits: prefixes},
	Code:        {normal: readable(digestCode)},
	Kind:        {normal: shaped(word)},
	Amount:      {traits: ranges},
	Lang:        {normal: oneOf(string(approval.EN), string(approval.AR))},
	Reason:      {normal: shaped(word), beginning: shaped(word), traits: prefixes},
	Request:     {normal: shaped(handle)},
	CRID:        {normal: shaped(handle)},
	IP:          {normal: address, beginning: shaped(addressBeginning), traits: prefixes},
	Seq:         {traits: ranges},
}

// Keys lists every key that a term can have, in canonical order. The period has the
// keys after and before besides.
var Keys = []Key{Event, Result, Actor, Person, Operator, Transaction, Attempt, Ref, Code, Kind, Amount, Lang, Reason, Request, CRID, IP, Seq}

// aliases are other names that people know from elsewhere.
var aliases = map[Key]Key{"customer": Person, "transaction": Transaction, "outcome": Result, "reference": Ref}

// The kinds of actor.
const (
	ActorCustomer  = "customer"
	ActorStaff     = "staff"
	ActorSystem    = "system"
	ActorAnonymous = "anonymous"
)

var (
	word               = regexp.MustCompile(`^[a-z0-9_]{1,64}$`)
	handle             = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)
	reference          = regexp.MustCompile(`^TK-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$`)
	referenceBeginning = regexp.MustCompile(`^TK-[0-9A-HJKMNP-TV-Z]{3,5}(-[0-9A-HJKMNP-TV-Z]{0,5})?$`)
	digestCode         = regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$`)
	addressBeginning   = regexp.MustCompile(`^[0-9a-f]{1,4}[.:][0-9a-f.:]{0,38}$`)
)

func shaped(shape *regexp.Regexp) func(string) (string, bool) {
	return func(s string) (string, bool) { return s, shape.MatchString(s) }
}

func oneOf(values ...string) func(string) (string, bool) {
	return func(s string) (string, bool) {
		s = strings.ToLower(s)
		return s, slices.Contains(values, s)
	}
}

// readable forgives what is easily misread: the alphabet of references and codes has no
// I, L and O.
func readable(shape *regexp.Regexp) func(string) (string, bool) {
	misread := strings.NewReplacer("I", "1", "L", "1", "O", "0")
	return func(s string) (string, bool) {
		s = misread.Replace(strings.ToUpper(s))
		return s, shape.MatchString(s)
	}
}

func id(s string) (string, bool) {
	parsed, ok := approval.ParseID(strings.ToLower(s))
	return string(parsed), ok
}

// address is the one spelling under which the log has an address.
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

// EventsWith lists the codes that begin in a way, in order.
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
