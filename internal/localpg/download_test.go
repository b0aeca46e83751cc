package localpg

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// repository is a Maven repository that has one archive, whatever it is asked for.
type repository struct {
	jar       []byte
	sum       string
	downloads atomic.Int32
}

func (r *repository) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	switch {
	case strings.HasSuffix(req.URL.Path, ".jar.sha256"):
		_, _ = w.Write([]byte(r.sum))
	case strings.HasSuffix(req.URL.Path, "-"+string(downloadVersion)+".jar"):
		r.downloads.Add(1)
		_, _ = w.Write(r.jar)
	default:
		http.NotFound(w, req)
	}
}

// serve puts programs into an archive and the archive into a repository. The machine
// that downloads from it has no PostgreSQL.
func serve(t *testing.T, scripts map[string]string) (*repository, machine) {
	t.Helper()
	jar := jarOf(t, scripts)
	sum := sha256.Sum256(jar)
	r := &repository{jar: jar, sum: hex.EncodeToString(sum[:])}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	return r, machine{cache: filepath.Join(newParent(t), "cache"), repository: server.URL}
}

// genuine are programs that lead to those of this machine.
func genuine(t *testing.T) map[string]string {
	t.Helper()
	needPostgres(t)
	bin, err := Find()
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"bin/postgres": "exec '" + bin + "/postgres' \"$@\"",
		"bin/initdb":   "exec '" + bin + "/initdb' \"$@\"",
	}
}

func TestDownloadOnceAndServe(t *testing.T) {
	t.Parallel()
	repository, m := serve(t, genuine(t))
	var progress strings.Builder
	o := Options{Dir: newDir(t), Settings: quick, Download: true, Log: &progress}
	s, err := m.start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer stop(t, s)
	ask(t, s.URL(superuser, superuser), "select 'alive'")
	if !strings.Contains(progress.String(), "Downloading PostgreSQL") {
		t.Errorf("it said %q", progress.String())
	}

	progress.Reset()
	if _, err := m.choose(t.Context(), account{}, 0, o); err != nil || progress.Len() > 0 {
		t.Errorf("the second time it said %q, %v", progress.String(), err)
	}
	if n := repository.downloads.Load(); n != 1 {
		t.Errorf("downloaded %d times", n)
	}
	entries, err := os.ReadDir(m.cache)
	if err != nil || len(entries) != 2 {
		t.Errorf("the cache has %v, %v", entries, err)
	}
}

//takeed:race
func TestDownloadsAtTheSameTime(t *testing.T) {
	t.Parallel()
	repository, m := serve(t, genuine(t))
	home := filepath.Join(m.cache, "programs")
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if err := m.fetch(home); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := repository.downloads.Load(); n != 1 || !hasPrograms(filepath.Join(home, "bin")) {
		t.Errorf("downloaded %d times", n)
	}
}

func TestCacheFolder(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Setenv("HOME", "/root")
		if got := cacheFolder("data"); got != "/var/cache/takeed" {
			t.Errorf("for root: %s", got)
		}
		return
	}
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("HOME", "/home/somebody")
	if got := cacheFolder("data"); !strings.HasPrefix(got, "/home/somebody/") {
		t.Errorf("with a home: %s", got)
	}
	t.Setenv("HOME", "")
	if got := cacheFolder("data"); !filepath.IsAbs(got) || !strings.HasSuffix(got, "/data/cache") {
		t.Errorf("without a home: %s", got)
	}
}

func TestDownloadNeedsPermission(t *testing.T) {
	t.Parallel()
	repository, m := serve(t, nil)
	_, err := m.start(t.Context(), Options{Dir: newDir(t)})
	if !errors.Is(err, ErrNoPostgres) || repository.downloads.Load() != 0 {
		t.Errorf("%d downloads, %v", repository.downloads.Load(), err)
	}
}

