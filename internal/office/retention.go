package office

import "takeed/internal/approval"

// OfRetention is the stream of what was removed from the audit log. Nothing is removed
// from it.
const OfRetention = "sys:retention"

// OfKeys is the stream of what was done with the sealing keys.
const OfKeys = "sys:keys"

// DataResealed is the event of rows that were sealed under another key. The schema lets a
// document change in a commit with this event alone.
func DataResealed(detail ...string) approval.Event {
	return approval.SystemEvent(OfKeys, approval.EventDataResealed, detail...)
}

// AuditPruned is the event of pruning the audit log, with what was removed.
func AuditPruned(detail ...string) approval.Event {
	return approval.SystemEvent(OfRetention, approval.EventAuditPruned, detail...)
}
