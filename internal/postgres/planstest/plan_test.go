package planstest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"takeed/internal/postgres/postgrestest"
)

// fault is something wrong with the plan of a statement.
type fault struct{ what, sql string }

func (f fault) String() string { return f.what + ":\n" + f.sql }

const readsAll = "reads all of "

// isWhole is true if a table was read as a whole.
func (f fault) isWhole() bool { return strings.HasPrefix(f.what, readsAll) }

// findings are what plans have shown.
type findings struct {
	faults   []fault
	sweeping []string // indexes of the sweep that the sweep uses
}

// plan has the portal's login plan statements as it would for keeps, without looking at
// values.
func (s *seed) plan(said statements) (found findings) {
	s.Helper()
	conn := postgrestest.Connect(s, s.database.URL)
	if _, err := conn.Exec(s.Context(), `set plan_cache_mode = force_generic_plan`); err != nil {
		s.Fatal(err)
	}
	for i, sql := range slices.Sorted(maps.Keys(said)) {
		root, err := explain(s.Context(), conn, fmt.Sprintf("s%d", i), sql)
		if err != nil {
			s.Fatalf("%v:\n%s", err, sql)
		}
		root.judge(said[sql], func(what string) { found.faults = append(found.faults, fault{what, sql}) })
		found.sweeping = append(found.sweeping, root.sweeping()...)
	}
	slices.Sort(found.sweeping)
	found.sweeping = slices.Compact(found.sweeping)
	return found
}

// explain prepares a statement as the portal does, and returns the plan that is kept.
func explain(ctx context.Context, conn *pgx.Conn, name, sql string) (node, error) {
	prepared, err := conn.Prepare(ctx, name, sql)
	if err != nil {
		return node{}, err
	}
	execute := "explain (costs off, format json) execute " + name
	if n := len(prepared.ParamOIDs); n > 0 {
		execute += "(" + strings.TrimSuffix(strings.Repeat("null, ", n), ", ") + ")"
	}
	var text []byte
	var plans [1]struct{ Plan node }
	err = conn.QueryRow(ctx, execute).Scan(&text)
	if err == nil {
		err = json.Unmarshal(text, &plans)
	}
	return plans[0].Plan, err
}

// node is one step of a plan.
type node struct {
	Type      string `json:"Node Type"`
	Relation  string `json:"Relation Name"`
	Index     string `json:"Index Name"`
	IndexCond string `json:"Index Cond"`
	Plans     []node
}

// keyed is a condition that few rows meet however large a table is: those of one person,
// transaction, attempt, session, sign-in, stream, address, or database transaction.
var keyed = regexp.MustCompile(`\b(id|user_id|tx_id|attempt_id|event_id|token_hash|state_hash|browser_hash|sub_mac|idn_mac|client_mac|network_mac|actor|stream|xid) = `)

// byTime are the indexes by which the latest answers of the provider are found, a few of the
// newest, and the newest checkpoint.
var byTime = []string{"attempts_answered", "signins_answered", "log_checkpoints_signed", "log_checkpoints_cosigned"}

// judge says what is wrong with a step and with the steps below it.
func (n node) judge(who sender, wrong func(string)) {
	switch {
	case n.Type == "Seq Scan" && slices.Contains(hot, n.Relation):
		wrong(readsAll + n.Relation)
	case n.Index == "" || who == theSweep:
	case ofSweep(n.Index):
		wrong("uses " + n.Index + ", which is the sweep's")
	case !keyed.MatchString(n.IndexCond) && !slices.Contains(byTime, n.Index):
		wrong("has no key for " + n.Index + ", but " + n.IndexCond)
	}
	for _, below := range n.Plans {
		below.judge(who, wrong)
	}
}

func ofSweep(index string) bool {
	return strings.HasSuffix(index, "_due") || strings.HasSuffix(index, "_to_sweep")
}

func (n node) sweeping() (all []string) {
	if ofSweep(n.Index) {
		all = append(all, n.Index)
	}
	for _, below := range n.Plans {
		all = append(all, below.sweeping()...)
	}
	return all
}
