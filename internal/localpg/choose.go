package localpg

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
)

// oldest is the first version that the schema was written for.
const oldest = 15

// programs are the programs of one version of PostgreSQL.
type programs struct {
	bin   string
	major int
}

func (p programs) named(name string) string { return filepath.Join(p.bin, name) }

// choose returns the programs of the version that made the data, or the best there are if
// made is 0. The machine may have several versions, and only the version that wrote the
// data can read them.
func (m machine) choose(ctx context.Context, runAs account, made int, o Options) (programs, error) {
	if p, ok := pick(runAs.usable(ctx, m.folders()), made); ok {
		return p, nil
	}
	if err := ctx.Err(); err != nil {
		return programs{}, fmt.Errorf("look for PostgreSQL: %w", err)
	}
	if !o.Download || made != 0 && made != downloadMajor {
		return programs{}, errNonePrepared(o.Dir, made, "")
	}
	p, err := m.download(ctx, runAs, o.Log)
	switch {
	case ctx.Err() != nil:
		return programs{}, fmt.Errorf("download PostgreSQL: %w", ctx.Err())
	case err != nil:
		return programs{}, errNonePrepared(o.Dir, made, fmt.Sprintf(" and could not be downloaded (%v)", err))
	}
	return p, nil
}

func errNonePrepared(dir string, made int, because string) error {
	if made == 0 {
		return errMissing(because)
	}
	return fmt.Errorf("%w: %s needs version %d, which was not found%s; install that version or choose another data folder",
		ErrOtherVersion, dir, made, because)
}

func pick(usable []programs, made int) (programs, bool) {
	for _, p := range usable {
		if p.major == made || made == 0 && p.major >= oldest {
			return p, true
		}
	}
	return programs{}, false
}

// usable asks the programs for their version as the user that will run the server: programs
// in another user's home folder may be out of its reach.
func (a account) usable(ctx context.Context, folders []string) []programs {
	var list []programs
	for _, dir := range folders {
		if major, err := a.versionOf(ctx, dir, "/"); err == nil {
			list = append(list, programs{dir, major})
		}
	}
	return list
}

func (a account) versionOf(ctx context.Context, bin, workingDir string) (int, error) {
	var out strings.Builder
	c := a.command(ctx, workingDir, filepath.Join(bin, "postgres"), "--version")
	c.Stdout = &out
	if err := run(c); err != nil {
		return 0, err
	}
	return majorVersion(out.String())
}
