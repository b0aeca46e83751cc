package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"takeed/internal/postgres/sequencer"
	"takeed/internal/translog"
)

var errLogUsage = errors.New("usage: portal log key [--out FILE] | rotate [--out FILE] | status | explain | adopt | checkpoints")

// errNoLog is the error of a command about a log that there is not.
var errNoLog = errors.New("there is no transparency log: PORTAL_LOG_KEY is not set")

// logCommands are those that need the database.
var logCommands = map[string]func(context.Context, *sequencer.Log, Config, io.Writer) error{
	"status": logStatus, "explain": logExplain, "adopt": logAdopt, "checkpoints": logCheckpoints,
}

// logCommand runs "portal log …".
func logCommand(ctx context.Context, getenv func(string) string, args []string, stdout, stderr io.Writer) error {
	out := ""
	if n := len(args); n == 3 && args[1] == "--out" && args[2] != "" {
		args, out = args[:1], args[2]
	}
	switch {
	case len(args) == 1 && args[0] == "key":
		return logKey(getenv, false, out, stdout, stderr)
	case len(args) == 1 && args[0] == "rotate":
		return logKey(getenv, true, out, stdout, stderr)
	case len(args) != 1 || logCommands[args[0]] == nil || out != "":
		return usageError{errLogUsage}
	}
	c, db, err := open(ctx, getenv)
	if err != nil {
		return err
	}
	defer db.Close()
	if c.Translog == nil {
		return errNoLog
	}
	return logCommands[args[0]](ctx, newLog(db, c), c, stdout)
}

// logKey prints a new signing key, below the present ones if they are being rotated, or writes
// it to a new file. Its public key goes where it does not end up in the same file.
func logKey(getenv func(string) string, rotate bool, out string, stdout, stderr io.Writer) error {
	e := &environment{get: getenv}
	origin, present := e.logOrigin(), ""
	if origin == "" {
		e.fault("PORTAL_LOG_ORIGIN or PORTAL_BASE_URL is missing: the key has the name of its log")
	}
	if rotate {
		if present = e.requiredSecret("PORTAL_LOG_KEY"); present != "" {
			present = strings.TrimRight(present, "\r\n") + "\n"
		}
	}
	if err := e.result(); err != nil {
		return err
	}
	secret, public, err := translog.GenerateKey(origin)
	if err != nil {
		return err
	}
	if _, err := translog.ParseKeys(present+secret, origin); err != nil {
		return usageError{fmt.Errorf("PORTAL_LOG_KEY: %w", err)}
	}
	content := []byte(present + secret + "\n")
	if out == "" {
		_, err = stdout.Write(content)
	} else {
		stderr, err = stdout, writeNew(out, content)
	}
	if err == nil {
		fmt.Fprintln(stderr, public)
	}
	return err
}

func logStatus(ctx context.Context, l *sequencer.Log, c Config, stdout io.Writer) error {
	s, err := l.Status(ctx)
	if err != nil {
		return err
	}
	x, err := l.Explain(ctx)
	if err != nil {
		return err
	}
	for _, public := range c.Translog.Keys.Public() {
		fmt.Fprintf(stdout, "key         %s\n", public)
	}
	fmt.Fprintf(stdout, "entries     %d, of which %d are covered by a signed checkpoint with %d cosignatures\n", s.Size, s.Signed, s.Cosignatures)
	fmt.Fprintf(stdout, "signed      %s\n", timeOrNever(s.SignedAt))
	fmt.Fprintf(stdout, "last seen   %s\n", timeOrNever(s.BeatAt))
	fmt.Fprintf(stdout, "lag         %d events", s.Lag)
	if !s.Oldest.IsZero() {
		fmt.Fprintf(stdout, ", the oldest from %s", s.Oldest.UTC().Format(time.RFC3339))
	}
	fmt.Fprintln(stdout)
	if !x.Fits {
		return fmt.Errorf(`%s: see "portal log explain"`, x.Facts[len(x.Facts)-1])
	}
	return nil
}

func timeOrNever(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.UTC().Format(time.RFC3339)
}

// logExplain says what the database and the file have, and what to do.
func logExplain(ctx context.Context, l *sequencer.Log, _ Config, stdout io.Writer) error {
	x, err := l.Explain(ctx)
	if err != nil {
		return err
	}
	for _, fact := range append(x.Facts, x.Advice) {
		fmt.Fprintln(stdout, fact)
	}
	if !x.Fits {
		return fmt.Errorf("the log does not go on: %w", errFound)
	}
	return nil
}

// logAdopt lets the log go on, as the owner of the schema.
func logAdopt(ctx context.Context, l *sequencer.Log, c Config, stdout io.Writer) error {
	url := c.MigrateURL
	if url.Empty() {
		url = c.DatabaseURL
	}
	done, err := l.Adopt(ctx, url.Reveal())
	if done.File != "" {
		fmt.Fprintf(stdout, "wrote the newest checkpoint of the database to %s\n", done.File)
	}
	switch {
	case err != nil:
		return err
	case done.Epoch > 0:
		fmt.Fprintf(stdout, "this is the server of epoch %d; %d events that had no entry have one\n", done.Epoch, done.Events)
	case done.File == "":
		fmt.Fprintln(stdout, "there is nothing to adopt")
	}
	return nil
}

// logCheckpoints prints every signed checkpoint with its cosignatures, oldest first.
func logCheckpoints(ctx context.Context, l *sequencer.Log, _ Config, stdout io.Writer) error {
	return l.Checkpoints(ctx, func(note string) error {
		_, err := fmt.Fprintln(stdout, note)
		return err
	})
}
