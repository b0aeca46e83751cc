package simulator

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed static/simulator.css
var stylesheet []byte

// The name holds a hash of the content, so that browsers may keep it.
var stylesheetPath = "/simulator/static/simulator." + hash(stylesheet) + ".css"

func hash(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:6])
}

func (s *Simulator) stylesheet(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(stylesheet)
}

// pages are the templates, parsed once per language with that language's words.
type pages map[Lang]map[string]*template.Template

var pageNames = []string{"home", "signin", "phone", "staff", "notice", "journal"}

func parsePages() (pages, error) {
	all := pages{EN: {}, AR: {}}
	for lang, byName := range all {
		funcs := template.FuncMap{
			"t":          func(key string) (string, error) { return word(lang, key) },
			"stylesheet": func() string { return stylesheetPath },
			"group":      func(l Lang, groups []ScenarioGroup) selection { return selection{l, groups} },
		}
		for _, name := range pageNames {
			parsed, err := template.New(name).Funcs(funcs).ParseFS(templateFiles, "templates/layout.html", "templates/"+name+".html")
			if err != nil {
				return nil, fmt.Errorf("parse the page %s: %w", name, err)
			}
			byName[name] = parsed
		}
	}
	return all, nil
}

// word fails for a key that does not exist, and the page fails with it, so the first test
// that opens the page finds a missing text.
func word(l Lang, key string) (string, error) {
	text, ok := words[key]
	if !ok {
		return "", fmt.Errorf("there is no text %q", key)
	}
	return text.In(l), nil
}

// selection is what the list of scenarios needs.
type selection struct {
	Lang   Lang
	Groups []ScenarioGroup
}

// frame is what every page gets: the language, the address of the page in the other
// language, and the page's own view.
type frame struct {
	Lang     Lang
	Other    Lang
	OtherURL string
	View     any
}

// page renders into a buffer first, so that half a page is never sent.
func (s *Simulator) page(w http.ResponseWriter, r *http.Request, status int, name string, view any) {
	lang := LangOf(r.FormValue("ui_locales"))
	f := frame{Lang: lang, Other: lang.other(), OtherURL: inLanguage(r.URL, lang.other()), View: view}
	var b bytes.Buffer
	if err := s.pages[lang][name].ExecuteTemplate(&b, "layout", f); err != nil {
		s.config.Log.Error("a page does not render", "page", name)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", string(lang))
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

func inLanguage(u *url.URL, l Lang) string {
	q := u.Query()
	q.Set("ui_locales", string(l))
	return u.Path + "?" + q.Encode()
}
