package logverify

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"takeed/internal/translog"
)

// mark is a checkpoint that the tree is compared with: one of the database, or one that was
// kept.
type mark struct {
	translog.Checkpoint
	kept bool
}

// marks are all checkpoints in the order of their sizes. Those of the database come through a
// reader of their own: there may be millions.
type marks struct {
	r    reader
	rows pgx.Rows
	kept []translog.Checkpoint
	next *mark // of the database
	v    *verifier
}

func (v *verifier) marks(ctx context.Context) (*marks, error) {
	r, _, err := open(ctx, v.URL, v.snapshot)
	if err != nil {
		return nil, err
	}
	m := &marks{r: r, v: v}
	for _, kept := range v.Kept {
		if kept.Size > v.From && kept.Size <= v.state.leaves {
			m.kept = append(m.kept, kept)
		}
	}
	slices.SortFunc(m.kept, func(a, b translog.Checkpoint) int { return int(min(max(a.Size-b.Size, -1), 1)) })
	m.rows, err = r.Query(ctx, `select size, root, coalesce(note, '') from log_checkpoints where size > $1 and size <= $2 order by size`, v.From, v.state.leaves)
	if err == nil {
		err = m.advance()
	}
	if err != nil {
		r.close()
		return nil, err
	}
	return m, nil
}

// advance reads the next checkpoint of the database, and looks at its signature.
func (m *marks) advance() error {
	m.next = nil
	if !m.rows.Next() {
		return m.rows.Err()
	}
	var c mark
	var root []byte
	var note string
	if err := m.rows.Scan(&c.Size, &root, &note); err != nil {
		return err
	}
	copy(c.Root[:], root)
	if note != "" {
		signed, err := m.v.Keys.Open([]byte(note))
		if err != nil || signed.Size != c.Size || signed.Root != c.Root {
			m.v.find(Finding{Unsigned, 0, c.Size, c.Size})
		}
	}
	m.next = &c
	return nil
}

// peek is the next checkpoint; nil after the last.
func (m *marks) peek() *mark {
	if len(m.kept) > 0 && (m.next == nil || m.kept[0].Size <= m.next.Size) {
		return &mark{m.kept[0], true}
	}
	return m.next
}

func (m *marks) pop() error {
	if len(m.kept) > 0 && (m.next == nil || m.kept[0].Size <= m.next.Size) {
		m.kept = m.kept[1:]
		return nil
	}
	return m.advance()
}

func (m *marks) close() {
	m.rows.Close()
	m.r.close()
}
