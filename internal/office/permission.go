package office

import (
	"slices"

	"takeed/internal/approval"
)

// Permission is something that not every role may do.
type Permission string

// The permissions.
const (
	ReadLog          Permission = "read_log"          // search, timelines, people (masked), dashboard
	RevealIdentifier Permission = "reveal_identifier" // a customer's identifiers in clear, for a reason
	ExportLog        Permission = "export_log"        // take events away as a file
)

// permittedRoles is the whole table. Who helps customers and who proves what happened may need
// to know whom a record is about; who looks after the portal does not. Who helps customers
// takes no log away.
var permittedRoles = map[Permission][]approval.Role{
	ReadLog:          {approval.Operator, approval.Auditor, approval.Admin},
	RevealIdentifier: {approval.Operator, approval.Auditor},
	ExportLog:        {approval.Auditor, approval.Admin},
}

// May reports whether a role has a permission. An unknown role has none.
func May(role approval.Role, p Permission) bool { return slices.Contains(permittedRoles[p], role) }
