// Package customer is the customers' room of the portal: signing in with UAE PASS, asking
// for a transaction, reviewing it, confirming it with a face, and seeing its outcome.
//
// routes.go says what each URL does, and who may call it. [Room.withCaller] finds out who
// the caller is, and which transaction they mean, in one database round trip; the rules are
// those of packages confirm, signin and approval, which the handlers call and do not repeat.
// What a transaction's page shows follows from stored state alone (view.StageOf), so a
// refresh, a second tab and another browser are harmless.
//
// A browser is trusted with nothing. State changes need a POST from our own pages (the hall
// sees to that). Two things act on a GET: the callbacks, only for the browser that holds the
// cookie of what was begun; and the link of a request ([Room.link]), only for somebody who is
// signed in and opens it as a page. Another person's transaction, one that does not exist and
// an id that is not one get the same answer; and so do all links that lead nowhere.
package customer
