"""Opens an exported archive as somebody else would: with Python's own readers and nothing
of ours. Prints what it read as JSON. An assertion that fails, or a reader that raises, is a
fault of the file."""

import csv
import datetime
import hashlib
import io
import json
import struct
import sys
import zipfile


def moment(text):
    """Microseconds since 1970, which is as precise as the log."""
    at = datetime.datetime.fromisoformat(text)
    assert at.tzinfo is not None, text
    return (at - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)) // datetime.timedelta(microseconds=1)


def entry(info):
    datetime.datetime(*info.date_time)  # raises for a date that there is not
    return {
        "name": info.filename,
        "date": "%04d-%02d-%02dT%02d:%02d" % info.date_time[:5],
        "mode": oct(info.external_attr >> 16),
        "unicode": info.filename.isascii() or bool(info.flag_bits & 0x800),
        "directory": info.is_dir(),
    }


def table(raw):
    text = raw.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert len(text.splitlines()) == len(rows) + 1, "a row is not a line"
    for row in rows:
        assert None not in row and None not in row.values(), row
        row["number"], row["position"], row["time"] = int(row["number"]), int(row["position"]), moment(row["time"])
        row["detail"] = json.loads(row["detail"]) if row["detail"] else {}
    return rows


def part(text):
    return struct.pack(">I", len(text.encode())) + text.encode()


def optional(text):
    return part(text) if text else b"\xff" * 4


def once(pairs):
    assert len({name for name, _ in pairs}) == len(pairs), pairs
    return dict(pairs)


def lines(raw):
    read = []
    for text in raw.decode("utf-8").split("\n")[:-1]:
        e = json.loads(text, object_pairs_hook=once)
        body = json.loads(e["body"], object_pairs_hook=once) if "body" in e else {}
        assert e["version"] == manifest["version"] == 3, e
        at = moment(e["time"])
        said = bytes.fromhex(e["commitment"])
        if "body" in e:
            assert hashlib.sha256(b"takeed.body/v1" + bytes.fromhex(e["salt"]) + e["body"].encode()).digest() == said, e
        hashed = (
            b"audit/v2" + part(e["stream"]) + struct.pack(">Q", e["position"]) + optional(e.get("transaction")) + optional(e.get("attempt"))
            + part(e["event"]) + optional(e.get("state")) + part(e["actor"]) + struct.pack(">q", at) + said + bytes.fromhex(e["prev_hash"])
        )
        assert hashlib.sha256(hashed).hexdigest() == e["hash"], e
        read.append({**e, "time": at, "body": body})
    return read


archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
manifest = json.loads(archive.read("manifest.json"), object_pairs_hook=once)
name = "events." + manifest["format"]
raw = archive.read(name)
assert hashlib.sha256(raw).hexdigest() == manifest["sha256"] and len(raw) == manifest["bytes"]
note = archive.read("manifest.note").decode("utf-8").split("\n")
assert note[0] == "takeed.manifest/v1" and note[1] == manifest["log"]["origin"], note
assert note[2] == hashlib.sha256(archive.read("manifest.json")).hexdigest() and note[3] == "", note
for when in ("after", "before", "began", "ended"):
    manifest[when] = moment(manifest[when])
events = (table if manifest["format"] == "csv" else lines)(raw)
assert len(events) == manifest["count"]
json.dump({"entries": [entry(i) for i in archive.infolist()], "manifest": manifest, "events": events}, sys.stdout)
