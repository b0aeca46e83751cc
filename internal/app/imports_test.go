package app_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport is the picture of the house: which of our packages each one may import
// outside its tests. A package that is not here has no place yet: give it one.
var mayImport = map[string]string{
	"internal/approval": "",
	"internal/brand":    "internal/approval internal/guard",
	"internal/egress":   "",
	"internal/guard":    "",
	"internal/i18n":     "",
	"internal/keys":     "",
	"internal/localpg":  "",
	"internal/translog": "",
	"internal/reading":  "",
	"migrations":        "",
	"static":            "",

	"internal/audit":               "internal/approval internal/reading",
	"internal/catalogue":           "internal/approval internal/guard internal/i18n internal/reading",
	"internal/confirm":             "internal/approval",
	"internal/signin":              "internal/approval internal/office",
	"internal/office":              "internal/approval internal/audit internal/i18n",
	"internal/oauthclient":         "",
	"internal/uaepass":             "internal/approval internal/guard internal/oauthclient internal/reading",
	"internal/oidc":                "internal/approval internal/guard internal/oauthclient internal/office",
	"internal/integration":         "internal/approval",
	"internal/integration/webhook": "internal/approval internal/egress",
	"internal/postgres":            "internal/approval internal/integration internal/integration/webhook internal/keys internal/office internal/reading migrations",
	"internal/witness":             "internal/oauthclient",

	"internal/integration/clientauth":  "internal/approval internal/oauthclient",
	"internal/integration/conformance": "internal/egress internal/integration/webhook",

	"templates":        "internal/i18n",
	"web":              "internal/approval internal/brand static web/api web/customer web/office web/page web/translog",
	"web/translog":     "internal/approval internal/translog web/page",
	"web/api":          "internal/approval internal/catalogue internal/i18n internal/integration internal/integration/clientauth internal/integration/webhook internal/reading internal/receipt web/page",
	"web/page":         "internal/approval internal/brand internal/i18n static templates web/view",
	"web/view":         "internal/approval internal/audit internal/catalogue internal/i18n internal/integration internal/office internal/receipt net/http templates",
	"web/customer":     "internal/approval internal/catalogue internal/confirm internal/i18n internal/integration internal/receipt internal/signin templates web/page web/view",
	"web/office":       "internal/approval internal/audit internal/catalogue internal/guard internal/i18n internal/integration internal/integration/clientauth internal/office internal/receipt internal/signin static templates web/page web/view",
	"internal/gallery": "internal/approval internal/audit internal/brand internal/catalogue internal/i18n internal/integration internal/office internal/receipt internal/translog static templates web/view",
	"internal/app":     "internal/approval internal/audit internal/brand internal/catalogue internal/confirm internal/egress internal/integration internal/integration/clientauth internal/integration/webhook internal/keys internal/office internal/oidc internal/postgres internal/postgres/auditlog internal/postgres/sequencer internal/receipt internal/signin internal/translog internal/uaepass internal/witness web web/api web/customer web/office web/translog",

	"cmd/portal":                  "internal/app internal/approval internal/audit internal/brand internal/catalogue internal/egress internal/guard internal/integration internal/integration/clientauth internal/integration/conformance internal/integration/webhook internal/keys internal/office internal/oidc internal/postgres internal/postgres/logverify internal/postgres/sequencer internal/translog internal/uaepass internal/witness",
	"cmd/takeed-verify":           "", // nor anything that was linked with the portal
	"cmd/uaepass-simulator":       "internal/simulator internal/simulator/pingone",
	"cmd/witness":                 "", // an auditor reads it without the portal
	"cmd/sample-core":             "cmd/sample-core/core",
	"cmd/sample-core/core":        "cmd/sample-core/takeed", // an integrator copies it without the portal
	"cmd/sample-core/takeed":      "",
	"cmd/demo":                    "cmd/sample-core/core internal/app internal/approval internal/brand internal/catalogue internal/confirm internal/egress internal/gallery internal/integration internal/keys internal/localpg internal/office internal/oidc internal/postgres internal/postgres/history internal/postgres/logverify internal/signin internal/simulator internal/simulator/pingone internal/translog internal/uaepass web/customer web/office",
	"internal/receipt":            "internal/approval internal/audit internal/translog",
	"internal/postgres/logverify": "internal/audit internal/postgres internal/translog",
	"internal/postgres/sequencer": "internal/approval internal/audit internal/postgres internal/receipt internal/translog",
	"internal/postgres/auditlog":  "internal/approval internal/audit internal/integration internal/office internal/postgres internal/receipt",
	"internal/postgres/history":   "internal/approval internal/audit internal/catalogue internal/keys internal/office internal/postgres",

	"internal/simulator":             "internal/simulator/oauthserver",
	"internal/simulator/oauthserver": "",
	"internal/simulator/pingone":     "internal/simulator internal/simulator/oauthserver",

	// For tests only; the last test below keeps them out of every program.
	"web/browsertest":                  "",
	"internal/postgres/postgrestest":   "internal/approval internal/confirm internal/integration internal/keys internal/localpg internal/office internal/postgres internal/signin",
	"internal/simulator/simulatortest": "internal/simulator internal/simulator/pingone",
	"internal/app/apptest": "internal/app internal/approval internal/catalogue internal/integration internal/office internal/oidc internal/postgres/postgrestest internal/simulator " +
		"internal/simulator/pingone internal/simulator/simulatortest internal/translog internal/uaepass",
	"internal/app/journeytest":     "", // tests and nothing else
	"internal/app/modeltest":       "", // tests and nothing else
	"internal/app/killtest":        "", // tests and nothing else
	"internal/app/clienttest":      "", // tests and nothing else
	"internal/app/floodtest":       "", // tests and nothing else
	"internal/app/proxytest":       "", // tests and nothing else
	"internal/app/ledgertest":      "", // tests and nothing else
	"internal/postgres/planstest":  "", // tests and nothing else
	"internal/sourcetest":          "",
	"internal/witness/witnesstest": "",
	"internal/i18n/i18ntest":       "internal/i18n",
}

