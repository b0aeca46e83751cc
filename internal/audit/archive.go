package audit

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"takeed/internal/reading"
)

// Archive is the form in which an export leaves: the events, and a manifest that says what
// they are.
type Archive struct {
	zip  *zip.Writer
	made time.Time
}

// NewArchive begins an archive. made is when; every entry has that time, since programs
// that unpack set it, and one of no time is none that they can set.
func NewArchive(out io.Writer, made time.Time) Archive {
	return Archive{zip.NewWriter(out), made.In(reading.UAE)} // the time of an entry has no zone
}

// Events begins the file of events.
func (a Archive) Events(f Format) (io.Writer, error) { return a.entry("events." + string(f)) }

// Close adds the manifest and ends the archive. One that was not closed is cut off, and
// opens nowhere.
func (a Archive) Close(m Manifest) error {
	file, err := a.entry("manifest.json")
	if err != nil {
		return err
	}
	if _, err := file.Write(m.Encode()); err != nil {
		return fmt.Errorf("write the manifest: %w", err)
	}
	return a.zip.Close()
}

func (a Archive) entry(name string) (io.Writer, error) {
	header := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: a.made}
	header.SetMode(0o644)
	file, err := a.zip.CreateHeader(header)
	if err != nil {
		return nil, fmt.Errorf("begin %s: %w", name, err)
	}
	return file, nil
}

// Encode is the manifest as the file that it is.
func (m Manifest) Encode() []byte {
	text, _ := json.MarshalIndent(m, "", "  ") // strings, numbers and times
	return append(text, '\n')
}

// version is that of the file that the manifest is about.
func (m Manifest) version() int { return max(1, m.Version) }

var errManifest = errors.New("no manifest as an export has it")

// ParseManifest reads a manifest, and nothing that is not byte for byte what Encode
// writes: what two readers could read differently proves nothing. The error says what the
// text is instead.
func ParseManifest(text []byte) (Manifest, error) {
	var m Manifest
	switch err := json.Unmarshal(text, &m); {
	case err != nil:
		return m, errManifest
	case m.Version > Version:
		return m, errVersion(m.Version)
	case m.Version != 0 && m.Version != Version, string(text) != string(m.Encode()):
		return m, errManifest
	}
	return m, nil
}
