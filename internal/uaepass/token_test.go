package uaepass

import (
	"context"
	"io"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"takeed/internal/approval"
)

const goodToken = `{"access_token":"CANARY-access-token","scope":"urn:uae:digitalid:profile:general","token_type":"Bearer","expires_in":3600}`

// What the token endpoint may answer, and what it means. An empty reason is success.
var tokenAnswers = []struct {
	name        string
	status      int
	contentType string
	body        string
	want        approval.Reason
}{
	{"as documented", 200, "application/json", goodToken, ""},
	{"charset", 200, "application/json;charset=UTF-8", goodToken, ""},
	{"upper-case type with spaces", 200, " Application/JSON ; x", goodToken, ""},
	{"suffix +json", 200, "application/vnd.uaepass+json", goodToken, ""},
	{"bearer in lower case", 200, "application/json", `{"access_token":"CANARY-access-token","token_type":"bearer"}`, ""},
	{"BEARER in upper case", 200, "application/json", `{"access_token":"CANARY-access-token","token_type":"BEARER"}`, ""},
	{"expires_in negative", 200, "application/json", `{"access_token":"CANARY-access-token","token_type":"Bearer","expires_in":-1}`, ""},
	{"expires_in a string", 200, "application/json", `{"access_token":"CANARY-access-token","token_type":"Bearer","expires_in":"soon"}`, ""},
	{"expires_in beyond all numbers", 200, "application/json", `{"access_token":"CANARY-access-token","token_type":"Bearer","expires_in":1e400}`, ""},
	{"expires_in an object", 200, "application/json", `{"access_token":"CANARY-access-token","token_type":"Bearer","expires_in":{"a":[1]}}`, ""},
	{"unknown members repeated", 200, "application/json", `{"x":1,"x":2,"access_token":"CANARY-access-token","token_type":"Bearer"}`, ""},
	{"space around", 200, "application/json", " \r\n" + goodToken + "\n\t ", ""},
	{"escaped key", 200, "application/json", `{"access\u005ftoken":"CANARY-access-token","token_type":"Bearer"}`, ""},
	{"token at the limit of a body", 200, "application/json", goodToken + strings.Repeat(" ", maxBody-len(goodToken)), ""},

	{"no token", 200, "application/json", `{"token_type":"Bearer"}`, approval.ReasonTokenMalformed},
	{"empty token", 200, "application/json", `{"access_token":"","token_type":"Bearer"}`, approval.ReasonTokenMalformed},
	{"token null", 200, "application/json", `{"access_token":null,"token_type":"Bearer"}`, approval.ReasonTokenMalformed},
	{"token a number", 200, "application/json", `{"access_token":7,"token_type":"Bearer"}`, approval.ReasonTokenMalformed},
	{"token a list", 200, "application/json", `{"access_token":["CANARY"],"token_type":"Bearer"}`, approval.ReasonTokenMalformed},
	{"token with a space", 200, "application/json", `{"access_token":"CANARY a","token_type":"Bearer"}`, approval.ReasonTokenMalformed},
	{"token with a line break", 200, "application/json", `{"access_token":"CANARY\r\nX-Evil: 1","token_type":"Bearer"}`, approval.ReasonTokenMalformed},
	{"token outside ASCII", 200, "application/json", `{"access_token":"CANARYé","token_type":"Bearer"}`, approval.ReasonTokenMalformed},
	{"token too long", 200, "application/json", `{"access_token":"` + strings.Repeat("a", 4097) + `","token_type":"Bearer"}`, approval.ReasonTokenMalformed},
	{"no token type", 200, "application/json", `{"access_token":"CANARY"}`, approval.ReasonTokenMalformed},
	{"token type mac", 200, "application/json", `{"access_token":"CANARY","token_type":"mac"}`, approval.ReasonTokenMalformed},
	{"token type null", 200, "application/json", `{"access_token":"CANARY","token_type":null}`, approval.ReasonTokenMalformed},
	{"token type a list", 200, "application/json", `{"access_token":"CANARY","token_type":["Bearer"]}`, approval.ReasonTokenMalformed},
	{"token twice", 200, "application/json", `{"access_token":"CANARY","token_type":"Bearer","access_token":"CANARY2"}`, approval.ReasonTokenMalformed},
	{"token twice, once escaped", 200, "application/json", `{"access_token":"CANARY","token_type":"Bearer","\u0061ccess_token":"CANARY2"}`, approval.ReasonTokenMalformed},
	{"Token beside token", 200, "application/json", `{"access_token":"CANARY","token_type":"Bearer","Access_Token":"CANARY2"}`, approval.ReasonTokenMalformed},
	{"only Access_Token", 200, "application/json", `{"Access_Token":"CANARY","token_type":"Bearer"}`, approval.ReasonTokenMalformed},
	{"long s in the key", 200, "application/json", `{"acceſs_token":"CANARY","token_type":"Bearer"}`, approval.ReasonTokenMalformed},
	{"Kelvin sign in the key", 200, "application/json", `{"access_to\u212aen":"CANARY","access_token":"CANARY","token_type":"Bearer"}`, approval.ReasonTokenMalformed},
	{"lone surrogate elsewhere", 200, "application/json", `{"x":"\ud800","access_token":"CANARY-access-token","token_type":"Bearer"}`, ""},
	{"empty body", 200, "application/json", "", approval.ReasonTokenMalformed},
	{"null", 200, "application/json", "null", approval.ReasonTokenMalformed},
	{"list", 200, "application/json", "[" + goodToken + "]", approval.ReasonTokenMalformed},
	{"truncated", 200, "application/json", goodToken[:40], approval.ReasonTokenMalformed},
	{"trailing object", 200, "application/json", goodToken + goodToken, approval.ReasonTokenMalformed},
	{"trailing letter", 200, "application/json", goodToken + "x", approval.ReasonTokenMalformed},
	{"byte order mark", 200, "application/json", "\ufeff" + goodToken, approval.ReasonTokenMalformed},
	{"not UTF-8", 200, "application/json", strings.Replace(goodToken, "3600", "\"\xff\"", 1), ""},
	{"UTF-16", 200, "application/json;charset=UTF-16", strings.Join(strings.Split(goodToken, ""), "\x00"), approval.ReasonTokenMalformed},
	{"the documentation's own sample", 200, "application/json", `{"access_token":"CANARY","token_type":"Bearer","expires_in":expiry time}`, approval.ReasonTokenMalformed},
	{"deep", 200, "application/json", `{"access_token":"CANARY-access-token","token_type":"Bearer","x":` + strings.Repeat("[", 30) + strings.Repeat("]", 30) + "}", ""},
	{"one byte too long", 200, "application/json", goodToken + strings.Repeat(" ", maxBody-len(goodToken)+1), approval.ReasonTokenMalformed},
	{"HTML type", 200, "text/html", goodToken, approval.ReasonTokenMalformed},
	{"no type", 200, "", goodToken, approval.ReasonTokenMalformed},
	{"text/json", 200, "text/json", goodToken, approval.ReasonTokenMalformed},
	{"form", 200, "application/x-www-form-urlencoded", "access_token=CANARY&token_type=Bearer", approval.ReasonTokenMalformed},
	{"JSON sequence", 200, "application/json-seq", goodToken, approval.ReasonTokenMalformed},
	{"200 that says error", 200, "application/json", `{"error":"invalid_grant"}`, approval.ReasonTokenMalformed},

	{"201", 201, "application/json", goodToken, approval.ReasonTokenHTTP},
	{"202", 202, "application/json", goodToken, approval.ReasonTokenHTTP},
	{"204", 204, "application/json", "", approval.ReasonTokenHTTP},
	{"206", 206, "application/json", goodToken, approval.ReasonTokenHTTP},
	{"304", 304, "application/json", "", approval.ReasonTokenHTTP},
	{"403", 403, "text/html", providerText, approval.ReasonTokenRejected},
	{"404", 404, "application/json", `{"error":"invalid_client"}`, approval.ReasonTokenRejected},
	{"405", 405, "application/json", goodToken, approval.ReasonTokenRejected},
	{"429", 429, "application/json", goodToken, approval.ReasonProviderUnavailable},
	{"502 with a page", 502, "text/html", strings.Repeat(providerText, 2000), approval.ReasonTokenHTTP},
	{"503", 503, "application/json", goodToken, approval.ReasonTokenHTTP},
	{"415", 415, "text/html", providerText, approval.ReasonRequestUnsupported},
	{"500 without a body", 500, "", "", approval.ReasonToken500},
	{"500 with a token", 500, "application/json", goodToken, approval.ReasonToken500},
	{"401 without a body", 401, "", "", approval.ReasonClientAuth},
	{"401 with a token", 401, "application/json", goodToken, approval.ReasonClientAuth},
	{"401 with invalid_client", 401, "application/json", `{"error":"invalid_client","error_description":"CANARY-provider"}`, approval.ReasonClientAuth},
	{"401 that talks of a code", 401, "application/json", `{"error":"invalid_grant","error_description":"expiredCode"}`, approval.ReasonClientAuth},

	{"400 of the face page", 400, "application/json", `{"error":"Invalid request"}`, approval.ReasonTokenRejected},
	{"400 with a token", 400, "application/json", goodToken, approval.ReasonTokenRejected},
	{"400 as a page", 400, "text/html", providerText, approval.ReasonTokenRejected},
	{"400 too long to read", 400, "application/json", strings.Repeat(" ", maxBody) + `{"error":"invalid_client"}`, approval.ReasonTokenRejected},
	{"400 whatever the type", 400, "text/plain", `{"error":"invalid_client"}`, approval.ReasonClientUnknown},
}

