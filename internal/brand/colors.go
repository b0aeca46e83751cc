package brand

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// colors are those that an operator may change, each as "#rrggbb". An empty one keeps its
// default.
type colors struct {
	Accent      string `toml:"accent"`       // buttons and links
	AccentHover string `toml:"accent_hover"` // the same under the pointer
	OnAccent    string `toml:"on_accent"`    // text on a button
	Rule        string `toml:"rule"`         // lines that decorate, never text
	Tint        string `toml:"tint"`         // a background that stands out a little
}

// scheme is the default colours of the pages, the same as in static/app.css.
type scheme struct {
	colors
	page, surface, text string
}

var light = scheme{
	colors{"#7c5e24", "#6c4527", "#ffffff", "#b68a35", "#f9f4e9"}, "#f7f7f7", "#ffffff", "#232528",
}

var dark = scheme{
	colors{"#d7bc6d", "#e6d7a2", "#1b1d21", "#b68a35", "#2b2820"}, "#16171a", "#1f2124", "#e1e3e5",
}

// readable is the least contrast of text: WCAG 2.2, success criterion 1.4.3.
const readable = 4.5

var hex = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// names are the settings, in the order of the fields.
var names = []string{"accent", "accent_hover", "on_accent", "rule", "tint"}

func (c *colors) all() []*string {
	return []*string{&c.Accent, &c.AccentHover, &c.OnAccent, &c.Rule, &c.Tint}
}

// check reports every value that is not a colour, and every pair that is hard to read.
func (c colors) check(name string, s scheme) []error {
	var faults []error
	own := s.colors.all()
	for i, v := range c.all() {
		*v = strings.ToLower(*v)
		if *v != "" && !hex.MatchString(*v) {
			faults = append(faults, fmt.Errorf("brand.toml: %s.%s must be a colour like #7c5e24", name, names[i]))
		} else if *v != "" {
			*own[i] = *v
		}
	}
	if len(faults) > 0 {
		return faults
	}
	for _, p := range s.pairs() {
		if ratio := contrast(p.text, p.ground); ratio < readable {
			faults = append(faults, fmt.Errorf("brand.toml: %s: %s on %s (%s on %s) has a contrast of %.2f to 1, and text needs %.1f",
				name, p.what, p.where, p.text, p.ground, ratio, readable))
		}
	}
	return faults
}

type pair struct{ what, where, text, ground string }

// pairs are the combinations of text and background that a brand's colours can change.
func (s scheme) pairs() []pair {
	return []pair{
		{"on_accent", "accent", s.OnAccent, s.Accent},
		{"on_accent", "accent_hover", s.OnAccent, s.AccentHover},
		{"accent", "the page", s.Accent, s.page},
		{"accent", "a card", s.Accent, s.surface},
		{"accent_hover", "the page", s.AccentHover, s.page},
		{"accent_hover", "a card", s.AccentHover, s.surface},
		{"accent_hover", "tint", s.AccentHover, s.Tint},
		{"text", "tint", s.text, s.Tint},
	}
}

// contrast is the ratio of WCAG 2.2 between two colours, from 1 to 21.
func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(color string) float64 {
	n, _ := strconv.ParseUint(color[1:], 16, 32) // the form was checked
	return 0.2126*linear(n>>16) + 0.7152*linear(n>>8) + 0.0722*linear(n)
}

func linear(n uint64) float64 {
	v := float64(n&0xff) / 255
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

// sheet is the style sheet that sets the brand's colours, empty if there are none.
func (f file) sheet() string {
	l, d := f.Light.properties(), f.Dark.properties()
	if l+d == "" {
		return ""
	}
	return "@layer tokens{:root{" + l + "}@media (prefers-color-scheme:dark){:root{" + d + "}}}\n"
}

func (c colors) properties() string {
	var out strings.Builder
	for i, v := range c.all() {
		if *v != "" {
			fmt.Fprintf(&out, "--%s:%s;", strings.ReplaceAll(names[i], "_", "-"), strings.ToLower(*v))
		}
	}
	return out.String()
}
