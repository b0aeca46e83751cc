//go:build ignore

// Command record runs the tests that ask the database most and writes the statements that
// portals sent meanwhile to statements/<version of the schema>.sql. It is run by
// "go generate ./migrations", at a release; see the package comment.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"takeed/internal/postgres/postgrestest"
	"takeed/migrations"
)

func main() {
	if err := record(); err != nil {
		fmt.Fprintln(os.Stderr, "record statements:", err)
		os.Exit(1)
	}
}

func record() error {
	folder, err := os.MkdirTemp("", "takeed-statements-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	packages, err := listPackages()
	if err != nil {
		return err
	}
	// One package after the other: each has a server of its own, whose log grows to some
	// hundred megabytes.
	run := exec.Command("go", append([]string{"test", "-count=1", "-p=1", "-timeout=30m"}, packages...)...)
	run.Env = append(os.Environ(), postgrestest.RecordTo+"="+folder, "DATABASE_URL=")
	run.Stdout, run.Stderr = os.Stdout, os.Stderr
	if err := run.Run(); err != nil {
		return fmt.Errorf("the tests: %w", err)
	}
	return collect(folder)
}

// slowPackages are those that send over and over what others send, too.
var slowPackages = []string{"browsertest", "floodtest", "killtest", "ledgertest", "modeltest", "proxytest"}

func listPackages() ([]string, error) {
	list, err := exec.Command("go", "list", "takeed/internal/postgres/...", "takeed/internal/app/...", "takeed/web/...", "takeed/cmd/portal").Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	return slices.DeleteFunc(strings.Fields(string(list)), func(name string) bool { return slices.Contains(slowPackages, path.Base(name)) }), nil
}

// collect makes one list of those that the processes left.
func collect(folder string) error {
	lists, err := filepath.Glob(filepath.Join(folder, "*.sql"))
	if err != nil {
		return err
	}
	all := map[string]bool{}
	for _, list := range lists {
		if err := postgrestest.ReadStatements(list, all); err != nil {
			return err
		}
	}
	if len(all) == 0 {
		return errors.New("the tests sent nothing")
	}
	return postgrestest.WriteStatements(fmt.Sprintf("statements/%05d.sql", migrations.Latest()), all)
}
