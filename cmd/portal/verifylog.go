package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"takeed/internal/postgres/logverify"
	"takeed/internal/postgres/sequencer"
	"takeed/internal/translog"
)

// boundsOfLog says what does not follow from a log that holds.
const boundsOfLog = "The transparency log was computed again from the events, up to every checkpoint. It cannot show that history was written anew by somebody who has the signing key and every copy of a checkpoint: compare with receipts, with exports, with the witnesses."

// byTheLog are the invariants of single events. Where there is a log, computing it again shows
// them, event by event and much faster.
var byTheLog = map[string]bool{"INV-10": true, "INV-19": true}

// boundsOfSince says what was not looked at.
const boundsOfSince = "Only what came after that checkpoint was looked at. A change since then to an older event, and the invariants, are for \"portal verify\" without --since."

// verifySince verifies the log from a checkpoint that was verified before; from the beginning,
// with everything else, if there is none yet. If all holds, the file gets the newest checkpoint.
func verifySince(ctx context.Context, getenv func(string) string, path string, stdout io.Writer) error {
	c, db, err := open(ctx, getenv)
	if err != nil {
		return err
	}
	defer db.Close()
	if c.Translog == nil {
		return errNoLog
	}
	newest, err := newLog(db, c).Checkpoint(ctx)
	if err != nil {
		return fmt.Errorf("read the newest checkpoint: %w", err)
	}
	since, err := keptCheckpoint(c.Translog.Keys, path)
	if err != nil {
		return err
	}
	if since == nil {
		err = verifyAll(ctx, c, db, stdout)
	} else if err = verifyLog(ctx, c, since, stdout); err == nil {
		fmt.Fprintln(stdout, boundsOfSince)
	}
	if err != nil {
		return err
	}
	if err := sequencer.WriteFile(path, newest); err != nil {
		return fmt.Errorf("cannot write %s", path)
	}
	fmt.Fprintf(stdout, "%s has the newest checkpoint now: the next run begins there\n", path)
	return nil
}

// keptCheckpoint reads a signed checkpoint; nil if there is no such file.
func keptCheckpoint(keys *translog.Keys, path string) (*translog.Checkpoint, error) {
	note, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
			return nil, unreadable(path)
		}
		return nil, nil
	}
	if err != nil {
		return nil, unreadable(path)
	}
	c, err := keys.Open(note)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &c, nil
}

// verifyLog computes the transparency log again, and says what is wrong with it.
func verifyLog(ctx context.Context, c Config, since *translog.Checkpoint, stdout io.Writer) error {
	o := logverify.Options{URL: c.DatabaseURL.Reveal(), Keys: c.Translog.Keys, Since: since, Said: progress(stdout)}
	if c.Translog.File != "" {
		kept, err := keptCheckpoint(c.Translog.Keys, c.Translog.File)
		if err != nil {
			return err
		}
		if kept != nil {
			o.Kept = append(o.Kept, *kept)
		}
	}
	r, err := logverify.Verify(ctx, o)
	if err != nil {
		return err
	}
	for _, f := range r.Findings {
		fmt.Fprintf(stdout, "LOG     %s\n", f)
	}
	if r.Found > int64(len(r.Findings)) {
		fmt.Fprintf(stdout, "LOG     and %d more like these\n", r.Found-int64(len(r.Findings)))
	}
	fmt.Fprintf(stdout, "LOG     entries %d to %d were computed again, with %d checkpoints; of %d only the hash is left, since they were pruned, and of %d, since they were erased\n",
		r.From, r.Entries, r.Checkpoints, r.Pruned, r.Erased)
	if r.Found > 0 {
		return fmt.Errorf("the transparency log does not hold: %w", errFound)
	}
	return nil
}

// progress says now and then how far it is.
func progress(out io.Writer) func(done, total int64) {
	next := time.Now().Add(progressEvery)
	return func(done, total int64) {
		if now := time.Now(); total > 0 && now.After(next) {
			next = now.Add(progressEvery)
			fmt.Fprintf(out, "        %d of %d entries\n", done, total)
		}
	}
}

const progressEvery = 10 * time.Second

// tellLog verifies the log, if there is one, as a part of verifying everything.
func tellLog(ctx context.Context, c Config, stdout io.Writer) error {
	if c.Translog == nil {
		fmt.Fprintln(stdout, boundsOfVerify)
		return nil
	}
	err := verifyLog(ctx, c, nil, stdout)
	fmt.Fprintln(stdout, boundsOfLog)
	return err
}
