package browsertest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// acceptance is one thing that the interface must be, and where a test holds it: the
// inspections of TestEveryPage, which look at every page of the gallery, and other tests
// by the file that they are in.
type acceptance struct {
	id    string
	what  string
	looks []string
	tests []string
	but   string // what of it is not so here, and why
}

var accepted = []acceptance{
	{id: "A01", what: "no rule of accessibility is broken", looks: []string{"rules"}, tests: []string{"gallery_test.go TestEveryPage", "office_test.go TestTheStaffFindOutWhatHappened"}},
	{id: "A02", what: "each page says its language and direction, and leads to the other", tests: []string{"gallery/structure_test.go TestEveryEntryIsWellMade", "journeytest/languages_test.go TestEveryPageExistsInBothLanguages"}},
	{id: "A03", what: "one first heading, no level left out, and the title says it", tests: []string{"gallery/structure_test.go TestEveryEntryIsWellMade"}},
	{id: "A04", what: "errors are said at the top, which has the focus, and each leads to its field", looks: []string{"errors"}, tests: []string{"gallery/structure_test.go TestTheErrorsOfAFormLeadToItsFields"}},
	{id: "A05", what: "every page fits into 320 pixels", looks: []string{"windows"}},
	{id: "A06", what: "no text is cut by the reader's own spacing", looks: []string{"windows"}},
	{id: "A07", what: "whatever is pressed is large enough", looks: []string{"windows"}},
	{id: "A08", what: "the Tab key visits every control once, in order", looks: []string{"keyboard"}, but: "there is no drawer that a key would have to close"},
	{id: "A09", what: "the focus can be seen", looks: []string{"keyboard"}},
	{id: "A10", what: "nothing covers what has the focus", looks: []string{"keyboard"}},
	{id: "A11", what: "contrast, in every state of a control", looks: []string{"contrast"}},
	{id: "A12", what: "no meaning by colour alone", looks: []string{"forced colours"}, tests: []string{"gallery/structure_test.go TestEveryEntryIsWellMade"}},
	{id: "A13", what: "the reader's own colours, and no motion for who asked for none", looks: []string{"forced colours", "motion"}},
	{id: "A14", what: "a waiting page says each change once", tests: []string{"script_test.go TestTheWaitingPageUpdatesItself"}},
	{id: "A15", what: "a page leads on at once or not at all", tests: []string{"gallery/structure_test.go TestEveryEntryIsWellMade"}},
	{id: "A16", what: "everything works without scripts", tests: []string{"journey_test.go TestFromSignInToTheReceipt", "office_test.go TestTheStaffFindOutWhatHappened"}},
	{id: "A17", what: "nobody types the same thing twice", tests: []string{"entry_test.go TestWhatWasTypedIsKept"}},
	{id: "A18", what: "the line about help is at the same place", tests: []string{"gallery/structure_test.go TestEveryEntryIsWellMade"}},
	{id: "A19", what: "single keys can be switched off", tests: []string{"office_test.go TestKeysMoveThroughEventsUntilTheyAreSwitchedOff"}},
	{id: "A20", what: "parts in another language say so", tests: []string{"gallery/structure_test.go TestEveryEntryIsWellMade"}, looks: []string{"windows"}},

	{id: "R01", what: "identifiers are isolated", looks: []string{"windows"}, tests: []string{"gallery/structure_test.go TestEveryEntryIsWellMade"}},
	{id: "R02", what: "identifiers are seen in the order of their characters", looks: []string{"windows"}},
	{id: "R03", what: "digits are Western, however they were typed", tests: []string{"entry_test.go TestArabicDigitsAreTaken", "gallery/structure_test.go TestEveryEntryIsWellMade"}},
	{id: "R04", what: "both languages have the same parts", tests: []string{"gallery/structure_test.go TestBothLanguagesHaveTheSameParts"}},
	{id: "R05", what: "the style sheets name no sides", tests: []string{"gallery/sheet_test.go TestTheStyleSheetNamesNoSides"}},
	{id: "R06", what: "what turns text around is refused", tests: []string{"journeytest/transaction_text_test.go TestNoDirectionControlIsStored", "guard/text_test.go TestTextRefuses", "guard/clean_test.go TestVisible"}},

	{id: "V01", what: "review, receipt and the staff's page say the same", tests: []string{"office_test.go TestTheStaffFindOutWhatHappened"}, but: "a transfer stands for every kind: all are drawn by one component"},
	{id: "V02", what: "an edit ends what was open", tests: []string{"journeytest/transaction_edit_test.go TestAnEditBeforeTheCallbackEndsTheAttempt", "journeytest/transaction_edit_test.go TestAnOldVersionIsNotConfirmed"}},
	{id: "V03", what: "no number, token or code is where it should not be", tests: []string{"apptest/trail_test.go TestTheCanaryReportsWhatLeaks"}},
	{id: "V04", what: "the content security policy is strict, and nothing is blocked", tests: []string{"journeytest/http_answers_test.go TestEveryKindOfAnswerIsWellMade", "journey_test.go TestFromSignInToTheReceipt", "policy_test.go TestWhatThePolicyBlocksIsHeard"}},
	{id: "V05", what: "nobody else is asked for anything", tests: []string{"gallery/sheet_test.go TestEveryAddressIsOurs", "journey_test.go TestFromSignInToTheReceipt", "policy_test.go TestWhatThePolicyBlocksIsHeard"}},
	{id: "V06", what: "pages are light", tests: []string{"weight_test.go TestAFirstVisitIsLight", "gallery/weight_test.go TestPagesAreLight", "gallery/weight_test.go TestTheStyleSheetAndTheScriptAreLight"}},
	{id: "V07", what: "every failure is told, and what can be done", tests: []string{"failure_test.go TestAFailureIsToldAndCanBeTriedAgain", "failure_test.go TestAnotherFaceIsToldAndEndsIt", "failure_test.go TestWhatIsNoLongerPossibleIsTold"}},
	{id: "V08", what: "going back after signing out shows nothing", tests: []string{"journey_test.go TestFromSignInToTheReceipt"}},
	{id: "V09", what: "a receipt is one sheet of A4", looks: []string{"print"}, tests: []string{"journey_test.go TestFromSignInToTheReceipt"}, but: "a receipt has no QR code: there is no page to verify one at"},
	{id: "V10", what: "pictures of every page", tests: []string{"screenshot_test.go TestScreenshots"}, but: "they are for people to look at, and compared with nothing"},
	{id: "V11", what: "colours of a brand that cannot be read are refused", tests: []string{"brand/brand_test.go TestWhatIsWrongWithABrand"}},
	{id: "V12", what: "a CSV opens in a spreadsheet, and no cell is a formula", tests: []string{"audit/export_test.go TestACSVOpensInASpreadsheet", "audit/export_test.go TestNoCellIsAFormula"}},
}

