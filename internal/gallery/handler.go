package gallery

import (
	"bytes"
	"html/template"
	"net/http"
	"strings"

	"takeed/internal/i18n"
	"takeed/static"
)

// Handler serves the index at "/", each entry at "/en/" and "/ar/" followed by its name,
// and the files that pages need. Every other address is answered with no content, so that
// the browser stays where it is.
func Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", index)
	mux.Handle("GET "+static.Prefix, assets())
	for _, l := range i18n.Langs {
		for _, e := range Entries() {
			mux.HandleFunc("GET /"+string(l)+"/"+e.Name, e.serve(l))
		}
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	return mux
}

func (e Entry) serve(l i18n.Lang) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var page bytes.Buffer
		if err := e.Page(l).Render(r.Context(), &page); err != nil {
			http.Error(w, e.Name+": "+err.Error(), http.StatusInternalServerError)
			return
		}
		send(w, page.Bytes())
	}
}

func send(w http.ResponseWriter, page []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(page)
}

// indexPage lists the entries by the first word of their names.
var indexPage = template.Must(template.New("index").Parse(`<!DOCTYPE html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Gallery</title>
<link rel="stylesheet" href="{{.CSS}}">
</head>
<body>
<main><div class="wrap stack">
<h1>Gallery</h1>
<p>Every view in every state. What the pages lead to is not here: links and buttons do nothing.</p>
{{range .Groups}}<h2>{{.Name}}</h2>
<ul>
{{range .Entries}}<li>{{.}}: <a href="/en/{{.}}">English</a>, <a href="/ar/{{.}}" hreflang="ar">Arabic</a></li>
{{end}}</ul>
{{end}}</div></main>
</body>
</html>
`))

type group struct {
	Name    string
	Entries []string
}

func index(w http.ResponseWriter, _ *http.Request) {
	var groups []group
	for _, e := range Entries() {
		first, _, _ := strings.Cut(e.Name, "-")
		if len(groups) == 0 || groups[len(groups)-1].Name != first {
			groups = append(groups, group{Name: first})
		}
		last := &groups[len(groups)-1]
		last.Entries = append(last.Entries, e.Name)
	}
	var page bytes.Buffer
	view := struct {
		CSS    string
		Groups []group
	}{assets().URL("app.css"), groups}
	if err := indexPage.Execute(&page, view); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	send(w, page.Bytes())
}
