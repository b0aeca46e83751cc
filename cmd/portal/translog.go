package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"takeed/internal/app"
	"takeed/internal/postgres"
	"takeed/internal/postgres/sequencer"
	"takeed/internal/translog"
	"takeed/internal/witness"
)

// translog reads the settings of the transparency log; nil if there is none.
func (e *environment) translog() *app.Translog {
	secret := e.secret("PORTAL_LOG_KEY")
	path := e.get("PORTAL_LOG_FILE")
	origin := e.logOrigin()
	switch {
	case secret != "":
		e.logFile(path)
	case path != "" || e.get("PORTAL_WITNESSES") != "":
		e.fault("PORTAL_LOG_FILE or PORTAL_WITNESSES is set, and without PORTAL_LOG_KEY there is no transparency log")
		return nil
	default:
		return nil
	}
	if translog.CheckOrigin(origin) != nil {
		return nil // that is a fault already
	}
	keys, err := translog.ParseKeys(secret, origin)
	if err != nil {
		e.fault("PORTAL_LOG_KEY: %w; the origin is %s", err, origin)
		return nil
	}
	return &app.Translog{Keys: keys, File: path, Witnesses: e.witnesses()}
}

// witnesses reads the policy that PORTAL_WITNESSES names; nil if there is none.
func (e *environment) witnesses() *witness.Policy {
	path := e.get("PORTAL_WITNESSES")
	if path == "" {
		return nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		e.fault("PORTAL_WITNESSES: cannot read %s", path)
		return nil
	}
	policy, err := witness.ParsePolicy(text)
	if err != nil {
		e.fault("PORTAL_WITNESSES: %w", err)
		return nil
	}
	return &policy
}

// logOrigin is the name of the log. That of a base URL which cannot be used is no fault of its
// own.
func (e *environment) logOrigin() string {
	origin := e.get("PORTAL_LOG_ORIGIN")
	if origin == "" {
		if u, err := url.Parse(e.get("PORTAL_BASE_URL")); err == nil && u.Host != "" {
			origin = u.Host + "/log"
		}
		return origin
	}
	if err := translog.CheckOrigin(origin); err != nil {
		e.fault("PORTAL_LOG_ORIGIN: %w", err)
	}
	return origin
}

func (e *environment) logFile(path string) {
	if path == "" {
		return // production demands it
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		e.fault("PORTAL_LOG_FILE is in a folder that is not there")
	} else if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() || err != nil && !os.IsNotExist(err) {
		e.fault("PORTAL_LOG_FILE names something that is no file")
	}
}

// rejectUncheckedLog demands what shows that the database was rolled back.
func (e *environment) rejectUncheckedLog(log *app.Translog) {
	if log != nil && log.File == "" {
		e.fault("PORTAL_LOG_FILE is missing: in production the last checkpoint is kept outside the database, for example in /var/lib/takeed/checkpoint")
	}
}

// translog says whether there is a transparency log, and whether it can go on.
func (p *preflight) translog(ctx context.Context, db *postgres.DB, c Config) {
	if c.Translog == nil {
		p.say("warn", "transparency", `there is no transparency log: outsiders cannot verify anything. Set PORTAL_LOG_KEY ("portal log key" prints a new one)`)
		return
	}
	x, err := newLog(db, c).Explain(ctx)
	if err == nil && !x.Fits {
		err = fmt.Errorf("%s. %s", x.Facts[len(x.Facts)-1], x.Advice)
	}
	p.line("transparency", err, "the log "+c.Translog.Keys.Origin()+" goes on where it ended")
}

func newLog(db *postgres.DB, c Config) *sequencer.Log {
	return sequencer.New(db, sequencer.Config{Keys: c.Translog.Keys, File: c.Translog.File})
}
