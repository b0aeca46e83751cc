package api

import (
	"encoding/json"
	"strconv"
	"time"

	"takeed/internal/approval"
	"takeed/internal/integration"
)

// transaction is a transaction as clients see it.
type transaction struct {
	ID          string             `json:"id"`
	Status      integration.Status `json:"status"`
	Version     int                `json:"version"`
	Kind        string             `json:"kind"`
	Reference   string             `json:"reference"`
	Digest      string             `json:"digest"`
	DigestCode  string             `json:"digest_code"`
	Document    json.RawMessage    `json:"document,omitempty"` // canonical: what the digest covers
	Erased      bool               `json:"erased"`
	Person      *person            `json:"person,omitempty"`
	Language    approval.Lang      `json:"language,omitempty"`
	Sequence    int                `json:"sequence"`
	LiveMode    bool               `json:"livemode"`
	Reason      string             `json:"reason,omitempty"`
	Consumer    string             `json:"consumer,omitempty"`
	ConsumeBy   stamp              `json:"consume_by,omitzero"`
	Consumption *consumption       `json:"consumption,omitempty"`

	ApprovalURL          string `json:"approval_url,omitempty"`
	ApprovalURLExpiresAt stamp  `json:"approval_url_expires_at,omitzero"`

	CreatedAt   stamp `json:"created_at"`
	ExpiresAt   stamp `json:"expires_at"`
	ConfirmedAt stamp `json:"confirmed_at,omitzero"`
	EndedAt     stamp `json:"ended_at,omitzero"`
}

// person is somebody who opened a transaction. Who that is, the client knows already.
type person struct {
	ID string `json:"id"`
}

// consumption is that a transaction was consumed.
type consumption struct {
	ID                 string `json:"id"`
	ExecutionReference string `json:"execution_reference"`
	ConsumedAt         stamp  `json:"consumed_at"`
}

func digest(d approval.Digest) string { return "sha-256:" + d.String() }

// etag changes with every event that the client is told of the transaction.
func etag(sequence int) string { return `"` + strconv.Itoa(sequence) + `"` }

func (room *Room) transaction(t integration.Transaction, now time.Time) transaction {
	v := transaction{
		ID: room.names.Write(integration.PrefixTransaction, t.ID), Status: t.At(now), Version: t.Version, Kind: t.Kind, Reference: t.Reference,
		Digest: digest(t.Digest), DigestCode: t.Digest.CheckCode(), Erased: t.Erased, Language: t.Language, Sequence: t.Sequence, LiveMode: !room.names.Sandbox,
		Reason: t.Reason, Consumer: t.Consumer, ConsumeBy: stamp(t.ConsumeBy()),
		CreatedAt: stamp(t.CreatedAt), ExpiresAt: stamp(t.ExpiresAt), ConfirmedAt: stamp(t.ConfirmedAt),
	}
	if !t.Erased {
		v.Document = t.Document.Canonical()
	}
	if t.Person != "" {
		v.Person = &person{room.names.Write(integration.PrefixPerson, t.Person)}
	}
	if t.Request != approval.Adopted {
		v.EndedAt = stamp(t.EndedAt)
	}
	if c := t.Consumption; c != nil && !c.Lapsed {
		v.Consumption = &consumption{room.names.Write(integration.PrefixConsumption, c.ID), c.ExecutionReference, stamp(c.At)}
	}
	return v
}