// A code decides which 4xx comes back, if a firewall stands before the provider: none but
// 401 is anybody's fault, whatever stands in it.
func TestNoRefusalOfACodeIsAFaultOfTheProvider(t *testing.T) {
	t.Parallel()
	for status := 400; status < 500; status++ {
		for _, body := range []string{"", providerText, goodToken, `{"error":"invalid_client"}`, `{"error":"invalid_grant","error_description":"redirectUriMismatch"}`, `{"error":"invalid_scope"}`} {
			why := refusal(answer{status: status, body: []byte(body)})
			if !why.Known() || slices.Contains(approval.FaultReasons(), why) != (status == 401) {
				t.Errorf("%d %s: %s", status, body, why)
			}
		}
	}
}

func TestTokenAnswers(t *testing.T) {
	t.Parallel()
	for _, tt := range tokenAnswers {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newProvider(t, says(tt.status, tt.contentType, tt.body))
			token, err := clientFor(t, p).Exchange(context.Background(), grant)
			p.wantRequests(t, 1)
			if tt.want != "" {
				wantFailure(t, err, tt.want)
				if !token.Empty() {
					t.Error("a token came with the error")
				}
			} else if err != nil || token.Reveal() != tokenText {
				t.Errorf("got %q, %v", token.Reveal(), err)
			}
		})
	}
}

