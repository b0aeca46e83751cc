package api

import (
	"crypto/rand"
	"net/http"

	"takeed/internal/approval"
	"takeed/internal/integration"
)

// cancel withdraws what a client asked for, and answers where it stands then.
func (a *approvals) cancel(w http.ResponseWriter, r *call) error {
	if err := empty(r.Request); err != nil {
		return err
	}
	if err := a.requests.CancelRequest(r.Context(), r.caller.Client, r.id, r.origin); err != nil {
		return err
	}
	t, now, err := a.transactions.ClientTransaction(r.Context(), r.caller.ID, r.id)
	if err != nil {
		return err
	}
	w.Header().Set("ETag", etag(t.Sequence))
	return answer(w, http.StatusOK, a.transaction(t, now))
}

// link is a new approval link.
type link struct {
	ID                   string `json:"id"`
	ApprovalURL          string `json:"approval_url"`
	ApprovalURLExpiresAt stamp  `json:"approval_url_expires_at"`
}

// renew makes another link, and the old one dead.
func (a *approvals) renew(w http.ResponseWriter, r *call) error {
	if err := empty(r.Request); err != nil {
		return err
	}
	t, _, err := a.transactions.ClientTransaction(r.Context(), r.caller.ID, r.id)
	if err != nil {
		return err
	}
	token := approval.SecretOf(rand.Text())
	if err := a.requests.RenewLink(r.Context(), r.caller.Client, r.id, token.Hash(), r.origin); err != nil {
		return err
	}
	return answer(w, http.StatusOK, link{
		a.names.Write(integration.PrefixTransaction, t.ID), a.linkURL(t.Language, token), stamp(t.ExpiresAt),
	})
}
