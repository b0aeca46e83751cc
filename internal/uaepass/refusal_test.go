package uaepass

import (
	"encoding/json"
	"testing"

	"takeed/internal/approval"
)

// The words a 400 of the token endpoint comes with: the catalogue of TrustedX, the
// strings of WSO2, the one line of the face flow's own page.
func TestWordsOfARefusal(t *testing.T) {
	t.Parallel()
	tests := []struct {
		code, description string
		want              approval.Reason
	}{
		{"invalid_grant", "expiredCode", approval.ReasonCodeExpired},
		{"invalid_grant", "codeNotFound", approval.ReasonCodeExpired},
		{"invalid_grant", "invalidOrExpiredCode", approval.ReasonCodeExpired},
		{"invalid_grant", "codeNotIssuedToClientId", approval.ReasonCodeForeign},
		{"invalid_grant", "redirectUriMismatch", approval.ReasonRedirectMismatch},
		{"invalid_client", "unregisteredClient", approval.ReasonClientUnknown},
		{"invalid_client", "redirectUriMismatch", approval.ReasonClientUnknown},
		{"unsupported_grant_type", "", approval.ReasonRequestUnsupported},
		{"invalid_scope", "", approval.ReasonRequestUnsupported},
		{"Invalid_basic_header_authentication", "invalidHttpBasicAuthenticationToken", approval.ReasonClientUnknown},
		{"", "invalidHttpBasicAuthenticationToken", approval.ReasonClientUnknown},
		{"", "unregisteredClient", approval.ReasonClientUnknown},
		{"Invalid_Token", "", approval.ReasonTokenRejected},

		{"invalid_grant", "Callback url mismatch", approval.ReasonRedirectMismatch},
		{"invalid_grant", "Invalid authorization code received from token request", approval.ReasonTokenRejected},
		{"invalid_grant", "Inactive authorization code received from token request", approval.ReasonTokenRejected},
		{"invalid_grant", "Expired or Revoked authorization code received from token request", approval.ReasonCodeExpired},
		{"invalid_client", "Client Authentication failed.", approval.ReasonClientUnknown},
		{"invalid_request", "A valid OAuth client could not be found for client_id: x", approval.ReasonClientUnknown},
		{"invalid_request", "Consumer Key not found", approval.ReasonClientUnknown},
		{"unauthorized_client", "The authenticated client is not authorized to use this authorization grant type", approval.ReasonClientUnknown},
		{"invalid_grant", "Empty PKCE code_verifier sent. This authorization code requires a PKCE verification to obtain an access token.", approval.ReasonVerifierRejected},
		{"invalid_grant", "PKCE validation failed", approval.ReasonVerifierRejected},
		{"invalid_request", "Code verifier expired or does not match", approval.ReasonVerifierRejected},
		{"invalid_request", "Invalid request with repeated parameters.", approval.ReasonRequestUnsupported},
		{"invalid_request", "repeatedParameter", approval.ReasonRequestUnsupported},
		{"invalid_request", "Missing parameters: grant_type", approval.ReasonRequestUnsupported},

		{"Invalid request", "", approval.ReasonTokenRejected},
		{"invalid_request", "", approval.ReasonTokenRejected},
		{"INVALID_GRANT", "EXPIREDCODE", approval.ReasonCodeExpired},
		{"InvalidGrant", "expired code", approval.ReasonCodeExpired},
		{"Invalid Client", "", approval.ReasonClientUnknown},
		{"expiredCode", "", approval.ReasonCodeExpired},
		{"invalid_grant", "", approval.ReasonTokenRejected},
		{"invalid_grant", "CANARY-provider", approval.ReasonTokenRejected},
		{"CANARY-provider", "CANARY-provider", approval.ReasonTokenRejected},
		{"", "", approval.ReasonTokenRejected},
	}
	for _, tt := range tests {
		body, err := json.Marshal(map[string]string{"error": tt.code, "error_description": tt.description})
		if err != nil {
			t.Fatal(err)
		}
		if got := refusalText(body); got != tt.want {
			t.Errorf("%q, %q: %s, want %s", tt.code, tt.description, got, tt.want)
		}
	}
}

func TestARefusalNeedNotBeJSON(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		"", "null", "[]", "7", `"invalid_client"`, "<html>invalid_client</html>", `{ {"error":"invalid_client",} }`,
		`{"error":7,"error_description":null}`, `{"error":["invalid_client"]}`, "\xff\xfe", "\ufeff{}",
	} {
		if got := refusalText([]byte(body)); got != approval.ReasonTokenRejected {
			t.Errorf("%q: %s", body, got)
		}
	}
	if got := refusalText([]byte(`{"error":{"code":"x"},"error_description":"expiredCode"}`)); got != approval.ReasonCodeExpired {
		t.Errorf("the description was lost with the code: %s", got)
	}
}
