package web_test

import (
	"bytes"
	"encoding/binary"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/postgres/postgrestest"
)

// road is the way from a portal to its database. What is sent arrives, waits at a
// barrier, or is lost with its connection; it can be listened to.
type road struct {
	listener net.Listener
	dial     func() (net.Conn, error)

	mu      sync.Mutex
	blocked bool
	there   barrier // on the way to the server
	back    barrier // and from it
	cars    map[net.Conn]bool
	heard   map[net.Conn]*bytes.Buffer // what was sent to the server, by connection
}

// barrier is closed until raised; one that is nil is open.
type barrier chan struct{}

// byRoad is a world whose portals reach the database over a road.
func byRoad(t *testing.T, options ...func(*apptest.Options)) (*apptest.World, *road) {
	t.Helper()
	db := postgrestest.New(t)
	r := newRoad(t, db.URL)
	over := func(o *apptest.Options) {
		o.Database = db
		configured(o, func(c *app.Config) { c.DatabaseURL = r.url(t, db.URL) })
	}
	return open(t, append(options, over)...), r
}

func newRoad(t *testing.T, database string) *road {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &road{listener: listener, dial: dialer(t, database), cars: map[net.Conn]bool{}, heard: map[net.Conn]*bytes.Buffer{}}
	t.Cleanup(func() {
		_ = listener.Close()
		r.cut()
	})
	go r.accept()
	return r
}

// dialer connects to a server as a connection URL names it.
func dialer(t *testing.T, database string) func() (net.Conn, error) {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal("not a database URL")
	}
	host, port := u.Query().Get("host"), u.Query().Get("port")
	if port == "" {
		port = "5432"
	}
	switch {
	case host == "":
		return func() (net.Conn, error) { return net.Dial("tcp", u.Host) }
	case strings.HasPrefix(host, "/"):
		return func() (net.Conn, error) { return net.Dial("unix", host+"/.s.PGSQL."+port) }
	}
	return func() (net.Conn, error) { return net.Dial("tcp", net.JoinHostPort(host, port)) }
}

// url is the database's, by this road.
func (r *road) url(t *testing.T, database string) string {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal("not a database URL")
	}
	q := u.Query()
	q.Del("host")
	q.Del("port")
	q.Set("sslmode", "disable")
	u.Host, u.RawQuery = r.listener.Addr().String(), q.Encode()
	return u.String()
}

func (r *road) accept() {
	for {
		from, err := r.listener.Accept()
		if err != nil {
			return
		}
		r.connect(from)
	}
}

func (r *road) connect(from net.Conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.blocked {
		_ = from.Close()
		return
	}
	to, err := r.dial()
	if err != nil {
		_ = from.Close()
		return
	}
	r.cars[from], r.cars[to] = true, true
	go r.carry(to, from, func() barrier { return r.there }, func(sent []byte) { r.hear(to, sent) })
	go r.carry(from, to, func() barrier { return r.back }, func([]byte) {})
}

func (r *road) carry(to, from net.Conn, at func() barrier, hear func([]byte)) {
	defer func() { _, _ = to.Close(), from.Close() }()
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		hear(buffer[:n])
		r.wait(at)
		if _, lost := to.Write(buffer[:n]); err != nil || lost != nil {
			return
		}
	}
}

func (r *road) wait(at func() barrier) {
	r.mu.Lock()
	closed := at()
	r.mu.Unlock()
	if closed != nil {
		<-closed
	}
}

// holdQuestions lets nothing through to the server from here on; holdAnswers nothing
// from it.
func (r *road) holdQuestions() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.there = make(barrier)
}

func (r *road) holdAnswers() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.back = make(barrier)
}

// cut loses every connection and what is on it, and refuses new ones.
func (r *road) cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for car := range r.cars {
		_ = car.Close()
	}
	r.blocked, r.cars = true, map[net.Conn]bool{}
	for _, b := range []barrier{r.there, r.back} {
		if b != nil {
			close(b)
		}
	}
	r.there, r.back = nil, nil
}

// hear keeps what is sent to the server.
func (r *road) hear(to net.Conn, sent []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.heard[to] == nil {
		r.heard[to] = new(bytes.Buffer)
	}
	r.heard[to].Write(sent)
}

// statements are those that were sent by this road so far.
func (r *road) statements() (all []statement) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, sent := range r.heard {
		all = append(all, statementsIn(sent.Bytes())...)
	}
	return all
}

// statement is one that the server was asked to prepare, or, by the simple protocol, to
// do at once.
type statement struct {
	sql    string
	simple bool
}

// statementsIn reads the messages of a connection. The first has no name.
func statementsIn(sent []byte) (all []statement) {
	for named := 0; len(sent) > 4; named = 1 {
		length := named + int(binary.BigEndian.Uint32(sent[named:]))
		if length > len(sent) {
			return all
		}
		first, rest, _ := strings.Cut(string(sent[named+4:length]), "\x00")
		second, _, _ := strings.Cut(rest, "\x00")
		switch {
		case named == 1 && sent[0] == 'Q': // Query: SQL
			all = append(all, statement{first, true})
		case named == 1 && sent[0] == 'P': // Parse: name, SQL
			all = append(all, statement{second, false})
		}
		sent = sent[length:]
	}
	return all
}

// leadTo leads new connections to another server.
func (r *road) leadTo(dial func() (net.Conn, error)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.dial = dial
}

// mend lets connections through again.
func (r *road) mend() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.blocked = false
}
