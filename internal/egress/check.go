package egress

import (
	"errors"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const maxURL = 2000

// What may be wrong with a URL. Each completes "the address …".
const (
	tooLong       = "must have at most 2,000 characters"
	notVisible    = "must be in plain ASCII without spaces; write a name in other letters as xn--…"
	notAbsolute   = "must begin with https:// and a host name"
	notHTTPS      = "must begin with https://"
	hasUser       = "must not contain a user name or a password"
	hasFragment   = "must not contain a #"
	oddHost       = "must have a host name such as hooks.bank.example, or an IP address in its usual spelling"
	noDomain      = "must have a host name with a domain, which this machine or its neighbours do not have"
	forbiddenHost = "must not be an IP address of a private, local or reserved network"
	forbiddenPort = "must use port 443"
)

var hostName = regexp.MustCompile(`^([a-zA-Z0-9]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9])?\.)*[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$`)

// CheckURL tells whoever configures an address everything that is wrong with it, in one
// sentence that does not quote it. It does not resolve a name; what that means is checked at
// each call.
func (c *Client) CheckURL(raw string) error {
	faults := c.faults(raw)
	switch n := len(faults); n {
	case 0:
		return nil
	case 1:
		return errors.New("the address " + faults[0])
	default:
		return errors.New("the address " + strings.Join(faults[:n-1], ", ") + " and " + faults[n-1])
	}
}

func (c *Client) faults(raw string) (faults []string) {
	if len(raw) > maxURL {
		faults = append(faults, tooLong)
	}
	if !visibleASCII(raw) {
		return append(faults, notVisible)
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Hostname() == "" {
		return append(faults, notAbsolute)
	}
	if u.Scheme != "https" && !c.plainHTTP(u) {
		faults = append(faults, notHTTPS)
	}
	if u.User != nil {
		faults = append(faults, hasUser)
	}
	if strings.Contains(raw, "#") {
		faults = append(faults, hasFragment)
	}
	return append(faults, c.hostFaults(u)...)
}

// plainHTTP reports whether a URL without TLS is one of this machine, in development.
func (c *Client) plainHTTP(u *url.URL) bool {
	return u.Scheme == "http" && c.development && c.allow.loopback() && isLoopback(u.Hostname())
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback() || isLocalhost(host)
}

func isLocalhost(host string) bool {
	host = strings.ToLower(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// hostFaults looks at the host and its port. Which address a name has is not known here, so a
// name may use any port if the operator permits a network.
func (c *Client) hostFaults(u *url.URL) []string {
	host, port := u.Hostname(), portOf(u)
	ip, err := netip.ParseAddr(host)
	switch {
	case err == nil && (port == 0 || strings.HasSuffix(u.Host, ":")):
		return []string{forbiddenPort}
	case err == nil:
		return c.literalFaults(netip.AddrPortFrom(ip, port))
	case len(host) > 253 || !hostName.MatchString(host) || endsInNumber(host):
		return []string{oddHost}
	}
	var faults []string
	if isLocalhost(host) && !c.allow.loopback() || !strings.Contains(host, ".") && len(c.allow.Networks) == 0 {
		faults = append(faults, noDomain)
	}
	if !slices.Contains(c.ports, port) && len(c.allow.Networks) == 0 || port == 0 || strings.HasSuffix(u.Host, ":") {
		faults = append(faults, forbiddenPort)
	}
	return faults
}

func (c *Client) literalFaults(at netip.AddrPort) (faults []string) {
	if c.permit(netip.AddrPortFrom(at.Addr(), defaultPort)) != nil {
		faults = append(faults, forbiddenHost)
	}
	if !slices.Contains(c.ports, at.Port()) && !c.allowed(at.Addr()) {
		faults = append(faults, forbiddenPort)
	}
	return faults
}

// portOf is 0 if there is no such port.
func portOf(u *url.URL) uint16 {
	switch text := u.Port(); {
	case text != "":
		port, err := strconv.ParseUint(text, 10, 16)
		if err != nil {
			return 0
		}
		return uint16(port)
	case u.Scheme == "http":
		return 80
	}
	return defaultPort
}

// endsInNumber finds the spellings that some resolvers take for an IPv4 address: 127.1,
// 2130706433, 0177.0.0.1 and 0x7f000001.
func endsInNumber(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	hex, isHex := strings.CutPrefix(strings.ToLower(last), "0x")
	if isHex {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return strings.Trim(last, "0123456789") == ""
}

func visibleASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < 0x21 || r > 0x7e || r == '\\' }) < 0
}
