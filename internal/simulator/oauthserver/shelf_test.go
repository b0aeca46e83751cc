package oauthserver

import (
	"fmt"
	"testing"
	"time"
)

func TestAShelfDropsTheOldest(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	s := NewShelf[int](3, time.Hour)
	for i := range 5 {
		s.Put(now, fmt.Sprint(i), i)
	}
	if _, ok := s.Get("1"); ok || len(s.items) != 3 || len(s.order) != 3 {
		t.Errorf("%v %v", s.items, s.order)
	}
	if v, ok := s.Get("4"); !ok || v != 4 {
		t.Error("the newest is gone")
	}
	s.Put(now.Add(time.Minute), "4", 40)
	if v, _ := s.Get("4"); v != 40 || len(s.order) != 3 {
		t.Error("replacing is not replacing")
	}
	s.Put(now.Add(time.Hour+time.Second), "late", 1)
	if len(s.items) != 1 || len(s.order) != 1 {
		t.Errorf("what is past its time stays: %v", s.items)
	}
}

func TestAShelfStaysBoundedWhenValuesAreRemoved(t *testing.T) {
	t.Parallel()
	now := time.Now()
	s := NewShelf[int](3, time.Hour)
	for i := range 100 {
		s.Put(now, fmt.Sprint(i), i)
		s.Remove(fmt.Sprint(i))
	}
	if len(s.order) > 3 {
		t.Errorf("%d keys are remembered", len(s.order))
	}
}
