// Command witness cosigns the checkpoints of transparency logs. It is for somebody who does
// not run the log: an audit department, an external auditor, a sister institution.
//
//	witness key --name NAME --out FILE
//	witness serve --key FILE --log VKEY[,VKEY…] --state DIR [--addr localhost:8084]
//
// The first makes a key and prints its public half. The second speaks
// https://c2sp.org/tlog-witness, with Ed25519 cosignatures. A log is known by its verifier
// keys, whose name is its origin; two keys of one name belong to one log.
//
// It cosigns a checkpoint only if the log signed it and if it continues the checkpoint that
// this witness cosigned last. So a log cannot show one history to this witness and another to
// somebody who asks for its cosignature. The witness sees sizes and hashes, and no event.
//
// What it cosigned is on the disk before anybody gets the cosignature, so it can be killed at
// any moment. Key and state belong together: with the key and without the state, a witness
// believes any history.
//
// Exit codes: 1 if it cannot go on, 2 if the command line is wrong.
package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	cosign "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
)

const usage = `usage: witness key --name NAME --out FILE
       witness serve --key FILE --log VKEY[,VKEY…] --state DIR [--addr localhost:8084]`

func main() {
	name := flag.String("name", "", "the `name` of the witness, such as audit.bank.example/w1")
	out := flag.String("out", "", "the new `file` for the private key")
	key := flag.String("key", "", "the `file` with the private key")
	logs := flag.String("log", "", "the verifier `keys` of the logs, with commas between")
	dir := flag.String("state", "", "the `directory` that remembers what was cosigned")
	addr := flag.String("addr", "localhost:8084", "the `address` to serve on")
	command := ""
	if len(os.Args) > 1 {
		command = os.Args[1]
		_ = flag.CommandLine.Parse(os.Args[2:]) // ends the program if it fails
	}
	var err error
	switch {
	case command == "key" && flag.NArg() == 0 && *name != "" && *out != "":
		err = makeKey(*name, *out)
	case command == "serve" && flag.NArg() == 0 && *key != "" && *logs != "" && *dir != "":
		err = serve(*key, *logs, *dir, *addr)
	default:
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "witness: %v\n", err)
		os.Exit(1)
	}
}

func serve(key, logs, dir, addr string) error {
	w, err := open(key, logs, dir, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	w.log.Info("Serving.", "address", listener.Addr().String(), "witness", w.signer.Name())
	server := &http.Server{
		Handler:           w.routes(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      10 * time.Second,
		IdleTimeout:       90 * time.Second, // the log comes every few seconds
		MaxHeaderBytes:    8 << 10,
		ErrorLog:          slog.NewLogLogger(slog.DiscardHandler, 0), // it is about misbehaving peers, and quotes them
	}
	return server.Serve(listener)
}

// cosignatureV1 is the type of a key that makes cosignatures and cannot sign for a log.
const cosignatureV1 = 0x04

// makeKey replaces no file: that would be the end of a key.
func makeKey(name, path string) error {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		return err
	}
	vkey, err := note.NewEd25519VerifierKey(name, public)
	if err != nil {
		return err
	}
	if vkey, err = cosign.VKeyToCosignatureV1(vkey); err != nil {
		return fmt.Errorf("%q is no name: it may have neither spaces nor plus signs", name)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	id := strings.Split(vkey, "+")[1]
	seed := base64.StdEncoding.EncodeToString(append([]byte{cosignatureV1}, private.Seed()...))
	if _, err := fmt.Fprintf(file, "PRIVATE+KEY+%s+%s+%s\n", name, id, seed); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	_, err = fmt.Println(vkey)
	return err
}

func readKey(path string) (*cosign.Signer, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("others can read the private key: chmod 600 %s", path)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	signer, err := cosign.NewSignerForCosignatureV1(strings.TrimSpace(string(content)))
	if err != nil {
		return nil, fmt.Errorf("%s is no private key of a witness: %w", path, err)
	}
	return signer, nil
}
