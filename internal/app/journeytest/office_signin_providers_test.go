package journeytest

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/oauth2-proxy/mockoidc"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/office"
	"takeed/internal/oidc"
)

// The staff sign in at providers that this project did not write: what the simulator and
// the client have in common may be a common misunderstanding.

// employing is a portal whose staff are at an identity provider.
func employing(t *testing.T, staff app.Staff) *apptest.World {
	t.Helper()
	return open(t, func(o *apptest.Options) { o.Portal = func(c *app.Config) { c.Staff = &staff } })
}

// atForeign goes through the pages of a provider, filling in their forms, until it sends
// the browser back to the portal, and returns that address.
func atForeign(w *apptest.World, b *apptest.Browser, address string, answers url.Values) string {
	w.Helper()
	resp, err := b.Client.Get(address)
	for range 20 {
		if err != nil {
			w.Fatal(err)
		}
		at := resp.Request.URL
		if location, err := resp.Location(); err == nil {
			_ = resp.Body.Close()
			if strings.HasPrefix(location.String(), apptest.Address) {
				return location.String()
			}
			resp, err = b.Client.Get(location.String())
			if err != nil {
				w.Fatal(err)
			}
			continue
		}
		doc, failure := goquery.NewDocumentFromReader(resp.Body)
		_ = resp.Body.Close()
		form := doc.Find("form").First()
		if failure != nil || form.Length() == 0 {
			w.Fatalf("the provider stays at %s with %d: %v", at.Path, resp.StatusCode, failure)
		}
		action, failure := at.Parse(form.AttrOr("action", ""))
		if failure != nil {
			w.Fatal(failure)
		}
		resp, err = b.Client.PostForm(action.String(), filledIn(doc, answers))
	}
	w.Fatal("the provider asks without end")
	return ""
}

// filledIn is the form of a page as it comes, with answers where it asks for some. Its
// buttons may stand outside it.
func filledIn(page *goquery.Document, answers url.Values) url.Values {
	values := url.Values{}
	page.Find("input[name], button[name]").Each(func(_ int, in *goquery.Selection) {
		name := in.AttrOr("name", "")
		values.Set(name, in.AttrOr("value", ""))
		if answers.Has(name) {
			values.Set(name, answers.Get(name))
		}
	})
	return values
}

// enters signs in at a provider and returns the page that the person arrives at.
func enters(w *apptest.World, b *apptest.Browser, answers url.Values) *apptest.Page {
	w.Helper()
	sent := b.Arrive(b.Post("/"+b.Lang+"/staff/signin", url.Values{}))
	if sent.Elsewhere == "" {
		w.Fatalf("the portal leads to %s: %s", sent.Path(), sent.Heading())
	}
	return b.Arrive(b.Get(atForeign(w, b, sent.Elsewhere, answers)))
}

// mockoidc is the provider that the tests of oauth2-proxy use. It says that it takes HTTP
// Basic and wants the credentials in the form all the same, so they are carried over.
func mockProvider(t *testing.T) *mockoidc.MockOIDC {
	t.Helper()
	m, err := mockoidc.NewServer(nil)
	if err != nil {
		t.Fatal(err)
	}
	err = m.AddMiddleware(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if id, secret, ok := r.BasicAuth(); ok && r.ParseForm() == nil {
				r.Form.Set("client_id", unescaped(id))
				r.Form.Set("client_secret", unescaped(secret))
			}
			next.ServeHTTP(w, r)
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Start(listener, nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Shutdown() })
	return m
}

func unescaped(text string) string {
	plain, err := url.QueryUnescape(text)
	if err != nil {
		return text
	}
	return plain
}

