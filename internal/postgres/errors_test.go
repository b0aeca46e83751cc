package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"takeed/internal/approval"
)

// canary stands for a row or a parameter that the server quotes.
const canary = "784199000000010"

// said is what the server says, with a canary wherever data can stand.
func said(severity, code, constraint string) error {
	return &pgconn.PgError{
		Severity: severity, SeverityUnlocalized: severity, Code: code, ConstraintName: constraint,
		Message: canary, Detail: "Failing row contains (" + canary + ").", Hint: canary, Where: canary,
		InternalQuery: canary, DataTypeName: canary, SchemaName: canary, TableName: canary, ColumnName: canary,
	}
}

// unsent is an error that pgx marks as one before the first byte.
type unsent struct{ error }

func (unsent) SafeToRetry() bool { return true }

// commitErrors are what can come back instead of a commit, and what the portal may
// believe then: nil, that it did not happen and nobody acts on why.
var commitErrors = map[string]struct{ given, want error }{
	"a trigger's refusal":       {said("ERROR", "42501", ""), nil},
	"a check":                   {said("ERROR", "23514", "answered_by_the_enrolled"), nil},
	"the final foreign key":     {said("ERROR", "23503", "confirmed_by"), nil},
	"cancelled by its timeout":  {said("ERROR", "57014", ""), nil},
	"in a failed transaction":   {said("ERROR", "25P02", ""), nil},
	"wrapped":                   {fmt.Errorf("batch: %w", said("ERROR", "23514", "")), nil},
	"a guard":                   {said("ERROR", "TK001", ""), approval.ErrStale},
	"serialization":             {said("ERROR", "40001", ""), approval.ErrStale},
	"deadlock":                  {said("ERROR", "40P01", ""), approval.ErrStale},
	"a second live attempt":     {said("ERROR", "23505", "one_live_per_user"), approval.ErrStale},
	"too late":                  {said("ERROR", "23514", "confirmed_in_time"), approval.ErrStale},
	"a used code":               {said("ERROR", "23505", "code_once"), approval.ErrCodeReused},
	"the server shuts down":     {said("FATAL", "57P01", ""), approval.ErrOutcomeUnknown},
	"the server crashed":        {said("FATAL", "57P02", ""), approval.ErrOutcomeUnknown},
	"the server panics":         {said("PANIC", "58030", ""), approval.ErrOutcomeUnknown},
	"a guard, fatally":          {said("FATAL", "TK001", ""), approval.ErrOutcomeUnknown},
	"a server that says little": {&pgconn.PgError{Code: "23514"}, approval.ErrOutcomeUnknown},
	"the connection was cut":    {io.ErrUnexpectedEOF, approval.ErrOutcomeUnknown},
	"the connection was reset":  {&net.OpError{Op: "read", Err: errors.New("connection reset by peer")}, approval.ErrOutcomeUnknown},
	"no answer in time":         {context.DeadlineExceeded, approval.ErrOutcomeUnknown},
	"given up":                  {context.Canceled, approval.ErrOutcomeUnknown},
	"anything else":             {errors.New("?"), approval.ErrOutcomeUnknown},
	"never sent":                {unsent{io.EOF}, nil},
}

//takeed:race
func TestWhatACommitErrorMeans(t *testing.T) {
	t.Parallel()
	for name, c := range commitErrors {
		got := commitError(c.given)
		if got == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		for _, meaning := range []error{approval.ErrStale, approval.ErrCodeReused, approval.ErrOutcomeUnknown} {
			if errors.Is(got, meaning) != (c.want == meaning) {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
		}
		holdsNoData(t, name, got)
	}
	if err := commitError(nil); err != nil {
		t.Errorf("success: %v", err)
	}
}

func TestNoErrorQuotesData(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"plain": said("ERROR", "23514", "x"), "stale": said("ERROR", "TK001", ""), "reused": said("ERROR", "23505", "code_once"),
		"fatal": said("FATAL", "57P01", ""), "joined": errors.Join(errors.New("first"), said("ERROR", "22P02", "")),
	} {
		holdsNoData(t, name, Clean(err))
		holdsNoData(t, name, commitError(err))
	}
	if !errors.Is(Clean(fmt.Errorf("scan: %w", pgx.ErrNoRows)), approval.ErrNotFound) || Clean(nil) != nil {
		t.Error("no row is not approval.ErrNotFound")
	}
}

// holdsNoData looks at the text, and for the server's own error behind it, which a
// log handler might print whole.
func holdsNoData(t *testing.T, name string, err error) {
	t.Helper()
	if text := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(text, canary) {
		t.Errorf("%s: the error quotes data: %v", name, err)
	}
	if pg := (*pgconn.PgError)(nil); errors.As(err, &pg) {
		t.Errorf("%s: the server's own error can be reached", name)
	}
}

// What time or an operator mends is told apart from what a programmer must.
func TestAStoreThatCannotServeIsNotOurFault(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		given error
		down  bool
	}{
		"nobody listens":           {&pgconn.ConnectError{}, true},
		"no answer in time":        {context.DeadlineExceeded, true},
		"the connection was cut":   {fmt.Errorf("read: %w", io.ErrUnexpectedEOF), true},
		"the connection was reset": {&net.OpError{Op: "read", Err: errors.New("connection reset by peer")}, true},
		"never sent":               {unsent{io.EOF}, true},
		"a standby":                {said("ERROR", "25006", ""), true},
		"a statement that lasts":   {said("ERROR", "57014", ""), true},
		"a lock that lasts":        {said("ERROR", "55P03", ""), true},
		"a full disk":              {said("ERROR", "53100", ""), true},
		"no connection is left":    {said("FATAL", "53300", ""), true},
		"it starts":                {said("FATAL", "57P03", ""), true},
		"it was told to stop":      {said("FATAL", "57P01", ""), true},
		"the disk fails":           {said("ERROR", "58030", ""), true},
		"a missing privilege":      {said("ERROR", "42501", ""), false},
		"a check":                  {said("ERROR", "23514", ""), false},
		"a guard":                  {said("ERROR", "TK001", ""), false},
		"no row":                   {pgx.ErrNoRows, false},
		"the browser left":         {context.Canceled, false},
		"anything else":            {errors.New("?"), false},
	} {
		if got := Clean(c.given); errors.Is(got, approval.ErrStoreDown) != c.down {
			t.Errorf("%s: %v", name, got)
		}
	}
	if err := commitError(unsent{io.EOF}); !errors.Is(err, approval.ErrStoreDown) || errors.Is(err, approval.ErrOutcomeUnknown) {
		t.Errorf("a commit that was never sent: %v", err)
	}
}
