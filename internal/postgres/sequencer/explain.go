package sequencer

import (
	"context"
	"errors"
	"fmt"

	"takeed/internal/translog"
)

// Explanation says what the database and the file outside have, whether they fit, and what an
// operator can do.
type Explanation struct {
	Facts  []string
	Fits   bool
	Advice string
}

// Explain compares the database with the file outside, and changes nothing.
func (l *Log) Explain(ctx context.Context) (Explanation, error) {
	v, err := l.look(ctx)
	if err != nil {
		return Explanation{}, err
	}
	x := Explanation{Facts: []string{
		fmt.Sprintf("the log in the database has %d entries, and the newest signed checkpoint covers %d", v.size, v.signed),
		fmt.Sprintf("it belongs to the server with the system identifier %d, and this one has %d", v.server, v.here),
		l.fileFact(),
	}}
	_, onFile := l.compareFile(ctx, v)
	_, err = l.compare(ctx, v)
	if err != nil && !errors.Is(err, ErrStopped) {
		return x, err
	}
	if onFile != nil && !errors.Is(onFile, errNoFile) {
		err = onFile // graver than another server
	}
	x.Fits, x.Advice = err == nil, advice(err)
	if err != nil {
		x.Facts = append(x.Facts, err.Error())
	}
	return x, nil
}

func (l *Log) fileFact() string {
	kept, err := l.kept()
	switch {
	case l.file == "":
		return "no file is set, so nothing is compared"
	case err != nil:
		return fmt.Sprintf("%s cannot be used", l.file)
	case kept == nil:
		return fmt.Sprintf("%s is not there", l.file)
	}
	return fmt.Sprintf("%s has a checkpoint of %d entries with the root %s", l.file, kept.Size, kept.Root)
}

// advice is what an operator can do about a reason to stop.
func advice(reason error) string {
	switch {
	case reason == nil:
		return "There is nothing to do."
	case errors.Is(reason, translog.ErrSmaller), errors.Is(reason, translog.ErrDiverged):
		return "The database has lost, or never had, events that were published: it is an older backup, or a standby that was behind. " +
			"Put a newer copy of the database in its place. If there is none, the published log ends here: begin another with a new PORTAL_LOG_ORIGIN, " +
			"PORTAL_LOG_KEY and PORTAL_LOG_FILE, keep the old file as evidence, and tell those who hold receipts."
	case errors.Is(reason, translog.ErrCorrupt):
		return `The tree in the database was changed. Run "portal verify", and put a copy of the database from before in its place.`
	case errors.Is(reason, errUnreadable):
		return "The file is damaged, cannot be read, or was signed with another key. Restore it, or the key in PORTAL_LOG_KEY that signed it."
	case errors.Is(reason, errNoFile):
		return `Copy the file from another portal of this database. If none has it, compare the newest checkpoint with what witnesses have; then run "portal log adopt", which writes the file from the database.`
	case errors.Is(reason, errOtherServer):
		return `If the database was moved to another server on purpose, and nothing is missing in it, run "portal log adopt".`
	}
	return "Ask the portal's log for more."
}
