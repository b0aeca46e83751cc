package localpg

import "syscall"

// attributes put a program into a process group of its own, which Ctrl-C in a terminal
// does not reach, and have the kernel interrupt it if we die without stopping it.
// PostgreSQL takes an interrupt as the order for a fast and orderly shutdown.
func attributes(credential *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: credential, Setpgid: true, Pdeathsig: syscall.SIGINT}
}

// stopOrphan has nothing to do: the kernel has done it.
func stopOrphan(int) {}
