package browsertest

import (
	"testing"

	"takeed/internal/gallery"
	"takeed/internal/i18n"
)

// visitLimit is what a first visit may load, in bytes: page, style, script and fonts.
const visitLimit = 150 << 10

func TestAFirstVisitIsLight(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"signin", "home-waiting", "review-transfer", "receipt-mixed"} {
		for _, lang := range i18n.Langs {
			net := galleryProxy(t)
			b := open(t, net) // with an empty cache
			b.visit(shown{gallery.Entry{Name: name}, lang}.address())
			b.learn()
			sum := 0
			for _, bytes := range net.sent() {
				sum += bytes
			}
			t.Logf("/%s/%s: %d bytes in %d files", lang, name, sum, len(net.sent()))
			if sum > visitLimit || len(net.sent()) < 4 {
				t.Errorf("/%s/%s loads %d bytes, and may load %d: %v", lang, name, sum, visitLimit, net.sent())
			}
		}
	}
}
