package office

import "slices"

// Role is what a member of staff may do in the back office. A person has one role, or is
// refused entry.
type Role string

const (
	Operator Role = "operator" // helps customers
	Auditor  Role = "auditor"  // proves what happened
	Admin    Role = "admin"    // looks after the portal
)

// Roles are all there are.
var Roles = []Role{Operator, Auditor, Admin}

// ParseRole accepts the three names and nothing else.
func ParseRole(s string) (Role, bool) {
	r := Role(s)
	return r, slices.Contains(Roles, r)
}

// Permission is something that not every role may do.
type Permission string

// The permissions.
const (
	ReadLog          Permission = "read_log"          // search, timelines, people (masked), dashboard
	RevealIdentifier Permission = "reveal_identifier" // a customer's identifiers in clear, for a reason
	ExportLog        Permission = "export_log"        // take events away as a file
	ReadClients      Permission = "read_clients"      // clients of the API, their endpoints, and what was sent there
	ManageEndpoints  Permission = "manage_endpoints"  // disable and enable endpoints, test them, send again
)

// permittedRoles is the whole table. Operators, who help customers, and auditors, who prove
// what happened, may need to know whom a record is about; admins, who look after the portal,
// do not. Operators may not take the log away as a file. Whether a client was told of a
// transaction concerns all of them; what is sent to clients is the business of admins.
var permittedRoles = map[Permission][]Role{
	ReadLog:          {Operator, Auditor, Admin},
	RevealIdentifier: {Operator, Auditor},
	ExportLog:        {Auditor, Admin},
	ReadClients:      {Operator, Auditor, Admin},
	ManageEndpoints:  {Admin},
}

// May reports whether the role has a permission. An unknown role has none.
func (r Role) May(p Permission) bool { return slices.Contains(permittedRoles[p], r) }
