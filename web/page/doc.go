// Package page is what every room of the portal needs of HTTP; it knows none of the rooms.
// A room is a family of pages for one kind of people (web/customer, web/office): it has a
// frame, a table from errors to pages, and a way of finding out who the caller is, and
// passes them to this package as a [Room].
//
// What this package promises to the author of a [Handler]:
//
//   - Nothing is sent before the handler has returned: there are no half pages, and an
//     error that it returns becomes a page of its own. An answer too long to be kept is a
//     stream ([Streamed]), which begins when nothing can be refused any more.
//   - A form has each field once, and its number of fields and its size are bounded.
//   - Where a browser is sent comes from configuration or from a path of ours, never from a
//     Host header; a page to go back to passes [ReturnPath].
//   - A callback, or a link that does something, reaches its handler only by a GET with which a
//     browser opens it as a page ([TopLevelGET], [LinkGET]).
//
// A handler in its room:
//
//	room.Handle(mux, "GET /profile", room.customer(func(w http.ResponseWriter, r *http.Request) error {
//		return page.HTML(w, r, http.StatusOK, templates.Profile(…))
//	}))
package page
