package postgrestest

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// Wire stands between a portal and PostgreSQL. It counts round trips: the portal waits once
// for each Sync or simple Query that it sends. A test may judge every message before the
// server gets it, and cut the wire there.
type Wire struct {
	URL      string
	listener net.Listener
	server   func() (net.Conn, error)
	trips    atomic.Int64
	cut      atomic.Bool // changes under mu

	mu       sync.Mutex // orders the messages of all connections
	messages int64
	count    int64 // connections
	judge    func(Message) Verdict
	hear     func(text string)
	lines    map[*line]bool
	open     sync.WaitGroup // lines whose server has not ended the session
}

// Message is a message that the portal sends.
type Message struct {
	Number int64  // from 1, over all connections
	Line   int64  // which connection, from 1
	Type   byte   // as the protocol names it; 0 for the first of a connection, which has no type
	SQL    string // of the statement that it prepares, binds or executes
}

// Verdict is what becomes of a message, and of the wire.
type Verdict int

const (
	Pass      Verdict = iota
	CutBefore         // the message is the first that the server does not get
	CutAfter          // it is the last that the server gets and carries out; its answer is lost
	Lose              // CutAfter for this connection alone: others go on, and new ones are let through
)

// Wire starts a wire to the database's login of the portal.
func (d *Database) Wire(t testing.TB) *Wire {
	t.Helper()
	u, err := url.Parse(d.URL)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &Wire{listener: listener, lines: map[*line]bool{}}
	w.LeadTo(t, d.URL)
	q := u.Query()
	q.Del("host")
	q.Del("port")
	q.Set("sslmode", "disable")
	u.Host, u.RawQuery = listener.Addr().String(), q.Encode()
	w.URL = u.String()
	t.Cleanup(func() { _ = listener.Close() })
	go w.accept()
	return w
}

// LeadTo leads new connections to the server that a URL names.
func (w *Wire) LeadTo(t testing.TB, serverURL string) {
	t.Helper()
	u, err := url.Parse(serverURL)
	if err != nil {
		t.Fatal(err)
	}
	network, address := serverAddress(u)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.server = func() (net.Conn, error) { return net.Dial(network, address) }
}

// serverAddress finds the server as a connection URL names it.
func serverAddress(u *url.URL) (network, address string) {
	host, port := u.Query().Get("host"), u.Query().Get("port")
	if host == "" {
		host = u.Hostname()
	}
	if port == "" {
		port = u.Port()
	}
	if port == "" {
		port = "5432"
	}
	if len(host) > 0 && host[0] == '/' {
		return "unix", host + "/.s.PGSQL." + port
	}
	return "tcp", net.JoinHostPort(host, port)
}

// RoundTrips is how many round trips there were so far.
func (w *Wire) RoundTrips() int64 { return w.trips.Load() }

// Messages is how many messages there were so far.
func (w *Wire) Messages() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.messages
}

// Judge sets a function that judges every message from now on, one at a time, before it is
// passed on: no other message passes meanwhile. Nil removes it. The function must not wait
// for the wire.
func (w *Wire) Judge(judge func(Message) Verdict) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.judge = judge
}

// Cut ends all connections and refuses new ones. It returns when the server has done
// what it had been sent, and has ended every session.
func (w *Wire) Cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cutHere()
}

func (w *Wire) cutHere() {
	w.cut.Store(true)
	for l := range w.lines {
		l.endOfInput()
	}
	w.open.Wait()
}

// Mend lets connections through again.
func (w *Wire) Mend() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut.Store(false)
}

func (w *Wire) accept() {
	for {
		client, err := w.listener.Accept()
		if err != nil {
			return
		}
		w.connect(client)
	}
}

func (w *Wire) connect(client net.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	server, err := w.server()
	if err != nil || w.cut.Load() {
		_ = client.Close()
		if err == nil {
			_ = server.Close()
		}
		return
	}
	w.count++
	l := &line{wire: w, number: w.count, client: client, server: server, statements: map[string]string{}, ear: ear{hear: w.hear}}
	w.lines[l] = true
	w.open.Add(1)
	go l.forward()
	go l.answer()
}

// pass gives a message to the server, if the wire is whole and the judge lets it.
func (w *Wire) pass(l *line, m Message, raw []byte) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cut.Load() {
		return false
	}
	w.messages++
	m.Number, m.Line = w.messages, l.number
	verdict := Pass
	if w.judge != nil {
		verdict = w.judge(m)
	}
	l.lost.Store(verdict != Pass)
	if verdict != CutBefore {
		l.send(m, raw)
	}
	if verdict == CutBefore || verdict == CutAfter {
		w.cutHere()
	}
	return verdict == Pass
}

func (w *Wire) forget(l *line) {
	w.open.Done()
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.lines, l)
}

// line is one connection.
type line struct {
	wire           *Wire
	number         int64
	client, server net.Conn
	statements     map[string]string // prepared, by name
	bound          string            // the statement that an Execute would execute
	lost           atomic.Bool
	ear            ear
}

// forward reads the portal's messages one by one. When they end, it closes its side, and
// the server ends the session by itself: it was sent only whole messages.
func (l *line) forward() {
	defer l.endOfInput()
	in := bufio.NewReader(l.client)
	raw, err := readMessage(in, 0)
	if err != nil || !l.wire.pass(l, Message{}, raw) {
		return
	}
	for {
		raw, err := readMessage(in, 1)
		if err != nil || !l.wire.pass(l, l.understand(raw[0], raw[5:]), raw) {
			return
		}
	}
}

// readMessage reads one message: its type, of name bytes, a length that counts itself, and
// the rest.
func readMessage(in io.Reader, name int) ([]byte, error) {
	raw := make([]byte, name+4)
	if _, err := io.ReadFull(in, raw); err != nil {
		return nil, err
	}
	rest := make([]byte, int(binary.BigEndian.Uint32(raw[name:]))-4)
	_, err := io.ReadFull(in, rest)
	return append(raw, rest...), err
}

// understand finds the statement that a message is about.
func (l *line) understand(name byte, body []byte) Message {
	m := Message{Type: name}
	first, rest, _ := strings.Cut(string(body), "\x00")
	second, _, _ := strings.Cut(rest, "\x00")
	switch name {
	case 'P': // Parse: statement, SQL
		l.statements[first], m.SQL = second, second
	case 'B': // Bind: portal, statement
		l.bound = l.statements[second]
		m.SQL = l.bound
	case 'E': // Execute
		m.SQL = l.bound
	case 'Q': // Query: SQL
		m.SQL = first
	}
	return m
}

func (l *line) send(m Message, raw []byte) {
	if m.Type == 'S' || m.Type == 'Q' {
		l.wire.trips.Add(1)
	}
	_, _ = l.server.Write(raw) // if the server is gone, answer notices
}

func (l *line) endOfInput() {
	if half, ok := l.server.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
}

// answer passes the server's answers on to the portal until they end. Those that are lost
// by a verdict, or come after a cut, are dropped.
func (l *line) answer() {
	defer l.wire.forget(l)
	defer func() { _, _ = l.client.Close(), l.server.Close() }()
	buffer := make([]byte, 64<<10)
	for {
		n, err := l.server.Read(buffer)
		if err != nil {
			return
		}
		l.ear.listen(buffer[:n])
		if !l.lost.Load() && !l.wire.cut.Load() {
			_, _ = l.client.Write(buffer[:n])
		}
	}
}
