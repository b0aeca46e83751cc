package api

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"

	"takeed/internal/approval"
	"takeed/web/page"
)

// openAPI says what every address takes and answers. It is written by hand.
//
//go:embed openapi.json
var openAPI []byte

//go:embed docs.html
var docsHTML string

const mediaHTML = "text/html"

// file is openapi.json, and the page that is made of it.
type file struct {
	codes map[string]codeAdvice
	text  []byte
	page  []byte
}

// codeAdvice is what the file says of a code of an error, in English.
type codeAdvice struct {
	Status int    `json:"status"`
	Detail string `json:"detail"`
}

// advice is what a client should do about a code.
func (f *file) advice(code string) string { return f.codes[code].Detail }

// What the page needs of the file.
type description struct {
	Info struct {
		Title, Version, Description string
	}
	Tags       []struct{ Name, Description string }
	Paths      map[string]map[string]operation
	Components struct {
		Schemas struct {
			ProblemCode struct {
				Codes map[string]codeAdvice `json:"x-codes"`
				Order []string              `json:"enum"`
			}
		}
		Parameters map[string]parameter
	}
}

type operation struct {
	ID          string `json:"operationId"`
	Tags        []string
	Summary     string
	Description string
	Parameters  []reference
	Responses   map[string]response
}

type reference struct {
	Ref string `json:"$ref"`
}

type parameter struct {
	Name, In, Description string
	Required              bool
}

type response struct {
	Description string
	Codes       []string `json:"x-codes"`
}

// readFile reads openapi.json, once: it is a part of the program.
func readFile(site *page.Site, text []byte) (*file, error) {
	var d description
	if err := json.Unmarshal(text, &d); err != nil {
		return nil, fmt.Errorf("read openapi.json: %w", err)
	}
	f := &file{codes: d.Components.Schemas.ProblemCode.Codes, text: text}
	var b bytes.Buffer
	t, err := template.New("docs").Parse(docsHTML)
	if err == nil {
		err = t.Execute(&b, d.page(site))
	}
	f.page = b.Bytes()
	if err != nil {
		return nil, fmt.Errorf("make the documentation: %w", err)
	}
	return f, nil
}

// docsPage is the page of documentation.
type docsPage struct {
	Entity, Sheet, Icon, Base, Title, Version, Lead string
	Sections                                        []section
	Codes                                           []docsCode
}

type section struct {
	Name, Description string
	Operations        []docsOperation
}

type docsOperation struct {
	operation
	Method, Path string
	Takes        []parameter
	Answers      []docsAnswer
}

type docsAnswer struct {
	Status string
	response
}

type docsCode struct {
	Code string
	codeAdvice
	Message approval.Text
}

func (d description) page(site *page.Site) docsPage {
	p := docsPage{
		Entity: site.Entity.EN, Sheet: site.Assets.URL("app.css"), Icon: site.Assets.URL("favicon.svg"), Base: site.BaseURL,
		Title: d.Info.Title, Version: d.Info.Version, Lead: d.Info.Description,
	}
	for _, tag := range d.Tags {
		p.Sections = append(p.Sections, section{tag.Name, tag.Description, d.operations(tag.Name)})
	}
	codes := d.Components.Schemas.ProblemCode
	for _, code := range codes.Order {
		p.Codes = append(p.Codes, docsCode{code, codes.Codes[code], messageOf(code)})
	}
	return p
}

// operations are those with a tag, by their paths.
func (d description) operations(tag string) (all []docsOperation) {
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(d.Paths[path])) {
			o := d.Paths[path][method]
			if !slices.Contains(o.Tags, tag) {
				continue
			}
			one := docsOperation{operation: o, Method: strings.ToUpper(method), Path: path}
			for _, r := range o.Parameters {
				one.Takes = append(one.Takes, d.Components.Parameters[r.Ref[strings.LastIndex(r.Ref, "/")+1:]])
			}
			for _, status := range slices.Sorted(maps.Keys(o.Responses)) {
				if status != "default" {
					one.Answers = append(one.Answers, docsAnswer{status, o.Responses[status]})
				}
			}
			all = append(all, one)
		}
	}
	return all
}

// openAPI answers with the file as it is.
func (room *Room) openAPI(w http.ResponseWriter, _ *call) error {
	return answerBytes(w, http.StatusOK, room.file.text)
}

func (room *Room) docs(w http.ResponseWriter, _ *call) error {
	w.Header().Set("Content-Type", mediaHTML+"; charset=utf-8")
	send(w, http.StatusOK, room.file.page)
	return nil
}
