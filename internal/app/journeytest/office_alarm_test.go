package journeytest

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/postgres/sequencer"
)

// alarms wants the desk to say of the log that it is not kept, and where one sees more; with
// no texts, to say nothing.
func alarms(w *apptest.World, b *apptest.Browser, texts ...string) {
	w.Helper()
	desk := b.Get("/" + b.Lang + "/staff")
	note := desk.Find("main .note")
	if (note.Length() == 1) != (len(texts) > 0) {
		w.Errorf("%d notes on the desk, for %q:\n%s", note.Length(), texts, plain(note.Text()))
	}
	for _, text := range texts {
		if !strings.Contains(plain(note.Text()), plain(text)) {
			w.Errorf("the desk says %q, and not %q", plain(note.Text()), plain(text))
		}
	}
	if len(texts) > 0 {
		want(w, b.Get(note.Find("a").AttrOr("href", "")), http.StatusOK, say(b.Lang, "office.log"))
	}
}

// Whoever is on the staff reads on their first page that the log has stopped, that nobody sees
// to it, or that events wait for it; and nothing once it is well again.
func TestTheDeskSaysWhenTheLogIsNotKept(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "checkpoint")
	w := open(t, func(o *apptest.Options) {
		configured(o, func(c *app.Config) { c.Translog.File = file })
	})
	english, arabic := staffBrowser(w, "en", "noura"), staffBrowser(w, "ar", "hessa")
	both := func(key string, args ...string) {
		t.Helper()
		for _, b := range []*apptest.Browser{english, arabic} {
			var texts []string
			if key != "" {
				before, after, _ := strings.Cut(say(b.Lang, key, "time", "|"), "|")
				texts = append(texts, before, after, say(b.Lang, "desk.log"))
			}
			for _, arg := range args {
				texts = append(texts, say(b.Lang, arg))
			}
			alarms(w, b, texts...)
		}
	}
	both("") // the events of a moment ago wait
	const waiting = ` where id not in (select event_id from log_leaves)`
	w.Database.Plant(t, `update audit_events set at = at - interval '10 minutes'`+waiting)
	both("desk.log_late")
	w.Database.Plant(t, `update audit_events set at = at + interval '10 minutes'`+waiting+` and at < now() - interval '5 minutes'`)
	w.Sequenced()
	both("")
	w.Database.Plant(t, `update log_state set beat_at = beat_at - interval '10 minutes'`)
	both("desk.log_silent")
	if _, err := w.Apps[0].Translog.Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	both("")
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Apps[0].Translog.Round(t.Context()); !errors.Is(err, sequencer.ErrStopped) {
		t.Fatal(err)
	}
	both("desk.log_stopped", "stopped.no_file")
}

func TestADeskWithoutALogHasNoAlarm(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *apptest.Options) {
		configured(o, func(c *app.Config) { c.Translog = nil })
	})
	alarms(w, staffBrowser(w, "en", "noura"))
}
