package postgres

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"takeed/internal/approval"
	"takeed/internal/keys"
	"takeed/internal/office"
)

const staffColumns = `f.id, f.profile, coalesce(f.role, '')`

func profileOfStaff(id approval.ID) keys.Place {
	return keys.Place{Table: "staff", Column: "profile", Row: string(id)}
}

func idTokenOf(session approval.Hash) keys.Place {
	return keys.Place{Table: "staff_sessions", Column: "id_token", Row: hex.EncodeToString(session[:])}
}

// staffProfile is what is sealed about a member of staff.
type staffProfile struct{ Name, Email string }

func (db *DB) scanStaff(row pgx.Row) (office.Member, error) {
	var s office.Member
	var sealed []byte
	if err := row.Scan(&s.ID, &sealed, &s.Role); err != nil {
		return office.Member{}, err
	}
	plain, err := db.keys.Open(profileOfStaff(s.ID), sealed)
	if err != nil {
		return office.Member{}, err
	}
	var p staffProfile
	if err := json.Unmarshal(plain, &p); err != nil {
		return office.Member{}, fmt.Errorf("read a profile of the staff: %w", err)
	}
	s.Name, s.Email = p.Name, p.Email
	return s, nil
}

var (
	staffMember = withIdle(`select `+staffColumns+` from staff_sessions s join staff f on f.id = s.staff_id
		where s.token_hash = $1 and f.role is not null and `+aliveSession, "$2")
	touchStaffSession = touchSessionIn("staff_sessions")
)

// StaffMember returns the member of staff who is signed in under a session, with the role
// that they have now; nil if the session is no one's.
func (db *DB) StaffMember(ctx context.Context, session approval.Hash) (*office.Member, error) {
	b := new(pgx.Batch)
	b.Queue(touchStaffSession, session[:], db.config.Idle)
	return db.staffBehind(ctx, session, b)
}

// StaffWatching is the same, for requests that a page makes by itself: they do not keep
// the session from going idle.
func (db *DB) StaffWatching(ctx context.Context, session approval.Hash) (*office.Member, error) {
	return db.staffBehind(ctx, session, new(pgx.Batch))
}

// staffBehind reads the member behind a session, in one round trip with what b holds
// already.
func (db *DB) staffBehind(ctx context.Context, session approval.Hash, b *pgx.Batch) (*office.Member, error) {
	var member *office.Member
	b.Queue(staffMember, session[:], db.config.Idle).QueryRow(optionalRow(db.scanStaff, &member))
	if err := db.pages.SendBatch(ctx, b).Close(); err != nil {
		return nil, Clean(err)
	}
	return member, nil
}

// EnterStaff writes a sign-in to the back office: the member, the end of every session that
// they have, the new one if they are admitted, and the events, in one commit. decide is
// given the member who is known under the identity's issuer and subject, or nil.
func (db *DB) EnterStaff(ctx context.Context, got office.Identity, session approval.Hash, decide func(known *office.Member) (office.Entry, error)) (office.Entry, error) {
	conn, err := db.callbacks.borrow(ctx)
	if err != nil {
		return office.Entry{}, err
	}
	defer conn.giveBack()
	mac, err := db.keys.Lookup(purposeStaff, got.Issuer+"\x00"+got.Subject)
	if err != nil {
		return office.Entry{}, err
	}
	e, err := db.decideEntry(ctx, conn.Conn, mac, decide)
	b := new(pgx.Batch)
	if err == nil {
		err = db.queueEntry(b, e, mac, session, got.Token)
	}
	if err != nil {
		rollback(ctx, conn.Conn)
		return office.Entry{}, Clean(err)
	}
	b.Queue("commit")
	return e, conn.commit(ctx, b)
}

func (db *DB) decideEntry(ctx context.Context, conn *pgxpool.Conn, mac []byte, decide func(*office.Member) (office.Entry, error)) (office.Entry, error) {
	var known *office.Member
	b := new(pgx.Batch)
	b.Queue("begin")
	b.Queue(`select `+staffColumns+` from staff f where f.sub_mac = $1 for no key update`, mac).QueryRow(optionalRow(db.scanStaff, &known))
	if err := conn.SendBatch(ctx, b).Close(); err != nil {
		return office.Entry{}, err
	}
	return decide(known)
}

