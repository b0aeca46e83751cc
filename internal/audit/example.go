package audit

import "strings"

// examples show what a value of each key looks like. The help text shows them too.
var examples = map[Key]string{
	Event: "signin_*", Result: "denied", Actor: "customer", Person: exampleID, Staff: exampleID, Client: "core", Transaction: exampleID, Attempt: exampleID,
	Ref: "TK-7GQ2M-XK04R", CheckCode: "7GQ2-MXK0", Account: strings.Repeat("0a1b2c3d", 8), Kind: "transfer", Amount: ">10000", Lang: "ar", Reason: "token_timeout",
	Request: "KZ3R5NQ7YB2M4PTC6VXW2AJDHS", CRID: exampleID, IP: "192.0.2.7", Number: "18000..18204", State: "confirmed", Stream: "sys:retention",
	after: "7d", before: "2026-11-19",
}

// exampleMoment is a time of day behind after: or before:.
const exampleMoment = "2026-11-19T14:05"

const exampleID = "0b0a7ad1-5f0f-4c55-9d0c-6a1b2c3d4e5f"

// Example shows what may stand behind a key.
func Example(k Key) string { return examples[k] }
