package localpg

import (
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// stranger is an ordinary user who does not run the server.
func stranger(t *testing.T) *syscall.Credential {
	t.Helper()
	u, err := user.Lookup("nobody")
	if err != nil {
		t.Skip(err)
	}
	credential, err := credentialOf(u)
	if err != nil {
		t.Fatal(err)
	}
	return credential
}

func TestCredential(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		uid, gid string
		want     *syscall.Credential
	}{
		{"101", "104", &syscall.Credential{Uid: 101, Gid: 104}},
		{"-2", "4294967294", &syscall.Credential{Uid: 1<<32 - 2, Gid: 1<<32 - 2}},
		{"S-1-5-21", "1", nil},
		{"1", "", nil},
	} {
		got, err := credentialOf(&user.User{Uid: c.uid, Gid: c.gid})
		if (err != nil) != (c.want == nil) {
			t.Errorf("%s, %s: %v", c.uid, c.gid, err)
		}
		if err == nil && (got.Uid != c.want.Uid || got.Gid != c.want.Gid) {
			t.Errorf("%s, %s: %d, %d", c.uid, c.gid, got.Uid, got.Gid)
		}
	}
}

func TestProgramsSeeNoneOfOurEnvironment(t *testing.T) {
	t.Setenv("PGPORT", "1")
	t.Setenv("LC_ALL", "ar_AE.UTF-8")
	c := account{}.command(t.Context(), "/", "/bin/true")
	env := strings.Join(c.Env, " ")
	if strings.Contains(env, "PGPORT") || !strings.Contains(env, "LC_ALL=C ") {
		t.Errorf("the environment is %s", env)
	}
}

func TestRootDoesNotRunTheServer(t *testing.T) {
	t.Parallel()
	needRoot(t)
	s := start(t, newDir(t))
	runAs, err := serverAccount()
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(s.socket, socketName))
	if err != nil {
		t.Fatal(err)
	}
	if uid := info.Sys().(*syscall.Stat_t).Uid; uid != runAs.credential.Uid || uid == 0 {
		t.Errorf("the server runs as user %d", uid)
	}
}

func TestStrangerCannotConnect(t *testing.T) {
	t.Parallel()
	needRoot(t)
	s := start(t, newDir(t))
	c := child(t, "connect", s.URL(superuser, superuser))
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("root cannot connect: %s", out)
	}
	c = exec.Command(c.Path, c.Args[1:]...)
	c.Env, c.Dir = append(os.Environ(), childRole+"=connect"), "/"
	c.SysProcAttr = &syscall.SysProcAttr{Credential: stranger(t)}
	if runAs, _ := serverAccount(); runAs.credential.Uid == c.SysProcAttr.Credential.Uid {
		t.Skip("this machine has no user postgres: the server runs as nobody")
	}
	if out, err := c.CombinedOutput(); err == nil || !strings.Contains(string(out), "permission denied") {
		t.Errorf("a stranger connected: %s, %v", out, err)
	}
}

func TestClosedParent(t *testing.T) {
	t.Parallel()
	needRoot(t)
	closed := newDir(t)
	dir := filepath.Join(closed, "data folder")
	runAs, err := serverAccount()
	if err != nil {
		t.Fatal(err)
	}
	refuse(t, dir, runAs.name+", who runs PostgreSQL because it refuses root, cannot enter "+closed+";", ErrUnsuitable)
}

func TestClosedFolderWithThingsInItIsNotOpened(t *testing.T) {
	t.Parallel()
	needRoot(t)
	dir := newDir(t)
	write(t, filepath.Join(dir, "private"), "")
	refuse(t, dir, "cannot enter "+dir, ErrUnsuitable)
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("its mode is now %v, %v", info.Mode(), err)
	}
}

func TestStrictUmask(t *testing.T) {
	t.Parallel()
	needRoot(t)
	needPostgres(t)
	c := child(t, "serve", filepath.Join(newParent(t), "made", "by", "start"))
	c.Args = append([]string{"sh", "-c", `umask 077; exec "$0" "$@"`}, c.Args...)
	c.Path = "/bin/sh"
	_, address := serving(t, c)
	ask(t, address, "select 'alive'")
}

func TestFolderOfAnotherUser(t *testing.T) {
	t.Parallel()
	needRoot(t)
	dir := newParent(t)
	if err := os.Chown(dir, int(stranger(t).Uid), -1); err != nil {
		t.Fatal(err)
	}
	refuse(t, dir, dir, ErrUnsuitable)
}

// TestAsAnOrdinaryUser tells the main stories once more as a user without any rights.
func TestAsAnOrdinaryUser(t *testing.T) {
	t.Parallel()
	needRoot(t)
	needPostgres(t)
	c := exec.Command(copyOfTestProgram(t), "-test.v", "-test.run=^Test(DataSurvive|TwoAtOnce|NoTCP|KilledProgram|ReadOnly|CacheFolder)")
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "CI=yes"}
	c.Dir = "/"
	c.SysProcAttr = &syscall.SysProcAttr{Credential: stranger(t)}
	out, err := c.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestDataSurviveARestart") {
		t.Errorf("%v\n%s", err, out)
	}
}
