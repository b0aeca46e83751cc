package localpg

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestSettings(t *testing.T) {
	t.Parallel()
	s := start(t, newDir(t))
	for name, want := range map[string]string{
		"fsync":               "off",
		"max_connections":     "20",
		"TimeZone":            "UTC",
		"server_encoding":     "UTF8",
		"listen_addresses":    "",
		"log_error_verbosity": "terse",
	} {
		if got := ask(t, s.URL(superuser, superuser), "show "+name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestFixedSettingsAreRefused(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"listen_addresses", "Listen-Addresses", "port", "unix_socket_permissions"} {
		if _, err := arguments("/data", "/run", map[string]string{name: "*"}); err == nil {
			t.Errorf("%s could be changed", name)
		}
	}
	args, err := arguments("/data", "/run", map[string]string{"TimeZone": "Asia/Dubai"})
	if err != nil {
		t.Fatal(err)
	}
	if line := strings.Join(args, " "); !strings.Contains(line, "-c timezone=Asia/Dubai") || strings.Contains(line, " timezone=UTC") {
		t.Errorf("the arguments are %s", line)
	}
}

func TestLogHasNoRows(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := start(t, dir)
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, s.URL(superuser, superuser))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	const twice = "create temp table people (mobile text primary key); insert into people values ('+971500000001'), ('+971500000001')"
	if _, err := conn.Exec(ctx, twice); err == nil {
		t.Fatal("the key is not unique")
	}

	content, err := os.ReadFile(filepath.Join(dir, logName))
	if err != nil {
		t.Fatal(err)
	}
	if log := string(content); !strings.Contains(log, "duplicate key") || strings.Contains(log, "+971500000001") {
		t.Errorf("the log is:\n%s", log)
	}
}

func TestWithoutTheLocale(t *testing.T) {
	t.Parallel()
	scripts := genuine(t)
	root := newParent(t)
	program(t, filepath.Join(root, "bin/postgres"), scripts["bin/postgres"])
	program(t, filepath.Join(root, "bin/initdb"),
		`case "$*" in *C.UTF-8*) echo 'initdb: error: invalid locale name "C.UTF-8"' >&2; exit 1;; esac; `+scripts["bin/initdb"])
	s, err := machine{path: filepath.Join(root, "bin")}.start(t.Context(), Options{Dir: newDir(t), Settings: quick})
	if err != nil {
		t.Fatal(err)
	}
	defer stop(t, s)
	const locale = "select datcollate::text || ' ' || pg_encoding_to_char(encoding) from pg_database where datname = 'postgres'"
	if got := ask(t, s.URL(superuser, superuser), locale); got != "C UTF8" {
		t.Errorf("the locale is %s", got)
	}
}
