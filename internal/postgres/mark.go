package postgres

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/keys"
)

// What would happen with a keyset that does not belong to the database, and how to correct
// it.
var (
	ErrOtherLookup  = errors.New("PORTAL_KEYSET is not the keyset of this database: its look-up key is another, so no customer would be found, and each would become a second person; use the file that the other portals use")
	ErrOtherSealing = errors.New(`PORTAL_KEYSET does not open what this database holds: it lacks a sealing key; use the file that the other portals use, and drop a key only after "portal reseal"`)
)

// The constant that the database keeps, sealed and hashed.
const markText = "takeed"

const purposeMark = "keyset.mark"

func placeOfMark() keys.Place { return keys.Place{Table: "keyset_mark", Column: "sealed", Row: "true"} }

// CheckKeyset reports whether the keyset is the one that the database was written with:
// by the mark that the first portal left there, or, before there is one, by a person, a
// transaction and a member of staff. It returns ErrOtherLookup or ErrOtherSealing if it is
// not.
func (db *DB) CheckKeyset(ctx context.Context) error {
	return checkKeyset(ctx, db.pages, db.keys)
}

// MarkKeyset is CheckKeyset for a portal that starts. The first portal leaves the mark. Of
// two that start at once with different keysets, one is refused.
func (db *DB) MarkKeyset(ctx context.Context) error {
	if err := db.CheckKeyset(ctx); err != nil {
		return err
	}
	sealed, err1 := db.keys.Seal(placeOfMark(), []byte(markText))
	mac, err2 := db.keys.Lookup(purposeMark, markText)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	if _, err := db.pages.Exec(ctx, `insert into keyset_mark (sealed, mac) select $1, $2 where not exists (select from keyset_mark) on conflict do nothing`, sealed, mac); err != nil {
		return fmt.Errorf("mark the keyset: %w", Clean(err))
	}
	return db.CheckKeyset(ctx)
}

func checkKeyset(ctx context.Context, db querier, k *keys.Keyset) error {
	var sealed, mac []byte
	err := db.QueryRow(ctx, `select sealed, mac from keyset_mark`).Scan(&sealed, &mac)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return checkSamples(ctx, db, k)
	case err != nil:
		return fmt.Errorf("read the mark of the keyset: %w", Clean(err))
	}
	if own, err := k.Lookup(purposeMark, markText); err != nil || !bytes.Equal(own, mac) {
		return ErrOtherLookup
	}
	if plain, err := k.Open(placeOfMark(), sealed); err != nil || string(plain) != markText {
		return ErrOtherSealing
	}
	return nil
}

type querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// samples are the rows to try a keyset on, for a database that has no mark yet.
const samples = `select coalesce(u.id::text, ''), u.profile, u.sub_mac, coalesce(t.id::text, ''), t.document, coalesce(s.id::text, ''), s.profile from (values (1)) one
	left join (select id, profile, sub_mac from users order by id limit 1) u on true
	left join (select id, document from transactions order by id limit 1) t on true
	left join (select id, profile from staff order by id limit 1) s on true`

func checkSamples(ctx context.Context, db querier, k *keys.Keyset) error {
	var person, transaction, member approval.ID
	var profile, mac, document, ofStaff []byte
	if err := db.QueryRow(ctx, samples).Scan(&person, &profile, &mac, &transaction, &document, &member, &ofStaff); err != nil {
		return fmt.Errorf("read what the keyset has sealed: %w", Clean(err))
	}
	for _, one := range []struct {
		at     keys.Place
		sealed []byte
	}{{documentOf(transaction), document}, {profileOfStaff(member), ofStaff}} {
		if _, err := k.Open(one.at, one.sealed); err != nil && one.sealed != nil {
			return ErrOtherSealing
		}
	}
	if profile == nil {
		return nil
	}
	var i approval.Identity
	plain, err := k.Open(profileOf(person), profile)
	if err != nil || json.Unmarshal(plain, &i) != nil {
		return ErrOtherSealing
	}
	if h, err := HashIdentity(k, i); err != nil || !bytes.Equal(h.Subject, mac) {
		return ErrOtherLookup
	}
	return nil
}