func TestTheStaffSignInAtMockOIDC(t *testing.T) {
	t.Parallel()
	m := mockProvider(t)
	w := employing(t, app.Staff{
		Issuer: m.Issuer(), Client: app.Client{ID: m.ClientID, Secret: approval.SecretOf(m.ClientSecret), Scope: "openid profile email groups"},
		RoleClaim: "groups", Roles: []oidc.RoleRule{{Role: office.Auditor, Value: "internal audit"}},
	})
	m.QueueUser(&mockoidc.MockUser{Subject: "1", PreferredUsername: "jane.doe", Groups: []string{"engineering", "internal audit"}})
	m.QueueUser(&mockoidc.MockUser{Subject: "2", PreferredUsername: "john.doe", Groups: []string{"engineering"}})
	b := w.Browser("en", 0)
	page := enters(w, b, nil)
	want(w, page, http.StatusOK, say("en", "backoffice.title"))
	signedInAs(w, page, "jane.doe", say("en", "role.auditor"))
	want(w, enters(w, w.Browser("ar", 0), nil), http.StatusForbidden, say("ar", "error.no_role.title"))

	// Its metadata names no place to sign out at, so the browser stays here.
	out := b.Arrive(b.Post("/en/staff/signout", url.Values{}))
	atTheDoor(w, out)
	shows(w, out, say("en", "backoffice.signedout"))
	m.FastForward(-time.Hour) // an ID token is older than it may be
	want(w, enters(w, b, nil), http.StatusBadGateway, say("en", "error.staff_signin.title"))
	if n := events(w, approval.EventStaffSigninFailed, "reason", "id_token_expired"); n != 1 {
		t.Errorf("%d expired tokens are recorded", n)
	}
}

// certified runs oidc-provider, the certified implementation for Node.js, and returns its
// issuer. It is fetched once, by its lock file, into the user's cache; without node, npm
// or a network the test skips.
func certified(t *testing.T, id, secret string) string {
	t.Helper()
	node, err1 := exec.LookPath("node")
	npm, err2 := exec.LookPath("npm")
	cache, err3 := os.UserCacheDir()
	if err1 != nil || err2 != nil || err3 != nil {
		t.Skip("node and npm are needed to run oidc-provider")
	}
	dir := filepath.Join(cache, "takeed-test", "oidc-provider-9.13.3")
	for _, name := range []string{"package.json", "package-lock.json", "provider.mjs"} {
		content, err := os.ReadFile(filepath.Join("testdata", "oidc-provider", name))
		if err == nil {
			err = os.MkdirAll(dir, 0o700)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules", ".package-lock.json")); err != nil {
		install := exec.CommandContext(t.Context(), npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
		install.Dir = dir
		if out, err := install.CombinedOutput(); err != nil {
			t.Skipf("oidc-provider cannot be fetched: %v\n%s", err, out)
		}
	}
	return runProvider(t, exec.Command(node, "provider.mjs"), dir, "CLIENT_ID="+id, "CLIENT_SECRET="+secret, "PORTAL="+apptest.Address)
}

func runProvider(t *testing.T, cmd *exec.Cmd, dir string, env ...string) string {
	t.Helper()
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	stdin, err1 := cmd.StdinPipe()
	stdout, err2 := cmd.StdoutPipe()
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Skipf("oidc-provider does not run on this node: %v", err)
	}
	go func() { _, _ = io.Copy(io.Discard, stdout) }()
	return strings.TrimSpace(line)
}

//takeed:race not in CI: the goroutine reads what another process prints
func TestTheStaffSignInAtACertifiedProvider(t *testing.T) {
	t.Parallel()
	const id, secret = "takeed:staff", "100%+secret/=&:" // both have to be encoded
	staff := app.Staff{
		Issuer: certified(t, id, secret), Client: app.Client{ID: id, Secret: approval.SecretOf(secret)},
		Roles: []oidc.RoleRule{{Role: office.Operator, Value: "Helpdesk"}},
	}
	w := employing(t, staff)
	for _, lang := range langs {
		b := w.Browser(lang, 0)
		page := enters(w, b, url.Values{"login": {"noura"}, "password": {"x"}})
		inOffice(w, page, "noura")
		sent := b.Arrive(b.Post("/"+lang+"/staff/signout", url.Values{}))
		out := b.Get(atForeign(w, b, sent.Elsewhere, url.Values{"logout": {"yes"}}))
		atTheDoor(w, out)
		shows(w, out, say(lang, "backoffice.signedout"))
		// Nobody is signed in there any more, so that somebody else can be.
		want(w, enters(w, b, url.Values{"login": {"omar"}, "password": {"x"}}), http.StatusForbidden, say(lang, "error.no_role.title"))
	}
	staff.Client.Secret = approval.SecretOf("another")
	stranger := employing(t, staff)
	page := enters(stranger, stranger.Browser("en", 0), url.Values{"login": {"noura"}, "password": {"x"}})
	want(stranger, page, http.StatusBadGateway, say("en", "error.staff_signin.title"))
	if n := events(stranger, approval.EventStaffSigninFailed, "reason", "token_client"); n != 1 {
		t.Errorf("%d events", n)
	}
}
