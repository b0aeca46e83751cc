package sequencer

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// file keeps the last signed checkpoint outside the database, as it was signed. It is written
// whole or not at all, and is on the disk before a checkpoint is public. Empty: nothing is kept.
type file string

const maxFile = 64 << 10

// read returns nil if there is no file.
func (f file) read() ([]byte, error) {
	if f == "" {
		return nil, nil
	}
	opened, err := os.Open(string(f))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("%w: %s", errUnreadable, f)
	}
	defer opened.Close()
	content, err := io.ReadAll(io.LimitReader(opened, maxFile+1))
	if err != nil || len(content) > maxFile || len(content) == 0 {
		return nil, fmt.Errorf("%w: %s", errUnreadable, f)
	}
	return content, nil
}

// WriteFile writes a signed checkpoint to a file: whole, or not at all.
func WriteFile(path string, note []byte) error { return file(path).replace(note) }

func (f file) write(note []byte) error {
	if f == "" {
		return nil
	}
	if err := f.replace(note); err != nil {
		return fmt.Errorf("%w: %s cannot be written", ErrStopped, f)
	}
	return nil
}

func (f file) replace(note []byte) error {
	folder := filepath.Dir(string(f))
	next, err := os.CreateTemp(folder, ".checkpoint-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(next.Name()) }()
	_, err = next.Write(note)
	if err = errors.Join(err, next.Sync(), next.Close()); err != nil {
		return err
	}
	if err := os.Rename(next.Name(), string(f)); err != nil {
		return err
	}
	return syncFolder(folder)
}

// syncFolder makes the new name last.
func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
