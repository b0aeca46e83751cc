package app

import (
	"context"
	"net"
	"net/netip"
	"time"

	"takeed/internal/egress"
	"takeed/internal/integration"
	"takeed/internal/integration/webhook"
	"takeed/internal/postgres"
)

const (
	clientBatch = 100              // how many are swept in one round
	clientRound = 15 * time.Second // for one round
)

// names are how this portal writes IDs for clients.
func (c Config) names() integration.Names { return integration.Names{Sandbox: c.Sandbox} }

// newEgress calls addresses that clients chose. None of them is this machine's, unless the
// operator says so.
func newEgress(c Config) *egress.Client {
	return egress.New(egress.Config{Allow: c.EgressAllow, Own: ownAddresses(), Development: !c.Production})
}

func ownAddresses() (own []netip.Addr) {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	for _, a := range all {
		if p, err := netip.ParsePrefix(a.String()); err == nil {
			own = append(own, p.Addr())
		}
	}
	return own
}

// clients is what the API needs besides its pages.
type clients struct {
	egress *egress.Client
	sender *webhook.Sender
}

func newClients(db *postgres.DB, c Config) clients {
	out := newEgress(c)
	return clients{out, webhook.NewSender(webhook.Config{Store: db.Webhooks(c.names()), HTTP: out, Log: c.Log})}
}

// serveClients tells clients what happened, and writes what time decides of what they asked
// for, until the context ends.
func (a *App) serveClients(ctx context.Context) {
	sending := make(chan struct{})
	go func() {
		defer close(sending)
		if err := a.clients.sender.Run(ctx); err != nil {
			a.log.Warn("webhooks", "error", err)
		}
	}()
	next := time.NewTicker(sweepEvery)
	defer next.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-next.C:
			a.sweepClients(ctx)
		}
	}
	<-sending
}

func (a *App) sweepClients(ctx context.Context) {
	bounded, cancel := context.WithTimeout(ctx, clientRound)
	defer cancel()
	if _, err := a.DB.SweepClients(bounded, clientBatch); err != nil && ctx.Err() == nil {
		a.log.WarnContext(ctx, "sweep what clients asked for", "error", err)
	}
}
