package postgrestest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// tick is the unit in which Linux tells how long a process ran.
const tick = 10 * time.Millisecond

// Processor is how long the server's processes were on a processor so far, those that have
// ended included. It is zero unless the server runs on this machine, and this is Linux.
func (d *Database) Processor(t testing.TB) (total time.Duration) {
	t.Helper()
	var server int
	must(t, Connect(t, d.Admin).QueryRow(t.Context(), `select split_part(pg_read_file('postmaster.pid'), E'\n', 1)::int`).Scan(&server))
	all, err := filepath.Glob("/proc/[0-9]*/stat")
	must(t, err)
	for _, file := range all {
		p := readProcess(file)
		switch server {
		case p.pid:
			total += p.own + p.reaped
		case p.parent:
			total += p.own
		}
	}
	return total
}

// ProcessorOf is how long a process was on a processor so far, or zero where Linux does not
// tell.
func ProcessorOf(pid int) time.Duration { return readProcess(fmt.Sprintf("/proc/%d/stat", pid)).own }

// process is what Linux tells about one.
type process struct {
	pid, parent int
	own         time.Duration
	reaped      time.Duration // by its children that have ended
}

// readProcess reads proc_pid_stat(5). A process that has ended meanwhile is the zero value.
func readProcess(file string) (p process) {
	content, _ := os.ReadFile(file)
	head, rest, _ := strings.Cut(string(content), " (")
	fields := strings.Fields(rest[strings.LastIndexByte(rest, ')')+1:]) // a name may hold anything
	if len(fields) < 15 {
		return process{}
	}
	var user, system, reapedUser, reapedSystem time.Duration
	_, err := fmt.Sscan(strings.Join(append([]string{head, fields[1]}, fields[11:15]...), " "), &p.pid, &p.parent, &user, &system, &reapedUser, &reapedSystem)
	if err != nil {
		return process{}
	}
	p.own, p.reaped = (user+system)*tick, (reapedUser+reapedSystem)*tick
	return p
}
