package app_test

// Who confirmed, and what.
var attacksOnTheAnswer = []trouble{
	{id: "A01", what: "the identifier in the authorization request is edited", tests: []string{
		"journeytest.TestAnEditedIdentifierConfirmsNothing", "journeytest.TestAnotherPersonsFaceStopsATransactionForGood", "journeytest.TestARewrittenRequestConfirmsNothingElse",
	}},
	{id: "A02", what: "claims that are missing on both sides match", tests: []string{"journeytest.TestNoClaimIsTakenForAnother", "approval.TestMatch"}},
	{id: "A03", what: "a claim twice, in other letters, behind a second object", tests: []string{"uaepass.TestIdentitiesThatAreMalformed", "journeytest.TestNoClaimIsTakenForAnother"},
		scenarios: []string{"userinfo-repeated-sub", "userinfo-other-spelling", "userinfo-trailing-data", "userinfo-null", "userinfo-number-idn"}},
	{id: "A04", what: "the enrolled identity is exchanged before the comparison", tests: []string{
		"journeytest.TestNoFormSetsWhatIsNotItsOwn", "journeytest.TestTheProfileFormChangesNothingElse", "journeytest.TestAnEnrolmentThatChangedMeanwhileConfirmsNothing",
		"postgres.TestAnEnrolmentThatChangedConfirmsNothing",
	}},
	{id: "A05", what: "the same mobile number and e-mail, another person", tests: []string{"journeytest.TestNoClaimIsTakenForAnother"},
		scenarios: []string{"userinfo-other-subject", "userinfo-other-idn", "userinfo-new-contact"}},
	{id: "A06", what: "the code of one transaction for another", tests: []string{"journeytest.TestTheCodeOfOneTransactionDoesNotConfirmAnother", "postgres.TestAPersonHasOneLiveAttempt"}},
	{id: "A07", what: "a code of the sign-in, or of another client", tests: []string{"journeytest.TestACodeOfTheSignInDoesNotConfirm", "journeytest.TestACodeOfTheFaceFlowDoesNotSignIn"},
		scenarios: []string{"foreign-code", "token-foreign-code"}},
	{id: "A08", what: "the details change after the start", tests: []string{
		"journeytest.TestAnEditRacesACallback", "journeytest.TestAnEditDuringTheExchangeWins", "journeytest.TestTheSameFormWithOtherValuesIsRefused",
		"journeytest.TestTheConfirmButtonCarriesNoDetails", "postgres.TestAnAttemptForOtherContentConfirmsNothing", "postgres.TestWhatWasWrittenStays",
	}},
	{id: "A09", what: "a thief of a session starts something and waits", tests: []string{
		"journeytest.TestAPersonStartsFiveTimesInTenMinutes", "journeytest.TestAnAttemptUnderWayIsAnnouncedEverywhere", "journeytest.TestTheLimitsOfADay",
	}, but: "whoever holds a session and a victim who approves any prompt wins; SECURITY.md says so"},
	{id: "A10", what: "a stranger's phone is made to ring", tests: []string{"journeytest.TestFiveWrongFacesADayBlockConfirming"},
		but: "an authorization request that somebody keeps and opens elsewhere is out of our sight"},
	{id: "A11", what: "a weaker assurance is asked for", tests: []string{"journeytest.TestARewrittenRequestConfirmsNothingElse", "journeytest.TestASessionOfSomebodyElseDoesNotConfirm"},
		scenarios: []string{"sso-shortcut", "userinfo-more"}, but: "nothing in the answers proves that a face was checked; SECURITY.md says so"},
	{id: "A12", what: "an account that is not verified", tests: []string{"journeytest.TestABasicAccountDoesNotSignIn"},
		scenarios: []string{"userinfo-sop1", "userinfo-no-level", "userinfo-unknown-level"}},
}

