// Package brand reads what the operator of a portal puts on its pages: names, a logo,
// colours, and the sign-in button that UAE PASS prescribes. All of it is a folder:
//
//	brand.toml                          names, telephone number, colours; see file
//	logo.svg or logo.png                beside the name in the head of every page
//	uaepass/signin-en-black.svg         the official button, in both languages, black
//	uaepass/signin-en-white.svg         for light pages and white for dark ones; all
//	uaepass/signin-ar-black.svg         four or none
//	uaepass/signin-ar-white.svg
//
// Everything but brand.toml is optional. Colours with too little contrast to read are
// refused, so a portal does not start with them.
package brand

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/BurntSushi/toml"

	"takeed/internal/approval"
	"takeed/internal/guard"
)

// Brand is a folder that was read. The zero Brand is a portal without one.
type Brand struct {
	Name  approval.Text // of the bank, insurer or ministry; empty if the folder has none
	Legal approval.Text // full legal name and licence, in the foot of every page
	Phone string        // for help, as it is printed
	Files map[string][]byte
}

// The names of a brand's files among the static ones.
const (
	Sheet   = "brand.css"
	LogoSVG = "logo.svg"
	LogoPNG = "logo.png"
)

// SignIn is the file name of the official button in a language and a colour: "black" or
// "white".
func SignIn(lang approval.Lang, colour string) string {
	return "signin-" + string(lang) + "-" + colour + ".svg"
}

// file is brand.toml.
type file struct {
	Name  words  `toml:"name"`
	Legal words  `toml:"legal"`
	Phone string `toml:"phone"`
	Light colors `toml:"light"`
	Dark  colors `toml:"dark"`
}

type words struct {
	EN string `toml:"en"`
	AR string `toml:"ar"`
}

func (w words) text() approval.Text { return approval.Text{EN: w.EN, AR: w.AR} }

// largest is how large a file of a brand may be, in bytes: every browser loads it.
const largest = 100 << 10

// Read reads a folder. Its error reports every fault at once.
func Read(dir string) (Brand, error) {
	var f file
	meta, err := toml.DecodeFile(filepath.Join(dir, "brand.toml"), &f)
	if err != nil {
		return Brand{}, fmt.Errorf("brand.toml: %w", err)
	}
	var faults []error
	for _, key := range meta.Undecoded() {
		faults = append(faults, fmt.Errorf("brand.toml: %s is not a setting", key))
	}
	faults = append(faults, f.check()...)
	b := Brand{Name: f.Name.text(), Legal: f.Legal.text(), Phone: f.Phone, Files: map[string][]byte{}}
	if sheet := f.sheet(); sheet != "" {
		b.Files[Sheet] = []byte(sheet)
	}
	faults = append(faults, b.readLogo(dir), b.readButtons(dir))
	if err := errors.Join(faults...); err != nil {
		return Brand{}, err
	}
	return b, nil
}

var phone = regexp.MustCompile(`^\+?[0-9][0-9 ]{1,18}[0-9]$`)

func (f file) check() []error {
	var faults []error
	for name, w := range map[string]words{"name": f.Name, "legal": f.Legal} {
		faults = append(faults, w.check(name)...)
	}
	if f.Phone != "" && !phone.MatchString(f.Phone) {
		faults = append(faults, errors.New("brand.toml: phone must be digits and spaces, such as +971 4 123 4567"))
	}
	faults = append(faults, f.Light.check("light", light)...)
	return append(faults, f.Dark.check("dark", dark)...)
}

// check accepts only texts that every page can show, and that read there as they were meant.
func (w words) check(name string) []error {
	var faults []error
	if (w.EN == "") != (w.AR == "") {
		faults = append(faults, fmt.Errorf("brand.toml: %s needs both languages", name))
	}
	for _, text := range []string{w.EN, w.AR} {
		if _, refusal := guard.Text(text); refusal != nil {
			faults = append(faults, fmt.Errorf("brand.toml: %s has the character %s where no page may show it", name, guard.Describe(refusal.Character)))
		}
	}
	return faults
}

func (b Brand) readLogo(dir string) error {
	for _, name := range []string{LogoSVG, LogoPNG} {
		content, err := read(dir, name)
		if err != nil {
			return err
		}
		if content != nil {
			b.Files[name] = content
			return nil
		}
	}
	return nil
}

func (b Brand) readButtons(dir string) error {
	found := 0
	for _, lang := range []approval.Lang{approval.EN, approval.AR} {
		for _, colour := range []string{"black", "white"} {
			content, err := read(dir, filepath.Join("uaepass", SignIn(lang, colour)))
			if err != nil {
				return err
			}
			if content != nil {
				b.Files[SignIn(lang, colour)] = content
				found++
			}
		}
	}
	if found != 0 && found != 4 {
		return errors.New("uaepass: the official button is needed in both languages, black and white: signin-{en,ar}-{black,white}.svg")
	}
	return nil
}

// read returns nil if there is no such file.
func read(dir, name string) ([]byte, error) {
	content, err := os.ReadFile(filepath.Join(dir, name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("%s cannot be read", name)
	case len(content) > largest:
		return nil, fmt.Errorf("%s is larger than %d KB, and every visitor loads it", name, largest>>10)
	case strings.HasSuffix(name, ".svg") && !strings.Contains(string(content), "<svg"):
		return nil, fmt.Errorf("%s is not an SVG file", name)
	case strings.HasSuffix(name, ".png") && !strings.HasPrefix(string(content), "\x89PNG"):
		return nil, fmt.Errorf("%s is not a PNG file", name)
	}
	return content, nil
}
