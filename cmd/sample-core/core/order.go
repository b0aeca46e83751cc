package core

import (
	"crypto/rand"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// Order is a payment that somebody wants to make.
type Order struct {
	ID         string    `json:"id"` // also our reference, and our name for the execution
	EnteredAt  time.Time `json:"entered_at"`
	EmiratesID string    `json:"emirates_id"` // whose approval it needs
	Amount     string    `json:"amount"`      // "25000.00", in dirhams
	Payee      string    `json:"payee"`
	IBAN       string    `json:"iban"`
	Purpose    string    `json:"purpose"`
	Language   string    `json:"language"`

	Transaction string `json:"transaction,omitempty"` // from here on: what Takeed answered
	Digest      string `json:"digest,omitempty"`
	Version     int    `json:"version,omitempty"`
	CheckCode   string `json:"check_code,omitempty"`
	Link        string `json:"link,omitempty"`

	Status   string `json:"status"`             // what we know: entered, or a status of Takeed, or paid, or refused
	Reason   string `json:"reason,omitempty"`   // why it was refused or came to nothing
	Consumed string `json:"consumed,omitempty"` // the ID of our consumption
}

// What an order can be besides what Takeed says.
const (
	entered = "entered" // Takeed has not been asked, or has not answered
	paid    = "paid"
	refused = "refused" // by Takeed, or because it answered something else than we asked
)

// done reports whether nothing can follow.
func (o Order) done() bool {
	return slices.Contains([]string{paid, refused, "lapsed", "rejected", "expired", "cancelled"}, o.Status)
}

// payment is a line of the ledger: money that has moved.
type payment struct {
	Reference string    `json:"reference"`
	IBAN      string    `json:"iban"`
	Amount    string    `json:"amount"`
	At        time.Time `json:"at"`
}

// book has every order and every payment, in memory and on the disk.
type book struct {
	mu       sync.Mutex
	orders   map[string]Order
	payments map[string]payment
	history  *journal
	ledger   *journal
}

func openBook(dir string) (b *book, err error) {
	b = &book{orders: map[string]Order{}, payments: map[string]payment{}}
	b.history, err = openJournal(filepath.Join(dir, "orders.jsonl"), func(line []byte) error {
		var o Order
		err := json.Unmarshal(line, &o)
		b.orders[o.ID] = o
		return err
	})
	if err != nil {
		return nil, err
	}
	b.ledger, err = openJournal(filepath.Join(dir, "ledger.jsonl"), func(line []byte) error {
		var p payment
		err := json.Unmarshal(line, &p)
		b.payments[p.Reference] = p
		return err
	})
	return b, err
}

// newID has 100 random bits, and may be read aloud.
func newID() string { return "ORD-" + strings.ToUpper(rand.Text()[:20]) }

func (b *book) save(o Order) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.history.add(o); err != nil {
		return err
	}
	b.orders[o.ID] = o
	return nil
}

// pay moves the money, unless it was moved before.
func (b *book) pay(o Order) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, moved := b.payments[o.ID]; moved {
		return nil
	}
	p := payment{o.ID, o.IBAN, o.Amount, time.Now().UTC()}
	if err := b.ledger.add(p); err != nil {
		return err
	}
	b.payments[o.ID] = p
	return nil
}

func (b *book) order(id string) Order {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.orders[id]
}

// list has the newest first.
func (b *book) list() []Order {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []Order
	for _, o := range b.orders {
		all = append(all, o)
	}
	slices.SortFunc(all, func(x, y Order) int { return y.EnteredAt.Compare(x.EnteredAt) })
	return all
}

func (b *book) byTransaction(id string) (Order, bool) {
	for _, o := range b.list() {
		if id != "" && o.Transaction == id {
			return o, true
		}
	}
	return Order{}, false
}
