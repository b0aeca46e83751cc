package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"takeed/internal/app"
	"takeed/internal/keys"
	"takeed/internal/translog"
)

// marker is in every folder that the demo made. --fresh empties no other folder.
const marker = "takeed-demo"

// dataFolder makes or finds the folder that keeps the data between runs.
func dataFolder(o options) (string, error) {
	dir, err := chosenFolder(o)
	if err != nil {
		return "", err
	}
	if o.fresh {
		if err := empty(dir); err != nil {
			return "", err
		}
	}
	// Others may pass through: PostgreSQL runs as another user when root starts it.
	if err := os.MkdirAll(dir, 0o711); err != nil {
		return "", fmt.Errorf("cannot make the folder %s: choose another with --data DIR", dir)
	}
	if err := os.WriteFile(filepath.Join(dir, marker), []byte("The data of the Takeed demo. Safe to delete.\n"), 0o644); err != nil {
		return "", fmt.Errorf("cannot write into %s: choose another folder with --data DIR", dir)
	}
	return dir, nil
}

func chosenFolder(o options) (string, error) {
	if o.data != "" {
		return filepath.Abs(o.data)
	}
	if os.Getuid() == 0 {
		return "/var/tmp/takeed-demo-root", nil // root's own folders are closed to the user that PostgreSQL runs as
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = filepath.Join(os.TempDir(), "takeed-"+strconv.Itoa(os.Getuid()))
	}
	return filepath.Join(cache, "takeed-demo"), nil
}

func empty(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if _, err := os.Stat(filepath.Join(dir, marker)); err != nil {
		return fmt.Errorf("%s was not made by a demo, so --fresh does not empty it: choose another folder with --data DIR", dir)
	}
	for _, entry := range entries {
		if err := os.RemoveAll(filepath.Join(dir, entry.Name())); err != nil {
			return fmt.Errorf("cannot empty %s (is a demo still running on it?): end it, or choose another folder with --data DIR", dir)
		}
	}
	return nil
}

// secrets are what the folder keeps of them: the keyset, and the transparency log.
func secrets(dir string, out io.Writer) (*keys.Keyset, *app.Translog, error) {
	k, err := demoKeys(dir, out)
	if err != nil {
		return nil, nil, err
	}
	l, err := demoLog(dir)
	return k, l, err
}

// logOrigin names the log of every demo, whatever its address is.
const logOrigin = "demo.takeed.test/log"

// demoLog opens the folder's transparency log, making its key at the first run.
func demoLog(dir string) (*app.Translog, error) {
	path := filepath.Join(dir, "log.key")
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		secret, _, err := translog.GenerateKey(logOrigin)
		if err != nil {
			return nil, err
		}
		content = []byte(secret)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return nil, fmt.Errorf("cannot write %s: choose another folder with --data DIR", path)
		}
	} else if err != nil {
		return nil, fmt.Errorf("cannot read %s: start over with --fresh", path)
	}
	k, err := translog.ParseKeys(string(content), logOrigin)
	if err != nil {
		return nil, fmt.Errorf("%s is damaged: start over with --fresh", path)
	}
	return &app.Translog{Keys: k, File: filepath.Join(dir, "checkpoint")}, nil
}

// demoKeys opens the folder's keyset, making one at the first run.
func demoKeys(dir string, out io.Writer) (*keys.Keyset, error) {
	path := filepath.Join(dir, "keyset.json")
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if content, err = keys.Generate(); err != nil {
			return nil, err
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return nil, fmt.Errorf("cannot write %s: choose another folder with --data DIR", path)
		}
		fmt.Fprintf(out, "Made a keyset for this demo: %s\n", path)
	} else if err != nil {
		return nil, fmt.Errorf("cannot read %s: start over with --fresh", path)
	}
	k, err := keys.Parse(content)
	if err != nil {
		return nil, fmt.Errorf("%s is damaged: start over with --fresh", path)
	}
	return k, nil
}
