package catalogue

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/BurntSushi/toml"

	"takeed/internal/approval"
)

// Catalogue is the kinds of transaction on offer. It does not change.
type Catalogue struct{ kinds []approval.Kind }

// Kind finds a kind by its ID.
func (c *Catalogue) Kind(id string) (approval.Kind, bool) {
	i := slices.IndexFunc(c.kinds, func(k approval.Kind) bool { return k.ID == id })
	if i < 0 {
		return approval.Kind{}, false
	}
	return c.kinds[i], true
}

// Kinds returns every kind in the order of the file.
func (c *Catalogue) Kinds() []approval.Kind { return slices.Clone(c.kinds) }

//go:embed kinds.toml
var builtin []byte

// Builtin returns the catalogue that is part of the program.
func Builtin() (*Catalogue, error) { return Load(builtin, "kinds.toml") }

// LoadFile reads a catalogue from a file.
func LoadFile(path string) (*Catalogue, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the catalogue: %w", err)
	}
	return Load(content, path)
}

// Load reads a catalogue. name stands for it in the faults, which come all at once,
// joined.
func Load(content []byte, name string) (*Catalogue, error) {
	var values map[string]any
	if err := toml.Unmarshal(content, &values); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	file := newTable(name, values)
	kinds := readKinds(file)
	if len(*file.faults) > 0 {
		return nil, errors.Join(*file.faults...)
	}
	return &Catalogue{kinds}, nil
}

func readKinds(file *table) []approval.Kind {
	var kinds []approval.Kind
	seen := map[string]bool{}
	for _, t := range file.tables("kind", "id") {
		k := readKind(t)
		if k.ID != "" && seen[k.ID] {
			t.fault("an earlier kind has the same id")
		}
		seen[k.ID] = true
		kinds = append(kinds, k)
	}
	file.close()
	return kinds
}
