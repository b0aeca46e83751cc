package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"takeed/cmd/sample-core/core"
	"takeed/internal/approval"
	"takeed/internal/catalogue"
	"takeed/internal/integration"
	"takeed/internal/postgres"
)

// coreClient is the ID by which the sample core is registered: the one that the built-in kinds
// name as their consumer.
const coreClient = "core"

// loopback is what the demo's webhooks may reach, which no portal in production needs.
const loopback = "127.0.0.1, ::1"

// startCore registers the sample core with the portal and serves it until the function returned
// is called.
func startCore(ctx context.Context, dir, portal string, l net.Listener, db database, log *slog.Logger) (stop func(), err error) {
	c := core.Config{
		Dir: filepath.Join(dir, "core"), ClientID: coreClient, Portal: portal, Address: origin(l), Log: log,
		HTTP: &http.Client{Timeout: 30 * time.Second},
	}
	system, err := core.New(c)
	if err != nil {
		return nil, fmt.Errorf("start the sample core: %w", err)
	}
	if err := registerCore(ctx, db.owner, system.JWKS(), c.Address+"/return"); err != nil {
		return nil, fmt.Errorf("register the sample core: %w", err)
	}
	running, end := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		system.Run(running)
	}()
	stopServing := background(l, system.Handler())
	return func() {
		end()
		stopServing()
		<-done
	}, nil
}

// registerCore does what "portal client add" does, or brings the keys and the address up to date
// that an earlier run registered.
func registerCore(ctx context.Context, owner, jwks, returnURL string) error {
	kinds, err := catalogue.Builtin()
	if err != nil {
		return err
	}
	c := integration.Client{
		ID: coreClient, Name: approval.Text{EN: "Core Banking (sample)", AR: "النظام المصرفي الأساسي (تجريبي)"},
		KeyDocument: jwks, Scopes: integration.Scopes, ReturnURLs: []string{returnURL},
	}
	for _, k := range kinds.Kinds() {
		c.Kinds = append(c.Kinds, k.ID)
	}
	err = postgres.AddClient(ctx, owner, c, func(login string) approval.Event { return c.Managed(approval.EventClientAdded, login, nil) })
	if !errors.Is(err, postgres.ErrClientExists) {
		return err
	}
	return postgres.ChangeClient(ctx, owner, coreClient, func(known *integration.Client, login string) (approval.Event, bool) {
		if known.KeyDocument == jwks && len(known.ReturnURLs) == 1 && known.ReturnURLs[0] == returnURL {
			return approval.Event{}, false
		}
		known.KeyDocument, known.KeyURL, known.ReturnURLs = jwks, "", c.ReturnURLs
		return c.Managed(approval.EventClientChanged, login, nil), true
	})
}
