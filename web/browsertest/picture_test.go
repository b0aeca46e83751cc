package browsertest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"takeed/internal/gallery"
)

// The picture at the head of the README: the review page in both directions, and beside
// it the hash of what it shows.
const (
	pictureFile = "../../.github/review.png"
	pictureHash = "../../.github/review.sha256"
	picturePage = "review-transfer"
)

var update = flag.Bool("update", false, "take the picture of the README again")

// TestPictureOfTheReadme fails when the review page, its style sheet or its fonts are no
// longer those of the picture. It needs Chromium only to take another:
//
//	go test ./web/browsertest -run TestPictureOfTheReadme -update
func TestPictureOfTheReadme(t *testing.T) {
	t.Parallel()
	shows := pictureShows(t)
	if *update {
		writeFile(t, pictureFile, takePicture(t))
		writeFile(t, pictureHash, []byte(shows+"\n"))
	}
	kept, err := os.ReadFile(pictureHash)
	if err != nil {
		t.Fatal(err)
	}
	if string(kept) != shows+"\n" {
		t.Error("the review page is no longer that of .github/review.png. Take another picture, look at it and commit it:\n" +
			"\tgo test ./web/browsertest -run TestPictureOfTheReadme -update")
	}
}

// script is the address of a script. What it does is not on the picture.
var script = regexp.MustCompile(`[a-z]+\.[0-9a-f]+\.js`)

// pictureShows is the hash of both pages. They name their style sheet, and it its fonts,
// by the hash of their content.
func pictureShows(t *testing.T) string {
	t.Helper()
	all := sha256.New()
	for _, lang := range []string{"en", "ar"} {
		w := httptest.NewRecorder()
		gallery.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/"+lang+"/"+picturePage, nil))
		if w.Code != http.StatusOK {
			t.Fatalf("the gallery has no %s: %d", picturePage, w.Code)
		}
		all.Write(script.ReplaceAll(w.Body.Bytes(), nil))
	}
	return hex.EncodeToString(all.Sum(nil))
}

// sideBySide is a page with both pages on it.
const sideBySide = `<!DOCTYPE html><html lang="en"><title>Both</title>
<style>body { margin: 0; display: flex; gap: 16px; background: #d5d5d5; } iframe { border: 0; width: 660px; height: 1650px; }</style>
<iframe src="/en/` + picturePage + `"></iframe><iframe src="/ar/` + picturePage + `"></iframe></html>`

func takePicture(t *testing.T) []byte {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("/", gallery.Handler())
	mux.HandleFunc("GET /both", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, sideBySide)
	})
	b := open(t, newProxy(t, map[string]http.Handler{galleryHost: mux}))
	b.prefer("prefers-color-scheme", "light")
	b.do(chromedp.EmulateViewport(2*660+16, 1650))
	b.visit("http://" + galleryHost + "/both")
	eval[bool](b, `Promise.all([...document.querySelectorAll("iframe")].map((f) => f.contentDocument.fonts.ready))
		.then(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(true)))))`)
	return shrink(t, run(b, chromedp.CaptureScreenshot()))
}

// shrink keeps the 256 most common colours, which halves the file.
func shrink(t *testing.T, screenshot []byte) []byte {
	t.Helper()
	full, err := png.Decode(bytes.NewReader(screenshot))
	if err != nil {
		t.Fatal(err)
	}
	few := image.NewPaletted(full.Bounds(), commonColours(full))
	draw.Draw(few, few.Bounds(), full, image.Point{}, draw.Src)
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, few); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// commonColours are in the order of their number, then of their first pixel.
func commonColours(i image.Image) color.Palette {
	var all color.Palette
	pixels := map[color.Color]int{}
	for y := range i.Bounds().Dy() {
		for x := range i.Bounds().Dx() {
			c := i.At(x, y)
			if pixels[c] == 0 {
				all = append(all, c)
			}
			pixels[c]++
		}
	}
	slices.SortStableFunc(all, func(a, b color.Color) int { return pixels[b] - pixels[a] })
	return all[:min(256, len(all))]
}

func writeFile(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}
