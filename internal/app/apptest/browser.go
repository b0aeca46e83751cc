package apptest

import (
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// Browser keeps cookies and follows redirects within the portal. If the portal sends it to
// another site, it stops: see Page.Elsewhere.
type Browser struct {
	World  *World
	Client *http.Client
	Lang   string
}

// Browser opens a browser in a language ("en" or "ar") that reaches the replica with a
// number, from 0.
func (w *World) Browser(lang string, replica int) *Browser {
	w.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.Fatal(err)
	}
	b := &Browser{World: w, Lang: lang}
	b.Client = &http.Client{
		Jar:           jar,
		Transport:     &http.Transport{DialContext: w.dial(replica), MaxIdleConnsPerHost: 64},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	w.Cleanup(b.Client.CloseIdleConnections)
	return b
}

// On is the same browser, with the same cookies, reaching another replica.
func (b *Browser) On(replica int) *Browser {
	other := b.World.Browser(b.Lang, replica)
	other.Client.Jar = b.Client.Jar
	return other
}

// Page is where a request ended.
type Page struct {
	*goquery.Document
	Status    int
	URL       *url.URL
	Header    http.Header
	Body      string
	Elsewhere string // the address that the portal sent the browser to, if it is on another site
}

// Heading is the h1.
func (p *Page) Heading() string {
	return strings.Join(strings.Fields(p.Find("h1").First().Text()), " ")
}

// Path is the address within the portal, with the language.
func (p *Page) Path() string { return p.URL.Path }

// Get opens a path of the portal, such as "/en/transactions".
func (b *Browser) Get(path string) *Page {
	b.World.Helper()
	return b.do(b.Request(http.MethodGet, path, nil))
}

// Post sends a form as one of the portal's pages does.
func (b *Browser) Post(path string, values url.Values) *Page {
	b.World.Helper()
	return b.do(b.Request(http.MethodPost, path, values))
}

// Try is Get for tests that want the error, such as those with many goroutines.
func (b *Browser) Try(path string) (*Page, error) {
	return b.follow(b.Request(http.MethodGet, path, nil))
}

// TryPost is Post for tests that want the error.
func (b *Browser) TryPost(path string, values url.Values) (*Page, error) {
	return b.follow(b.Request(http.MethodPost, path, values))
}

// Request is the request that the browser would send, for a test to change and pass to
// [Browser.Do].
func (b *Browser) Request(method, path string, values url.Values) *http.Request {
	address := path
	if strings.HasPrefix(path, "/") {
		address = Address + path
	}
	var body io.Reader
	if values != nil {
		body = strings.NewReader(values.Encode())
	}
	r, err := http.NewRequest(method, address, body)
	if err != nil {
		b.World.Fatal(err)
	}
	r.Header.Set("Accept-Language", b.Lang)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", Address)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	return r
}

// Do sends a request that the test made itself, and follows redirects.
func (b *Browser) Do(r *http.Request) *Page {
	b.World.Helper()
	return b.do(r)
}

// Once is Do without following redirects.
func (b *Browser) Once(r *http.Request) *Page {
	b.World.Helper()
	page, err := b.Send(r)
	if err != nil {
		b.World.Fatalf("%s %s: %v", r.Method, r.URL.Path, err)
	}
	return page
}

// Cookie is the value of one of the browser's cookies for the portal.
func (b *Browser) Cookie(name string) string {
	for _, c := range b.Client.Jar.Cookies(origin) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// SetCookie plants a cookie; an empty value deletes it.
func (b *Browser) SetCookie(name, value string) {
	age := 0
	if value == "" {
		age = -1
	}
	b.Client.Jar.SetCookies(origin, []*http.Cookie{{Name: name, Value: value, Path: "/", MaxAge: age}})
}

var origin = &url.URL{Scheme: "http", Host: strings.TrimPrefix(Address, "http://"), Path: "/"}

func (b *Browser) do(r *http.Request) *Page {
	b.World.Helper()
	page, err := b.follow(r)
	if err != nil {
		b.World.Fatalf("%s %s: %v", r.Method, r.URL.Path, err)
	}
	return page
}

var errLoop = errors.New("the portal redirects without end")

func (b *Browser) follow(r *http.Request) (*Page, error) {
	for range 10 {
		page, err := b.Send(r)
		if err != nil || page.Status != http.StatusSeeOther {
			return page, err
		}
		next, err := r.URL.Parse(page.Header.Get("Location"))
		if err != nil {
			return nil, err
		}
		if next.Host != r.URL.Host {
			page.Elsewhere = next.String()
			return page, nil
		}
		r = b.Request(http.MethodGet, next.String(), nil)
	}
	return nil, errLoop
}

// Send sends one request and keeps what came back for the canary.
func (b *Browser) Send(r *http.Request) (*Page, error) {
	b.World.requests.Add(1)
	resp, err := b.Client.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	b.World.trail.served(resp, body)
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(body)))
	if err != nil {
		return nil, err
	}
	return &Page{Document: doc, Status: resp.StatusCode, URL: r.URL, Header: resp.Header, Body: string(body)}, nil
}
