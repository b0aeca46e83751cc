package main

import "os/exec"

// chromium finds a browser, first the one that starts fastest.
func chromium() (path string, err error) {
	for _, name := range []string{"chromium-headless-shell", "chromium", "google-chrome"} {
		if path, err = exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", err
}
