package auditlog

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/postgres"
)

// maxValues is how many values a term may become here. A term that would become more stays
// as it is, and is compared with each event that the walk meets.
const maxValues = 200

// lookUpReferences turns references into transactions. Too many are refused: a reference
// is in no event, so there is nothing to compare.
func (l *Log) lookUpReferences(ctx context.Context, f filter) (filter, error) {
	ids, err := l.queryTexts(ctx, `select t.id::text from unnest($1::text[]) v(x), transactions t where t.reference = v.x
		union select p.id from unnest($2::text[]) v(x), lateral
		(select t.id::text from transactions t where t.reference ~>=~ v.x and t.reference ~<~ (v.x || '~') limit $3) p limit $3`,
		f.exact, f.prefixes, maxValues+1)
	if err == nil && len(ids) > maxValues {
		err = audit.ErrTooBroad
	}
	return filter{key: audit.Transaction, not: f.not, exact: ids}, err
}

// lookUpCheckCodes turns check codes into transactions. A check code is the first forty bits
// of a digest, so it is a range of digests.
func (l *Log) lookUpCheckCodes(ctx context.Context, f filter) (filter, error) {
	var low, high [][]byte
	for _, code := range f.exact {
		first := approval.CheckCodePrefix(code)
		low, high = append(low, first), append(high, slices.Concat(first, maxDigestTail))
	}
	ids, err := l.queryTexts(ctx, `select t.id::text from unnest($1::bytea[], $2::bytea[]) v(low, high), lateral
		(select t.id from transactions t where t.payload_hash between v.low and v.high limit $3) t limit $3`, low, high, maxValues+1)
	return filter{key: audit.Transaction, not: f.not, exact: ids}, err
}

// maxDigestTail is the highest value of what follows a check code in a digest.
var maxDigestTail = slices.Repeat([]byte{0xff}, 27)

// lookUpAccounts turns accounts into transactions, if few are about them.
func (l *Log) lookUpAccounts(ctx context.Context, f filter) (filter, error) {
	ids, err := l.transactionsOf(ctx, decodeHashes(f.exact), maxValues+1)
	if err != nil || len(ids) > maxValues {
		return f, err
	}
	return filter{key: audit.Transaction, not: f.not, exact: ids}, nil
}

// transactionsOf returns some of the transactions about accounts. It is planned for its
// accounts: those of a busy one are met soon, wherever one looks, and the index has those of a
// rare one.
func (l *Log) transactionsOf(ctx context.Context, accounts [][]byte, limit int) (ids []string, err error) {
	b := new(pgx.Batch)
	postgres.QueueSnapshot(b, func() {
		b.Queue(`set local plan_cache_mode = force_custom_plan`)
		b.Queue(`select id::text from transactions where accounts && $1::bytea[] limit $2`, accounts, limit).Query(func(rows pgx.Rows) (err error) {
			ids, err = pgx.CollectRows(rows, pgx.RowTo[string])
			return err
		})
	})
	return ids, queryError(l.reads.SendBatch(ctx, b).Close())
}

// decodeHashes decodes values that audit.Parse has checked.
func decodeHashes(texts []string) [][]byte {
	all := make([][]byte, len(texts))
	for i, text := range texts {
		all[i], _ = hex.DecodeString(text)
	}
	return all
}

// lookUpAmounts turns amounts into transactions, if few have them.
func (l *Log) lookUpAmounts(ctx context.Context, f filter) (filter, error) {
	low, high := splitRanges(f.ranges)
	ids, err := l.queryTexts(ctx, `select t.id::text from unnest($1::bigint[], $2::bigint[]) v(low, high), lateral
		(select t.id from transactions t, `+inOrder+` where t.amount_minor between v.low and v.high order by t.amount_minor limit $3) t limit $3`, low, high, maxValues+1)
	if err != nil || len(ids) > maxValues {
		return f, err
	}
	return filter{key: audit.Transaction, not: f.not, exact: ids}, nil
}

// expandPrefixes turns a prefix into the values that begin with it, if they are few. It
// asks the index for the next value after each, and so reads one entry a value.
func (l *Log) expandPrefixes(ctx context.Context, f filter) (filter, error) {
	for len(f.prefixes) > 0 {
		column := strings.ReplaceAll(bodyColumn[f.key], "e.", "")
		values, err := l.queryTexts(ctx, `with recursive v(x) as (
			(select `+column+` from audit_events where `+column+` >= $1 order by 1 limit 1)
			union all
			select (select `+column+` from audit_events where `+column+` > v.x order by 1 limit 1) from v where v.x ^@ $1)
			select x from v where x ^@ $1 limit $2`, f.prefixes[0], maxValues+1)
		if err != nil || len(values)+len(f.exact) > maxValues {
			return f, err
		}
		f.exact, f.prefixes = append(f.exact, values...), f.prefixes[1:]
	}
	return f, nil
}

// queryTexts runs a statement whose rows are one text each.
func (l *Log) queryTexts(ctx context.Context, sql string, args ...any) ([]string, error) {
	rows, err := l.reads.Query(ctx, sql, args...)
	if err != nil {
		return nil, queryError(err)
	}
	values, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return values, queryError(err)
}
