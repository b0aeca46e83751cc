package receipt

import (
	"context"

	"takeed/internal/audit"
	"takeed/internal/translog"
)

// Proofs prove that events are in the log, all to one checkpoint.
type Proofs struct {
	Checkpoint []byte                   // as it was signed; empty: none is there yet, or there is no log
	Of         map[int64]translog.Proof // by the number of the event; without those that no checkpoint covers yet
}

// Evidence is everything that is handed out about one transaction in a dispute.
type Evidence struct {
	audit.Timeline               // with every line of its stream
	Person         audit.Dossier // masked
	Receipt        *Receipt      // with the name in clear; nil: there is none, or it may not be shown
	Follows        bool          // there is no receipt because its proof is not there yet
	Withheld       bool          // there may be one, and its reader did not ask for it or may not see it
	Proofs         Proofs
	Manifest       audit.Manifest // as far as it is known before the file of events is written

	// Ended must be called once the events have left: with what the manifest then says, or
	// with the error that broke it off.
	Ended func(context.Context, audit.Manifest, error) error
}
