package history

import (
	"encoding/binary"
	"encoding/hex"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/keys"
	"takeed/internal/postgres"
)

// encoder turns what happened into the rows that are loaded.
type encoder struct {
	keys   *keys.Keyset
	xid    string // of the database transaction that loads
	heads  map[string]head
	hashes map[*somebody]postgres.Hashes
	*rand.Rand
}

// head is the end of a chain.
type head struct {
	seq  int64
	hash []byte
	at   time.Time
}

// loadable is a batch as rows of the tables.
type loadable struct {
	moments                                 int
	events, streams, transactions, attempts copyText
}

func (e *encoder) encode(b batch) (*loadable, error) {
	l := &loadable{moments: len(b.moments)}
	l.events = make(copyText, 0, 640*len(b.moments))
	l.transactions = make(copyText, 0, 5500*len(b.transactions))
	l.attempts = make(copyText, 0, 900*len(b.attempts))
	for _, m := range b.moments {
		if err := e.event(&l.events, m); err != nil {
			return nil, err
		}
	}
	for _, t := range b.transactions {
		if err := e.transaction(&l.transactions, t); err != nil {
			return nil, err
		}
	}
	for _, a := range b.attempts {
		if err := e.attempt(&l.attempts, a); err != nil {
			return nil, err
		}
	}
	if n := len(b.moments); n > 0 {
		e.close(&l.streams, b.moments[n-1].at.Add(-time.Hour))
	}
	return l, nil
}

const eventColumns = "stream, seq, tx_id, attempt_id, kind, to_state, actor, at, xid, body, salt, body_commit, prev_hash, hash, " +
	"person, reason, request_id, correlation_id, client"

// event puts one more line at the end of its chain.
func (e *encoder) event(out *copyText, m moment) error {
	h := e.heads[m.Stream]
	fields := postgres.EventFields(m.Event)
	if err := e.attest(fields, m.Event); err != nil {
		return err
	}
	line := audit.Line{
		Stream: m.Stream, Position: h.seq + 1, Transaction: m.Transaction, Attempt: m.Attempt, Code: m.Code, ToState: m.ToState, Actor: m.Actor,
		At: m.at.Truncate(time.Microsecond), Body: postgres.EventBody(fields), Prev: h.hash,
	}
	salt := e.hash()[:len(approval.Salt{})]
	commitment := audit.Commit(salt, line.Body)
	line.Commitment = commitment[:]
	sum := line.Sum()
	e.heads[m.Stream] = head{line.Position, sum[:], line.At}
	out.text(line.Stream).number(line.Position).orNull(string(line.Transaction)).orNull(string(line.Attempt)).text(string(line.Code)).
		orNull(line.ToState).text(string(line.Actor)).time(line.At).text(e.xid).text(line.Body).binary(salt).binary(commitment[:]).binary(line.Prev).binary(sum[:])
	for _, name := range []string{"person", "reason", "request_id", "correlation_id", "client"} {
		out.orNull(fields[name])
	}
	out.end()
	return nil
}

// attest completes the event of a confirmation, as the portal would have.
func (e *encoder) attest(fields map[string]string, of approval.Event) error {
	if of.Code != approval.EventTransactionConfirmed {
		return nil
	}
	code, err := postgres.HashCode(e.keys, codeOf(of.Attempt))
	if err != nil {
		return err
	}
	fields["attestation"], err = postgres.Attest(e.keys, postgres.ConfirmationOf(of, code))
	return err
}

// close writes the heads of the transactions that are over, which are those without an
// event since a time.
func (e *encoder) close(out *copyText, since time.Time) {
	maps.DeleteFunc(e.heads, func(stream string, h head) bool {
		over := h.at.Before(since) && strings.HasPrefix(stream, "txn:")
		if over {
			out.head(stream, h)
		}
		return over
	})
}

// rest writes all other heads.
func (e *encoder) rest() (out copyText) {
	for _, stream := range slices.Sorted(maps.Keys(e.heads)) {
		out.head(stream, e.heads[stream])
	}
	return out
}

func (c *copyText) head(stream string, h head) { c.text(stream).number(h.seq).binary(h.hash).end() }

const transactionColumns = `id, user_id, reference, idem_key, kind, version, document, payload_hash, currency, amount_minor, attempt_seconds,
	state, created_at, expires_at, confirmed_at, confirmed_attempt_id, confirmed_ok, result, accounts`

func (e *encoder) transaction(out *copyText, t transaction) error {
	sealed, err := postgres.SealDocument(e.keys, t.Document)
	if err != nil {
		return err
	}
	accounts, err := postgres.AccountHashes(e.keys, t.Document)
	if err != nil {
		return err
	}
	currency, minor, ok := t.Amount()
	amount := ""
	if ok {
		amount = strconv.FormatInt(minor, 10)
	}
	confirmed, result := "", []byte(nil)
	if t.by != "" {
		confirmed = "t"
		if result, err = postgres.SealResult(e.keys, t.ID, t.result); err != nil {
			return err
		}
	}
	out.text(string(t.ID)).text(string(t.PersonID)).text(t.ID.Reference()).text(string(approval.NewID())).text(t.Kind).number(int64(t.Version)).
		binary(sealed).binary(t.Digest[:]).orNull(currency).orNull(amount).number(int64(t.AttemptTTL / time.Second)).text(string(t.State)).
		time(t.CreatedAt).time(t.ExpiresAt).time(t.ConfirmedAt).orNull(string(t.by)).orNull(confirmed).binaryOrNull(result).binaries(accounts).end()
	return nil
}

