package api

import (
	"context"
	"net/url"
	"time"

	"golang.org/x/time/rate"

	"takeed/internal/approval"
	"takeed/internal/catalogue"
	"takeed/internal/integration"
	"takeed/internal/integration/clientauth"
	"takeed/internal/receipt"
)

// Verifier authenticates clients; see clientauth.Verifier.
type Verifier interface {
	Verify(ctx context.Context, form url.Values) (clientauth.Assertion, error)
}

// Clients knows the clients and their tokens; see postgres.DB, as for all of these.
type Clients interface {
	Client(ctx context.Context, id string) (integration.Client, error)
	Issue(context.Context, integration.Token) error
	Caller(ctx context.Context, token approval.Hash) (integration.Caller, error)
	Record(ctx context.Context, events ...approval.Event) error
}

// Requests is what clients ask for.
type Requests interface {
	CreateRequest(ctx context.Context, call integration.Call, c integration.Client, a integration.Asked, o approval.Origin,
		answer func(integration.Request) ([]byte, error)) (integration.Answer, error)
	CancelRequest(ctx context.Context, c integration.Client, id approval.ID, o approval.Origin) error
	RenewLink(ctx context.Context, c integration.Client, id approval.ID, link approval.Hash, o approval.Origin) error
	Answered(ctx context.Context, call integration.Call) (integration.Answer, error)
}

// Transactions is what became of it.
type Transactions interface {
	ClientTransaction(ctx context.Context, client string, id approval.ID) (integration.Transaction, time.Time, error)
	ClientTransactionByReference(ctx context.Context, client, reference string) (integration.Transaction, time.Time, error)
	Consume(ctx context.Context, call integration.Call, c integration.Client, x integration.Execution, o approval.Origin,
		answer func(integration.Consumption) ([]byte, error)) (integration.Answer, error)
	Notifications(ctx context.Context, client string, after approval.ID, limit int) ([]integration.Notification, error)
}

// Receipts proves confirmations. The error is receipt.ErrFollows while the proof is made, and
// approval.ErrNotFound if there is none.
type Receipts interface {
	Receipt(ctx context.Context, transaction approval.ID) (receipt.Receipt, error)
}

// Endpoints is where clients are told.
type Endpoints interface {
	Endpoints(ctx context.Context, client string) ([]integration.Endpoint, error)
	AddEndpoint(ctx context.Context, call integration.Call, c integration.Client, e integration.Endpoint, keys []byte, o approval.Origin,
		answer func(integration.Endpoint) ([]byte, error)) (integration.Answer, error)
	ChangeEndpoint(ctx context.Context, client string, id approval.ID, by approval.Source,
		change func(now time.Time, e *integration.Endpoint, keys *[]byte) (approval.EventCode, error)) error
	TestEndpoint(ctx context.Context, client string, id approval.ID, by approval.Source) error
}

// Deliveries is what was sent there.
type Deliveries interface {
	EndpointDeliveries(ctx context.Context, client string, endpoint approval.ID, state integration.DeliveryState, before approval.ID, limit int) ([]integration.Delivery, error)
	Resend(ctx context.Context, client string, delivery approval.ID, by approval.Source) error
	ResendSince(ctx context.Context, client string, endpoint approval.ID, since time.Time, by approval.Source) (int, error)
}

// Clock is that of a sandbox.
type Clock interface {
	AdvanceClock(ctx context.Context, by time.Duration) (now time.Time, err error)
}

// Config is what the room needs.
type Config struct {
	Catalogue     *catalogue.Catalogue
	Verifier      Verifier
	Clients       Clients
	Requests      Requests
	Transactions  Transactions
	Receipts      Receipts
	Endpoints     Endpoints
	Deliveries    Deliveries
	Clock         Clock                      // used in a sandbox only
	CheckEndpoint func(address string) error // which addresses may be endpoints
	Names         integration.Names
	Limits        Limits
	Stopping      <-chan struct{} // closed when the process shuts down; nil: never
}

// Limits is how much one client may do. What is zero has its default.
type Limits struct {
	Create   rate.Limit // calls in a second, of this process, that change something
	Read     rate.Limit
	Consume  rate.Limit
	Token    rate.Limit
	Failures rate.Limit // tokens and assertions that are refused, in a second, of one address
	Waiting  int        // reads that wait for a change, of the whole process
}

func (l Limits) orDefault() Limits {
	set := func(limit *rate.Limit, otherwise rate.Limit) {
		if *limit == 0 {
			*limit = otherwise
		}
	}
	set(&l.Create, 20)
	set(&l.Read, 100)
	set(&l.Consume, 50)
	set(&l.Token, 5)
	set(&l.Failures, 5)
	if l.Waiting == 0 {
		l.Waiting = 256
	}
	return l
}
