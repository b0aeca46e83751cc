package approval

// OfRetention is the stream of what was removed from the audit log. Nothing is removed
// from it.
const OfRetention = "sys:retention"

// AuditRetired is the event of a clean-up of the audit log, with what went.
func AuditRetired(detail ...string) Event {
	return Cause{Actor: System}.event(OfRetention, EventAuditRetired, detail...)
}
