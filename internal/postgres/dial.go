package postgres

import (
	"net"
	"time"
)

// How long it takes to notice that the server's machine is gone, which says nothing to
// anybody: without these a query waits for a quarter of an hour after a failover.
const (
	connectTime = 3 * time.Second // for a whole connection, authentication included
	pingTime    = time.Second     // for a connection that was idle to show that it lives
	userTimeout = 5 * time.Second // for what was sent to be acknowledged (RFC 5482)
)

// newDialer opens connections that notice a dead peer: probes start when nothing came
// for five seconds.
func newDialer() *net.Dialer {
	return &net.Dialer{
		Timeout:         connectTime,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: userTimeout, Interval: 2 * time.Second, Count: 3},
		Control:         limitSilence,
	}
}
