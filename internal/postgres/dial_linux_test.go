package postgres

import (
	"net"
	"syscall"
	"testing"
)

// options are what the kernel was told about a connection.
func options(t *testing.T, conn net.Conn, names ...int) []int {
	t.Helper()
	raw, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var values []int
	err = raw.Control(func(fd uintptr) {
		for _, name := range names {
			v, err := syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, name)
			if err != nil {
				t.Error(err)
			}
			values = append(values, v)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return values
}

// A machine that is gone says nothing. The kernel gives up on it, since nobody else can.
func TestAConnectionNoticesThatItsPeerIsGone(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	conn, err := newDialer().DialContext(t.Context(), "tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	got := options(t, conn, tcpUserTimeout, syscall.TCP_KEEPIDLE, syscall.TCP_KEEPINTVL, syscall.TCP_KEEPCNT)
	for i, want := range []int{5000, 5, 2, 3} {
		if got[i] != want {
			t.Errorf("option %d is %d, want %d", i, got[i], want)
		}
	}
}
