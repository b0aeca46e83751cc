package main

import (
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// history is what a file of checkpoints shows: notes, one after the other in the order in
// which they were received, each followed by one empty line, which the last may lack.
// So `cat` joins notes if each is followed by an `echo`.
type history struct {
	Checkpoints int    `json:"checkpoints"`
	Origin      string `json:"origin,omitempty"`
	First       int64  `json:"first"` // sizes
	Last        int64  `json:"last"`
	At          int    `json:"at,omitempty"` // the checkpoint that failed, counted from 1
}

// isHistory tells a history of checkpoints from a receipt, in which no line is empty.
func isHistory(file []byte) bool { return strings.Contains(string(file), "\n\n— ") }

// verifyHistory finds a wrong signature, a log that became smaller, and two roots for one
// size, which are two logs for two readers. Whether a larger tree contains the smaller one
// does not follow from checkpoints: it takes the tiles between them.
func verifyHistory(file []byte, t trust) verdict {
	h := &history{}
	roots := map[int64]tlog.Hash{}
	v := verdict{history: h}
	for rest := string(file); rest != ""; {
		h.At++
		var c checkpoint
		if v.Step, c, rest = t.next(rest); v.Step != "" {
			return v
		}
		if v.Witnesses, v.Unchecked, v.OK = t.witnessed(c); !v.OK {
			return verdict{history: h, Step: "witnesses"}
		}
		if root, known := roots[c.size]; known && root != c.root {
			return verdict{history: h, Step: "split"}
		}
		if len(roots) > 0 && c.size < h.Last {
			return verdict{history: h, Step: "shrunk"}
		}
		if len(roots) == 0 {
			h.Origin, h.First = c.origin, c.size
		}
		roots[c.size], h.Last = c.root, c.size
	}
	h.Checkpoints, h.At = h.At, 0
	return v
}

// next takes the first checkpoint of a history, and names the step that it fails.
func (t trust) next(file string) (step string, c checkpoint, rest string) {
	body, signed, _ := strings.Cut(file, "\n\n")
	signed, rest, more := strings.Cut(signed, "\n\n")
	if more {
		signed += "\n"
	}
	c, ok := parseCheckpoint(body + "\n\n" + signed)
	switch {
	case !ok:
		return "format", c, ""
	case !t.signed(c):
		return "checkpoint", c, ""
	}
	return "", c, rest
}
