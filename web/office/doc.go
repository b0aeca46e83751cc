// Package office is the staff's room of the portal, the back office: signing in with OpenID
// Connect, searching the audit log, and reading about one event, transaction or person.
// Nothing in it uses a customer's session, and nothing changes anything about a customer. Admins
// may disable and enable the endpoints of clients, test them, and send again what was sent there.
//
// routes.go says what each URL does. Its guards ([Room.staff] and those beside it) take the
// member of staff and their role from the database at every request. Every read of the audit
// log is recorded there by the log itself ([AuditLog]), so no page of ours can forget to.
// What is typed into the search box comes with a POST, so that personal data is never part
// of a URL.
//
// # What is handed out
//
// A proof holds hashes and says nothing of its event: whoever may read the log may have it. A
// receipt holds the customer's name in clear, and no receipt verifies without it, since the
// name is a part of what its hash covers. So it takes what revealing identifiers takes: that
// permission, a reason and the number of a case, all of which are recorded. It comes with a
// POST, as they do.
//
// The archive for a dispute takes the permission of exports, and holds what its reader could
// read before: names are masked in it. The receipt is added for those who may reveal, and give a
// reason; for the others the archive says that it was left out. What leaves is recorded before
// it does, as with every export ([AuditEvidence]).
package office
