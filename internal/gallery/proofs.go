package gallery

import (
	"errors"

	"takeed/internal/approval"
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
	result := approval.Result{Identifier: "784-1990-XXXXXXX-X", Method: approval.ByFace, Name: by, Status: approval.Confirmed}
	return view.Proof{Address: "https://portal.example.ae/V", Receipt: &receipt.Receipt{
		Document: tx.Document.Canonical(), Result: approval.SaltedResult{Text: result.Canonical()},
		Proof: translog.Proof{Index: index, Note: note}, Statement: statement,
	}}
}

func must(err error) {
	if err != nil {
		panic("gallery: " + err.Error())
	}
}