func (db *DB) queueEntry(b *pgx.Batch, e office.Entry, mac []byte, session approval.Hash, token approval.Secret) error {
	plain, err := json.Marshal(staffProfile{e.Staff.Name, e.Staff.Email})
	if err != nil {
		return fmt.Errorf("write a profile of the staff: %w", err)
	}
	profile, err := db.keys.Seal(profileOfStaff(e.Staff.ID), plain)
	if err != nil {
		return err
	}
	idToken, err := db.keys.Seal(idTokenOf(session), []byte(token.Reveal()))
	if err != nil {
		return err
	}
	if e.New {
		b.Queue(`insert into staff (id, sub_mac, profile, role) values ($1, $2, $3, nullif($4, ''))`, e.Staff.ID, mac, profile, e.Staff.Role)
	} else {
		b.Queue(`update staff set profile = $2, role = nullif($3, '') where id = $1`, e.Staff.ID, profile, e.Staff.Role)
	}
	queueEndOfSessions(b, e.Staff.ID)
	if e.Admitted {
		b.Queue(`insert into staff_sessions (token_hash, staff_id, id_token, expires_at) values ($1, $2, $3, takeed_now() + $4::interval)`,
			session[:], e.Staff.ID, idToken, db.config.Lifetime)
	}
	queueEvents(b, e.Events...)
	return nil
}

// RevokeStaff revokes a member of staff as decide says: no role, the end of every session,
// the events. approval.ErrNotFound if there is no such member.
func (db *DB) RevokeStaff(ctx context.Context, id approval.ID, decide func(office.Member) office.Entry) error {
	conn, err := db.pages.borrow(ctx)
	if err != nil {
		return err
	}
	defer conn.giveBack()
	var known office.Member
	b := new(pgx.Batch)
	b.Queue("begin")
	b.Queue(`select `+staffColumns+` from staff f where f.id = $1 for no key update`, id).QueryRow(requiredRow(db.scanStaff, &known))
	if err := conn.SendBatch(ctx, b).Close(); err != nil {
		rollback(ctx, conn.Conn)
		return Clean(err)
	}
	e := decide(known)
	b = new(pgx.Batch)
	b.Queue(`update staff set role = nullif($2, '') where id = $1`, id, e.Staff.Role)
	queueEndOfSessions(b, id)
	queueEvents(b, e.Events...)
	b.Queue("commit")
	return conn.commit(ctx, b)
}

// SurelyStaff returns a member of staff as [DB.SurelyPerson] returns a person.
func (db *DB) SurelyStaff(ctx context.Context, id approval.ID) (s office.Member, err error) {
	err = db.pages.surely(ctx, func(b *pgx.Batch) {
		b.Queue(`select `+staffColumns+` from staff f where f.id = $1`, id).QueryRow(ifFound(requiredRow(db.scanStaff, &s)))
	})
	return s, err
}

func queueEndOfSessions(b *pgx.Batch, staff approval.ID) {
	b.Queue(`update staff_sessions set revoked_at = takeed_now() where staff_id = $1 and revoked_at is null`, staff)
}

// EndStaffSession ends the session of a member of staff who signs out, with its event.
func (db *DB) EndStaffSession(ctx context.Context, session approval.Hash, e approval.Event) error {
	b := new(pgx.Batch)
	b.Queue(`update staff_sessions set revoked_at = takeed_now() where token_hash = $1 and revoked_at is null`, session[:])
	queueEvents(b, e)
	return db.pages.write(ctx, b)
}

// logoutWithin is how long after its end here a session may be ended at the provider.
const logoutWithin = 5 * time.Minute

// LogoutToken is the ID token of a session that ended a moment ago;
// approval.ErrNotFound otherwise.
func (db *DB) LogoutToken(ctx context.Context, session approval.Hash) (approval.Secret, error) {
	var sealed []byte
	err := db.pages.QueryRow(ctx, `select id_token from staff_sessions where token_hash = $1 and revoked_at > takeed_now() - $2::interval`,
		session[:], logoutWithin).Scan(&sealed)
	if err != nil {
		return approval.Secret{}, Clean(err)
	}
	plain, err := db.keys.Open(idTokenOf(session), sealed)
	return approval.SecretOf(string(plain)), err
}
