package logverify

import "fmt"

// What can be wrong.
const (
	EventChanged      = "event_changed"      // it does not have the hash of its parts
	BodyChanged       = "body_changed"       // its body is not the one that its hash commits to
	ColumnChanged     = "column_changed"     // what it is found by is not what its body says
	EventReplaced     = "event_replaced"     // its hash is not the one that the log has
	EventGone         = "event_gone"         // the log has it, the database does not, and it was not pruned
	EventAdded        = "event_added"        // it lies behind the end of the log and has no entry
	EntryChanged      = "entry_changed"      // the entry is not that of its event, nor what was signed
	EntryGone         = "entry_gone"         // there is none with this index
	OrderChanged      = "order_changed"      // an entry does not follow the one before in the order of commits
	TileChanged       = "tile_changed"       // its hashes are not those of the entries
	CheckpointChanged = "checkpoint_changed" // its root is not that of the entries
	Unsigned          = "unsigned"           // no key of the log signed a checkpoint as it is
	RootsDiffer       = "roots_differ"       // the entries do not lead to the roots that were signed
	Shrunk            = "shrunk"             // a checkpoint that was kept has more entries than there are
	Split             = "split"              // a checkpoint that was kept has another root
	StateChanged      = "state_changed"      // the log says that it has another size
)

// Finding is one thing that is wrong. Event is the number of an event, 0 if there is none;
// First and Last are the entries, or sizes of checkpoints, that it is about.
type Finding struct {
	What        string
	Event       int64
	First, Last int64
}

var sentences = map[string]string{
	EventChanged:      "event %[1]d, entry %[2]d: something in it was changed: it does not have its hash",
	BodyChanged:       "event %[1]d, entry %[2]d: its body was changed: the hash commits to another",
	ColumnChanged:     "event %[1]d, entry %[2]d: what searches find it by was changed: its body says something else",
	EventReplaced:     "event %[1]d, entry %[2]d: it was replaced: the log has another hash",
	EventGone:         "event %[1]d, entry %[2]d: it is gone, and was not pruned",
	EventAdded:        "event %[1]d was added to the past: the log has passed it, and has no entry of it",
	EntryChanged:      "event %[1]d, entry %[2]d: the entry was changed: it is not that of its event",
	EntryGone:         "entries %[2]d to %[3]d are gone",
	OrderChanged:      "event %[1]d, entry %[2]d: it was moved: it does not follow the entry before in the order of commits",
	TileChanged:       "tile %[3]d of level %[2]d was changed: its hashes are not those of the entries",
	CheckpointChanged: "the checkpoint at %[3]d entries was changed: the entries have another root",
	Unsigned:          "the checkpoint at %[3]d entries is not signed by a key of the log",
	RootsDiffer:       "entries %[2]d to %[3]d: something among them was changed, added or removed: they do not lead to what was signed",
	Shrunk:            "the log was cut: it has %[2]d entries, and a checkpoint that was kept has %[3]d",
	Split:             "the log was written anew: at %[3]d entries it has another root than the checkpoint that was kept",
	StateChanged:      "the log says that it has %[3]d entries, and has %[2]d",
}

func (f Finding) String() string { return fmt.Sprintf(sentences[f.What], f.Event, f.First, f.Last) }
