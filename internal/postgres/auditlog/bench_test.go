package auditlog_test

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/catalogue"
	"takeed/internal/keys"
	"takeed/internal/postgres"
	"takeed/internal/postgres/auditlog"
	"takeed/internal/postgres/history"
	"takeed/internal/postgres/postgrestest"
)

// How much is measured on, and where: a history made up for the occasion, or the
// database of a demo, with its login and its keyset.
//
//	go test ./internal/postgres/auditlog -run xxx -bench AuditLog -benchtime 200x -events 1000000
var (
	benchEvents = flag.Int64("events", 20_000, "how many events the audit log has in a measurement")
	benchURL    = flag.String("database", "", "measure on this database instead of a new one")
	benchKeys   = flag.String("keyset", "", "its keyset")
)

// BenchmarkAuditLog measures what the back office asks of the log, next to the cheapest
// question there is.
func BenchmarkAuditLog(b *testing.B) {
	l := benchLog(b)
	have := values(b, l)
	b.Run("first page", func(b *testing.B) { benchFirstPages(b, l, have) })
	b.Run("pairs", func(b *testing.B) { benchPairs(b, l, have) })
	b.Run("views", func(b *testing.B) { benchViews(b, l, have) })
	b.Run("export", func(b *testing.B) { benchExport(b, l) })
}

