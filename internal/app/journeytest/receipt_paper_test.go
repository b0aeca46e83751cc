package journeytest

import (
	"fmt"
	"image"
	"image/draw"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"takeed/internal/app/apptest"
	"takeed/web/page"
)

// stroke is a black run of a code that is drawn as an SVG: where it begins, or how far behind
// the run before, and its length.
var stroke = regexp.MustCompile(`([Mm])(\d+) (\d+)(?:\.5)?h(\d+)`)

// pixels is how wide a module of a code is drawn.
const pixels = 3

// paper is a code as it is on paper.
func paper(t *testing.T, code *goquery.Selection) image.Image {
	t.Helper()
	number := func(s string) int {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	side := number(strings.Split(code.AttrOr("viewBox", "0 0 0 0"), " ")[3])
	sheet := image.NewGray(image.Rect(0, 0, side*pixels, side*pixels))
	draw.Draw(sheet, sheet.Rect, image.White, image.Point{}, draw.Src)
	var at image.Point
	for _, m := range stroke.FindAllStringSubmatch(code.Find("path").AttrOr("d", ""), -1) {
		if m[1] == "M" {
			at = image.Pt(0, number(m[3]))
		}
		at.X += number(m[2])
		run := image.Rect(at.X*pixels, at.Y*pixels, (at.X+number(m[4]))*pixels, (at.Y+1)*pixels)
		draw.Draw(sheet, run, image.Black, image.Point{}, draw.Src)
		at.X += number(m[4])
	}
	return sheet
}

// scan reads a code on a page with a library that did not make it.
func scan(t *testing.T, code *goquery.Selection) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(paper(t, code))
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true})
	if err != nil {
		t.Fatal(err)
	}
	return result.GetText()
}

// From paper alone, with a public key, a stranger verifies what was approved: the small code
// is a statement, the large one the receipt itself.
func TestAStrangerVerifiesPaper(t *testing.T) {
	t.Parallel()
	w := open(t)
	for lang, me := range map[string]string{"en": "fatima", "ar": "ahmed"} {
		b := w.Browser(lang, 0)
		b.SignIn(me)
		done := b.Confirm(b.Create("transfer", apptest.Transfer()), approve)
		at := done.Path() + "/receipt"
		shows(w, b.Get(at+"?proof=full"), say(lang, "receipt.follows"))
		w.Sequenced()
		small := b.Get(at)
		full := b.Get(small.Find(`a:contains("`+say(lang, "receipt.with_full")+`")`).AttrOr("href", ""))
		shows(w, full, say(lang, "receipt.full_text"))
		mustBe(w, small, "codes", fmt.Sprint(small.Find(".proof-code svg").Length()), "1")
		codes := full.Find(".proof-code svg")
		mustBe(w, full, "codes", fmt.Sprint(codes.Length()), "2")
		statement, receipt := scan(t, codes.First()), scan(t, codes.Last())
		mustBe(w, full, "the small code", statement, scan(t, small.Find(".proof-code svg")))
		for _, code := range []string{statement, receipt} {
			if !strings.HasPrefix(code, apptest.Address+page.VerifyCode+"#") {
				t.Errorf("the code leads to %.60s", code)
			}
		}
		verifiesPaper(w, lang, full, statement, receipt)
		mustBe(w, full, "the way back", b.Get(full.Find(`a:contains("`+say(lang, "receipt.without_full")+`")`).AttrOr("href", "")).URL.RequestURI(), at)
	}
}

// verifiesPaper wants the verifier to say of both codes what the page says.
func verifiesPaper(w *apptest.World, lang string, p *apptest.Page, statement, receipt string) {
	w.Helper()
	check := p.Find(`.proof-full dt:contains("` + say(lang, "label.code") + `") + dd`).Text()
	amount := p.Find(".rows .large").First().Text()
	said, ok := w.VerifyCode(lang, statement)
	if !ok || check == "" || !strings.Contains(said, check) || amount == "" || strings.Contains(said, amount) {
		w.Errorf("of the statement:\n%s", said)
	}
	if said, ok = w.VerifyCode(lang, receipt); !ok || !strings.Contains(said, check) || !strings.Contains(said, amount) {
		w.Errorf("of the receipt:\n%s\nand not %q and %q", said, check, amount)
	}
	middle := len(receipt) / 2
	other := "A"
	if receipt[middle] == 'A' {
		other = "B"
	}
	if said, ok = w.VerifyCode(lang, receipt[:middle]+other+receipt[middle+1:]); ok {
		w.Errorf("a changed code is verified:\n%s", said)
	}
}

func TestThereIsNoOtherProof(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	done := b.Confirm(b.Create("transfer", apptest.Transfer()), approve)
	if p := b.Get(done.Path() + "/receipt?proof=some"); p.Status != http.StatusBadRequest {
		t.Errorf("the answer is %d", p.Status)
	}
}
