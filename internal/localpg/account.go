package localpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// account is the user that PostgreSQL's programs run as: our own when credential is nil, as
// it is unless we are root.
type account struct {
	name       string
	credential *syscall.Credential
}

var errNoAccount = errors.New("PostgreSQL refuses to run as root, and this machine has no user postgres or nobody to run it instead: " +
	"start the program as an ordinary user")

func serverAccount() (account, error) {
	if os.Geteuid() != 0 {
		return account{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		credential, err := credentialOf(u)
		if err != nil {
			return account{}, fmt.Errorf("run PostgreSQL as the user %s: %w", name, err)
		}
		return account{name, credential}, nil
	}
	return account{}, errNoAccount
}

// credentialOf returns credentials without supplementary groups. macOS writes the ids of
// the user "nobody" as -2.
func credentialOf(u *user.User) (*syscall.Credential, error) {
	uid, err := strconv.ParseInt(u.Uid, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("read the user's number: %w", err)
	}
	gid, err := strconv.ParseInt(u.Gid, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("read the group's number: %w", err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// give makes the account the owner of a file or folder that we have just made.
func (a account) give(path string) error {
	if a.credential == nil {
		return nil
	}
	if err := os.Lchown(path, int(a.credential.Uid), int(a.credential.Gid)); err != nil {
		return fmt.Errorf("give a folder to the user %s: %w", a.name, err)
	}
	return nil
}

// command prepares a program that inherits nothing from our environment: PGPORT, PGDATA,
// LC_ALL and the like would change what it does, or the language of its messages.
func (a account) command(ctx context.Context, workingDir, program string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, program, args...)
	c.Dir = workingDir
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
	c.SysProcAttr = attributes(a.credential)
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGINT) }
	c.WaitDelay = 5 * time.Second
	return c
}

// run starts a program and waits for it on one thread: the kernel's signal at our death
// (see attributes) is in fact sent when the thread that started the program dies.
func run(c *exec.Cmd) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	return c.Run()
}

// mustEnter proves that the account can reach dir by going there: file modes alone do not
// tell, since there are access lists and mounts as well.
func (a account) mustEnter(ctx context.Context, dir string, p programs) error {
	if a.credential == nil || a.canEnter(ctx, dir, p) {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("try the data folder: %w", err)
	}
	closed := dir
	for up := filepath.Dir(dir); up != closed && !a.canEnter(ctx, up, p); up = filepath.Dir(up) {
		closed = up
	}
	return fmt.Errorf("%w: the user %s, who runs PostgreSQL because it refuses root, cannot enter %s; choose a data folder elsewhere than %s",
		ErrUnsuitable, a.name, closed, dir)
}

func (a account) canEnter(ctx context.Context, dir string, p programs) bool {
	_, err := a.versionOf(ctx, p.bin, dir)
	return err == nil
}
