package uaepass

import (
	"cmp"
	"encoding/json"
	"strings"

	"takeed/internal/guard"
	"takeed/internal/reading"
)

// maxInforming is as much of a name or an address as is looked at.
const maxInforming = 4096

// said is a member that informs, as it came; empty for what is no text.
func (o *object) said(name string) string {
	var s string
	raw := o.members[name]
	if raw != nil && json.Unmarshal(raw, &s) != nil {
		o.unusable = append(o.unusable, name)
		return ""
	}
	return s[:min(len(s), maxInforming)]
}

// informed is a member that clean can make something of.
func (o *object) informed(name string, clean func(string) (string, bool)) string {
	s := o.said(name)
	if s == "" {
		return ""
	}
	value, ok := clean(s)
	if !ok && strings.TrimSpace(s) != "" {
		o.unusable = append(o.unusable, name)
	}
	return value
}

// cleanMobile is a number as UAE PASS writes it. Its samples have eleven and thirteen
// digits, so what has no other form is taken for international.
func cleanMobile(s string) (string, bool) {
	number, ok := reading.Mobile(s)
	if !ok {
		number, ok = reading.Mobile("+" + s)
	}
	if !ok {
		return "", false
	}
	return number, true
}

// cleanEmail keeps the letters of an address as they are: they go back to UAE PASS, which
// may be particular.
func cleanEmail(s string) (string, bool) {
	s = strings.TrimFunc(s, isInvisible)
	if _, ok := reading.Email(s); !ok || strings.ContainsFunc(s, isInvisible) {
		return "", false
	}
	return s, true
}

func isInvisible(r rune) bool { return !guard.Visible(r) }

// name is the full name, or else what the first and the last name make.
func (o *object) name(full, first, last string) string {
	parts := o.said(first) + " " + o.said(last)
	return cmp.Or(guard.CleanName(o.said(full)), guard.CleanName(parts))
}
