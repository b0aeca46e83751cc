package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// state is a directory with a file for each log: the checkpoint that was cosigned last, as
// it was given out.
type state string

// claim keeps the directory for this process until it ends, however it ends. Of two
// witnesses with one directory, each would not know what the other cosigns.
func (s state) claim() (*os.File, error) {
	if err := os.MkdirAll(string(s), 0o700); err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(filepath.Join(string(s), "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("another witness uses %s: %w", s, err), lock.Close())
	}
	return lock, nil
}

// hashOf names a log in addresses and in files.
func hashOf(origin string) string {
	sum := sha256.Sum256([]byte(origin))
	return hex.EncodeToString(sum[:])
}

func (s state) path(origin, kind string) string {
	return filepath.Join(string(s), hashOf(origin)+"."+kind)
}

// load returns nothing if nothing of this log was cosigned. If the file is not a checkpoint
// of the log, that is an error: to go on would be to forget.
func (s state) load(origin string) (tree, []byte, error) {
	path := s.path(origin, "checkpoint")
	signed, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return tree{}, nil, nil
	}
	if err != nil {
		return tree{}, nil, err
	}
	end := bytes.LastIndex(signed, []byte("\n\n"))
	last, err := parseCheckpoint(string(signed[:end+1]))
	if err != nil || last.origin != origin {
		return tree{}, nil, fmt.Errorf("%s is not a checkpoint of %s", path, origin)
	}
	return last, signed, nil
}

// save returns when the content is on the disk, in place of what was there.
func (s state) save(path string, content []byte) error {
	file, err := os.OpenFile(path+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(path+".new", path); err != nil {
		return err
	}
	dir, err := os.Open(string(s))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
