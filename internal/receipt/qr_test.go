package receipt

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

const (
	address  = "https://portal.example.ae/V#"
	alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
)

func lettersOf(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte(alphabet[r.IntN(len(alphabet))])
	}
	return b.String()
}

// read reads a code with another library than the one that made it.
func read(t *testing.T, s Square) string {
	t.Helper()
	const pixels, quiet = 3, 4
	picture := image.NewGray(image.Rect(-pixels*quiet, -pixels*quiet, pixels*(s.Size+quiet), pixels*(s.Size+quiet)))
	draw.Draw(picture, picture.Rect, image.White, image.Point{}, draw.Src)
	for y := range pixels * s.Size {
		for x := range pixels * s.Size {
			if s.Black(x/pixels, y/pixels) {
				picture.Set(x, y, color.Black)
			}
		}
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatalf("a code of %d modules: %v", s.Size, err)
	}
	return result.GetText()
}

// Another library reads every size of code, up to the last letter that has room.
func TestCodesAreRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		make    func(address, letters string) (Square, error)
		letters int
		size    int
	}{
		"statement":                 {QR, 188, 53},
		"nothing":                   {QR, 0, 29},
		"the largest small one":     {QR, 3347, 177},
		"the largest with level M":  {LargeQR, 1949, 137},
		"the smallest with level L": {LargeQR, 1950, 125},
		"moderate":                  {LargeQR, 3000, 153},
		"the largest":               {LargeQR, 4252, 177},
	} {
		letters := lettersOf(rand.New(rand.NewPCG(1, uint64(c.letters))), c.letters)
		s, err := c.make(address, letters)
		if err != nil || s.Size != c.size {
			t.Errorf("%s: %d modules, %v", name, s.Size, err)
		} else if got := read(t, s); got != address+letters {
			t.Errorf("%s is read as %.200q", name, got)
		}
	}
}

func TestWhatHasNoRoomIsNoCode(t *testing.T) {
	t.Parallel()
	for i, make := range []func(address, letters string) (Square, error){QR, LargeQR} {
		for letters, want := range map[string]error{strings.Repeat("A", []int{3348, 4253}[i]): ErrTooLarge, strings.Repeat("A", 9000): ErrTooLarge, "a": nil} {
			if _, err := make(address, letters); err == nil || want != nil && !errors.Is(err, want) {
				t.Errorf("%d, %s letters: %v", i, fmt.Sprint(len(letters)), err)
			}
		}
	}
}
