package main

import (
	"fmt"
	"strings"
	"testing"
)

func TestSecretsMayLieInFiles(t *testing.T) {
	t.Parallel()
	good := development(t).with(staff)
	want, err := read(good.with(env{"DATABASE_MIGRATE_URL": "postgres://owner@db/takeed"}).get)
	if err != nil {
		t.Fatal(err)
	}
	e := good.with(env{"DATABASE_MIGRATE_URL_FILE": file(t, []byte("postgres://owner@db/takeed"))})
	for _, name := range []string{"DATABASE_URL", "UAEPASS_SIGNIN_CLIENT_SECRET", "UAEPASS_CONFIRM_CLIENT_SECRET", "OIDC_CLIENT_SECRET"} {
		e[name+"_FILE"] = file(t, []byte(good[name]+"\r\n")) // as editors leave it
		delete(e, name)
	}
	got, err := read(e.get)
	if err != nil {
		t.Fatal(err)
	}
	if got.DatabaseURL.Reveal() != want.DatabaseURL.Reveal() || got.MigrateURL.Reveal() != want.MigrateURL.Reveal() ||
		got.Staff.Client.Secret.Reveal() != want.Staff.Client.Secret.Reveal() ||
		got.UAEPass.Signin.Secret.Reveal() != want.UAEPass.Signin.Secret.Reveal() || got.UAEPass.Confirm.Secret.Reveal() != want.UAEPass.Confirm.Secret.Reveal() {
		t.Error("a file is not as good as the setting")
	}
	empty := good.with(env{"DATABASE_URL": "", "DATABASE_URL_FILE": file(t, []byte("\n"))})
	if _, err := read(empty.get); err == nil || !strings.HasPrefix(err.Error(), "DATABASE_URL is missing") {
		t.Errorf("an empty file: %v", err)
	}
}

func TestAPrintedConfigurationHidesItsSecrets(t *testing.T) {
	t.Parallel()
	c, err := read(development(t).with(staff).with(env{"DATABASE_MIGRATE_URL": "postgres://owner:" + canary + "@db/takeed"}).get)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{fmt.Sprintf("%v", c), fmt.Sprintf("%+v", c), fmt.Sprintf("%#v", c), fmt.Sprintf("%s", c.DatabaseURL)} {
		if strings.Contains(text, canary) {
			t.Error("a secret is printed")
		}
	}
}
