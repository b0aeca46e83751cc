package main

import (
	"bytes"
	"fmt"
	"io"
	"sync/atomic"
	"time"
)

// lossyLog is the log that never makes a request wait. Its writer may stop taking lines: a
// pipe that no program reads, a disk that hangs. Lines that find no room are then lost, and
// the next one that gets through is preceded by a line that says how many. What must not be
// lost is in the audit log, which is in the database.
type lossyLog struct {
	lines chan []byte
	lost  atomic.Int64
	close chan struct{}
	ended chan struct{}
}

const (
	logRoom = 4096            // lines that wait
	logTime = 2 * time.Second // to write what is left at the end
)

func newLossyLog(w io.Writer, room int) *lossyLog {
	p := &lossyLog{lines: make(chan []byte, room), close: make(chan struct{}), ended: make(chan struct{})}
	go p.pass(w)
	return p
}

// Write takes one line and never waits.
func (p *lossyLog) Write(line []byte) (int, error) {
	select {
	case p.lines <- bytes.Clone(line):
	default:
		p.lost.Add(1)
	}
	return len(line), nil
}

// Close waits a moment for the lines that are left.
func (p *lossyLog) Close() {
	close(p.close)
	select {
	case <-p.ended:
	case <-time.After(logTime):
	}
}

func (p *lossyLog) pass(w io.Writer) {
	defer close(p.ended)
	for {
		select {
		case line := <-p.lines:
			p.write(w, line)
		case <-p.close:
			p.flush(w)
			return
		}
	}
}

func (p *lossyLog) flush(w io.Writer) {
	for {
		select {
		case line := <-p.lines:
			p.write(w, line)
		default:
			return
		}
	}
}

// write ignores failures: the log is where they would be reported.
func (p *lossyLog) write(w io.Writer, line []byte) {
	if n := p.lost.Swap(0); n > 0 {
		_, _ = fmt.Fprintf(w, `{"time":%q,"level":"WARN","msg":"log lines were lost","lines":%d}`+"\n", time.Now().Format(time.RFC3339Nano), n)
	}
	_, _ = w.Write(line)
}
