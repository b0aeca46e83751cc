package office

import (
	"testing"

	"takeed/internal/approval"
)

// Who may do what, once more and by hand: a change of the table has to be meant.
func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	want := map[Permission]map[approval.Role]bool{
		ReadLog:          {approval.Operator: true, approval.Auditor: true, approval.Admin: true},
		RevealIdentifier: {approval.Operator: true, approval.Auditor: true},
		ExportLog:        {approval.Auditor: true, approval.Admin: true},
	}
	if len(permittedRoles) != len(want) {
		t.Errorf("%d permissions", len(permittedRoles))
	}
	for p := range permittedRoles {
		for _, role := range append([]approval.Role{"", "root"}, approval.Roles...) {
			if got := May(role, p); got != want[p][role] {
				t.Errorf("%q may %s: %v", role, p, got)
			}
		}
	}
	if May(approval.Admin, "") {
		t.Error("what nobody named is allowed")
	}
}
