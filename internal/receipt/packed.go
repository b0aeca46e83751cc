package receipt

import (
	"bytes"
	"compress/flate"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"takeed/internal/approval"
	"takeed/internal/translog"
)

// errPacked is the error for a receipt that has something for which a code has no place.
var errPacked = errors.New("the receipt does not fit the form of a code")

// Code is the whole receipt in the letters of a code on paper; the comment of the package
// says how. Hashes are written as bytes and texts are compressed: the code has less than
// half of the length of the file.
func (r Receipt) Code() (string, error) {
	c, _, err := r.Checkpoint()
	if err != nil {
		return "", err
	}
	p := packer{out: []byte{2}}
	p.event(r)
	p.proof(c, r.Proof)
	p.texts(string(r.Document), string(r.Result.Text), r.Event.Body)
	if p.err != nil {
		return "", fmt.Errorf("pack a receipt: %w", p.err)
	}
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(p.out), nil
}

// packer appends to out, and keeps the first error.
type packer struct {
	out []byte
	err error
}

func (p *packer) must(fits bool) {
	if !fits && p.err == nil {
		p.err = errPacked
	}
}

func (p *packer) u64(n int64) { p.out = binary.BigEndian.AppendUint64(p.out, uint64(n)) }

// count writes a number of things.
func (p *packer) count(n int) {
	p.must(n <= 255)
	p.out = append(p.out, byte(n))
}

// sized writes bytes after their number.
func (p *packer) sized(b []byte) {
	p.count(len(b))
	p.out = append(p.out, b...)
}

// fixed writes bytes that always are so many.
func (p *packer) fixed(b []byte, size int) {
	p.must(len(b) == size)
	p.out = append(p.out, b...)
}

func (p *packer) id(id approval.ID) {
	b, err := hex.DecodeString(strings.ReplaceAll(string(id), "-", ""))
	p.must(err == nil)
	p.fixed(b, 16)
}

func (p *packer) event(r Receipt) {
	e := r.Event
	customer, ok := strings.CutPrefix(string(e.Actor), "customer:")
	p.must(ok && e.Code == approval.EventTransactionConfirmed && e.Stream == "txn:"+string(e.Transaction) && e.Commitment != nil)
	p.id(e.Transaction)
	p.id(e.Attempt)
	p.id(approval.ID(customer))
	p.u64(e.Position)
	p.u64(e.At.UnixMicro())
	p.fixed(e.Salt, 16)
	p.fixed(r.Result.Salt[:], 16)
	p.sized(e.Prev)
	p.fixed(e.Hash, translog.HashSize)
}

func (p *packer) proof(c translog.Checkpoint, proof translog.Proof) {
	p.u64(proof.Index)
	p.u64(c.Size)
	p.out = append(p.out, c.Root[:]...)
	p.count(len(proof.Hashes))
	for _, h := range proof.Hashes {
		p.out = append(p.out, h[:]...)
	}
	p.sized([]byte(c.Origin))
	_, signatures, _ := bytes.Cut(proof.Note, []byte("\n\n"))
	lines := strings.Split(strings.TrimSuffix(string(signatures), "\n"), "\n")
	p.count(len(lines))
	for _, line := range lines {
		name, signature, _ := strings.Cut(strings.TrimPrefix(line, "— "), " ")
		if name == c.Origin {
			name = ""
		}
		p.sized([]byte(name))
		b, err := base64.StdEncoding.DecodeString(signature)
		p.must(err == nil)
		p.sized(b)
	}
}

// inHex finds values of 32 bytes in a body. Within a text, 64 hexadecimal digits take more
// room than the bytes, however well they are compressed.
var inHex = regexp.MustCompile(`[0-9a-f]{64}`)

func (p *packer) texts(document, result, body string) {
	values := inHex.FindAllString(body, -1)
	p.count(len(values))
	for _, v := range values {
		b, _ := hex.DecodeString(v) // it is hexadecimal
		p.out = append(p.out, b...)
	}
	all := document + "\x00" + result + "\x00" + body
	p.must(strings.Count(all, "\x00") == 2 && !strings.Contains(all, "\x01"))
	var compressed bytes.Buffer
	w, err := flate.NewWriter(&compressed, flate.BestCompression)
	if err == nil {
		_, err = w.Write([]byte(document + "\x00" + result + "\x00" + inHex.ReplaceAllString(body, "\x01")))
	}
	if p.err = errors.Join(p.err, err); p.err == nil {
		p.err = w.Close()
	}
	p.out = append(p.out, compressed.Bytes()...)
}
