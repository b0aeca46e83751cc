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

// SearchPath is the path of the page with what a query finds.
func SearchPath(q audit.Query) string { return EventsPath + "?" + SearchQuery(q) }

// SearchQuery is a search query as the query of a URL. It leaves the characters of the search
// language unescaped: a URL of three times the length would reach the limits of proxies.
func SearchQuery(q audit.Query) string {
	return "q=" + strings.NewReplacer("%3A", ":", "%2C", ",", "%2A", "*").Replace(url.QueryEscape(q.String()))
}

// TimelinePath is the path of a transaction's timeline.
func TimelinePath(id approval.ID) string { return StaffPath + "/transactions/" + string(id) }

// PersonPath is the path of the staff's page about a customer.
func PersonPath(id approval.ID) string { return StaffPath + "/people/" + string(id) }
