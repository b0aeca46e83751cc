//go:build !linux

package postgres

import "syscall"

// limitSilence does nothing where TCP has no such option: the keep-alive probes must
// suffice.
func limitSilence(string, string, syscall.RawConn) error { return nil }
