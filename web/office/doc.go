// Package office is the staff's room of the portal, the back office: signing in with OpenID
// Connect, searching the audit log, and reading about one event, transaction or person.
// Nothing in it uses a customer's session, and nothing changes anything about a customer.
//
// routes.go says what each URL does. Its guards ([Room.staff] and those beside it) take the
// member of staff and their role from the database at every request. Every read of the audit
// log is recorded there by the log itself ([AuditLog]), so no page of ours can forget to.
// What is typed into the search box comes with a POST, so that personal data is never part
// of a URL.
package office
