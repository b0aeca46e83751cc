package app_test

import "testing"

// What was once seen to fail on this product, and the tests that are red without the mend.
// "but" says what is left of it.
var findings = []trouble{
	{id: "A1", what: "a started confirmation whose answer was lost cannot be gone on with", tests: []string{
		"journeytest.TestEveryStandingOffersAWayOnFromWhereItIsSeen", "journeytest.TestStartingAnewElsewhereLeavesTheFirstBrowserBehind", "journeytest.TestTwoBrowsersStartAtOnce",
		"journeytest.TestAPageDoesNotOfferWhatALimitForbids", "approval.TestAnAttemptIsOfTheBrowserThatHasItsSecret", "browsertest.TestThePageOfAnotherBrowserUpdatesItself",
		"killtest.TestKilledAnywhere",
	}},

	{id: "B1", what: "made-up callbacks close the sign-in for everybody", tests: []string{
		"journeytest.TestAStrangersCodesCloseNoDoor", "journeytest.TestACodeOfAnotherShapeIsNotSent", "uaepass.TestNoRefusalOfACodeIsAFaultOfTheProvider", "approval.TestWhatKeepsPeopleFromSigningIn",
	}},
	{id: "B2", what: "an anonymous GET is a session row, and enough of them stop the clean-up", tests: []string{
		"journeytest.TestNobodyLeavesNoSession", "postgres.TestNobodyHasNoSession", "postgres.TestPurgeGoesInBatches", "postgres.TestAPurgeThatFailsKeepsWhatItDid",
	}},
	{id: "B3", what: "the portal's role breaks a chain, and takes the next numbers", tests: []string{
		"postgres.TestNobodyChoosesTheNumberOfAnEvent", "postgres.TestEachPrivilegeTooManyIsSeen", "postgres.TestWhoMayTamper",
	}},
	{id: "B4", what: "something is carried out that was not confirmed", tests: []string{"postgres.TestEveryConstraintRefuses", "postgres.TestWhatIsConsumedWasConfirmed"}},
	{id: "B5", what: "a file verifies that says something else to other readers", tests: []string{"audit.TestALineThatReadsInTwoWaysIsFound"}},
	{id: "B6", what: "an export goes on after the role is taken", tests: []string{"auditlog.TestAnExportAsksWhetherItMayGoOn", "journeytest.TestAnExportEndsWithItsRole"}},
	{id: "B7", what: "a flood makes the log blind, silently", tests: []string{
		"postgres.TestAFloodFromOneAddressBlindsNobody", "postgres.TestAFloodFromEverywhereIsBounded", "postgres.TestWhatWasDroppedIsToldOnceAnHour",
		"floodtest.TestAnAnonymousFloodHurtsNobody", "portal.TestVerifySaysWhatWasDropped",
	}},
	{id: "B8", what: "a portal with another keyset serves, and makes everybody a second person", tests: []string{
		"postgres.TestAKeysetBelongsToItsDatabase", "postgres.TestReplicasThatStartAtOnceWithTwoKeysets", "portal.TestCheckOfAnotherKeyset", "journeytest.TestAnotherKeysetIsNotReady",
	}},

	{id: "W1", what: "an administrator's edit of a whole chain is not seen", tests: []string{"portal.TestVerifyReportsEveryInvariant"},
		but: "it cannot be seen without a signature; portal verify and SECURITY.md say so"},
	{id: "W2", what: "a confirmation is made by SQL under the portal's role", tests: []string{"portal.TestVerifyReportsEveryInvariant"},
		but: "rows that agree are a confirmation until they are signed; portal verify and SECURITY.md say so"},
	{id: "W3", what: "the owner makes a year pass by replacing takeed_now()", tests: []string{"postgres.TestAnotherClockLetsNothingGo", "postgres.TestEachInvariantSeesWhatContradictsIt"}},
	{id: "W4", what: "an exported file proves nothing about who wrote it", tests: []string{"portal.TestVerifyChecksAnExport"},
		but: "nothing is signed; portal verify says consistent, and no more"},
	{id: "W5", what: "one address ends sign-in for all who share it, customers and staff", tests: []string{
		"postgres.TestCustomersAndStaffAreCountedApart", "postgres.TestTheDefaultsTakeAMobileNetwork", "postgres.TestOnlyStartsThatDidNotEndWellCount",
		"postgres.TestAStartWaitsForNoOtherFromItsAddress", "approval.TestEachLimitIsInTheTable", "portal.TestEachFaultIsToldAlone",
	}},
	{id: "W6", what: "idle connections of one client stop a process", tests: []string{
		"app.TestIdleConnectionsOfOneClientKeepNobodyOut", "app.TestIdleConnectionsOfManyClientsKeepNobodyOut", "app.TestIdleConnectionsOfAProxyStay",
	}},
	{id: "W7", what: "events of transactions and people have no limit", tests: []string{
		"journeytest.TestReplaysDoNotBuryATransaction", "journeytest.TestAChoiceMadeOverAndOverIsBounded", "auditlog.TestALongTimelineHasBothEnds",
	}},
	{id: "W8", what: "a link says signed out to somebody who is signed in", tests: []string{"journeytest.TestNobodySignedInIsToldThatTheyAreNot"}},
	{id: "W9", what: "a slow request takes the new session away", tests: []string{"journeytest.TestASlowRequestKeepsItsOldSession"}},
	{id: "W10", what: "reasons for a reveal hold identifiers", tests: []string{
		"audit.TestReasons", "audit.TestAReasonNamesNobody", "audit.TestEverySpellingThatWasTakenIsRefused", "audit.TestNoSpellingOfAnIdentifierIsAReason",
		"journeytest.TestIdentifiersAreShownForAReasonAndOnce",
	}},
	{id: "W11", what: "a port in X-Forwarded-For makes one client of all", tests: []string{"page.TestTheClientIsTheRightmostUntrustedHop", "journeytest.TestAProxyThatCannotBeReadIsReported"}},
	{id: "W12", what: "refused starts of the staff leave no event", tests: []string{"journeytest.TestSignInsOfTheStaffAreLimitedPerAddress"}},
	{id: "W13", what: "a keyset that everybody may read is taken", tests: []string{"portal.TestCheckOfAKeysetThatOthersMayRead", "portal.TestKeysetWritesANewFileAndNoOther"}},
	{id: "W14", what: "keys cannot be changed", tests: []string{
		"postgres.TestTheSealingKeysChangeWhilePortalsServe", "postgres.TestResealingGoesOnBesideThePortals", "postgres.TestADocumentIsSealedAnewInOneWayOnly",
		"keys.TestEachStepOfARotation", "portal.TestTheSealingKeyChangesByCommand",
	}, but: "the look-up keys have a plan, in the comment of internal/keys, and no command"},
	{id: "W15", what: "the image has no digests and no health check", tests: []string{"portal.TestHealthAsksThePortalOfThisMachine"},
		but: "no image can be built where the tests run"},
	{id: "W16", what: "the portal's role speaks for the log itself", tests: []string{
		"postgres.TestTheLogSpeaksOfItselfByItsOwnerAlone", "postgres.TestNoFunctionOfThePortalsSpeaksForTheOwner",
	}},
	{id: "W17", what: "a page at http:// of our host posts to https://", tests: []string{"journeytest.TestAnOriginIsComparedWhole", "journeytest.TestOurOwnPagesMayPost"}},
	{id: "W18", what: "live searches and exports of one session have no cap", tests: []string{"journeytest.TestLiveSearchesOfOnePersonAreFew", "office.TestExportsOfOnePersonAreFew"}},
	{id: "W19", what: "an IPv6 site has 65,536 addresses", tests: []string{"postgres.TestAnIPv6SiteIsCountedAsOne", "postgres.TestAFloodFromAnIPv6SiteIsBounded"}},
	{id: "W20", what: "a made-up file of many streams costs memory", tests: []string{"audit.TestAMadeUpExportCostsLittle"}},
	{id: "W21", what: "an error that cannot be read leaves the attempt waiting", tests: []string{
		"approval.TestAnErrorIsAnErrorHoweverItIsWritten", "journeytest.TestAnErrorThatCannotBeReadEndsTheAttempt",
	}},
	{id: "W22", what: "a token answer after five seconds is given up", tests: []string{"uaepass.TestATokenAnswerHasTheWholeBudget", "uaepass.TestTheBudgetOfACallbackAddsUp"},
		scenarios: []string{"token-unhurried"}},

	{id: "FC-01", what: "a return address with a plus sign", tests: []string{"journeytest.TestALinkIsALink", "page.TestReturnPathsAreMadeHarmless"}},
	{id: "FC-03", what: "callback parameters that are not printable ASCII", tests: []string{
		"approval.TestAnUnusedParameterIsIgnored", "journeytest.TestADeclineIsADeclineWhateverElseIsSaid", "journeytest.TestADeclinedSignInIsOneWhateverElseIsSaid",
	}},
	{id: "FC-04", what: "a thousands comma in an amount of the search", tests: []string{"audit.TestCanonicalForms", "journeytest.TestAnAmountMeansTheSameEverywhere"}},
	{id: "FC-06", what: "PgBouncer", tests: []string{
		"postgres.TestTheLimitsHold", "postgres.TestAConfirmationBehindAPooler", "postgres.TestAPoolerThatSharesConnections", "portal.TestCheckOfAPooler",
	}},
	{id: "FC-07", what: "the live search behind nginx", tests: []string{"proxytest.TestTheBackOfficeBehindAProxy"}},
	{id: "FC-08", what: "X-Forwarded-For with a port", tests: []string{"page.TestTheClientIsTheRightmostUntrustedHop"}},
	{id: "FC-11", what: "sign-out with a large ID token", tests: []string{"oidc.TestALargeIDTokenIsNoPartOfTheWayOut", "journeytest.TestWhoIsInManyGroupsSignsOut"}},
	{id: "FC-12", what: "a Host with the default port", tests: []string{"journeytest.TestOurHostInEverySpelling"}},
	{id: "FC-13", what: "times as the log shows them", tests: []string{"journeytest.TestADateMeansTheSameEverywhere", "reading.TestAMomentIsReadAsItIsPrinted"}},
	{id: "FC-14", what: "references and numbers as people type them", tests: []string{"audit.TestDetect", "reading.TestIdentifiersAreReadInEverySpelling"}},
	{id: "FC-16", what: "standard_conforming_strings = off", tests: []string{"postgres.TestTheChainHoldsWhateverAStringIs", "portal.TestCheckOfAStringSettingOfOld"}},
	{id: "FC-18", what: "the other apostrophe, the longer dash", tests: []string{"guard.TestApostrophesAndDashesOfNamesAreOne"}},
	{id: "FC-19", what: "the word IBAN in front", tests: []string{"catalogue.TestIBAN"}},

	{id: "E1", what: "the back office opens on an empty page", tests: []string{
		"journeytest.TestEverythingOnADeskLeadsSomewhere", "journeytest.TestADeskRemembersItsOwner", "audit.TestWhatStandsOut", "audit.TestWhatStandsOutHolds", "auditlog.TestADeskCountsWhatItsQueriesFind",
	}},
	{id: "E2", what: "a list of events speaks in codes", tests: []string{"journeytest.TestEventsAreToldInWords", "auditlog.TestAShortNumberFindsItsOwner"}},
	{id: "E3", what: "the search box does not say that one may paste", tests: []string{"journeytest.TestTheSearchBoxSaysWhatItTakes"}},
	{id: "E4", what: "ARIA roles on tr, td and th", tests: []string{"browsertest.TestAListOfEventsIsATableInEveryWindow"}},
	{id: "E5", what: "a person's page is cut", tests: []string{"browsertest.TestNothingInTheOfficeIsCut"}},
	{id: "E6", what: "quantiles are stacked; confirming takes no time", tests: []string{"templates.TestQuantilesAreLines", "demo.TestAHistoryIsMadeUpOnce"}},
	{id: "E7", what: "a dashboard does not say whether something is wrong now", tests: []string{"journeytest.TestTheDashboardComparesWithThePeriodBefore"}},
	{id: "E8", what: "the first page says nothing of what this place is for", tests: []string{"journeytest.TestTheFirstPageSaysWhatThisPlaceIsFor"}},

	{id: "F1", what: "one reading or none", tests: []string{
		"reading.TestAnAmountIsReadAsItIsMeant", "reading.TestWhatIsReadHasOneReading", "reading.TestWhatHasTwoReadingsHasNone",
		"journeytest.TestAnAmountMeansTheSameEverywhere", "journeytest.TestADateMeansTheSameEverywhere",
		"api.TestAPersonIsNamedInAnySpelling", "api.TestABodyHasOneMeaning",
	}},
	{id: "F2", what: "what is accepted or shown can be searched", tests: []string{
		"catalogue.TestWhatAFormTakesIsSearchedFor", "journeytest.TestEveryValueOfAnExportIsFoundAsItStands", "journeytest.TestEveryValueOfAPageIsFoundAsItStands", "journeytest.TestAPersonIsFoundByEverySpelling",
		"journeytest.TestATransactionIsFoundByItsAccount",
	}, but: "transactions from before accounts were kept as hashes are not found by theirs"},
	{id: "F3", what: "a link is a link", tests: []string{"journeytest.TestALinkIsALink", "journeytest.TestALongLinkIsALink", "journeytest.TestALinkHasItsLanguage"}},
	{id: "F4", what: "an export is read by others as we mean it", tests: []string{"journeytest.TestAnExportIsReadByOthersAsWeMeanIt", "audit.TestNoCellIsAFormula"}},
	{id: "F5", what: "only what decides who somebody is may stop them", tests: []string{
		"uaepass.TestWhatInformsStopsNobody", "journeytest.TestContactDetailsStopNobody", "oidc.TestAClaimThatInformsOrThatNobodyUsesStopsNobody", "journeytest.TestNoClaimIsTakenForAnother",
	}},
	{id: "F6", what: "what nobody uses cannot hurt", tests: []string{
		"approval.TestAnUnusedParameterIsIgnored", "uaepass.TestAMemberThatNobodyUsesIsIgnored", "oidc.TestAMemberOfATokenAnswerThatNobodyUsesIsIgnored", "journeytest.TestWhatNobodyUsesIsIgnored",
	}},
	{id: "F7", what: "behind any ordinary proxy", tests: []string{
		"proxytest.TestTheWholeJourneyBehindAProxy", "proxytest.TestTheBackOfficeBehindAProxy", "postgres.TestAConfirmationBehindAPooler",
	}},

	{id: "told", what: "what was told is gone after a fail-over", tests: []string{
		"ledgertest.TestWhatIsToldOutlivesThePrimary", "ledgertest.TestReadinessTellsBlockedFromDown", "postgres.TestWhatTheStandbyLacksIsNotTold",
		"postgres.TestACommitIsNotGivenUpWithItsRequest", "portal.TestCheckDemandsTheStandbyThatWasDeclared", "portal.TestACommandLooksUpWhatWasNotAnswered",
	}},

	{id: "final", what: "a client is told that something is final, by what a fail-over takes back", tests: []string{
		"postgres.TestNothingIsFinalThatTheStandbyLacks", "ledgertest.TestWhatIsToldOutlivesThePrimary",
	}},
}

// Every finding has a test, or says why it cannot have one.
func TestEveryFindingIsMended(t *testing.T) {
	t.Parallel()
	known := everythingThatIsPlayed(t)
	seen := map[string]bool{}
	for _, row := range findings {
		if seen[row.id] || row.what == "" {
			t.Errorf("%s stands twice, or says nothing", row.id)
		}
		seen[row.id] = true
		row.exists(t, known)
	}
	if len(findings) != 1+8+22+13+8+7+1+1 {
		t.Errorf("%d findings", len(findings))
	}
}
