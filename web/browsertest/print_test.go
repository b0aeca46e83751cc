package browsertest

import (
	"regexp"

	"github.com/chromedp/chromedp"
)

// What a PDF file says of each page, and of its size in points.
var (
	pdfPage = regexp.MustCompile(`/Type /Page\b`)
	pdfA4   = regexp.MustCompile(`/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]`)
)

// printed is on how many sheets of A4 a page prints.
func (b *tab) printed() int {
	b.Helper()
	pdf := run(b, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFPreferCSSPageSize()))
	pages := len(pdfPage.FindAll(pdf, -1))
	if len(pdfA4.FindAll(pdf, -1)) != pages {
		b.Errorf("%s does not print on A4", b.path())
	}
	return pages
}
