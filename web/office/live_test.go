package office

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"takeed/internal/audit"
	"takeed/web/page"
)

// quiet is a log in which nothing happens.
type quiet struct{ AuditLog }

func (quiet) Tail(_ context.Context, _ audit.Query, mark string) ([]audit.Line, string, error) {
	return nil, mark, nil
}

// unhurried is a recorder that takes deadlines, as connections do.
type unhurried struct{ *httptest.ResponseRecorder }

func (unhurried) SetWriteDeadline(time.Time) error { return nil }

// However long somebody watches, after five minutes they must ask again, and until then
// the browser is told every two seconds that nobody has gone.
func TestALiveSearchHasItsTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := &Room{Config: Config{Audit: quiet{}, Ready: func(context.Context) error { return nil }}}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		to := unhurried{httptest.NewRecorder()}
		began := time.Now()
		if err := o.tail(ctx, page.NewStreamWriter(to), audit.Query{}, "1.0", func() bool { return true }); err != nil {
			t.Error(err)
		}
		if lasted := time.Since(began); lasted != 5*time.Minute || strings.Count(to.Body.String(), ": here\n") < 149 {
			t.Errorf("it lasted %v and said %d times that it is there", lasted, strings.Count(to.Body.String(), ": here"))
		}
	})
}
