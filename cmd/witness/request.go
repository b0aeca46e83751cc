package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	// maxRequest has room for a proof and for sixteen signatures of five kilobytes.
	maxRequest = 128 << 10
	maxProof   = 63
	// maxSize is the largest tree for which tlog.CheckTree comes to an end.
	maxSize = 1 << 62
)

var errMalformed = errors.New("malformed")

// request is the body of add-checkpoint. Nothing in it is verified.
type request struct {
	old        int64 // the size that the sender takes for that of the last one we cosigned
	proof      tlog.TreeProof
	checkpoint []byte // a signed note
}

func parseRequest(body []byte) (request, error) {
	head, checkpoint, found := bytes.Cut(body, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	size, isOld := strings.CutPrefix(lines[0], "old ")
	if !found || !isOld || len(lines)-1 > maxProof {
		return request{}, errMalformed
	}
	old, err := parseSize(size)
	r := request{old: old, checkpoint: checkpoint}
	for _, line := range lines[1:] {
		hash, wrong := parseHash(line)
		r.proof, err = append(r.proof, hash), errors.Join(err, wrong)
	}
	return r, err
}

func parseSize(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || n > maxSize || s != strconv.FormatInt(n, 10) {
		return 0, errMalformed
	}
	return n, nil
}

// parseHash accepts one spelling of a hash. Base64 has several.
func parseHash(s string) (tlog.Hash, error) {
	hash, err := tlog.ParseHash(s)
	if err != nil || s != hash.String() {
		return tlog.Hash{}, errMalformed
	}
	return hash, nil
}

// origin is the first line of a note. It says with which keys to verify the note.
func (r request) origin() string {
	line, _, _ := strings.Cut(string(r.checkpoint), "\n")
	return line
}

// tree is what a checkpoint says of a log.
type tree struct {
	origin string
	size   int64
	root   tlog.Hash
}

// parseCheckpoint reads the text of a note. It may have further lines; none is empty.
func parseCheckpoint(text string) (tree, error) {
	lines := strings.SplitN(text, "\n", 4)
	if len(lines) < 4 || strings.Contains(text, "\n\n") {
		return tree{}, errMalformed
	}
	size, wrongSize := parseSize(lines[1])
	root, wrongRoot := parseHash(lines[2])
	return tree{lines[0], size, root}, errors.Join(wrongSize, wrongRoot)
}

// continues reports whether the proof shows that t begins with last. Every tree begins with
// the empty one, and that needs no proof.
func (t tree) continues(last tree, proof tlog.TreeProof) bool {
	switch {
	case t.size == 0:
		return t.root == sha256.Sum256(nil) && len(proof) == 0
	case last.size == 0:
		return len(proof) == 0
	}
	return tlog.CheckTree(proof, t.size, t.root, last.size, last.root) == nil
}