// Callback, state and session.
var attacksOnTheCallback = []trouble{
	{id: "B01", what: "somebody else's callback in a victim's browser", tests: []string{"journeytest.TestACallbackInAnotherBrowserChangesNothing"}},
	{id: "B02", what: "the same, and the victim is signed in", tests: []string{"journeytest.TestACallbackInAnotherBrowserChangesNothing", "journeytest.TestASignInBelongsToTheBrowserThatBegan"}},
	{id: "B03", what: "the victim is signed in as the attacker", tests: []string{"journeytest.TestASignInBelongsToTheBrowserThatBegan", "journeytest.TestNoForeignPageChangesAnything"}},
	{id: "B04", what: "a finished state with a fresh code", tests: []string{"journeytest.TestNoFreshCodeRevivesAState", "journeytest.TestASignInCallbackIsGoodForOneSignIn"}},
	{id: "B05", what: "a guessed state", tests: []string{"journeytest.TestAGuessedStateLeadsNowhere", "journeytest.TestAMangledCallbackChangesNothing", "journeytest.TestTryingTokensLeadsNowhere"}},
	{id: "B06", what: "parameters twice, together, badly encoded", tests: []string{"journeytest.TestAMangledCallbackChangesNothing", "approval.TestParseCallback"},
		scenarios: []string{"repeated-code", "repeated-state", "code-and-error", "no-code", "empty-code", "long-code"}},
	{id: "B07", what: "the same callback again, and before its browser", tests: []string{
		"journeytest.TestFiftyEqualCallbacksAreOneConfirmation", "journeytest.TestEqualCallbacksRaceForOneConfirmation", "journeytest.TestAUsedCallbackLeadsItsOwnerToThePage",
		"journeytest.TestACodeIsNotSpentByLookingAtIt",
		"journeytest.TestNobodyOpensALinkAheadOfItsPerson",
	}, scenarios: []string{"scanned"}},
	{id: "B08", what: "a used code for another attempt", tests: []string{"journeytest.TestAUsedCodeEndsTheNextAttempt", "postgres.TestACodeIsStoredOnce"}},
	{id: "B09", what: "a victim's code in one's own attempt", tests: []string{"journeytest.TestTheCodeOfOnePersonDoesNotConfirmForAnother"}},
	{id: "B10", what: "the callback of one provider at the other's", tests: []string{"journeytest.TestACodeOfTheSignInDoesNotConfirm", "journeytest.TestACodeOfTheFaceFlowDoesNotSignIn"},
		but: "UAE PASS names no issuer in its callbacks: the two paths and the two clients are what keeps them apart"},
	{id: "B11", what: "the phone opens another browser", tests: []string{"journeytest.TestACallbackInAnotherBrowserChangesNothing", "journeytest.TestStartingAnewElsewhereLeavesTheFirstBrowserBehind"},
		scenarios: []string{"other-browser"}},
	{id: "B12", what: "the session ends midway", tests: []string{"journeytest.TestWhoSignedOutMeanwhileStartsAgain", "journeytest.TestAnIdleSessionEnds"}},
	{id: "B13", what: "somebody else signs in midway", tests: []string{"journeytest.TestACallbackInTheSessionOfAnotherPersonEndsTheAttempt"}},
	{id: "B14", what: "a session that was planted", tests: []string{
		"journeytest.TestAPlantedSessionIsNeverAdopted", "journeytest.TestSigningInMakesANewSession", "journeytest.TestAConfirmationMakesANewSession",
	}},
	{id: "B15", what: "a slower request brings an ended session back", tests: []string{"journeytest.TestASlowRequestDoesNotBringASessionBack", "postgres.TestASlowerRequestBringsNoSessionBack"}},
	{id: "B16", what: "somebody is switched off and goes on", tests: []string{"journeytest.TestDisablingAPersonEndsEverySessionAtOnce", "journeytest.TestDisablingDuringTheExchangeWins"}},
	{id: "B17", what: "a cookie of a sibling host", tests: []string{"journeytest.TestTwoSessionCookiesAreNone", "journeytest.TestOverHTTPSCookiesAreTheHostsOwn"}},
	{id: "B18", what: "the page in a frame", tests: []string{"journeytest.TestEveryKindOfAnswerIsWellMade"}},
	{id: "B19", what: "a form of another site", tests: []string{"journeytest.TestNoForeignPageChangesAnything", "journeytest.TestOurOwnPagesMayPost"}},
	{id: "B20", what: "a link that does something", tests: []string{"journeytest.TestLookingChangesNothing", "journeytest.TestOtherMethodsAreRefused"}},
}

