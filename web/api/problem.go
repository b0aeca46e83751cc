package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/internal/integration"
	"takeed/web/page"
)

// problem is an error as RFC 9457 has it.
type problem struct {
	Type      string         `json:"type"`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Detail    string         `json:"detail"`
	Instance  string         `json:"instance"`
	Code      string         `json:"code"`
	RequestID string         `json:"request_id"`
	Message   approval.Text  `json:"message"`
	Errors    []fieldProblem `json:"errors,omitempty"`

	Transaction        string `json:"transaction,omitempty"` // of reference_taken
	ExecutionReference string `json:"execution_reference,omitempty"`
	ConsumptionID      string `json:"consumption_id,omitempty"`
	ConsumedAt         stamp  `json:"consumed_at,omitzero"`
}

// fieldProblem says what is wrong with one thing.
type fieldProblem struct {
	Pointer   string        `json:"pointer,omitempty"`   // into the body
	Parameter string        `json:"parameter,omitempty"` // of the query
	Code      string        `json:"code"`
	Message   approval.Text `json:"message"`
}

// texts are a message in both languages.
func texts(key string, args ...any) approval.Text {
	return approval.Text{EN: i18n.T(i18n.EN, key, args...), AR: i18n.T(i18n.AR, key, args...)}
}

func messageOf(code string) approval.Text { return texts("api." + code) }

// Refuse answers with an error. Only faults of ours are logged as errors.
func (room *Room) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	q, found := page.Of(r), find(err)
	if found.status >= http.StatusInternalServerError && !notOurFault(err) {
		room.site.Log.ErrorContext(r.Context(), "request failed", "request_id", q.Origin.RequestID, "route", q.Pattern, "client_id", q.ClientID, "error", err)
	}
	h := w.Header()
	if wait := seconds(err, found.wait); wait > 0 {
		h.Set("Retry-After", strconv.Itoa(wait))
	}
	if found.status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="takeed", error="`+found.code+`"`)
	}
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	send(w, found.status, encode(room.problem(q.Origin.RequestID, found, err)))
}

// notOurFault reports errors that were logged already, or a client that has left.
func notOurFault(err error) bool {
	left := errors.Is(err, context.Canceled) && !errors.Is(err, approval.ErrOutcomeUnknown)
	return left || errors.Is(err, page.ErrPanic)
}

func seconds(err error, otherwise int) int {
	if d := (*delayed)(nil); errors.As(err, &d) {
		return d.seconds
	}
	return otherwise
}

func (room *Room) problem(requestID string, found row, err error) problem {
	message := messageOf(found.code)
	p := problem{
		Type: room.site.BaseURL + DocsPath + "#" + found.code, Title: message.EN, Status: found.status, Detail: room.file.advice(found.code),
		Instance: "/requests/" + requestID, Code: found.code, RequestID: requestID, Message: message,
	}
	detail, taken, consumed := (*detailed)(nil), (*integration.ReferenceTaken)(nil), (*integration.AlreadyConsumed)(nil)
	switch {
	case errors.As(err, &detail):
		p.Errors = detail.fields
	case errors.As(err, &taken):
		p.Transaction = room.names.Write(integration.PrefixTransaction, taken.ID)
	case errors.As(err, &consumed):
		p.ExecutionReference, p.ConsumedAt = consumed.ExecutionReference, stamp(consumed.At)
		p.ConsumptionID = room.names.Write(integration.PrefixConsumption, consumed.ID)
	}
	return p
}
