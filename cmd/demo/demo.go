package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"takeed/internal/app"
	"takeed/internal/approval"
	"takeed/internal/brand"
	"takeed/internal/catalogue"
	"takeed/internal/egress"
	"takeed/internal/gallery"
	"takeed/internal/simulator"
	"takeed/internal/uaepass"
	"takeed/web/customer"
)

// usageError is the error of a command line that cannot be used.
type usageError struct{ error }

// options are the command line and the environment of the demo.
type options struct {
	data      string
	fresh     bool
	tamper    bool
	portal    string
	simulator string
	gallery   string
	core      string
	database  string // an existing server, or empty
	events    int64  // how many the audit log must have at least
}

func parse(args []string, getenv func(string) string, out io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&o.data, "data", "", "folder that keeps the data between runs (default: one of your own, printed at the start)")
	flags.BoolVar(&o.fresh, "fresh", false, "forget what earlier runs left and start over")
	flags.BoolVar(&o.tamper, "tamper", false, "falsify the database of the demo that is running, see it named, and put it back")
	flags.Int64Var(&o.events, "events", someEvents, "make up history until the audit log has so many events, up to ten million: a month of it, or a year from 100000 on; 0 makes up none")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return o, err
		}
		return o, usageError{err}
	}
	if flags.NArg() > 0 {
		return o, usageError{fmt.Errorf("unexpected argument %q: the demo takes --data DIR, --fresh, --tamper and --events N", flags.Arg(0))}
	}
	if o.events < 0 || o.events > maxEvents {
		return o, usageError{fmt.Errorf("--events %d: choose a number up to %d", o.events, maxEvents)}
	}
	o.portal = or(getenv("PORTAL_ADDR"), "localhost:8080")
	o.simulator = or(getenv("SIMULATOR_ADDR"), "localhost:8081")
	o.gallery = or(getenv("GALLERY_ADDR"), "localhost:8082")
	o.core = or(getenv("CORE_ADDR"), "localhost:8083")
	o.database = getenv("DATABASE_URL")
	return o, nil
}

func or(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

// run is the demo from its first check to its last process.
func run(ctx context.Context, args []string, getenv func(string) string, out io.Writer) error {
	o, err := parse(args, getenv, out)
	if err != nil {
		return err
	}
	if o.tamper {
		return tamper(ctx, o, out)
	}
	return demonstrate(ctx, o, out)
}

func demonstrate(ctx context.Context, o options, out io.Writer) error {
	at, err := listenAll(o)
	defer at.close()
	if err != nil {
		return err
	}
	dir, db, err := openData(ctx, o, out)
	if err != nil {
		return err
	}
	defer db.stop()
	defer background(at.views, gallery.Handler())()
	return serve(ctx, o, dir, at, db, out)
}

// places are where everything listens.
type places struct{ portal, provider, views, core net.Listener }

func listenAll(o options) (at places, err error) {
	for _, one := range []struct {
		into             *net.Listener
		setting, address string
	}{
		{&at.portal, "PORTAL_ADDR", o.portal}, {&at.provider, "SIMULATOR_ADDR", o.simulator},
		{&at.views, "GALLERY_ADDR", o.gallery}, {&at.core, "CORE_ADDR", o.core},
	} {
		if *one.into, err = listen(one.setting, one.address); err != nil {
			return at, err
		}
	}
	return at, nil
}

func (p places) close() {
	for _, l := range []net.Listener{p.portal, p.provider, p.views, p.core} {
		if l != nil {
			_ = l.Close()
		}
	}
}

func openData(ctx context.Context, o options, out io.Writer) (dir string, db database, err error) {
	if dir, err = dataFolder(o); err == nil {
		db, err = openDatabase(ctx, o, dir, out)
	}
	return dir, db, err
}

// listen takes an address; it is called before anything else is started.
func listen(setting, address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s (is another demo running there?): set %s to a free address, such as %s=localhost:8090", address, setting, setting)
	}
	return l, nil
}

// origin is the address of a listener as a browser on this machine names it.
func origin(l net.Listener) string {
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return "http://" + l.Addr().String()
	}
	return "http://localhost:" + port
}