// Injection, display and redirects.
var attacksByText = []trouble{
	{id: "C01", what: "markup in an error of the provider", tests: []string{"journeytest.TestAnErrorOfTheProviderIsNotRepeated"}},
	{id: "C02", what: "markup in names and fields", tests: []string{"journeytest.TestAFormWithMarkupShowsMarkupAsText", "journeytest.TestASignInForgivesWhatMeansNothing"}},
	{id: "C03", what: "the sharp edges of the templates", tests: []string{"templates.TestTemplatesHaveNoSharpEdges"}},
	{id: "C04", what: "a redirect to somewhere else", tests: []string{"page.TestNoReturnPathLeavesThePortal", "journeytest.TestSigningInLeadsNowhereElse", "integration.TestReturnAddresses"}},
	{id: "C05", what: "a host of the attacker's choice", tests: []string{"journeytest.TestAForwardedHostIsNotBelieved"}},
	{id: "C06", what: "line breaks in a header", tests: []string{"journeytest.TestSigningInLeadsNowhereElse", "page.TestNoReturnPathLeavesThePortal"}},
	{id: "C07", what: "marks that turn text around", tests: []string{"journeytest.TestNoDirectionControlIsStored", "guard.TestTextRefuses"}, scenarios: []string{"userinfo-hostile-name"}},
	{id: "C08", what: "letters that look like others", tests: []string{"guard.TestImitationsAreRefused", "guard.TestOneSpelling", "journeytest.TestEasternDigitsBecomeWestern"}},
	{id: "C09", what: "formulas in an export", tests: []string{"journeytest.TestNoCellOfAnExportDoesAnything", "audit.TestNoCellIsAFormula", "audit.TestACSVOpensInASpreadsheet"}},
	{id: "C10", what: "forged cursors and filters", tests: []string{"journeytest.TestACursorIsNothingButAPlace", "journeytest.TestAFilterThatMeansNothingIsRefused", "journeytest.TestACursorOfTheStaffIsForItsQuery", "api.TestAQueryIsGoodOrRefused"}},
	{id: "C11", what: "values in the text of a statement", tests: []string{"journeytest.TestNoStatementHoldsAValue", "journeytest.TestNothingTypedIntoTheSearchIsMoreThanText"}},
	{id: "C12", what: "forged lines of the log", tests: []string{"journeytest.TestALineOfTheLogIsOneLine"}},
}

