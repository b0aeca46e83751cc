// Package egress calls addresses that somebody else chose: the webhook endpoints and the JWKS
// URLs of clients. Whoever chooses an address would like the portal to call what only the
// portal can reach: itself, its database, the metadata service of its cloud.
//
// The contract:
//
//   - Only https, only port 443 or a port that the operator permits ([ParseAllow]), no
//     credentials and no fragment in the URL. A host is a name or an IP address in its usual
//     spelling: 2130706433 and 0x7f.1 are neither.
//   - A name is resolved once for each call, every address that it has is checked, and what is
//     dialled is a checked address, so a name that means something else a moment later gains
//     nothing. One forbidden address among several is enough to refuse the call. Nothing is
//     kept between calls: no connection, no answer of the DNS.
//   - Forbidden are loopback, private, shared (CGNAT), unique local, link-local and multicast
//     addresses, everything else that IANA reserves, and our own addresses ([Config]). The
//     operator may permit networks of the institution. Metadata services, link-local and
//     multicast addresses and IPv6 addresses that hold an IPv4 address cannot be permitted.
//   - Redirects are not followed. No proxy is taken from the environment, since it would
//     resolve the name again. Certificates are verified against the name in the URL.
//   - Every call ends, after fifteen seconds at the latest. Of an answer at most 64 kB are
//     read, and nothing is unpacked.
//   - No error quotes an address or what the other side said: clients read these errors, and
//     would learn how the network of the institution looks.
//
// Plain http is for development: on this machine only, and only with [Config].Development set
// and the loopback network permitted.
package egress
