package postgres

import (
	"context"
	"crypto/hmac"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/keys"
)

// Confirmation is what the portal attests to in the event of a confirmation. Whoever may
// write SQL and has no key of the keyset cannot attest to anything, so a confirmation that
// was written behind the program's back is found by [Confirmation.Attested].
type Confirmation struct {
	Transaction, Attempt    approval.ID
	Digest, Result, Decided string // as in the body of the event
	Code                    []byte // keyed hash of the code that was exchanged
}

// ConfirmationOf is what an event says of a confirmation.
func ConfirmationOf(e approval.Event, code []byte) Confirmation {
	return Confirmation{e.Transaction, e.Attempt, e.Detail["digest"], e.Detail["result"], e.Detail["decided"], code}
}

// HashCode is the keyed hash under which an authorization code is stored.
func HashCode(k *keys.Keyset, code approval.Secret) ([]byte, error) {
	return k.Lookup(purposeCode, code.Reveal())
}

// Attest returns the attestation, in hex.
func Attest(k *keys.Keyset, c Confirmation) (string, error) {
	said, err := json.Marshal([]string{string(c.Transaction), string(c.Attempt), c.Digest, c.Result, c.Decided, hex.EncodeToString(c.Code)})
	if err != nil {
		return "", err
	}
	mac, err := k.Lookup(purposeAttest, string(said))
	return hex.EncodeToString(mac), err
}

// Attested reports whether an attestation is that of the portal.
func (c Confirmation) Attested(k *keys.Keyset, attestation string) (bool, error) {
	want, err := Attest(k, c)
	return err == nil && hmac.Equal([]byte(want), []byte(attestation)), err
}

// Unattested are the confirmations that no portal with this keyset attests to.
type Unattested struct {
	Events []int64 // their numbers; the first few
	Count  int
	Before int // of the release before, which attested to nothing, while it was being replaced
}

const (
	fewUnattested = 20

	// attestedSince is how long after the first salted event a portal of the release before,
	// which did not attest, may still have been serving.
	attestedSince = 24 * time.Hour
)

// Unattested looks at every confirmation of this release. An event whose body was erased is
// not among them: its attestation went with it.
func (db *DB) Unattested(ctx context.Context) (u Unattested, err error) {
	err = db.readAll(ctx, func(dbtx pgx.Tx) error {
		rows, err := dbtx.Query(ctx, `select e.id, e.at < (select min(at) from audit_events where body_commit is not null) + $2::interval,
				coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.body, coalesce(encode(t.payload_hash, 'hex'), ''), a.code_mac
			  from audit_events e left join transactions t on t.id = e.tx_id left join attempts a on a.id = e.attempt_id
			 where e.kind = $1 and e.body_commit is not null and e.body is not null order by e.id`, approval.EventTransactionConfirmed, attestedSince)
		if err != nil {
			return err
		}
		var number int64
		var early bool
		var body string
		var c Confirmation
		_, err = pgx.ForEachRow(rows, []any{&number, &early, &c.Transaction, &c.Attempt, &body, &c.Digest, &c.Code}, func() error {
			return u.judge(db.keys, number, early, c, body)
		})
		return err
	})
	return u, Clean(err)
}

func (u *Unattested) judge(k *keys.Keyset, number int64, early bool, c Confirmation, body string) error {
	var said map[string]string
	if err := json.Unmarshal([]byte(body), &said); err != nil {
		return fmt.Errorf("read event %d: %w", number, err)
	}
	c.Result, c.Decided = said["result"], said["decided"]
	ok, err := c.Attested(k, said["attestation"])
	switch {
	case err != nil || ok:
		return err
	case early && said["attestation"] == "":
		u.Before++
		return nil
	}
	if u.Count++; u.Count <= fewUnattested {
		u.Events = append(u.Events, number)
	}
	return nil
}
