package main

import (
	"crypto/sha512"
	"math/big"
	"slices"

	"golang.org/x/mod/sumdb/note"
)

// lowSigner makes signatures whose point R is the neutral one, which only the owner of a key
// can. Some programs take them and others do not.
type lowSigner struct {
	note.Signer
	seed []byte
}

func (s lowSigner) Sign(msg []byte) ([]byte, error) {
	key := ed25519Key(s.seed)
	order, _ := new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)
	h := sha512.Sum512(s.seed)
	h[0], h[31] = h[0]&248, h[31]&127|64
	r := make([]byte, 32)
	r[0] = 1
	k := sha512.Sum512(slices.Concat(r, key[32:], msg))
	product := new(big.Int).Mul(littleEndian(h[:32]), littleEndian(k[:]))
	scalar := product.Mod(product, order).FillBytes(make([]byte, 32))
	slices.Reverse(scalar)
	return append(r, scalar...), nil
}

func littleEndian(b []byte) *big.Int {
	b = slices.Clone(b)
	slices.Reverse(b)
	return new(big.Int).SetBytes(b)
}
