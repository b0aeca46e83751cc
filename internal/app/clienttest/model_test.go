package clienttest

import (
	"net/http"

	"github.com/anishathalye/porcupine"
)

// asked is a call that a history has: of one transaction, which its reference names.
type asked struct {
	what      string // create, confirm, read or consume
	reference string
	key       string // with which it may be repeated; an execution is named after its key
}

// told is what was answered.
type told struct {
	nothing bool   // nobody knows whether it happened, or whether it will
	code    string // of a refusal
	id      string // of the transaction; empty if there is none
	status  string
	won     string // the execution that passed
}

// register is one transaction, as everybody may believe that it is.
type register struct {
	id        string // empty if there is none; unknown if nobody was told yet
	key       string // that made it
	confirmed bool
	won       string // the key of the consumption
}

const unknown = "?"

// named is the register once an answer has named the transaction, if it may have this name.
func (r register) named(id string) []any {
	if r.id == unknown && id != "" {
		r.id = id
	}
	if r.id != id {
		return nil
	}
	return []any{r}
}

// registers is a register for each reference. What was not answered may have happened or not, at any
// time from its call on.
var registers = porcupine.NondeterministicModel{
	Init:      func() []any { return []any{register{}} },
	Partition: byReference,
	Step: func(state, input, output any) []any {
		r, call, answer := state.(register), input.(asked), output.(told)
		if answer.nothing {
			return append(r.step(call), r)
		}
		switch call.what {
		case "create":
			return r.created(call, answer)
		case "read":
			return r.read(answer)
		case "consume":
			return r.consumed(call, answer)
		}
		return r.step(call)
	},
}

// step is what a call does when it does something.
func (r register) step(call asked) []any {
	switch {
	case call.what == "create" && r.id == "":
		return []any{register{id: unknown, key: call.key}}
	case call.what == "confirm" && r.id != "" && !r.confirmed:
		r.confirmed = true
		return []any{r}
	case call.what == "consume" && r.confirmed && r.won == "":
		r.won = call.key
		return []any{r}
	}
	return nil
}

func (r register) created(call asked, answer told) []any {
	switch {
	case answer.code == "reference_taken" && r.id != "" && r.key != call.key:
		return r.named(answer.id)
	case answer.code != "":
		return nil
	case r.id == "":
		return []any{register{id: answer.id, key: call.key}}
	case r.key == call.key:
		return r.named(answer.id)
	}
	return nil
}

func (r register) read(answer told) []any {
	status := "pending"
	switch {
	case r.won != "":
		status = "consumed"
	case r.confirmed:
		status = "confirmed"
	case r.id == "":
		status = ""
	}
	if answer.code != "" || answer.status != status || answer.won != r.won {
		return nil
	}
	return r.named(answer.id)
}

func (r register) consumed(call asked, answer told) []any {
	switch {
	case answer.code == "not_confirmed" && !r.confirmed,
		answer.code == "already_consumed" && r.won != "" && r.won != call.key && answer.won == r.won,
		answer.code == "" && r.won == call.key && answer.won == call.key:
		return []any{r}
	case answer.code == "" && answer.won == call.key:
		return r.step(call)
	}
	return nil
}

// byReference divides a history: transactions know nothing of each other.
func byReference(history []porcupine.Operation) (parts [][]porcupine.Operation) {
	of := map[string][]porcupine.Operation{}
	for _, one := range history {
		reference := one.Input.(asked).reference
		of[reference] = append(of[reference], one)
	}
	for _, part := range of {
		parts = append(parts, part)
	}
	return parts
}

// saysNothing are the refusals that tell nothing about a transaction, and do nothing.
func saysNothing(status int, code string) bool {
	return status == http.StatusTooManyRequests || code == "idempotency_in_progress"
}
