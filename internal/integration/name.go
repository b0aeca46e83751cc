package integration

import (
	"strings"

	"takeed/internal/approval"
)

// Names writes and reads IDs as the API has them: a prefix that says of what, and the UUID
// without its hyphens. In a sandbox the prefix says that, too, so that neither takes the
// other's.
type Names struct{ Sandbox bool }

// The prefixes.
const (
	PrefixTransaction = "txn_"
	PrefixPerson      = "per_"
	PrefixEvent       = "evt_"
	PrefixEndpoint    = "whe_"
	PrefixDelivery    = "dlv_"
	PrefixConsumption = "con_"
)

const sandboxMark = "test_"

func (n Names) prefix(p string) string {
	if n.Sandbox {
		return p + sandboxMark
	}
	return p
}

// Write is the name of an ID; empty for the empty ID.
func (n Names) Write(prefix string, id approval.ID) string {
	if id == "" {
		return ""
	}
	return n.prefix(prefix) + strings.ReplaceAll(string(id), "-", "")
}

// Read accepts what Write wrote, and nothing else.
func (n Names) Read(prefix, name string) (approval.ID, bool) {
	hex, ok := strings.CutPrefix(name, n.prefix(prefix))
	if !ok || len(hex) != 32 {
		return "", false
	}
	return approval.ParseID(hex[:8] + "-" + hex[8:12] + "-" + hex[12:16] + "-" + hex[16:20] + "-" + hex[20:])
}
