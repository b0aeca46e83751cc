package simulator

// Fault is why an endpoint refuses, in the simulator's own words. What it is called
// on the wire depends on the vocabulary.
type Fault string

const (
	BadRequest         Fault = "bad_request"         // parameters missing, or where they are not accepted
	RepeatedParameter  Fault = "repeated_parameter"  //
	UnsupportedGrant   Fault = "unsupported_grant"   //
	InvalidScope       Fault = "invalid_scope"       // never occurs with authorization codes, but is in the documents
	NotBasic           Fault = "not_basic"           // no Authorization header, or another scheme
	MalformedBasic     Fault = "malformed_basic"     //
	UnregisteredClient Fault = "unregistered_client" //
	WrongCredentials   Fault = "wrong_credentials"   //
	UnknownCode        Fault = "unknown_code"        // never issued, or forgotten
	ExpiredCode        Fault = "expired_code"        //
	UsedCode           Fault = "used_code"           // a replay: what was issued is revoked
	ForeignCode        Fault = "foreign_code"        // issued to another client
	RedirectMismatch   Fault = "redirect_mismatch"   // with the authorization request
	MissingVerifier    Fault = "missing_verifier"    // PKCE
	WrongVerifier      Fault = "wrong_verifier"      // PKCE
	BadToken           Fault = "bad_token"           // userinfo: no Bearer, or a dead token
	BlankToken         Fault = "blank_token"         // introspection without a token
	InactiveToken      Fault = "inactive_token"      // introspection of a dead token; see InactiveAnswer
)

// Vocabulary names one of the languages in which UAE PASS has been seen to refuse.
type Vocabulary string

const (
	TrustedX Vocabulary = "trustedx" // the documented catalogue
	WSO2     Vocabulary = "wso2"     // the product that UAE PASS seems to run in front
	FacePage Vocabulary = "face"     // the page on facial confirmation: one sentence for everything
)

// Vocabularies lists them.
var Vocabularies = []Vocabulary{TrustedX, WSO2, FacePage}

// refusals are the words for every fault.
type refusals map[Fault]refusal

type refusal struct {
	status      int
	error       string
	description string
}

func (r refusal) fields() map[string]any {
	f := map[string]any{"error": r.error}
	if r.description != "" {
		f["error_description"] = r.description
	}
	return f
}

// vocabularies has the words of each vocabulary. The documents of TrustedX have none for
// the PKCE faults, which here get those of a code that is not valid.
var vocabularies = map[Vocabulary]refusals{
	TrustedX: {
		BadRequest:         {400, "invalid_request", ""},
		RepeatedParameter:  {400, "invalid_request", "repeatedParameter"},
		UnsupportedGrant:   {400, "unsupported_grant_type", ""},
		InvalidScope:       {400, "invalid_scope", ""},
		NotBasic:           {401, "invalid_client", "unsupportedAuthenticationScheme"},
		MalformedBasic:     {400, "Invalid_basic_header_authentication", "invalidHttpBasicAuthenticationToken"},
		UnregisteredClient: {400, "invalid_client", "unregisteredClient"},
		WrongCredentials:   {401, "invalid_client", "invalidCredentials"},
		UnknownCode:        {400, "invalid_grant", "codeNotFound"},
		ExpiredCode:        {400, "invalid_grant", "expiredCode"},
		UsedCode:           {400, "invalid_grant", "invalidOrExpiredCode"},
		ForeignCode:        {400, "invalid_grant", "codeNotIssuedToClientId"},
		RedirectMismatch:   {400, "invalid_grant", "redirectUriMismatch"},
		MissingVerifier:    {400, "invalid_grant", "invalidOrExpiredCode"},
		WrongVerifier:      {400, "invalid_grant", "invalidOrExpiredCode"},
		BadToken:           {400, "Invalid_Token", ""},
		BlankToken:         {400, "Invalid input", ""},
	},
	WSO2: {
		BadRequest:         {400, "invalid_request", "Missing parameters: code or redirect_uri"},
		RepeatedParameter:  {400, "invalid_request", "Invalid request with repeated parameters."},
		UnsupportedGrant:   {400, "unsupported_grant_type", "Unsupported grant_type value"},
		InvalidScope:       {400, "invalid_scope", ""},
		NotBasic:           {401, "invalid_client", "Client Authentication failed."},
		MalformedBasic:     {401, "invalid_client", "Client Authentication failed."},
		UnregisteredClient: {401, "invalid_client", "A valid OAuth client could not be found for client_id: Consumer Key not found"},
		WrongCredentials:   {401, "invalid_client", "Client Authentication failed."},
		UnknownCode:        {400, "invalid_grant", "Invalid authorization code received from token request"},
		ExpiredCode:        {400, "invalid_grant", "Expired or Revoked authorization code received from token request"},
		UsedCode:           {400, "invalid_grant", "Inactive authorization code received from token request"},
		ForeignCode:        {400, "invalid_grant", "Invalid authorization code received from token request"},
		RedirectMismatch:   {400, "invalid_grant", "Callback url mismatch"},
		MissingVerifier:    {400, "invalid_grant", "Empty PKCE code_verifier sent. This authorization code requires a PKCE verification to obtain an access token."},
		WrongVerifier:      {400, "invalid_grant", "PKCE validation failed"},
		BadToken:           {401, "invalid_token", "Access token validation failed"},
		BlankToken:         {400, "Invalid input", ""},
	},
	FacePage: facePage(),
}

func facePage() refusals {
	all := refusals{}
	for _, f := range faults {
		all[f] = refusal{400, "Invalid request", ""}
	}
	return all
}

// faults lists the faults that have words in the vocabularies.
var faults = []Fault{
	BadRequest, RepeatedParameter, UnsupportedGrant, InvalidScope, NotBasic, MalformedBasic, UnregisteredClient, WrongCredentials,
	UnknownCode, ExpiredCode, UsedCode, ForeignCode, RedirectMismatch, MissingVerifier, WrongVerifier, BadToken,
	BlankToken,
}
