package app_test

// Who confirmed, and what.
var attacksOnTheAnswer = []trouble{
	{id: "A01", what: "the identifier in the authorization request is edited", tests: []string{
		"web.TestAnEditedIdentifierConfirmsNothing", "web.TestAnotherPersonsFaceStopsATransactionForGood", "web.TestARewrittenRequestConfirmsNothingElse",
	}},
	{id: "A02", what: "claims that are missing on both sides match", tests: []string{"web.TestNoClaimIsTakenForAnother", "approval.TestMatch"}},
	{id: "A03", what: "a claim twice, in other letters, behind a second object", tests: []string{"uaepass.TestIdentitiesThatAreMalformed", "web.TestNoClaimIsTakenForAnother"},
		scenarios: []string{"userinfo-repeated-sub", "userinfo-other-spelling", "userinfo-trailing-data", "userinfo-null", "userinfo-number-idn"}},
	{id: "A04", what: "the enrolled identity is exchanged before the comparison", tests: []string{
		"web.TestNoFormSetsWhatIsNotItsOwn", "web.TestTheProfileFormChangesNothingElse", "web.TestAnEnrolmentThatChangedMeanwhileConfirmsNothing",
		"postgres.TestAnEnrolmentThatChangedConfirmsNothing",
	}},
	{id: "A05", what: "the same mobile number and e-mail, another person", tests: []string{"web.TestNoClaimIsTakenForAnother"},
		scenarios: []string{"userinfo-other-subject", "userinfo-other-idn", "userinfo-new-contact"}},
	{id: "A06", what: "the code of one transaction for another", tests: []string{"web.TestTheCodeOfOneTransactionDoesNotConfirmAnother", "postgres.TestAPersonHasOneLiveAttempt"}},
	{id: "A07", what: "a code of the sign-in, or of another client", tests: []string{"web.TestACodeOfTheSignInDoesNotConfirm", "web.TestACodeOfTheFaceFlowDoesNotSignIn"},
		scenarios: []string{"foreign-code", "token-foreign-code"}},
	{id: "A08", what: "the details change after the start", tests: []string{
		"web.TestAnEditRacesACallback", "web.TestAnEditDuringTheExchangeWins", "web.TestTheSameFormWithOtherValuesIsRefused",
		"web.TestTheConfirmButtonCarriesNoDetails", "postgres.TestAnAttemptForOtherContentConfirmsNothing", "postgres.TestWhatWasWrittenStays",
	}},
	{id: "A09", what: "a thief of a session starts something and waits", tests: []string{
		"web.TestAPersonStartsFiveTimesInTenMinutes", "web.TestAnAttemptUnderWayIsAnnouncedEverywhere", "web.TestTheLimitsOfADay",
	}, but: "whoever holds a session and a victim who approves any prompt wins; SECURITY.md says so"},
	{id: "A10", what: "a stranger's phone is made to ring", tests: []string{"web.TestFiveWrongFacesADayBlockConfirming"},
		but: "an authorization request that somebody keeps and opens elsewhere is out of our sight"},
	{id: "A11", what: "a weaker assurance is asked for", tests: []string{"web.TestARewrittenRequestConfirmsNothingElse", "web.TestASessionOfSomebodyElseDoesNotConfirm"},
		scenarios: []string{"sso-shortcut", "userinfo-more"}, but: "nothing in the answers proves that a face was checked; SECURITY.md says so"},
	{id: "A12", what: "an account that is not verified", tests: []string{"web.TestABasicAccountDoesNotSignIn"},
		scenarios: []string{"userinfo-sop1", "userinfo-no-level", "userinfo-unknown-level"}},
}

