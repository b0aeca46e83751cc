package auditlog

import (
	"context"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

// SavedSearches lists the saved searches of a member of staff, and those that others share. A query
// that this version cannot read is left out.
func (l *Log) SavedSearches(ctx context.Context, staff approval.ID) ([]audit.SavedSearch, error) {
	rows, err := l.reads.Query(ctx, `select id, name, query, shared, owner = $1 from staff_views
		where owner = $1 or shared order by name, id limit $2`, staff, 10*audit.MaxSavedSearches)
	if err != nil {
		return nil, queryError(err)
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
	return views, queryError(err)
}

// SaveSearch saves a search under a name, in place of the owner's last one of that name.
func (l *Log) SaveSearch(ctx context.Context, staff approval.ID, v audit.SavedSearch) error {
	b := new(pgx.Batch)
	b.Queue(`delete from staff_views where owner = $1 and name = $2`, staff, v.Name)
	var saved int
	b.Queue(`with saved as (insert into staff_views (id, owner, name, query, shared)
			select gen_random_uuid(), $1, $2, $3, $4 where (select count(*) from staff_views where owner = $1) < $5 returning id)
		select count(*) from saved`, staff, v.Name, v.Query.String(), v.Shared, audit.MaxSavedSearches).
		QueryRow(func(row pgx.Row) error { return row.Scan(&saved) })
	if err := l.db.Write(ctx, b); err != nil {
		return err
	}
	if saved == 0 {
		return audit.ErrTooManySavedSearches
	}
	return nil
}

// DeleteSearch deletes one of the owner's saved searches; any other is approval.ErrNotFound.
func (l *Log) DeleteSearch(ctx context.Context, staff, id approval.ID) error {
	b := new(pgx.Batch)
	var deleted int
	b.Queue(`with deleted as (delete from staff_views where id = $1 and owner = $2 returning id) select count(*) from deleted`, id, staff).
		QueryRow(func(row pgx.Row) error { return row.Scan(&deleted) })
	if err := l.db.Write(ctx, b); err != nil {
		return err
	}
	if deleted == 0 {
		return approval.ErrNotFound
	}
	return nil
}
