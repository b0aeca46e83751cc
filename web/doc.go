// Package web is the hall of the portal: the one entrance for every request, where the
// rooms are mounted. It knows no page, no rule, no SQL and no markup.
//
// The path of a request:
//
//	server.go      the one entrance; health checks leave here (health.go)
//	middleware.go  request id, log line, recovered panics, security headers, host, CSRF
//	routes.go      mounts the rooms, in both languages
//	customer/      what each URL of the customers does: routes.go is the table
//	office/        the same for the staff; the two rooms never meet
//	api/           the institution's own systems: no cookies, no pages but one
//	translog/      the transparency log, for anybody; it knows no session
//	page/          what both need of HTTP: responses, forms, cookies, errors
//	view/          stored things as texts for templates; knows no request
//
// Every response but a stream (page.Streamed) is complete before its first byte is sent:
// there are no half pages, and if a session could not be stored the reader gets an error
// page, not one that claims it was.
//
// A browser is trusted with nothing. State changes need a POST from our own pages; only the
// three callbacks act on a GET, and only for the browser that holds the cookie of what was
// begun. Where a browser is sent comes from configuration or from a table of ours, never
// from a Host header; after signing in it may be the page that was asked for, if that is one
// of ours (page.ReturnPath).
package web