// Callback, state and session.
var attacksOnTheCallback = []trouble{
	{id: "B01", what: "somebody else's callback in a victim's browser", tests: []string{"web.TestACallbackInAnotherBrowserChangesNothing"}},
	{id: "B02", what: "the same, and the victim is signed in", tests: []string{"web.TestACallbackInAnotherBrowserChangesNothing", "web.TestASignInBelongsToTheBrowserThatBegan"}},
	{id: "B03", what: "the victim is signed in as the attacker", tests: []string{"web.TestASignInBelongsToTheBrowserThatBegan", "web.TestNoForeignPageChangesAnything"}},
	{id: "B04", what: "a finished state with a fresh code", tests: []string{"web.TestNoFreshCodeRevivesAState", "web.TestASignInCallbackIsGoodForOneSignIn"}},
	{id: "B05", what: "a guessed state", tests: []string{"web.TestAGuessedStateLeadsNowhere", "web.TestAMangledCallbackChangesNothing"}},
	{id: "B06", what: "parameters twice, together, badly encoded", tests: []string{"web.TestAMangledCallbackChangesNothing", "approval.TestParseCallback"},
		scenarios: []string{"repeated-code", "repeated-state", "code-and-error", "no-code", "empty-code", "long-code"}},
	{id: "B07", what: "the same callback again, and before its browser", tests: []string{
		"web.TestFiftyEqualCallbacksAreOneConfirmation", "web.TestEqualCallbacksRaceForOneConfirmation", "web.TestAUsedCallbackLeadsItsOwnerToThePage",
		"web.TestACodeIsNotSpentByLookingAtIt",
	}, scenarios: []string{"scanned"}},
	{id: "B08", what: "a used code for another attempt", tests: []string{"web.TestAUsedCodeEndsTheNextAttempt", "postgres.TestACodeIsStoredOnce"}},
	{id: "B09", what: "a victim's code in one's own attempt", tests: []string{"web.TestTheCodeOfOnePersonDoesNotConfirmForAnother"}},
	{id: "B10", what: "the callback of one provider at the other's", tests: []string{"web.TestACodeOfTheSignInDoesNotConfirm", "web.TestACodeOfTheFaceFlowDoesNotSignIn"},
		but: "UAE PASS names no issuer in its callbacks: the two paths and the two clients are what keeps them apart"},
	{id: "B11", what: "the phone opens another browser", tests: []string{"web.TestACallbackInAnotherBrowserChangesNothing", "web.TestStartingAnewElsewhereLeavesTheFirstBrowserBehind"},
		scenarios: []string{"other-browser"}},
	{id: "B12", what: "the session ends midway", tests: []string{"web.TestWhoSignedOutMeanwhileStartsAgain", "web.TestAnIdleSessionEnds"}},
	{id: "B13", what: "somebody else signs in midway", tests: []string{"web.TestACallbackInTheSessionOfAnotherPersonEndsTheAttempt"}},
	{id: "B14", what: "a session that was planted", tests: []string{
		"web.TestAPlantedSessionIsNeverAdopted", "web.TestSigningInMakesANewSession", "web.TestAConfirmationMakesANewSession",
	}},
	{id: "B15", what: "a slower request brings an ended session back", tests: []string{"web.TestASlowRequestDoesNotBringASessionBack", "postgres.TestASlowerRequestBringsNoSessionBack"}},
	{id: "B16", what: "somebody is switched off and goes on", tests: []string{"web.TestDisablingAPersonEndsEverySessionAtOnce", "web.TestDisablingDuringTheExchangeWins"}},
	{id: "B17", what: "a cookie of a sibling host", tests: []string{"web.TestTwoSessionCookiesAreNone", "web.TestOverHTTPSCookiesAreTheHostsOwn"}},
	{id: "B18", what: "the page in a frame", tests: []string{"web.TestEveryKindOfAnswerIsWellMade"}},
	{id: "B19", what: "a form of another site", tests: []string{"web.TestNoForeignPageChangesAnything", "web.TestOurOwnPagesMayPost"}},
	{id: "B20", what: "a link that does something", tests: []string{"web.TestLookingChangesNothing", "web.TestOtherMethodsAreRefused"}},
}

// Injection, display and redirects.
var attacksByText = []trouble{
	{id: "C01", what: "markup in an error of the provider", tests: []string{"web.TestAnErrorOfTheProviderIsNotRepeated"}},
	{id: "C02", what: "markup in names and fields", tests: []string{"web.TestAFormWithMarkupShowsMarkupAsText", "web.TestASignInForgivesWhatMeansNothing"}},
	{id: "C03", what: "the sharp edges of the templates", tests: []string{"templates.TestTemplatesHaveNoSharpEdges"}},
	{id: "C04", what: "a redirect to somewhere else", tests: []string{"page.TestNoReturnPathLeavesThePortal", "web.TestSigningInLeadsNowhereElse"}},
	{id: "C05", what: "a host of the attacker's choice", tests: []string{"web.TestAForwardedHostIsNotBelieved"}},
	{id: "C06", what: "line breaks in a header", tests: []string{"web.TestSigningInLeadsNowhereElse", "page.TestNoReturnPathLeavesThePortal"}},
	{id: "C07", what: "marks that turn text around", tests: []string{"web.TestNoDirectionControlIsStored", "guard.TestTextRefuses"}, scenarios: []string{"userinfo-hostile-name"}},
	{id: "C08", what: "letters that look like others", tests: []string{"guard.TestImitationsAreRefused", "guard.TestOneSpelling", "web.TestEasternDigitsBecomeWestern"}},
	{id: "C09", what: "formulas in an export", tests: []string{"web.TestNoCellOfAnExportDoesAnything", "audit.TestNoCellIsAFormula", "audit.TestACSVOpensInASpreadsheet"}},
	{id: "C10", what: "forged cursors and filters", tests: []string{"web.TestACursorIsNothingButAPlace", "web.TestAFilterThatMeansNothingIsRefused", "web.TestACursorOfTheStaffIsForItsQuery"}},
	{id: "C11", what: "values in the text of a statement", tests: []string{"web.TestNoStatementHoldsAValue", "web.TestNothingTypedIntoTheSearchIsMoreThanText"}},
	{id: "C12", what: "forged lines of the log", tests: []string{"web.TestALineOfTheLogIsOneLine"}},
}

