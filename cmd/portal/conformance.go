package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"takeed/internal/egress"
	"takeed/internal/integration/conformance"
	"takeed/internal/integration/webhook"
)

// conform tries how a receiver of webhooks behaves, and prints what it wrongly takes or refuses.
// It needs no database.
func conform(ctx context.Context, getenv func(string) string, url string, args []string, stdout io.Writer) error {
	e := &environment{get: getenv}
	o := e.readOptions(args, map[string]optionKind{"--secret": once, "--key": once})
	c := conformance.Config{URL: url, HTTP: egress.New(egress.Config{Allow: e.egress(), Development: e.env() == envDevelopment})}
	for _, option := range []string{"--secret", "--key"} {
		if o.has(option) {
			c.Keys = append(c.Keys, e.webhookKey(option, o.value(option)))
		}
	}
	if len(c.Keys) == 0 {
		e.fault("--secret whsec_… or --key whsk_… is needed, or both: what signs for the endpoint, or the path of a file that holds it")
	}
	if err := c.HTTP.CheckURL(url); err != nil {
		e.fault("URL: %w", err)
	}
	if err := e.result(); err != nil {
		return err
	}
	report, err := conformance.Run(ctx, c)
	fmt.Fprint(stdout, report)
	if err == nil && len(report.Faults()) > 0 {
		err = fmt.Errorf("the receiver is wrong in %d ways: %w", len(report.Faults()), errFound)
	}
	return err
}

// webhookKey reads a key from the command line, or from the file that is named there, which
// other users of the machine cannot see.
func (e *environment) webhookKey(option, value string) webhook.Key {
	prefix := map[string]string{"--secret": "whsec_", "--key": "whsk_"}[option]
	if !strings.HasPrefix(value, prefix) {
		content, err := os.ReadFile(value)
		if err != nil {
			e.fault("%s is neither %s… nor a file that can be read", option, prefix)
			return webhook.Key{}
		}
		value = strings.TrimSpace(string(content))
	}
	key, err := webhook.ParseKey(value)
	if err != nil || !strings.HasPrefix(value, prefix) {
		e.fault("%s is not a key of an endpoint", option)
	}
	return key
}
