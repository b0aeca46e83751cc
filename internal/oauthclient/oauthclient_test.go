package oauthclient_test

import (
	"strings"
	"testing"

	"takeed/internal/oauthclient"
)

// A row is a value and how the refusal of it goes on after what it is; nothing if it is
// taken.
var (
	urls = map[string]string{
		"https://id.example/a?b=c": "", "http://portal.localhost": "", "https://10.0.0.1:8443": "",
		"": "is missing", "id.example": "is not an absolute web address", "//id.example": "is not an absolute web address",
		"ftp://id.example": "is not an absolute web address", "https://": "is not an absolute web address", "https://:443": "is not an absolute web address",
		"https://id.example ": "is not an absolute web address", "https://id.example/\u00e9": "is not an absolute web address", "https://id.example\n": "is not an absolute web address",
		"https://name:canary@id.example": "must have neither", "https://id.example/#canary": "must have neither", "https://id.example#": "must have neither",
	}
	providers = map[string]string{
		"https://id.example": "", "http://localhost:8081": "", "http://id.localhost": "", "http://127.0.0.1": "", "http://[::1]:8081": "",
		"http://id.example": "must be https", "http://10.0.0.1": "must be https", "http://localhost.example": "must be https", "http://127.0.0.1.example": "must be https",
		"": "is missing",
	}
	credentials = map[string]string{
		"sandbox_stage": "", `!"#~`: "",
		"": "is missing", " ": "has a space", "canary ": "has a space", "\ncanary": "has a space", "can\u200bary": "has a space", "canary\x7f": "has a space", "can\x00ary": "has a space",
	}
)

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	checkURL := func(what, value string) error {
		_, err := oauthclient.CheckURL(what, value)
		return err
	}
	for _, c := range []struct {
		rows  map[string]string
		check func(what, value string) error
	}{{urls, checkURL}, {providers, oauthclient.CheckProvider}, {credentials, oauthclient.CheckCredential}} {
		for value, want := range c.rows {
			switch err := c.check("the thing", value); {
			case want == "" && err != nil:
				t.Errorf("%q: %v", value, err)
			case want != "" && (err == nil || !strings.HasPrefix(err.Error(), "the thing "+want)):
				t.Errorf("%q: %v, want one that it %s", value, err, want)
			case err != nil && strings.Contains(err.Error(), "canary"):
				t.Errorf("%q is quoted: %v", value, err)
			}
		}
	}
}
