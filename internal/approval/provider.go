package approval

import "fmt"

// AuthorizationRequest is what goes into the URL that sends the browser to the provider.
type AuthorizationRequest struct {
	State    Secret
	Verifier Secret // PKCE (RFC 7636); its challenge is sent, unless switched off
	Nonce    Secret // OpenID Connect; empty with UAE PASS, which has none
	Lang     Lang
	Username string // the identifier of the person who must confirm; empty at sign-in
	Simulate string // in a sandbox: what a simulator of the provider is to play; empty for nothing
}

// Grant is what is exchanged for a token.
type Grant struct {
	Code     Secret
	Verifier Secret
}

// ProviderFailure is a failed conversation with the provider, told in our words:
// the reason, and nothing that the provider or the network said.
type ProviderFailure struct {
	Reason Reason
	Status int // HTTP status, 0 if there was none
}

func (e *ProviderFailure) Error() string {
	if e.Status == 0 {
		return "provider: " + string(e.Reason)
	}
	return fmt.Sprintf("provider: %s (HTTP %d)", e.Reason, e.Status)
}
