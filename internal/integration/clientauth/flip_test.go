package clientauth_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"takeed/internal/integration/clientauth"
)

// fixed makes a request whose assertion is always the same text.
func fixed(key signer, kid string) (*try, string) {
	a := newTry(key, kid)
	return a, a.values().Get("client_assertion")
}

func accepted(t testing.TB, v *clientauth.Verifier, a *try, text string) bool {
	t.Helper()
	a.form.Set("client_assertion", text)
	_, err := v.Verify(t.Context(), a.form)
	return err == nil
}

// Every single bit of a valid assertion matters, for each algorithm.
func TestNoFlippedBitIsAccepted(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, clients())
	for kid, key := range map[string]signer{"ps": hub.rsa, "es": hub.ec, "ed": hub.ed} {
		a, text := fixed(key, kid)
		if !accepted(t, v, a, text) {
			t.Fatalf("%s: the assertion itself is refused", kid)
		}
		for i := range len(text) * 8 {
			flipped := []byte(text)
			flipped[i/8] ^= 1 << (i % 8)
			if accepted(t, v, a, string(flipped)) {
				t.Errorf("%s: accepted with bit %d flipped", kid, i)
			}
		}
	}
}

// Nor is anything else that is not the text itself: several bits, a piece removed, doubled or
// moved, parts of two assertions.
func TestNoMutationIsAccepted(t *testing.T) {
	t.Parallel()
	const seed = 20261201
	random := rand.New(rand.NewPCG(seed, 0))
	v := newVerifier(t, clients())
	a, text := fixed(hub.ec, "es")
	second := newTry(hub.ec, "es")
	claim("jti", `"second"`)(second)
	donor := second.assertion()
	for i := range 4000 {
		changed := mutate(random, text, donor)
		if changed != text && changed != donor && accepted(t, v, a, changed) {
			t.Fatalf("seed %d, number %d is accepted: %s", seed, i, changed)
		}
	}
}

func mutate(random *rand.Rand, text, donor string) string {
	at, end := random.IntN(len(text)), random.IntN(len(text))
	at, end = min(at, end), max(at, end)
	switch random.IntN(6) {
	case 0:
		return text[:at] + text[end:]
	case 1:
		return text[:end] + text[at:]
	case 2:
		return text[:at] + string(text[end]) + text[at:end] + text[end+1:]
	case 3:
		return text[:at] + donor[min(at, len(donor)):]
	case 4:
		parts, others := strings.Split(text, "."), strings.Split(donor, ".")
		parts[random.IntN(3)] = others[random.IntN(3)]
		return strings.Join(parts, ".")
	}
	b := []byte(text)
	for range 1 + random.IntN(8) {
		b[random.IntN(len(b))] ^= byte(1 << random.IntN(8))
	}
	return string(b)
}
