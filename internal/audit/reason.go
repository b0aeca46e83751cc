package audit

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"takeed/internal/reading"
)

// Purpose is why the identifiers of a person are shown. It is chosen from a list: text typed
// here would stay in the log and in every export, and people type names.
type Purpose string

const (
	ForCustomer  Purpose = "customer"  // who is there, or on the telephone
	ForComplaint Purpose = "complaint" // or a dispute, which is examined
	ForFraud     Purpose = "fraud"     // which is suspected
	ForAuthority Purpose = "authority" // or a court, which demands it
	ForFault     Purpose = "fault"     // of the portal, which is looked into
)

// Purposes are all of them, in the order in which they are offered.
var Purposes = []Purpose{ForCustomer, ForComplaint, ForFraud, ForAuthority, ForFault}

// RevealReason is a purpose, and the case that it belongs to in the institution's own
// system.
type RevealReason struct {
	Purpose Purpose
	Case    string // as CheckReason returns it
}

// What can be wrong with a reason.
var (
	ErrPurpose      = errors.New("audit: there is no such purpose")
	ErrCase         = errors.New("audit: this is no number of a case")
	ErrCasePersonal = errors.New("audit: the number of the case holds personal data")
)

// A case number is digits and signs after at most four letters: CRM-2026/00417. That leaves
// no room for a full name; a first name of four letters fits.
var caseNumber = regexp.MustCompile(`^(?:[A-Z]{1,4}[./-]?)?[0-9](?:[0-9./-]{0,33}[0-9])?$`)

// CheckReason returns a reason as it is recorded, from what was chosen and typed. The case
// number is folded to capitals and to the digits 0 to 9, and must not hold a person's
// identifier.
func CheckReason(purpose, number string) (RevealReason, error) {
	r := RevealReason{Purpose(purpose), strings.ToUpper(reading.Plain(reading.Trim(number)))}
	switch {
	case !slices.Contains(Purposes, r.Purpose):
		return RevealReason{}, ErrPurpose
	case HoldsPersonal(r.Case):
		return RevealReason{}, ErrCasePersonal
	case !caseNumber.MatchString(r.Case):
		return RevealReason{}, ErrCase
	}
	return r, nil
}
