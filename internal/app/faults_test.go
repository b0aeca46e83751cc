package app_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"takeed/internal/simulator"
)

// trouble is something that goes wrong around the portal, or that somebody tries, and
// where a test brings it about.
type trouble struct {
	id        string
	what      string
	scenarios []string // rows of the simulator's table: journeytest plays every one of them
	tests     []string // package.Test
	but       string   // what of it cannot be brought about here
}

// playsScenarios is the test that plays the simulator's table.
const playsScenarios = "journeytest.TestEveryScenarioEndsInItsPlace"

var faults = []trouble{
	{id: "F01", what: "the token endpoint answers 500 without a body", scenarios: []string{"token-500"}},
	{id: "F02", what: "it answers 502 with a web page", scenarios: []string{"token-502-html", "token-503"}},
	{
		id: "F03", what: "it refuses, in words known and unknown",
		scenarios: []string{
			"token-400-invalid-request", "token-expired-code", "token-code-not-found", "token-used-code", "token-foreign-code",
			"token-redirect-mismatch", "token-unknown-refusal", "token-plain-refusal", "token-description-alone",
		},
		tests: []string{"journeytest.TestARefusalIsUnderstoodInOtherWords", "uaepass.TestWordsOfARefusal"},
	},
	{
		id: "F04", what: "it refuses the portal's credentials",
		scenarios: []string{"token-401-invalid-client", "token-unregistered-client", "token-bad-basic", "token-not-basic"},
		tests:     []string{"journeytest.TestAWrongSecretIsNoticedAndMended", "approval.TestNobodyIsSentToAProviderThatFails", "approval.TestTheAlarmIsRaisedOnceAndEndsOnce"},
	},
	{id: "F05", what: "its answer has no token, or one that is none", scenarios: []string{"token-missing", "token-blank", "token-null", "token-number", "token-empty"}},
	{id: "F06", what: "the token is of another type", scenarios: []string{"token-type-mac", "token-type-missing", "token-type-lower-case"}},
	{
		id: "F07", what: "the answer is not the JSON that it should be",
		scenarios: []string{
			"token-malformed", "token-trailing-data", "token-byte-order-mark", "token-repeated", "token-other-spelling", "token-list", "token-content-type",
			"token-cut-off",
		},
		tests: []string{"uaepass.TestTokenAnswers"},
	},
	{
		id: "F08", what: "a good answer under another status, or a redirect",
		scenarios: []string{
			"token-201", "token-202", "token-204", "token-206", "token-301", "token-302", "token-303", "token-304", "token-redirect", "token-308",
		},
		tests: []string{"uaepass.TestNoRedirectIsFollowed"},
	},
	{id: "F09", what: "no answer", scenarios: []string{"token-held", "network-held"}},
	{id: "F10", what: "an answer in drops", scenarios: []string{"token-trickle"}, tests: []string{"uaepass.TestTheDeadlinesEndTheCall"}},
	{
		id: "F11", what: "the connection breaks after the request was sent", scenarios: []string{"token-reset", "token-reset-early", "network-reset"},
		tests: []string{"uaepass.TestATokenRequestIsNeverSentTwice"},
	},
	{
		id: "F12", what: "idle connections are closed",
		tests: []string{"journeytest.TestNoCodeIsLostWithAnIdleConnection", "uaepass.TestNoCodeIsLostToAnIdleConnection"},
	},
	{
		id: "F13", what: "no connection, for a moment or for good",
		tests: []string{
			"journeytest.TestUAEPassComesUpInTime", "journeytest.TestUAEPassThatCannotBeReached", "uaepass.TestASecondTryWhenTheFirstGotNoConnection",
			"uaepass.TestNoThirdTry", "uaepass.TestAHostThatDoesNotExist",
		},
	},
	{
		id: "F14", what: "a certificate of another name, expired, or vouched for by nobody",
		tests: []string{"uaepass.TestCertificatesAreVerified", "journeytest.TestUAEPassThatCannotBeReached"},
	},
	{id: "F15", what: "the code is too old when it arrives", scenarios: []string{"old-code"}},
	{
		id: "F16", what: "a good answer that comes too late", scenarios: []string{"token-slow", "userinfo-slow"},
		tests: []string{"journeytest.TestEverySlowScenarioEndsInItsPlace", "journeytest.TestAnAbandonedExchangeConfirmsNothing"},
	},
	{id: "F17", what: "userinfo refuses", scenarios: []string{"userinfo-400", "userinfo-401", "userinfo-403", "userinfo-404", "userinfo-bad-token"}},
	{id: "F18", what: "userinfo fails once", scenarios: []string{"userinfo-500-once", "userinfo-slow-once", "userinfo-reset-once"}},
	{
		id: "F19", what: "userinfo fails for good",
		scenarios: []string{"userinfo-500", "userinfo-429", "userinfo-held", "userinfo-trickle", "userinfo-reset", "userinfo-201", "userinfo-302"},
	},
	{
		id: "F20", what: "userinfo speaks of somebody else",
		scenarios: []string{"userinfo-other-person", "userinfo-other-subject", "userinfo-other-idn", "userinfo-other-uuid"},
		tests:     []string{"journeytest.TestAnotherPersonsFaceStopsATransactionForGood", "journeytest.TestNoClaimIsTakenForAnother"},
	},
	{
		id: "F21", what: "userinfo is not JSON",
		scenarios: []string{"userinfo-malformed", "userinfo-empty", "userinfo-null", "userinfo-trailing-data", "userinfo-repeated-sub", "userinfo-other-spelling"},
	},
	{
		id: "F22", what: "introspection does not clearly say yes",
		scenarios: []string{
			"introspect-inactive", "introspect-inactive-200", "introspect-active-text", "introspect-malformed", "introspect-repeated", "introspect-expired",
			"introspect-other-client", "introspect-no-client",
		},
		tests: []string{"uaepass.TestIntrospectionVerdicts"},
	},
	{id: "F23", what: "introspection is down", scenarios: []string{"introspect-500", "introspect-401", "introspect-held", "introspect-reset"}},
	{
		id: "F24", what: "bodies that are very large, endless or compressed",
		scenarios: []string{"token-huge", "token-compressed", "token-long-header", "userinfo-huge", "userinfo-compressed", "introspect-huge"},
		tests:     []string{"journeytest.TestAnAnswerWithoutEnd"},
	},
	{
		id: "F25", what: "a lifetime of the token that makes no sense",
		scenarios: []string{"token-expires-text", "token-expires-never", "token-expires-before", "token-expires-endless"},
	},
	{
		id: "F26", what: "nobody comes back", scenarios: []string{"redirect-mismatch", "dead-end", "never-returns"},
		tests: []string{"journeytest.TestAnAttemptThatNobodyFinishedExpires", "journeytest.TestATransactionThatNobodyConfirmedExpires"},
	},
	{
		id: "F27", what: "an error comes back in place of a code",
		scenarios: []string{
			"cancelled-on-app", "access-denied", "login-required", "invalid-request", "cancelled-on-web", "cancelled-on-mobile", "cancelled-in-capitals",
			"server-error", "temporarily-unavailable", "unknown-error", "empty-error", "long-error", "code-and-error",
		},
		tests: []string{"journeytest.TestAnErrorOfTheProviderIsNotRepeated"},
	},
	{
		id: "F28", what: "the database is gone before the claim",
		tests: []string{"killtest.TestTheDatabaseIsGoneBeforeTheClaim", "journeytest.TestWithoutItsDatabaseThePortalSaysSo", "journeytest.TestADatabaseThatDoesNotAnswer"},
	},
	{id: "F29", what: "it goes after the claim", tests: []string{"killtest.TestTheDatabaseGoesDuringTheExchange", "journeytest.TestAnAbandonedExchangeConfirmsNothing"}},
	{
		id: "F30", what: "it goes before the commit arrives",
		tests: []string{"killtest.TestTheDatabaseGoesBeforeTheCommit", "postgres.TestACommitThatWasNotSentDidNotHappen"},
	},
	{
		id: "F31", what: "it goes after the commit, and before its answer",
		tests: []string{
			"killtest.TestTheDatabaseGoesAfterTheCommit", "killtest.TestTheAnswerToTheCommitIsLost", "journeytest.TestAnOutageDeniesNoConfirmation",
			"postgres.TestACommitWithoutAnAnswerIsUnknown", "postgres.TestWhatACommitErrorMeans",
		},
	},
	{
		id: "F32", what: "a commit waits for a standby that is missing",
		tests: []string{"journeytest.TestACommitThatWaitsForAStandby", "postgres.TestWhatTheStandbyLacksIsNotTold", "postgres.TestACommitIsNotGivenUpWithItsRequest"},
	},
	{id: "F33", what: "a standby takes over", tests: []string{"journeytest.TestAStandbyTakesOver", "ledgertest.TestWhatIsToldOutlivesThePrimary"}},
	{
		id: "F34", what: "every session at the database is ended",
		tests: []string{"killtest.TestEverySessionOfTheDatabaseIsKilled", "killtest.TestCutOffAnywhere", "postgres.TestAFailoverCostsNoQuestion"},
	},
	{
		id: "F35", what: "the database is slow", tests: []string{"journeytest.TestADatabaseThatDoesNotAnswer", "postgres.TestAStoreThatCannotServeIsNotOurFault"},
		but: "slow by two seconds a statement is tested as what it comes to: no answer within the time of a claim or a page",
	},
	{id: "F36", what: "a slow provider and a small pool", tests: []string{"journeytest.TestAPoolIsNotExhaustedByASlowProvider", "journeytest.TestASlowProviderHoldsNoConnection"}},
	{
		id: "F37", what: "the database cannot be written", tests: []string{"journeytest.TestADatabaseThatOnlyReadsChangesNothing", "journeytest.TestWithoutItsAuditLogNothingHappens"},
		but: "a full disk is told apart by its error code alone: filling one takes a volume of its own",
	},
	{id: "F38", what: "nobody reads the log", tests: []string{"portal.TestALogThatNobodyReadsStopsNothing", "portal.TestLinesThatFindNoRoomAreCounted"}},
	{id: "F39", what: "the portal is killed anywhere", tests: []string{"killtest.TestKilledAnywhere", "killtest.TestKilledInTheSweep", "clienttest.TestAHistoryIsThatOfOneRegister"}},
	{id: "F40", what: "the portal is told to stop during an exchange", tests: []string{"apptest.TestAPortalThatStopsIsNotReady", "portal.TestStoppingLetsACallbackFinish"}},
	{id: "F41", what: "it is told twice, or killed while it stops", tests: []string{"killtest.TestToldToStopTwice", "killtest.TestToldToStopAndKilled"}},
	{
		id: "F42", what: "one replica dies and another gets the callback again",
		tests: []string{"killtest.TestAnotherReplicaGetsTheReload", "killtest.TestAnotherReplicaKnowsTheOutcome", "journeytest.TestAUsedCallbackLeadsItsOwnerToThePage"},
	},
	{
		id: "F43", what: "another version of the program or of the schema",
		tests: []string{"postgres.TestASchemaOfAnotherVersion", "journeytest.TestASessionThatCannotBeReadIsNobody", "postgres.TestDataThatCannotBeReadIsNoSession"},
		but:   "there is one version so far: the program of an earlier one cannot be run beside this",
	},
	{id: "F44", what: "two migrate at once", tests: []string{"postgres.TestTwoThatMigrateAtOnce"}},
	{
		id: "F45", what: "clocks jump", tests: []string{"journeytest.TestAClockThatIsSetBack", "journeytest.TestAnExpiredTransactionIsOver", "app.TestTheDatabasesClockDecides"},
		but: "the replicas of one machine have one clock: that theirs decides nothing is seen in the source",
	},
	{id: "F46", what: "two thousand clients that never finish", tests: []string{"apptest.TestClientsThatNeverFinishKeepNobodyOut"}},
	{id: "F47", what: "bodies, forms and headers that are too large", tests: []string{"apptest.TestWhatIsTooLargeIsRefused"}},
	{id: "F48", what: "browsers that leave at once", tests: []string{"journeytest.TestBrowsersThatLeaveAtOnce", "journeytest.TestABrowserThatLeavesIsConfirmedAllTheSame"}},
	{
		id: "F49", what: "a panic, and values that invite one", scenarios: []string{"userinfo-hostile-name"},
		tests: []string{"journeytest.TestAFaultOfOursIsAPageAndALogLine", "journeytest.TestASignInForgivesWhatMeansNothing", "journeytest.TestAFormWithMarkupShowsMarkupAsText"},
	},
	{
		id: "F50", what: "what follows a confirmation fails",
		tests: []string{"clienttest.TestHooksArriveWhateverDies", "webhook.TestADeadEndpointCostsTheOthersNothing", "clienttest.TestKilledAtConsume", "journeytest.TestWithoutAClientNothingIsCarriedOut"},
	},
	{
		id: "F51", what: "no file descriptors, no memory", tests: []string{"portal.TestAPortalOutOfFileDescriptorsRecovers"},
		but: "a limit of memory needs a control group, which a test may not make",
	},
	{id: "F52", what: "the provider's certificate or our secret is changed", scenarios: []string{"token-401-invalid-client"}, tests: []string{"journeytest.TestUAEPassThatCannotBeReached", "journeytest.TestAWrongSecretIsNoticedAndMended"}},
}

