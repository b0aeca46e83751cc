package localpg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	embeddedpostgres "github.com/fergusstrange/embedded-postgres"
)

const (
	downloadVersion = embeddedpostgres.V17
	downloadMajor   = 17
)

// cacheFolder is where downloads are kept: for the user, or for the whole machine if the
// user is root, because root's own folders are closed to the user that runs the server.
func cacheFolder(dir string) string {
	if os.Geteuid() == 0 {
		return "/var/cache/takeed"
	}
	cache, err := os.UserCacheDir()
	if err != nil { // there is no home folder
		dir, _ = filepath.Abs(dir) // if this fails, it fails for the data folder too, which reports it
		return filepath.Join(dir, "cache")
	}
	return filepath.Join(cache, "takeed")
}

// download returns downloaded programs, at once if they are in the cache.
func (m machine) download(ctx context.Context, runAs account, log io.Writer) (programs, error) {
	home := filepath.Join(m.cache, "postgresql-"+string(downloadVersion))
	bin := filepath.Join(home, "bin")
	if !hasPrograms(bin) {
		_, _ = fmt.Fprintf(log, "Downloading PostgreSQL %s to %s.\n", downloadVersion, m.cache)
		if err := m.fetchWithin(ctx, home); err != nil {
			return programs{}, err
		}
	}
	major, err := runAs.versionOf(ctx, bin, "/")
	if err != nil {
		return programs{}, fmt.Errorf("run the programs in %s: %w", bin, err)
	}
	return programs{bin, major}, nil
}

// fetchWithin stops waiting when the context ends. The library cannot be interrupted:
// it goes on in its goroutine until it is done or the program ends, and the next download
// removes what it leaves.
func (m machine) fetchWithin(ctx context.Context, home string) error {
	result := make(chan error, 1)
	go func() { result <- m.fetch(home) }()
	select {
	case err := <-result:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// fetch lets one process at a time work in the cache, so that tests of many packages
// started together download once. The finished tree is moved to its place in one step.
func (m machine) fetch(home string) error {
	if err := os.MkdirAll(m.cache, 0o755); err != nil {
		return fmt.Errorf("make the cache: %w", err)
	}
	unlock, err := waitForCache(m.cache)
	if err != nil {
		return err
	}
	defer unlock()
	if hasPrograms(filepath.Join(home, "bin")) {
		return nil
	}
	work := filepath.Join(m.cache, "unfinished")
	if err := os.RemoveAll(work); err != nil {
		return fmt.Errorf("sweep the cache: %w", err)
	}
	defer func() { _ = os.RemoveAll(work) }()
	if err := m.extract(work); err != nil {
		return err
	}
	if err := errors.Join(os.Chmod(m.cache, 0o755), makeReadable(work)); err != nil {
		return fmt.Errorf("open the downloaded programs to the server's user: %w", err)
	}
	return os.Rename(filepath.Join(work, "programs"), home)
}

func waitForCache(cache string) (unlock func(), err error) {
	file, err := os.OpenFile(filepath.Join(cache, lockName), os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the cache: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		return nil, errors.Join(fmt.Errorf("lock the cache: %w", err), file.Close())
	}
	return func() { _ = file.Close() }, nil
}

// extract uses the library for the download, the checksum and the archive, and not for
// running PostgreSQL, which it cannot do as root or without a TCP port. It has no call for
// the first half alone, so its Start is given a data folder that os.RemoveAll refuses,
// because it ends in a dot; Start fails there, before it runs anything. It makes the
// runtime folder once the archive has been extracted, which tells success from failure. Its
// log, an empty file, stays in the system's folder for temporary files.
func (m machine) extract(work string) error {
	extracted := filepath.Join(work, "extracted")
	config := embeddedpostgres.DefaultConfig().
		Version(downloadVersion).
		Port(0).
		CachePath(filepath.Join(work, "archive")).
		BinariesPath(filepath.Join(work, "programs")).
		RuntimePath(extracted).
		DataPath(work + "/none/.").
		Logger(io.Discard)
	if m.repository != "" {
		config = config.BinaryRepositoryURL(m.repository)
	}
	err := embeddedpostgres.NewDatabase(config).Start()
	if _, missing := os.Stat(extracted); missing != nil {
		return err
	}
	if !hasPrograms(filepath.Join(work, "programs", "bin")) {
		return errors.New("the archive has no PostgreSQL in it")
	}
	return nil
}

// makeReadable undoes a strict umask: under one, programs that root downloads would be
// closed to the user that runs them.
func makeReadable(root string) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.Type()&fs.ModeSymlink != 0 {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		mode := info.Mode().Perm() | 0o444
		if mode&0o100 != 0 {
			mode |= 0o111
		}
		return os.Chmod(path, mode)
	})
}
