package uaepass

import (
	"cmp"
	"context"
	"net/http"

	"takeed/internal/approval"
	"takeed/internal/guard"
)

// UserInfo asks who confirmed. The call changes nothing at UAE PASS and is made a
// second time when there was no usable connection, no answer in time, or a 5xx. The second
// time has all that is left; there is no third.
func (c *Client) UserInfo(ctx context.Context, token approval.Secret) (approval.Identity, error) {
	if !usable(token.Reveal()) {
		return approval.Identity{}, failed(approval.ReasonUserinfoRejected, 0)
	}
	ctx, cancel := context.WithTimeout(ctx, c.deadlines.userinfo)
	defer cancel()
	first, cancelFirst := context.WithTimeout(ctx, c.deadlines.try)
	defer cancelFirst()
	a, f := c.askUserInfo(first, token)
	if (f != noFault || a.status >= 500) && c.pause(ctx) {
		a, f = c.askUserInfo(ctx, token)
	}
	return identityFrom(a, f)
}

func (c *Client) askUserInfo(ctx context.Context, token approval.Secret) (answer, fault) {
	// A content type without content: the documentation of the call lists it.
	r := newRequest(ctx, http.MethodGet, c.endpoints.userinfo, "application/x-www-form-urlencoded", "")
	r.Header.Set("Authorization", "Bearer "+token.Reveal())
	return c.call(r)
}

func identityFrom(a answer, f fault) (approval.Identity, error) {
	switch {
	case f != noFault:
		return approval.Identity{}, failed(approval.ReasonUserinfoUnavailable, a.status)
	case a.status == http.StatusTooManyRequests:
		return approval.Identity{}, failed(approval.ReasonProviderUnavailable, a.status)
	case a.status >= 400 && a.status < 500:
		return approval.Identity{}, failed(approval.ReasonUserinfoRejected, a.status)
	case a.status != http.StatusOK:
		return approval.Identity{}, failed(approval.ReasonUserinfoUnavailable, a.status)
	}
	who, ok := parseIdentity(a.body)
	if !ok {
		return approval.Identity{}, failed(approval.ReasonUserinfoMalformed, a.status)
	}
	return who, nil
}

// parseIdentity reads a userinfo answer. Whatever is absent stays empty, and nothing
// is judged by its shape: UAE PASS's own samples have Emirates IDs of fourteen
// digits, mobile numbers of thirteen and subjects that are no UUID.
// https://docs.uaepass.ae/resources/attributes-list
func parseIdentity(body []byte) (approval.Identity, bool) {
	o := readObject(body, "sub", "uuid", "idn", "unifiedID", "unifiedId", "userType", "profileType", "mobile", "email",
		"fullnameEN", "firstnameEN", "lastnameEN", "fullnameAR", "firstnameAR", "lastnameAR")
	who := approval.Identity{
		Subject:    o.value("sub"),
		UUID:       o.value("uuid"),
		EmiratesID: o.value("idn"),
		UnifiedID:  o.unifiedID(),
		Level:      approval.Level(o.value("userType")),
		Visitor:    o.profileType() == "2",
		Mobile:     o.value("mobile"),
		Email:      o.value("email"),
		NameEN:     o.name("fullnameEN", "firstnameEN", "lastnameEN"),
		NameAR:     o.name("fullnameAR", "firstnameAR", "lastnameAR"),
	}
	if !o.ok() {
		return approval.Identity{}, false
	}
	return who, true
}

// unifiedID is spelled in two ways in the documentation. Both at once are fine as
// long as they agree.
func (o *object) unifiedID() string {
	a, b := o.value("unifiedID"), o.value("unifiedId")
	if a != "" && b != "" && a != b {
		o.faulty = true
	}
	return cmp.Or(a, b)
}

// profileType is a string in the documentation and a number in one SDK.
func (o *object) profileType() string {
	if raw := string(o.members["profileType"]); raw == "1" || raw == "2" {
		return raw
	}
	return o.value("profileType")
}

// name is the full name, or else what the first and the last name make.
func (o *object) name(full, first, last string) string {
	return cmp.Or(guard.CleanName(o.text(full)), guard.CleanName(o.text(first)+" "+o.text(last)))
}
