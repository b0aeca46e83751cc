package clientauth

import (
	"errors"
	"strings"

	"takeed/internal/oauthclient"
)

// KeySource says where the keys of a client are: in a document, or at an https address. It has
// exactly one of the two.
type KeySource struct {
	Document []byte
	URL      string
}

// Check reports what an operator has to change, as sentences. It fetches nothing.
func (s KeySource) Check() error {
	switch {
	case len(s.Document) > 0 && s.URL != "":
		return errors.New("a client has a key document or the address of one, and not both")
	case s.URL != "":
		return checkAddress(s.URL)
	}
	_, err := ParseKeys(s.Document)
	return err
}

const maxAddress = 2048

func checkAddress(address string) error {
	const what = "the address of the key document"
	_, err := oauthclient.CheckURL(what, address)
	switch {
	case err != nil:
		return err
	case !strings.HasPrefix(address, "https://"):
		return errors.New(what + " must be https")
	case len(address) > maxAddress:
		return errors.New(what + " is too long")
	}
	return nil
}
