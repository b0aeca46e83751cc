package main

import "testing"

// A timer that runs a command under its old name is told the new one, and does nothing.
func TestAnOldNameSaysWhereTheCommandWent(t *testing.T) {
	t.Parallel()
	const prune, revoke = "portal retain is now: portal audit prune\n", "portal staff end is now: portal staff revoke\n"
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"retain"}, prune},
		{[]string{"retain", "x"}, prune},
		{[]string{"staff", "end"}, revoke},
		{[]string{"staff", "end", "00000000-0000-4000-8000-000000000001"}, revoke},
		{[]string{"retained"}, errUsage.Error() + "\n"},
		{[]string{"staff", "ended"}, errUsage.Error() + "\n"},
	} {
		if got := portal(t, env{}, c.args...); got != (ended{2, "", c.want}) {
			t.Errorf("%q: %+v", c.args, got)
		}
	}
}
