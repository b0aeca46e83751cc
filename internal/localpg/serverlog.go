package localpg

import (
	"io"
	"os"
	"path/filepath"
	"strings"
)

// serverLog is the log in the data folder, which grows over the runs, and where in it this run begins.
type serverLog struct {
	file  *os.File
	start int64
}

func openServerLog(dir string) (*serverLog, error) {
	file, err := os.OpenFile(filepath.Join(dir, logName), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, notWritable(dir, err)
	}
	start, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		_ = file.Close()
		return nil, notWritable(dir, err)
	}
	return &serverLog{file, start}, nil
}

// tailSize is how many bytes of the end of the log are searched; a server's last messages
// were never longer.
const tailSize = 64 << 10

// lastWords says why the server ended.
func (l *serverLog) lastWords() string {
	end, err := l.file.Seek(0, io.SeekEnd)
	if err != nil {
		return lastWords("")
	}
	from := max(l.start, end-tailSize)
	tail, err := io.ReadAll(io.NewSectionReader(l.file, from, end-from))
	if err != nil {
		return lastWords("")
	}
	return lastWords(string(tail))
}

// lastWords picks the last line that gives a reason, or else the last line. What the server
// answers to clients that connect too early or too late is not a reason.
func lastWords(text string) string {
	words := "it left no message"
	grave := false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		at, isGrave := gravity(line)
		if line != "" && (isGrave || !grave) {
			words, grave = line[at:], isGrave
		}
	}
	return words
}

// gravity finds where the reason begins in a line, after the time and the process id.
func gravity(line string) (at int, grave bool) {
	if strings.Contains(line, "the database system is") {
		return 0, false
	}
	for _, severity := range []string{"PANIC:", "FATAL:", "initdb: error:"} {
		if at := strings.Index(line, severity); at >= 0 {
			return at, true
		}
	}
	return 0, false
}
