// Package office holds the rules of the back office: who on the staff may do what, what
// they see of a customer without giving a reason, and which page a search leads to. It
// imports the rules of transactions (approval) and of the audit log (audit), which never
// import it, and does no I/O.
//
// Who may do what is one table ([Role.May]). Routes, pages and stores ask it; a new role or
// a new permission is a line there and nowhere else. Recording every read is the job of the
// audit log itself (internal/postgres/auditlog): it writes the event before it answers.
package office
