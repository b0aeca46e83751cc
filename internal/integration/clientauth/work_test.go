package clientauth_test

import (
	"slices"
	"testing"

	"takeed/internal/integration/clientauth"
)

// Whoever asks about a client makes us read one document and verify one signature of the
// algorithm that they name, whether there is such a client or not.
func TestEveryClientCostsTheSame(t *testing.T) {
	t.Parallel()
	if !slices.Equal(clientauth.StandIns(), clientauth.Algorithms()) {
		t.Fatalf("%v stand in for %v", clientauth.StandIns(), clientauth.Algorithms())
	}
	var work []string
	v := newVerifier(t, clients())
	v.CountWork(&work)
	for kid, key := range map[string]signer{"ps": hub.rsa, "es": hub.ec, "ed": hub.ed} {
		for _, client := range []string{"hub", "other", "lone", "gone", "torn", "nobody"} {
			for _, named := range []string{kid, "none"} {
				a := newTry(key, named)
				from(client)(a)
				work = nil
				_, _ = v.Verify(t.Context(), a.values())
				if !slices.Equal(work, []string{"document", key.algorithm}) {
					t.Errorf("%s, %s, kid %s: %v", key.algorithm, client, named, work)
				}
			}
		}
	}
}

// What can be refused without the client costs neither a look-up nor a signature.
func TestWhatIsRefusedBeforeTheLookUp(t *testing.T) {
	t.Parallel()
	var work []string
	known := clients()
	known["hub"] = errStore // a look-up would say so
	v := newVerifier(t, known)
	v.CountWork(&work)
	for _, part := range [][]attack{formAttacks, claimAttacks, timeAttacks} {
		for _, row := range part {
			a := newTry(hub.ec, "es")
			row.change(a)
			_, err := v.Verify(t.Context(), a.values())
			if _, reason := refusal(t, err); reason != row.reason {
				t.Errorf("%s: %s", row.name, reason)
			}
		}
	}
	if len(work) > 0 {
		t.Errorf("%v", work)
	}
}