// seen is what a token request carried.
type seen struct {
	header http.Header
	query  url.Values
	body   string
}

func exchangeSeen(t *testing.T, change func(*Config)) seen {
	t.Helper()
	var s seen
	p := newProvider(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s = seen{r.Header.Clone(), r.URL.Query(), string(body)}
		if r.Method != http.MethodPost || r.URL.Path != "/idshub/token" {
			t.Errorf("%s %s", r.Method, r.URL.Path)
		}
		saysOK(goodToken)(w, r)
	})
	cfg := config(p.URL)
	change(&cfg)
	if err := exchange(clientOf(t, cfg, patient())); err != nil {
		t.Fatalf("exchange a code: %v", err)
	}
	return s
}

// The redirect URI has an escape in upper and lower case: normalising it anywhere
// would make it another than the registered one.
const oddRedirect = "https://portal.example.ae/uaepass%2Fconfirm%2fcallback?x=a%20b"

var wantParams = url.Values{
	"grant_type": {"authorization_code"}, "redirect_uri": {oddRedirect}, "code": {codeText}, "code_verifier": {verifierText},
}

func TestTokenRequestAsForm(t *testing.T) {
	t.Parallel()
	s := exchangeSeen(t, func(c *Config) { c.RedirectURI = oddRedirect })
	got, err := url.ParseQuery(s.body)
	if err != nil || !reflect.DeepEqual(got, wantParams) || len(s.query) != 0 {
		t.Errorf("got %v and query %v", got, s.query)
	}
	want := map[string]string{
		"Content-Type":    "application/x-www-form-urlencoded",
		"Authorization":   "Basic ZmFjZS1jbGllbnQ6Q0FOQVJZLWNsaWVudC1zZWNyZXQ=",
		"Accept":          "application/json",
		"Connection":      "close",
		"Accept-Encoding": "",
		"Idempotency-Key": "",
		"Cookie":          "",
	}
	for name, value := range want {
		if got := s.header.Get(name); got != value {
			t.Errorf("%s: %q, want %q", name, got, value)
		}
	}
}

