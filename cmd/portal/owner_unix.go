//go:build unix

package main

import (
	"io/fs"
	"os"
	"syscall"
)

// isOurs tells whether a file belongs to the user that runs this program.
func isOurs(info fs.FileInfo) bool {
	owner, ok := info.Sys().(*syscall.Stat_t)
	return !ok || int(owner.Uid) == os.Geteuid()
}
