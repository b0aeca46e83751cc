package main

import (
	"os/exec"
	"strings"
	"testing"
)

// The program has nothing to reach a network with, and nothing of the portal in it.
func TestTheProgramStandsAlone(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	deps := strings.Fields(string(out))
	if len(deps) < 20 {
		t.Fatalf("only %v", deps)
	}
	for _, dep := range deps {
		if dep == "net" || strings.HasPrefix(dep, "net/") || dep == "os/exec" || strings.HasPrefix(dep, "takeed/") && dep != "takeed/cmd/takeed-verify" {
			t.Errorf("takeed-verify links %s", dep)
		}
	}
}
