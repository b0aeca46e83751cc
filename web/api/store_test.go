package api_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/postgres"
)

// store is the database, and fails when a test says so.
type store struct {
	*postgres.DB
	mu     sync.Mutex
	fault  error
	looks  atomic.Int64  // at transactions
	looked chan struct{} // gets a value for each transaction that is read; nil: nobody asks
}

func (s *store) fails(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = err
}

func (s *store) now() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fault
}

// The method of the database, unless there is a fault.

func (s *store) Client(ctx context.Context, id string) (c integration.Client, err error) {
	if err = s.now(); err == nil {
		c, err = s.DB.Client(ctx, id)
	}
	return c, err
}

func (s *store) Issue(ctx context.Context, t integration.Token) (err error) {
	if err = s.now(); err == nil {
		err = s.DB.Issue(ctx, t)
	}
	return err
}

func (s *store) CreateRequest(ctx context.Context, call integration.Call, c integration.Client, a integration.Asked, o approval.Origin,
	answer func(integration.Request) ([]byte, error)) (done integration.Answer, err error) {
	if err = s.now(); err == nil {
		done, err = s.DB.CreateRequest(ctx, call, c, a, o, answer)
	}
	return done, err
}

func (s *store) CancelRequest(ctx context.Context, c integration.Client, id approval.ID, o approval.Origin) (err error) {
	if err = s.now(); err == nil {
		err = s.DB.CancelRequest(ctx, c, id, o)
	}
	return err
}

func (s *store) ClientTransaction(ctx context.Context, client string, id approval.ID) (t integration.Transaction, now time.Time, err error) {
	s.looks.Add(1)
	if s.looked != nil {
		s.looked <- struct{}{}
	}
	if err = s.now(); err == nil {
		t, now, err = s.DB.ClientTransaction(ctx, client, id)
	}
	return t, now, err
}

func (s *store) ClientTransactionByReference(ctx context.Context, client, reference string) (t integration.Transaction, now time.Time, err error) {
	if err = s.now(); err == nil {
		t, now, err = s.DB.ClientTransactionByReference(ctx, client, reference)
	}
	return t, now, err
}

func (s *store) Consume(ctx context.Context, call integration.Call, c integration.Client, x integration.Execution, o approval.Origin,
	answer func(integration.Consumption) ([]byte, error)) (done integration.Answer, err error) {
	if err = s.now(); err == nil {
		done, err = s.DB.Consume(ctx, call, c, x, o, answer)
	}
	return done, err
}

func (s *store) Notifications(ctx context.Context, client string, after approval.ID, limit int) (list []integration.Notification, err error) {
	if err = s.now(); err == nil {
		list, err = s.DB.Notifications(ctx, client, after, limit)
	}
	return list, err
}

func (s *store) Endpoints(ctx context.Context, client string) (list []integration.Endpoint, err error) {
	if err = s.now(); err == nil {
		list, err = s.DB.Endpoints(ctx, client)
	}
	return list, err
}

func (s *store) AddEndpoint(ctx context.Context, call integration.Call, c integration.Client, e integration.Endpoint, keys []byte, o approval.Origin,
	answer func(integration.Endpoint) ([]byte, error)) (done integration.Answer, err error) {
	if err = s.now(); err == nil {
		done, err = s.DB.AddEndpoint(ctx, call, c, e, keys, o, answer)
	}
	return done, err
}

func (s *store) ChangeEndpoint(ctx context.Context, client string, id approval.ID, by approval.Source,
	change func(time.Time, *integration.Endpoint, *[]byte) (approval.EventCode, error)) (err error) {
	if err = s.now(); err == nil {
		err = s.DB.ChangeEndpoint(ctx, client, id, by, change)
	}
	return err
}

func (s *store) TestEndpoint(ctx context.Context, client string, id approval.ID, by approval.Source) (err error) {
	if err = s.now(); err == nil {
		err = s.DB.TestEndpoint(ctx, client, id, by)
	}
	return err
}

func (s *store) EndpointDeliveries(ctx context.Context, client string, endpoint approval.ID, state integration.DeliveryState, before approval.ID, limit int) (list []integration.Delivery, err error) {
	if err = s.now(); err == nil {
		list, err = s.DB.EndpointDeliveries(ctx, client, endpoint, state, before, limit)
	}
	return list, err
}

func (s *store) Resend(ctx context.Context, client string, delivery approval.ID, by approval.Source) (err error) {
	if err = s.now(); err == nil {
		err = s.DB.Resend(ctx, client, delivery, by)
	}
	return err
}

// Caller fails only if the database is down.
func (s *store) Caller(ctx context.Context, token approval.Hash) (c integration.Caller, err error) {
	if err = s.now(); !errors.Is(err, approval.ErrStoreDown) {
		c, err = s.DB.Caller(ctx, token)
	}
	return c, err
}