// Access, abuse and evidence.
var attacksOnAccess = []trouble{
	{id: "D01", what: "a transaction of somebody else", tests: []string{"web.TestATransactionOfSomebodyElseDoesNotExist", "web.TestNobodyElseIsSentToUAEPass"}},
	{id: "D02", what: "an operator who does too much", tests: []string{
		"web.TestEachAddressOfTheBackOfficeIsForItsRoles", "web.TestEveryAddressOfTheBackOfficeHasItsLine", "web.TestIdentifiersAreShownForAReasonAndOnce",
		"web.TestEveryLookOfTheStaffIsRecorded", "web.TestAViewIsItsOwners", "web.TestALiveSearchEndsWithItsSession",
	}},
	{id: "D03", what: "a customer in the back office", tests: []string{
		"web.TestCustomersAndStaffAreNothingToEachOther", "web.TestEachAddressOfTheBackOfficeIsForItsRoles", "web.TestTheBackOfficeTellsWhatDoesNotExistAlike",
	}},
	{id: "D04", what: "the portal's login changes the audit log", tests: []string{
		"postgres.TestTheAuditLogIsAppendOnly", "postgres.TestTruncateIsRefusedTableByTable", "postgres.TestTheRoleHasThesePrivilegesAndNoOthers",
	}},
	{id: "D05", what: "an administrator of the database changes it", tests: []string{
		"postgres.TestEachInvariantSeesWhatContradictsIt", "postgres.TestEveryPartOfALineIsHashed", "audit.TestAnAlteredExportIsFound",
	}, but: "whoever writes the whole log anew, with all its hashes, is found only by an export that somebody else kept"},
	{id: "D06", what: "an administrator of the database writes a confirmation", tests: []string{"postgres.TestAConfirmationIsWhole", "postgres.TestEachInvariantSeesWhatContradictsIt"},
		but: "rows that agree with each other in everything are a confirmation to the database: none of them is signed"},
	{id: "D07", what: "secrets and personal data in logs, pages and a dump", tests: []string{
		"apptest.TestTheCanaryReportsWhatLeaks", "apptest.TestTheCanaryKnowsTheSecretsOfAJourney", "postgres.TestADumpHoldsNobody", "web.TestNothingPersonalIsLeftBehind",
		"postgres.TestNoErrorQuotesData", "portal.TestNoCommandPrintsASecret",
	}},
	{id: "D08", what: "the callback in a referrer, a cache or a history", tests: []string{"web.TestACodeIsNotSpentByLookingAtIt", "web.TestEveryKindOfAnswerIsWellMade"}},
	{id: "D09", what: "who has an account here", but: "there are no user names: UAE PASS signs in, and whoever it vouches for has an account"},
	{id: "D10", what: "passwords by the thousand", but: "there are no passwords"},
	{id: "D11", what: "limits that a header moves", tests: []string{"page.TestTheClientIsTheRightmostUntrustedHop", "web.TestAnEventDoesNotBelieveAClientWithoutAProxy"}},
	{id: "D12", what: "headers that name a client, a host or a user", tests: []string{"page.TestTheClientIsTheRightmostUntrustedHop", "web.TestAForwardedHostIsNotBelieved"}},
	{id: "D13", what: "a request inside a request", tests: []string{"apptest.TestAnAmbiguousRequestIsOneRequest"}},
	{id: "D14", what: "a flood of transactions, attempts and fields", tests: []string{
		"web.TestAPersonHasTwentyOpenTransactions", "web.TestTheLimitsOfADay", "web.TestALimitHoldsAgainstManyAtOnce", "apptest.TestWhatIsTooLargeIsRefused",
	}},
	{id: "D15", what: "sign-ins that cost much", but: "there are no passwords to hash"},
	{id: "D16", what: "an address for our secrets of the attacker's choice", tests: []string{"uaepass.TestNoRedirectIsFollowed", "uaepass.TestAGoodCertificate", "uaepass.TestConfigurationsThatAreRefused"}},
	{id: "D17", what: "a provider that sends without end", tests: []string{"web.TestAnAnswerWithoutEnd"}},
	{id: "D18", what: "clocks that differ", tests: []string{"app.TestTheDatabasesClockDecides", "web.TestAClockThatIsSetBack"}},
	{id: "D19", what: "secrets that can be guessed", tests: []string{"approval.TestSecretsAreRandom"}},
	{id: "D20", what: "credentials and doors for trying", tests: []string{
		"portal.TestProductionRefusesWhatIsForTrying", "web.TestThereIsNoDoorForDevelopers", "app.TestThePortalLinksNoSimulator",
	}},
	{id: "D21", what: "one visitor's page for another", tests: []string{"web.TestManyAtOnceSeeTheirOwn"}},
	{id: "D22", what: "an answer of the provider that was kept", tests: []string{"web.TestManyAtOnceSeeTheirOwn"}},
	{id: "D23", what: "success under a status that is none", scenarios: []string{"token-201", "token-202", "token-204", "token-206", "token-304", "userinfo-201", "userinfo-204"}},
}
