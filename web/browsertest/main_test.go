// Package browsertest looks at the portal in a real browser: the gallery in both languages
// (gallery_test.go), in light and dark, at three widths; and whole journeys in both, with
// and without scripts, from the sign-in to the printed receipt.
//
// All tests share one Chromium. Each test has a browser context of its own, with its own
// cookies and its own network: a proxy (proxy_test.go) that knows the handlers of the
// test and nobody else. What runs inside a page is in testdata/checks.js; the rules of
// accessibility are those of axe-core, which is kept in testdata with its licence and
// never served by the portal.
//
//	go test ./web/browsertest -run TestScreenshots -screenshots DIR
//
// writes a picture of every entry, for somebody to look at; -entries EXPRESSION takes only
// the entries of the gallery whose names match, and -entries . all of them in both
// languages. Without Chromium the tests skip on a laptop, and fail where CI is set. Its
// headless shell is taken where it is installed: the same engine without the windows
// around it, in half the time.
package browsertest

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"takeed/internal/postgres/postgrestest"
)

var (
	screenshots = flag.String("screenshots", "", "write a picture of every entry of the gallery to this folder")
	entries     = flag.String("entries", "", "look only at entries of the gallery whose names match this expression")
)

// chromium is the one browser of this process, nil if there is none.
var chromium context.Context

func TestMain(m *testing.M) {
	flag.Parse()
	parallel()
	stop, err := startChromium()
	if err != nil && (os.Getenv("CI") != "" || !errors.Is(err, exec.ErrNotFound)) {
		fmt.Fprintln(os.Stderr, "start Chromium:", err)
		os.Exit(1)
	}
	postgrestest.Main(m, stop)
}

// parallel has twice as many tabs open as there are processors, if nobody said how many:
// half of the time a tab waits for the next frame.
func parallel() {
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "test.parallel" })
	if given {
		return
	}
	if err := flag.Set("test.parallel", strconv.Itoa(tabs)); err != nil {
		panic(err)
	}
}

var tabs = 2 * runtime.GOMAXPROCS(0)

func startChromium() (stop func(), err error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.Flag("headless", "new"),
		chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("process-per-site", true), // a process for each page is most of what a page costs here
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-field-trial-config", true),
		chromedp.Flag("disable-features", "Translate,AutofillServerCommunication,OptimizationHints,MediaRouter,SpareRendererForSitePerProcess"),
		chromedp.NoSandbox, chromedp.DisableGPU, // every page here is ours
	)
	if shell, err := exec.LookPath("chromium-headless-shell"); err == nil {
		options = append(options, chromedp.ExecPath(shell))
	}
	allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
	browser, cancel := chromedp.NewContext(allocator)
	stop = func() {
		cancel()
		end()
	}
	if err := chromedp.Do(browser); err != nil {
		return stop, err
	}
	chromium = browser
	return stop, nil
}

// patience is how long anything may take. Nothing here waits for it: it ends a test that
// would otherwise hang.
const patience = time.Minute
