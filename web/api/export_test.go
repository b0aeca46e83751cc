package api

import (
	"slices"

	"takeed/internal/integration"
)

// File is openapi.json as a portal has it.
func File(sandbox bool) ([]byte, error) {
	return fileFor(Config{Names: integration.Names{Sandbox: sandbox}})
}

// Routes are the routes, as the file has them.
func Routes() (all []string) {
	for _, r := range new(Room).table(Config{}) {
		all = append(all, r.method+" "+r.path)
	}
	slices.Sort(all)
	return all
}
