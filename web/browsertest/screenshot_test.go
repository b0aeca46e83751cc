package browsertest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestScreenshots writes a picture of every entry in every window, as
// DIR/en/light/320/home.png, for somebody to look at. Nothing compares them: a picture
// that a program approves was looked at by nobody.
func TestScreenshots(t *testing.T) {
	t.Parallel()
	if *screenshots == "" {
		t.Skip("no -screenshots DIR")
	}
	everywhere(t, func(b *tab, s shown) {
		for _, scheme := range schemes {
			b.prefer("prefers-color-scheme", scheme)
			for _, width := range widths {
				b.picture(filepath.Join(*screenshots, string(s.lang), scheme, fmt.Sprint(width), s.Name+".png"), width)
			}
		}
	})
}

// picture takes the whole page in a window that is as high as the page. A picture that
// reaches beyond its window comes out shifted where the page reads from the right.
func (b *tab) picture(file string, width int64) {
	b.Helper()
	b.width(width)
	height := eval[int64](b, `Math.max(document.documentElement.scrollHeight, 600)`)
	b.do(chromedp.EmulateViewport(width, height))
	eval[bool](b, `new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(true))))`) // or boxes that scroll may still be empty
	png := run(b, chromedp.CaptureScreenshot())
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(file, png, 0o644); err != nil {
		b.Fatal(err)
	}
}
