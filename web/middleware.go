package web

import (
	"context"
	"crypto/rand"
	"log/slog"
	"maps"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"

	"takeed/internal/approval"
	"takeed/web/page"
)

// pageTime is how long a request may take: longer than the database allows a statement. A
// browser is told that we are busy before it gives up, and a database that does not answer
// cannot hold a request for ever. A callback has longer: see page.TopLevelGET.
const pageTime = 8 * time.Second

// chain wraps the routes, outermost first: whatever fails inside still has headers, a
// request id and a log line.
func (s *Server) chain(routes http.Handler) http.Handler {
	h := http.Handler(http.MaxBytesHandler(s.apart(s.sameOrigin(routes)), page.MaxBody))
	h = s.ourHost(h)
	h = s.recovered(h)
	h = s.headers(h)
	return s.observed(h)
}

// observed gives the request its id and writes one log line, with the route instead of the
// URL, since a query may hold a code.
func (s *Server) observed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		q := &page.Request{Origin: approval.Origin{RequestID: rand.Text()}, Lang: page.PreferredLang(r), Room: s.roomOf(r.URL.Path), Refuse: s.refuse(r.URL.Path)}
		q.Origin.Client = s.clientOf(r, q)
		sw := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		ctx, cancel := context.WithTimeout(r.Context(), pageTime)
		defer cancel()
		defer func() {
			q.End()
			s.logRequest(r, q, sw.status, time.Since(began))
		}()
		next.ServeHTTP(sw, page.Begin(ctx, r, q))
	})
}

func (s *Server) logRequest(r *http.Request, q *page.Request, status int, took time.Duration) {
	line := []slog.Attr{
		slog.String("request_id", q.Origin.RequestID), slog.String("method", method(r)), slog.String("route", q.Pattern),
		slog.Int("status", status), slog.Int64("ms", took.Milliseconds()),
	}
	if q.ClientID != "" {
		line = append(line, slog.String("client_id", q.ClientID))
	}
	s.log.LogAttrs(r.Context(), slog.LevelInfo, "request", line...)
}

// clientOf is the address that the limits of a request are counted by. If it is that of a
// whole proxy, that is logged: all clients behind the proxy then share the limits of one.
func (s *Server) clientOf(r *http.Request, q *page.Request) netip.Addr {
	if page.StrayProxy(r, s.proxies) {
		s.log.strayProxy.Do(func() {
			s.log.WarnContext(r.Context(), "a proxy forwards requests and is not one of PORTAL_TRUSTED_PROXIES: its customers count as one address")
		})
	}
	client, unread := page.ClientAddr(r, s.proxies)
	if unread.IsValid() && s.log.unreadHops.may() {
		s.log.WarnContext(r.Context(), "the X-Forwarded-For of a trusted proxy cannot be read: all who come through it count as one address",
			"request_id", q.Origin.RequestID, "proxy", unread.String())
	}
	return client
}

// method is the method to log. It is the client's text, so only known methods are logged.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPatch:
		return r.Method
	}
	return "other"
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; " +
	"manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// headers are on every answer, errors included. form-action is 'self' only: the way to
// UAE PASS leads over a page of ours and not directly from a form.
func (s *Server) headers(next http.Handler) http.Handler {
	fixed := map[string]string{
		"Content-Security-Policy":      policy,
		"X-Content-Type-Options":       "nosniff",
		"X-Frame-Options":              "DENY",
		"Referrer-Policy":              "same-origin", // no-referrer would make our own forms send "Origin: null"
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Permissions-Policy":           "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
		"X-Robots-Tag":                 "noindex",
		"Cache-Control":                "no-store",
		"Vary":                         "Cookie, Accept-Language",
	}
	if s.site.Secure {
		fixed["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
	}
	onEvery := http.Header{}
	for name, value := range fixed {
		onEvery.Set(name, value)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		maps.Copy(h, onEvery) // the slices are shared: Set replaces them, and Add has to copy
		if holdsSecret(r.URL.Path) {
			h.Set("Referrer-Policy", "no-referrer")
		}
		next.ServeHTTP(w, r)
	})
}

// recovered turns a panic into an error page. Handlers answer into a buffer, so nothing has
// been sent yet; unless they stream, and then the answer must not look complete.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v != nil && v != http.ErrAbortHandler {
				// The value itself may quote input; the stack says where.
				s.log.ErrorContext(r.Context(), "panic", "request_id", page.Of(r).Origin.RequestID, "stack", string(debug.Stack()))
			}
			switch {
			case v == nil:
			case v == http.ErrAbortHandler, page.Of(r).Streaming():
				panic(http.ErrAbortHandler)
			default:
				s.site.Fail(w, r, page.ErrPanic)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// ourHost refuses requests for other host names: no link, redirect or origin check may
// depend on a name that an attacker chose. It gives every request the same spelling of ours.
func (s *Server) ourHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.bare(r.Host) != s.home.host {
			if s.log.otherHosts.may() {
				s.log.WarnContext(r.Context(), "a request for another host was refused: is it what the proxy sends, and PORTAL_BASE_URL another?",
					"request_id", page.Of(r).Origin.RequestID, "host", safeHost(r.Host))
			}
			s.site.Fail(w, r, page.ErrOtherHost)
			return
		}
		r.Host = s.home.host
		next.ServeHTTP(w, r)
	})
}

// sameOrigin refuses unsafe requests that do not come from our own pages. The standard
// library alone lets requests pass that carry neither header (they are not from a browser),
// and those of a page at http:// of the same host; here only our own pages may post.
func (s *Server) sameOrigin(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		safe := r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions
		if !safe && !s.fromOurPage(r) || protection.Check(r) != nil {
			s.site.Fail(w, r, page.ErrCrossSite)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// fromOurPage compares the whole origin with ours. A page that sends no referrer, such as one
// that answers a callback, posts with the origin "null"; then, as without an origin, the
// browser must send Sec-Fetch-Site, whose value sameOrigin checks.
func (s *Server) fromOurPage(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || origin == "null" {
		return r.Header.Get("Sec-Fetch-Site") != ""
	}
	scheme, host, ok := strings.Cut(origin, "://")
	return ok && scheme+"://"+s.bare(host) == s.home.origin
}
