// Package migrations holds the history of the schema: goose files, embedded, applied
// by "portal migrate" and never by the serving program. There is no way down: an
// audit log is not taken back, and a restore is done from a backup.
package migrations

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
)

// Files are the migrations, by version.
//
//go:embed *.sql
var Files embed.FS

// Latest is the version that this program was built for.
func Latest() int64 {
	entries, err := Files.ReadDir(".")
	if err != nil || len(entries) == 0 {
		panic(fmt.Sprintf("migrations: read the embedded files: %v", err))
	}
	number, _, _ := strings.Cut(entries[len(entries)-1].Name(), "_")
	version, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		panic("migrations: " + err.Error())
	}
	return version
}
