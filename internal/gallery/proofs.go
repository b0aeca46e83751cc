package gallery

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/receipt"
	"takeed/internal/translog"
	"takeed/web/view"
)

// proved is a confirmation that the log covers, at a bank's size.
func proved(tx approval.Transaction, by approval.Text) view.Proof {
	const origin, index = "portal.example.ae/log", 20_852_163
	secret, _, err1 := translog.GenerateKey(origin)
	keys, err2 := translog.ParseKeys(secret, origin)
	must(errors.Join(err1, err2))
	note, err1 := keys.Sign(translog.Checkpoint{Origin: origin, Size: index + 7, Root: translog.Hash(tx.Digest)})
	statement, err2 := receipt.Sign(keys, index, tx.Digest, tx.ConfirmedAt)
	must(errors.Join(err1, err2))
	hashes := make([]translog.Hash, 25)
	for i := range hashes {
		_, _ = rand.Read(hashes[i][:])
	}
	result := approval.Result{Identifier: "784-1990-XXXXXXX-X", Method: approval.ByFace, Name: by, Status: approval.Confirmed}
	salted := approval.SaltedResult{Salt: approval.NewSalt(), Text: result.Canonical()}
	return view.Proof{Address: "https://portal.example.ae/V", Receipt: &receipt.Receipt{
		Document: tx.Document.Canonical(), Result: salted, Event: confirmation(tx, salted),
		Proof: translog.Proof{Index: index, Hashes: hashes, Note: note}, Statement: statement,
	}}
}

// confirmation is the event that a receipt proves.
func confirmation(tx approval.Transaction, result approval.SaltedResult) audit.Line {
	l := line(tx.ConfirmedAt, approval.EventTransactionConfirmed, approval.Customer(tx.PersonID), "attestation", tx.Digest.String(),
		"decided", tx.ConfirmedAt.UTC().Format(time.RFC3339Nano), "digest", tx.Digest.String(), "kind", tx.Kind, "result", result.Commitment().String(), "version", "1")
	l.Number, l.Position, l.ToState, l.Transaction, l.Attempt, l.Stream = 18_204, 5, string(approval.Confirmed), tx.ID, attemptID, approval.OfTransaction(tx.ID)
	salt := approval.NewSalt()
	commitment := audit.Commit(salt[:], l.Body)
	l.Salt, l.Commitment, l.Prev = salt[:], commitment[:], tx.Digest[:]
	sum := l.Sum()
	l.Hash = sum[:]
	return l
}

// provedOnPaper is the same with the full proof asked for, and cosigned by so many witnesses.
func provedOnPaper(witnesses int) func(tx approval.Transaction, by approval.Text) view.Proof {
	return func(tx approval.Transaction, by approval.Text) view.Proof {
		p := proved(tx, by)
		p.Full = true
		for i := range witnesses {
			signature := make([]byte, 4+8+64)
			_, _ = rand.Read(signature)
			p.Receipt.Proof.Note = fmt.Appendf(p.Receipt.Proof.Note, "— witness.example.ae/%d %s\n", i, base64.StdEncoding.EncodeToString(signature))
		}
		return p
	}
}

func must(err error) {
	if err != nil {
		panic("gallery: " + err.Error())
	}
}
