package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"

	"takeed/internal/postgres/logverify"
	"takeed/internal/translog"
)

// adminFile keeps the address of the demo's database while it runs, for --tamper.
const adminFile = "admin.url"

// tamper shows what the transparency log is for. As the administrator of the database could,
// with every trigger off, it says of the newest confirmation that somebody else made it, and
// makes every hash and head of its stream anew, so that the audit log holds together. Then it
// computes the log again, which names the event, and puts everything back.
func tamper(ctx context.Context, o options, out io.Writer) error {
	o.fresh = false
	dir, err := dataFolder(o)
	if err != nil {
		return err
	}
	admin, err := os.ReadFile(filepath.Join(dir, adminFile))
	if err != nil {
		return errors.New("no demo is running on " + dir + ": start one in another terminal, with the same --data DIR, and confirm something")
	}
	log, err := demoLog(dir)
	if err != nil {
		return err
	}
	conn, err := pgx.Connect(ctx, string(admin))
	if err != nil {
		return errors.New("the demo's database does not answer: is the demo still running?")
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	t := tampering{conn: conn, admin: string(admin), keys: log.Keys, out: out}
	return t.show(ctx)
}

type tampering struct {
	conn  *pgx.Conn
	admin string
	keys  *translog.Keys
	out   io.Writer
}

const newestConfirmation = `select e.id, e.stream, e.actor from audit_events e join log_leaves l on l.event_id = e.id
	where e.kind = 'transaction_confirmed' order by e.id desc limit 1`

func (t tampering) show(ctx context.Context) error {
	var event int64
	var stream, actor string
	err := t.conn.QueryRow(ctx, newestConfirmation).Scan(&event, &stream, &actor)
	if err != nil {
		return fmt.Errorf("nothing was confirmed yet: confirm something in the portal first (%w)", err)
	}
	fmt.Fprintf(t.out, "Event %d says that %s confirmed a transaction.\nNow it says that somebody else did, and every hash and head after it is made anew.\n\n", event, actor)
	if err := t.rewrite(ctx, event, stream, "customer:00000000-0000-4000-8000-000000000000"); err != nil {
		return err
	}
	found := t.verify(ctx)
	if err := t.rewrite(ctx, event, stream, actor); err != nil {
		return err
	}
	if found == nil {
		fmt.Fprintln(t.out, "\nIt was put back as it was. Try \"portal verify\" yourself, or a receipt that you saved before.")
	}
	return found
}

// rewrite changes who did something, and the chain from there on.
func (t tampering) rewrite(ctx context.Context, event int64, stream, actor string) error {
	quote := func(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
	if _, err := t.conn.Exec(ctx, fmt.Sprintf(rewriteStream, event, quote(stream), quote(actor))); err != nil {
		return fmt.Errorf("rewrite an event (as a superuser): %w", err)
	}
	return nil
}

const rewriteStream = `begin;
	set local session_replication_role = replica;
	update audit_events set actor = %[3]s where id = %[1]d;
	do $$
	declare
	  e audit_events;
	  past bytea := '';
	begin
	  for e in select * from audit_events where stream = %[2]s order by seq loop
	    e.prev_hash := past;
	    e.hash := audit_hash(e);
	    past := e.hash;
	    update audit_events set prev_hash = e.prev_hash, hash = e.hash where id = e.id;
	  end loop;
	  update audit_streams set head = past where stream = %[2]s;
	end $$;
	commit`

func (t tampering) verify(ctx context.Context) error {
	r, err := logverify.Verify(ctx, logverify.Options{URL: t.admin, Keys: t.keys})
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "The transparency log was computed again, over %d events. It says:\n", r.Entries)
	for _, f := range r.Findings {
		fmt.Fprintln(t.out, "  "+f.String())
	}
	if r.Found == 0 {
		return errors.New("the log says nothing, which must not be")
	}
	return nil
}
