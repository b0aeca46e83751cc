// Package simulatortest lets tests act as people: it starts a simulator, opens its pages
// over HTTP, presses its buttons, and stops with the address to which the provider sends
// the browser back. What happens at that address is for the test to find out.
//
// Errors name steps only, never addresses: those hold states, codes and identifiers, and
// tests print errors.
//
//takeed:race
package simulatortest
