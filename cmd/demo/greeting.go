package main

import (
	"fmt"
	"io"
)

// greet says where everything is and what to click.
func greet(out io.Writer, dir string, at places) {
	portal := origin(at.portal)
	fmt.Fprintf(out, `
Takeed is running. Nothing here is real: UAE PASS is simulated.

  Portal in English   %[1]s/en/
  Portal in Arabic    %[1]s/ar/
  UAE PASS simulator  %[2]s/
  Gallery of pages    %[3]s/
  Sample core system  %[4]s/
`, portal, origin(at.provider), origin(at.views), origin(at.core))
	greetStaff(out, portal)
	fmt.Fprintf(out, whatToClick, dir, portal, origin(at.core))
}

const whatToClick = `
What to click:
  1. Open the portal, press "Sign in with UAE PASS" and choose Fatima.
  2. Choose "Transfer money". Fill in the form; an IBAN that passes its check:
     AE07 0331 2345 6789 0123 456
  3. Check the details and press "Confirm with your face".
  4. On the simulated phone approve, decline, or let another person answer, and see
     what the portal makes of it.

What a stranger can check:
  5. Open the receipt of a confirmation, save its file, and check it at %[2]s/en/verify
     with the public key of the log, %[2]s/log/keys; or without us:
     go run ./cmd/takeed-verify --key KEY receipt.json
  6. In another terminal: go run ./cmd/demo --tamper

What a system of the institution does:
  7. Open %[3]s/ and ask for an approval of Fatima's. Open the link that it shows,
     sign in as Fatima, confirm, and see the payment made there, once. How it does that:
     go doc ./cmd/sample-core/core; the API: %[2]s/api/v1/docs

Data, log and keyset: %[1]s
Press Ctrl-C to stop; the next start finds everything as it was.
`
