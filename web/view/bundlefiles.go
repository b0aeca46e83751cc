package view

import (
	"strings"

	"takeed/internal/i18n"
	"takeed/internal/receipt"
	"takeed/templates"
)

// The files of an archive for a dispute. Beside them there is the manifest of the events.
const (
	BundleReadme     = "README.txt"
	BundlePageFile   = "bundle.html"
	BundleReceipt    = "receipt" + ".json" // in one piece it would be the key of a text
	BundleTimeline   = "timeline" + ".jsonl"
	BundleManifest   = "manifest.json"
	BundleProofs     = "proofs/"
	BundleCheckpoint = "checkpoint.txt"
	BundleVerifier   = "verify.html"
)

func (v Viewer) bundleFiles(e receipt.Evidence) []templates.Row {
	has := map[string]bool{BundleReceipt: e.Receipt != nil, BundleProofs: len(e.Proofs.Of) > 0, BundleCheckpoint: len(e.Proofs.Checkpoint) > 0}
	var rows []templates.Row
	for _, f := range [][2]string{
		{BundleReadme, v.T("dispute.file_readme")}, {BundlePageFile, v.T("dispute.file_page")}, {BundleReceipt, v.T("dispute.file_receipt")},
		{BundleTimeline, v.T("dispute.file_timeline")}, {BundleManifest, v.T("dispute.file_manifest")}, {BundleProofs, v.T("dispute.file_proofs")},
		{BundleCheckpoint, v.T("dispute.file_checkpoint")}, {BundleVerifier, v.T("dispute.file_verifier")},
	} {
		if there, depends := has[f[0]]; there || !depends {
			rows = append(rows, templates.Row{Label: i18n.LTR(f[0]), Text: f[1], Dir: "auto"})
		}
	}
	return rows
}

// bundleSteps are how to check what is in the archive: nothing else is there to be checked.
func (v Viewer) bundleSteps(e receipt.Evidence, base string) []templates.Step {
	var steps []templates.Step
	if len(e.Proofs.Checkpoint) > 0 {
		steps = append(steps, templates.Step{Text: v.T("dispute.check_key"), Code: base + "/log/keys"})
	}
	if e.Receipt != nil {
		steps = append(steps,
			templates.Step{Text: v.T("dispute.check_page", "page", i18n.LTR(BundleVerifier), "file", i18n.LTR(BundleReceipt)), Code: base + "/" + string(v.Lang) + "/verify"},
			templates.Step{Text: v.T("dispute.check_program", "program", i18n.LTR("takeed-verify")), Code: "takeed-verify --key KEY " + BundleReceipt})
	}
	steps = append(steps, templates.Step{Text: v.T("dispute.check_chain"), Code: "portal verify " + BundleTimeline + " " + BundleManifest})
	if len(e.Proofs.Of) > 0 {
		steps = append(steps, templates.Step{Text: v.T("dispute.check_proofs", "form", i18n.LTR("c2sp.org/tlog-proof@v1"), "folder", i18n.LTR(BundleProofs)), Code: "takeed.leaf/v1"})
	}
	return steps
}

func (v Viewer) bundleLimits() []string {
	return []string{
		v.T("dispute.limit_face"), v.T("dispute.limit_mind"), v.T("dispute.limit_complete"),
		v.T("dispute.limit_time"), v.T("dispute.limit_witness"), v.T("dispute.limit_done"),
	}
}

// Readme is what the pages of an archive say about it, in plain text, one after the other.
func Readme(pages []templates.BundlePage) []byte {
	var out strings.Builder
	for i, p := range pages {
		if i > 0 {
			out.WriteString("\n\n" + strings.Repeat("-", 72) + "\n\n\n")
		}
		out.WriteString(i18n.Plain(p.Title) + "\n\n" + i18n.Plain(p.Made) + "\n")
		section := func(key string) { out.WriteString("\n" + p.T(key) + "\n\n") }
		section("dispute.files")
		for _, f := range p.Files {
			out.WriteString("  " + i18n.Plain(f.Label) + "\n      " + f.Text + "\n")
		}
		section("dispute.check")
		for _, s := range p.Steps {
			out.WriteString("- " + i18n.Plain(s.Text) + "\n      " + s.Code + "\n")
		}
		section("dispute.limits")
		for _, text := range p.Limits {
			out.WriteString("- " + text + "\n")
		}
	}
	return []byte(out.String())
}
