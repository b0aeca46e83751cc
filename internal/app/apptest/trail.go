package apptest

import (
	"bytes"
	"net/http"
	"strings"
	"sync"
)

// trail is everything the portals printed or served.
type trail struct {
	off     bool
	mu      sync.Mutex
	bytes   bytes.Buffer
	secrets map[string]string // value to what it is
}

func (tr *trail) Write(b []byte) (int, error) {
	if tr.off {
		return len(b), nil
	}
	tr.mu.Lock()
	defer tr.mu.Unlock()
	return tr.bytes.Write(b)
}

// served keeps an answer: the body, and the headers that must hold no secret. Cookies are
// meant to hold secrets, and so is the address of the provider; an address of the portal is
// not.
func (tr *trail) served(resp *http.Response, body []byte) {
	if tr.off {
		return
	}
	for _, c := range resp.Cookies() {
		tr.forbid("the cookie "+c.Name, c.Value)
	}
	var said bytes.Buffer
	for name, values := range resp.Header {
		leaves := name == "Location" && !strings.HasPrefix(values[0], "/") && !strings.HasPrefix(values[0], Address)
		if name != "Set-Cookie" && !leaves {
			said.WriteString(name + ": " + strings.Join(values, ", ") + "\n")
		}
	}
	said.Write(body)
	_, _ = tr.Write(said.Bytes())
}

// forbid adds a value that must appear nowhere.
func (tr *trail) forbid(what, value string) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	if tr.secrets == nil {
		tr.secrets = map[string]string{}
	}
	if len(value) >= 8 && !tr.off {
		tr.secrets[value] = what
	}
}

// Logs returns what was printed and served so far.
func (w *World) Logs() string {
	w.trail.mu.Lock()
	defer w.trail.mu.Unlock()
	return w.trail.bytes.String()
}

// checkTrail looks for every secret that any person or program of this world ever held:
// codes, tokens, states, verifiers, client secrets, cookies, and the people's own numbers
// and addresses, in the spellings that pages could give them.
func (w *World) checkTrail() {
	for _, value := range w.Simulator.Secrets() {
		w.trail.forbid("a secret of the provider", value)
		for _, spelled := range spellings(value) {
			w.trail.forbid("a personal value", spelled)
		}
	}
	text := w.Logs()
	for value, what := range w.trail.secrets {
		if i := strings.Index(text, value); i >= 0 {
			w.Errorf("%s leaked: %q in …%s…", what, value, text[max(0, i-80):min(len(text), i+len(value)+40)])
		}
	}
}

// spellings are other ways to write an Emirates ID or a mobile number.
func spellings(value string) []string {
	if strings.Trim(value, "0123456789") != "" {
		return nil
	}
	switch {
	case len(value) == 15 && strings.HasPrefix(value, "784"):
		return []string{value[:3] + "-" + value[3:7] + "-" + value[7:14] + "-" + value[14:], value[3:14]}
	case len(value) == 12 && strings.HasPrefix(value, "971"):
		return []string{value[:3] + " " + value[3:5] + " " + value[5:8] + " " + value[8:], "0" + value[3:], value[3:5] + " " + value[5:8] + " " + value[8:]}
	}
	return nil
}
