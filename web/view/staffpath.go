package view

import (
	"net/url"
	"strings"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

// The back office lies below this path, after the language; the search of its audit log
// is one page of it.
const (
	StaffPath  = "/staff"
	EventsPath = StaffPath + "/events"
)

// SearchPath is the address of what a query finds.
func SearchPath(q audit.Query) string { return EventsPath + "?" + SearchQuery(q) }

// SearchQuery is a query as the query of an address. What a query is made of may stand
// there as it is, but for the space: an address of three times the length would reach the
// limits of proxies.
func SearchQuery(q audit.Query) string {
	return "q=" + strings.NewReplacer("%3A", ":", "%2C", ",", "%2A", "*").Replace(url.QueryEscape(q.String()))
}

// TimelinePath is the address of a transaction's timeline.
func TimelinePath(id approval.ID) string { return StaffPath + "/transactions/" + string(id) }

// PersonPath is the address of the staff's page about a customer.
func PersonPath(id approval.ID) string { return StaffPath + "/people/" + string(id) }
