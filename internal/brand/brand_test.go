package brand

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"takeed/internal/approval"
)

// folder is a brand folder with some files.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg"/>`

var whole = map[string]string{
	"brand.toml": `phone = "+971 4 123 4567"
[name]
en = "Gulf Bank"
ar = "مصرف الخليج"
[legal]
en = "Gulf Bank PJSC, licensed by the Central Bank of the UAE"
ar = "مصرف الخليج ش.م.ع، مرخَّص من مصرف الإمارات العربية المتحدة المركزي"
[light]
accent = "#00594C"
`,
	"logo.svg": svg, "uaepass/signin-en-black.svg": svg, "uaepass/signin-en-white.svg": svg,
	"uaepass/signin-ar-black.svg": svg, "uaepass/signin-ar-white.svg": svg,
}

func TestAWholeBrand(t *testing.T) {
	b, err := Read(folder(t, whole))
	if err != nil {
		t.Fatal(err)
	}
	if b.Name.EN != "Gulf Bank" || b.Name.AR != "مصرف الخليج" || b.Legal.EN == "" || b.Phone != "+971 4 123 4567" {
		t.Errorf("%+v", b)
	}
	for _, name := range []string{LogoSVG, SignIn(approval.EN, "black"), SignIn(approval.AR, "white")} {
		if string(b.Files[name]) != svg {
			t.Errorf("%s is missing", name)
		}
	}
	if got := string(b.Files[Sheet]); got != "@layer tokens{:root{--accent:#00594c;}@media (prefers-color-scheme:dark){:root{}}}\n" {
		t.Error(got)
	}
}

func TestABrandMayBeNoMoreThanAName(t *testing.T) {
	b, err := Read(folder(t, map[string]string{"brand.toml": ""}))
	if err != nil || len(b.Files) != 0 {
		t.Errorf("%+v, %v", b, err)
	}
}

func TestWhatIsWrongWithABrand(t *testing.T) {
	for name, c := range map[string]struct {
		file, content, want string
	}{
		"no file":             {"other.toml", "", "brand.toml: "},
		"not TOML":            {"brand.toml", "name", "brand.toml: "},
		"an unknown setting":  {"brand.toml", "[light]\naccnt = \"#00594c\"", "light.accnt is not a setting"},
		"one language":        {"brand.toml", "[name]\nen = \"Bank\"", "name needs both languages"},
		"a direction mark":    {"brand.toml", "[name]\nen = \"Bank\"\nar = \"مصرف\u200f\"", "name has the character U+200F RIGHT-TO-LEFT MARK where"},
		"a look-alike":        {"brand.toml", "[legal]\nen = \"Bаnk\"\nar = \"مصرف\"", "legal has the character U+0430 CYRILLIC SMALL LETTER A where"},
		"no telephone number": {"brand.toml", `phone = "<b>"`, "phone must be digits"},
		"no colour":           {"brand.toml", "[dark]\nrule = \"red;}\"", "dark.rule must be a colour like #7c5e24"},
		"a pale button":       {"brand.toml", "[light]\naccent = \"#b68a35\"", "light: on_accent on accent (#ffffff on #b68a35) has a contrast of 3.15 to 1, and text needs 4.5"},
		"a pale link":         {"brand.toml", "[light]\naccent = \"#92722a\"", "light: accent on the page (#92722a on #f7f7f7) has a contrast of 4.20 to 1"},
		"dark on dark":        {"brand.toml", "[dark]\naccent = \"#7c5e24\"", "dark: accent on a card"},
		"a tint like text":    {"brand.toml", "[light]\ntint = \"#232528\"", "light: text on tint (#232528 on #232528) has a contrast of 1.00 to 1"},
		"no picture":          {"logo.png", "GIF89a", "logo.png is not a PNG file"},
		"no drawing":          {"logo.svg", "hello", "logo.svg is not an SVG file"},
		"a heavy logo":        {"logo.svg", svg + strings.Repeat(" ", largest), "logo.svg is larger than 100 KB"},
		"one button of four":  {"uaepass/signin-en-black.svg", svg, "the official button is needed in both languages"},
	} {
		files := map[string]string{c.file: c.content}
		if c.file != "other.toml" && c.file != "brand.toml" {
			files["brand.toml"] = ""
		}
		if b, err := Read(folder(t, files)); err == nil || !strings.Contains(err.Error(), c.want) || b.Files != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEveryFaultIsToldAtOnce(t *testing.T) {
	_, err := Read(folder(t, map[string]string{"brand.toml": "phone = \"no\"\n[light]\naccent = \"#b68a35\"\n[dark]\naccent = \"blue\"", "logo.svg": "x"}))
	for _, want := range []string{"phone", "on_accent on accent", "dark.accent", "logo.svg"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not told: %v", want, err)
		}
	}
}

// The colours that the pages have without a brand are readable too, and are those of the
// style sheet.
func TestTheColoursOfTheStyleSheet(t *testing.T) {
	for name, s := range map[string]scheme{"light": light, "dark": dark} {
		if faults := (colors{}).check(name, s); len(faults) > 0 {
			t.Error(faults)
		}
	}
	css, err := os.ReadFile("../../static/app.css")
	if err != nil {
		t.Fatal(err)
	}
	bright, rest, _ := strings.Cut(string(css), "prefers-color-scheme: dark")
	for _, c := range []struct {
		scheme
		css string
	}{{light, bright}, {dark, rest}} {
		want := map[string]string{"page": c.page, "surface": c.surface, "text": c.text}
		for i, v := range c.all() {
			want[strings.ReplaceAll(names[i], "_", "-")] = *v
		}
		for name, value := range want {
			if !strings.Contains(c.css, "--"+name+": "+value+";") {
				t.Errorf("--%s is not %s in the style sheet", name, value)
			}
		}
	}
}

func TestContrast(t *testing.T) {
	for pair, want := range map[[2]string]float64{
		{"#000000", "#ffffff"}: 21, {"#ffffff", "#ffffff"}: 1, {"#767676", "#ffffff"}: 4.54, {"#92722a", "#ffffff"}: 4.50,
	} {
		if got := contrast(pair[0], pair[1]); got < want-0.01 || got > want+0.01 {
			t.Errorf("%v: %.3f, want %.2f", pair, got, want)
		}
	}
}
