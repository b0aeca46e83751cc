// Package journeytest holds the journeys: tests in which a browser uses the whole portal
// as people do, with its pages, a database, and simulators of UAE PASS and of the
// provider of the staff. Each file shows one thing and is named after it.
//
// apptest starts the portal and reads every page, log line and stored row of a journey
// for secrets and personal data. At the end of a journey the invariants of package
// postgres hold. Journeys run at the same time and in any order; each has a portal and a
// database of its own, and a clock that it sets itself.
//
// What each file shows, or what it lends to the others:
//
//	helpers                  worlds, forms, what a page says, what is stored, what was sent
//	customers                many customers without a person at the browser, for tests of crowds
//	wellmade                 the structure and the headers that every page must have
//	office_helpers           browsers of the staff, their landing page, the numbers of events
//
// Signing in and sessions of customers:
//
//	signin                   who may sign in, what a failed sign-in says, where it leads
//	signin_callback          the callback of a sign-in: its browser, its one use, its ten minutes
//	signin_contact           contact details that are missing or malformed keep no customer out
//	session                  a session begins, is renewed, and ends; planted ones are never adopted
//	session_anonymous        nobody signed in: no session row, and no page that claims otherwise
//	session_slowrequest      a slow request does not bring back a session that ended
//	identifier_choice        which identifier is sent to UAE PASS, and the profile that chooses it
//
// A transaction before its confirmation:
//
//	transaction_create       one transaction for each form that was sent, however often
//	transaction_edit         an edit makes a version, and only the newest can be confirmed
//	transaction_expiry       attempts and transactions end by time
//	transaction_form         what the forms refuse, explain and keep
//	transaction_text         text that deceives is refused; other spellings become one
//	transaction_owner        to others a transaction does not exist
//	history                  the list of transactions: paging and filters
//	languages                every page and stage in both languages
//
// Confirming with the face:
//
//	confirm_succeeds         from review to receipt, for every kind of transaction
//	receipt                  what a stranger verifies of a confirmation, and who gets it
//	receipt_paper            what a stranger verifies of it from paper alone
//	confirm_identity         every way in which the returned identity may differ
//	confirm_wrongperson      another person's face, and another person's session at UAE PASS
//	confirm_othercode        a code confirms only the attempt and the person it was issued for
//	confirm_otherbrowser     going on in a second browser
//	confirm_declined         a decline, and what is kept of an error of UAE PASS
//	confirm_races            an edit, a cancellation or a lock-out at the moment of the callback
//	confirm_standings        every way for a transaction to stand, and every browser that sees it
//	confirm_nextstep         each of these offers a step that leads on
//	scenarios                every fault that the simulator can play, and what becomes of it
//	scenario_fates           the table of scenarios and their outcomes
//	scenario_play            how one scenario is played
//
// The callback:
//
//	callback_refused         callbacks in other browsers, of other people, and malformed ones
//	callback_repeated        the same callback, or the same code, again and at once
//	callback_states          guessed states, and finished ones with a fresh code
//	callback_extras          what may stand beside the parameters without meaning anything
//	browser_leaves           browsers that hang up before they are answered
//
// What a system of the institution asks for:
//
//	request_helpers          clients that ask, renew, cancel and consume; the links of their requests
//	sandbox                  what an integrator can choose and move, and nobody else
//	request_flow             from the link to the execution, and what the pages say on the way
//	request_link             what a link shows to whom, and who cannot use it up
//	request_person           the person it is addressed to, somebody else, and both at once
//	request_ends             links that die, requests that are declined, and what cannot be edited
//	api_life                 the same over the API, from the token to the receipt
//
// Limits and load:
//
//	limits_per_person        the limits of a transaction and of a person
//	limits_per_address       the limits of an address, and which address that is
//	events_bounded           how much one stranger or one customer can write into the log
//	customers_at_once        forty people at the same moment see their own pages
//
// Hostile or unusual requests:
//
//	forged_requests          rewritten authorization requests, and fields that no form has
//	http_answers             every kind of answer is well made; health, files, no hidden doors
//	http_crosssite           what pages of other sites can and cannot do
//	http_extras              unknown cookies, headers and fields mean nothing
//	http_proxies             hosts, origins and addresses behind proxies
//	links                    a link leads to its page, whoever wrote it and whoever opens it
//	log_lines                no request can forge a line of the log
//	transparency             other programs read the transparency log, and find it whole
//	brand                    the colours, the name and the phone number of the institution
//
// What the portal depends on, failing:
//
//	database_failing         a database that is away, mute, read-only, or late to commit
//	database_denial          a page that cannot know the outcome does not deny it
//	database_failover        a standby takes over under load
//	database_statements      what the portal sends to the database: how much, and no values
//	readiness_keyset         a portal with a foreign keyset is not ready
//	uaepass_down             UAE PASS fails: no customer is sent there, and the alarm is raised
//	uaepass_firewall         a firewall before UAE PASS that refuses made-up codes
//	uaepass_network          lost connections, late starts and endless answers
//
// The back office:
//
//	office_signin            the staff sign in, and everything that can go wrong at their provider
//	office_signin_callback   the callback of that sign-in
//	office_signin_providers  two providers that are not our simulator
//	office_signout           signing out here and at the provider
//	office_session           sessions of the staff and the role that they depend on
//	office_door              customers and staff are kept apart; the portal without a back office
//	office_roles             every address, for every role
//	office_alarm             the desk says that the transparency log is not kept
//	office_desk              the page that a member of staff starts from
//	office_search            pasted texts, every search key, and the lists beside the search
//	office_search_values     every printed value is found as it stands
//	office_hostile_input     foreign cursors, hostile queries and names that do not exist
//	office_clients           clients, their endpoints, and what was sent there
//	office_charts            every bar and every number leads to its events
//	office_timeline          who looked at a transaction, and which events are gone
//	office_erased_many       of many who were erased nothing is left: in a dump, in logs, in an export
//	office_erased            a customer who was erased is shown as such, and comes back as another
//	office_reveal            identifiers are shown for a reason, and every look is recorded
//	office_saved             saved searches belong to their owners
//	office_old_keys          searches with the names that keys had first
//	office_live              live searches
//	office_export            an export holds what the search found, and cells do nothing
//	office_proof             proofs and receipts that the staff save, and what is recorded of it
//	office_dispute           the archive for a dispute, and that it proves itself
//	office_witnesses         what the witnesses of the log answer
//	office_export_stream     long exports: as they are read, and when they are cut off
//	office_export_readers    an export is read by other programs as we mean it
//
// And this index:
//
//	index                    every file has its line above, and every line its file
package journeytest