func benchLog(b *testing.B) *auditlog.Log {
	b.Helper()
	c := postgres.Config{URL: *benchURL}
	if c.URL == "" {
		d := postgrestest.New(b)
		kinds, err := catalogue.Builtin()
		if err == nil {
			_, err = history.Write(b.Context(), history.Options{
				URL: d.Owner, Keys: d.Keys, Kinds: kinds, Events: *benchEvents, Until: time.Now().Add(-time.Hour), Days: 365, Seed: 1,
			})
		}
		if err != nil {
			b.Fatal(err)
		}
		c = d.Config("bench")
	} else {
		content, err := os.ReadFile(*benchKeys)
		if err == nil {
			c.Keys, err = keys.Parse(content)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	c.StaffConns = 1 // so that all is asked on the same connection
	db, err := postgres.Open(context.Background(), c)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(db.Close)
	return auditlog.New(db)
}

// values are what there is in the log to be asked for, the busiest and a rare one of
// each key.
func values(b *testing.B, l *auditlog.Log) map[audit.Key][]string {
	b.Helper()
	ask := func(sql string, args ...any) string {
		v, err := auditlog.Ask[string](b.Context(), l, sql, args...)
		if err != nil {
			b.Fatalf("%s: %v", sql, err)
		}
		return v
	}
	// the newest lines stand for all
	const sample = `(select * from audit_events order by at desc, id desc limit 100000) e`
	most := func(expression, order string) string {
		return ask(`select v from (select ` + expression + ` v from ` + sample + `) x where v is not null group by v order by count(*) ` + order + `, v limit 1`)
	}
	one := func(column, table, condition string) string {
		return ask(`select ` + column + ` from ` + table + ` where ` + condition + ` order by id limit 1`)
	}
	const middle = `id > (select max(id) / 2 from audit_events)`
	tx := approval.ID(one("tx_id::text", "audit_events", middle+" and tx_id is not null"))
	digest := one("encode(payload_hash, 'hex')", "transactions", "id = '"+string(tx)+"'")
	code, _ := audit.Detect(digest)
	day := ask(`select to_char(at at time zone 'Asia/Dubai', 'YYYY-MM-DD') from audit_events where ` + middle + ` order by id limit 1`)
	return map[audit.Key][]string{
		audit.Event: {"attempt_started", "identity_mismatch", "signin_*"}, audit.Result: {"success", "denied"},
		audit.Actor: {"customer", "system", "staff"}, audit.Person: {most("nullif(split_part(actor, 'customer:', 2), '')", "desc"), most("nullif(split_part(actor, 'customer:', 2), '')", "asc")},
		audit.Staff: {most("nullif(split_part(actor, 'staff:', 2), '')", "desc")}, audit.Transaction: {string(tx)},
		audit.Attempt: {one("attempt_id::text", "audit_events", middle+" and attempt_id is not null")}, audit.Ref: {tx.Reference(), tx.Reference()[:7] + "*"},
		audit.CheckCode: {strings.TrimPrefix(code.Query.String(), "check:")}, audit.Account: {one("encode(accounts[1], 'hex')", "transactions", "accounts is not null")}, audit.Kind: {"transfer"}, audit.Amount: {">10000", ">49900"}, audit.Lang: {"ar"},
		audit.Reason: {"provider_cancelled", "identity_mismatch"}, audit.Request: {one("body::jsonb ->> 'request_id'", "audit_events", middle+" and body like '%request_id%'")},
		audit.CRID: {one("body::jsonb ->> 'correlation_id'", "audit_events", middle+" and body like '%correlation_id%'")},
		audit.IP:   {most("body::jsonb ->> 'client'", "desc"), most("body::jsonb ->> 'client'", "asc")}, audit.Number: {"1000..1500"},
		"before": {day}, "after": {"24h"},
	}
}

func (p pager) first(b *testing.B, text string) func() {
	q, err := audit.Parse(text)
	if err != nil {
		b.Fatalf("%q: %v", text, err)
	}
	return func() {
		if _, err := p.Page(b.Context(), q, ""); err != nil {
			b.Fatalf("%q: %v", text, err)
		}
	}
}

type pager struct{ *auditlog.Log }

func benchFirstPages(b *testing.B, l *auditlog.Log, have map[audit.Key][]string) {
	p := pager{l}
	for _, k := range append(audit.Keys, "after", "before") {
		for i, v := range have[k] {
			b.Run(fmt.Sprintf("%s/%d", k, i+1), func(b *testing.B) { compareToKey(b, l, p.first(b, string(k)+":"+v)) })
		}
	}
	for name, text := range map[string]string{
		"all": "", "not success": "-result:success", "not by customers": "-actor:customer", "busy person, rare event": "person:" + have[audit.Person][0] + " event:identity_mismatch",
		"busy person, rare event, a month": "person:" + have[audit.Person][0] + " event:identity_mismatch after:60d before:30d",
		"busy address, rare event":         "ip:" + have[audit.IP][0] + " event:identity_mismatch", "an event on a day": "event:attempt_started before:" + have["before"][0],
		"busy person, other address": "person:" + have[audit.Person][0] + " ip:" + have[audit.IP][1], "kind, language and amount": "kind:limit lang:ar amount:>45000",
		"nothing, in a busy event": "event:attempt_started actor:system", "nothing, in the whole log": "lang:en " + ofNoKind(b),
	} {
		b.Run(name, func(b *testing.B) { compareToKey(b, l, p.first(b, text)) })
	}
}

// benchPairs is the first page of every two keys together, and reports the one
// that takes longest.
func benchPairs(b *testing.B, l *auditlog.Log, have map[audit.Key][]string) {
	p := pager{l}
	var texts []string
	for i, k := range audit.Keys {
		for _, other := range audit.Keys[i+1:] {
			for _, v := range have[k] {
				for _, w := range have[other] {
					texts = append(texts, fmt.Sprintf("%s:%s %s:%s", k, v, other, w))
				}
			}
		}
	}
	type result struct {
		text            string
		clock, cpu, p99 float64
	}
	var results []result
	m, all := newMeter(b, l), new(cost)
	for _, text := range texts {
		first, s := p.first(b, text), new(cost)
		first()
		for range 10 {
			s.both(b, l, m, first)
		}
		all.key, all.it, all.keyCPU, all.itCPU = append(all.key, s.key...), append(all.it, s.it...), append(all.keyCPU, s.keyCPU...), append(all.itCPU, s.itCPU...)
		results = append(results, result{text, float64(s.it.at(.5)), float64(s.itCPU.at(.5)), float64(s.it.at(.99)) / 1e6})
	}
	for b.Loop() { // measured once, whatever is asked for
	}
	key := float64(all.keyCPU.at(.5))
	slices.SortFunc(results, func(a, b result) int { return cmp.Compare(b.cpu, a.cpu) })
	within := func(most float64, figure func(result) float64) float64 {
		n := 0
		for _, r := range results {
			if figure(r) <= most {
				n++
			}
		}
		return float64(n) / float64(len(results)) * 100
	}
	for _, r := range results[:min(9, len(results))] {
		b.Logf("%6.1f× cpu, %6.1f×, p99 %6.2f ms  %s", r.cpu/key, r.clock/float64(all.key.at(.5)), r.p99, r.text)
	}
	clock, cpu := all.ratio()
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(len(results)), "pairs")
	b.ReportMetric(within(20*key, func(r result) float64 { return r.cpu }), "%-within-20×-cpu")
	b.ReportMetric(within(20*float64(all.key.at(.5)), func(r result) float64 { return r.clock }), "%-within-20×")
	b.ReportMetric(results[0].cpu/key, "×key-cpu-worst")
	b.ReportMetric(clock, "×key")
	b.ReportMetric(cpu, "×key-cpu")
	b.ReportMetric(float64(all.it.at(.99))/1e6, "p99-ms")
}

func benchViews(b *testing.B, l *auditlog.Log, have map[audit.Key][]string) {
	b.Run("page 1000", func(b *testing.B) {
		cursor := ""
		for range 1000 {
			page, err := l.Page(b.Context(), audit.Query{}, cursor)
			if err != nil {
				b.Fatal(err)
			}
			if page.Older == "" {
				break
			}
			cursor = page.Older
		}
		compareToKey(b, l, func() {
			if _, err := l.Page(b.Context(), audit.Query{}, cursor); err != nil {
				b.Fatal(err)
			}
		})
	})
	to := time.Now().Truncate(time.Hour)
	for name, text := range map[string]string{
		"all": "", "event": "event:attempt_started", "result": "result:denied", "busy person": "person:" + have[audit.Person][0], "kind": "kind:transfer", "address": "ip:" + have[audit.IP][0],
	} {
		q, err := audit.Parse(text)
		if err != nil {
			b.Fatal(err)
		}
		b.Run("histogram of 30 days/"+name, func(b *testing.B) {
			compareToKey(b, l, func() {
				if _, err := l.Histogram(b.Context(), q, to.AddDate(0, 0, -30), to, 30); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
	for name, days := range map[string]int{"a day": 1, "30 days": 30} {
		b.Run("figures of "+name, func(b *testing.B) {
			compareToKey(b, l, func() {
				if _, err := l.Figures(b.Context(), to.AddDate(0, 0, -days), to); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
	b.Run("desk", func(b *testing.B) {
		compareToKey(b, l, func() {
			if _, err := l.Desk(b.Context(), time.Now(), approval.ID(strings.TrimPrefix(string(auditor.Actor), "staff:")), maskName); err != nil {
				b.Fatal(err)
			}
		})
	})
	b.Run("timeline, recorded", func(b *testing.B) {
		compareToKey(b, l, func() {
			if _, err := l.Timeline(b.Context(), approval.ID(have[audit.Transaction][0]), auditor); err != nil {
				b.Fatal(err)
			}
		})
	})
	person, _ := audit.Detect("0500000000") // the busiest of all
	b.Run("a person by keyed hash, recorded", func(b *testing.B) {
		compareToKey(b, l, func() {
			if _, err := l.Resolve(b.Context(), person, auditor); err != nil {
				b.Fatal(err)
			}
		})
	})
}
