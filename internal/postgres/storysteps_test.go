package postgres_test

import (
	"context"
	"errors"
	"io"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/postgres/auditlog"
	"takeed/internal/signin"
)

// fullDisk takes nothing.
type fullDisk struct{}

var errFullDisk = errors.New("full")

func (fullDisk) Write([]byte) (int, error) { return 0, errFullDisk }

func (j *journey) exports(out io.Writer, want error) {
	j.Helper()
	run, err := auditlog.New(j.db).StartExport(j.Context(), audit.Export{Format: audit.JSONL}, auditor)
	j.must(err)
	_, err = run(j.Context(), out, func(context.Context) error { return nil })
	if !errors.Is(err, want) {
		j.Errorf("the export: %v, want %v", err, want)
	}
}

func unmasked(i approval.Identity) approval.Identity { return i }

func failure(why approval.Reason) error { return &approval.ProviderFailure{Reason: why} }

// triesAs is an attempt that an identity answers which differs from the one signed in.
func (j *journey) triesAs(change func(*approval.Identity)) {
	j.triesThen(func() { change(&j.Answers) })
}

// triesThen is an attempt before whose callback something changes at UAE PASS.
func (j *journey) triesThen(change func()) {
	j.Helper()
	c := j.Newcomer()
	r := j.Leaves(c, j.Asks(c))
	change()
	j.Returns(r, nil)
}

// failsFiveTimes is five attempts in a row that UAE PASS refuses to answer, and a look at that.
func (j *journey) failsFiveTimes() {
	j.Helper()
	j.Passes(5 * time.Minute)
	for range 5 {
		j.triesThen(func() { j.AtToken = failure(approval.ReasonClientAuth) })
		j.AtToken = nil
	}
	j.must(j.Confirm.Watch(j.Context()))
}

func (j *journey) comesBackWith(providerError string) {
	j.Helper()
	c := j.Newcomer()
	r := j.Leaves(c, j.Asks(c))
	r.Callback.Code, r.Callback.Error = approval.Secret{}, providerError
	j.Returns(r, nil)
}

func (j *journey) refusedSignin(r signin.Return) {
	j.Helper()
	result, err := j.Signin.Complete(j.Context(), r)
	j.must(err)
	if result.Refused == nil {
		j.Error("the sign-in was not refused")
	}
}

func (j *journey) refusedStaff(r signin.Return) {
	j.Helper()
	result, err := j.Staff.Complete(j.Context(), r)
	j.must(err)
	if result.Refused == nil {
		j.Error("the sign-in was not refused")
	}
}

func (j *journey) tooMany(err error) {
	j.Helper()
	if many := (*approval.TooMany)(nil); !errors.As(err, &many) {
		j.Errorf("the limit did not refuse: %v", err)
	}
}
