package main

import (
	"runtime/debug"
	"runtime/metrics"
	"testing"
)

func TestGarbageGathersUnlessTheOperatorSaysOtherwise(t *testing.T) {
	t.Cleanup(func() { debug.SetGCPercent(100) })
	debug.SetGCPercent(70)
	if tuneMemory(env{"GOGC": "70"}.get); gogc() != 70 {
		t.Errorf("GOGC=70 became %d", gogc())
	}
	if tuneMemory(env{}.get); gogc() != gcPercent {
		t.Errorf("without GOGC it is %d", gogc())
	}
}

func gogc() uint64 {
	now := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	metrics.Read(now)
	return now[0].Value.Uint64()
}
