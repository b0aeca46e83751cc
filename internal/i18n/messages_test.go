package i18n

import "testing"

func TestT(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		lang Lang
		key  string
		args []any
		want string
	}{
		{"a text as it is", EN, "month.may", nil, "May"},
		{"in Arabic", AR, "month.may", nil, "مايو"},
		{"filled in", EN, "clock.date", []any{"year", 2026, "day", 20, "month", "May"}, "20 May 2026"},
		{"filled in, in Arabic", AR, "field.iban_length", []any{"label", "الرقم", "n", 22},
			"الرقم: يجب أن يتكوّن من 23 خانة. عدد الخانات المُدخلة: 22"},
		{"a value is not searched for placeholders", EN, "clock.date_time", []any{"date", "{time}", "time", "{date}"},
			"{time}, {date}"},
		{"an argument too many does no harm", EN, "month.may", []any{"n", 1}, "May"},
		{"no such key", EN, "month.smarch", nil, "«month.smarch»"},
		{"no such language", "fr", "month.may", nil, "«month.may»"},
		{"a forgotten argument", AR, "clock.date", []any{"day", 20, "month", "x"}, "«clock.date»"},
		{"a misspelt argument", EN, "clock.date_time", []any{"date", "x", "Time", "x"}, "«clock.date_time»"},
		{"an argument without a value", EN, "month.may", []any{"n"}, "«month.may»"},
		{"a counted noun without a count", EN, "count.characters", nil, "«count.characters»"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := T(tt.lang, tt.key, tt.args...); got != tt.want {
				t.Errorf("T = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestNCountsInEnglish(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{
		0: "0 characters", 1: "1 character", 2: "2 characters", 21: "21 characters", 1250: "1,250 characters",
	} {
		if got := N(EN, "count.characters", n); got != want {
			t.Errorf("N(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestNCountsInArabic(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{
		0: "لا أحرف", 1: "حرف واحد", 2: "حرفان",
		3: "3 أحرف", 10: "10 أحرف", 103: "103 أحرف",
		11: "11 حرفًا", 99: "99 حرفًا", 111: "111 حرفًا",
		100: "100 حرف", 101: "101 حرف", 102: "102 حرف", 1000: "1,000 حرف",
	} {
		if got := N(AR, "count.characters", n); got != want {
			t.Errorf("N(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestNShowsFaults(t *testing.T) {
	t.Parallel()
	for _, l := range []Lang{EN, AR, "fr"} {
		for _, key := range []string{"count.sheep", "month.may"} {
			if got := N(l, key, 5); got != "«"+key+"»" {
				t.Errorf("N(%s, %s) = %q", l, key, got)
			}
		}
	}
}

// A form that the file lacks must not be answered with another form's words.
func TestNShowsAMissingForm(t *testing.T) {
	t.Parallel()
	c, err := readCatalogue(AR, "ar.toml", []byte("[sheep]\none = \"خروف\"\nother = \"{n} خروف\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := c.plural("sheep", 100); got != "100 خروف" {
		t.Errorf("a form that is there: %q", got)
	}
	if got := c.plural("sheep", 3); got != "«sheep»" {
		t.Errorf("a form that is missing: %q", got)
	}
}

func TestReadCatalogueRefuses(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"a brace left open":         `key = "pay {amount"`,
		"a brace never opened":      `key = "pay amount}"`,
		"a placeholder of no name":  `key = "pay {}"`,
		"Go template syntax":        `key = "pay {{.Amount}}"`,
		"a brace in a form":         "[sheep]\none = \"{n\"\nother = \"{n}\"",
		"a counted noun with keys":  "[page]\nother = \"x\"\ntitle = \"y\"",
		"a key that is there twice": "key = \"a\"\nkey = \"b\"",
		"a number for a text":       `key = 5`,
	} {
		if _, err := readCatalogue(EN, "en.toml", []byte(content)); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func FuzzPattern(f *testing.F) {
	for _, seed := range []string{"", "plain", "{a}", "a {b} c {d}", "{", "}", "{}", "{a", "a}", "{{a}}", "{A}", "ادفع {amount} الآن"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePattern(text)
		if err != nil {
			return
		}
		var args []any
		for _, name := range p.names {
			args = append(args, name, "{"+name+"}")
		}
		if got, err := p.Fill(args...); err != nil || got != text {
			t.Errorf("filled in with its own placeholders: %q, %v, want %q", got, err, text)
		}
	})
}

func BenchmarkT(b *testing.B) {
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			T(AR, "month.may")
		}
	})
	b.Run("filled", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			T(AR, "field.iban_length", "label", "IBAN", "n", 22)
		}
	})
	b.Run("counted", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			N(AR, "count.characters", 11)
		}
	})
}

func TestLangs(t *testing.T) {
	t.Parallel()
	if EN.Dir() != "ltr" || AR.Dir() != "rtl" {
		t.Errorf("directions: %s, %s", EN.Dir(), AR.Dir())
	}
	if EN.Other() != AR || AR.Other() != EN {
		t.Errorf("the other language: %s, %s", EN.Other(), AR.Other())
	}
}
