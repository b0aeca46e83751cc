package localpg

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// cluster is what PostgreSQL calls the databases of one server, with all that is needed
// to make it and to serve it.
type cluster struct {
	dir      string
	account  account
	lock     *lock
	programs programs
	settings map[string]string
}

func (c cluster) data() string { return filepath.Join(c.dir, dataName) }

// madeBy is the version that made the data, 0 if there are none yet.
func (c cluster) madeBy() (int, error) {
	if _, err := os.Lstat(c.data()); errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	content, err := os.ReadFile(filepath.Join(c.data(), "PG_VERSION"))
	if err != nil {
		return 0, c.notData()
	}
	var major int
	if _, err := fmt.Sscan(string(content), &major); err != nil || major <= 0 {
		return 0, c.notData()
	}
	return major, nil
}

func (c cluster) notData() error {
	return fmt.Errorf("%w: %s was not made by PostgreSQL; choose another data folder", ErrUnsuitable, c.data())
}

// initialise makes the data in a folder beside the final one and moves them when they are
// complete, so that a run that was cut off leaves nothing that looks like data.
func (c cluster) initialise(ctx context.Context) error {
	fresh := filepath.Join(c.dir, freshName)
	if err := os.RemoveAll(fresh); err != nil {
		return notWritable(c.dir, err)
	}
	if err := os.Mkdir(fresh, 0o700); err != nil {
		return notWritable(c.dir, err)
	}
	defer func() { _ = os.RemoveAll(fresh) }() // gone by then if all went well
	if err := c.account.give(fresh); err != nil {
		return err
	}
	if err := c.initdb(ctx, fresh); err != nil {
		return err
	}
	if err := os.Rename(fresh, c.data()); err != nil {
		return notWritable(c.dir, err)
	}
	return nil
}

// initdb prefers C.UTF-8, which knows the letters of all languages and sorts by code
// point. Some systems lack it; C sorts in the same way and knows ASCII letters.
func (c cluster) initdb(ctx context.Context, dir string) error {
	output, err := c.initdbIn(ctx, dir, "C.UTF-8")
	if err != nil && strings.Contains(output, "invalid locale name") {
		output, err = c.initdbIn(ctx, dir, "C")
	}
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("make a new database: %w", ctx.Err())
	case err != nil:
		return fmt.Errorf("make a new database in %s: %s (%w)", c.dir, lastWords(output), err)
	}
	return nil
}

func (c cluster) initdbIn(ctx context.Context, dir, locale string) (string, error) {
	args := []string{
		"--pgdata=" + dir, "--username=" + superuser, "--encoding=UTF8", "--locale=" + locale,
		"--auth-local=trust", "--auth-host=reject",
	}
	if c.settings["fsync"] == "off" {
		args = append(args, "--no-sync")
	}
	command := c.account.command(ctx, c.dir, c.programs.named("initdb"), args...)
	command.ExtraFiles = []*os.File{c.lock.file}
	var output strings.Builder
	command.Stdout, command.Stderr = &output, &output
	err := run(command)
	return output.String(), err
}
