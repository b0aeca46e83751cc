package approval

import (
	"regexp"
	"testing"

	"takeed/internal/sourcetest"
)

var snakeCase = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

func TestTheListOfEventCodesIsComplete(t *testing.T) {
	codes := sourcetest.Constants(t, "event.go", "EventCode")
	for _, code := range codes {
		outcome, ok := EventCodes[EventCode(code)]
		switch {
		case !ok:
			t.Errorf("%s is not in the list", code)
		case !snakeCase.MatchString(code) || len(code) > 48:
			t.Errorf("%s is not a code that the database takes", code)
		case outcome != Success && outcome != Failure && outcome != Denied:
			t.Errorf("%s: outcome %q", code, outcome)
		}
	}
	if len(codes) != len(EventCodes) {
		t.Errorf("%d codes are declared, %d are listed", len(codes), len(EventCodes))
	}
}

func TestTheTableOfReasonsIsComplete(t *testing.T) {
	known := sourcetest.Constants(t, "reason.go", "Reason")
	for _, reason := range known {
		if !Reason(reason).Known() {
			t.Errorf("%s is not in the table", reason)
		}
		if !snakeCase.MatchString(reason) || len(reason) > 64 {
			t.Errorf("%s is not a reason that the database takes", reason)
		}
	}
	if len(known) != len(reasons) {
		t.Errorf("%d reasons are declared, %d are in the table", len(known), len(reasons))
	}
	notices := map[Notice]bool{}
	for _, notice := range sourcetest.Constants(t, "reason.go", "Notice") {
		notices[Notice(notice)] = true
	}
	for reason, row := range reasons {
		if !notices[row.notice] {
			t.Errorf("%s tells %q, which is no notice", reason, row.notice)
		}
	}
}
