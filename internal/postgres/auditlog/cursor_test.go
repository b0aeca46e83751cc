package auditlog_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"testing"

	"takeed/internal/audit"
	"takeed/internal/postgres/auditlog"
	"takeed/internal/postgres/postgrestest"
)

func TestACursorBelongsToItsQuery(t *testing.T) {
	w := newWorld(t)
	for range 60 {
		w.searched("", "")
	}
	page := w.searched("result:success", "")
	if len(page.Lines) != audit.PageSize || page.Older == "" || page.Newer != "" {
		t.Fatalf("%d lines, %q, %q", len(page.Lines), page.Newer, page.Older)
	}
	if rest := w.searched("result:success", page.Older); len(rest.Lines) == 0 || rest.Newer == "" {
		t.Error("the cursor leads nowhere")
	}
	raw, err := base64.RawURLEncoding.DecodeString(page.Older)
	w.must(err)
	bad := map[string]string{}
	for name, text := range map[string]string{"nonsense": "x", "too long": page.Older + "A", "too short": page.Older[:30], "padded": page.Older + "=", "spaces": page.Older + " ", "nothing signed": base64.RawURLEncoding.EncodeToString(raw[:17]),
		"of the first page, twice": page.Older + page.Older} {
		bad[name] = text
	}
	for i := range raw {
		changed := slices.Clone(raw)
		changed[i] ^= 1
		bad[fmt.Sprintf("byte %d changed", i)] = base64.RawURLEncoding.EncodeToString(changed)
	}
	q, _ := audit.Parse("result:success")
	for name, text := range bad {
		if _, err := w.log.Search(t.Context(), q, text, auditor); !errors.Is(err, audit.ErrCursor) {
			t.Errorf("%s: %v", name, err)
		}
	}
	other, _ := audit.Parse("result:denied")
	if _, err := w.log.Search(t.Context(), other, page.Older, auditor); !errors.Is(err, audit.ErrCursor) {
		t.Errorf("for another query: %v", err)
	}
	elsewhere := postgrestest.New(t).Open(t)
	if _, err := auditlog.New(elsewhere).Search(t.Context(), q, page.Older, auditor); !errors.Is(err, audit.ErrCursor) {
		t.Errorf("under another key: %v", err)
	}
}