// standardLibraryOnly may import nothing that is not part of Go.
var standardLibraryOnly = []string{"internal/approval", "internal/audit", "internal/oauthclient", "internal/reading", "internal/uaepass", "internal/simulator", "internal/simulator/oauthserver", "internal/simulator/pingone", "cmd/uaepass-simulator"}

const module = "takeed/"

type pkg struct {
	ImportPath string
	Imports    []string
	Deps       []string
	Standard   bool
}

// list asks the go command, which knows better than any parser what imports what.
func list(t *testing.T, args ...string) []pkg {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Imports,Deps,Standard"}, args...)...)
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// withoutHTTP build what is shown from values: nothing there may ask a request.
var withoutHTTP = []string{"web/view", "templates"}

// forbiddenImports are the arrows that the picture does not have, in words.
func forbiddenImports(packages []pkg) (faults []string) {
	for _, p := range packages {
		name := strings.TrimPrefix(p.ImportPath, module)
		allowed, known := mayImport[name]
		if !known {
			faults = append(faults, name+" has no place in the house")
		}
		for _, imported := range p.Imports {
			ours, isOurs := strings.CutPrefix(imported, module)
			if isOurs && !slices.Contains(strings.Fields(allowed), ours) {
				faults = append(faults, name+" imports "+ours)
			}
			if foreign := strings.Contains(strings.Split(imported, "/")[0], "."); foreign && slices.Contains(standardLibraryOnly, name) {
				faults = append(faults, name+" imports "+imported+", and may import the standard library only")
			}
			if imported == "net/http" && slices.Contains(withoutHTTP, name) {
				faults = append(faults, name+" imports "+imported)
			}
		}
	}
	return faults
}

func TestImportsPointOneWay(t *testing.T) {
	t.Parallel()
	packages := list(t, "./...")
	for _, fault := range forbiddenImports(packages) {
		t.Error(fault)
	}
	for name := range mayImport {
		if !slices.ContainsFunc(packages, func(p pkg) bool { return p.ImportPath == module+name }) {
			t.Errorf("%s is in the picture and not in the house", name)
		}
	}
}

// The arrows that would undo the house are seen.
func TestAPlantedImportIsSeen(t *testing.T) {
	t.Parallel()
	for from, to := range map[string]string{
		"web/customer": module + "web/office", "web/office": module + "web/customer", "web/page": module + "web/customer",
		"web": module + "internal/postgres", "internal/audit": "example.com/any", "internal/elsewhere": "fmt",
	} {
		if faults := forbiddenImports([]pkg{{ImportPath: module + from, Imports: []string{to}}}); len(faults) != 1 {
			t.Errorf("%s imports %s: %v", from, to, faults)
		}
	}
}

func TestThePortalLinksNoSimulator(t *testing.T) {
	t.Parallel()
	for _, p := range list(t, "./cmd/portal") {
		for _, dep := range p.Deps {
			for _, never := range []string{"internal/simulator", "internal/simulator/oauthserver", "internal/simulator/pingone", "internal/gallery", "internal/localpg", "internal/app/apptest", "internal/postgres/postgrestest", "internal/postgres/history", "cmd/demo"} {
				if dep == module+never {
					t.Errorf("cmd/portal links %s", never)
				}
			}
			if dep == "testing" {
				t.Error("cmd/portal links package testing")
			}
		}
	}
}
