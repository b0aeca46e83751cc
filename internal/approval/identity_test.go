package approval

import (
	"errors"
	"testing"
)

func resident() Identity {
	return Identity{Subject: "UAEPASS/f", UUID: "u-f", EmiratesID: "784199012345676", Level: SOP3, Mobile: "971501234567", Email: "f@example.ae"}
}

func visitor() Identity {
	return Identity{Subject: "35q0", UUID: "u-v", UnifiedID: "123", Visitor: true, Level: SOP3, Mobile: "971509999999"}
}

func changed(i Identity, change func(*Identity)) Identity {
	change(&i)
	return i
}

func TestMatch(t *testing.T) {
	r, v := resident(), visitor()
	for name, c := range map[string]struct {
		enrolled, got Identity
		want          error
	}{
		"the same resident":              {r, r, nil},
		"the same visitor":               {v, v, nil},
		"SOP2":                           {r, changed(r, func(i *Identity) { i.Level = SOP2 }), nil},
		"other mobile, mail and names":   {r, changed(r, func(i *Identity) { i.Mobile, i.Email, i.NameEN = "1", "2", "3" }), nil},
		"visitor without profile type":   {v, changed(v, func(i *Identity) { i.Visitor, i.UnifiedID = false, "" }), nil},
		"another subject":                {r, changed(r, func(i *Identity) { i.Subject = "UAEPASS/x" }), ErrIdentityMismatch},
		"another Emirates ID":            {r, changed(r, func(i *Identity) { i.EmiratesID = "784199012345677" }), ErrIdentityMismatch},
		"another uuid":                   {r, changed(r, func(i *Identity) { i.UUID = "u-x" }), ErrIdentityMismatch},
		"another person altogether":      {r, changed(r, func(i *Identity) { i.Subject, i.EmiratesID, i.UUID = "x", "y", "z" }), ErrIdentityMismatch},
		"subject in other case":          {r, changed(r, func(i *Identity) { i.Subject = "uaepass/f" }), ErrIdentityMismatch},
		"subject without its prefix":     {r, changed(r, func(i *Identity) { i.Subject = "f" }), ErrIdentityMismatch},
		"Emirates ID with dashes":        {r, changed(r, func(i *Identity) { i.EmiratesID = "784-1990-1234567-6" }), ErrIdentityMismatch},
		"another subject and no ID":      {r, changed(r, func(i *Identity) { i.Subject, i.EmiratesID = "x", "" }), ErrIdentityMismatch},
		"no subject":                     {r, changed(r, func(i *Identity) { i.Subject = "" }), ErrIdentityIncomplete},
		"no Emirates ID":                 {r, changed(r, func(i *Identity) { i.EmiratesID = "" }), ErrIdentityIncomplete},
		"nothing but a level":            {r, Identity{Level: SOP3}, ErrIdentityIncomplete},
		"only mobile and mail are equal": {r, Identity{Mobile: r.Mobile, Email: r.Email, Level: SOP3}, ErrIdentityIncomplete},
		"both empty":                     {Identity{Level: SOP3}, Identity{Level: SOP3}, ErrIdentityIncomplete},
		"both without subject":           {changed(r, func(i *Identity) { i.Subject = "" }), changed(r, func(i *Identity) { i.Subject = "" }), ErrIdentityIncomplete},
		"visitor without uuid":           {v, changed(v, func(i *Identity) { i.UUID = "" }), ErrIdentityIncomplete},
		"visitor enrolled without uuid":  {changed(v, func(i *Identity) { i.UUID = "" }), v, ErrIdentityIncomplete},
		"visitor with another unified":   {v, changed(v, func(i *Identity) { i.UnifiedID = "124" }), ErrIdentityMismatch},
		"visitor who became resident":    {v, changed(v, func(i *Identity) { i.EmiratesID = "784199012345676" }), ErrIdentityIncomplete},
		"neither resident nor visitor":   {changed(v, func(i *Identity) { i.Visitor = false }), v, ErrIdentityIncomplete},
		"SOP1":                           {r, changed(r, func(i *Identity) { i.Level = SOP1 }), ErrNotEligible},
		"no level":                       {r, changed(r, func(i *Identity) { i.Level = "" }), ErrNotEligible},
		"unknown level":                  {r, changed(r, func(i *Identity) { i.Level = "SOP9" }), ErrNotEligible},
		"another person with SOP1":       {r, changed(r, func(i *Identity) { i.Subject, i.Level = "x", SOP1 }), ErrIdentityMismatch},
	} {
		if got := (Person{Identity: c.enrolled}).Match(c.got); !errors.Is(got, c.want) || (c.want == nil) != (got == nil) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestCanEnrol(t *testing.T) {
	r, v := resident(), visitor()
	for name, c := range map[string]struct {
		got  Identity
		want error
	}{
		"resident":                {r, nil},
		"visitor":                 {v, nil},
		"SOP1":                    {changed(r, func(i *Identity) { i.Level = SOP1 }), ErrNotEligible},
		"no subject":              {changed(r, func(i *Identity) { i.Subject = "" }), ErrIdentityIncomplete},
		"no ID and no visitor":    {changed(r, func(i *Identity) { i.EmiratesID = "" }), ErrIdentityIncomplete},
		"visitor without uuid":    {changed(v, func(i *Identity) { i.UUID = "" }), ErrIdentityIncomplete},
		"nothing":                 {Identity{}, ErrIdentityIncomplete},
		"subject and level alone": {Identity{Subject: "s", Level: SOP3}, ErrIdentityIncomplete},
	} {
		if got := c.got.CanEnrol(); !errors.Is(got, c.want) || (c.want == nil) != (got == nil) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestSignIn(t *testing.T) {
	by := func(id ID) Source { return Source{Actor: Customer(id)} }
	r, v := resident(), visitor()
	known := func(i Identity) *Person { return &Person{ID: NewID(), Identity: i} }
	disabled := known(r)
	disabled.Disabled = true
	same := known(r)
	for name, c := range map[string]struct {
		known Known
		got   Identity
		want  error
	}{
		"a new person":                    {Known{}, r, nil},
		"the same again":                  {Known{same, same}, r, nil},
		"with a new mobile":               {Known{same, same}, changed(r, func(i *Identity) { i.Mobile = "971500000000" }), nil},
		"disabled":                        {Known{disabled, disabled}, r, ErrDisabled},
		"the ID under another subject":    {Known{nil, same}, changed(r, func(i *Identity) { i.Subject = "x" }), ErrEnrolmentConflict},
		"the subject with another ID":     {Known{same, nil}, changed(r, func(i *Identity) { i.EmiratesID = "784199012345677" }), ErrEnrolmentConflict},
		"subject and ID of two people":    {Known{same, known(r)}, r, ErrEnrolmentConflict},
		"another uuid":                    {Known{same, same}, changed(r, func(i *Identity) { i.UUID = "x" }), ErrEnrolmentConflict},
		"a visitor who became a resident": {Known{known(v), nil}, changed(v, func(i *Identity) { i.EmiratesID = "784199012345676" }), ErrEnrolmentConflict},
		"a resident without ID":           {Known{same, nil}, changed(r, func(i *Identity) { i.EmiratesID, i.Visitor = "", true }), ErrIdentityIncomplete},
		"SOP1":                            {Known{same, same}, changed(r, func(i *Identity) { i.Level = SOP1 }), ErrNotEligible},
	} {
		e, err := c.known.SignIn(c.got, by)
		if !errors.Is(err, c.want) || (c.want == nil) != (err == nil) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if err == nil && (e.Person.Identity != c.got || e.New != (c.known.BySubject == nil)) {
			t.Errorf("%s: enrolled %+v", name, e)
		}
	}
}

func TestUsername(t *testing.T) {
	r, v := resident(), visitor()
	for name, c := range map[string]struct {
		person Person
		kind   Identifier
		value  string
	}{
		"a resident's Emirates ID first": {Person{Identity: r}, ByEmiratesID, r.EmiratesID},
		"the chosen one":                 {Person{Identity: r, Preferred: ByEmail}, ByEmail, r.Email},
		"without the chosen one":         {Person{Identity: changed(r, func(i *Identity) { i.Mobile = "" }), Preferred: ByMobile}, ByEmiratesID, r.EmiratesID},
		"a visitor's mobile":             {Person{Identity: v}, ByMobile, v.Mobile},
		"a visitor who chose an ID":      {Person{Identity: v, Preferred: ByEmiratesID}, ByMobile, v.Mobile},
		"a visitor without mobile":       {Person{Identity: changed(v, func(i *Identity) { i.Mobile, i.Email = "", "v@example.ae" })}, ByEmail, "v@example.ae"},
		"nothing":                        {Person{Identity: Identity{Subject: "s"}}, "", ""},
	} {
		kind, value, ok := c.person.Username()
		if kind != c.kind || value != c.value || ok != (value != "") {
			t.Errorf("%s: %s %s %v", name, kind, value, ok)
		}
	}
}
