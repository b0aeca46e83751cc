package api

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"time"

	"takeed/internal/approval"
	"takeed/internal/catalogue"
	"takeed/internal/integration"
	"takeed/internal/reading"
)

// approvals is what clients ask for, and what they may do about it.
type approvals struct {
	*Room
	catalogue    *catalogue.Catalogue
	requests     Requests
	transactions Transactions
}

// shortestTTL is the shortest time that a client may give a person.
const shortestTTL = time.Minute

var (
	stateShape    = regexp.MustCompile(`^[A-Za-z0-9._~-]{1,128}$`)
	scenarioShape = regexp.MustCompile(`^[a-z0-9_]{1,64}$`)
)

// create freezes what a client asks for.
func (a *approvals) create(w http.ResponseWriter, r *call) error {
	body, c, err := readOnce(r)
	if err != nil {
		return err
	}
	link := approval.SecretOf(rand.Text())
	asked, refusal := a.asked(r, body)
	asked.Link = link.Hash()
	var done integration.Answer
	if refusal != nil {
		done, err = unlessAnswered(r.Context(), a.requests, c, refusal)
	} else {
		done, err = a.requests.CreateRequest(r.Context(), c, r.caller.Client, asked, r.origin, func(made integration.Request) ([]byte, error) {
			return encode(a.created(made, link)), nil
		})
	}
	if err != nil {
		return err
	}
	if err := a.locate(w, done.Body); err != nil {
		return err
	}
	return answerOnce(w, done)
}

// created is the answer to a request that was just made. Who consumes it is said once it is
// stored: that client may not exist.
func (a *approvals) created(made integration.Request, link approval.Secret) transaction {
	v := a.transaction(integration.Transaction{
		ID: made.Document.ID, Client: made.Client, Kind: made.Document.Kind, Reference: made.Reference, Version: made.Document.Version,
		Digest: made.Document.Digest(), Document: made.Document, Sequence: 1, Language: made.Language,
		CreatedAt: made.CreatedAt, ExpiresAt: made.ExpiresAt, Request: approval.Open,
	}, made.CreatedAt)
	v.ApprovalURL, v.ApprovalURLExpiresAt = a.linkURL(made.Language, link), stamp(made.ExpiresAt)
	return v
}

// locate sets the headers that follow from a body, which may be one that was stored.
func (a *approvals) locate(w http.ResponseWriter, body []byte) error {
	var stored struct {
		ID       string `json:"id"`
		Sequence int    `json:"sequence"`
	}
	if err := json.Unmarshal(body, &stored); err != nil {
		return err
	}
	w.Header().Set("Location", v1+"transactions/"+stored.ID)
	w.Header().Set("ETag", etag(stored.Sequence))
	return nil
}

// linkURL is where the person goes.
func (room *Room) linkURL(l approval.Lang, link approval.Secret) string {
	return room.site.BaseURL + "/" + string(l) + "/a/" + link.Reveal()
}

// asked reads what a client asks for, for a kind that it may ask for.
func (a *approvals) asked(r *call, body []byte) (asked integration.Asked, err error) {
	f, err := formOf(body, "kind", "reference", "person", "fields", "language", "expires_in", "return_url", "return_state", "simulate")
	if err != nil {
		return asked, err
	}
	kind, known := a.catalogue.Kind(f.requiredText("kind"))
	if !known && f.err() == nil {
		f.refuse("kind", "unknown_kind")
	}
	if known && !r.caller.Handles(kind.ID) {
		return asked, integration.ErrKind
	}
	asked.Policy = kind.Policy
	asked.Reference = f.shaped(f.requiredText("reference"), "reference", visible)
	if asked.Addressee, err = a.addressee(f); err != nil {
		return asked, err
	}
	values := fields(f, kind, known)
	a.options(f, kind, &asked)
	if err := f.err(); err != nil {
		return asked, err
	}
	if asked.ReturnURL != "" && !slices.Contains(r.caller.ReturnURLs, asked.ReturnURL) {
		return asked, integration.ErrReturnURL
	}
	asked.Document = catalogue.Compose(kind, values, approval.NewID(), 1)
	return asked, nil
}

// options reads what is not about the content.
func (a *approvals) options(f form, kind approval.Kind, asked *integration.Asked) {
	language := f.requiredText("language")
	if l, ok := approval.ParseLang(language); ok {
		asked.Language = l
	} else if language != "" {
		f.refuse("language", "malformed")
	}
	longest, usual := int(kind.Policy.Longest/time.Second), int(kind.Policy.Transaction/time.Second)
	asked.TTL = time.Duration(f.number("expires_in", int(shortestTTL/time.Second), longest, usual)) * time.Second
	asked.ReturnURL = f.short(f.text("return_url"), "return_url", maxURL)
	asked.ReturnState = f.shaped(f.text("return_state"), "return_state", stateShape)
	if f.has("simulate") && !a.names.Sandbox {
		f.refuse("simulate", "sandbox_only")
		return
	}
	asked.Simulate = f.shaped(f.text("simulate"), "simulate", scenarioShape)
}

// fields reads the values of a kind.
func fields(f form, kind approval.Kind, known bool) catalogue.Values {
	inner, ok := f.within("fields")
	if !ok || !known {
		return nil
	}
	values, refused := catalogue.FromJSON(kind, inner.object, today())
	for _, one := range refused {
		*f.wrong = append(*f.wrong, fieldProblem{Pointer: below(inner.pointer, one.Field), Code: one.Code, Message: one.Text})
	}
	return values
}

// today decides which dates are past.
func today() time.Time { return time.Now() }

// identifiers are the ways to name a person, and how each is read: as a search by the staff
// reads it.
var identifiers = map[string]func(string) (string, bool){
	string(approval.ByEmiratesID): reading.EmiratesID, string(approval.ByMobile): reading.Mobile, string(approval.ByEmail): reading.Email,
}

const maxIdentifier = 254

// addressee reads whom it is addressed to.
func (a *approvals) addressee(f form) (who integration.Addressee, err error) {
	inner, ok := f.within("person")
	if !ok {
		return who, nil
	}
	if err := inner.only(string(approval.ByEmiratesID), string(approval.ByMobile), string(approval.ByEmail), integration.ByID); err != nil {
		return who, err
	}
	if len(inner.object) != 1 {
		f.refuse("person", "one_of")
		return who, nil
	}
	for by := range inner.object {
		who.By = by
	}
	text := inner.short(inner.text(who.By), who.By, maxIdentifier)
	if text == "" {
		return who, nil
	}
	if read, typed := identifiers[who.By]; typed {
		who.Value, ok = read(text)
	} else {
		id, isName := a.names.Read(integration.PrefixPerson, text)
		who.Value, ok = string(id), isName
	}
	if !ok {
		inner.refuse(who.By, "malformed")
	}
	return who, nil
}
