package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"time"
	"unicode/utf8"
)

// maxReceipt is the size of the largest receipt, in bytes.
const maxReceipt = 262_144

// maxInteger is the largest integer that every JSON reader reads exactly: 2^53-1.
const maxInteger = 1<<53 - 1

type receipt struct {
	Format     string `json:"format"`
	Document   string `json:"document"`
	Result     string `json:"result"`
	ResultSalt string `json:"result_salt"`
	Event      event  `json:"event"`
	Proof      string `json:"proof"`
}

type event struct {
	Version     int64  `json:"version"`
	Number      int64  `json:"number"`
	Stream      string `json:"stream"`
	Position    int64  `json:"position"`
	Transaction string `json:"transaction"`
	Attempt     string `json:"attempt"`
	Event       string `json:"event"`
	State       string `json:"state"`
	Actor       string `json:"actor"`
	Time        string `json:"time"`
	Body        string `json:"body"`
	Salt        string `json:"salt"`
	PrevHash    string `json:"prev_hash"`
	Hash        string `json:"hash"`
}

// readReceipt reads a file that is exactly what [receipt.canonical] writes: then no two
// readers can see different things in it.
func readReceipt(file []byte) (r receipt, ok bool) {
	if len(file) > maxReceipt || !utf8.Valid(file) || json.Unmarshal(file, &r) != nil {
		return r, false
	}
	return r, bytes.Equal(file, r.canonical()) && r.wellFormed() && r.Event.wellFormed()
}

// canonical is the only spelling of a receipt: what JSON.stringify of ECMAScript writes.
func (r receipt) canonical() []byte {
	e := r.Event
	return fmt.Appendf(nil, `{"format":%s,"document":%s,"result":%s,"result_salt":%s,"event":{"version":%d,"number":%d,"stream":%s,"position":%d,`+
		`"transaction":%s,"attempt":%s,"event":%s,"state":%s,"actor":%s,"time":%s,"body":%s,"salt":%s,"prev_hash":%s,"hash":%s},"proof":%s}`+"\n",
		quote(r.Format), quote(r.Document), quote(r.Result), quote(r.ResultSalt), e.Version, e.Number, quote(e.Stream), e.Position,
		quote(e.Transaction), quote(e.Attempt), quote(e.Event), quote(e.State), quote(e.Actor), quote(e.Time), quote(e.Body), quote(e.Salt), quote(e.PrevHash), quote(e.Hash), quote(r.Proof))
}

// quote escapes what ECMAScript escapes. Go's own encoder also escapes U+2028 and U+2029.
func quote(s string) []byte {
	b := []byte{'"'}
	for i := range len(s) {
		short := bytes.IndexByte([]byte("\"\\\b\f\n\r\t"), s[i])
		switch {
		case short >= 0:
			b = append(b, '\\', `"\bfnrt`[short])
		case s[i] < ' ':
			b = fmt.Appendf(b, `\u%04x`, s[i])
		default:
			b = append(b, s[i])
		}
	}
	return append(b, '"')
}

const uuid = `[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`

var (
	uuidForm  = regexp.MustCompile(`^` + uuid + `$`)
	actorForm = regexp.MustCompile(`^customer:` + uuid + `$`)
	saltForm  = regexp.MustCompile(`^[0-9a-f]{32}$`)
	hashForm  = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

func (r receipt) wellFormed() bool {
	return r.Format == "takeed.receipt/v1" && saltForm.MatchString(r.ResultSalt)
}

func (e event) wellFormed() bool {
	_, timed := e.micros()
	_, bodied := e.body()
	return e.Version == 2 && e.Event == "transaction_confirmed" && e.State == "confirmed" && e.Stream == "txn:"+e.Transaction &&
		within(e.Number) && within(e.Position) && timed && bodied &&
		uuidForm.MatchString(e.Transaction) && uuidForm.MatchString(e.Attempt) && actorForm.MatchString(e.Actor) &&
		saltForm.MatchString(e.Salt) && (e.PrevHash == "" || hashForm.MatchString(e.PrevHash)) && hashForm.MatchString(e.Hash)
}

func within(n int64) bool { return 0 <= n && n <= maxInteger }

const timeForm = "2006-01-02T15:04:05.000000Z"

// micros is the time of the event in microseconds since 1970.
func (e event) micros() (uint64, bool) {
	at, err := time.Parse(timeForm, e.Time)
	return uint64(at.UnixMicro()), err == nil && at.Year() >= 1970 && at.Format(timeForm) == e.Time
}

// body is the body of the event: an object of texts, with its members in order.
func (e event) body() (map[string]string, bool) {
	body, ok := exactly[map[string]string](e.Body)
	return body, ok && body != nil
}

type document struct {
	Fields   []field `json:"fields"`
	ID       string  `json:"id"`
	Kind     string  `json:"kind"`
	Sentence text    `json:"sentence"`
	Template int64   `json:"template"`
	Version  int64   `json:"version"`
}

type field struct {
	Label text   `json:"label"`
	Name  string `json:"name"`
	Text  text   `json:"text"`
	Type  string `json:"type"`
	Value string `json:"value"`
}

type result struct {
	Identifier string `json:"identifier"`
	Method     string `json:"method"`
	Name       text   `json:"name"`
	Status     string `json:"status"`
}

// text is a text in both languages. Either may come first: the portal's type begins with
// English, the alphabet with Arabic.
type text struct {
	EN, AR      string
	arabicFirst bool
}

type (
	englishFirst struct {
		EN string `json:"en"`
		AR string `json:"ar"`
	}
	arabicFirst struct {
		AR string `json:"ar"`
		EN string `json:"en"`
	}
)

func (t *text) UnmarshalJSON(b []byte) error {
	var both englishFirst
	err := json.Unmarshal(b, &both)
	*t = text{both.EN, both.AR, bytes.HasPrefix(b, []byte(`{"ar"`))}
	return err
}

func (t text) MarshalJSON() ([]byte, error) {
	if t.arabicFirst {
		return encode(arabicFirst{t.AR, t.EN}), nil
	}
	return encode(englishFirst{t.EN, t.AR}), nil
}

func (t text) in(lang string) string {
	if lang == "ar" {
		return t.AR
	}
	return t.EN
}

// exactly reads JSON that is, byte for byte, what the portal's encoder writes.
func exactly[T any](s string) (v T, ok bool) {
	ok = json.Unmarshal([]byte(s), &v) == nil && string(encode(v)) == s
	return v, ok
}

func encode(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v) // texts and integers
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
