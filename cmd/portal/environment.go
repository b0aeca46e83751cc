package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"takeed/internal/approval"
	"takeed/internal/postgres"
)

// environment reads settings and collects every fault, so that all are reported at once.
type environment struct {
	get    func(string) string
	faults []error
}

func (e *environment) fault(format string, args ...any) {
	e.faults = append(e.faults, fmt.Errorf(format, args...))
}

func (e *environment) required(name, example string) string {
	v := e.get(name)
	if v == "" {
		e.fault("%s is missing: set it, for example %s", name, example)
	}
	return v
}

func (e *environment) or(name, otherwise string) string {
	if v := e.get(name); v != "" {
		return v
	}
	return otherwise
}

// secret reads NAME, or the file that NAME_FILE names.
func (e *environment) secret(name string) string {
	path := e.get(name + "_FILE")
	if path == "" {
		return e.get(name)
	}
	if e.get(name) != "" {
		e.fault("%s and %s_FILE are both set: keep one", name, name)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		e.fault("%s_FILE names a file that cannot be read", name)
	}
	return strings.TrimRight(string(content), "\r\n")
}

func (e *environment) requiredSecret(name string) string {
	before := len(e.faults)
	v := e.secret(name)
	if v == "" && len(e.faults) == before {
		e.fault("%s is missing: set it, or %s_FILE to the path of a file that holds it", name, name)
	}
	return v
}

// database reads the address of the database, which holds a password.
func (e *environment) database(name string, read func(string) string) approval.Secret {
	v := read(name)
	if v != "" {
		if err := postgres.CheckURL(v); err != nil {
			e.fault("%s: %w", name, err)
		}
	}
	return approval.SecretOf(v)
}

func (e *environment) onOff(name string, otherwise bool) bool {
	switch e.get(name) {
	case "":
		return otherwise
	case "on":
		return true
	case "off":
		return false
	}
	e.fault(`%s must be "on" or "off"`, name)
	return otherwise
}

func (e *environment) result() error {
	if len(e.faults) == 0 {
		return nil
	}
	return usageError{errors.Join(e.faults...)}
}
