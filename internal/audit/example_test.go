package audit_test

import (
	"errors"
	"fmt"

	"takeed/internal/audit"
)

// Terms are joined by AND, the values of a term by OR, and a minus negates. What is read is
// written in one canonical form, which is what is recorded and saved.
func ExampleParse() {
	q, err := audit.Parse(`event:Signin_Failed,signed_out -reason:token_* amount:>10,000 after:2026-11-01 before:2026-12-01`)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(q)
	// Output:
	// event:signed_out,signin_failed amount:10000.01.. -reason:token_* after:2026-11-01 before:2026-12-01
}

// A fault says where it is and which text to show, and never what was typed.
func ExampleParse_fault() {
	_, err := audit.Parse(`event:signed_out evnt:signed_in`)
	var fault *audit.SyntaxError
	if errors.As(err, &fault) {
		fmt.Println(fault.At, fault.Message, fault.Args)
	}
	// Output:
	// 17 query.unknown_key_nearest [nearest event]
}
