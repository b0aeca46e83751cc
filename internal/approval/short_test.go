package approval

import "testing"

func TestAShortNumberIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	for range 100 {
		id := NewID()
		for text, isStaff := range map[string]bool{id.PersonNumber(): false, id.StaffNumber(): true} {
			low, high, staff, ok := ParseShort(text)
			if !ok || staff != isStaff || low > id || high < id || low[:8] != id[:8] || high[:8] != id[:8] {
				t.Errorf("%s of %s: %s to %s, staff %t, %t", text, id, low, high, staff, ok)
			}
		}
	}
	for _, text := range []string{"", "P-", "P-1234567", "P-123456789", "X-12345678", "P12345678", "P-1234567G", "TK-VFBG9-42E9P", "P-12345678-0000"} {
		if _, _, _, ok := ParseShort(text); ok {
			t.Errorf("%q is read", text)
		}
	}
}
