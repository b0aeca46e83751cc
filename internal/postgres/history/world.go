package history

import (
	"cmp"
	"math/rand/v2"
	"net/netip"
	"time"

	"takeed/internal/approval"
	"takeed/internal/office"
)

// world is everything that was made up so far and is not written yet.
type world struct {
	*rand.Rand
	forms        []approval.Request
	people       []*somebody
	crowd        int // how many people there can be
	firstPerson  int
	staff        []approval.ID
	moments      []moment
	transactions []transaction
	attempts     []attempt
}

func newWorld(o Options, firstPerson int) *world {
	w := &world{Rand: rand.New(rand.NewPCG(o.Seed, 2)), crowd: cmp.Or(o.People, int(o.Events/200)+10), firstPerson: firstPerson}
	w.forms = forms(o.Kinds, 2000, w.Rand, o.Until)
	w.people = []*somebody{person(firstPerson, w.Rand)}
	for range 12 {
		w.staff = append(w.staff, approval.NewID())
	}
	return w
}

func (w *world) chance(percent int) bool { return w.IntN(100) < percent }

// pick returns the index of one of the weights, in proportion.
func (w *world) pick(weights ...int) int {
	sum := 0
	for _, weight := range weights {
		sum += weight
	}
	n := w.IntN(sum)
	for i, weight := range weights {
		if n -= weight; n < 0 {
			return i
		}
	}
	return 0
}

// text is n characters of the alphabet of request ids.
func (w *world) text(n int) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	b := make([]byte, n)
	var bits uint64
	for i := range b {
		if i%12 == 0 {
			bits = w.Uint64()
		}
		b[i] = alphabet[bits&31]
		bits >>= 5
	}
	return string(b)
}

// happens plays what begins at a moment: nearly always a customer's visit.
func (w *world) happens(now time.Time) {
	v := &visit{world: w, now: now, who: w.anyone()}
	if w.IntN(60) == 0 && !w.people[0].enrolled.IsZero() {
		v.watches()
		return
	}
	v.origin = approval.Origin{RequestID: w.text(26), Client: w.address(v.who)}
	v.live()
}

// watches plays what no customer does: members of staff who read, and alarms about the
// provider.
func (v *visit) watches() {
	by := approval.Source{
		Actor:  approval.Staff(v.staff[v.IntN(len(v.staff))]),
		Origin: approval.Origin{RequestID: v.text(26), Client: netip.AddrFrom4([4]byte{10, 0, 0, byte(v.IntN(12))})},
	}
	about := v.known()
	switch v.pick(60, 25, 5, 1) {
	case 0:
		v.record(office.ReadEvent(by, approval.EventAuditSearched, "query", "result:denied after:1d", "found", "17"))
	case 1:
		v.record(office.ReadPersonEvent(by, about.ID, approval.EventPersonViewed))
	case 2:
		v.record(office.ReadPersonEvent(by, about.ID, approval.EventIdentifierRevealed, "why", "The customer called and asked."))
	case 3:
		alarm := approval.Health{{At: v.now, Fault: true}, {At: v.now, Fault: true}, {At: v.now, Fault: true}, {At: v.now, Fault: true}, {At: v.now, Fault: true}}
		if e, say := alarm.Watch(false, approval.ClientConfirm); say {
			v.record(e)
		}
	}
}

// hours are the weights by which a day's visits spread over its hours, in UAE time: few at
// night, most before noon.
var hours = [24]float64{1, 1, 1, 1, 1, 2, 4, 8, 12, 14, 14, 13, 11, 10, 10, 10, 9, 9, 8, 8, 7, 5, 3, 2}

// timeOf is the time of the visit that stands at a fraction of the whole past.
func timeOf(fraction float64, begin time.Time, days int) time.Time {
	at := fraction * float64(days)
	whole := int(at)
	sum := 0.0
	for _, h := range hours {
		sum += h
	}
	left := (at - float64(whole)) * sum
	for hour, h := range hours {
		if left < h {
			into := time.Duration((float64(hour) + left/h) * float64(time.Hour))
			return begin.Add(time.Duration(whole)*24*time.Hour + into)
		}
		left -= h
	}
	return begin.Add(time.Duration(whole+1) * 24 * time.Hour)
}
