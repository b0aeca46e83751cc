package main

import (
	"fmt"
	"strings"
)

// renames are commands that have another name now. What still runs the old one, such as a
// timer, fails and says so: nothing is done under a name that nobody reads about any more.
var renames = []struct{ old, new string }{
	{"retain", "audit prune"},
	{"staff end", "staff revoke"},
}

// unknownCommand is the error for a command line that is no command.
func unknownCommand(args []string) error {
	line := strings.Join(args, " ") + " "
	for _, r := range renames {
		if strings.HasPrefix(line, r.old+" ") {
			return usageError{fmt.Errorf("portal %s is now: portal %s", r.old, r.new)}
		}
	}
	return usageError{errUsage}
}
