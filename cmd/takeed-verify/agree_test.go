package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

var (
	runs = flag.Int("mutations", 300, "how many mutations of receipts both verifiers judge; 10000 by hand")
	seed = flag.Uint64("seed", 0, "draws other mutations")
)

// patience ends a test that would otherwise hang.
const patience = 5 * time.Minute

// browser opens static/verify.html from the disk. Without Chromium the test is skipped on a
// laptop, and fails where CI is set.
func browser(t *testing.T) context.Context {
	t.Helper()
	pageSource(t)                                                                                       // or the go command would not know that the result depends on the file
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU) // the page is ours
	if shell, err := chromium(); err == nil {
		options = append(options, chromedp.ExecPath(shell))
	} else if os.Getenv("CI") == "" {
		t.Skip("no Chromium")
	}
	allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(end)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	page, err := filepath.Abs("../../static/verify.html")
	if err != nil {
		t.Fatal(err)
	}
	visit(t, ctx, "file://"+page)
	return ctx
}

func visit(t *testing.T, ctx context.Context, address string) {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		t.Fatal(err)
	}
}

// judgeAll is a function of the page. It answers with texts: numbers of the protocol are not
// those of the page.
const judgeAll = `async all => {
  const verdicts = [];
  for (const [file, key, policy, code] of JSON.parse(all)) {
    verdicts.push(code ? await takeedVerifyCode(code, { key, policy }) : await takeedVerify(Uint8Array.from(atob(file), c => c.charCodeAt(0)), { key, policy }));
  }
  return JSON.stringify(verdicts);
}`

// byPage judges evidence in the browser.
func byPage(t *testing.T, page context.Context, all []evidence) []json.RawMessage {
	t.Helper()
	var cases [][4]any
	for _, e := range all {
		cases = append(cases, [4]any{base64.StdEncoding.EncodeToString(e.file), e.keys, e.policy, e.code})
	}
	in, err := json.Marshal(cases)
	if err != nil {
		t.Fatal(err)
	}
	arg, err := json.Marshal(string(in))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(page, patience)
	defer cancel()
	out, err := chromedp.Run(ctx, chromedp.Evaluate[string]("("+judgeAll+")("+string(arg)+")", chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	var verdicts []json.RawMessage
	if err := json.Unmarshal([]byte(out), &verdicts); err != nil || len(verdicts) != len(all) {
		t.Fatalf("%d verdicts for %d, %v", len(verdicts), len(all), err)
	}
	return verdicts
}

// Every mutation is refused by both, with the same step.
func TestNoMutationIsAcceptedAndBothVerifiersAgree(t *testing.T) {
	page := browser(t)
	steps, ignored := map[string]int{}, 0
	for batch := uint64(0); count(steps) < *runs; batch++ {
		r := rand.New(rand.NewPCG(*seed, batch))
		var names []string
		var all []evidence
		var specimens []*specimen
		for range min(100, *runs-count(steps)) {
			s := newSpecimen(r, sizes[r.IntN(len(sizes)-1)])
			name, e := mutate(r, s)
			names, all, specimens = append(names, name), append(all, e), append(specimens, s)
		}
		for i, verdict := range byPage(t, page, all) {
			ours, _ := judge(all[i])
			theirs := outcome{}
			if err := json.Unmarshal(verdict, &theirs); err != nil || ours != theirs {
				t.Errorf("batch %d, %s: the program says %+v, and the page %s\n%.3000q", batch, names[i], ours, verdict, all[i].file)
			}
			switch {
			case harmless(specimens[i], all[i]):
				ignored++
			case ours.OK:
				t.Errorf("batch %d: %s was accepted:\n%.3000q\nof\n%.3000q", batch, names[i], all[i].file, specimens[i].file)
			default:
				steps[ours.Step+ours.Error]++
			}
		}
	}
	t.Logf("refused by both: %v; not counted, for they changed nothing that is vouched for: %d", steps, ignored)
	for _, step := range []string{"format", "document", "result", "event", "proof", "inclusion", "checkpoint", "witnesses", "key", "policy"} {
		if steps[step] == 0 {
			t.Errorf("no mutation was refused at %s", step)
		}
	}
}

func count(steps map[string]int) (n int) {
	for _, k := range steps {
		n += k
	}
	return n
}

// What both say of a good receipt is the same to the last letter.
func TestBothVerifiersSayTheSameOfGoodReceipts(t *testing.T) {
	page := browser(t)
	r := rand.New(rand.NewPCG(*seed, 7))
	var all []evidence
	for i := range 4 * len(sizes) {
		all = append(all, newSpecimen(r, sizes[i%len(sizes)]).evidence)
	}
	for i, verdict := range byPage(t, page, all) {
		_, v := judge(all[i])
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if ours, theirs := fromJSON(t, text), fromJSON(t, verdict); !v.OK || !reflect.DeepEqual(ours, theirs) {
			t.Errorf("the program says\n%v\nand the page\n%v", ours, theirs)
		}
	}
}

func fromJSON(t *testing.T, text []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}
