package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"
)

// maxPaper is the size of the largest manifest and of the largest note, in bytes.
const maxPaper = 65_536

// manifest says what was asked for and what came. Its members are written in this order.
type manifest struct {
	Version  int       `json:"version,omitempty"`
	Format   string    `json:"format"`
	Query    string    `json:"query"`
	After    time.Time `json:"after"`
	Before   time.Time `json:"before"`
	Resumed  int64     `json:"resumed,omitempty"`
	Complete bool      `json:"complete"`
	Count    int64     `json:"count"`
	First    int64     `json:"first"`
	Last     int64     `json:"last"`
	LastHash string    `json:"last_hash"`
	Bytes    int64     `json:"bytes"`
	SHA256   string    `json:"sha256"`
	Actor    string    `json:"actor"`
	Began    time.Time `json:"began"`
	Ended    time.Time `json:"ended"`
	Log      *logRange `json:"log,omitempty"`
}

// logRange is where the first and the last event stand in the log; -1 if not in it yet.
type logRange struct {
	Origin string `json:"origin"`
	First  int64  `json:"first_index"`
	Last   int64  `json:"last_index"`
}

func (m manifest) version() int { return max(1, m.Version) }

// isManifest tells a manifest from other files by its sum.
func isManifest(file []byte) bool {
	var m struct{ SHA256 string }
	return json.Unmarshal(file, &m) == nil && m.SHA256 != ""
}

// readManifest reads a file that is exactly what the portal writes in a version that we know.
func readManifest(file []byte) (*manifest, bool) {
	var m manifest
	if json.Unmarshal(file, &m) != nil {
		return nil, false
	}
	again, err := json.MarshalIndent(m, "", "  ")
	return &m, err == nil && bytes.Equal(file, append(again, '\n')) && (m.Version == 0 || m.Version == 2 || m.Version == 3) &&
		(m.Format == "jsonl" || m.Format == "csv") && hashForm.MatchString(m.SHA256) && (m.LastHash == "" || hashForm.MatchString(m.LastHash))
}

// plausible reports whether what a manifest says goes together. Events are exported in the
// order of their times and enter the log in that of their database transactions, so the first
// may stand behind the last.
func (m manifest) plausible() bool {
	if m.Count < 0 || m.Count > maxLines || m.Bytes < 0 || m.Bytes > maxEvents || (m.Count == 0) != (m.LastHash == "") || m.Count == 0 && (m.First != 0 || m.Last != 0) {
		return false
	}
	if m.Log == nil {
		return true
	}
	l := *m.Log
	if l.First < -1 || l.Last < -1 || l.First > maxInteger || l.Last > maxInteger {
		return false
	}
	return m.First == m.Last && l.First == l.Last || m.First != m.Last && (l.First != l.Last || l.First == -1)
}

// manifestNote is a signed note for a manifest.
type manifestNote struct {
	origin, sum string
	signedText
}

func isNote(file []byte) bool { return bytes.HasPrefix(file, []byte("takeed.manifest/")) }

// readNote accepts one spelling of a note; its signatures may be in any order.
func readNote(file []byte) (n *manifestNote, ok bool) {
	text, signed, _ := strings.Cut(string(file), "\n\n")
	lines := strings.Split(text, "\n")
	signed, ended := strings.CutSuffix(signed, "\n")
	if len(lines) != 3 || lines[0] != "takeed.manifest/v1" || !nameForm.MatchString(lines[1]) || !hashForm.MatchString(lines[2]) || !ended {
		return nil, false
	}
	signatures, ok := readSignatures(signed)
	return &manifestNote{lines[1], lines[2], signedText{text + "\n", signatures}}, ok
}

// isOf reports whether a note is for a manifest, which names the same log.
func (n manifestNote) isOf(m *manifest, file []byte) bool {
	return n.sum == sha(string(file)) && m.Log != nil && m.Log.Origin == n.origin
}
