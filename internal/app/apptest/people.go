package apptest

import (
	"fmt"

	"takeed/internal/simulator"
)

// People is a world of n ordinary residents, person0 and so on, for tests that need many
// different people.
func People(n int) func(*simulator.Config) {
	return func(c *simulator.Config) {
		c.Personas = nil
		for i := range n {
			p := simulator.Personas()[0]
			p.ID = fmt.Sprintf("person%d", i)
			p.Subject, p.UUID = "UAEPASS/"+p.ID, p.ID
			p.EmiratesID, p.Mobile, p.Email = fmt.Sprintf("7841990%08d", i), fmt.Sprintf("9715%08d", i), p.ID+"@example.com"
			c.Personas = append(c.Personas, p)
		}
	}
}
