package history

import (
	"fmt"
	"math/rand/v2"
	"time"

	"takeed/internal/approval"
	"takeed/internal/catalogue"
)

// forms are valid forms of every kind, with a spread of amounts. Each is used many times,
// with a new ID and key each time.
func forms(c *catalogue.Catalogue, n int, rng *rand.Rand, now time.Time) []approval.Request {
	var all []approval.Request
	kinds := c.Kinds()
	for i := range n {
		k := kinds[i%len(kinds)]
		if i%10 < 5 {
			k = kinds[0] // at least half are transfers
		}
		values, wrong := catalogue.Parse(k, func(field string) string { return inventValue(k, field, rng, now) }, now)
		if len(wrong) > 0 {
			panic("history: " + k.ID + ": " + wrong[0].Field + ": " + wrong[0].Text.EN)
		}
		all = append(all, approval.Request{Document: catalogue.Compose(k, values, "", 1), Policy: k.Policy})
	}
	return all
}

// inventValue is what a customer might enter in a field.
func inventValue(k approval.Kind, name string, rng *rand.Rand, now time.Time) string {
	for _, f := range k.Fields {
		if f.Name != name {
			continue
		}
		switch f.Type {
		case approval.Money:
			minor := f.MinMinor + int64(float64(f.MaxMinor-f.MinMinor)*rng.Float64()*rng.Float64()*rng.Float64())
			return fmt.Sprintf("%d.%02d", minor/100, minor%100)
		case approval.IBAN:
			return "AE070331234567890123456"
		case approval.PersonName:
			return given[rng.IntN(len(given))].EN + " " + family[rng.IntN(len(family))].EN
		case approval.FreeText:
			return inventWords(f, rng)
		case approval.Mobile:
			return fmt.Sprintf("+97155%07d", rng.IntN(1e7))
		case approval.Email:
			return fmt.Sprintf("office%d@example.org", rng.IntN(1000))
		case approval.EmiratesID:
			return "784199012345676"
		case approval.Date:
			return now.AddDate(0, 0, 1+rng.IntN(max(1, f.MaxDays-1))).Format(time.DateOnly)
		case approval.Choice:
			return f.Choices[rng.IntN(len(f.Choices))].ID
		}
	}
	return ""
}

// inventWords are left out where nobody asks for them, as most customers do.
func inventWords(f approval.Field, rng *rand.Rand) string {
	if !f.Required {
		return ""
	}
	return devices[rng.IntN(len(devices))]
}

var devices = []string{"iPhone 17", "Samsung Galaxy S26", "Pixel 11", "Office computer", "Huawei Mate 80"}
