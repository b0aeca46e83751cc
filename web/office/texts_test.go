package office

import (
	"errors"
	"testing"

	"takeed/internal/i18n/i18ntest"
	"takeed/web/page"
)

// Every error has a text for the staff, and none of the texts that speak to customers
// instead is one that no error has.
func TestEveryErrorOfTheStaffHasItsTexts(t *testing.T) {
	t.Parallel()
	o, unused := &Room{}, map[string]bool{}
	for key := range staffKeys {
		unused[key] = true
	}
	errs := []error{errors.New("unknown"), page.ErrPanic}
	for _, row := range answers {
		errs = append(errs, row.Err)
	}
	for _, err := range errs {
		delete(unused, page.Find(answers, err).Key)
		a := o.Answer(nil, err)
		if a.Status < 400 || a.Status > 599 {
			t.Errorf("%s answers %d", a.Key, a.Status)
		}
		i18ntest.Said(t, a.Key+".title")
		i18ntest.Said(t, a.Key+".text", "entity", "X")
	}
	for key := range unused {
		t.Errorf("no error says %s", key)
	}
}
