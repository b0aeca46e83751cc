package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"takeed/internal/approval"
	"takeed/internal/egress"
	"takeed/internal/integration"
	"takeed/internal/integration/clientauth"
	"takeed/internal/postgres"
	"takeed/web/api"
)

// api is what the room of the API is built from.
func (a *App) api(c Config) (*api.Config, error) {
	verifier, err := clientauth.New(clientauth.Config{
		Issuer: c.BaseURL, Clients: keysOfClients{a.DB}, HTTP: &http.Client{Transport: outside{a.clients.egress}}, Now: time.Now, Log: c.Log,
	})
	if err != nil {
		return nil, err
	}
	return &api.Config{
		Catalogue: c.Catalogue, Verifier: verifier, Clients: a.DB, Requests: a.DB, Transactions: a.DB, Receipts: records{a.DB, a.Translog},
		Endpoints: a.DB, Deliveries: a.DB, Clock: a.DB, CheckEndpoint: a.clients.egress.CheckURL, Names: c.names(), Limits: c.APILimits, Stopping: a.ready.stopping,
	}, nil
}

// keysOfClients says with which keys clients authenticate.
type keysOfClients struct{ db *postgres.DB }

// Client implements clientauth.Clients.
func (k keysOfClients) Client(ctx context.Context, id string) (clientauth.KeySource, error) {
	c, err := k.db.Client(ctx, id)
	switch {
	case errors.Is(err, approval.ErrNotFound):
		return clientauth.KeySource{}, clientauth.ErrUnknown
	case err != nil:
		return clientauth.KeySource{}, err
	case !c.Enabled():
		return clientauth.KeySource{}, clientauth.ErrDisabled
	}
	return sourceOf(c), nil
}

func sourceOf(c integration.Client) clientauth.KeySource {
	return clientauth.KeySource{Document: []byte(c.KeyDocument), URL: c.KeyURL}
}

// outside is the way to addresses that clients chose, for whoever needs an HTTP client.
type outside struct{ *egress.Client }

// RoundTrip implements http.RoundTripper. An answer that is too long breaks off.
func (o outside) RoundTrip(r *http.Request) (*http.Response, error) {
	got, err := o.Do(r)
	if err != nil {
		return nil, err
	}
	body := io.Reader(bytes.NewReader(got.Body))
	if !got.Complete {
		body = io.MultiReader(body, brokenOff{})
	}
	return &http.Response{
		Status: http.StatusText(got.Status), StatusCode: got.Status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: got.Header, Body: io.NopCloser(body), ContentLength: -1, Request: r,
	}, nil
}

type brokenOff struct{}

func (brokenOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
