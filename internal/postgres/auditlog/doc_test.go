package auditlog

import (
	"os"
	"strings"
	"testing"

	"takeed/internal/audit"
	"takeed/internal/postgres"
)

// The statement in the package comment is the one that is run.
func TestTheStatementInThePackageCommentIsRun(t *testing.T) {
	t.Parallel()
	q, err := audit.Parse("ip:192.0.2.7 lang:ar")
	if err != nil {
		t.Fatal(err)
	}
	p, err := new(Log).plan(t.Context(), q) // these terms need no database
	if err != nil {
		t.Fatal(err)
	}
	sql := p.batchSQL(new(statement), p.window, batchSizes[1], audit.PageSize+1)
	sql = strings.NewReplacer(lineColumns, "LINE", postgres.ReachOfEvent, "REACH").Replace(sql)
	source, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	comment := withoutSpace(strings.ReplaceAll(string(source), "\n//", "\n"))
	if sql = withoutSpace(sql); !strings.Contains(comment, sql) {
		t.Errorf("the package comment does not show what is run:\n%s", sql)
	}
}

func withoutSpace(text string) string { return strings.Join(strings.Fields(text), "") }
