package postgres_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
)

// Only the clock of a sandbox can be moved, by its portal, forwards and so far.
func TestTheClockOfASandbox(t *testing.T) {
	t.Parallel()
	d := postgrestest.NewSandbox(t)
	db := d.Open(t)
	ahead := func() time.Duration {
		return time.Duration(postgrestest.Query[int64](t, d, `select extract(epoch from takeed_now() - statement_timestamp())::bigint`)) * time.Second
	}
	if by := ahead(); by != 0 {
		t.Errorf("it begins %s ahead", by)
	}
	for _, by := range []time.Duration{16 * time.Minute, 24 * time.Hour} {
		before := ahead()
		now, err := db.AdvanceClock(t.Context(), by)
		if err != nil || ahead() != before+by || time.Until(now).Round(time.Hour) != ahead().Round(time.Hour) {
			t.Errorf("moved by %s it is %s ahead, says %s, %v", by, ahead(), now, err)
		}
	}
	for _, by := range []time.Duration{0, -time.Second, integration.MaxAdvance} {
		if _, err := db.AdvanceClock(t.Context(), by); !errors.Is(err, integration.ErrClock) {
			t.Errorf("moved by %s: %v", by, err)
		}
	}
	if _, err := db.AdvanceClock(t.Context(), integration.MaxAdvance-ahead()); err != nil || ahead() != integration.MaxAdvance {
		t.Errorf("as far as it goes: %s ahead, %v", ahead(), err)
	}
	d.NoViolations(t)
}

// The schema holds the clock, whoever writes.
func TestTheGuardOfTheClock(t *testing.T) {
	t.Parallel()
	d := postgrestest.NewSandbox(t)
	if _, err := d.Open(t).AdvanceClock(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ sql, portal, owner string }{
		{`update sandbox_clock set advance = advance - interval '1 second'`, "moves forwards", "moves forwards"},
		{`update sandbox_clock set advance = advance`, "moves forwards", "moves forwards"},
		{`update sandbox_clock set advance = null`, "moves forwards", "moves forwards"},
		{`update sandbox_clock set one = null, advance = interval '2 hours'`, "permission denied", "moves forwards"},
		{`update sandbox_clock set advance = interval '720 hours 1 second'`, "clock_bounded", "clock_bounded"},
		{`update sandbox_clock set advance = interval '1 day'`, "clock_in_seconds", "clock_in_seconds"},
		{`update sandbox_clock set advance = interval '1 month'`, "clock_in_seconds", "clock_in_seconds"},
		{`insert into sandbox_clock values (false, '0')`, "permission denied", "a sandbox stays one"},
		{`delete from sandbox_clock`, "permission denied", "a sandbox stays one"},
		{`truncate sandbox_clock`, "permission denied", "a sandbox stays one"},
		{`drop table sandbox_clock`, "must be owner", ""},
	} {
		for url, want := range map[string]string{d.URL: c.portal, d.Owner: c.owner} {
			if want == "" {
				continue // what an owner may do, nothing can keep them from
			}
			if err := postgrestest.Exec(t.Context(), url, c.sql); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %s", c.sql, err, want)
			}
		}
	}
	d.Plant(t, `delete from sandbox_clock`)
	for _, c := range []struct{ sql, want string }{
		{`insert into sandbox_clock values (false, '0')`, "sandbox_clock_one_check"}, {`insert into sandbox_clock values (true, '-1 second')`, "clock_bounded"},
	} {
		if err := postgrestest.Exec(t.Context(), d.Admin, `set session_replication_role = replica; `+c.sql); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.sql, err, c.want)
		}
	}
}

func TestASandboxHasCommentsAndRightsLikeEveryDatabase(t *testing.T) {
	t.Parallel()
	d := postgrestest.NewSandbox(t)
	if list := postgrestest.Query[[]string](t, d, withoutComment); len(list) != 0 {
		t.Errorf("no comment: %v", list)
	}
	if tooMuch, err := d.Open(t).CheckRole(t.Context()); err != nil || len(tooMuch) != 0 {
		t.Errorf("the portal's login may %v, %v", tooMuch, err)
	}
	if _, err := postgres.MigrateSandbox(t.Context(), d.Owner); err != nil {
		t.Errorf("migrated once more: %v", err)
	}
}

