package witness

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/transparency-dev/formats/log"
	"golang.org/x/mod/sumdb/tlog"
)

// answerWithin is how long a witness has for everything: connecting, a second try, our
// proof for it.
const answerWithin = 5 * time.Second

// Proof proves that the tree of the new size begins with the tree of the old size, which is
// neither 0 nor the new one. It is called for several witnesses at once.
type Proof func(ctx context.Context, oldSize, newSize int64) ([]tlog.Hash, error)

// Client asks the witnesses of a policy about one log. It remembers what each of them
// cosigned last, which saves a request; after a restart they say so themselves.
type Client struct {
	witnesses []*asked
	within    time.Duration
	http      sender
}

// asked is a witness, and what we know of it.
type asked struct {
	listed
	mu   sync.Mutex // held while it is asked
	size int64      // of the last checkpoint that it cosigned, as far as we know
}

// New connects to nothing.
func New(p Policy) *Client {
	c := &Client{within: answerWithin, http: newSender()}
	for _, w := range p.witnesses {
		c.witnesses = append(c.witnesses, &asked{listed: w})
	}
	return c
}

// Ask shows the checkpoint, which the log has signed and no witness has cosigned, to all
// witnesses at once. It calls each with every result as soon as that is there, one after the
// other. When the last one is there, at the latest after five seconds, it returns the
// checkpoint with all cosignatures.
//
// Ask may be called again while an earlier call waits for a slow witness. That one is then
// Busy, and the others are asked. So whoever calls it for every checkpoint in a goroutine of
// its own lets no witness delay another. An error means that this is not a checkpoint.
func (c *Client) Ask(ctx context.Context, checkpoint []byte, proof Proof, each func(Result)) (cosigned []byte, err error) {
	q, err := newQuestion(checkpoint, proof)
	if err != nil {
		return nil, err
	}
	results := make(chan Result, len(c.witnesses))
	for _, w := range c.witnesses {
		go func() { results <- w.result(w.ask(ctx, c, q)) }()
	}
	lines := map[string][]byte{}
	for range c.witnesses {
		r := <-results
		lines[r.Witness] = r.Line
		each(r)
	}
	cosigned = bytes.Clone(checkpoint)
	for _, w := range c.witnesses {
		cosigned = append(cosigned, lines[w.name]...)
	}
	return cosigned, nil
}

// question is what all witnesses are asked.
type question struct {
	checkpoint []byte
	text       string // of the checkpoint, without signatures
	size       int64
	proof      Proof
}

func newQuestion(checkpoint []byte, proof Proof) (question, error) {
	var parsed log.Checkpoint
	text, _, signed := strings.Cut(string(checkpoint), "\n\n")
	text += "\n"
	if _, err := parsed.Unmarshal([]byte(text)); err != nil || !signed || int64(parsed.Size) < 0 {
		return question{}, errors.New("this is not a signed checkpoint")
	}
	return question{checkpoint, text, int64(parsed.Size), proof}, nil
}

// ask asks once more if we were wrong about what the witness cosigned last.
func (w *asked) ask(ctx context.Context, c *Client, q question) (line []byte, at time.Time, err error) {
	if !w.mu.TryLock() {
		return nil, time.Time{}, failed(Busy, "an earlier checkpoint has no answer yet")
	}
	defer w.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, c.within)
	defer cancel()
	a, err := w.submit(ctx, c, q)
	if err == nil && a.outOfStep {
		w.size = a.size
		a, err = w.submit(ctx, c, q)
	}
	if err == nil && a.outOfStep {
		w.size = a.size
		err = failed(Busy, "it cosigned a checkpoint of somebody else meanwhile")
	}
	if err != nil {
		return nil, time.Time{}, err
	}
	line, at, err = verify(q.text, a.lines, w.key)
	if err == nil {
		w.size = q.size
	}
	return line, at, err
}

// submit sends the checkpoint with the proof from the size that we take for the last one.
func (w *asked) submit(ctx context.Context, c *Client, q question) (answer, error) {
	if w.size > q.size {
		return answer{}, ahead(w.size)
	}
	var proof []tlog.Hash
	if w.size > 0 && w.size < q.size {
		var err error
		if proof, err = q.proof(ctx, w.size, q.size); err != nil {
			return answer{}, failed(NoProof, "prove that %d leaves continue %d: %w", q.size, w.size, err)
		}
	}
	body := fmt.Appendf(nil, "old %d\n", w.size)
	for _, hash := range proof {
		body = fmt.Appendf(body, "%s\n", hash)
	}
	a, err := c.http.post(ctx, w.url, slices.Concat(body, []byte("\n"), q.checkpoint))
	switch {
	case err == nil && a.outOfStep && a.size > q.size:
		return answer{}, ahead(a.size)
	case err == nil && a.outOfStep && a.size == w.size:
		return answer{}, failed(Unusable, "it refused the size that it named")
	}
	return a, err
}

func ahead(size int64) error {
	return &failure{Ahead, fmt.Errorf("it cosigned %d leaves", size), size}
}
