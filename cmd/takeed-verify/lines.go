package main

import (
	"bytes"
	"time"
)

// exportLine is a line of version 3. Its members are written in this order. A line of
// audit/v1 has neither salt nor commitment; one that was erased has neither body nor salt.
type exportLine struct {
	Version     int64  `json:"version"`
	Number      int64  `json:"number"`
	Stream      string `json:"stream"`
	Position    int64  `json:"position"`
	Transaction string `json:"transaction,omitempty"`
	Attempt     string `json:"attempt,omitempty"`
	Event       string `json:"event"`
	State       string `json:"state,omitempty"`
	Actor       string `json:"actor"`
	Time        string `json:"time"`
	Body        string `json:"body,omitempty"`
	Salt        string `json:"salt,omitempty"`
	Commitment  string `json:"commitment,omitempty"`
	PrevHash    string `json:"prev_hash"`
	Hash        string `json:"hash"`
}

// exportLine2 is a line of version 2.
type exportLine2 struct {
	Version     int64  `json:"version"`
	Number      int64  `json:"number"`
	Stream      string `json:"stream"`
	Position    int64  `json:"position"`
	Transaction string `json:"transaction,omitempty"`
	Attempt     string `json:"attempt,omitempty"`
	Event       string `json:"event"`
	State       string `json:"state,omitempty"`
	Actor       string `json:"actor"`
	Time        string `json:"time"`
	Body        string `json:"body"`
	PrevHash    string `json:"prev_hash"`
	Hash        string `json:"hash"`
}

// exportLine1 is a line of version 1, which names no version.
type exportLine1 struct {
	Number      int64  `json:"id"`
	Stream      string `json:"stream"`
	Position    int64  `json:"seq"`
	Transaction string `json:"tx_id,omitempty"`
	Attempt     string `json:"attempt_id,omitempty"`
	Event       string `json:"kind"`
	State       string `json:"to_state,omitempty"`
	Actor       string `json:"actor"`
	Time        string `json:"at"`
	Body        string `json:"body"`
	PrevHash    string `json:"prev_hash"`
	Hash        string `json:"hash"`
}

// addLine checks a line of JSON.
func (x *export) addLine(raw []byte) (why string) {
	l, ok := readExportLine(raw)
	if x.At == 1 && x.Version == 0 {
		x.Version = int(l.Version)
	}
	switch {
	case ok && l.Version != int64(x.Version) && x.At == 1:
		return "file" // the manifest is about another version
	case !ok || l.Version != int64(x.Version):
		return "line"
	case l.Body == "" && l.Commitment == "":
		x.Unchecked++
	case !l.isIntact():
		return "hash"
	}
	if l.Body == "" {
		x.Erased++
	}
	return x.place(l.Number, l.Stream, l.Position, l.PrevHash, l.Hash)
}

// readExportLine reads a line that is exactly what an export writes in its version.
func readExportLine(raw []byte) (l exportLine, ok bool) {
	line, ended := bytes.CutSuffix(raw, []byte("\n"))
	text := string(line)
	switch {
	case bytes.HasPrefix(line, []byte(`{"id":`)):
		var o exportLine1
		o, ok = exactly[exportLine1](text)
		l = exportLine{1, o.Number, o.Stream, o.Position, o.Transaction, o.Attempt, o.Event, o.State, o.Actor, o.Time, o.Body, "", "", o.PrevHash, o.Hash}
	case bytes.HasPrefix(line, []byte(`{"version":2,`)):
		var o exportLine2
		o, ok = exactly[exportLine2](text)
		l = exportLine{2, o.Number, o.Stream, o.Position, o.Transaction, o.Attempt, o.Event, o.State, o.Actor, o.Time, o.Body, "", "", o.PrevHash, o.Hash}
	case bytes.HasPrefix(line, []byte(`{"version":3,`)):
		l, ok = exactly[exportLine](text)
	}
	return l, ok && ended && l.wellFormed()
}

func (l exportLine) wellFormed() bool {
	return isTime(l.Time) && l.Position > 0 && hashForm.MatchString(l.Hash) && (l.PrevHash == "" || hashForm.MatchString(l.PrevHash)) &&
		(l.Version == 3 || l.Body != "") && l.isCommitted()
}

// isCommitted reports whether a line has the parts that go together.
func (l exportLine) isCommitted() bool {
	if l.Commitment == "" {
		return l.Salt == ""
	}
	return hashForm.MatchString(l.Commitment) && (l.Body == "") == (l.Salt == "") && (l.Salt == "" || saltForm.MatchString(l.Salt))
}

func isTime(text string) bool {
	at, err := time.Parse(timeForm, text)
	return err == nil && at.Format(timeForm) == text
}

// isIntact reports whether a line has the hash of its parts, of which the commitment stands
// for the body in audit/v2.
func (l exportLine) isIntact() bool {
	scheme, body := "audit/v1", sized(l.Body)
	if l.Commitment != "" {
		scheme, body = "audit/v2", unhex(l.Commitment)
	}
	if l.Commitment != "" && l.Body != "" && sha("takeed.body/v1"+unhex(l.Salt)+l.Body) != l.Commitment {
		return false
	}
	at, _ := time.Parse(timeForm, l.Time)
	return l.Hash == sha(scheme+sized(l.Stream)+u64(uint64(l.Position))+optional(l.Transaction)+optional(l.Attempt)+sized(l.Event)+optional(l.State)+sized(l.Actor)+
		u64(uint64(at.UnixMicro()))+body+unhex(l.PrevHash))
}

// optional is a part of a hash that may be absent, which is not hashed like an empty one.
func optional(s string) string {
	if s == "" {
		return "\xff\xff\xff\xff"
	}
	return sized(s)
}
