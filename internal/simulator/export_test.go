package simulator

// What the tests of the two tables look at: the rows of both providers, and every text.

var Words = words

func (sc *Scenario) Check() error { return sc.check() }

// Does reports whether a row does anything.
func (sc *Scenario) Does() bool {
	for _, used := range sc.Do.parts() {
		if used {
			return true
		}
	}
	return false
}