func TestTokenRequestAsMultipart(t *testing.T) {
	t.Parallel()
	s := exchangeSeen(t, func(c *Config) { c.RedirectURI, c.Encoding = oddRedirect, Multipart })
	mediaType, params, err := mime.ParseMediaType(s.header.Get("Content-Type"))
	if err != nil || mediaType != "multipart/form-data" || len(s.query) != 0 {
		t.Fatalf("type %q, query %v", mediaType, s.query)
	}
	r := &http.Request{Method: http.MethodPost, Header: s.header, Body: io.NopCloser(strings.NewReader(s.body))}
	if err := r.ParseMultipartForm(1 << 20); err != nil || params["boundary"] == "" {
		t.Fatalf("read the body: %v", err)
	}
	if !reflect.DeepEqual(url.Values(r.MultipartForm.Value), wantParams) {
		t.Errorf("got %v", r.MultipartForm.Value)
	}
}

func TestTokenRequestAsQuery(t *testing.T) {
	t.Parallel()
	s := exchangeSeen(t, func(c *Config) { c.RedirectURI, c.Encoding = oddRedirect, Query })
	if !reflect.DeepEqual(s.query, wantParams) || s.body != "" || s.header.Get("Content-Type") != "multipart/form-data" {
		t.Errorf("got query %v, body %q, type %q", s.query, s.body, s.header.Get("Content-Type"))
	}
}

func TestTokenRequestWithoutPKCE(t *testing.T) {
	t.Parallel()
	s := exchangeSeen(t, func(c *Config) { c.PKCE = false })
	if strings.Contains(s.body, "verifier") {
		t.Errorf("a verifier was sent without a challenge: %s", s.body)
	}
}

func TestCredentialsAreFormEncodedFirst(t *testing.T) {
	t.Parallel()
	s := exchangeSeen(t, func(c *Config) { c.ClientID, c.ClientSecret = "a:b", approval.SecretOf("p%+/=") })
	r := &http.Request{Header: s.header}
	if id, secret, _ := r.BasicAuth(); id != "a%3Ab" || secret != "p%25%2B%2F%3D" {
		t.Errorf("got %q, %q", id, secret)
	}
}

func TestAnIncompleteGrantIsNotSent(t *testing.T) {
	t.Parallel()
	p := newProvider(t, saysOK(goodToken))
	c := clientFor(t, p)
	_, err := c.Exchange(context.Background(), approval.Grant{Verifier: grant.Verifier})
	wantFailure(t, err, approval.ReasonTokenRejected)
	_, err = c.Exchange(context.Background(), approval.Grant{Code: grant.Code})
	wantFailure(t, err, approval.ReasonVerifierRejected)
	p.wantRequests(t, 0)
}
