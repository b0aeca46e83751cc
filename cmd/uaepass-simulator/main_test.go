package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"takeed/internal/simulator"
	"takeed/internal/simulator/pingone"
	"takeed/internal/simulator/simulatortest"
)

func env(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

// program is a running one.
type program struct {
	url  string
	stop context.CancelFunc
	exit chan int
}

func runProgram(t *testing.T, getenv func(string) string, args ...string) program {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	p := program{stop: cancel, exit: make(chan int, 1)}
	out, stdout := io.Pipe()
	go func() {
		p.exit <- run(ctx, append([]string{"-addr", "127.0.0.1:0"}, args...), getenv, stdout, io.Discard)
		stdout.Close()
	}()
	lines := bufio.NewReader(out)
	line, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal("the program does not start")
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	p.url = strings.TrimSuffix(line[strings.Index(line, "http://"):], "/\n")
	return p
}

const demoRequest = "/idshub/authorize?response_type=code&scope=urn:uae:digitalid:profile:general&state=s" +
	"&client_id=takeed_confirm&redirect_uri=http://localhost:8080/uaepass/confirm/callback&username=784199000000010"

//takeed:race
func TestTheDefaultsAreTheDemos(t *testing.T) {
	t.Parallel()
	p := runProgram(t, env())
	callback, err := simulatortest.Answer(http.DefaultClient, p.url+demoRequest, simulatortest.Decision{})
	if err != nil || !strings.HasPrefix(callback, "http://localhost:8080/uaepass/confirm/callback?code=") {
		t.Fatalf("%v", err)
	}
	signin := strings.NewReplacer("confirm", "signin").Replace(demoRequest)
	if _, err := simulatortest.Answer(http.DefaultClient, p.url+signin, simulatortest.Decision{Persona: "fatima"}); err != nil {
		t.Fatalf("sign in: %v", err)
	}
	req, _ := http.NewRequest(http.MethodPost, p.url+"/idshub/token", nil)
	for id, secret := range map[string]string{"takeed_signin": "simulator_signin_secret", "takeed_confirm": "simulator_confirm_secret"} {
		req.SetBasicAuth(id, secret)
		if resp, err := http.DefaultClient.Do(req); err != nil || resp.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: the secret is not the demo's", id)
		}
	}
	p.stop()
	if code := <-p.exit; code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func staffRequest(p program, client string) string {
	return pingone.Issuer(p.url) + "/authorize?response_type=code&scope=openid&state=s&code_challenge_method=S256" +
		"&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&client_id=" + client + "&redirect_uri=http://localhost:8080/oidc/callback"
}

//takeed:race
func TestTheStaffHaveTheirOwnProvider(t *testing.T) {
	t.Parallel()
	p := runProgram(t, env())
	callback, err := simulatortest.Answer(http.DefaultClient, staffRequest(p, "takeed_staff"), simulatortest.Decision{Persona: "noura"})
	if err != nil || !strings.HasPrefix(callback, "http://localhost:8080/oidc/callback?code=") {
		t.Errorf("%q, %v", callback, err)
	}
	own := runProgram(t, env("OIDC_CLIENT_ID", "mine"), "-staff-scenario", "access-denied")
	callback, err = simulatortest.Answer(http.DefaultClient, staffRequest(own, "mine"), simulatortest.Decision{Persona: "noura"})
	if err != nil || !strings.HasPrefix(callback, "http://localhost:8080/oidc/callback?error=access_denied") {
		t.Errorf("%q, %v", callback, err)
	}
}

//takeed:race
func TestClientsAndScenariosOfOnesOwn(t *testing.T) {
	t.Parallel()
	p := runProgram(t, env("UAEPASS_CONFIRM_CLIENT_ID", "mine", "SIMULATOR_CONFIRM_REDIRECTS", "https://a.example/cb,https://b.example/cb"), "-scenario", "access-denied")
	own := strings.NewReplacer("takeed_confirm", "mine", "http://localhost:8080/uaepass/confirm/callback", "https://b.example/cb").Replace(demoRequest)
	callback, err := simulatortest.Answer(http.DefaultClient, p.url+own, simulatortest.Decision{})
	if err != nil || callback != "https://b.example/cb?state=s&error=access_denied" {
		t.Errorf("%q, %v", callback, err)
	}
}

// An answer that is held back must not keep the program alive.
//
//takeed:race
func TestItEndsWhileAnAnswerIsHeldBack(t *testing.T) {
	t.Parallel()
	p := runProgram(t, env(), "-scenario", "token-held")
	callback, err := simulatortest.Answer(http.DefaultClient, p.url+demoRequest, simulatortest.Decision{})
	if err != nil {
		t.Fatal(err)
	}
	_, code, _ := strings.Cut(callback, "code=")
	code, _, _ = strings.Cut(code, "&")
	req, _ := http.NewRequest(http.MethodPost, p.url+"/idshub/token",
		strings.NewReader("grant_type=authorization_code&redirect_uri=http://localhost:8080/uaepass/confirm/callback&code="+code))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth("takeed_confirm", "simulator_confirm_secret")
	answered := make(chan int, 1)
	go func() {
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			answered <- 0
			return
		}
		resp.Body.Close()
		answered <- resp.StatusCode
	}()
	for journal := ""; !strings.Contains(journal, "token-held"); {
		journal = read(t, p.url+"/simulator/journal.json")
	}
	p.stop()
	if code := <-p.exit; code != 0 {
		t.Errorf("exit code %d", code)
	}
	<-answered
}

