//go:build !unix

package main

import "io/fs"

// isOurs is false where files have no Unix owner: their mode means nothing there.
func isOurs(fs.FileInfo) bool { return false }
