package postgres_test

import (
	"errors"
	"io"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/signin"
)

// fullDisk takes nothing.
type fullDisk struct{}

var errFullDisk = errors.New("full")

func (fullDisk) Write([]byte) (int, error) { return 0, errFullDisk }

func (j *journey) exports(out io.Writer, want error) {
	j.Helper()
	_, err := exported(j.Context(), j.db.AuditLog(), audit.Export{Format: audit.JSONL}, out)
	if !errors.Is(err, want) {
		j.Errorf("the export: %v, want %v", err, want)
	}
}

func unmasked(i approval.Identity) approval.Identity { return i }

func failure(why approval.Reason) error { return &approval.ProviderFailure{Reason: why} }

// triesAs is an attempt that an identity answers which differs from the one signed in.
func (j *journey) triesAs(change func(*approval.Identity)) {
	j.triesThen(func() { change(&j.answers) })
}

// triesThen is an attempt before whose callback something changes at UAE PASS.
func (j *journey) triesThen(change func()) {
	j.Helper()
	c := j.newcomer()
	r := j.leaves(c, j.asks(c))
	change()
	j.returns(r, nil)
}

// failsFiveTimes is five attempts in a row that UAE PASS refuses to answer, and a look at that.
func (j *journey) failsFiveTimes() {
	j.Helper()
	j.passes(5 * time.Minute)
	for range 5 {
		j.triesThen(func() { j.atToken = failure(approval.ReasonClientAuth) })
		j.atToken = nil
	}
	j.must(j.confirm.Watch(j.Context()))
}

func (j *journey) comesBackWith(providerError string) {
	j.Helper()
	c := j.newcomer()
	r := j.leaves(c, j.asks(c))
	r.Callback.Code, r.Callback.Error = approval.Secret{}, providerError
	j.returns(r, nil)
}

func (j *journey) refusedSignin(r signin.Return) {
	j.Helper()
	result, err := j.signin.Complete(j.Context(), r)
	j.must(err)
	if result.Refused == nil {
		j.Error("the sign-in was not refused")
	}
}

func (j *journey) refusedStaff(r signin.Return) {
	j.Helper()
	result, err := j.staff.Complete(j.Context(), r)
	j.must(err)
	if result.Refused == nil {
		j.Error("the sign-in was not refused")
	}
}

func (j *journey) disables(c customer, off bool) {
	j.Helper()
	j.decides(approval.Lock{Person: c.ID}, func(f approval.Facts) (approval.Change, error) {
		return f.Disable(off, approval.Source{Actor: approval.System})
	})
}

func (j *journey) tooMany(err error) {
	j.Helper()
	if many := (*approval.TooMany)(nil); !errors.As(err, &many) {
		j.Errorf("the limit did not refuse: %v", err)
	}
}
