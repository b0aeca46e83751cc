package receipt

import (
	"errors"
	"fmt"

	"rsc.io/qr/coding"
)

// Square is a QR code: which of its modules are black, row by row.
type Square struct {
	Size  int
	black *coding.Code
}

// Black reports whether a module is black.
func (s Square) Black(x, y int) bool { return s.black.Black(x, y) }

// ErrTooLarge is the error for what does not fit into the largest QR code.
var ErrTooLarge = errors.New("it is too large for a QR code")

// QR makes the code of an address that ends in letters of base 32. The address and the
// letters are coded apart: letters and digits alone take three quarters of the room.
func QR(address, letters string) (Square, error) {
	return smallest(address, letters, form{coding.M, coding.MaxVersion})
}

// LargeQR makes a code of more letters. While it is of moderate size it can lose as much as
// the small one; beyond that, the size of its modules matters more than what it can lose.
func LargeQR(address, letters string) (Square, error) {
	return smallest(address, letters, form{coding.M, 30}, form{coding.L, coding.MaxVersion})
}

// form is a level of error correction, and the largest version that is made with it.
type form struct {
	level coding.Level
	most  coding.Version
}

// smallest makes the smallest code of the first form that has room.
func smallest(address, letters string, forms ...form) (Square, error) {
	parts := []coding.Encoding{coding.String(address), coding.Alpha(letters)}
	for _, f := range forms {
		for v := coding.Version(coding.MinVersion); v <= f.most; v++ {
			if bitsOf(parts, v) <= v.DataBytes(f.level)*8 {
				return encode(v, f.level, parts)
			}
		}
	}
	return Square{}, fmt.Errorf("make a QR code of %d letters: %w", len(letters), ErrTooLarge)
}

func bitsOf(parts []coding.Encoding, v coding.Version) (n int) {
	for _, p := range parts {
		n += p.Bits(v)
	}
	return n
}

func encode(v coding.Version, l coding.Level, parts []coding.Encoding) (Square, error) {
	plan, err := coding.NewPlan(v, l, 0)
	if err != nil {
		return Square{}, fmt.Errorf("make a QR code: %w", err)
	}
	code, err := plan.Encode(parts...)
	if err != nil {
		return Square{}, fmt.Errorf("make a QR code: %w", err)
	}
	return Square{Size: code.Size, black: code}, nil
}
