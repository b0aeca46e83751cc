//go:build !linux

package postgres

import "syscall"

// limitSilence leaves it to the keep-alive probes, where TCP has no such option.
func limitSilence(string, string, syscall.RawConn) error { return nil }
