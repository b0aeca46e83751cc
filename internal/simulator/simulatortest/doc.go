// Package simulatortest lets tests be people: it starts a simulator, opens its
// pages over HTTP, presses its buttons and stops at the door, with the address that
// the provider sends the browser back to. What happens there is the test's own
// subject.
//
// Errors name steps only. Addresses hold states, codes and identifiers, and tests
// print errors.
//
//takeed:race
package simulatortest
