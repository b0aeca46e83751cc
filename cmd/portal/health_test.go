package main

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHealthAsksThePortalOfThisMachine(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 100)
	status := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.URL.Path
		if status == http.StatusFound {
			w.Header().Set("Location", "/healthz")
		}
		w.WriteHeader(status)
	}))
	defer server.Close()
	_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
	for _, addr := range []string{"127.0.0.1:" + port, "localhost:" + port, ":" + port, "0.0.0.0:" + port, "[::]:" + port} {
		if got := portal(t, env{"PORTAL_ADDR": addr}, "health"); got != (ended{0, "", ""}) {
			t.Errorf("%s: %+v", addr, got)
			continue
		}
		if path := <-asked; path != "/healthz" {
			t.Errorf("%s: asked for %s", addr, path)
		}
	}
	for _, status = range []int{http.StatusServiceUnavailable, http.StatusFound, http.StatusNotFound} {
		if got := portal(t, env{"PORTAL_ADDR": ":" + port}, "health"); got.code != 1 || !strings.HasPrefix(got.stderr, "portal: the answer is ") {
			t.Errorf("%d: %+v", status, got)
		}
	}
	server.Close()
	if got := portal(t, env{"PORTAL_ADDR": ":" + port}, "health"); got.code != 1 || got.stderr != "portal: nobody answers at :"+port+" within 3s\n" {
		t.Errorf("%+v", got)
	}
	if got := portal(t, env{"PORTAL_ADDR": "nonsense"}, "health"); got.code != 2 {
		t.Errorf("%+v", got)
	}
}
