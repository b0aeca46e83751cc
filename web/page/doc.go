// Package page is what every room of the portal needs of HTTP, and knows none of them.
// A room is a family of pages for one kind of people (web/customer, web/office): it has a
// frame, a table from errors to pages, and a way of finding out who asks, which it hands
// over as a [Room].
//
// What this package promises to whoever writes a [Handler]:
//
//   - Nothing is sent before the handler has returned: there are no half pages, and an
//     error that it returns becomes a page of its own. What is too long to be kept is a
//     stream ([Streamed]), which begins when nothing can be refused any more.
//   - A form has each field once, and no more and no longer ones than fit.
//   - Where a browser is sent comes from configuration or from a path of ours, never from a
//     Host header; a page to go back to passes [ReturnPath].
//   - A callback reaches its handler only by a GET that somebody's browser made ([TopLevelGET]).
//
// A handler in its room:
//
//	room.Handle(mux, "GET /profile", room.customer(func(w http.ResponseWriter, r *http.Request) error {
//		return page.HTML(w, r, http.StatusOK, templates.Profile(…))
//	}))
package page
