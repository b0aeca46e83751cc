package witness

import (
	"crypto/x509"
	"net/http"
	"time"
)

// SetDeadline lets a test wait for less than five seconds.
func (c *Client) SetDeadline(d time.Duration) { c.within = d }

// SetRoots lets a test have a certificate authority.
func (c *Client) SetRoots(roots *x509.CertPool) {
	c.http.client.Transport.(*http.Transport).TLSClientConfig.RootCAs = roots
}
