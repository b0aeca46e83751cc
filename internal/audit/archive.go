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

// NewArchive begins an archive. Every entry has the time made, since programs that unpack
// set the time of the file to it, which they cannot do if there is none.
func NewArchive(out io.Writer, made time.Time) Archive {
	return Archive{zip.NewWriter(out), made.In(reading.UAE)} // the time of an entry has no zone
}

// Events begins the file of events.
func (a Archive) Events(f Format) (io.Writer, error) { return a.File("events." + string(f)) }

// Close adds the manifest, with the note that signs it if there is one, and ends the archive.
// An archive that was not closed is cut off, and no program opens it.
func (a Archive) Close(m Manifest, note []byte) error {
	err := a.file("manifest.json", m.Encode())
	if err == nil && note != nil {
		err = a.file("manifest.note", note)
	}
	if err != nil {
		return err
	}
	return a.zip.Close()
}

func (a Archive) file(name string, content []byte) error {
	file, err := a.File(name)
	if err != nil {
		return err
	}
	if _, err := file.Write(content); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// File begins a file. It ends where the next one begins.
func (a Archive) File(name string) (io.Writer, error) {
	header := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: a.made}
	header.SetMode(0o644)
	file, err := a.zip.CreateHeader(header)
	if err != nil {
		return nil, fmt.Errorf("begin %s: %w", name, err)
	}
	return file, nil
}

// Encode returns the manifest as the bytes of its file.
func (m Manifest) Encode() []byte {
	text, _ := json.MarshalIndent(m, "", "  ") // strings, numbers and times
	return append(text, '\n')
}

// version is the version of the file that the manifest describes.
func (m Manifest) version() int { return max(1, m.Version) }

var errManifest = errors.New("no manifest as an export has it")

// ParseManifest reads a manifest and refuses anything that is not byte for byte what Encode
// writes: a text that two programs could read differently proves nothing. The error says
// whether the text is no manifest at all, or one of a later version.
func ParseManifest(text []byte) (Manifest, error) {
	var m Manifest
	switch err := json.Unmarshal(text, &m); {
	case err != nil:
		return m, errManifest
	case m.Version > Version:
		return m, errVersion(m.Version)
	case m.Version == 1, m.Version < 0, string(text) != string(m.Encode()):
		return m, errManifest
	}
	return m, nil
}
