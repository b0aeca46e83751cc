package main

import (
	"fmt"
	"strings"
)

// renames are commands that have another name now. Whatever still runs the old name, such
// as a timer, fails with an error that gives the new one: nothing is done under a name that
// is no longer documented.
var renames = []struct{ old, new string }{
	{"retain", "audit prune"},
	{"staff end", "staff revoke"},
}

// unknownCommand is the error for a command line that names no command.
func unknownCommand(args []string) error {
	line := strings.Join(args, " ") + " "
	for _, r := range renames {
		if strings.HasPrefix(line, r.old+" ") {
			return usageError{fmt.Errorf("portal %s is now: portal %s", r.old, r.new)}
		}
	}
	return usageError{errUsage}
}
