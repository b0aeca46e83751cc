package page

import (
	"errors"
	"net/http"
)

// MaxBody and maxFields bound what a form may send.
const (
	MaxBody   = 64 << 10
	maxFields = 100
)

// Form reads the body of a POST. A body that is too large, has too many fields or has a
// field twice is refused as a whole: no browser sends that from our forms.
func Form(r *http.Request) (func(name string) string, error) {
	if err := r.ParseForm(); err != nil {
		if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
			return nil, ErrTooLarge
		}
		return nil, ErrBadRequest
	}
	if len(r.PostForm) > maxFields {
		return nil, ErrBadRequest
	}
	for _, values := range r.PostForm {
		if len(values) != 1 {
			return nil, ErrBadRequest
		}
	}
	return r.PostForm.Get, nil
}