// A database has one sort of portal, and becomes a sandbox's before any has served on it.
func TestWhichDatabaseIsASandboxs(t *testing.T) {
	t.Parallel()
	sandbox, other, empty := postgrestest.NewSandbox(t), postgrestest.New(t), postgrestest.Empty(t)
	for name, c := range map[string]struct {
		d    *postgrestest.Database
		as   bool
		want error
	}{
		"its own": {sandbox, true, nil}, "production's": {other, false, nil}, "a sandbox for others": {sandbox, false, postgres.ErrSandbox},
		"another for a sandbox": {other, true, postgres.ErrNotSandbox},
	} {
		if err := c.d.Open(t).CheckSandbox(t.Context(), c.as); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := postgres.MayMigrate(t.Context(), sandbox.Owner); !errors.Is(err, postgres.ErrSandbox) {
		t.Errorf("production migrates it: %v", err)
	}
	if _, err := other.Open(t).AdvanceClock(t.Context(), time.Hour); err == nil {
		t.Error("the clock of production was moved")
	}
	if applied, err := postgres.MigrateSandbox(t.Context(), empty.Owner); err != nil || len(applied) == 0 {
		t.Errorf("an empty database: %d applied, %v", len(applied), err)
	}
	for name, used := range map[string]func(d *postgrestest.Database) error{
		"a portal served": func(d *postgrestest.Database) error { return d.Open(t).MarkKeyset(t.Context()) },
		"somebody is known": func(d *postgrestest.Database) error {
			postgrestest.Somebody(t, d.Open(t))
			return nil
		},
	} {
		d := postgrestest.New(t)
		if err := used(d); err != nil {
			t.Fatal(err)
		}
		if _, err := postgres.MigrateSandbox(t.Context(), d.Owner); !errors.Is(err, postgres.ErrServed) {
			t.Errorf("%s: %v", name, err)
		}
		if err := d.Open(t).CheckSandbox(t.Context(), false); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What lasts for a while ends by the moved clock: a request that nobody opens, a confirmation
// that nobody consumes, tokens and sessions. Events keep the dates of the real one.
func TestWhatEndsByTheMovedClock(t *testing.T) {
	t.Parallel()
	d := postgrestest.NewSandbox(t)
	db, client := d.Open(t), d.AddClient(t, "hub")
	p, session := postgrestest.Somebody(t, db)
	confirmed := postgrestest.ConfirmedFor(t, db, client, p, session)
	asked, _ := postgrestest.Asks(t, db, client, p)
	token := approval.NewSecret()
	assertion := integration.Token{
		Client: client.ID, Hash: token.Hash(), Scopes: client.Scopes, Assertion: approval.NewSecret().Hash(), Until: time.Now().Add(time.Minute),
	}
	if err := db.Issue(t.Context(), assertion); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Caller(t.Context(), token.Hash()); err != nil {
		t.Fatal(err)
	}
	moves := func(by time.Duration) {
		t.Helper()
		if _, err := db.AdvanceClock(t.Context(), by); err != nil {
			t.Fatal(err)
		}
		if _, err := db.SweepClients(t.Context(), 100); err != nil {
			t.Fatal(err)
		}
	}
	status := func(id approval.ID) integration.Status {
		t.Helper()
		tx, now, err := db.ClientTransaction(t.Context(), client.ID, id)
		if err != nil {
			t.Fatal(err)
		}
		return tx.At(now)
	}
	moves(16 * time.Minute)
	if status(asked) != integration.Expired || status(confirmed) != integration.Confirmed {
		t.Errorf("after 16 minutes: asked %s, confirmed %s", status(asked), status(confirmed))
	}
	if _, err := db.Caller(t.Context(), token.Hash()); !errors.Is(err, integration.ErrUnauthorized) {
		t.Errorf("the token of before: %v", err)
	}
	moves(24 * time.Hour)
	if status(confirmed) != integration.Lapsed {
		t.Errorf("after a day: %s", status(confirmed))
	}
	if err := db.Purge(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := db.Issue(t.Context(), assertion); !errors.Is(err, integration.ErrReplayed) {
		t.Errorf("an assertion of some seconds ago: %v", err)
	}
	late := postgrestest.Query[int](t, d, `select count(*)::int from audit_events where at > statement_timestamp()`)
	if n := postgrestest.Query[int](t, d, `select count(*)::int from audit_events where kind in ('request_expired', 'transaction_lapsed')`); late != 0 || n != 2 {
		t.Errorf("%d ends, and %d events of the future", n, late)
	}
	d.NoViolations(t)
}
