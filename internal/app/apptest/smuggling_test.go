package apptest

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// inner is a request that lies where one reader sees the body of another request, and
// another reader the next request.
const inner = "GET /en/inner HTTP/1.1\r\nHost: portal.localhost\r\n\r\n"

const post = "POST /en/signin HTTP/1.1\r\nHost: portal.localhost\r\nOrigin: http://portal.localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"

// last is a request for another host, whose answer is 421.
const last = "GET /en/ HTTP/1.1\r\nHost: nobody\r\nConnection: close\r\n\r\n"

// ambiguous are requests whose end, host or version two readers may see in different
// places, and the statuses of all answers; the last request follows each of them. 404
// is that of the inner request.
var ambiguous = map[string]struct{ request, answers string }{
	"two lengths":                 {post + "Content-Length: 0\r\nContent-Length: 51\r\n\r\n" + inner, "400"},
	"two equal lengths":           {post + "Content-Length: 51\r\nContent-Length: 51\r\n\r\n" + inner, "303 421"},
	"two lengths in one":          {post + "Content-Length: 0, 51\r\n\r\n" + inner, "400"},
	"a length with a sign":        {post + "Content-Length: +51\r\n\r\n" + inner, "400"},
	"a negative length":           {post + "Content-Length: -1\r\n\r\n" + inner, "400"},
	"a length in hexadecimal":     {post + "Content-Length: 0x33\r\n\r\n" + inner, "400"},
	"a length that overflows":     {post + "Content-Length: 18446744073709551667\r\n\r\n" + inner, "400"},
	"no length":                   {post + "Content-Length: \r\n\r\n" + inner, "400"},
	"a space before the colon":    {post + "Content-Length : 51\r\n\r\n" + inner, "400"},
	"a line that goes on":         {post + "X: y\r\n Content-Length: 51\r\n\r\n" + inner, "303 404 421"},
	"a name with a space":         {post + "Content Length: 51\r\n\r\n" + inner, "400"},
	"no name":                     {post + ": 51\r\n\r\n" + inner, "400"},
	"a NUL":                       {post + "X: a\x00b\r\n\r\n" + inner, "400"},
	"a lone carriage return":      {post + "X: a\rContent-Length: 51\r\n\r\n" + inner, "400"},
	"chunks of another kind":      {post + "Transfer-Encoding: xchunked\r\n\r\n" + inner, "501"},
	"chunks and more":             {post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + inner, "501"},
	"chunks and identity":         {post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + inner, "501"},
	"chunks twice":                {post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner, "501"},
	"chunks behind a space":       {post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + inner, "400"},
	"chunks in a quoted name":     {post + "\"Transfer-Encoding\": chunked\r\n\r\n0\r\n\r\n" + inner, "400"},
	"chunks and a length":         {post + "Content-Length: 51\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner, "303 404 421"},
	"chunks before HTTP/1.1":      {strings.Replace(post, "HTTP/1.1", "HTTP/1.0", 1) + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner, "303"},
	"a broken chunk":              {post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n" + inner, "400"},
	"a body in a GET":             {"GET /en/ HTTP/1.1\r\nHost: portal.localhost\r\nContent-Length: 51\r\n\r\n" + inner, "200 421"},
	"two hosts":                   {"GET /en/ HTTP/1.1\r\nHost: portal.localhost\r\nHost: evil.example\r\n\r\n" + inner, "400"},
	"no host":                     {"GET /en/ HTTP/1.1\r\n\r\n" + inner, "400"},
	"a host that is none":         {"GET /en/ HTTP/1.1\r\nHost: portal.localhost/x\r\n\r\n" + inner, "400"},
	"another host in the address": {"GET http://evil.example/en/ HTTP/1.1\r\nHost: portal.localhost\r\n\r\n", "421 421"},
	"a version that is none":      {"GET /en/ HTTP/1.1.1\r\nHost: portal.localhost\r\n\r\n" + inner, "400"},
	"another version":             {"GET /en/ HTTP/9.9\r\nHost: portal.localhost\r\n\r\n" + inner, "505"},
	"no version":                  {"GET /en/\r\n\r\n" + inner, "400"},
	"a method that is none":       {"GE\tT /en/ HTTP/1.1\r\nHost: portal.localhost\r\n\r\n" + inner, "400"},
	"a space in the address":      {"GET /en/ x HTTP/1.1\r\nHost: portal.localhost\r\n\r\n" + inner, "400"},
}

// Whatever stands between a browser and the portal may read a request in another way.
// What can be read in two ways is refused, and nothing behind it is looked at. In two
// cases RFC 9112 says what it means: chunks count where there is a length too, and a
// line that goes on is one line. A proxy must not read them in another way.
func TestAnAmbiguousRequestIsOneRequest(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for name, c := range ambiguous {
		if got := s.answers(c.request); got != c.answers {
			t.Errorf("%s: %s, want %s", name, got, c.answers)
		}
	}
}

// answers sends bytes and returns the statuses of all that comes back.
func (s *serving) answers(request string) string {
	s.Helper()
	conn := s.open(request + last)
	defer func() { _ = conn.Close() }()
	_ = conn.SetReadDeadline(time.Now().Add(patience))
	var statuses []string
	for in := bufio.NewReader(conn); ; {
		resp, err := http.ReadResponse(in, nil)
		if err != nil {
			if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				s.Logf("after %v: %v", statuses, err)
			}
			return strings.Join(statuses, " ")
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		statuses = append(statuses, strconv.Itoa(resp.StatusCode))
	}
}
