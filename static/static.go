// Package static holds the bytes that are sent as they are: the style sheet, the script,
// the fonts. Each file is served under a name that contains a hash of its content, so a
// browser may keep it for ever and still gets the new one after a deployment. Text is
// compressed once, at start.
//
// The fonts are subsets, so that a first visit in Arabic stays below 150 KB. They were
// made from version 5.3.0 of the npm packages @fontsource-variable/roboto,
// noto-kufi-arabic and alexandria, with fonttools 4.38 and for each file:
//
//	fonttools varLib.instancer IN.woff2 wght=400:700 -o tmp.ttf
//	pyftsubset tmp.ttf --unicodes=RANGE --layout-features='*' --flavor=woff2 --output-file=OUT.woff2
//
// where RANGE is that of the file's @font-face rule in app.css. Their licences, the SIL
// Open Font License 1.1, are beside them.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
)

//go:embed app.css app.js staff.css staff.js favicon.svg *.woff2
var embeddedFiles embed.FS

// Prefix is where Assets are mounted.
const Prefix = "/static/"

// contentTypes are the kinds of files that exist here. Other kinds are not served.
var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".svg": "image/svg+xml", ".png": "image/png", ".woff2": "font/woff2",
}

type asset struct {
	contentType string
	content     []byte
	compressed  []byte // nil if compressing gains too little
}

// Assets are files under their public names.
type Assets struct {
	urls   map[string]string
	byName map[string]asset
}

// Load takes the embedded files and those of the operator's brand. A style sheet refers to
// other files by the names they have here; it is served with their public names instead.
func Load(brand map[string][]byte) (*Assets, error) {
	files, err := ownFiles()
	if err != nil {
		return nil, err
	}
	maps.Copy(files, brand)
	a := &Assets{urls: map[string]string{}, byName: map[string]asset{}}
	for _, name := range sheetsLast(files) {
		if err := a.add(name, files[name]); err != nil {
			return nil, err
		}
	}
	return a, nil
}

func ownFiles() (map[string][]byte, error) {
	entries, err := embeddedFiles.ReadDir(".")
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, e := range entries {
		if files[e.Name()], err = embeddedFiles.ReadFile(e.Name()); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// sheetsLast is an order in which style sheets come last, so that every file they name
// already has its public name.
func sheetsLast(files map[string][]byte) []string {
	names := slices.Sorted(maps.Keys(files))
	slices.SortStableFunc(names, func(a, b string) int {
		return strings.Compare(sheet(a), sheet(b))
	})
	return names
}

func sheet(name string) string {
	if path.Ext(name) == ".css" {
		return "last"
	}
	return ""
}

func (a *Assets) add(name string, content []byte) error {
	ext := path.Ext(name)
	contentType, ok := contentTypes[ext]
	if !ok {
		return fmt.Errorf("%s: files of this kind are not served", name)
	}
	if ext == ".css" {
		content = a.linked(content)
	}
	sum := sha256.Sum256(content)
	public := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	compressed, err := compress(content)
	if err != nil {
		return err
	}
	a.urls[name] = Prefix + public
	a.byName[public] = asset{contentType, content, compressed}
	return nil
}

// linked returns a style sheet with the names of files replaced by their public names.
func (a *Assets) linked(css []byte) []byte {
	for name, public := range a.urls {
		css = bytes.ReplaceAll(css, []byte(`url("`+name+`")`), []byte(`url("`+public+`")`))
	}
	return css
}

func compress(content []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	if out.Len() > len(content)*9/10 {
		return nil, nil
	}
	return out.Bytes(), nil
}

// URL is the public path of a file, empty if there is none of that name.
func (a *Assets) URL(name string) string { return a.urls[name] }

// ServeHTTP serves files by their public names, and nothing else. An SVG file of the
// operator's is a document when it is opened by itself: it gets no rights.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := a.byName[strings.TrimPrefix(r.URL.Path, Prefix)]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	content := f.content
	if f.compressed != nil {
		h.Set("Vary", "Accept-Encoding")
		if acceptsGzip(r) {
			h.Set("Content-Encoding", "gzip")
			content = f.compressed
		}
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

// acceptsGzip reads Accept-Encoding as browsers write it. A client that writes it otherwise
// gets the file uncompressed.
func acceptsGzip(r *http.Request) bool {
	if r.Header.Get("Range") != "" {
		return false
	}
	for offer := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		if strings.TrimSpace(offer) == "gzip" {
			return true
		}
	}
	return false
}