const attemptColumns = `id, tx_id, user_id, provider, state_hash, browser_hash, payload_hash, lang, want_sub_mac, want_idn_mac, status, failure,
	code_mac, started_at, expires_at, claimed_at, claimed_by, finished_at, got_sub_mac, got_idn_mac, identity_ok`

func (e *encoder) attempt(out *copyText, a attempt) error {
	want, err := e.hashesOf(a.who)
	if err != nil {
		return err
	}
	var code, subject, emiratesID []byte
	by := ""
	if !a.ClaimedAt.IsZero() {
		if code, err = postgres.HashCode(e.keys, codeOf(a.ID)); err != nil {
			return err
		}
		by = "history"
	}
	switch {
	case a.Status == approval.Succeeded:
		subject, emiratesID = want.Subject, want.EmiratesID
	case a.answered:
		subject, emiratesID = e.hash(), e.hash()
	}
	out.text(string(a.ID)).text(string(a.TransactionID)).text(string(a.PersonID)).text("history").binary(e.hash()).binary(e.hash()).
		binary(a.Digest[:]).text(string(a.Lang)).binary(want.Subject).binaryOrNull(want.EmiratesID).text(string(a.Status)).orNull(string(a.Reason)).
		binaryOrNull(code).time(a.StartedAt).time(a.ExpiresAt).time(a.ClaimedAt).orNull(by).time(a.FinishedAt).
		binaryOrNull(subject).binaryOrNull(emiratesID).boolean(a.Status == approval.Succeeded).end()
	return nil
}

// hash returns random bytes that stand for a hash of something random.
func (e *encoder) hash() []byte {
	b := make([]byte, 0, 32)
	for range 4 {
		b = binary.BigEndian.AppendUint64(b, e.Uint64())
	}
	return b
}

func (e *encoder) hashesOf(p *somebody) (postgres.Hashes, error) {
	if h, ok := e.hashes[p]; ok {
		return h, nil
	}
	h, err := postgres.HashIdentity(e.keys, p.Identity)
	e.hashes[p] = h
	return h, err
}

const personColumns = "id, sub_mac, idn_mac, mobile_mac, email_mac, profile, created_at, signed_in_at, signed_in_before"

// people writes every customer who was ever enrolled.
func (e *encoder) people(all []*somebody) (out copyText, err error) {
	for _, p := range all {
		if p == nil || p.enrolled.IsZero() {
			continue
		}
		h, err := e.hashesOf(p)
		if err != nil {
			return nil, err
		}
		profile, err := postgres.SealIdentity(e.keys, p.ID, p.Identity)
		if err != nil {
			return nil, err
		}
		out.text(string(p.ID)).binary(h.Subject).binary(h.EmiratesID).binary(h.Mobile).binary(h.Email).binary(profile).
			time(p.enrolled).time(p.last).time(p.before).end()
	}
	return out, nil
}

// copyText is rows in the text format of COPY. No text that is made up here has a character
// that must be escaped.
type copyText []byte

func (c *copyText) text(s string) *copyText {
	for i := range len(s) {
		if s[i] == '\\' || s[i] < ' ' {
			panic("history: a value that COPY would have to escape: " + strconv.Quote(s))
		}
	}
	*c = append(*c, s...)
	return c.tab()
}

func (c *copyText) tab() *copyText  { *c = append(*c, '\t'); return c }
func (c *copyText) null() *copyText { *c = append(*c, `\N`...); return c.tab() }
func (c *copyText) end()            { (*c)[len(*c)-1] = '\n' }

func (c *copyText) orNull(s string) *copyText {
	if s == "" {
		return c.null()
	}
	return c.text(s)
}

func (c *copyText) number(n int64) *copyText { *c = strconv.AppendInt(*c, n, 10); return c.tab() }
func (c *copyText) boolean(b bool) *copyText { *c = strconv.AppendBool(*c, b); return c.tab() }

func (c *copyText) time(t time.Time) *copyText {
	if t.IsZero() {
		return c.null()
	}
	*c = t.UTC().AppendFormat(*c, "2006-01-02 15:04:05.999999Z")
	return c.tab()
}

func (c *copyText) binary(b []byte) *copyText {
	*c = append(*c, `\\x`...)
	*c = hex.AppendEncode(*c, b)
	return c.tab()
}

// binaries writes an array, in which a backslash is escaped once more; an empty array is
// written as null.
func (c *copyText) binaries(all [][]byte) *copyText {
	if len(all) == 0 {
		return c.null()
	}
	for i, b := range all {
		*c = append(*c, `{,`[min(i, 1)])
		*c = append(*c, `"\\\\x`...)
		*c = hex.AppendEncode(*c, b)
		*c = append(*c, '"')
	}
	*c = append(*c, '}')
	return c.tab()
}

func (c *copyText) binaryOrNull(b []byte) *copyText {
	if b == nil {
		return c.null()
	}
	return c.binary(b)
}
