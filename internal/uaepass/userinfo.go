package uaepass

import (
	"cmp"
	"context"
	"net/http"
	"strings"

	"takeed/internal/approval"
)

// UserInfo asks who confirmed. The call changes nothing at UAE PASS and is made a
// second time when there was no usable connection, no answer in time, or a 5xx. The second
// try has all the time that is left; there is no third.
func (c *Client) UserInfo(ctx context.Context, token approval.Secret) (approval.Identity, error) {
	if !usable(token.Reveal()) {
		return approval.Identity{}, failure(approval.ReasonUserinfoRejected, 0)
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
		return approval.Identity{}, failure(approval.ReasonUserinfoUnavailable, a.status)
	case a.status == http.StatusTooManyRequests:
		return approval.Identity{}, failure(approval.ReasonProviderUnavailable, a.status)
	case a.status >= 400 && a.status < 500:
		return approval.Identity{}, failure(approval.ReasonUserinfoRejected, a.status)
	case a.status != http.StatusOK:
		return approval.Identity{}, failure(approval.ReasonUserinfoUnavailable, a.status)
	}
	who, ok := parseIdentity(a.body)
	if !ok {
		return approval.Identity{}, failure(approval.ReasonUserinfoMalformed, a.status)
	}
	return who, nil
}

// The claims that decide who a person is, and those that only tell how to address or reach
// them.
var (
	decidingClaims  = []string{"sub", "uuid", "idn", "unifiedID", "unifiedId", "userType", "profileType"}
	informingClaims = []string{"mobile", "email", "fullnameEN", "firstnameEN", "lastnameEN", "fullnameAR", "firstnameAR", "lastnameAR"}
)

// parseIdentity reads a userinfo answer. An absent claim stays empty. Deciding claims are not
// judged by their shape: UAE PASS's own samples have Emirates IDs of fourteen digits and
// subjects that are not UUIDs. But any doubt about what one says refuses the answer.
// Informing claims are cleaned or dropped, and never stop a customer.
// https://docs.uaepass.ae/resources/attributes-list
func parseIdentity(body []byte) (approval.Identity, bool) {
	o := readInformed(body, decidingClaims, informingClaims)
	who := approval.Identity{
		Subject:    o.value("sub"),
		UUID:       o.value("uuid"),
		EmiratesID: o.value("idn"),
		UnifiedID:  o.unifiedID(),
		Level:      approval.Level(o.value("userType")),
		Visitor:    o.profileType() == "2",
		Mobile:     o.informed("mobile", cleanMobile),
		Email:      o.informed("email", cleanEmail),
		NameEN:     o.name("fullnameEN", "firstnameEN", "lastnameEN"),
		NameAR:     o.name("fullnameAR", "firstnameAR", "lastnameAR"),
		Unusable:   strings.Join(o.unusable, " "),
	}
	if !o.ok() {
		return approval.Identity{}, false
	}
	return who, true
}

// unifiedID reads a claim that the documentation spells in two ways. Both at once are fine
// as long as they agree.
func (o *object) unifiedID() string {
	a, b := o.value("unifiedID"), o.value("unifiedId")
	if a != "" && b != "" && a != b {
		o.faulty = true
	}
	return cmp.Or(a, b)
}

// profileType reads a claim that is a string in the documentation and a number in one SDK.
func (o *object) profileType() string {
	if raw := string(o.members["profileType"]); raw == "1" || raw == "2" {
		return raw
	}
	return o.value("profileType")
}
