package api

import (
	"math"
	"net/netip"
	"sync"

	"golang.org/x/time/rate"
)

// buckets limits what each of many does. They are counted in this process: replicas count
// apart, so what a client may do grows with their number.
type buckets[K comparable] struct {
	limit rate.Limit
	most  int // keys that are counted apart; more share one bucket

	mu     sync.Mutex
	of     map[K]*rate.Limiter
	shared *rate.Limiter
}

func newBuckets[K comparable](limit rate.Limit, most int) *buckets[K] {
	b := &buckets[K]{limit: limit, most: most, of: map[K]*rate.Limiter{}}
	b.shared = b.fresh()
	return b
}

// fresh is a bucket that lets two seconds' worth through at once.
func (b *buckets[K]) fresh() *rate.Limiter { return rate.NewLimiter(b.limit, max(1, int(2*b.limit))) }

func (b *buckets[K]) bucket(key K) *rate.Limiter {
	b.mu.Lock()
	defer b.mu.Unlock()
	if l := b.of[key]; l != nil {
		return l
	}
	if len(b.of) >= b.most {
		b.forget()
	}
	if len(b.of) >= b.most {
		return b.shared
	}
	l := b.fresh()
	b.of[key] = l
	return l
}

// forget drops the buckets that are full again: they say nothing.
func (b *buckets[K]) forget() {
	for key, l := range b.of {
		if l.Tokens() >= float64(l.Burst()) {
			delete(b.of, key)
		}
	}
}

// take refuses what is too much.
func (b *buckets[K]) take(key K) error {
	reserved := b.bucket(key).Reserve()
	if wait := reserved.Delay().Seconds(); wait > 0 {
		reserved.Cancel()
		return tooMany(wait)
	}
	return nil
}

// left refuses if nothing may be taken now, and takes nothing.
func (b *buckets[K]) left(key K) error {
	if missing := 1 - b.bucket(key).Tokens(); missing > 0 {
		return tooMany(missing / float64(b.limit))
	}
	return nil
}

func tooMany(wait float64) error { return &delayed{errRate, max(1, int(math.Ceil(wait)))} }

// How many clients and addresses are counted apart.
const (
	mostClients   = 1 << 10
	mostAddresses = 1 << 14
)

// network is what counts as one address: whoever has one address of IPv6 has 2⁶⁴.
func network(client netip.Addr) netip.Prefix {
	bits := client.BitLen()
	if client.Is6() {
		bits = 64
	}
	prefix, _ := client.Prefix(bits)
	return prefix
}

// purse is whose bucket a call takes from.
type purse int

const (
	byRead purse = iota
	byCreate
	byConsume
)

// limits are all of them.
type limits struct {
	of       map[purse]*buckets[string] // by client
	token    *buckets[string]
	failures *buckets[netip.Prefix]
	waiting  chan struct{} // holds one value for each read that waits
}

func newLimits(l Limits) *limits {
	l = l.orDefault()
	return &limits{
		of: map[purse]*buckets[string]{
			byRead: newBuckets[string](l.Read, mostClients), byCreate: newBuckets[string](l.Create, mostClients), byConsume: newBuckets[string](l.Consume, mostClients),
		},
		token: newBuckets[string](l.Token, mostClients), failures: newBuckets[netip.Prefix](l.Failures, mostAddresses), waiting: make(chan struct{}, l.Waiting),
	}
}
