package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"takeed/internal/postgres"
)

func (p *preflight) database(ctx context.Context, c Config) {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	db, err := postgres.Open(ctx, postgres.Config{URL: c.DatabaseURL.Reveal(), Keys: c.Keys, PageConns: 1, CallbackConns: 1, StaffConns: 1})
	var held postgres.Held
	if err == nil {
		defer db.Close()
		held, err = db.CheckLimits(ctx)
	}
	p.line("database", err, "answers")
	if err != nil {
		return
	}
	p.limits(held)
	if held.Unprepared {
		return // every statement from here on might be lost
	}
	schema := db.CheckSchema(ctx)
	p.line("schema", schema, "the version of this program")
	if schema == nil {
		p.line("keys", db.CheckKeyset(ctx), "those that the database was written with")
		p.sandbox(ctx, db, c.Env)
		p.role(ctx, db, c.serious())
		p.translog(ctx, db, c)
	}
	p.replication(ctx, db, c.Replicated)
	skew, err := db.ClockSkew(ctx)
	if err == nil && skew.Abs() > clockTolerance {
		err = fmt.Errorf("this machine and the database are %s apart: synchronise their clocks", skew.Round(time.Millisecond))
	}
	p.line("clock", err, "within "+clockTolerance.String()+" of the database's")
}

// limits reports whether the settings of the portal are in force, on the server or behind a
// pooler.
func (p *preflight) limits(h postgres.Held) {
	good := "hold on the server"
	if h.Plain {
		good = "hold on the server; the back office has those of pages, and is not kept from writing, since the role brings them and a pooler is between"
	}
	p.line("session limits", h.Err(), good)
	if h.Unprepared {
		p.line("statements", errors.New("the pooler loses prepared statements: use pool_mode = session, or PgBouncer 1.21 or newer with max_prepared_statements = 200"), "")
	}
	var err error
	if h.StringsAtStart != "on" {
		err = fmt.Errorf("standard_conforming_strings is %s where sessions begin, so a backslash means something else to other programs that write here: alter database %s set standard_conforming_strings = on, and look for the same in the role and in postgresql.conf",
			h.StringsAtStart, h.Database)
	}
	p.line("strings", err, "standard_conforming_strings is on")
}

// sandbox has nothing to say of a portal that is none on a database that is none.
func (p *preflight) sandbox(ctx context.Context, db *postgres.DB, env string) {
	if err := db.CheckSandbox(ctx, env == envSandbox); err != nil || env == envSandbox {
		p.line("sandbox", err, "the database is a sandbox's, for ever")
	}
}

// role reports excess privileges. It does not fail in development, where one login may do
// everything.
func (p *preflight) role(ctx context.Context, db *postgres.DB, serious bool) {
	tooMuch, err := db.CheckRole(ctx)
	good := "cannot change the audit log"
	if len(tooMuch) > 0 {
		good = "may change the audit log, which production refuses"
		if serious {
			err = fmt.Errorf("it has %s: use a login that is a member of takeed_app and nothing else", postgres.Few(tooMuch))
		}
	}
	p.line("role", err, good)
}
