package audit

import (
	"context"
	"io"
)

// ExportRun writes a prepared file, and returns its manifest; it can be called once. Between
// two batches it calls may to ask whether it may go on; an error ends the file there and is
// returned.
type ExportRun func(ctx context.Context, out io.Writer, may func(context.Context) error) (Manifest, error)