func TestDownloadFails(t *testing.T) {
	t.Parallel()
	empty, noPrograms := serve(t, map[string]string{"share/readme": ""})
	_, broken := serve(t, map[string]string{"bin/postgres": "exit 1", "bin/initdb": "exit 1"})
	altered, alteredFrom := serve(t, nil)
	altered.sum = empty.sum
	for name, c := range map[string]struct {
		from machine
		why  string
	}{
		"no network":     {machine{cache: newDir(t), repository: "http://127.0.0.1:1"}, "unable to connect"},
		"other content":  {alteredFrom, "checksums do not match"},
		"not an archive": {noPrograms, "no PostgreSQL in it"},
		"does not run":   {broken, "run the programs"},
	} {
		_, err := c.from.start(t.Context(), Options{Dir: newDir(t), Download: true})
		if !errors.Is(err, ErrNoPostgres) || !strings.Contains(err.Error(), c.why) || !strings.Contains(err.Error(), "apt install") {
			t.Errorf("%s: %v", name, err)
		}
		if exists(filepath.Join(c.from.cache, "unfinished")) {
			t.Errorf("%s: the unfinished download is left", name)
		}
	}
}

func TestDownloadCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		cancel()
		<-done
	}))
	t.Cleanup(server.Close)
	defer close(done)
	_, err := machine{cache: newDir(t), repository: server.URL}.start(ctx, Options{Dir: newDir(t), Download: true})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestDataOfTheDownloadedVersionAreFetchedFor(t *testing.T) {
	t.Parallel()
	repository, m := serve(t, map[string]string{"share/readme": ""})
	for made, downloads := range map[int]int32{downloadMajor - 1: 0, downloadMajor: 1} {
		before := repository.downloads.Load()
		_, err := m.choose(t.Context(), account{}, made, Options{Dir: "/data", Download: true, Log: &strings.Builder{}})
		if !errors.Is(err, ErrOtherVersion) {
			t.Errorf("for data of %d: %v", made, err)
		}
		if n := repository.downloads.Load() - before; n != downloads {
			t.Errorf("for data of %d: %d downloads", made, n)
		}
	}
}

// jarOf packs scripts as the archives of the repository are: tar in xz in zip.
func jarOf(t *testing.T, scripts map[string]string) []byte {
	t.Helper()
	var packed bytes.Buffer
	w := tar.NewWriter(&packed)
	for name, does := range scripts {
		content := "#!/bin/sh\n" + does + "\n"
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o755, Size: int64(len(content))}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var jar bytes.Buffer
	z := zip.NewWriter(&jar)
	file, err := z.Create("postgres.txz")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.Write(xz(packed.Bytes())); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return jar.Bytes()
}

// xz wraps up to 64 kB in the xz format without compressing them. Go has no xz writer,
// and a program of that name is not on every machine.
func xz(content []byte) []byte {
	sum := func(b []byte) []byte { return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b)) }
	flags := []byte{0, 1} // the check is CRC-32

	header := sum([]byte{2, 0, 0x21, 1, 0, 0, 0, 0}) // one LZMA2 filter, 12 bytes in all
	chunk := binary.BigEndian.AppendUint16([]byte{1}, uint16(len(content)-1))
	block := append(append(chunk, content...), 0)
	unpadded := uint64(len(header) + len(block) + crc32.Size)
	for len(block)%4 != 0 {
		block = append(block, 0)
	}
	block = binary.LittleEndian.AppendUint32(block, crc32.ChecksumIEEE(content))

	index := binary.AppendUvarint([]byte{0, 1}, unpadded) // one record
	index = binary.AppendUvarint(index, uint64(len(content)))
	for len(index)%4 != 0 {
		index = append(index, 0)
	}
	index = sum(index)

	size := binary.LittleEndian.AppendUint32(nil, uint32(len(index)/4-1))
	footer := append(size, flags...)
	stream := append([]byte("\xfd7zXZ\x00"), flags...)
	stream = binary.LittleEndian.AppendUint32(stream, crc32.ChecksumIEEE(flags))
	stream = append(append(append(stream, header...), block...), index...)
	stream = binary.LittleEndian.AppendUint32(stream, crc32.ChecksumIEEE(footer))
	return append(append(stream, footer...), "YZ"...)
}
