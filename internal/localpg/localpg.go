package localpg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// What the user can put right. Each is wrapped by one sentence that says how.
var (
	ErrNoPostgres   = errors.New("PostgreSQL was not found")
	ErrInUse        = errors.New("the data folder is in use")
	ErrNotWritable  = errors.New("the data folder cannot be written")
	ErrUnsuitable   = errors.New("the data folder is unsuitable")
	ErrOtherVersion = errors.New("the data folder was made by another version of PostgreSQL")
)

// Options say where the server lives and how it is set.
type Options struct {
	Dir      string            // where everything lives; made if missing
	Settings map[string]string // of postgresql.conf, such as fsync=off in tests
	Download bool              // fetch the programs if the machine has none
	Log      io.Writer         // progress, in sentences for a person; may be nil
}

// Start starts a server on o.Dir and returns when it answers. The context bounds only the
// start; once there is a [Server], it runs until [Server.Stop].
func Start(ctx context.Context, o Options) (*Server, error) {
	return thisMachine(o.Dir).start(ctx, o)
}

// shutdownTime is how long a server that failed to start may take to end.
const shutdownTime = 10 * time.Second

func (m machine) start(ctx context.Context, o Options) (*Server, error) {
	s, err := m.launch(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := s.ready(ctx); err != nil {
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
		defer cancel()
		return nil, errors.Join(err, s.Stop(ending))
	}
	return s, nil
}

// launch locks the folder; the server releases it when it ends.
func (m machine) launch(ctx context.Context, o Options) (_ *Server, err error) {
	if o.Log == nil {
		o.Log = io.Discard
	}
	runAs, err := serverAccount()
	if err != nil {
		return nil, err
	}
	dir, err := prepareFolder(o.Dir, runAs)
	if err != nil {
		return nil, err
	}
	held, err := lockFolder(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			held.release()
		}
	}()
	c := cluster{dir: dir, account: runAs, lock: held, settings: o.Settings}
	if err := m.equip(ctx, &c, o); err != nil {
		return nil, err
	}
	return c.serve()
}

// equip finds the programs for the cluster and makes its data if there are none.
func (m machine) equip(ctx context.Context, c *cluster, o Options) (err error) {
	made, err := c.madeBy()
	if err != nil {
		return err
	}
	if c.programs, err = m.choose(ctx, c.account, made, o); err != nil {
		return err
	}
	if err := c.account.mustEnter(ctx, c.dir, c.programs); err != nil {
		return err
	}
	if made != 0 {
		return nil
	}
	_, _ = fmt.Fprintf(o.Log, "Making a new database with PostgreSQL %d in %s.\n", c.programs.major, c.dir)
	return c.initialise(ctx)
}
