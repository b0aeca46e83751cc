// Package office is the staff's room of the portal, the back office: signing in with OpenID
// Connect, searching the audit log, and reading about one event, transaction or person.
// Nothing in it asks who the customer is, and nothing changes anything about one.
//
// routes.go says what each URL does. Its guards ([Room.staff] and those beside it) take the
// member of staff and their role from the database at every request. Whatever is read of
// the audit log is recorded there by the log itself ([AuditLog]): no page of ours can
// forget to. What somebody typed into the search box comes with a POST, so that nothing
// personal is ever part of an address.
package office
