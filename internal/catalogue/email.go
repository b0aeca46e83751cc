package catalogue

import (
	"regexp"
	"strings"

	"takeed/internal/guard"
	"takeed/internal/i18n"
)

// Lengths that RFC 5321 allows.
const (
	maxMailbox = 64
	maxEmail   = 254
)

// The addresses that people have, which are fewer than those that RFC 5322 allows:
// no quotations, no comments, no addresses of hosts, and nothing beyond ASCII, since
// letters of different alphabets can look the same.
var (
	mailboxShape = regexp.MustCompile(`^[A-Za-z0-9_'+%&=~-]+(\.[A-Za-z0-9_'+%&=~-]+)*$`)
	domainShape  = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`)
)

// parseEmail makes the domain lower-case. The mailbox stays as it is: whether case
// matters there is for its host to say. A character that only looks like one of an
// address is named in the message, since the customer could not spot it.
func parseEmail(in input) (string, *advice) {
	address, refusal := guard.Text(in.typed)
	if refusal != nil {
		return "", in.refused(*refusal)
	}
	mailbox, domain, _ := strings.Cut(address, "@")
	domain = strings.ToLower(domain)
	if len(address) > maxEmail {
		return "", in.tooLong(maxEmail, address)
	}
	if len(mailbox) > maxMailbox || !mailboxShape.MatchString(mailbox) || !domainShape.MatchString(domain) {
		return "", in.say("field.email_format", "example", i18n.LTR("name@example.ae"))
	}
	return mailbox + "@" + domain, nil
}
