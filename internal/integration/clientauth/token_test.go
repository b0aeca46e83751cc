package clientauth_test

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/integration/clientauth"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	token := clientauth.NewToken()
	text := token.Reveal()
	if len(text) != 47 || !strings.HasPrefix(text, "tat_") || text == clientauth.NewToken().Reveal() {
		t.Errorf("%q", text)
	}
	if token.Hash() != approval.Hash(sha256.Sum256([]byte(text))) {
		t.Error("the hash is not the one of the whole token")
	}
	if printed := fmt.Sprintf("%v %+v %s %q", token, token, token, token); strings.Contains(printed, text[4:]) {
		t.Error("a token is printed")
	}
	if read, ok := clientauth.ReadToken(text); !ok || read.Hash() != token.Hash() {
		t.Error("a token is not read")
	}
}

func TestWhatIsNoToken(t *testing.T) {
	t.Parallel()
	text := clientauth.NewToken().Reveal()
	for _, not := range []string{
		"", "tat_", text[4:], "TAT_" + text[4:], "tat-" + text[4:], " " + text, text + " ", text + "\n", text + "A", text[:46],
		text[:46] + "=", "tat_" + text, text[:20] + "+" + text[21:], text[:46] + "B", text[:20] + "\n" + text[20:],
	} {
		if read, ok := clientauth.ReadToken(not); ok || !read.Empty() {
			t.Errorf("%q is read", not)
		}
	}
}
