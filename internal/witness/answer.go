package witness

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	cosign "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
)

const (
	// maxAnswer has room for sixteen signatures of four kilobytes; one is what we look for.
	maxAnswer = 64 << 10
	maxHeader = 16 << 10
	// maxSkew is how wrong a witness's clock may be. A receipt shows its time to people.
	maxSkew = 5 * time.Minute
)

// answer is what a witness may say by the protocol.
type answer struct {
	lines     []byte // the cosignatures, not verified
	outOfStep bool   // it cosigned a tree of another size last
	size      int64  // that size
}

// sender sends to witnesses and reads no more of their answers than is needed.
type sender struct{ client *http.Client }

// Proxies are not used, since the field that would enable them is not set.
func newSender() sender {
	return sender{&http.Client{
		Transport: &http.Transport{
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
			MaxResponseHeaderBytes: maxHeader,
			IdleConnTimeout:        90 * time.Second,
			DisableCompression:     true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

func (s sender) post(ctx context.Context, url string, body []byte) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return answer{}, failed(Unusable, "%w", err)
	}
	req.Header.Set("Content-Type", "text/plain; charset=utf-8")
	res, err := s.client.Do(req)
	if err != nil {
		return answer{}, unreachable(ctx, err)
	}
	defer res.Body.Close()
	content, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	switch {
	case err != nil:
		return answer{}, unreachable(ctx, err)
	case len(content) > maxAnswer:
		return answer{}, failed(Unusable, "its answer has no end")
	}
	return parseAnswer(res.StatusCode, res.Header.Get("Content-Type"), content)
}

// unreachable says what this machine knows. The other texts of net/http and crypto/tls quote
// what the witness sent.
func unreachable(ctx context.Context, err error) error {
	var network *net.OpError
	var certificate *tls.CertificateVerificationError
	switch {
	case ctx.Err() != nil:
		return failed(Silent, "it did not answer: %w", ctx.Err())
	case errors.As(err, &network):
		return failed(Silent, "%w", network)
	case errors.As(err, &certificate):
		return failed(Silent, "its certificate is not valid")
	}
	return failed(Silent, "it hung up, or does not speak HTTP")
}

func parseAnswer(status int, contentType string, content []byte) (answer, error) {
	switch {
	case status == http.StatusOK:
		return answer{lines: content}, nil
	case status == http.StatusConflict && contentType == "text/x.tlog.size":
		size, err := parseSize(string(content))
		return answer{outOfStep: true, size: size}, err
	case status == http.StatusUnprocessableEntity:
		return answer{}, failed(Refused, "it says that the checkpoint does not continue the last one")
	case status == http.StatusNotFound:
		return answer{}, failed(UnknownLog, "it does not know the log")
	case status == http.StatusForbidden:
		return answer{}, failed(UnknownKey, "it does not know the key of the log")
	}
	return answer{}, failed(Unusable, "its answer has status %d", status)
}

func parseSize(line string) (int64, error) {
	digits, found := strings.CutSuffix(line, "\n")
	size, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || !found || size < 0 || digits != strconv.FormatInt(size, 10) {
		return 0, failed(Unusable, "the size that it names is malformed")
	}
	return size, nil
}

// verify returns the witness's cosignature of the text, of which there must be a valid one.
// Lines by others may be in the answer, and are left out.
func verify(text string, lines []byte, key note.Verifier) (line []byte, at time.Time, err error) {
	n, err := note.Open(append([]byte(text+"\n"), lines...), note.VerifierList(key))
	switch {
	case err != nil:
		return nil, time.Time{}, failed(Unusable, "its cosignature: %w", err)
	case n.Text != text: // there is an empty line in the answer
		return nil, time.Time{}, failed(Unusable, "its cosignature is of something else")
	}
	at, err = cosign.CoSigV1Timestamp(n.Sigs[0])
	if err == nil && time.Since(at).Abs() > maxSkew {
		err = errors.New("its clock says " + at.UTC().Format(time.RFC3339))
	}
	if err != nil {
		return nil, time.Time{}, failed(WrongClock, "%w", err)
	}
	return fmt.Appendf(nil, "— %s %s\n", n.Sigs[0].Name, n.Sigs[0].Base64), at, nil
}
