// Package translog publishes the transparency log: signed checkpoints, and tiles of hashes, for
// anybody who wants to watch it. It is the one room without visitors: there is no session, no
// cookie and no language, and nothing in it names a person.
//
// Contract:
//
//   - The URLs and forms are those of C2SP tlog-tiles, below "/log":
//     checkpoint, tile/<L>/<N>[.p/<W>], tile/entries/<N>[.p/<W>]; and keys, which has the public
//     keys, one a line, and keys.note, which says the same over the signatures of all of them.
//     There is one way to write each; everything else is 404.
//   - A tile never changes, so it may be kept for a year. Nothing else may be kept.
//   - Every replica answers alike, as far as the newest signed checkpoint reaches.
//   - A stranger with a loop costs at most what a few reads at a time cost. Beyond it the answer is
//     503, and customers notice nothing.
package translog

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"takeed/internal/approval"
	"takeed/internal/translog"
	"takeed/web/page"
)

// Prefix is that of every URL here.
const Prefix = "/log/"

const tiles = Prefix + "tile/"

// Log reads what is published.
type Log interface {
	Checkpoint(ctx context.Context) ([]byte, error)
	Tile(ctx context.Context, t translog.Tile) ([]byte, error)
}

// Config is what the room needs.
type Config struct {
	Log  Log
	Keys []string // to verify checkpoints with ("vkeys")
	Note []byte   // that names the keys, signed by all of them
}

// Room answers below Prefix.
type Room struct {
	site  *page.Site
	log   Log
	keys  map[string][]byte // by path
	reads chan struct{}     // holds one value for each read under way
}

const (
	maxReads = 4
	patience = 500 * time.Millisecond // for a read to begin
)

// New returns the room.
func New(site *page.Site, c Config) *Room {
	return &Room{site: site, log: c.Log, keys: map[string][]byte{Prefix + "keys": []byte(strings.Join(c.Keys, "\n") + "\n"), Prefix + "keys.note": c.Note}, reads: make(chan struct{}, maxReads)}
}

var (
	errBusy   = errors.New("too many read the log")
	errMethod = errors.New("the log is only read")
)

// ServeHTTP answers whatever is below Prefix.
func (room *Room) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Del("Vary")
	h.Set("Access-Control-Allow-Origin", "*") // a verifier may be a page of anybody's
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	body, err := room.answer(w, r)
	if err != nil {
		room.refuse(w, r, err)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body)
}

func (room *Room) answer(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	q, path := page.Of(r), r.URL.EscapedPath()
	q.Pattern = Prefix
	tile, isTile := strings.CutPrefix(path, tiles)
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		return nil, errMethod
	case r.URL.RawQuery != "" || r.URL.ForceQuery:
		return nil, approval.ErrNotFound
	case path == Prefix+"checkpoint":
		q.Pattern = path
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		return room.read(r, room.log.Checkpoint)
	case room.keys[path] != nil:
		q.Pattern = path
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		return room.keys[path], nil
	case isTile:
		q.Pattern = tiles
		return room.tile(w, r, tile)
	}
	return nil, approval.ErrNotFound
}

func (room *Room) tile(w http.ResponseWriter, r *http.Request, path string) ([]byte, error) {
	t, ok := translog.ParseTilePath(path)
	if !ok {
		return nil, approval.ErrNotFound
	}
	data, err := room.read(r, func(ctx context.Context) ([]byte, error) { return room.log.Tile(ctx, t) })
	if err == nil {
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	return data, err
}

// read waits for its turn.
func (room *Room) read(r *http.Request, read func(context.Context) ([]byte, error)) ([]byte, error) {
	turn := time.NewTimer(patience)
	defer turn.Stop()
	select {
	case room.reads <- struct{}{}:
		defer func() { <-room.reads }()
		return read(r.Context())
	case <-turn.C:
		return nil, errBusy
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

// refuse answers in plain text: whoever reads here is a program.
func (room *Room) refuse(w http.ResponseWriter, r *http.Request, err error) {
	status := http.StatusInternalServerError
	switch {
	case errors.Is(err, errMethod):
		status = http.StatusMethodNotAllowed
		w.Header().Set("Allow", "GET, HEAD")
	case errors.Is(err, approval.ErrNotFound):
		status = http.StatusNotFound
	case errors.Is(err, errBusy), errors.Is(err, approval.ErrStoreDown), errors.Is(err, approval.ErrWouldBlock), errors.Is(err, approval.ErrOutcomeUnknown),
		errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		status = http.StatusServiceUnavailable
		w.Header().Set("Retry-After", "1")
	default:
		room.site.Log.ErrorContext(r.Context(), "request failed", "request_id", page.Of(r).Origin.RequestID, "route", page.Of(r).Pattern, "error", err)
	}
	page.Plain(w, status, http.StatusText(status))
}
