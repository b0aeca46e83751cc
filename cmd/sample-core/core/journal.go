package core

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
)

// journal is a file of JSON lines to which is only added. What add has returned is on the disk.
type journal struct{ file *os.File }

// openJournal reads every line of a file, and makes it if there is none. A last line without an
// end is one that a crash cut off: it was never acted on, and goes.
func openJournal(path string, line func([]byte) error) (*journal, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	whole, err := readLines(file, line)
	if err == nil {
		err = errors.Join(file.Truncate(whole), seek(file, whole))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read %s: %w", path, err), file.Close())
	}
	return &journal{file}, nil
}

func readLines(file *os.File, line func([]byte) error) (whole int64, err error) {
	for r := bufio.NewReader(file); ; {
		text, err := r.ReadBytes('\n')
		if err != nil {
			return whole, nil
		}
		if err := line(bytes.TrimSpace(text)); err != nil {
			return whole, err
		}
		whole += int64(len(text))
	}
}

func seek(file *os.File, to int64) error {
	_, err := file.Seek(to, 0)
	return err
}

func (j *journal) add(v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if _, err := j.file.Write(append(text, '\n')); err != nil {
		return err
	}
	return j.file.Sync()
}
