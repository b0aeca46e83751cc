package clienttest

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"takeed/cmd/sample-core/core"
	"takeed/internal/app/apptest"
)

// bank is the sample core, which may die and come back: a new one on the same files.
type bank struct {
	*world
	core *core.Core
	dir  string
}

func (w *world) bank() *bank {
	w.Helper()
	b := &bank{world: w, dir: w.TempDir()}
	b.comesBack()
	w.database.Register(w, "core", b.core.JWKS(), coreAddress+"/return")
	return b
}

// coreAddress is where nobody listens: this core is not told, it looks.
const coreAddress = "http://127.0.0.1:9"

func (b *bank) comesBack() {
	b.Helper()
	c, err := core.New(core.Config{
		Dir: b.dir, ClientID: "core", Portal: apptest.Address, Address: coreAddress, Log: slog.New(slog.DiscardHandler), HTTP: b.client(),
	})
	must(b, err)
	b.core = c
}

// ask enters an order for a customer. What the core knows of it is in its file.
func (b *bank) ask(c customer) order {
	b.Helper()
	form := url.Values{
		"emirates_id": {c.Identity.EmiratesID}, "amount": {"2500.00"}, "payee": {"Mariam Saeed"}, "iban": {"AE070331234567890123456"}, "purpose": {"family"}, "language": {"en"},
	}
	r := httptest.NewRequest(http.MethodPost, "/orders", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := httptest.NewRecorder()
	b.core.Handler().ServeHTTP(answer, r)
	_, id, _ := strings.Cut(answer.Header().Get("Location"), "#")
	return b.order(id)
}

// order is a line of the core's file.
type order struct{ ID, Transaction, Link, Status string }

// order is what the core last wrote of one.
func (b *bank) order(id string) (last order) {
	b.Helper()
	b.lines("orders.jsonl", func(line []byte) {
		var o order
		must(b, json.Unmarshal(line, &o))
		if o.ID == id {
			last = o
		}
	})
	return last
}

// paid is how often each order was.
func (b *bank) paid() map[string]int {
	b.Helper()
	times := map[string]int{}
	b.lines("ledger.jsonl", func(line []byte) {
		var p struct{ Reference string }
		must(b, json.Unmarshal(line, &p))
		times[p.Reference]++
	})
	return times
}

func (b *bank) lines(file string, each func(line []byte)) {
	b.Helper()
	text, err := os.ReadFile(filepath.Join(b.dir, file))
	must(b, err)
	for line := range bytes.Lines(text) {
		each(line)
	}
}

// looks has the core look what became of an order, as it does when a customer comes back to it.
func (b *bank) looks(o order) {
	r := httptest.NewRequest(http.MethodGet, "/return?transaction="+url.QueryEscape(o.Transaction), nil)
	b.core.Handler().ServeHTTP(httptest.NewRecorder(), r)
}
