// Package oauthserver is what two simulated authorization servers have in common: reading
// a parameter that must occur once, PKCE, the way back to a client, and a memory that stays
// bounded. UAE PASS (internal/simulator) and PingOne (internal/simulator/pingone) both
// build on it, and differ in everything that their documents describe.
//
// It knows no people, no scenarios and no pages. It locks nothing: a [Shelf] belongs to
// its provider, whose lock guards it.
//
//	q, err := url.ParseQuery(r.URL.RawQuery)
//	if oauthserver.Only(q, "client_id") != client.ID || !oauthserver.AcceptableChallenge(q) { … }
package oauthserver