// Every row is held somewhere, and what it names is there.
func TestEveryRowIsHeldSomewhere(t *testing.T) {
	t.Parallel()
	var looks []string
	for _, i := range inspections(&looked{}) {
		looks = append(looks, i.name)
	}
	known, used := testsByFile(t), map[string]bool{}
	for i, row := range accepted {
		if i > 0 && accepted[i-1].id >= row.id || row.what == "" || len(row.looks)+len(row.tests) == 0 {
			t.Errorf("%s is out of order, or held by nothing", row.id)
		}
		for _, name := range row.tests {
			if !known[name] {
				t.Errorf("%s: there is no %s", row.id, name)
			}
		}
		for _, name := range row.looks {
			if used[name] = true; !slices.Contains(looks, name) {
				t.Errorf("%s: no inspection is called %s", row.id, name)
			}
		}
	}
	for _, name := range looks {
		if !used[name] {
			t.Errorf("the inspection %s holds no row", name)
		}
	}
	if len(accepted) != 20+6+12 {
		t.Errorf("%d rows", len(accepted))
	}
}

var testName = regexp.MustCompile(`(?m)^func (Test\w+)\(`)

// testsByFile are the tests of this package as "file Name", and those of the others with
// the folder before.
func testsByFile(t *testing.T) map[string]bool {
	t.Helper()
	known := map[string]bool{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		folder, err := filepath.Abs(filepath.Dir(path))
		if err != nil {
			return err
		}
		file := strings.TrimPrefix(filepath.Base(folder)+"/"+d.Name(), "browsertest/")
		for _, match := range testName.FindAllStringSubmatch(string(content), -1) {
			known[file+" "+match[1]] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return known
}
