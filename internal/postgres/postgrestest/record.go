package postgrestest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// RecordTo is the variable of the environment that names a folder. If it is set, the private
// server of each test process logs what it is sent, and the process leaves a list there of
// the statements that came from portals: see [takeed/migrations] for what they are kept for.
//
// The statements are taken from the server, so that the program needs no code for it, and
// portals that run as processes of their own are recorded, too.
const RecordTo = "RECORD_STATEMENTS"

// Every line of the log begins with the name that a connection gave itself. Portals call
// themselves takeed, or takeed-backoffice, once a connection is ready; a test's own
// connections have no name.
var portalPrefix = regexp.MustCompile(`^by takeed(?:-backoffice)?: LOG:  execute [^ ]+: `)

// recordingSettings are the settings of a server whose statements are recorded; none if
// RecordTo is not set.
func recordingSettings() map[string]string {
	if os.Getenv(RecordTo) == "" {
		return nil
	}
	return map[string]string{"log_statement": "all", "log_line_prefix": "by %a: ", "log_parameter_max_length": "0"}
}

// record writes the list of the statements in the server's log to a file named after this
// process.
func record(log string) {
	folder := os.Getenv(RecordTo)
	if folder == "" {
		return
	}
	statements := map[string]bool{}
	file, err := os.Open(log)
	if err == nil {
		statements, err = portalStatements(file)
		_ = file.Close()
	}
	if err == nil {
		err = WriteStatements(filepath.Join(folder, fmt.Sprintf("%d.sql", os.Getpid())), statements)
	}
	if err != nil {
		panic("postgrestest: record what portals send: " + err.Error())
	}
}

// portalStatements returns the statements of portals in a log, each once. If a statement
// has several lines, the server begins each further one with a tab.
func portalStatements(log io.Reader) (map[string]bool, error) {
	statements := map[string]bool{}
	current := ""
	for lines := bufio.NewReader(log); ; {
		line, err := lines.ReadString('\n')
		if more, ok := strings.CutPrefix(line, "\t"); ok {
			current += more
			continue
		}
		if begin := portalPrefix.FindString(current); begin != "" && readsOrWrites(current[len(begin):]) {
			statements[strings.TrimSpace(current[len(begin):])] = true
		}
		switch current = line; {
		case errors.Is(err, io.EOF):
			return statements, nil
		case err != nil:
			return nil, err
		}
	}
}

// readsOrWrites is false for statements that name nothing in the schema: begin, commit,
// set.
func readsOrWrites(sql string) bool {
	word := strings.ToLower(strings.TrimLeft(sql, "( \t\n"))
	return slices.ContainsFunc([]string{"select", "with", "insert", "update", "delete"}, func(w string) bool { return strings.HasPrefix(word, w) })
}

// A line with a semicolon alone stands between statements, which are kept to the letter.
const separator = "\n;\n"

// WriteStatements writes a list of statements in order, so that two lists can be compared.
func WriteStatements(file string, statements map[string]bool) error {
	var out strings.Builder
	for _, sql := range slices.Sorted(maps.Keys(statements)) {
		out.WriteString(sql + separator)
	}
	return os.WriteFile(file, []byte(out.String()), 0o644)
}

// ReadStatements adds the statements of a list to others.
func ReadStatements(file string, into map[string]bool) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for sql := range strings.SplitSeq(strings.TrimSuffix(string(content), separator), separator) {
		if sql != "" {
			into[sql] = true
		}
	}
	return nil
}
