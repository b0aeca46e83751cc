package main

import (
	"fmt"
	"io"
)

// greet says where everything is and what to click.
func greet(out io.Writer, dir, portal, provider, views string) {
	fmt.Fprintf(out, `
Takeed is running. Nothing here is real: UAE PASS is simulated.

  Portal in English   %[1]s/en/
  Portal in Arabic    %[1]s/ar/
  UAE PASS simulator  %[2]s/
  Gallery of pages    %[3]s/
`, portal, provider, views)
	greetStaff(out, portal)
	fmt.Fprintf(out, whatToClick, dir, portal)
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

Data, log and keyset: %[1]s
Press Ctrl-C to stop; the next start finds everything as it was.
`
