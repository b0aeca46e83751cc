package simulator

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Persona is an invented person with a UAE PASS account. The strings are the values of
// userinfo, in its spelling; userinfo leaves out empty ones.
type Persona struct {
	ID    string // stable: tests and links name people by it
	About Text   // one sentence for the user who chooses

	Subject    string // "sub": opaque, and not always made of the uuid
	UUID       string
	Level      string // "userType": SOP1, SOP2 or SOP3
	Visitor    bool
	EmiratesID string // 15 digits
	UnifiedID  string // visitors
	Mobile     string // digits with country code
	Email      string

	FirstName   Text
	LastName    Text
	FullName    Text // comma-separated, empty parts and all
	Nationality Text
	Title       Text
	Gender      string
	IDType      string
}

// The scopes that are known. The first is the one that every request needs.
const (
	scopeGeneral     = "urn:uae:digitalid:profile:general"
	scopeProfileType = scopeGeneral + ":profileType"
	scopeUnifiedID   = scopeGeneral + ":unifiedId"
)

// Name is what people call the persona.
func (p Persona) Name(l Lang) string {
	first, last := strings.TrimSpace(p.FirstName.In(l)), strings.TrimSpace(p.LastName.In(l))
	if first == "" { // basic accounts have no Arabic name
		return p.Name(EN)
	}
	return strings.TrimSpace(first + " " + last)
}

// Eligible reports whether the account may confirm with a face: verified residents
// (SOP2 and SOP3) and verified visitors (SOP3).
func (p Persona) Eligible() bool {
	return p.Level == "SOP3" || p.Level == "SOP2" && !p.Visitor
}

// FormattedEmiratesID is the number as it is printed on the card.
func (p Persona) FormattedEmiratesID() string {
	if n := p.EmiratesID; len(n) == 15 {
		return n[:3] + "-" + n[3:7] + "-" + n[7:14] + "-" + n[14:]
	}
	return ""
}

// answersTo reports whether a "username" names this account. The exact forms are
// not documented; these are the ones on UAE PASS's own sign-in page.
func (p Persona) answersTo(username string) bool {
	if username == "" {
		return false
	}
	return username == p.EmiratesID || username == p.Mobile || strings.EqualFold(username, p.Email)
}

// userinfo is the profile in the format of UAE PASS: every value is a string, and what the
// account does not have is absent.
func (p Persona) userinfo(scope []string) map[string]any {
	all := map[string]string{
		"sub": p.Subject, "uuid": p.UUID, "userType": p.Level, "idn": p.EmiratesID, "mobile": p.Mobile, "email": p.Email,
		"firstnameEN": p.FirstName.EN, "lastnameEN": p.LastName.EN, "fullnameEN": p.FullName.EN,
		"firstnameAR": p.FirstName.AR, "lastnameAR": p.LastName.AR, "fullnameAR": p.FullName.AR,
		"nationalityEN": p.Nationality.EN, "nationalityAR": p.Nationality.AR,
		"titleEN": p.Title.EN, "titleAR": p.Title.AR, "gender": p.Gender, "idType": p.IDType,
	}
	if slices.Contains(scope, scopeProfileType) {
		all["profileType"] = p.profileType()
	}
	if slices.Contains(scope, scopeUnifiedID) {
		all["unifiedID"] = p.UnifiedID
	}
	said := map[string]any{}
	for name, value := range all {
		if value != "" {
			said[name] = value
		}
	}
	return said
}

// profileType is empty for accounts that are not verified.
func (p Persona) profileType() string {
	switch {
	case p.Level == "SOP1":
		return ""
	case p.Visitor:
		return "2"
	}
	return "1"
}

// otherThan returns another person who could have answered.
func (s *Simulator) otherThan(p *Persona) *Persona {
	for _, other := range s.personas {
		if other != p && other.Eligible() && !other.Visitor {
			return other
		}
	}
	return p
}

func (s *Simulator) persona(id string) (*Persona, bool) {
	return find(s.personas, func(p *Persona) bool { return p.ID == id })
}

func find[T any](all []*T, is func(*T) bool) (*T, bool) {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], true
	}
	return nil, false
}

// checkPersonas refuses two people whom UAE PASS could not tell apart.
func checkPersonas(personas []Persona) []error {
	var faults []error
	if len(personas) == 0 {
		faults = append(faults, errors.New("there is nobody to sign in"))
	}
	seen := map[string]bool{}
	for _, p := range personas {
		for kind, value := range map[string]string{
			"id": p.ID, "subject": p.Subject, "Emirates ID": p.EmiratesID, "mobile": p.Mobile, "e-mail": strings.ToLower(p.Email),
		} {
			if value != "" && seen[kind+value] {
				faults = append(faults, fmt.Errorf("persona %q shares the %s of another", p.ID, kind))
			}
			seen[kind+value] = true
		}
		if p.ID == "" || p.Subject == "" {
			faults = append(faults, fmt.Errorf("persona %q needs an id and a subject", p.ID))
		}
	}
	return faults
}
