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
	roots       map[int64]tlog.Hash
}

// isHistory tells a history of checkpoints from a receipt, in which no line is empty.
func isHistory(file []byte) bool { return strings.Contains(string(file), "\n\n— ") }

// verifyHistory finds a wrong signature, a log that became smaller, and two roots for one
// size, which are two logs for two readers. Whether a larger tree contains the smaller one
// does not follow from checkpoints: it takes the tiles between them.
func verifyHistory(file []byte, t trust) verdict {
	h := &history{roots: map[int64]tlog.Hash{}}
	v := verdict{Kind: "history", History: h}
	for rest := string(file); rest != ""; {
		var c checkpoint
		h.At++
		c, rest, v.Step = t.next(rest)
		if v.Step == "" {
			v.Step = h.add(c)
		}
		if v.Step != "" {
			return verdict{Kind: "history", History: h, Step: v.Step}
		}
		v.Witnesses, v.Unchecked, _ = t.witnessed(c)
	}
	v.OK, h.Checkpoints, h.At = true, h.At, 0
	return v
}

// next takes the first checkpoint of a history, and names the step that it fails.
func (t trust) next(file string) (c checkpoint, rest, step string) {
	body, signed, _ := strings.Cut(file, "\n\n")
	signed, rest, more := strings.Cut(signed, "\n\n")
	if more {
		signed += "\n"
	}
	c, ok := parseCheckpoint(body + "\n\n" + signed)
	if !ok {
		return c, "", "format"
	}
	if !t.signed(c) {
		return c, "", "checkpoint"
	}
	if _, _, enough := t.witnessed(c); !enough {
		return c, "", "witnesses"
	}
	return c, rest, ""
}

func (h *history) add(c checkpoint) (step string) {
	root, known := h.roots[c.size]
	switch {
	case known && root != c.root:
		return "split"
	case c.size < h.Last:
		return "shrunk"
	case len(h.roots) == 0:
		h.Origin, h.First = c.origin, c.size
	}
	h.roots[c.size], h.Last = c.root, c.size
	return ""
}
