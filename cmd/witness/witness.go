package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"

	cosign "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
)

type witness struct {
	signer *cosign.Signer
	state  state
	lock   *os.File // of the state
	logs   map[string]*watched
	log    *slog.Logger
}

// watched is a log that the witness knows.
type watched struct {
	keys   []note.Verifier
	mu     sync.Mutex // held from the comparison with last until the next one is on the disk
	last   tree
	signed []byte // last with its signatures; nil if nothing was cosigned yet
}

// open reads all that the witness needs, and claims the state.
func open(key, vkeys, dir string, log *slog.Logger) (*witness, error) {
	signer, err := readKey(key)
	if err != nil {
		return nil, err
	}
	logs, err := parseLogs(vkeys)
	if err != nil {
		return nil, err
	}
	lock, err := state(dir).claim()
	if err != nil {
		return nil, err
	}
	for origin, l := range logs {
		if l.last, l.signed, err = state(dir).load(origin); err != nil {
			return nil, err
		}
		if l.signed == nil {
			log.Warn("Nothing of this log was cosigned yet. Its first checkpoint will be believed as it is.", "log", origin)
		} else {
			log.Info("This log was cosigned before.", "log", origin, "size", l.last.size)
		}
	}
	return &witness{signer, state(dir), lock, logs, log}, nil
}

func parseLogs(vkeys string) (map[string]*watched, error) {
	logs := map[string]*watched{}
	for _, vkey := range strings.Split(vkeys, ",") {
		key, err := note.NewVerifier(vkey)
		if err != nil {
			return nil, fmt.Errorf("%q is not the verifier key of a log: %w", vkey, err)
		}
		if logs[key.Name()] == nil {
			logs[key.Name()] = &watched{}
		}
		logs[key.Name()].keys = append(logs[key.Name()].keys, key)
	}
	return logs, nil
}

func (w *witness) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /add-checkpoint", w.addCheckpoint)
	mux.HandleFunc("GET /{hash}/checkpoint", w.checkpoint)
	return mux
}

// refusal is an answer other than a cosignature.
type refusal struct {
	status int
	text   string
}

func (r refusal) Error() string { return r.text }

func (w *witness) addCheckpoint(rw http.ResponseWriter, r *http.Request) {
	cosignature, err := w.read(http.MaxBytesReader(rw, r.Body, maxRequest))
	var refused refusal
	switch {
	case errors.As(err, &refused):
		rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
		if refused.status == http.StatusConflict {
			rw.Header().Set("Content-Type", "text/x.tlog.size")
		}
		rw.WriteHeader(refused.status)
		_, _ = io.WriteString(rw, refused.text+"\n")
	case err != nil:
		w.log.Error("A checkpoint could not be cosigned.", "error", err)
		http.Error(rw, "the witness is out of order", http.StatusInternalServerError)
	default:
		_, _ = rw.Write(cosignature)
	}
}

// read checks what can be checked without knowing what was cosigned last.
func (w *witness) read(from io.Reader) (cosignature []byte, err error) {
	body, err := io.ReadAll(from)
	var tooLong *http.MaxBytesError
	if errors.As(err, &tooLong) {
		return nil, refusal{http.StatusRequestEntityTooLarge, "the request is too long"}
	}
	r, malformed := parseRequest(body)
	if err != nil || malformed != nil {
		return nil, refusal{http.StatusBadRequest, "the request is malformed"}
	}
	l := w.logs[r.origin()]
	if l == nil {
		return nil, refusal{http.StatusNotFound, "the log is unknown"}
	}
	n, t, err := l.verify(r.checkpoint)
	if err != nil {
		return nil, err
	}
	if r.old > t.size {
		return nil, refusal{http.StatusBadRequest, "the old size is larger than the checkpoint's"}
	}
	return w.cosign(l, r, n, t)
}

// verify returns the note with no other signatures than the log's.
func (l *watched) verify(signed []byte) (*note.Note, tree, error) {
	n, err := note.Open(signed, note.VerifierList(l.keys...))
	var unknown *note.UnverifiedNoteError
	var wrong *note.InvalidSignatureError
	switch {
	case errors.As(err, &unknown), errors.As(err, &wrong):
		return nil, tree{}, refusal{http.StatusForbidden, "the log did not sign this"}
	case err != nil:
		return nil, tree{}, refusal{http.StatusBadRequest, "the note is malformed"}
	}
	t, err := parseCheckpoint(n.Text)
	if err != nil {
		return nil, tree{}, refusal{http.StatusBadRequest, "the checkpoint is malformed"}
	}
	return &note.Note{Text: n.Text, Sigs: n.Sigs}, t, nil
}

// cosign compares, signs and saves under one lock. Otherwise two requests that continue the
// same checkpoint could both pass, and the slower one would take the log back.
func (w *witness) cosign(l *watched, r request, n *note.Note, t tree) (cosignature []byte, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	signed, err := note.Sign(n)
	if err != nil {
		return nil, err
	}
	if err := l.compare(r, t); err != nil {
		w.report(l, t, signed, err)
		return nil, err
	}
	alone, err := note.Sign(&note.Note{Text: n.Text}, w.signer)
	if err != nil {
		return nil, err
	}
	cosignature = alone[len(n.Text)+1:]
	signed = append(signed, cosignature...)
	if err := w.state.save(w.state.path(t.origin, "checkpoint"), signed); err != nil {
		return nil, err
	}
	l.last, l.signed = t, signed
	return cosignature, nil
}

var errProof = refusal{http.StatusUnprocessableEntity, "the proof is wrong"}

func (l *watched) compare(r request, t tree) error {
	switch {
	case r.old != l.last.size:
		return refusal{http.StatusConflict, fmt.Sprint(l.last.size)}
	case !t.continues(l.last, r.proof):
		return errProof
	}
	return nil
}

// report says what it may mean that the log signed what is refused. Anybody can send an old
// checkpoint, or a new one with a wrong proof. Only two of one size prove something by
// themselves, so they are kept.
func (w *witness) report(l *watched, t tree, signed []byte, refused error) {
	log := w.log.With("log", t.origin, "size", t.size, "cosigned", l.last.size, "checkpoint", string(signed))
	switch {
	case t.size < l.last.size:
		log.Warn("Refused a checkpoint that is older than the one cosigned last. If this happens once, it may be a late message. If it goes on, the log was rolled back.")
	case l.signed != nil && t.size == l.last.size && t.root != l.last.root:
		err := w.state.save(w.state.path(t.origin, "split"), bytes.Join([][]byte{l.signed, signed}, []byte("\n")))
		log.Error("REFUSED: THE LOG SIGNED TWO DIFFERENT HISTORIES OF ONE SIZE. Both checkpoints are in the state directory, in the file that ends in .split. Together they prove it.", "saved", err == nil)
	case refused == errProof:
		log.Warn("Refused a checkpoint that does not continue the one cosigned last. If no proof that it does follows, the log changed its history.")
	}
}

// checkpoint is for whoever wants to know what this witness saw of a log.
func (w *witness) checkpoint(rw http.ResponseWriter, r *http.Request) {
	for origin, l := range w.logs {
		l.mu.Lock()
		signed := l.signed
		l.mu.Unlock()
		if hashOf(origin) == r.PathValue("hash") && signed != nil {
			rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
			_, _ = rw.Write(signed)
			return
		}
	}
	http.NotFound(rw, r)
}
