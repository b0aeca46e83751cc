package office

import "testing"

// Who may do what, once more and by hand: a change of the table has to be meant.
func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	want := map[Permission]map[Role]bool{
		ReadLog:          {Operator: true, Auditor: true, Admin: true},
		RevealIdentifier: {Operator: true, Auditor: true},
		ExportLog:        {Auditor: true, Admin: true},
		ReadClients:      {Operator: true, Auditor: true, Admin: true},
		ManageEndpoints:  {Admin: true},
	}
	if len(permittedRoles) != len(want) {
		t.Errorf("%d permissions", len(permittedRoles))
	}
	for p := range permittedRoles {
		for _, role := range append([]Role{"", "root"}, Roles...) {
			if got := role.May(p); got != want[p][role] {
				t.Errorf("%q may %s: %v", role, p, got)
			}
		}
	}
	if Admin.May("") {
		t.Error("what nobody named is allowed")
	}
}
