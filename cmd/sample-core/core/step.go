package core

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"takeed/cmd/sample-core/takeed"
)

// errLater says that nothing is decided, and that the same step may be taken again.
var errLater = errors.New("not now")

// step takes an order one step further, as far as that is possible now. It may be called at
// any time and as often as you like; one step is taken at a time.
func (c *Core) step(ctx context.Context, id string) error {
	c.stepping.Lock()
	defer c.stepping.Unlock()
	o := c.book.order(id)
	if o.done() {
		return nil
	}
	if o.Transaction == "" {
		return c.ask(ctx, o)
	}
	answer, err := c.portal.api.GetTransactionWithResponse(ctx, o.Transaction, &takeed.GetTransactionParams{})
	if err != nil {
		return c.later(0, err)
	}
	now := answer.JSON200
	if now == nil {
		return c.later(answer.StatusCode(), nil)
	}
	switch {
	case string(now.Status) == "confirmed":
		return c.consume(ctx, o)
	case string(now.Status) == "consumed" && now.Consumption != nil && now.Consumption.ExecutionReference == o.ID:
		return c.pay(o, now.Consumption.Id) // we consumed it, and died before we paid
	case string(now.Status) == o.Status:
		return nil
	}
	o.Status = string(now.Status)
	if now.Reason != nil {
		o.Reason = *now.Reason
	}
	return c.book.save(o)
}

// later keeps an order as it is. A token that is refused is replaced.
func (c *Core) later(status int, err error) error {
	if status == http.StatusUnauthorized {
		c.portal.tokens.forget()
	}
	return errors.Join(errLater, err, fmt.Errorf("the portal answered %d", status))
}

// ask asks for an approval. A repetition has the same idempotency key, and finds what the first
// call made.
func (c *Core) ask(ctx context.Context, o Order) error {
	request, err := c.request(o)
	if err != nil {
		return err
	}
	answer, err := c.portal.api.CreateTransactionWithResponse(ctx, &takeed.CreateTransactionParams{IdempotencyKey: o.ID + "-ask"}, request)
	switch {
	case err != nil:
		return c.later(0, err)
	case answer.JSON201 != nil:
		return c.asked(o, *answer.JSON201)
	case answer.ApplicationproblemJSON422 != nil:
		return c.refuse(o, *answer.ApplicationproblemJSON422)
	case answer.ApplicationproblemJSON400 != nil:
		return c.refuse(o, *answer.ApplicationproblemJSON400)
	}
	return c.later(answer.StatusCode(), nil)
}

func (c *Core) request(o Order) (takeed.TransactionRequest, error) {
	text := func(s string) (f takeed.TransactionRequest_Fields_AdditionalProperties, err error) {
		err = f.FromTransactionRequestFields0(s)
		return f, err
	}
	var amount takeed.TransactionRequest_Fields_AdditionalProperties
	payee, err1 := text(o.Payee)
	iban, err2 := text(o.IBAN)
	purpose, err3 := text(o.Purpose)
	err := errors.Join(err1, err2, err3, amount.FromMoney(takeed.Money{Value: o.Amount, Currency: "AED"}))
	returnURL, ttl := c.Address+"/return", int((15 * time.Minute).Seconds())
	return takeed.TransactionRequest{
		Kind: "transfer", Reference: o.ID, Language: takeed.TransactionRequestLanguage(o.Language), ExpiresIn: &ttl,
		Person: takeed.Addressee{EmiratesId: &o.EmiratesID}, ReturnUrl: &returnURL, ReturnState: &o.ID,
		Fields: map[string]takeed.TransactionRequest_Fields_AdditionalProperties{"amount": amount, "payee_name": payee, "iban": iban, "purpose": purpose},
	}, err
}

// asked keeps what was answered, if it is what we asked for: the customer approves the document,
// and we pay the order.
func (c *Core) asked(o Order, t takeed.Transaction) error {
	o.Transaction, o.Digest, o.Version, o.CheckCode, o.Status = t.Id, t.Digest, t.Version, t.DigestCode, string(t.Status)
	if t.ApprovalUrl != nil {
		o.Link = *t.ApprovalUrl
	}
	if !says(t.Document, "iban", o.IBAN) || !says(t.Document, "amount", "AED "+o.Amount) {
		o.Status, o.Reason = refused, "the document is not what we asked for"
	}
	return c.book.save(o)
}

func (c *Core) refuse(o Order, why takeed.Problem) error {
	o.Status, o.Reason = refused, why.Message.En
	if why.Errors != nil {
		for _, e := range *why.Errors {
			o.Reason += " " + e.Message.En
		}
	}
	return c.book.save(o)
}

// consume is the gate: after it, and not before, the order is paid.
func (c *Core) consume(ctx context.Context, o Order) error {
	answer, err := c.portal.api.ConsumeTransactionWithResponse(ctx, o.Transaction, &takeed.ConsumeTransactionParams{IdempotencyKey: o.ID + "-consume"},
		takeed.Execution{Digest: o.Digest, Version: o.Version, ExecutionReference: o.ID})
	switch {
	case err != nil:
		return c.later(0, err)
	case answer.JSON200 != nil:
		return c.pay(o, answer.JSON200.ConsumptionId)
	case answer.ApplicationproblemJSON412 != nil:
		return c.refuse(o, *answer.ApplicationproblemJSON412) // something else was confirmed: never pay this
	case answer.ApplicationproblemJSON409 != nil && answer.ApplicationproblemJSON409.ExecutionReference != nil:
		if first := *answer.ApplicationproblemJSON409; *first.ExecutionReference != o.ID {
			return c.refuse(o, first) // somebody else executed it
		}
	}
	return c.later(answer.StatusCode(), nil)
}

func (c *Core) pay(o Order, consumption string) error {
	if err := c.book.pay(o); err != nil {
		return err
	}
	o.Status, o.Consumed = paid, consumption
	return c.book.save(o)
}
