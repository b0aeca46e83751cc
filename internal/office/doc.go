// Package office holds the rules of the back office: who on the staff may do what, what
// they see of a customer without a reason, and where something that they look for leads.
// It imports the rules of transactions (approval) and of the audit log (audit), never the
// other way, and does no I/O.
//
// Who may do what is one table ([Role.May]). Routes, pages and stores ask it; a new role or
// a new permission is a line there and nowhere else. That whatever is read is recorded is
// the audit log's own business (internal/postgres/auditlog): it writes the event before it
// answers.
package office
