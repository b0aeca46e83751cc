package web

import (
	"net/http"
	"strconv"
	"time"

	"takeed/internal/approval"
	"takeed/internal/catalogue"
	"takeed/internal/i18n"
	"takeed/templates"
)

// newForm asks for a new transaction; with ?from= it starts from the values of one
// they made before.
func (s *Server) newForm(w http.ResponseWriter, r *http.Request) error {
	k, ok := s.Catalogue.Kind(r.PathValue("kind"))
	if !ok {
		return approval.ErrNotFound
	}
	typed := func(string) string { return "" }
	if from := requestOf(r).caller.Transaction; from != nil && from.Kind == k.ID {
		typed = catalogue.Typed(from.Document)
	}
	v := s.formPage(r, k, typed, nil)
	v.Key = string(approval.NewID())
	return html(w, r, http.StatusOK, templates.Form(v))
}

// create accepts the form. The same form sent twice makes one transaction.
func (s *Server) create(w http.ResponseWriter, r *http.Request) error {
	k, ok := s.Catalogue.Kind(r.PathValue("kind"))
	if !ok {
		return approval.ErrNotFound
	}
	return s.accept(w, r, k, 1, func(request approval.Request) (approval.ID, error) {
		q := requestOf(r)
		return s.Confirm.Create(r.Context(), q.caller.Person.ID, request, q.origin)
	})
}

// editForm asks again for the values of a pending transaction.
func (s *Server) editForm(w http.ResponseWriter, r *http.Request) error {
	v := requestOf(r).caller
	k, ok := s.Catalogue.Kind(v.Transaction.Kind)
	if !ok || stageOf(v) == stageEnded {
		return redirect(w, to(r, pathOf(v.Transaction.ID)))
	}
	p := s.formPage(r, k, catalogue.Typed(v.Transaction.Document), nil)
	s.forEdit(r, &p, strconv.Itoa(v.Transaction.Version))
	p.Key = string(approval.NewID())
	return html(w, r, http.StatusOK, templates.Form(p))
}

func (s *Server) forEdit(r *http.Request, p *templates.FormPage, version string) {
	path := pathOf(requestOf(r).caller.Transaction.ID)
	p.Action, p.Version = path+"/edit", version
	p.Back = templates.Action{Label: t(r, "action.back"), Href: path}
}

// edit accepts other values as a new version.
func (s *Server) edit(w http.ResponseWriter, r *http.Request) error {
	q := requestOf(r)
	tx := q.caller.Transaction
	k, ok := s.Catalogue.Kind(tx.Kind)
	if !ok {
		return approval.ErrNotFound
	}
	get, err := form(r)
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(get("version"))
	if err != nil {
		return errBadRequest
	}
	return s.accept(w, r, k, tx.Version+1, func(request approval.Request) (approval.ID, error) {
		return s.Confirm.Edit(r.Context(), q.caller.Person.ID, tx.ID, version, request, q.origin)
	})
}

// accept reads the fields of a kind and hands a frozen document on, or shows the form
// again with what was typed and what is wrong with it.
func (s *Server) accept(w http.ResponseWriter, r *http.Request, k approval.Kind, version int, save func(approval.Request) (approval.ID, error)) error {
	get, err := form(r)
	if err != nil {
		return err
	}
	key, ok := approval.ParseID(get("key"))
	if !ok {
		return errBadRequest
	}
	values, wrong := catalogue.Parse(k, get, requestOf(r).caller.Now)
	if len(wrong) > 0 {
		v := s.formPage(r, k, get, wrong)
		v.Key = string(key)
		if typed := get("version"); typed != "" && requestOf(r).caller.Transaction != nil {
			s.forEdit(r, &v, typed)
		}
		return html(w, r, http.StatusUnprocessableEntity, templates.Form(v))
	}
	document := catalogue.Compose(k, values, approval.NewID(), version)
	id, err := save(approval.Request{Document: document, Policy: k.Policy, Key: key})
	if err != nil {
		return err
	}
	return redirect(w, to(r, pathOf(id)))
}

func (s *Server) formPage(r *http.Request, k approval.Kind, typed func(string) string, wrong []catalogue.FieldError) templates.FormPage {
	lang := requestOf(r).lang
	v := templates.FormPage{Page: s.page(r, k.Label.In(lang)), Action: "/new/" + k.ID}
	v.Step = stepDetails
	v.Back = templates.Action{Label: t(r, "action.back"), Href: "/"}
	v.Wrong = len(wrong) > 0
	if v.Wrong {
		v.Path = v.Action // the answer to a POST has no address of its own
	}
	errs := map[string]string{}
	for _, e := range wrong {
		errs[e.Field] = e.Text.In(lang)
	}
	for _, f := range k.Fields {
		v.Fields = append(v.Fields, field(f, lang, catalogue.Shown(f, typed(f.Name)), errs[f.Name], requestOf(r).caller.Now))
	}
	return v
}

// inputs is how each type of field is typed.
var inputs = map[approval.FieldType]templates.FormField{
	approval.Money:      {Type: "text", Dir: "ltr", InputMode: "decimal", Short: true},
	approval.IBAN:       {Type: "text", Dir: "ltr", Capitalize: "characters"},
	approval.PersonName: {Type: "text", Dir: "auto", Capitalize: "words"},
	approval.FreeText:   {Type: "text", Dir: "auto"},
	approval.Mobile:     {Type: "tel", Dir: "ltr", Short: true},
	approval.Email:      {Type: "email", Dir: "ltr", Capitalize: "none"},
	approval.EmiratesID: {Type: "text", Dir: "ltr", InputMode: "numeric", Short: true},
	approval.Date:       {Type: "date", Dir: "ltr", Short: true},
	approval.Choice:     {Type: "choice"},
}

func field(f approval.Field, lang approval.Lang, value, wrong string, now time.Time) templates.FormField {
	v := inputs[f.Type]
	v.Name, v.Label, v.Hint, v.Value, v.Error, v.Required = f.Name, f.Label.In(lang), f.Hint.In(lang), value, wrong, f.Required
	if f.Type == approval.Date {
		today := now.In(i18n.UAE())
		v.Min, v.Max = today.Format(time.DateOnly), today.AddDate(0, 0, f.MaxDays).Format(time.DateOnly)
	}
	for _, c := range f.Choices {
		v.Choices = append(v.Choices, templates.FormChoice{ID: c.ID, Label: c.Label.In(lang), Selected: c.ID == value})
	}
	return v
}
