package history

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"time"

	"takeed/internal/approval"
)

// somebody is a made-up customer.
type somebody struct {
	approval.Person
	home     netip.Addr
	enrolled time.Time // zero until their first visit
	last     time.Time // visit
	before   time.Time
}

var (
	given  = []approval.Text{{EN: "Fatima", AR: "فاطمة"}, {EN: "Ahmed", AR: "أحمد"}, {EN: "Mariam", AR: "مريم"}, {EN: "Omar", AR: "عمر"}, {EN: "Aisha", AR: "عائشة"}, {EN: "Khalid", AR: "خالد"}, {EN: "Noura", AR: "نورة"}, {EN: "Daniel", AR: "دانيال"}}
	family = []approval.Text{{EN: "Al Namouthaji", AR: "النموذجي"}, {EN: "Al Mithali", AR: "المثالي"}, {EN: "Al Tajribi", AR: "التجريبي"}, {EN: "Example", AR: "إكزامبل"}, {EN: "Al Iftiradi", AR: "الافتراضي"}}
)

// person makes the n-th customer. No two share an identifier.
func person(n int, rng *rand.Rand) *somebody {
	first, last := given[rng.IntN(len(given))], family[rng.IntN(len(family))]
	p := &somebody{home: netip.AddrFrom4([4]byte{100, 64 + byte(n>>16&63), byte(n >> 8), byte(n)})}
	p.ID = approval.NewID()
	p.Identity = approval.Identity{
		Subject: "UAEPASS/" + string(p.ID), UUID: string(p.ID), EmiratesID: fmt.Sprintf("784%d%07d%d", 1950+n%55, 1000000+n, n%10),
		Level: approval.SOP3, Mobile: fmt.Sprintf("97150%07d", n), Email: fmt.Sprintf("%s.%d@example.ae", asciiLower(first.EN), n),
		NameEN: first.EN + " " + last.EN, NameAR: first.AR + " " + last.AR,
	}
	return p
}

func asciiLower(s string) string { return string(s[0]|0x20) + s[1:] }

// anyone chooses who comes next: one in a hundred visits is the bank's own watchdog,
// which comes all day from one address, a few people come often, most seldom.
func (w *world) anyone() *somebody {
	n := 0
	if w.IntN(100) > 0 {
		x := w.Float64()
		n = int(x * x * float64(w.crowd))
	}
	for len(w.people) <= n {
		w.people = append(w.people, nil)
	}
	if w.people[n] == nil {
		w.people[n] = person(w.firstPerson+n, w.Rand)
	}
	return w.people[n]
}

// known is a customer who has been here before.
func (w *world) known() *somebody {
	if p := w.anyone(); !p.enrolled.IsZero() {
		return p
	}
	return w.people[0]
}

// address is where a visit comes from: the customer's home, or one of the networks that
// many share.
func (w *world) address(p *somebody) netip.Addr {
	if w.IntN(100) < 30 && p != w.people[0] {
		return netip.AddrFrom4([4]byte{192, 0, 2, byte(w.IntN(20))})
	}
	return p.home
}
