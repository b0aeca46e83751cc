package api

import "slices"

// Routes are the routes, as the file has them.
func Routes() (all []string) {
	for _, r := range new(Room).table(Config{}) {
		all = append(all, r.method+" "+r.path)
	}
	slices.Sort(all)
	return all
}
