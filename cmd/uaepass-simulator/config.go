package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"takeed/internal/simulator"
	"takeed/internal/simulator/pingone"
)

// options is what flags and environment say. A flag wins over its variable.
type options struct {
	addr         string
	signin, face simulator.Client
	staff        pingone.Client
	vocabulary   string
	strict       bool
	verbose      bool
	list         bool
	lang         simulator.Lang // of the list
}

// The variables of the clients. The first six are shared with the portal.
const (
	envSigninID         = "UAEPASS_SIGNIN_CLIENT_ID"
	envSigninSecret     = "UAEPASS_SIGNIN_CLIENT_SECRET"
	envConfirmID        = "UAEPASS_CONFIRM_CLIENT_ID"
	envConfirmSecret    = "UAEPASS_CONFIRM_CLIENT_SECRET"
	envStaffID          = "OIDC_CLIENT_ID"
	envStaffSecret      = "OIDC_CLIENT_SECRET"
	envSigninRedirects  = "SIMULATOR_SIGNIN_REDIRECTS"
	envConfirmRedirects = "SIMULATOR_CONFIRM_REDIRECTS"
	envStaffRedirects   = "SIMULATOR_STAFF_REDIRECTS"
	envStaffSignOffs    = "SIMULATOR_STAFF_SIGNOFFS"
)

const usage = `usage: uaepass-simulator [flags]

It stands in for UAE PASS, and for the identity provider of the staff. Clients come
from the environment:

  UAEPASS_SIGNIN_CLIENT_ID, UAEPASS_SIGNIN_CLIENT_SECRET     the sign-in client
  UAEPASS_CONFIRM_CLIENT_ID, UAEPASS_CONFIRM_CLIENT_SECRET   the facial-confirmation client
  OIDC_CLIENT_ID, OIDC_CLIENT_SECRET                         the client of the staff

Without them it knows the demo's: takeed_signin with simulator_signin_secret,
takeed_confirm with simulator_confirm_secret, and takeed_staff with
simulator_staff_secret.

`

// parse reads the command line, and writes its faults to stderr.
func parse(args []string, getenv func(string) string, stderr io.Writer) (options, error) {
	get := func(name, otherwise string) string {
		if v := getenv(name); v != "" {
			return v
		}
		return otherwise
	}
	o := options{
		signin: simulator.Client{ID: get(envSigninID, "takeed_signin"), Secret: get(envSigninSecret, "simulator_signin_secret"), Name: "Takeed"},
		face:   simulator.Client{ID: get(envConfirmID, "takeed_confirm"), Secret: get(envConfirmSecret, "simulator_confirm_secret"), Name: "Takeed", Face: true},
		staff:  pingone.Client{ID: get(envStaffID, "takeed_staff"), Secret: get(envStaffSecret, "simulator_staff_secret"), Name: "Takeed"},
	}
	flags := o.flags(get, stderr)
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	if flags.NArg() > 0 {
		err := errors.New("flags were expected, and nothing else")
		fmt.Fprintf(stderr, "uaepass-simulator: %v; see -help\n", err)
		return options{}, err
	}
	return o, nil
}

// demoPortal is where a portal on the same machine is, unless it was told otherwise.
const demoPortal = "http://localhost:8080"

// flags binds the flags to the options. Their defaults come from the environment.
func (o *options) flags(get func(name, otherwise string) string, stderr io.Writer) *flag.FlagSet {
	f := flag.NewFlagSet("uaepass-simulator", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Usage = func() {
		fmt.Fprint(stderr, usage)
		f.PrintDefaults()
	}
	o.lang = simulator.EN
	o.signin.RedirectURIs = strings.Split(get(envSigninRedirects, demoPortal+simulator.SigninCallback), ",")
	o.face.RedirectURIs = strings.Split(get(envConfirmRedirects, demoPortal+simulator.ConfirmCallback), ",")

	o.staff.RedirectURIs = strings.Split(get(envStaffRedirects, demoPortal+pingone.Callback), ",")
	o.staff.SignOffURLs = strings.Split(get(envStaffSignOffs, demoPortal+"/en/staff/signedout,"+demoPortal+"/ar/staff/signedout"), ",")

	f.StringVar(&o.addr, "addr", get("SIMULATOR_ADDR", "localhost:8081"), "`address` to serve on (SIMULATOR_ADDR)")
	f.StringVar(&o.face.Scenario, "scenario", "", "what goes wrong at confirmations, by `ID`; see -list")
	f.StringVar(&o.signin.Scenario, "signin-scenario", "", "what goes wrong at sign-in, by `ID`")
	f.StringVar(&o.staff.Scenario, "staff-scenario", "", "what goes wrong when the staff sign in, by `ID`")
	f.StringVar(&o.vocabulary, "vocabulary", string(simulator.TrustedX), "the `words` of refusals: "+vocabularies())
	f.BoolVar(&o.strict, "strict", false, "accept documented parameters and form bodies only")
	f.BoolVar(&o.list, "list", false, "list what can go wrong, and exit")
	f.Var((*language)(&o.lang), "lang", "`language` of -list: en or ar")
	f.BoolVar(&o.verbose, "verbose", false, "log the requests of the portal's server")
	f.Var((*addresses)(&o.signin.RedirectURIs), "signin-redirects", "`addresses` a sign-in returns to, with commas between ("+envSigninRedirects+")")
	f.Var((*addresses)(&o.face.RedirectURIs), "confirm-redirects", "`addresses` a confirmation returns to, with commas between ("+envConfirmRedirects+")")
	f.Var((*addresses)(&o.staff.RedirectURIs), "staff-redirects", "`addresses` a sign-in of the staff returns to, with commas between ("+envStaffRedirects+")")
	f.Var((*addresses)(&o.staff.SignOffURLs), "staff-signoffs", "`addresses` a sign-out of the staff returns to, with commas between ("+envStaffSignOffs+")")
	return f
}

// addresses is the value of a flag: a comma-separated list.
type addresses []string

func (a *addresses) String() string { return strings.Join(*a, ",") }
func (a *addresses) Set(s string) error {
	*a = strings.Split(s, ",")
	return nil
}

// language is the value of a flag: one of two.
type language simulator.Lang

func (l *language) String() string { return string(*l) }
func (l *language) Set(s string) error {
	if s != string(simulator.EN) && s != string(simulator.AR) {
		return errors.New("it is en or ar")
	}
	*l = language(s)
	return nil
}

func vocabularies() string {
	var names []string
	for _, v := range simulator.Vocabularies {
		names = append(names, string(v))
	}
	return strings.Join(names, ", ")
}

func (o options) config(stderr io.Writer) simulator.Config {
	c := simulator.Config{
		Clients: []simulator.Client{o.signin, o.face}, Staff: &o.staff, Strict: o.strict, Vocabulary: simulator.Vocabulary(o.vocabulary),
	}
	if o.verbose {
		c.Log = slog.New(slog.NewTextHandler(stderr, nil))
	}
	return c
}
