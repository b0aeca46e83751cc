package main

import (
	"net/url"

	"takeed/internal/app"
	"takeed/internal/approval"
	"takeed/internal/uaepass"
)

func (e *environment) uaePass() app.UAEPass {
	u := app.UAEPass{
		BaseURL:    e.or("UAEPASS_BASE_URL", "https://stg-id.uaepass.ae"),
		PKCE:       e.onOff("UAEPASS_PKCE", true),
		Introspect: e.onOff("UAEPASS_INTROSPECT", false),
		ACRValues:  e.or("UAEPASS_ACR_VALUES", uaepass.DefaultACRValues),
	}
	u.Signin = e.client("UAEPASS_SIGNIN", e.or("UAEPASS_SIGNIN_SCOPE", signinScope))
	u.Confirm = e.client("UAEPASS_CONFIRM", e.or("UAEPASS_SCOPE", generalScope))
	if u.Signin.ID != "" && u.Signin.ID == u.Confirm.ID {
		e.fault("UAEPASS_SIGNIN_CLIENT_ID and UAEPASS_CONFIRM_CLIENT_ID are the same: the face flow needs a client of its own")
	}
	var ok bool
	if u.Encoding, ok = uaepass.ParseTokenEncoding(e.or("UAEPASS_TOKEN_ENCODING", "form")); !ok {
		e.fault(`UAEPASS_TOKEN_ENCODING must be "form", "multipart" or "query"`)
	}
	var err error
	if u.Extra, err = url.ParseQuery(e.get("UAEPASS_EXTRA_PARAMS")); err != nil {
		e.fault("UAEPASS_EXTRA_PARAMS must be a query string, such as prompt=login")
	}
	e.blame(uaepass.Config{BaseURL: u.BaseURL, Extra: u.Extra}.Faults(),
		map[string]string{"BaseURL": "UAEPASS_BASE_URL", "Extra": "UAEPASS_EXTRA_PARAMS"})
	return u
}

func (e *environment) client(prefix, scope string) app.Client {
	client := app.Client{
		ID:     e.required(prefix+"_CLIENT_ID", "the id that UAE PASS issued"),
		Secret: approval.SecretOf(e.requiredSecret(prefix + "_CLIENT_SECRET")),
		Scope:  scope,
	}
	e.blame(uaepass.Config{ClientID: client.ID, ClientSecret: client.Secret}.Faults(),
		map[string]string{"ClientID": prefix + "_CLIENT_ID", "ClientSecret": prefix + "_CLIENT_SECRET"})
	return client
}

// blame reports the faults of a configuration under the names of the settings that its
// fields were read from. settings maps fields to those names. A missing value was reported
// when it was read.
func (e *environment) blame(faults []uaepass.Fault, settings map[string]string) {
	for _, f := range faults {
		if name := settings[f.Field]; name != "" && !f.Missing() {
			e.fault("%s: %w", name, f.Err)
		}
	}
}