// Access, abuse and evidence.
var attacksOnAccess = []trouble{
	{id: "D01", what: "a transaction of somebody else", tests: []string{"journeytest.TestATransactionOfSomebodyElseDoesNotExist", "journeytest.TestNobodyElseIsSentToUAEPass", "api.TestMissingAndForeignAreTheSame"}},
	{id: "D02", what: "an operator who does too much", tests: []string{
		"journeytest.TestEachAddressOfTheBackOfficeIsForItsRoles", "journeytest.TestEveryAddressOfTheBackOfficeHasItsLine", "journeytest.TestIdentifiersAreShownForAReasonAndOnce",
		"journeytest.TestEveryLookOfTheStaffIsRecorded", "journeytest.TestAViewIsItsOwners", "journeytest.TestALiveSearchEndsWithItsSession",
	}},
	{id: "D03", what: "a customer in the back office", tests: []string{
		"journeytest.TestCustomersAndStaffAreNothingToEachOther", "journeytest.TestEachAddressOfTheBackOfficeIsForItsRoles", "journeytest.TestTheBackOfficeTellsWhatDoesNotExistAlike",
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
		"apptest.TestTheCanaryReportsWhatLeaks", "apptest.TestTheCanaryKnowsTheSecretsOfAJourney", "postgres.TestADumpHoldsNobody", "journeytest.TestNothingPersonalIsLeftBehind",
		"postgres.TestNoErrorQuotesData", "portal.TestNoCommandPrintsASecret",
		"webhook.TestNoKeyIsPrinted", "api.TestTheLogHasTheClientAndTheRoute",
	}},
	{id: "D08", what: "the callback in a referrer, a cache or a history", tests: []string{"journeytest.TestACodeIsNotSpentByLookingAtIt", "journeytest.TestEveryKindOfAnswerIsWellMade", "journeytest.TestTheTokenOfALinkIsInACookieAlone"}},
	{id: "D09", what: "who has an account here", but: "there are no user names: UAE PASS signs in, and whoever it vouches for has an account"},
	{id: "D10", what: "passwords by the thousand", but: "there are no passwords"},
	{id: "D11", what: "limits that a header moves", tests: []string{"page.TestTheClientIsTheRightmostUntrustedHop", "journeytest.TestAnEventDoesNotBelieveAClientWithoutAProxy"}},
	{id: "D12", what: "headers that name a client, a host or a user", tests: []string{"page.TestTheClientIsTheRightmostUntrustedHop", "journeytest.TestAForwardedHostIsNotBelieved"}},
	{id: "D13", what: "a request inside a request", tests: []string{"apptest.TestAnAmbiguousRequestIsOneRequest"}},
	{id: "D14", what: "a flood of transactions, attempts and fields", tests: []string{
		"journeytest.TestAPersonHasTwentyOpenTransactions", "journeytest.TestTheLimitsOfADay", "journeytest.TestALimitHoldsAgainstManyAtOnce", "apptest.TestWhatIsTooLargeIsRefused",
		"api.TestEachClientHasALimitOfItsOwn", "api.TestOnlySoManyReadsWait",
	}},
	{id: "D15", what: "sign-ins that cost much", but: "there are no passwords to hash"},
	{id: "D16", what: "an address for our secrets of the attacker's choice", tests: []string{"uaepass.TestNoRedirectIsFollowed", "uaepass.TestAGoodCertificate", "uaepass.TestConfigurationsThatAreRefused", "egress.TestNoForbiddenAddressOfANameIsCalled", "egress.TestAReboundNameGainsNothing"}},
	{id: "D17", what: "a provider that sends without end", tests: []string{"journeytest.TestAnAnswerWithoutEnd", "egress.TestAHostileServer"}},
	{id: "D18", what: "clocks that differ", tests: []string{"app.TestTheDatabasesClockDecides", "journeytest.TestAClockThatIsSetBack"}},
	{id: "D19", what: "secrets that can be guessed", tests: []string{"approval.TestSecretsAreRandom", "clientauth.TestTokens"}},
	{id: "D20", what: "credentials and doors for trying", tests: []string{
		"portal.TestProductionRefusesWhatIsForTrying", "journeytest.TestThereIsNoDoorForDevelopers", "app.TestThePortalLinksNoSimulator",
		"api.TestProductionHasNothingOfASandbox",
	}},
	{id: "D21", what: "one visitor's page for another", tests: []string{"journeytest.TestManyAtOnceSeeTheirOwn"}},
	{id: "D22", what: "an answer of the provider that was kept", tests: []string{"journeytest.TestManyAtOnceSeeTheirOwn"}},
	{id: "D23", what: "success under a status that is none", scenarios: []string{"token-201", "token-202", "token-204", "token-206", "token-304", "userinfo-201", "userinfo-204"}},
}

