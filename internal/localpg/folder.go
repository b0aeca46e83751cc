package localpg

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// What is in the data folder, beside the lock file.
const (
	dataName  = "data"
	freshName = "data.new"
	runName   = "run"
	logName   = "postgres.log"
)

// prepareFolder makes the folder that everything lives in, or checks the one there is.
func prepareFolder(dir string, runAs account) (string, error) {
	if dir == "" {
		return "", fmt.Errorf("%w: none was named", ErrUnsuitable)
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find the data folder: %w", err)
	}
	if err := makeFolder(dir, folderMode(runAs)); err != nil {
		return "", notWritable(dir, err)
	}
	for _, check := range []func(string) error{checkOwner, checkNames} {
		if err := check(dir); err != nil {
			return "", err
		}
	}
	return dir, openEmpty(dir, runAs)
}

// makeFolder gives every folder that it makes the same mode, even under a strict umask.
func makeFolder(dir string, mode fs.FileMode) error {
	var made []string
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		made = append(made, at)
	}
	if err := os.MkdirAll(dir, mode); err != nil {
		return err
	}
	for _, at := range made {
		if err := os.Chmod(at, mode); err != nil {
			return err
		}
	}
	return nil
}

// folderMode lets another user pass through the folder on the way to its own, without
// letting it see what else is there.
func folderMode(runAs account) fs.FileMode {
	if runAs.credential == nil {
		return 0o700
	}
	return 0o711
}

// checkOwner refuses a folder in which another user could put a link where we are about to
// make a file.
func checkOwner(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return notWritable(dir, err)
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); !ok || int(stat.Uid) != os.Geteuid() {
		return fmt.Errorf("%w: %s belongs to another user; choose another data folder", ErrUnsuitable, dir)
	}
	if info.Mode()&0o002 != 0 {
		return fmt.Errorf("%w: everybody may write to %s; choose a data folder inside it instead", ErrUnsuitable, dir)
	}
	return nil
}

// checkNames refuses a folder that uses our names for something else, as / does with /run:
// we delete what is under those names. The lock file shows that a folder is ours.
func checkNames(dir string) error {
	if _, err := os.Lstat(filepath.Join(dir, lockName)); err == nil {
		return nil
	}
	for _, name := range []string{dataName, freshName, runName, logName} {
		path := filepath.Join(dir, name)
		if _, err := os.Lstat(path); err == nil {
			return fmt.Errorf("%w: %s is not from an earlier run; choose an empty data folder", ErrUnsuitable, path)
		}
	}
	return nil
}

// openEmpty lets the server's user pass through a folder that is still empty, such as one
// from os.MkdirTemp. If a folder with contents is closed, its owner closed it to protect
// them.
func openEmpty(dir string, runAs account) error {
	if runAs.credential == nil {
		return nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return notWritable(dir, err)
	}
	if len(entries) > 0 {
		return nil
	}
	info, err := os.Stat(dir)
	if err != nil {
		return notWritable(dir, err)
	}
	if err := os.Chmod(dir, info.Mode().Perm()|0o011); err != nil {
		return notWritable(dir, err)
	}
	return nil
}

func notWritable(dir string, err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err // it names a parent or a file, and one path is enough
	}
	return fmt.Errorf("%w: %s: %w; choose another data folder", ErrNotWritable, dir, err)
}

const (
	socketName = ".s.PGSQL.5432"
	// longestSocket is how long a path fits into the address of a Unix socket, besides the
	// closing zero byte, on macOS, which allows less than Linux.
	longestSocket = 103
	// shortFolder is not os.TempDir, which may be long or closed to the server's user.
	shortFolder = "/tmp"
)

// socketFolder makes a fresh folder for the socket that only the server's user, and root,
// can enter. It is outside dir if the path of dir is too long for the address of a socket,
// or has a character that separates addresses.
func socketFolder(dir string, runAs account) (string, error) {
	path := filepath.Join(dir, runName)
	if err := os.RemoveAll(path); err != nil {
		return "", notWritable(dir, err)
	}
	var err error
	if len(filepath.Join(path, socketName)) > longestSocket || strings.ContainsAny(path, `,"`) {
		path, err = os.MkdirTemp(shortFolder, "localpg-")
	} else {
		err = os.Mkdir(path, 0o700)
	}
	if err != nil {
		return "", fmt.Errorf("make a folder for the socket: %w", err)
	}
	return path, runAs.give(path)
}
