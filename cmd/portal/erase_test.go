package main

import (
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

func TestAReasonForAnErasureIsOne(t *testing.T) {
	t.Parallel()
	id := string(approval.NewID())
	for _, args := range [][]string{{"person", "erase"}, {"person", "erase", id}, {"person", "erase", id, "--reason"}, {"person", "erase", "fatima", "--reason", "customer:1"},
		{"person", "erase", id, "--reason", "customer"}, {"person", "erase", id, "--reason", "because:1"}, {"person", "erase", id, "--reason", "customer:784199012345671"},
		{"person", "erase", id, "--reason", "customer:fatima"}, {"person", "erase", id, "--why", "customer:1"}, {"person", "erase", id, "--reason", "customer:1", "now"}} {
		if got := portal(t, env{}, args...); got.code != 2 || got.stdout != "" || !strings.HasPrefix(got.stderr, "usage: portal person erase ID --reason PURPOSE:CASE, ") {
			t.Errorf("%q: %+v", args, got)
		}
	}
	for _, args := range [][]string{{"hold"}, {"hold", "list", "x"}, {"hold", "add"}, {"hold", "add", id}, {"hold", "add", id, "--reason", "customer:fatima"}, {"hold", "lift", id, "--reason", "customer:1"}, {"hold", "remove", "x", "--reason", "customer:1"}} {
		if got := portal(t, env{}, args...); got.code != 2 || got.stdout != "" || !strings.HasPrefix(got.stderr, "usage: portal hold list | hold add PERSON --reason PURPOSE:CASE | ") {
			t.Errorf("%q: %+v", args, got)
		}
	}
}

func TestErasingAPerson(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	e := on(t, d).with(env{"DATABASE_MIGRATE_URL": d.Owner})
	db := d.Open(t)
	p, session := postgrestest.Somebody(t, db)
	postgrestest.Confirmed(t, db, p, session)
	id, nobody := string(p.ID), string(approval.NewID())
	placed := portal(t, e, "hold", "add", id, "--reason", "authority:CC-17/2026")
	hold := postgrestest.Query[string](t, d, `select id::text from legal_holds where person = $1 and case_number = 'CC-17/2026'`, id)
	if want := (ended{0, "hold " + hold + " is placed on " + id + "\n", ""}); placed != want {
		t.Errorf("%+v, want %+v", placed, want)
	}
	if got := portal(t, e, "hold", "list"); got.code != 0 || !strings.HasPrefix(got.stdout, hold+"  person "+id+"  since ") || !strings.HasSuffix(got.stdout, "authority CC-17/2026\n1 holds\n") {
		t.Errorf("%+v", got)
	}
	for _, step := range []struct {
		args []string
		want ended
	}{
		{[]string{"person", "erase", nobody, "--reason", "customer:1"}, ended{1, "", "portal: there is no person " + nobody + "\n"}},
		{[]string{"hold", "add", nobody, "--reason", "customer:1"}, ended{1, "", "portal: there is no person " + nobody + "\n"}},
		{[]string{"hold", "remove", nobody, "--reason", "customer:1"}, ended{1, "", "portal: there is no hold " + nobody + "\n"}},
		{[]string{"person", "erase", id, "--reason", "customer:1"}, ended{1, "", "portal: the person cannot be erased: legal hold " + hold + " (authority CC-17/2026)\n"}},
		{[]string{"hold", "remove", hold, "--reason", "authority:CC-17/2026"}, ended{0, "hold " + hold + " on " + id + " is lifted\n", ""}},
		{[]string{"hold", "list"}, ended{0, "0 holds\n", ""}},
		{[]string{"person", "erase", id, "--reason", "customer:1"}, ended{0, "erased " + id + ": the content of 1 transactions, 1 attempts, 0 requests of clients, 7 events about them and 0 of nobody from their addresses\n", ""}},
		{[]string{"person", "erase", id, "--reason", "customer:1"}, ended{0, id + " is erased, and nothing was left\n", ""}},
		{[]string{"person", "enable", id}, ended{1, "", "portal: the person was erased\n"}},
		{[]string{"hold", "add", id, "--reason", "customer:1"}, ended{1, "", "portal: legal holds: the person was erased\n"}},
	} {
		if got := portal(t, e, step.args...); got != step.want {
			t.Errorf("%q: %+v, want %+v", step.args, got, step.want)
		}
	}
	other, _ := postgrestest.Somebody(t, db)
	for _, args := range [][]string{{"person", "erase", string(other.ID), "--reason", "customer:1"}, {"hold", "add", string(other.ID), "--reason", "customer:1"}} {
		if got := portal(t, e.with(env{"DATABASE_MIGRATE_URL": d.URL}), args...); got.code != 1 || !strings.Contains(got.stderr, "set DATABASE_MIGRATE_URL") {
			t.Errorf("%q by the portal's login: %+v", args, got)
		}
	}
	if got := portal(t, e, "verify"); got.code != 0 {
		t.Errorf("verify: %+v", got)
	}
}