// Clients of the API: their tokens, their calls, the links that they hand out, and webhooks.
var attacksOnClients = []trouble{
	{id: "G01", what: "an assertion a second time, at any portal", tests: []string{"postgres.TestTokens", "api.TestEveryRefusedClientIsToldTheSame"}},
	{id: "G02", what: "an assertion with another algorithm, or a key of its own", tests: []string{"clientauth.TestEachAttackIsRefusedWithItsCode", "clientauth.TestKeysThatAreRefused"}},
	{id: "G03", what: "an assertion that was changed, or reads in two ways", tests: []string{"clientauth.TestNoFlippedBitIsAccepted", "clientauth.TestNoMutationIsAccepted"}},
	{id: "G04", what: "who is a client", tests: []string{"clientauth.TestStrangersLearnNothingOfClients", "clientauth.TestEveryClientCostsTheSame", "api.TestEveryRefusedClientIsToldTheSame"}},
	{id: "G05", what: "a client is disabled, or its key is taken away, and goes on", tests: []string{
		"clientauth.TestADisabledClientIsOutAtOnce", "portal.TestADisabledClientIsOutAtOnce", "clientauth.TestAKeyThatWasTakenAwayIsRefused", "clientauth.TestAnotherAddressVoidsTheKeysOfTheFirst",
	}},
	{id: "G06", what: "whoever publishes keys is slow, or gone", tests: []string{"clientauth.TestASlowPublisherIsGivenUp", "clientauth.TestTheLastGoodDocumentIsKeptForAnHour", "clientauth.TestAnAddressThatNeverAnsweredHasNoKeys"}},
	{id: "G07", what: "a client does more than it may", tests: []string{"api.TestATokenIsNoMoreThanItsClient", "postgres.TestWhoMayNotConsume", "postgres.TestWhatAClientMayNotAsk"}},
	{id: "G08", what: "the portal's login makes itself a client", tests: []string{"postgres.TestTheOwnerAloneWritesClients", "portal.TestClientsAreTheOwners"}},
	{id: "G09", what: "the things, or the keys, of another client", tests: []string{"api.TestMissingAndForeignAreTheSame", "api.TestAKeyIsOneClientsAlone"}},
	{id: "G10", what: "a body that reads in two ways", tests: []string{"api.TestABodyHasOneMeaning", "api.TestABodyIsWhatItsTypeSays", "api.TestWhatIsNoTokenIsRefused"}},
	{id: "G11", what: "one confirmation is executed twice", tests: []string{
		"clienttest.TestOfAHundredAtOnceOneExecutes", "clienttest.TestAHistoryIsThatOfOneRegister", "api.TestManyConsumersAtOnceConsumeOnce", "postgres.TestOneOfManyConsumptionsCounts",
	}},
	{id: "G12", what: "what was not confirmed is executed", tests: []string{"postgres.TestWhatIsNotConsumed", "postgres.TestWhatIsConsumedWasConfirmed", "api.TestAConfirmedTransactionIsConsumedOnce"},
		but: "a client that executes without consuming is out of our sight"},
	{id: "G13", what: "it is executed too late", tests: []string{"postgres.TestConsumptionIsInTime", "api.TestWhatIsNotConsumedInTimeHasLapsed"}},
	{id: "G14", what: "something dies between a commit and its answer", tests: []string{"clienttest.TestKilledAtConsume", "clienttest.TestKilledAtCreate", "api.TestARepeatedCallGetsTheFirstAnswer"}},
	{id: "G15", what: "a link in other hands", tests: []string{
		"journeytest.TestALinkSaysNothingBeforeTheSignIn", "journeytest.TestALinkInTheHandsOfSomebodyElse", "journeytest.TestALinkInTheBrowserOfSomebodyElse", "journeytest.TestTwoPeopleOpenALinkAtOnce",
	}},
	{id: "G16", what: "a program opens a link before its person", tests: []string{"journeytest.TestNobodyOpensALinkAheadOfItsPerson"}},
	{id: "G17", what: "a link that was guessed, or is an old one", tests: []string{"journeytest.TestTryingTokensLeadsNowhere", "journeytest.TestTheLastLinkCounts", "journeytest.TestALinkThatLeadsNowhereSaysNothing"}},
	{id: "G18", what: "what a client asked for is changed", tests: []string{"journeytest.TestWhatAClientAskedForIsNotEdited", "postgres.TestWhatIsAdoptedIsWhatWasAsked", "postgres.TestWhatWasAskedStays"}},
	{id: "G19", what: "a webhook that is forged, stale or repeated", tests: []string{"webhook.TestEveryByteIsSigned", "webhook.TestARotation", "conformance.TestEachBugIsNamed"}},
	{id: "G20", what: "an endpoint inside our network", tests: []string{
		"egress.TestAddressesThatMayNotBeConfigured", "egress.TestNoForbiddenAddressOfANameIsCalled", "egress.TestAReboundNameGainsNothing", "egress.TestNoProxyIsUsed",
	}},
	{id: "G21", what: "an endpoint that holds the others up", tests: []string{"webhook.TestADeadEndpointCostsTheOthersNothing", "clienttest.TestHooksArriveWhateverDies", "egress.TestAHostileServer"}},
	{id: "G22", what: "events are lost, or overtake each other", tests: []string{
		"clienttest.TestHooksArriveWhateverDies", "postgres.TestDeliveriesOfATransactionKeepTheirOrder", "webhook.TestAnExpiredClaimIsTakenOver", "webhook.TestAFrozenProcessSendsNothing",
	}},
	{id: "G23", what: "what a client was told is taken back", tests: []string{"ledgertest.TestWhatIsToldOutlivesThePrimary", "postgres.TestNothingIsFinalThatTheStandbyLacks"}},
	{id: "G24", what: "a client that calls too often", tests: []string{"api.TestEachClientHasALimitOfItsOwn", "api.TestWhoeverFailsTooOftenWaits", "api.TestOnlySoManyReadsWait", "api.TestBucketsAreBounded"}},
}
