package main

import (
	"errors"
	"io"
	"strings"
	"testing"
)

// A tampered confirmation is named, and is as it was afterwards.
//
//takeed:race
func TestTamperingIsNamedAndUndone(t *testing.T) {
	dir := roomy(t)
	if err := run(t.Context(), []string{"--tamper", "--data", dir}, free, io.Discard); err == nil || !strings.Contains(err.Error(), "no demo is running") {
		t.Errorf("without a demo: %v", err)
	}
	_, stop := started(t, dir, "--events", "300")
	var said strings.Builder
	err := errors.New("nothing was confirmed yet")
	for t.Context().Err() == nil && err != nil && strings.Contains(err.Error(), "nothing was confirmed yet") { // until the log has the history
		said.Reset()
		err = run(t.Context(), []string{"--tamper", "--data", dir}, free, &said)
	}
	if err != nil || strings.Count(said.String(), "it was replaced: the log has another hash") != 1 {
		t.Errorf("%v\n%s", err, &said)
	}
	said.Reset()
	if err := run(t.Context(), []string{"--tamper", "--data", dir}, free, &said); err != nil || strings.Count(said.String(), "it was replaced") != 1 {
		t.Errorf("it was not put back: %v\n%s", err, &said)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}