func serve(ctx context.Context, o options, dir string, at places, db database, out io.Writer) error {
	logs, err := os.OpenFile(filepath.Join(dir, "portal.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("cannot write %s: choose another folder with --data DIR", filepath.Join(dir, "portal.log"))
	}
	defer logs.Close()
	sim, err := newSimulator(origin(at.portal))
	if err != nil {
		return err
	}
	stopSimulator := background(at.provider, sim)
	defer stopSimulator()

	log := slog.New(slog.NewJSONHandler(logs, nil))
	c, err := config(dir, origin(at.portal), origin(at.provider), db, log, out)
	if err != nil {
		return err
	}
	a, err := app.New(ctx, c)
	if err != nil {
		return err
	}
	defer a.Close()
	if err := furnish(ctx, a, sim, c, db, o.events, out); err != nil {
		return err
	}
	stopCore, err := startCore(ctx, dir, origin(at.portal), at.core, db, log)
	if err != nil {
		return err
	}
	defer stopCore()
	greet(out, dir, at)
	return serveUntilEnd(ctx, a, at.portal, db, out)
}

// furnish makes people, transactions and a past.
func furnish(ctx context.Context, a *app.App, sim *simulator.Simulator, c app.Config, db database, events int64, out io.Writer) error {
	if err := seed(ctx, a, sim, c); err != nil {
		return fmt.Errorf("make the first people and transactions: %w", err)
	}
	return makeHistory(ctx, events, db, c, out)
}

// serveUntilEnd also ends with the database, without which the portal is useless.
func serveUntilEnd(ctx context.Context, a *app.App, portal net.Listener, db database, out io.Writer) error {
	serving, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		select {
		case <-db.ended:
			stop()
		case <-serving.Done():
		}
	}()
	if err := a.Serve(serving, portal); err != nil {
		return err
	}
	if ctx.Err() == nil {
		return errors.New("PostgreSQL ended by itself: its log is in the data folder")
	}
	fmt.Fprintln(out, "Stopped.")
	return nil
}

// background serves until the function returned is called.
func background(l net.Listener, h http.Handler) (stop func()) {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(l)
	}()
	return func() {
		_ = server.Close()
		<-done
	}
}

// The registrations of the portal at the simulator.
const (
	signinClient = "takeed_signin"
	faceClient   = "takeed_confirm"
)

func newSimulator(portal string) (*simulator.Simulator, error) {
	return simulator.New(simulator.Config{Staff: staffRegistration(portal), Clients: []simulator.Client{
		{ID: signinClient, Secret: "simulator_signin_secret", Name: "Takeed Demo Bank", RedirectURIs: []string{portal + customer.SigninCallback}},
		{ID: faceClient, Secret: "simulator_confirm_secret", Name: "Takeed Demo Bank", RedirectURIs: []string{portal + customer.ConfirmCallback}, Face: true},
	}})
}

func config(dir, portal, provider string, db database, log *slog.Logger, out io.Writer) (app.Config, error) {
	keyset, transparency, err := secrets(dir, out)
	if err != nil {
		return app.Config{}, err
	}
	kinds, err := catalogue.Builtin()
	if err != nil {
		return app.Config{}, err
	}
	allow, err := egress.ParseAllow(loopback)
	if err != nil {
		return app.Config{}, err
	}
	general := uaepass.DefaultScope
	limits := approval.DefaultLimits // a user who tries the demo starts more often than a customer does
	limits.Starts, limits.StartsDay = 30, 300
	return app.Config{
		BaseURL: portal, Entity: approval.Text{EN: "Takeed Demo Bank", AR: "بنك تأكيد التجريبي"}, Brand: brand.Brand{Phone: "800 825 333"},
		DatabaseURL: db.portal, Keys: keyset, Catalogue: kinds, Instance: "demo", Log: log, Limits: limits, Translog: transparency, EgressAllow: allow,
		UAEPass: app.UAEPass{
			BaseURL: provider, PKCE: true, Encoding: uaepass.Form, ACRValues: uaepass.DefaultACRValues,
			Signin: app.Client{ID: signinClient, Secret: approval.SecretOf("simulator_signin_secret"),
				Scope: general + " " + general + ":profileType " + general + ":unifiedId"},
			Confirm: app.Client{ID: faceClient, Secret: approval.SecretOf("simulator_confirm_secret"), Scope: general},
		},
		Staff: staff(provider),
	}, nil
}
