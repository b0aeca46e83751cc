package app

import (
	"takeed/internal/translog"
	"takeed/internal/witness"
)

// Translog is how the transparency log is kept.
type Translog struct {
	Keys      *translog.Keys
	File      string          // keeps the last signed checkpoint outside the database; empty: none does
	Witnesses *witness.Policy // nil: none is asked
}
