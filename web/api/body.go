package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"takeed/web/page"
)

const (
	mediaJSON    = "application/json"
	mediaForm    = "application/x-www-form-urlencoded"
	mediaProblem = "application/problem+json"
	mediaText    = "text/plain"
)

// maxDepth is how deep a body may nest: no call needs more than three levels.
const maxDepth = 8

// read reads a body of a media type, whole.
func read(r *http.Request, media string) ([]byte, error) {
	if !isMedia(r, media) {
		return nil, errMediaType
	}
	return readAll(r)
}

func readAll(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(r.Body)
	switch tooLarge := (*http.MaxBytesError)(nil); {
	case errors.As(err, &tooLarge):
		return nil, page.ErrTooLarge
	case err != nil:
		return nil, errMalformed // it breaks off
	}
	return body, nil
}

// isMedia reports whether the body is said to be of a media type, as it is, and in UTF-8.
func isMedia(r *http.Request, media string) bool {
	types := r.Header.Values("Content-Type")
	if len(types) != 1 || r.Header.Get("Content-Encoding") != "" {
		return false
	}
	name, params, err := mime.ParseMediaType(types[0])
	charset, has := params["charset"]
	if has {
		delete(params, "charset")
	}
	return err == nil && name == media && len(params) == 0 && (!has || strings.EqualFold(charset, "utf-8"))
}

// empty reads the body of a call that takes none.
func empty(r *http.Request) error {
	body, err := readAll(r)
	if err == nil && len(body) > 0 {
		err = errBody
	}
	return err
}

// object is a JSON object. Its members are found by their exact names, which encoding/json
// alone does not do.
type object map[string]json.RawMessage

// parse reads a body that every reader reads alike: one object in UTF-8, nothing behind it, no
// member twice at any depth.
func parse(body []byte) (object, error) {
	if !utf8.Valid(body) || !json.Valid(body) {
		return nil, errMalformed
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	if err := unambiguous(dec, "", 0); err != nil {
		return nil, err
	}
	o, ok := members(body)
	if !ok {
		return nil, errMalformed
	}
	return o, nil
}

// members splits an object.
func members(raw json.RawMessage) (o object, ok bool) {
	if !bytes.HasPrefix(bytes.TrimLeft(raw, " \t\r\n"), []byte("{")) {
		return nil, false
	}
	return o, json.Unmarshal(raw, &o) == nil
}

// unambiguous reads one value of valid JSON at a pointer.
func unambiguous(dec *json.Decoder, pointer string, depth int) error {
	token, err := dec.Token()
	open, nested := token.(json.Delim)
	if err != nil || !nested {
		return err
	}
	if depth == maxDepth {
		return errMalformed
	}
	seen := map[string]bool{}
	for n := 0; dec.More(); n++ {
		name := strconv.Itoa(n)
		if open == '{' {
			token, err := dec.Token()
			if err != nil {
				return err
			}
			if name = token.(string); seen[name] {
				return &detailed{errDuplicate, []fieldProblem{wrong(below(pointer, name), "duplicate")}}
			}
			seen[name] = true
		}
		if err := unambiguous(dec, below(pointer, name), depth+1); err != nil {
			return err
		}
	}
	_, err = dec.Token()
	return err
}

// below is the JSON pointer to a member. A name that is very long is cut: it comes back in an
// answer.
func below(pointer, name string) string {
	if len(name) > maxName {
		name = strings.ToValidUTF8(name[:maxName], "")
	}
	return pointer + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

const maxName = 64

// wrong says what is wrong with a member.
func wrong(pointer, code string, args ...any) fieldProblem {
	return fieldProblem{Pointer: pointer, Code: code, Message: texts("api.field."+code, args...)}
}
