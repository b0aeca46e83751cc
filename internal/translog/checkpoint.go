package translog

import (
	"errors"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// Checkpoint is the state of a log: which one, how large, and the root of its tree.
type Checkpoint struct {
	Origin string
	Size   int64
	Root   Hash
}

var errCheckpoint = errors.New("this is no checkpoint of three lines: origin, size, root")

// Text is what is signed.
func (c Checkpoint) Text() string {
	return c.Origin + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + c.Root.String() + "\n"
}

// ParseCheckpoint reads what Text writes, and nothing else.
func ParseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || CheckOrigin(lines[0]) != nil {
		return Checkpoint{}, errCheckpoint
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || size > MaxSize {
		return Checkpoint{}, errCheckpoint
	}
	root, err := tlog.ParseHash(lines[2])
	c := Checkpoint{lines[0], size, root}
	if err != nil || c.Text() != text {
		return Checkpoint{}, errCheckpoint
	}
	return c, nil
}

const maxOrigin = 200

var errOrigin = errors.New("an origin is a host and a path, such as portal.example.ae/log, in ASCII without spaces and without +")

// CheckOrigin says whether a text can name a log, and so its keys.
func CheckOrigin(origin string) error {
	bad := func(r rune) bool { return r <= ' ' || r > '~' || r == '+' }
	if origin == "" || len(origin) > maxOrigin || strings.ContainsFunc(origin, bad) || strings.Contains(origin, "://") {
		return errOrigin
	}
	return nil
}
