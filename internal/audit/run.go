package audit

import (
	"context"
	"io"
)

// ExportRun writes a file that was prepared, once, and returns its manifest. Between two
// strides it asks whether it may go on; an error ends the file there, and is returned.
type ExportRun func(ctx context.Context, out io.Writer, may func(context.Context) error) (Manifest, error)
