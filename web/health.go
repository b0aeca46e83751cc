package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"takeed/internal/approval"
	"takeed/web/page"
)

// health is what the checks of load balancers ask for.
type health struct {
	ready   func(context.Context) error
	logLine func(context.Context) string // nil: there is no transparency log
}

// healthy says that the process answers; it depends on nothing else.
func healthy(w http.ResponseWriter) { page.Plain(w, http.StatusOK, "ok") }

// answerReady says that requests can be served: the database answers and, where a standby
// was declared, commits. A database that answers but cannot commit gets an answer of its
// own: restarting the portal would not help, and pages that only read are still served.
//
// The first line decides. A line about the transparency log follows it for those who watch the
// portal: pages are served whether or not the log is kept, and a balancer that took every
// replica out because of it would make a weak proof into an outage.
func (h health) answerReady(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	switch err := h.ready(ctx); {
	case errors.Is(err, approval.ErrWouldBlock):
		page.Plain(w, http.StatusServiceUnavailable, "not ready: writes would block")
	case err != nil:
		page.Plain(w, http.StatusServiceUnavailable, "not ready")
	case h.logLine != nil:
		page.Plain(w, http.StatusOK, "ready\n"+h.logLine(ctx))
	default:
		page.Plain(w, http.StatusOK, "ready")
	}
}
