package api

import (
	"encoding/hex"
	"net/http"
	"regexp"

	"takeed/internal/approval"
	"takeed/internal/integration"
)

// consumed is the answer to the client that may execute.
type consumed struct {
	Transaction        string             `json:"transaction"`
	Status             integration.Status `json:"status"`
	ConsumptionID      string             `json:"consumption_id"`
	ExecutionReference string             `json:"execution_reference"`
	ConsumedAt         stamp              `json:"consumed_at"`
	Receipt            string             `json:"receipt"`
}

// consume is the last gate before an execution.
func (a *approvals) consume(w http.ResponseWriter, r *call) error {
	body, c, err := readOnce(r)
	if err != nil {
		return err
	}
	x, refusal := execution(r.id, body)
	var done integration.Answer
	if refusal != nil {
		done, err = unlessAnswered(r.Context(), a.requests, c, refusal)
	} else {
		done, err = a.transactions.Consume(r.Context(), c, r.caller.Client, x, r.origin, func(won integration.Consumption) ([]byte, error) {
			return encode(a.consumption(r.id, won)), nil
		})
	}
	if err != nil {
		return err
	}
	return answerOnce(w, done)
}

func (a *approvals) consumption(id approval.ID, won integration.Consumption) consumed {
	name := a.names.Write(integration.PrefixTransaction, id)
	return consumed{
		Transaction: name, Status: integration.Consumed, ConsumptionID: a.names.Write(integration.PrefixConsumption, won.ID),
		ExecutionReference: won.ExecutionReference, ConsumedAt: stamp(won.At), Receipt: a.site.BaseURL + v1 + "transactions/" + name + "/receipt",
	}
}

var digestShape = regexp.MustCompile(`^sha-256:[0-9a-f]{64}$`)

// maxVersion is more edits than anybody makes.
const maxVersion = 1 << 30

// execution reads what a client is about to execute.
func execution(id approval.ID, body []byte) (x integration.Execution, err error) {
	f, err := formOf(body, "digest", "version", "execution_reference")
	if err != nil {
		return x, err
	}
	x.Transaction = id
	if text := f.shaped(f.requiredText("digest"), "digest", digestShape); text != "" {
		_, _ = hex.Decode(x.Digest[:], []byte(text[len("sha-256:"):])) // of that shape it cannot fail
	}
	if _, ok := f.present("version"); ok {
		x.Version = f.number("version", 1, maxVersion, 0)
	}
	x.Reference = f.shaped(f.requiredText("execution_reference"), "execution_reference", visible)
	return x, f.err()
}
