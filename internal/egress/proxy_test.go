package egress

import (
	"net/http"
	"testing"
)

// A proxy of the environment is read once in a process, so a test cannot set one.
func TestNoProxyIsUsed(t *testing.T) {
	t.Parallel()
	c := New(Config{})
	for _, client := range []*http.Client{c.https, c.http} {
		if client.Transport.(*http.Transport).Proxy != nil {
			t.Error("there is a proxy, which resolves names again")
		}
	}
}
