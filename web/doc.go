// Package web is what each URL does: routes, sessions, forms, redirects and status
// codes. It holds no rule, no SQL and no markup.
//
// The path of a request:
//
//	server.go      the one entrance; health checks leave here
//	middleware.go  request id, log line, recovered panics, security headers, host, CSRF
//	routes.go      the whole URL table, grouped by who may call it
//	visitor.go     one database round trip: who is it, and which transaction do they mean
//	staff.go       the same for the back office, whose pages each name the roles they are for
//	handlers       one file per page or action; each returns an error or has rendered
//	views_*.go     stored things as texts for templates
//	errors.go      the one place where an error becomes a status and a page
//
// Every dynamic response is complete before its first byte is sent (response.go):
// there are no half pages, and a session that could not be stored turns the page into
// an error and not into a lie.
//
// What a browser is trusted with: nothing. State changes need POST from our own pages;
// only the three callbacks act on a GET, and only for the browser that holds the cookie
// that began them. Where somebody is sent comes from configuration or from this
// package's own table, never from a Host header; after signing in it may be the page
// that they had asked for, if that is one of ours (returnPath).
package web
