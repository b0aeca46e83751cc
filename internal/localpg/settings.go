package localpg

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// usual settings may be replaced by Options.Settings. A log without details and statements
// has no personal data; its language is the one that lastWords reads.
var usual = map[string]string{
	"timezone":                "UTC",
	"log_timezone":            "UTC",
	"log_error_verbosity":     "terse",
	"log_min_error_statement": "panic",
	"lc_messages":             "C",
}

// fixedSettings are those that keep the package's promises: no TCP, a private socket, one
// log.
func fixedSettings(data, socket string) map[string]string {
	return map[string]string{
		"data_directory":          data,
		"listen_addresses":        "",
		"port":                    "5432",
		"unix_socket_directories": socket,
		"unix_socket_permissions": "0700",
		"log_destination":         "stderr",
		"logging_collector":       "off",
	}
}

// arguments are the arguments of the postgres program. Of two for one setting it takes the
// last.
func arguments(data, socket string, wanted map[string]string) ([]string, error) {
	promised := fixedSettings(data, socket)
	merged := maps.Clone(usual)
	for name, value := range wanted {
		name = strings.ReplaceAll(strings.ToLower(name), "-", "_")
		if _, no := promised[name]; no {
			return nil, fmt.Errorf("the setting %s of PostgreSQL cannot be changed here", name)
		}
		merged[name] = value
	}
	args := []string{"-D", data}
	for _, set := range []map[string]string{merged, promised} {
		for _, name := range slices.Sorted(maps.Keys(set)) {
			args = append(args, "-c", name+"="+set[name])
		}
	}
	return args, nil
}
