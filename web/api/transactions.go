package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/receipt"
	"takeed/web/page"
)

// records is what clients read of transactions.
type records struct {
	*Room
	transactions Transactions
	receipts     Receipts
	stopping     <-chan struct{}
}

// find looks a transaction up by the client's own reference.
func (x *records) find(w http.ResponseWriter, r *call) error {
	q := queryOf(r)
	reference := q.required("reference")
	if reference != "" && !visible.MatchString(reference) {
		q.refuse("reference", "malformed")
	}
	if err := q.err(); err != nil {
		return err
	}
	found := list[transaction]{Data: []transaction{}}
	t, now, err := x.transactions.ClientTransactionByReference(r.Context(), r.caller.ID, reference)
	switch {
	case err == nil:
		found.Data = append(found.Data, x.transaction(t, now))
	case !errors.Is(err, approval.ErrNotFound):
		return err
	}
	return answer(w, http.StatusOK, found)
}

// longestWait is how many seconds a read may wait for a change.
const longestWait = 25

// get answers where a transaction stands, perhaps after waiting for a change.
func (x *records) get(w http.ResponseWriter, r *call) error {
	q := queryOf(r)
	wait := q.number("wait", 0, longestWait, 0)
	if err := q.err(); err != nil {
		return err
	}
	t, now, err := x.transactions.ClientTransaction(r.Context(), r.caller.ID, r.id)
	if err != nil {
		return err
	}
	known := knownTag(r, t, now)
	if wait > 0 && !t.Final(now) && (known || r.Header.Get("If-None-Match") == "") {
		if t, now, err = x.changed(w, r, t, now, time.Duration(wait)*time.Second); err != nil {
			return err
		}
		known = knownTag(r, t, now)
	}
	w.Header().Set("ETag", etag(t.Sequence))
	if known {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return answer(w, http.StatusOK, x.transaction(t, now))
}

// knownTag reports whether the client has this state already. What time has decided and the
// sweep has not written yet has no event, and so no tag of its own.
func knownTag(r *call, t integration.Transaction, now time.Time) bool {
	if t.At(now) != t.At(time.Time{}) {
		return false
	}
	for _, header := range r.Header.Values("If-None-Match") {
		for tag := range strings.SplitSeq(header, ",") {
			if tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/"); tag == etag(t.Sequence) || tag == "*" {
				return true
			}
		}
	}
	return false
}

// pollEvery is how often a read that waits looks, and pollTime how long the last look may take.
const (
	pollEvery = time.Second
	pollTime  = 8 * time.Second
)

// changed waits until a transaction is not as it was, or the time is over, and returns it as it
// is then. If too many wait already, or the process is about to end, it does not wait.
func (x *records) changed(w http.ResponseWriter, r *call, t integration.Transaction, now time.Time, wait time.Duration) (integration.Transaction, time.Time, error) {
	select {
	case x.limits.waiting <- struct{}{}:
		defer func() { <-x.limits.waiting }()
	default:
		return t, now, nil
	}
	request, cancel, err := page.Patient(w, r.Request, wait+pollTime)
	if err != nil {
		return t, now, err
	}
	defer cancel()
	over, tick := time.NewTimer(wait), time.NewTicker(pollEvery)
	defer over.Stop()
	defer tick.Stop()
	before, status := t.Sequence, t.At(now)
	for t.Sequence == before && t.At(now) == status {
		select {
		case <-over.C:
			return t, now, nil
		case <-x.stopping:
			return t, now, nil
		case <-request.Context().Done():
			return t, now, request.Context().Err()
		case <-tick.C:
		}
		if t, now, err = x.look(request.Context(), r, t, now); err != nil {
			return t, now, err
		}
	}
	return t, now, nil
}

// look reads again. An outcome that is not known yet is one that waiting helps.
func (x *records) look(ctx context.Context, r *call, t integration.Transaction, now time.Time) (integration.Transaction, time.Time, error) {
	next, then, err := x.transactions.ClientTransaction(ctx, r.caller.ID, r.id)
	if errors.Is(err, approval.ErrOutcomeUnknown) {
		return t, now, nil
	}
	return next, then, err
}

// receipt is the proof of a confirmation.
func (x *records) receipt(w http.ResponseWriter, r *call) error {
	t, _, err := x.transactions.ClientTransaction(r.Context(), r.caller.ID, r.id)
	if err != nil {
		return err
	}
	if t.State != approval.Confirmed {
		return errNoReceipt
	}
	proved, err := x.receipts.Receipt(r.Context(), t.ID)
	switch {
	case errors.Is(err, receipt.ErrFollows):
		return errFollows
	case errors.Is(err, approval.ErrNotFound):
		return errNoReceipt
	case err != nil:
		return err
	}
	w.Header().Set("Vary", "Accept")
	if form, _ := accepted(r.Request, mediaJSON, mediaText); form == mediaText {
		w.Header().Set("Content-Type", mediaText+"; charset=utf-8")
		send(w, http.StatusOK, proved.Proof.Text())
		return nil
	}
	file, err := proved.Encode()
	if err != nil {
		return err
	}
	return answerBytes(w, http.StatusOK, file)
}
