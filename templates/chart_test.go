package templates

import (
	"bytes"
	"strings"
	"testing"

	"takeed/internal/i18n"
)

func drawn(t *testing.T, c Chart) string {
	t.Helper()
	var out bytes.Buffer
	if err := Columns(Page{Lang: i18n.EN}, c).Render(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	svg, _, _ := strings.Cut(out.String(), "</svg>")
	return svg
}

// Quantiles do not add up: each is a line at its own height, and the highest of them all
// is the top of the drawing. Where there was none the line stops.
func TestQuantilesAreLines(t *testing.T) {
	t.Parallel()
	legend := []Tag{{"half", "ok"}, {"most", "warn"}}
	columns := []Column{{Label: "a", Layers: []int{40, 100}}, {Label: "b", Layers: []int{0, 0}}, {Label: "c", Layers: []int{20, 200}}, {Label: "d", Layers: []int{100, 100}}}
	svg := drawn(t, Chart{Lines: true, Legend: legend, Columns: columns})
	for _, want := range []string{`class="line line-ok" d="M0 80h12M24 90h12V50h12"`, `class="line line-warn" d="M0 50h12M24 0h12V50h12"`, "a: 40 / 100"} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %s in %s", want, svg)
		}
	}
	if strings.Contains(svg, `class="bar-`) {
		t.Error("there are columns too")
	}
	svg = drawn(t, Chart{Legend: legend, Columns: columns})
	for _, want := range []string{`y="82" width="10" height="18"`, `y="0" width="10" height="91"`, "c: 220"} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %s in what adds up: %s", want, svg)
		}
	}
}
