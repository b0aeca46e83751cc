package postgres_test

import (
	"errors"
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/keys"
	"takeed/internal/office"
	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
)

// refusesToRead wants an error that tells nothing, and no data with it.
func refusesToRead(t *testing.T, what string, err error, empty bool) {
	t.Helper()
	switch {
	case err == nil:
		t.Errorf("%s: no error", what)
	case errors.Is(err, approval.ErrNotFound):
		t.Errorf("%s: it says that there is nothing", what)
	case strings.Contains(err.Error(), "fatima") || strings.Contains(err.Error(), "omar") || strings.Contains(err.Error(), "784199"):
		t.Errorf("%s: the error holds data: %v", what, err)
	}
	if !empty {
		t.Errorf("%s: data came with the error", what)
	}
}

const swapped = ` set COLUMN = case when id = $1 then (select COLUMN from TABLE where id = $2) else (select COLUMN from TABLE where id = $1) end where id in ($1, $2)`

// swap exchanges a sealed value between two rows, as an administrator of the database
// could.
func (w world) swap(table, column string, a, b approval.ID) {
	w.Helper()
	w.database.Plant(w, `update `+table+strings.NewReplacer("COLUMN", column, "TABLE", table).Replace(swapped), a, b)
}

func TestProfilesCannotBeSwapped(t *testing.T) {
	w := newWorld(t)
	fatima, session := w.signedIn(resident("fatima"))
	omar, _ := w.signedIn(resident("omar"))
	w.swap("users", "profile", fatima.ID, omar.ID)

	p, err := w.db.Person(t.Context(), fatima.ID)
	refusesToRead(t, "a person", err, p == approval.Person{})
	_, v, err := w.db.Sessions(readable).Caller(t.Context(), session.Reveal(), "")
	refusesToRead(t, "a caller", err, v == approval.Caller{})
	known := false
	_, err = w.db.Enrol(t.Context(), fatima.Identity, approval.SessionSwap{New: approval.NewSecret().Hash()},
		func(approval.Known) (approval.Enrolment, error) { known = true; return approval.Enrolment{}, nil })
	refusesToRead(t, "a sign-in", err, !known)
}

func TestDocumentsCannotBeSwapped(t *testing.T) {
	w := newWorld(t)
	p, session := w.signedIn(resident("fatima"))
	a, b := w.created(p), w.created(p)
	w.swap("transactions", "document", a, b)
	w.unreadable("swapped documents", p, session, a)

	// With their digests, the documents would fit; they still name another row.
	a, b = w.created(p), w.created(p)
	w.swap("transactions", "document", a, b)
	w.swap("transactions", "payload_hash", a, b)
	w.unreadable("swapped documents and digests", p, session, a)
}

func TestATamperedDocumentIsRefused(t *testing.T) {
	w := newWorld(t)
	p, session := w.signedIn(resident("fatima"))
	for _, set := range []string{
		`document = set_byte(document, octet_length(document) - 1, get_byte(document, octet_length(document) - 1) # 1)`,
		`document = substring(document from 1 for 20)`,
		`document = ''`,
		`payload_hash = sha256('another')`,
	} {
		id := w.created(p)
		w.database.Plant(t, `update transactions set `+set+` where id = $1`, id)
		w.unreadable(set, p, session, id)
		w.database.Plant(t, `update transactions set user_id = gen_random_uuid() where id = $1`, id) // out of the history
	}
}

// A document that was sealed for its row and has its digest, and yet names another
// transaction, was written by a faulty portal.
func TestADocumentNamesItsTransaction(t *testing.T) {
	w := newWorld(t)
	p, session := w.signedIn(resident("fatima"))
	id, stranger := w.created(p), document("AED 99.00")
	digest := stranger.Digest()
	sealed, err := w.database.Keys.Seal(keys.Place{Table: "transactions", Column: "document", Row: string(id)}, stranger.Canonical())
	w.must(err)
	w.database.Plant(t, `update transactions set document = $2, payload_hash = $3 where id = $1`, id, sealed, digest[:])
	w.unreadable("a document that names another", p, session, id)
}

