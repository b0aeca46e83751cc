package receipt

import (
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

// QR makes the code of an address that ends in letters of base 32. The address and the
// letters are coded apart: letters and digits alone take three quarters of the room.
func QR(address, letters string) (Square, error) {
	for v := coding.Version(coding.MinVersion); v <= coding.MaxVersion; v++ {
		parts := []coding.Encoding{coding.String(address), coding.Alpha(letters)}
		bits := 0
		for _, p := range parts {
			if err := p.Check(); err != nil {
				return Square{}, fmt.Errorf("make a QR code: %w", err)
			}
			bits += p.Bits(v)
		}
		if bits > v.DataBytes(coding.M)*8 {
			continue
		}
		return encode(v, parts)
	}
	return Square{}, fmt.Errorf("make a QR code: %d letters are too many", len(letters))
}

func encode(v coding.Version, parts []coding.Encoding) (Square, error) {
	plan, err := coding.NewPlan(v, coding.M, 0)
	if err != nil {
		return Square{}, fmt.Errorf("make a QR code: %w", err)
	}
	code, err := plan.Encode(parts...)
	if err != nil {
		return Square{}, fmt.Errorf("make a QR code: %w", err)
	}
	return Square{Size: code.Size, black: code}, nil
}
