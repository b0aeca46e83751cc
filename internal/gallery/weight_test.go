package gallery

import (
	"bytes"
	"compress/gzip"
	"testing"

	"takeed/internal/i18n"
)

// What a page may weigh, in bytes, as it is and compressed; and the files of its own that
// it loads.
const (
	pageLimit   = 12 << 10
	packedLimit = 5 << 10
	sheetLimit  = 20 << 10
	scriptLimit = 6 << 10
)

// The back office is for a desk, and shows lists and charts with a table behind each. Every
// column of a chart has the whole query of its events in its addresses, which packs well.
const (
	officeLimit       = 64 << 10
	officePackedLimit = 8 << 10
	officeSheetLimit  = 7 << 10
)

// heavy entries show more than any customer meets on one page, or a code of some thousand
// letters, which is drawn module by module for those who ask for it.
var heavy = map[string]bool{"form-every-fault": true, "history-year": true, "home-longest": true, "receipt-full": true, "receipt-full-longest": true}

func TestPagesAreLight(t *testing.T) {
	t.Parallel()
	heaviest, heaviestName := 0, ""
	for _, e := range Entries() {
		for _, l := range i18n.Langs {
			var page bytes.Buffer
			if err := e.Page(l).Render(t.Context(), &page); err != nil {
				t.Fatal(err)
			}
			if heavy[e.Name] {
				continue
			}
			limit, packedTo := pageLimit, packedLimit
			office := bytes.Contains(page.Bytes(), []byte(`<body class="office">`))
			if office {
				limit, packedTo = officeLimit, officePackedLimit
			}
			if whole, packed := page.Len(), packedSize(t, page.Bytes()); whole > limit || packed > packedTo {
				t.Errorf("/%s/%s has %d bytes, %d compressed: it may have %d and %d", l, e.Name, whole, packed, limit, packedTo)
			} else if !office && whole > heaviest {
				heaviest, heaviestName = whole, "/"+string(l)+"/"+e.Name
			}
		}
	}
	t.Logf("the heaviest of the customers' pages is %s with %d bytes", heaviestName, heaviest)
}

func packedSize(t *testing.T, content []byte) int {
	t.Helper()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Len()
}

func TestTheStyleSheetAndTheScriptAreLight(t *testing.T) {
	t.Parallel()
	for name, limit := range map[string]int{"app.css": sheetLimit, "app.js": scriptLimit, "staff.css": officeSheetLimit, "staff.js": scriptLimit} {
		if content := source(t, name); len(content) > limit {
			t.Errorf("%s has %d bytes, and may have %d", name, len(content), limit)
		}
	}
}
