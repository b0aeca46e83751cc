package web_test

import (
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator/simulatortest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

func TestAFaceConfirmsATransaction(t *testing.T) {
	for _, lang := range []string{"en", "ar"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			w := apptest.New(t, apptest.Options{})
			b := w.Browser(lang, 0)
			home := b.SignIn("fatima")
			t.Log(home.Path(), home.Status, home.Heading())
			review := b.Create("transfer", apptest.Transfer())
			t.Log(review.Path(), review.Status, review.Heading(), review.Find(".summary-error").Text())
			done := b.Confirm(review, simulatortest.Decision{Action: simulatortest.Approve})
			t.Log(done.Path(), done.Status, done.Heading())
			receipt := b.Get(done.Path() + "/receipt")
			t.Log(receipt.Status, receipt.Heading(), receipt.Find("dl").Text())
			w.NoViolations()
			t.Log(w.Logs()[:0])
		})
	}
}
