//go:build !linux

package localpg

import "syscall"

// attributes put a program into a process group of its own, which Ctrl-C in a terminal
// does not reach.
func attributes(credential *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: credential, Setpgid: true}
}

// stopOrphan shuts down a server whose program died without stopping it.
func stopOrphan(server int) {
	if server > 0 {
		_ = syscall.Kill(server, syscall.SIGINT) // it may have ended meanwhile
	}
}
