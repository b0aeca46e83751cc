package customer

import (
	"testing"

	"takeed/internal/approval"
	"takeed/internal/i18n/i18ntest"
	"takeed/web/page"
)

func TestEveryErrorHasItsTexts(t *testing.T) {
	t.Parallel()
	all := []page.Answer{page.Find(answers, &approval.TooMany{}), page.Find(answers, page.ErrPanic)}
	for _, row := range answers {
		all = append(all, row.Answer)
	}
	for _, a := range all {
		if a.Status < 400 || a.Status > 599 {
			t.Errorf("%s answers %d", a.Key, a.Status)
		}
		i18ntest.Said(t, a.Key+".title")
		i18ntest.Said(t, a.Key+".text", "entity", "X")
	}
	i18ntest.Said(t, "error.too_many.until", "time", "X")
}

func TestEveryNoteOfTheSignInHasItsText(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		approval.ErrNotEligible, approval.ErrEnrolmentConflict, approval.ErrDisabled, approval.ErrIdentityIncomplete,
		&approval.ProviderFailure{Reason: approval.ReasonProviderCancelled}, &approval.ProviderFailure{Reason: approval.ReasonToken500},
	} {
		i18ntest.Said(t, signinNote(err), "entity", "X")
	}
}
