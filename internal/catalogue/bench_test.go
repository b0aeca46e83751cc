package catalogue

import "testing"

func BenchmarkParseAndCompose(b *testing.B) {
	c := loadBuiltin(b)
	for id, typed := range filled {
		k, _ := c.Kind(id)
		b.Run(id, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				values, _ := Parse(k, form(typed), noon)
				Compose(k, values, "", 1)
			}
		})
	}
}
