package postgrestest_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"takeed/internal/postgres/postgrestest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

// What a judge says happens: the server has carried out the last message that it got,
// and nothing that came after it, by the time that the portal learns anything.
func TestTheWireIsCutWhereTheJudgeSays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		verdict postgrestest.Verdict
		done    int
		mend    bool
	}{
		"before":          {postgrestest.CutBefore, 0, true},
		"after":           {postgrestest.CutAfter, 1, true},
		"only the answer": {postgrestest.Lose, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := postgrestest.New(t)
			if err := postgrestest.Exec(t.Context(), d.Owner, `create table done (n int); grant select, insert on done to takeed_app`); err != nil {
				t.Fatal(err)
			}
			wire := d.Wire(t)
			wire.Judge(func(m postgrestest.Message) postgrestest.Verdict {
				if m.Type == 'E' && m.SQL == "commit" {
					return c.verdict
				}
				return postgrestest.Pass
			})
			if err := inserts(t.Context(), wire.URL); err == nil {
				t.Error("the answer came through")
			}
			if n := postgrestest.Query[int](t, d, `select count(*) from done`); n != c.done {
				t.Errorf("%d rows, want %d", n, c.done)
			}
			wire.Judge(nil)
			if c.mend {
				if err := inserts(t.Context(), wire.URL); err == nil {
					t.Error("the wire is cut and lets a connection through")
				}
				wire.Mend()
			}
			if err := inserts(t.Context(), wire.URL); err != nil {
				t.Errorf("afterwards: %v", err)
			}
		})
	}
}

func inserts(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	b := new(pgx.Batch)
	for _, sql := range []string{"begin", "insert into done values (1)", "commit"} {
		b.Queue(sql)
	}
	return conn.SendBatch(ctx, b).Close()
}
