package api

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"

	"takeed/internal/integration"
)

// sandboxAPI is what openapi.json has besides in a sandbox. Production neither has it nor tells
// of it.
//
//go:embed sandbox.json
var sandboxAPI []byte

// sandboxTable is the routes that only a sandbox has.
func (room *Room) sandboxTable(c Config) []route {
	if !c.Names.Sandbox {
		return nil
	}
	s := &sandbox{c.Clock}
	return []route{{method: http.MethodPost, path: v1 + "test/clock", scope: create, purse: byCreate, handler: s.advance}}
}

// fileFor is openapi.json as this portal has it.
func fileFor(c Config) ([]byte, error) {
	if !c.Names.Sandbox {
		return openAPI, nil
	}
	var whole, more any
	for _, read := range []struct {
		text []byte
		to   *any
	}{{openAPI, &whole}, {sandboxAPI, &more}} {
		dec := json.NewDecoder(bytes.NewReader(read.text))
		dec.UseNumber()
		if err := dec.Decode(read.to); err != nil {
			return nil, fmt.Errorf("read what a sandbox adds to openapi.json: %w", err)
		}
	}
	return encode(merged(whole, more)), nil
}

// merged adds the members of objects and the elements of lists.
func merged(whole, more any) any {
	switch w := whole.(type) {
	case map[string]any:
		for name, value := range more.(map[string]any) {
			w[name] = merged(w[name], value)
		}
		return w
	case []any:
		return append(w, more.([]any)...)
	}
	return more
}

// sandbox is what integrators may do there to try what takes long.
type sandbox struct{ clock Clock }

// advance moves the clock.
func (s *sandbox) advance(w http.ResponseWriter, r *call) error {
	body, err := read(r.Request, mediaJSON)
	if err != nil {
		return err
	}
	f, err := formOf(body, "advance")
	if err != nil {
		return err
	}
	text := f.requiredText("advance")
	by, ok := integration.ParseAdvance(text)
	if !ok && f.err() == nil {
		f.refuse("advance", "malformed")
	}
	if err := f.err(); err != nil {
		return err
	}
	now, err := s.clock.AdvanceClock(r.Context(), by)
	if is(err, integration.ErrClock) {
		f.refuse("advance", "out_of_range")
		return f.err()
	} else if err != nil {
		return err
	}
	return answer(w, http.StatusOK, struct {
		Now stamp `json:"now"`
	}{stamp(now)})
}
