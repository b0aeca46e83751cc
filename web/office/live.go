package office

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"takeed/internal/audit"
	rules "takeed/internal/office"
	"takeed/web/page"
)

// How often to look at the end of the log, and to check that the member of staff may still
// watch; and how long one stream lasts, after which the browser asks again by itself.
const (
	tailEvery = 2 * time.Second
	tailFor   = 5 * time.Minute
)

// live reports how many new events a query finds, as they come. It says no more: to read
// them, the member of staff searches as usual.
func (o *Room) live(w http.ResponseWriter, r *http.Request) error {
	query, err := audit.Parse(r.URL.Query().Get("q"))
	if err != nil {
		return page.ErrBadRequest
	}
	if err := o.open.tails.take(r, maxTails); err != nil {
		return err
	}
	mark, err := o.Audit.StartTail(r.Context(), query, source(r))
	if err != nil {
		return err
	}
	return page.Streamed(w, r, "text/event-stream", func(ctx context.Context, out *page.StreamWriter) error {
		may := o.stillMay(r, rules.ReadLog)
		return o.tail(ctx, out, query, mark, func() bool { return may(ctx) == nil })
	})
}

func (o *Room) tail(ctx context.Context, out *page.StreamWriter, query audit.Query, mark string, may func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, tailFor)
	defer cancel()
	tick := time.NewTicker(tailEvery)
	defer tick.Stop()
	for {
		if _, err := io.WriteString(out, ": here\n\n"); err != nil {
			return err
		}
		if err := out.Flush(); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if o.Ready(ctx) != nil || !may() {
			return nil // a portal that is stopping does not wait for watchers
		}
		found, next, err := o.Audit.Tail(ctx, query, mark)
		if err != nil {
			return err
		}
		if mark = next; len(found) > 0 {
			if _, err := fmt.Fprintf(out, "event: news\ndata: %d\n\n", len(found)); err != nil {
				return err
			}
		}
	}
}