// Every fault and every attack is brought about somewhere, by a test that exists; what
// cannot be is said.
func TestEveryTroubleIsBroughtAboutSomewhere(t *testing.T) {
	t.Parallel()
	known := everythingThatIsPlayed(t)
	for _, list := range []struct {
		rows   []trouble
		letter string
		n      int
	}{
		{faults, "F", 52}, {attacksOnTheAnswer, "A", 12}, {attacksOnTheCallback, "B", 20}, {attacksByText, "C", 12}, {attacksOnAccess, "D", 23},
		{attacksOnClients, "G", 24},
	} {
		if len(list.rows) != list.n {
			t.Errorf("%d rows of %s, want %d", len(list.rows), list.letter, list.n)
		}
		for i, row := range list.rows {
			if want := fmt.Sprintf("%s%02d", list.letter, i+1); row.id != want || row.what == "" {
				t.Errorf("%s stands where %s should", row.id, want)
			}
			row.exists(t, known)
		}
	}
}

// everythingThatIsPlayed is every test and every scenario by its name.
func everythingThatIsPlayed(t *testing.T) map[string]bool {
	t.Helper()
	known := testsOfTheRepository(t)
	for _, sc := range simulator.Scenarios() {
		known["scenario "+sc.ID] = true
	}
	return known
}

func (r trouble) exists(t *testing.T, known map[string]bool) {
	t.Helper()
	names := slices.Clone(r.tests)
	for _, id := range r.scenarios {
		names = append(names, "scenario "+id, playsScenarios)
	}
	for _, name := range names {
		if !known[name] {
			t.Errorf("%s: there is no %s", r.id, name)
		}
	}
	if len(names) == 0 && r.but == "" {
		t.Errorf("%s, %s: nobody brings it about, and nobody says why", r.id, r.what)
	}
}

// testsOfTheRepository are the names of all tests, each after the folder of its package.
func testsOfTheRepository(t *testing.T) map[string]bool {
	t.Helper()
	known := map[string]bool{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		folder, err := filepath.Abs(filepath.Dir(path))
		if err != nil {
			return err
		}
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") {
				known[filepath.Base(folder)+"."+f.Name.Name] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return known
}
