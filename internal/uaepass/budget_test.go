package uaepass

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"takeed/internal/approval"
)

// hurry is a provider that takes its time, which passes at once here: to connect, until
// the head of an answer, until its last byte.
type hurry struct{ connects, heads, ends time.Duration }

// dial stands in for the network.
func (h hurry) dial(context.Context, string, string) (net.Conn, error) {
	time.Sleep(h.connects)
	near, far := net.Pipe()
	go h.answer(far)
	return near, nil
}

func (h hurry) answer(conn net.Conn) {
	defer conn.Close()
	r, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil {
		return
	}
	_, _ = io.Copy(io.Discard, r.Body)
	body := goodToken
	if strings.HasSuffix(r.URL.Path, "/userinfo") {
		body = residentInfo
	}
	time.Sleep(h.heads)
	_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"+body[:9])
	time.Sleep(h.ends)
	_, _ = io.WriteString(conn, body[9:])
}

// inAHurry runs a call with the deadlines of the product.
func inAHurry(t *testing.T, h hurry, call func(*Client) error) (err error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		c := clientOf(t, config("http://localhost:1"), standardDeadlines())
		c.transport.DialContext = h.dial
		err = call(c)
		time.Sleep(time.Minute) // until everybody has gone
	})
	return err
}

// An answer is in time until the six seconds are over, whatever of them it takes for what.
//
//takeed:race
func TestATokenAnswerHasTheWholeBudget(t *testing.T) {
	t.Parallel()
	ms := time.Millisecond
	for _, in := range []hurry{
		{}, {0, 4500 * ms, 0}, {0, 5000 * ms, 0}, {0, 5900 * ms, 0}, {0, 100 * ms, 5800 * ms}, {0, 3000 * ms, 2900 * ms},
		{1900 * ms, 4000 * ms, 0}, {1500 * ms, 2000 * ms, 2400 * ms},
		{2300 * ms, 1000 * ms, 0}, // the first try is given up, the second has time
	} {
		if err := inAHurry(t, in, exchange); err != nil {
			t.Errorf("%+v: %v", in, err)
		}
	}
	for _, late := range []hurry{{0, 6100 * ms, 0}, {0, 100 * ms, 6000 * ms}, {1900 * ms, 4200 * ms, 0}} {
		wantFailure(t, inAHurry(t, late, exchange), approval.ReasonTokenTimeout)
	}
	wantFailure(t, inAHurry(t, hurry{connects: 4 * time.Second}, exchange), approval.ReasonTokenUnreachable)
}

// So has the last try to ask who it was.
//
//takeed:race
func TestTheLastUserInfoHasAllThatIsLeft(t *testing.T) {
	t.Parallel()
	ms := time.Millisecond
	for _, in := range []hurry{{}, {0, 3900 * ms, 0}, {0, 4400 * ms, 0}, {0, 4000 * ms, 400 * ms}, {4200 * ms, 100 * ms, 0}} {
		if err := inAHurry(t, in, userInfo); err != nil {
			t.Errorf("%+v: %v", in, err)
		}
	}
	wantFailure(t, inAHurry(t, hurry{heads: 4600 * ms}, userInfo), approval.ReasonUserinfoUnavailable)
}

// What the parts of a callback may take adds up to less than its code lives, and leaves
// time for the identity and for the commit.
func TestTheBudgetOfACallbackAddsUp(t *testing.T) {
	t.Parallel()
	d := standardDeadlines()
	switch {
	case approval.ClaimBy+d.connect+d.pause+d.connect >= approval.CodeLife,
		approval.ClaimBy+d.token > approval.ExchangeBy-2*time.Second,
		approval.ExchangeBy > approval.AnswerBy-2*time.Second,
		approval.AnswerBy >= approval.AbandonedAfter:
		t.Error("it does not")
	}
}
