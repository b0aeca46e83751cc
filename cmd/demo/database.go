package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"takeed/internal/localpg"
	"takeed/internal/postgres"
)

// database is PostgreSQL as the demo uses it: the same roles as in production, an owner
// who migrates and a login of the portal that owns nothing.
type database struct {
	portal string          // URL of the portal's login
	owner  string          // and of the owner of the schema
	ended  <-chan struct{} // closed when a private server ends
	stop   func()
}

const (
	databaseName = "takeed_demo"
	ownerRole    = "takeed_demo_owner"
	portalRole   = "takeed_demo_portal"
)

func openDatabase(ctx context.Context, o options, dir string, out io.Writer) (database, error) {
	db := database{ended: make(chan struct{}), stop: func() {}}
	admin := o.database
	if admin == "" {
		server, err := localpg.Start(ctx, localpg.Options{Dir: filepath.Join(dir, "postgres"), Download: true, Log: out})
		if err != nil {
			return db, err
		}
		admin, db.ended = server.URL("postgres", "postgres"), server.Done()
		db.stop = func() {
			ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
			defer cancel()
			_ = server.Stop(ctx)
		}
	}
	var err error
	if db.portal, db.owner, err = prepare(ctx, admin); err == nil {
		err = keepAdmin(dir, admin)
	}
	if err != nil {
		db.stop()
		return db, err
	}
	return db, nil
}

// keepAdmin leaves the superuser's address where --tamper finds it.
func keepAdmin(dir, admin string) error {
	u, err := url.Parse(admin)
	if err != nil {
		return errors.New("DATABASE_URL cannot be read: expected postgres://user:password@host:5432/name")
	}
	u.Path = "/" + databaseName
	path := filepath.Join(dir, adminFile)
	if err := os.WriteFile(path, []byte(u.String()), 0o600); err != nil {
		return fmt.Errorf("cannot write %s: choose another folder with --data DIR", path)
	}
	return nil
}

// prepare makes the roles, the database and the schema if they are missing, and returns the
// URLs of the portal's login and of the owner.
func prepare(ctx context.Context, admin string) (portal, owner string, err error) {
	password := rand.Text()
	for _, role := range []string{ownerRole, portalRole} {
		if err := makeRole(ctx, admin, role, password); err != nil {
			return "", "", err
		}
	}
	err = execute(ctx, admin, "create database "+databaseName+" owner "+ownerRole)
	if err != nil && !already(err) {
		return "", "", fmt.Errorf("cannot create the database %s: DATABASE_URL must name a login that may create databases", databaseName)
	}
	if owner, err = as(admin, ownerRole, password); err != nil {
		return "", "", err
	}
	if _, err := postgres.Migrate(ctx, owner); err != nil {
		return "", "", err
	}
	if err := execute(ctx, admin, "grant takeed_app to "+portalRole); err != nil {
		return "", "", fmt.Errorf("give the portal its role: %w", err)
	}
	portal, err = as(admin, portalRole, password)
	return portal, owner, err
}

// makeRole creates a login, or gives the one of an earlier run a new password.
func makeRole(ctx context.Context, admin, role, password string) error {
	err := execute(ctx, admin, "create role "+role+" login createrole password '"+password+"'")
	if already(err) {
		err = execute(ctx, admin, "alter role "+role+" password '"+password+"'")
	}
	if err == nil && role == portalRole {
		err = execute(ctx, admin, "alter role "+role+" nocreaterole")
	}
	if err != nil {
		return fmt.Errorf("cannot make the role %s: DATABASE_URL must name a server that answers and a login that may create roles", role)
	}
	return nil
}

func execute(ctx context.Context, url, sql string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	_, err = conn.Exec(ctx, sql)
	return err
}

// already reports that a role or a database could not be created because it exists.
func already(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "42710" || pg.Code == "42P04")
}

// as is the server's URL for another login, in the demo's database.
func as(admin, user, password string) (string, error) {
	u, err := url.Parse(admin)
	if err != nil {
		return "", errors.New("DATABASE_URL cannot be read: expected postgres://user:password@host:5432/name")
	}
	u.User, u.Path = url.UserPassword(user, password), "/"+databaseName
	return u.String(), nil
}
