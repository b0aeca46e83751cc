package view

import (
	"testing"

	"takeed/internal/approval"
	"takeed/internal/i18n/i18ntest"
	"takeed/internal/sourcetest"
)

func TestEveryNoticeHasItsTexts(t *testing.T) {
	t.Parallel()
	for _, value := range sourcetest.Constants(t, "../../internal/approval/*.go", "Notice") {
		n := approval.Notice(value)
		if n == approval.NoticeNone {
			continue
		}
		i18ntest.Said(t, "notice."+value+".title")
		i18ntest.Said(t, "notice."+value+".text")
		if n == approval.NoticeMismatch {
			continue
		}
		i18ntest.Said(t, "notice."+value+".again")
		if noticeTone[n] == "" {
			t.Errorf("the review page does not show the notice %s", n)
		}
	}
	i18ntest.Said(t, "notice.mismatch.call", "entity", "X")
}

func TestEveryEventSaysWhatItMeans(t *testing.T) {
	t.Parallel()
	for code := range approval.EventCodes {
		i18ntest.Said(t, "event."+string(code))
	}
}

func TestEveryStateIdentifierAndRoleHasItsTexts(t *testing.T) {
	t.Parallel()
	for _, state := range sourcetest.Constants(t, "../../internal/approval/*.go", "State") {
		i18ntest.Said(t, "state."+state)
		if stateTone[approval.State(state)] == "" {
			t.Errorf("the state %s has no tone", state)
		}
	}
	for _, identifier := range sourcetest.Constants(t, "../../internal/approval/*.go", "Identifier") {
		i18ntest.Said(t, "identifier."+identifier)
	}
	for _, role := range sourcetest.Constants(t, "../../internal/office/*.go", "Role") {
		i18ntest.Said(t, "role."+role)
	}
}

// A kind that the catalogue no longer has still has pages.
func TestAForgottenKindHasTexts(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"kind.label", "kind.review", "kind.done", "kind.undone", "kind.cancel"} {
		i18ntest.Said(t, key)
	}
}