func read(t *testing.T, address string) string {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal("the program is gone")
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestATakenPortIsOneClearSentence(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), []string{"-addr", taken.Addr().String()}, env(), &stdout, &stderr)
	want := "uaepass-simulator: " + taken.Addr().String() + " is in use by another program; stop it, or choose another address with -addr\n"
	if code != 1 || stderr.String() != want || stdout.Len() != 0 {
		t.Errorf("exit code %d, %q", code, stderr.String())
	}
}

func TestNonsenseIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args []string
		env  func(string) string
		says string
	}{
		"unknown flag":       {[]string{"-x"}, env(), "-x"},
		"an argument":        {[]string{"token-500"}, env(), "nothing else"},
		"unknown language":   {[]string{"-list", "-lang", "fr"}, env(), "it is en or ar"},
		"unknown scenario":   {[]string{"-scenario", "x"}, env(), `scenario "x" is not known`},
		"unknown vocabulary": {[]string{"-vocabulary", "x"}, env(), `vocabulary "x" is not known`},
		"bad redirect":       {[]string{"-signin-redirects", "portal"}, env(), "not an absolute web address"},
		"one id for both":    {nil, env("UAEPASS_SIGNIN_CLIENT_ID", "takeed_confirm", "UAEPASS_SIGNIN_CLIENT_SECRET", "hidden-value"), "registered twice"},
	} {
		var stdout, stderr bytes.Buffer
		if code := run(t.Context(), c.args, c.env, &stdout, &stderr); code != 2 || !strings.Contains(stderr.String(), c.says) || strings.Contains(stderr.String(), "hidden-value") {
			t.Errorf("%s: exit code %d, %q", name, code, stderr.String())
		}
	}
}

func TestListAndHelp(t *testing.T) {
	t.Parallel()
	for lang, in := range map[string]simulator.Lang{"en": simulator.EN, "ar": simulator.AR} {
		var stdout bytes.Buffer
		if code := run(t.Context(), []string{"-list", "-lang", lang}, env(), &stdout, io.Discard); code != 0 {
			t.Errorf("exit code %d", code)
		}
		for _, sc := range slices.Concat(simulator.Scenarios(), pingone.Scenarios()) {
			if !strings.Contains(stdout.String(), sc.ID) || !strings.Contains(stdout.String(), sc.Says.In(in)) {
				t.Errorf("%s: %s is not listed", lang, sc.ID)
			}
		}
	}
	var stderr bytes.Buffer
	if code := run(t.Context(), []string{"-help"}, env(), io.Discard, &stderr); code != 0 || !strings.Contains(stderr.String(), "UAEPASS_CONFIRM_CLIENT_SECRET") {
		t.Errorf("exit code %d", code)
	}
}
