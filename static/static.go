// Package static holds the bytes that are sent as they are. Each file is served under
// a name that contains a hash of its content, so a browser may keep it for ever and
// still gets the new one after a deployment.
package static

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed app.css favicon.svg
var files embed.FS

// Prefix is where Handler is mounted.
const Prefix = "/static/"

type asset struct {
	contentType string
	content     []byte
}

// Assets are the embedded files under their public names.
type Assets struct {
	urls   map[string]string
	byName map[string]asset
}

// Load hashes the embedded files.
func Load() (*Assets, error) {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, err
	}
	a := &Assets{urls: map[string]string{}, byName: map[string]asset{}}
	for _, e := range entries {
		content, err := files.ReadFile(e.Name())
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(content)
		ext := path.Ext(e.Name())
		public := strings.TrimSuffix(e.Name(), ext) + "." + hex.EncodeToString(sum[:6]) + ext
		a.urls[e.Name()] = Prefix + public
		a.byName[public] = asset{mime.TypeByExtension(ext), content}
	}
	return a, nil
}

// URL is the public path of a file, empty if there is none of that name.
func (a *Assets) URL(name string) string { return a.urls[name] }

// ServeHTTP serves a file by its public name, and nothing else by any name.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := a.byName[strings.TrimPrefix(r.URL.Path, Prefix)]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.content))
}
