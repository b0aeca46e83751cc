package witnesstest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Programs builds commands that others wrote, at the versions of .ci/tools.mod, and returns
// the directory that they are in. They are not in go.mod, for they bring two dozen modules.
// Where they can be neither found nor downloaded, the test is skipped, but not in CI.
func Programs(t *testing.T, packages ...string) string {
	t.Helper()
	module, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		t.Fatal(err)
	}
	tools := filepath.Join(filepath.Dir(strings.TrimSpace(string(module))), ".ci", "tools.mod")
	dir := t.TempDir()
	out, err := exec.Command("go", append([]string{"build", "-modfile=" + tools, "-o", dir + "/"}, packages...)...).CombinedOutput()
	switch {
	case err != nil && os.Getenv("CI") == "":
		t.Skipf("%v: %s", err, out)
	case err != nil:
		t.Fatalf("%v: %s", err, out)
	}
	return dir
}
