package translog

import (
	"fmt"
	"strconv"
	"strings"
)

const (
	tileHeight = 8
	// TileWidth is how many hashes a full tile has.
	TileWidth = 1 << tileHeight
	// Levels is how many levels of tiles a tree can have: MaxSize is below 256 to the seventh.
	Levels = 7
	// MaxSize is how large a tree may become: the largest number that is exact in JavaScript.
	MaxSize = 1<<53 - 1
	// Entries is the level of a tile that holds entries and no hashes.
	Entries = -1
)

// Tile is the coordinates of a tile: tile N of a level, with the first Width of its hashes.
type Tile struct {
	Level int // or Entries
	N     int64
	Width int // 1 to TileWidth
}

// Within reports whether a tree of this size has the tile.
func (t Tile) Within(size int64) bool {
	return t.N < 1<<48 && t.N*TileWidth+int64(t.Width) <= size>>(tileHeight*max(t.Level, 0))
}

// Path is the path of the tile below "/log/tile/": "0/x001/234", "entries/067.p/5".
func (t Tile) Path() string {
	level := "entries"
	if t.Level != Entries {
		level = strconv.Itoa(t.Level)
	}
	groups := fmt.Sprintf("%03d", t.N%1000)
	for n := t.N / 1000; n > 0; n /= 1000 {
		groups = fmt.Sprintf("x%03d/%s", n%1000, groups)
	}
	if t.Width < TileWidth {
		groups += fmt.Sprintf(".p/%d", t.Width)
	}
	return level + "/" + groups
}

// maxTilePath is longer than the path of any tile of a tree within MaxSize.
const maxTilePath = 40

// ParseTilePath reads what Path writes, and nothing else.
func ParseTilePath(path string) (Tile, bool) {
	if len(path) > maxTilePath {
		return Tile{}, false
	}
	t := Tile{Level: Entries, Width: TileWidth}
	level, rest, _ := strings.Cut(path, "/")
	if level != "entries" {
		t.Level = number(level, 1)
	}
	groups, width, partial := strings.Cut(rest, ".p/")
	if partial {
		t.Width = number(width, 3)
	}
	for group := range strings.SplitSeq(groups, "/") {
		n := number(strings.TrimPrefix(group, "x"), 3)
		t.N = t.N*1000 + int64(n)
	}
	ok := t.Level < Levels && t.Width > 0 && t.Width <= TileWidth && t.N >= 0 && t.Path() == path
	return t, ok
}

// number reads up to so many decimal digits. Anything else becomes a number that Path writes
// differently.
func number(text string, digits int) int {
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil || len(text) > digits {
		return 1000
	}
	return int(n)
}
