// Command takeed-verify checks, without a network and without the portal, what Takeed handed
// out: receipts, statements on paper, exports, and histories of checkpoints of the log.
//
//	takeed-verify --key VKEY|FILE [--witness POLICY] [--lang en|ar] [--json] FILE…
//	takeed-verify --key VKEY|FILE [--lang en|ar] [--json] --statement CODE|ADDRESS
//
// It imports no package of the portal, so that it can be read, built and believed by itself.
// The page static/verify.html does the same for receipts and statements in a browser; both
// give the same verdict, and name the same step, for each.
//
// A receipt is checked in steps, and the first that fails is named:
//
//	format      the file is a receipt, spelled in the one way there is
//	document    what was approved is what the event records
//	result      who confirmed is what the event records
//	event       the event has its hash
//	proof       the proof is spelled in the one way there is
//	inclusion   the event is in the log whose root the checkpoint names
//	checkpoint  a trusted key signed the checkpoint, and the log has the key's name
//	witnesses   if a policy is given: enough witnesses cosigned
//
// An export of the audit log is the archive that the back office hands out, or what was in
// it: a file of events, and the manifest and the note as the files after it. Its steps are:
//
//	format      archive, manifest and note are spelled in the one way there is
//	manifest    the note is about this manifest, which does not contradict itself
//	signature   a trusted key signed the note, and the log has the key's name
//	events      the file is the one that the manifest describes; each line has its hash, and
//	            follows from the one before it in its stream, where the file has both
//	unsigned    there is a note. Exports of versions 1 and 2, and those of a portal without a
//	            log, have none: nothing shows who wrote them, however consistent they are
//
// A history of checkpoints is a file of notes, each followed by an empty line. What can be
// wrong with it is format, checkpoint and witnesses as above, split (two roots for one
// size) and shrunk.
//
// A statement is the code on a printed receipt, or the address that has it behind a #. What
// can be wrong with it is format and signature. That it is signed says only that the holder
// of the key says so: for all else, one needs the receipt. The large code on paper is the
// receipt itself, in another form: it is given as a statement is, and checked as a file is.
//
// The key is the reader's: a file of vkeys, one a line, or one vkey. The exit code is 0 if
// every file is verified, 1 if one is not, 2 if the command line or a file cannot be used.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
)

// maxFile is the size of the largest file that is read at once, in bytes.
const maxFile = 64 << 20

const usage = "usage: takeed-verify --key VKEY|FILE [--witness POLICY] [--lang en|ar] [--json] [--statement CODE|ADDRESS] FILE…"

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

type options struct {
	trust
	langs []string
	json  bool
	codes []string
	files []string
}

func run(args []string, stdout, stderr io.Writer) (code int) {
	o, err := parse(args)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	for _, c := range o.codes {
		v := verifyCode(c, o.trust)
		if !v.OK {
			code = 1
		}
		o.print(stdout, "", v)
	}
	for files := o.files; len(files) > 0; {
		name := files[0]
		v, used, err := o.verify(name, files[1:])
		files = files[1+used:]
		if err != nil {
			fmt.Fprintln(stderr, err)
			code = 2
			continue
		}
		if !v.OK {
			code = max(code, 1)
		}
		o.print(stdout, name, v)
	}
	return code
}

// verify tells by its content what a file is. What is nothing else is a receipt, and fails
// as one. A file of events uses the manifest and the note after it, if they are there.
func (o options) verify(name string, next []string) (v verdict, used int, err error) {
	f, err := os.Open(name)
	if err != nil {
		return v, 0, err
	}
	defer f.Close()
	in := bufio.NewReaderSize(f, maxLine)
	start, _ := in.Peek(len(tableHead3))
	h := handed{events: in}
	h.manifest, h.note, used = beside(next)
	switch {
	case isArchive(start):
		v, err = o.verifyArchive(f)
		return v, 0, err
	case used > 0 || isExport(start):
		v, err = verifyExport(h, o.trust)
		return v, used, err
	}
	file, err := readAll(name, in)
	switch {
	case err != nil:
		return v, 0, err
	case isHistory(file):
		return verifyHistory(file, o.trust), 0, nil
	}
	return verifyReceipt(file, o.trust), 0, nil
}

func (o options) verifyArchive(f *os.File) (verdict, error) {
	about, err := f.Stat()
	if err != nil {
		return verdict{}, err
	}
	h, ok := openArchive(f, about.Size())
	if !ok {
		return verdict{Kind: "export", Step: "format"}, nil
	}
	return verifyExport(h, o.trust)
}

// beside reads the manifest and the note that follow a file of events.
func beside(next []string) (manifest, note []byte, used int) {
	if manifest = paper(next); !isManifest(manifest) {
		return nil, nil, 0
	}
	if note = paper(next[1:]); !isNote(note) {
		return manifest, nil, 1
	}
	return manifest, note, 2
}

// paper reads the first of some files, if it is as small as a manifest. Its faults are told
// when it is its turn.
func paper(files []string) []byte {
	if len(files) == 0 {
		return nil
	}
	f, err := os.Open(files[0])
	if err != nil {
		return nil
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, maxPaper+1))
	if err != nil || len(content) > maxPaper {
		return nil
	}
	return content
}

func (o options) print(out io.Writer, name string, v verdict) {
	if o.json {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		_ = enc.Encode(struct {
			File string `json:"file,omitempty"`
			verdict
		}{name, v})
		return
	}
	for _, lang := range o.langs {
		page{out, lang}.verdict(name, v)
		fmt.Fprintln(out)
	}
}

func parse(args []string) (o options, err error) {
	flags := flag.NewFlagSet("takeed-verify", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	key := flags.String("key", "", "")
	witness := flags.String("witness", "", "")
	lang := flags.String("lang", "", "")
	flags.Func("statement", "", func(code string) error { o.codes = append(o.codes, code); return nil })
	flags.BoolVar(&o.json, "json", false, "")
	if flags.Parse(args) != nil || *key == "" || flags.NArg()+len(o.codes) == 0 {
		return o, fmt.Errorf("%s", usage)
	}
	switch *lang {
	case "":
		o.langs = []string{"en", "ar"}
	case "en", "ar":
		o.langs = []string{*lang}
	default:
		return o, fmt.Errorf("%s", usage)
	}
	o.files = flags.Args()
	o.trust, err = openTrust(*key, *witness)
	return o, err
}

// openTrust reads the keys, which are in a file unless they are a key themselves, and the policy.
func openTrust(key, witness string) (trust, error) {
	if !vkeyForm.MatchString(key) {
		file, err := read(key)
		if err != nil {
			return trust{}, err
		}
		key = string(file)
	}
	var text *string
	if witness != "" {
		file, err := read(witness)
		if err != nil {
			return trust{}, err
		}
		text = new(string(file))
	}
	t, err := newTrust(key, text)
	if err != nil {
		err = fmt.Errorf("the %w cannot be used", err)
	}
	return t, err
}

func read(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readAll(name, f)
}

func readAll(name string, in io.Reader) ([]byte, error) {
	file, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err == nil && len(file) > maxFile {
		err = fmt.Errorf("%s: larger than %d bytes", name, maxFile)
	}
	return file, err
}