// unreadable tries every way to read a transaction.
func (w world) unreadable(what string, p approval.Person, session approval.Secret, id approval.ID) {
	w.Helper()
	_, v, err := w.db.Sessions(readable).Caller(w.Context(), session.Reveal(), id)
	refusesToRead(w.T, what+", by its page", err, v == approval.Caller{})
	list, err := w.db.History(w.Context(), p.ID, approval.Filter{Limit: 10})
	refusesToRead(w.T, what+", in the history", err, len(list) == 0)
	decided := false
	err = w.db.Decide(w.Context(), approval.Lock{Person: p.ID, Transaction: id}, func(approval.Facts) (approval.Change, error) {
		decided = true
		return approval.Change{}, nil
	})
	refusesToRead(w.T, what+", to decide on it", err, !decided)
}

func TestHandoversCannotBeSwapped(t *testing.T) {
	w := newWorld(t)
	fatima, session := w.signedIn(resident("fatima"))
	omar, _ := w.signedIn(resident("omar"))
	id := w.created(fatima)
	mine, theirs := w.begun(fatima, id), w.begun(omar, w.created(omar))
	w.swap("attempts", "handover", mine.Attempt.ID, theirs.Attempt.ID)

	h, err := w.db.Handover(t.Context(), id, session.Hash(), mine.Binding.Hash())
	refusesToRead(t, "the way out", err, h == approval.Handover{})
	got, err := w.db.Arrive(t.Context(), approval.Arrival{State: mine.State.Hash(), Binding: mine.Binding.Hash(), Session: session.Hash(), Code: approval.NewSecret()})
	refusesToRead(t, "the callback", err, got.Verifier.Empty() && got.Facts.Attempt.ID == "")

	a, b := w.signinBegun(), w.signinBegun()
	ha, hb := a.State.Hash(), b.State.Hash()
	w.database.Plant(t, `update signins set handover = (select handover from signins where state_hash = $2) where state_hash = $1`, ha[:], hb[:])
	s, err := w.db.SigninHandover(t.Context(), approval.CustomerRealm, a.Binding.Hash())
	refusesToRead(t, "a sign-in's way out", err, s == approval.Signin{})
	s, err = w.db.ClaimSignin(t.Context(), approval.CustomerRealm, a.State.Hash(), a.Binding.Hash())
	refusesToRead(t, "a sign-in's callback", err, s == approval.Signin{})
}

func TestWhatIsSealedOfTheStaffCannotBeSwapped(t *testing.T) {
	w := newWorld(t)
	noura, session := w.staffEntered(worker("noura", office.Operator))
	saeed, other := w.staffEntered(worker("saeed", office.Auditor))
	w.swap("staff", "profile", noura.ID, saeed.ID)
	member, err := w.db.StaffMember(t.Context(), session.Hash())
	refusesToRead(t, "a member of the staff", err, member == nil)
	known := false
	_, err = w.db.EnterStaff(t.Context(), worker("noura", office.Operator), approval.NewSecret().Hash(),
		func(*office.Member) (office.Entry, error) {
			known = true
			return office.Entry{}, nil
		})
	refusesToRead(t, "a staff sign-in", err, !known)

	mine, theirs := session.Hash(), other.Hash()
	w.database.Plant(t, `update staff_sessions set revoked_at = now()`)
	w.database.Plant(t, `update staff_sessions set id_token = (select id_token from staff_sessions where token_hash = $2) where token_hash = $1`, mine[:], theirs[:])
	token, err := w.db.LogoutToken(t.Context(), mine)
	refusesToRead(t, "an ID token", err, token.Empty())
}

// Without the keyset that sealed it the database is of no use, to anybody.
func TestAnotherKeysetReadsNothing(t *testing.T) {
	w := newWorld(t)
	p, _ := w.signedIn(resident("fatima"))
	config := w.database.Config("thief")
	config.Keys = postgrestest.Empty(t).Keys
	thief, err := postgres.Open(t.Context(), config)
	w.must(err)
	defer thief.Close()
	got, err := thief.Person(t.Context(), p.ID)
	refusesToRead(t, "a person", err, got == approval.Person{})
}
