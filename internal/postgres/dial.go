package postgres

import (
	"net"
	"time"
)

// How long it takes to notice that the server's machine is gone. Such a machine sends
// nothing, so without these limits a query waits for a quarter of an hour after a
// fail-over.
const (
	connectTime = 3 * time.Second // for a whole connection, authentication included
	pingTime    = time.Second     // for a connection that was idle to show that it still works
	userTimeout = 5 * time.Second // for what was sent to be acknowledged (RFC 5482)
)

// newDialer opens connections that notice a dead peer: probes start after five seconds of
// silence.
func newDialer() *net.Dialer {
	return &net.Dialer{
		Timeout:         connectTime,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: userTimeout, Interval: 2 * time.Second, Count: 3},
		Control:         limitSilence,
	}
}
