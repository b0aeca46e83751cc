package postgrestest

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestWhatTheServerHeardFromPortals(t *testing.T) {
	t.Parallel()
	const log = "by : LOG:  database system is ready\n" +
		"by takeed: LOG:  execute stmtcache_1: select a\n\t\tfrom b\n" +
		"by takeed: LOG:  statement: select simple\n" +
		"by takeed: LOG:  execute stmtcache_2: begin\n" +
		"by : LOG:  execute stmtcache_3: select of_a_test\n" +
		"by takeed: LOG:  execute stmtcache_1: select a\n\t\tfrom b\n" +
		"by takeed-backoffice: LOG:  execute <unnamed>: \n\t\twith c as (select ': ') select\n" +
		"by takeed: ERROR:  canceling statement\n"
	got, err := portalStatements(strings.NewReader(log))
	want := []string{"select a\n\tfrom b", "with c as (select ': ') select"}
	if list := slices.Sorted(maps.Keys(got)); err != nil || !slices.Equal(list, want) {
		t.Errorf("%q, %v", list, err)
	}
	file, back := filepath.Join(t.TempDir(), "1.sql"), map[string]bool{}
	if err := WriteStatements(file, got); err != nil {
		t.Fatal(err)
	}
	if err := ReadStatements(file, back); err != nil || !maps.Equal(got, back) {
		t.Errorf("%v, %v", back, err)
	}
}
