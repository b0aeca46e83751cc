package receipt

import "testing"

// Texts are escaped as JSON.stringify does it, byte for byte: what readers compare with.
func TestTextsAreWrittenAsECMAScriptDoes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": `{"x":""}`, `a"b\c/`: `{"x":"a\"b\\c/"}`, "\b\f\n\r\t": `{"x":"\b\f\n\r\t"}`, "\x00\x1f\x7f": "{\"x\":\"\\u0000\\u001f\x7f\"}",
		"<&>'": `{"x":"<&>'"}`, "فاطمة\u2028😀": "{\"x\":\"فاطمة\u2028😀\"}",
	} {
		var w writer
		w.open()
		w.text("x", text)
		w.close()
		if string(w.out) != want || w.err != nil {
			t.Errorf("%q: %s, want %s, %v", text, w.out, want, w.err)
		}
	}
	var w writer
	if w.text("x", "\xff"); w.err == nil {
		t.Error("what is no UTF-8 was written")
	}
}
