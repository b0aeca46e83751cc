package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

// SavedSearches lists the searches that a member of staff kept, and those that are shared. One
// that a later version can no longer read is left out.
func (l *AuditLog) SavedSearches(ctx context.Context, staff approval.ID) ([]audit.SavedSearch, error) {
	rows, err := l.reads.Query(ctx, `select id, name, query, shared, owner = $1 from staff_views
		where owner = $1 or shared order by name, id limit $2`, staff, 10*audit.MaxSavedSearches)
	if err != nil {
		return nil, tooBroad(err)
	}
	var views []audit.SavedSearch
	var v audit.SavedSearch
	var query string
	_, err = pgx.ForEachRow(rows, []any{&v.ID, &v.Name, &query, &v.Shared, &v.Own}, func() error {
		if q, err := audit.Parse(query); err == nil {
			v.Query = q
			views = append(views, v)
		}
		return nil
	})
	return views, tooBroad(err)
}

// SaveSearch keeps a search under a name; another of the same owner's under it is replaced.
func (l *AuditLog) SaveSearch(ctx context.Context, staff approval.ID, v audit.SavedSearch) error {
	b := new(pgx.Batch)
	b.Queue(`delete from staff_views where owner = $1 and name = $2`, staff, v.Name)
	var saved int
	b.Queue(`with saved as (insert into staff_views (id, owner, name, query, shared)
			select gen_random_uuid(), $1, $2, $3, $4 where (select count(*) from staff_views where owner = $1) < $5 returning id)
		select count(*) from saved`, staff, v.Name, v.Query.String(), v.Shared, audit.MaxSavedSearches).
		QueryRow(func(row pgx.Row) error { return row.Scan(&saved) })
	if err := l.db.pages.write(ctx, b); err != nil {
		return err
	}
	if saved == 0 {
		return audit.ErrTooManySavedSearches
	}
	return nil
}

// DeleteSearch forgets a search of one's own. approval.ErrNotFound for any other.
func (l *AuditLog) DeleteSearch(ctx context.Context, staff, id approval.ID) error {
	tag, err := l.db.pages.Exec(ctx, `delete from staff_views where id = $1 and owner = $2`, id, staff)
	if err == nil && tag.RowsAffected() == 0 {
		return approval.ErrNotFound
	}
	return clean(err)
}
