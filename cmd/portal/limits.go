package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"takeed/internal/approval"
)

// limits reads PORTAL_LIMITS: the defaults, with those changed that it names.
func (e *environment) limits() approval.Limits {
	limits := approval.DefaultLimits
	seen := map[string]bool{}
	for part := range strings.SplitSeq(e.get("PORTAL_LIMITS"), ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		name = strings.TrimSpace(name)
		if seen[name] {
			e.fault("PORTAL_LIMITS: %q is there twice: keep one", name)
			continue
		}
		seen[name] = true
		e.limit(&limits, name, strings.TrimSpace(value))
	}
	if limits.Network < limits.Address {
		e.fault("PORTAL_LIMITS: %s is below %s, which could then never be reached: raise it to %d or more",
			approval.LimitNetwork, approval.LimitAddress, limits.Address)
	}
	return limits
}

func (e *environment) limit(limits *approval.Limits, name, value string) {
	i := slices.IndexFunc(approval.LimitTable, func(row approval.LimitRow) bool { return string(row.Name) == name })
	if i < 0 {
		e.fault("PORTAL_LIMITS: there is no limit %q: write name=number with %s", name, limitNames())
		return
	}
	row := approval.LimitTable[i]
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > row.Most {
		e.fault("PORTAL_LIMITS: %s must be a number from 1 to %d", name, row.Most)
		return
	}
	*row.Of(limits) = n
}

func limitNames() string {
	var names []string
	for _, row := range approval.LimitTable {
		names = append(names, string(row.Name))
	}
	return strings.Join(names, ", ")
}

// rejectUnsafeLimits refuses, in production, limits that limit nothing.
func (e *environment) rejectUnsafeLimits(limits approval.Limits) {
	for _, row := range approval.LimitTable {
		if n := *row.Of(&limits); n > row.Safe {
			e.fault("PORTAL_LIMITS: %s is %d, and production takes at most %d", row.Name, n, row.Safe)
		}
	}
}

// describeLimits writes all of them as the setting is written.
func describeLimits(limits approval.Limits) string {
	var all []string
	for _, row := range approval.LimitTable {
		all = append(all, fmt.Sprintf("%s=%d", row.Name, *row.Of(&limits)))
	}
	return strings.Join(all, ",")
}
