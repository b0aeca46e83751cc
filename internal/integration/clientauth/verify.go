package clientauth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/go-jose/go-jose/v4"

	"takeed/internal/oauthclient"
)

// Clients finds a client by its identifier, which is visible ASCII of at most 128 characters.
// It answers [ErrUnknown] or [ErrDisabled] for the same work as a client that it has; any other
// error means that it could not look.
type Clients interface {
	Client(ctx context.Context, id string) (KeySource, error)
}

// What [Clients] says of a client that may not sign in. Strangers cannot tell them apart.
var (
	ErrUnknown  = errors.New("no such client")
	ErrDisabled = errors.New("the client is disabled")
)

// Config is what a [Verifier] needs. Every field is required.
type Config struct {
	Issuer  string // our issuer URL, as clients must write it in "aud"
	Clients Clients
	HTTP    *http.Client // fetches key documents, and must refuse to enter our own network
	Now     func() time.Time
	Log     *slog.Logger
}

// Verifier authenticates clients. It is safe for concurrent use.
type Verifier struct {
	issuer  string
	clients Clients
	cache   *cache
	now     func() time.Time

	// The work that a client costs: fields, so that a test can count it.
	parses   func(document []byte) (Keys, error)
	verifies func(text string, key Key) bool
}

// New refuses a configuration that is incomplete. It connects to nothing.
func New(cfg Config) (*Verifier, error) {
	if cfg.Clients == nil || cfg.HTTP == nil || cfg.Now == nil || cfg.Log == nil {
		return nil, errors.New("clientauth: a field of the configuration is missing")
	}
	if _, err := oauthclient.CheckURL("the issuer", cfg.Issuer); err != nil {
		return nil, err
	}
	return &Verifier{issuer: cfg.Issuer, clients: cfg.Clients, cache: newCache(cfg), now: cfg.Now, parses: ParseKeys, verifies: verifies}, nil
}

// Assertion is what an authenticated client said.
type Assertion struct {
	ClientID string
	JTI      string    // to be accepted once; the contract of the package says by whom
	Expires  time.Time // when it would have been refused anyway
	Scopes   []string  // asked for; nil if none were named
}

// Verify authenticates the client of a token request by the parameters of its body.
func (v *Verifier) Verify(ctx context.Context, form url.Values) (Assertion, error) {
	request, err := readForm(form)
	if err != nil {
		return Assertion{}, err
	}
	s, err := v.readSigned(request.assertion)
	if err == nil && request.clientID != "" && request.clientID != s.claims.client {
		err = refuse(ClientIDDiffers)
	}
	if err == nil {
		err = v.authenticate(ctx, s)
	}
	if err != nil {
		return Assertion{}, claimedBy(s.claims.client, err)
	}
	return Assertion{ClientID: s.claims.client, JTI: s.claims.jti, Expires: s.claims.expires, Scopes: request.scopes}, nil
}

// authenticate verifies one signature whatever it finds, and so takes as long for a client that
// does not exist as for a wrong signature.
func (v *Verifier) authenticate(ctx context.Context, s signed) error {
	key, why, err := v.key(ctx, s)
	if err != nil {
		return err
	}
	if !v.verifies(s.text, key) && why == "" {
		why = SignatureWrong
	}
	if why != "" {
		return refuse(why)
	}
	return nil
}

// key returns the key to verify with. If there is a reason to refuse, it is one of ours, and the
// caller must refuse whatever the signature is.
func (v *Verifier) key(ctx context.Context, s signed) (Key, Reason, error) {
	standIn := standIns[s.algorithm]
	var why Reason
	source, err := v.clients.Client(ctx, s.claims.client)
	switch {
	case errors.Is(err, ErrUnknown):
		source, why = standInSource, ClientUnknown
	case errors.Is(err, ErrDisabled):
		source, why = standInSource, ClientDisabled
	case err != nil:
		return Key{}, "", fmt.Errorf("clientauth: looking up a client: %w", err)
	}
	keys, err := v.keys(ctx, s, source)
	if err != nil {
		return Key{}, "", err
	}
	key, found := keys.named(s.keyID)
	switch {
	case why != "":
	case len(keys) == 0:
		why = KeysUnavailable
	case !found:
		why = KeyUnknown
	case key.Algorithm != s.algorithm:
		why = KeyDiffers
	default:
		return key, "", nil
	}
	return standIn, why, nil
}

// keys are those of a source that may be used now; none if it has none. A document that cannot
// be read was not checked when it was stored: the reason in the log says so.
func (v *Verifier) keys(ctx context.Context, s signed, source KeySource) (Keys, error) {
	switch {
	case source.URL == "":
		keys, _ := v.parses(source.Document)
		return keys, nil
	case len(source.Document) > 0:
		return nil, nil // one of the two is not what the operator meant
	}
	return v.cache.keys(ctx, s.claims.client, source.URL, s.keyID)
}

// verifies reports whether the signature is one of the key by the key's own algorithm.
func verifies(text string, key Key) bool {
	jws, err := jose.ParseSignedCompact(text, []jose.SignatureAlgorithm{jose.SignatureAlgorithm(key.Algorithm)})
	if err != nil {
		return false
	}
	_, err = jws.Verify(key.public)
	return err == nil
}
