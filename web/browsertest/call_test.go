package browsertest

import (
	"context"
	"encoding/json"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// call sends a command of the protocol that chromedp has no action for.
func call[P, R any](b *tab, command cdp.Command[P, R], params P) R {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	result, err := chromedp.Call(ctx, command, params)
	if err != nil {
		b.Fatalf("%s: %v", command.Method, err)
	}
	return result
}

// evalWith calls a function of the page with one argument.
func evalWith[T any](function string, arg any) chromedp.Action[T] {
	encoded, err := json.Marshal(arg)
	if err != nil {
		return func(context.Context, *chromedp.Target) (none T, _ error) { return none, err }
	}
	return chromedp.Evaluate[T]("("+function+")("+string(encoded)+")", chromedp.EvalAwaitPromise)
}
