package main

import (
	"bytes"
	"fmt"
	"io"
	"sync/atomic"
	"time"
)

// patientLog passes log lines on to a writer that may stop taking them: a pipe that
// nobody reads, a disk that hangs. Requests do not wait for it. Lines that find no room
// are lost, and the next one that gets through is preceded by how many. What must not
// be lost is in the audit log, which is in the database.
type patientLog struct {
	lines chan []byte
	lost  atomic.Int64
	close chan struct{}
	ended chan struct{}
}

const (
	logRoom = 4096            // lines that wait
	logTime = 2 * time.Second // for what is left at the end
)

func newPatientLog(w io.Writer, room int) *patientLog {
	p := &patientLog{lines: make(chan []byte, room), close: make(chan struct{}), ended: make(chan struct{})}
	go p.pass(w)
	return p
}

// Write takes one line and never waits.
func (p *patientLog) Write(line []byte) (int, error) {
	select {
	case p.lines <- bytes.Clone(line):
	default:
		p.lost.Add(1)
	}
	return len(line), nil
}

// Close waits a moment for the lines that are left.
func (p *patientLog) Close() {
	close(p.close)
	select {
	case <-p.ended:
	case <-time.After(logTime):
	}
}

func (p *patientLog) pass(w io.Writer) {
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

func (p *patientLog) flush(w io.Writer) {
	for {
		select {
		case line := <-p.lines:
			p.write(w, line)
		default:
			return
		}
	}
}

// write has nobody to report a failure to.
func (p *patientLog) write(w io.Writer, line []byte) {
	if n := p.lost.Swap(0); n > 0 {
		_, _ = fmt.Fprintf(w, `{"time":%q,"level":"WARN","msg":"log lines were lost","lines":%d}`+"\n", time.Now().Format(time.RFC3339Nano), n)
	}
	_, _ = w.Write(line)
}
