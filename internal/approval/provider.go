package approval

import "fmt"

// AuthorizationRequest is what the browser is sent to the provider with.
type AuthorizationRequest struct {
	State    Secret
	Verifier Secret // PKCE (RFC 7636); its challenge is sent, unless switched off
	Nonce    Secret // OpenID Connect; empty with UAE PASS, which has none
	Lang     Lang
	Username string // the identifier of the person who shall confirm; empty at sign-in
}

// Grant is what an authorization code is exchanged with.
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
