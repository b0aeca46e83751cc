package keys

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// Add returns the file with one sealing key more, which opens and does not seal yet.
func Add(content []byte) ([]byte, error) {
	return changeKeyset(content, func(_ *keyset.Handle, m *keyset.Manager) error {
		_, err := m.Add(aead.AES256GCMKeyTemplate())
		return err
	})
}

// Rotate returns the file with its newest sealing key as the primary, which seals from now
// on. If it is that already, a new one is made. Every other key stays.
func Rotate(content []byte) ([]byte, error) {
	return changeKeyset(content, func(h *keyset.Handle, m *keyset.Manager) (err error) {
		all := h.KeysetInfo()
		newest := all.GetKeyInfo()[len(all.GetKeyInfo())-1].GetKeyId()
		if newest == all.GetPrimaryKeyId() {
			if newest, err = m.Add(aead.AES256GCMKeyTemplate()); err != nil {
				return err
			}
		}
		return m.SetPrimary(newest)
	})
}

// Drop returns the file with no sealing key but the primary.
func Drop(content []byte) ([]byte, error) {
	return changeKeyset(content, func(h *keyset.Handle, m *keyset.Manager) error {
		var failed error
		all := h.KeysetInfo()
		for _, k := range all.GetKeyInfo() {
			if k.GetKeyId() != all.GetPrimaryKeyId() {
				failed = errors.Join(failed, m.Delete(k.GetKeyId()))
			}
		}
		return failed
	})
}

// changeKeyset returns the file with a change to its sealing keys. It opens the result once
// more, so that it never returns a file that cannot be used.
func changeKeyset(content []byte, change func(*keyset.Handle, *keyset.Manager) error) ([]byte, error) {
	if _, err := Parse(content); err != nil {
		return nil, err
	}
	var f file
	if err := json.Unmarshal(content, &f); err != nil {
		return nil, errUnreadable
	}
	handle, err := open(f.Encryption)
	if err != nil {
		return nil, errUnreadable
	}
	manager := keyset.NewManagerFromHandle(handle)
	if err := change(handle, manager); err != nil {
		return nil, fmt.Errorf("change the sealing keys: %w", err)
	}
	if handle, err = manager.Handle(); err != nil {
		return nil, fmt.Errorf("change the sealing keys: %w", err)
	}
	var b bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&b)); err != nil {
		return nil, fmt.Errorf("write a keyset: %w", err)
	}
	f.Encryption = b.Bytes()
	after, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write a keyset: %w", err)
	}
	_, err = Parse(after)
	return after, err
}

// PrimaryPrefix is the beginning of everything that the primary sealing key has sealed: the
// ID of the key, as Tink writes it.
func (k *Keyset) PrimaryPrefix() []byte { return bytes.Clone(k.prefix) }

func prefixOf(h *keyset.Handle) []byte {
	return binary.BigEndian.AppendUint32([]byte{1}, h.KeysetInfo().GetPrimaryKeyId())
}
