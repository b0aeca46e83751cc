package uaepass

import (
	"cmp"
	"encoding/json"
	"strings"

	"takeed/internal/guard"
	"takeed/internal/reading"
)

// maxInforming is how many bytes of an informing member are looked at.
const maxInforming = 4096

// said returns an informing member as it came; empty if it is not text.
func (o *object) said(name string) string {
	var s string
	raw := o.members[name]
	if raw != nil && json.Unmarshal(raw, &s) != nil {
		o.unusable = append(o.unusable, name)
		return ""
	}
	return s[:min(len(s), maxInforming)]
}

// informed returns an informing member as clean returns it; empty, and noted as unusable, if
// clean refuses it.
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

// cleanMobile returns a number as UAE PASS writes it. Its samples have eleven and thirteen
// digits, so a number of no other known form is taken for an international one.
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

// cleanEmail leaves the letters of an address as they are: it is sent back to UAE PASS, which
// may insist on its own spelling.
func cleanEmail(s string) (string, bool) {
	s = strings.TrimFunc(s, isInvisible)
	if _, ok := reading.Email(s); !ok || strings.ContainsFunc(s, isInvisible) {
		return "", false
	}
	return s, true
}

func isInvisible(r rune) bool { return !guard.Visible(r) }

// name is the full name, or else the first and the last name together.
func (o *object) name(full, first, last string) string {
	parts := o.said(first) + " " + o.said(last)
	return cmp.Or(guard.CleanName(o.said(full)), guard.CleanName(parts))
}
