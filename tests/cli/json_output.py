# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""usage: json_output.py PFNPACK EXAMPLES CAPTURE_VECTORS VECTORS SCHEMA

What --json and --csv print: valid by the schema, and the same as the text.
"""
import csv
import io
import json
import os
import re
import struct
import sys

import jsonschema
import xxhash

from raw import encode, encode_page
from support import check, check_run, finish, folder, run

READERS = ("list", "stat", "verify")
STATUS = {0: "good", 1: "bad", 2: "stopped"}
RUN_LINE = re.compile(
    r"  va \[(\w+), (\w+)\) +pfn (?:-|\[(\w+), (\w+)\)) +os-pages (\d+) +\S+ +(\w+)"
)
WORD_LINE = re.compile(
    r"packed-page (\d+) slot (\d+) +pfn \[(\w+), (\w+)\) +os-pages (\d+) +tag (\d+)"
)
FAULT_LINE = re.compile(
    r"(?:slot (\d+) of )?(?:packed page (\d+)|block (\d+))(?: \(block (\d+)\))?: "
    r"rule (\S+): (.*) \((\w+)\)(?:; (.*))?$"
)

schema = None


def numbers(texts):
    return tuple(None if text in (None, "") else int(text, 0) for text in texts)


def document(pfnpack, what, *words, stdin=None):
    """The one object in "files", and the run."""
    done = run(pfnpack, *words, "--json", stdin=stdin)
    try:
        tree = json.loads(done.stdout)
        schema.validate(tree)
    except (ValueError, jsonschema.ValidationError) as error:
        check(False, f"{what}: {str(error)[:500]}")
        return {"faults": [], "status": None}, done
    check(tree["command"] == words[0], f"{what}: the subcommand")
    check(len(tree["files"]) == 1, f"{what}: one file")
    file = tree["files"][0]
    check(file["status"] == STATUS[done.returncode], f"{what}: {file['status']}")
    return file, done


# --- list -------------------------------------------------------------------


def runs_of_text(text):
    for line in text.splitlines():
        match = RUN_LINE.fullmatch(line)
        if match:
            yield (*numbers(match.groups()[:5]), match[6])


def runs_of_json(file):
    for process in file.get("processes", []):
        for segment in process["segments"]:
            for one in segment["runs"]:
                yield (
                    one["va"],
                    one["va_end"],
                    one.get("pfn"),
                    one.get("pfn_end"),
                    one["os_pages"],
                    one["kind"],
                )


def runs_of_csv(text):
    for row in csv.DictReader(io.StringIO(text)):
        fields = ("va", "va_end", "pfn", "pfn_end", "os_pages")
        yield (*numbers(row[f] for f in fields), row["kind"])


def segments_of_text(text):
    for line in text.splitlines():
        words = line.split(" ", 4)
        if words[0] == "segment":
            name = words[4] if len(words) > 4 else ""
            yield *numbers((words[1][1:-1], words[2][:-1])), words[3], name


def check_lists(pfnpack, path):
    text = run(pfnpack, "list", path)
    file, done = document(pfnpack, f"list {path}", "list", path)
    rows = run(pfnpack, "list", "--csv", path)
    wanted = list(runs_of_text(text.stdout))
    check(list(runs_of_json(file)) == wanted, f"{path}: runs as JSON")
    check(list(runs_of_csv(rows.stdout)) == wanted, f"{path}: runs as CSV")
    for other in (done, rows):
        check(
            (other.returncode, other.stderr) == (text.returncode, text.stderr),
            f"{path}: code and messages: {other.stderr}",
        )
    size = file.get("os_page_bytes")
    for process in file.get("processes", []):
        for segment in process["segments"]:
            # The last one may have been cut off.
            at = segment["start"]
            for one in segment["runs"]:
                check(one["va"] == at, f"{path}: runs adjoin")
                check(one["bytes"] == one["os_pages"] * size, f"{path}: bytes")
                at = one["va_end"]
            check(at == segment["end"] or done.returncode, f"{path}: segment is full")
    for row in csv.DictReader(io.StringIO(rows.stdout)):
        check(int(row["bytes"]) == int(row["os_pages"]) * size, "bytes in CSV")
    return file, text.stdout


def check_details(pfnpack, path):
    """All that a segment and a process have."""
    file, text = check_lists(pfnpack, path)
    wanted = list(segments_of_text(text))
    got = [
        (s["start"], s["end"], s["permissions"], s["name"])
        for p in file["processes"]
        for s in p["segments"]
    ]
    check(got == wanted, f"{path}: segments")
    rows = run(pfnpack, "list", "--csv", path).stdout
    rows = list(csv.DictReader(io.StringIO(rows)))
    got = {
        (int(r["segment_start"]), int(r["segment_end"]), r["permissions"], r["name"])
        for r in rows
    }
    check(got == set(wanted), f"{path}: segments in CSV")
    pids = [f"process {p['pid']} {p['name']}" for p in file["processes"]]
    check(
        pids == [line for line in text.splitlines() if line.startswith("process ")],
        f"{path}: {pids}",
    )
    with_segments = {p["pid"] for p in file["processes"] if p["segments"]}
    check({int(r["pid"]) for r in rows} == with_segments, "PIDs")


# --- stat and verify --------------------------------------------------------


def check_stat(pfnpack, path, *words):
    text = run(pfnpack, "stat", *words, path).stdout
    file, _ = document(pfnpack, f"stat {path}", "stat", *words, path)
    memory = file["memory"]
    lines = [" ".join(line.split()) for line in text.splitlines()]
    for name, field in (("ranges", "ranges"), ("packed pages", "packed_pages")):
        start = f"{name} {file['totals'][field]}"
        check(any(line.startswith(start) for line in lines), f"{path}: {start}")
    for kind in file.get("kinds", []):
        start = f"{kind['kind']} {kind['runs']} {kind['os_pages']} "
        # The text has a line for what was not read only where there is some.
        if kind["kind"] != "unread" or kind["runs"]:
            check(any(line.startswith(start) for line in lines), f"{path}: {start}")
        check(kind["bytes"] == kind["os_pages"] * file["os_page_bytes"], "bytes")
    for tag in file.get("tags", []):
        check(f"with tag {tag['tag']} {tag['os_pages']}" in lines, f"{path}: {tag}")
    for each in memory["representations"]:
        check(f"{each['name']} {each['bytes']}" in lines, f"{path}: {each}")
    check(
        [h["runs"] for h in memory["histogram"]]
        == [int(line.split()[3]) for line in lines if " and more " in line],
        f"{path}: histogram",
    )
    for h in memory["histogram"]:
        check(h["run_end"] == 2 * h["run_first"], f"{path}: {h}")
        check(
            h["runs"] * h["run_first"] <= h["os_pages"] < h["runs"] * h["run_end"],
            f"{h}",
        )
    check(sum(h["runs"] for h in memory["histogram"]) == memory["runs"], "runs")
    for field in ("os_pages", "bytes"):
        check(sum(h[field] for h in memory["histogram"]) == memory[field], field)
    check(
        [a["block_bytes"] for a in memory["aligned"]] == [1 << 16, 1 << 21, 1 << 30],
        "aligned",
    )


def check_verify(pfnpack, path, *words):
    text = run(pfnpack, "verify", *words, path).stdout
    file, _ = document(pfnpack, f"verify {path}", "verify", *words, path)
    check(file["faults"] == [], f"{path}: no faults")
    wanted = {
        name.strip().lower().replace(" ", "_"): int(number)
        for name, number in re.findall(
            r"([A-Za-z][A-Za-z ]*) (\d+)", text.split("OK: ")[1]
        )
    }
    check(file["totals"] == wanted, f"{path}: {file['totals']}, {wanted}")


# --- Faults -----------------------------------------------------------------


def faults_of_text(text, path):
    for line in text.splitlines():
        match = FAULT_LINE.search(line.removeprefix(f"pfnpack: {path}: "))
        if match:
            slot, packed, block, block_too, rule, said, kind, hint = match.groups()
            fault = {"class": kind, "rule": rule, "text": said, "hint": hint}
            fault["slot"], fault["packed_page"] = numbers((slot, packed))
            if block or block_too:
                fault["block"] = int(block or block_too)
            yield {k: v for k, v in fault.items() if v is not None}


def same_faults(got, wanted):
    """Of a slot in a capture, the message does not say the block."""
    if len(got) != len(wanted):
        return False
    for one, other in zip(got, wanted):
        extra = {"block"} if "slot" in other else set()
        if {k: v for k, v in one.items() if k in other} != other:
            return False
        if set(one) - set(other) - extra:
            return False
    return True


def check_faults(pfnpack, path):
    for reader in READERS:
        file, done = document(pfnpack, f"{reader} {path}", reader, path)
        wanted = list(faults_of_text(done.stderr, path))
        check(wanted or done.returncode == 0, f"{path}: {done.stderr}")
        check(
            same_faults(file["faults"], wanted),
            f"{reader} {path}: {file['faults']}, {wanted}",
        )


def check_vectors(pfnpack, program, vectors, place):
    check_run("write", run(program, "write", vectors, place), 0)
    with open(os.path.join(place, "expected"), encoding="utf-8") as expected:
        names = [line.split("|")[0] for line in expected]
    for name in names:
        path = os.path.join(place, f"{name}.pfncap")
        check_faults(pfnpack, path)
        if name.startswith("good"):
            check_details(pfnpack, path)
            check_stat(pfnpack, path)
            check_by_segment(pfnpack, path)
            check_verify(pfnpack, path)
        elif name.startswith("bad-c2"):
            (fault,) = faults_of_text(run(pfnpack, "stat", path).stderr, path)
            check_bad_rows(pfnpack, path, fault)
    check(len(names) > 100, "vectors have been run")


def check_cuts(pfnpack, examples, place):
    with open(os.path.join(examples, "demo.pfncap"), "rb") as file:
        data = file.read()
    path = os.path.join(place, "cut")
    for size in (0, 7, 4096, 5000, 8192, 12288, len(data) - 4096, len(data) - 1):
        with open(path, "wb") as file:
            file.write(data[:size])
        check_faults(pfnpack, path)
        check_lists(pfnpack, path)


# --- Packed pages alone -----------------------------------------------------


def words_of_json(file):
    for packed in file["packed_pages"]:
        for one in packed["ranges"]:
            yield (
                packed["packed_page"],
                *(one[k] for k in ("slot", "pfn", "pfn_end", "os_pages", "tag")),
            )


def check_raw(pfnpack, place):
    good = encode([(5, 1, 0), (0x1000, 70000, 3), ((1 << 44) - 1, 1, 15)])
    bad = encode_page([(5, 1, 0)])[:-8] + b"\xff" * 8
    caught = encode_page([(5, 1, 0)])[:-8] + (70000).to_bytes(8, "little")
    for what, data in (
        ("good", good * 3),
        ("empty", b""),
        ("zero", bytes(4096)),
        ("bad", good + bad + caught + bad + good),
        ("cut", good + good[:100]),
    ):
        path = os.path.join(place, what)
        with open(path, "wb") as file:
            file.write(data)
        text = run(pfnpack, "list", "--raw", path)
        wanted = [
            numbers(m.groups())
            for m in map(WORD_LINE.fullmatch, text.stdout.splitlines())
        ]
        file, done = document(pfnpack, what, "list", "--raw", path)
        check(list(words_of_json(file)) == wanted, f"{what}: ranges")
        faults = [p["fault"] for p in file["packed_pages"] if "fault" in p]
        check(
            faults == list(faults_of_text(done.stderr, path)) or what == "cut",
            f"{what}: {faults}",
        )
        rows = list(
            csv.reader(io.StringIO(run(pfnpack, "list", "--raw", "--csv", path).stdout))
        )
        check(
            rows[0] == ["packed_page", "slot", "pfn", "pfn_end", "os_pages", "tag"],
            "CSV",
        )
        check([numbers(row) for row in rows[1:]] == wanted, f"{what}: CSV")
        nr_faults = {"bad": 3, "cut": 1}.get(what, 0)
        check(len(faults) == nr_faults, f"{what}: {faults}")
        for reader in ("stat", "verify"):
            file, done = document(pfnpack, f"{reader} {what}", reader, "--raw", path)
            check(
                len(file["faults"]) == nr_faults, f"{reader} {what}: {file['faults']}"
            )
            check(
                [f["packed_page"] for f in file["faults"]]
                == [f["packed_page"] for f in faults],
                "where",
            )
        check_stat(pfnpack, path, "--raw")
        if not nr_faults:
            check_verify(pfnpack, path, "--raw")
    hints = [
        f.get("hint", "")
        for f in document(
            pfnpack, "bad", "verify", "--raw", os.path.join(place, "bad")
        )[0]["faults"]
    ]
    check(["F-13" in h for h in hints] == [False, True, False], f"hints: {hints}")


# --- Names and ends ---------------------------------------------------------


def check_names(pfnpack, place):
    """The name of a file may be any bytes."""
    for name, shown in (
        (b"plain", "plain"),
        (b'a"b\\c', 'a"b\\c'),
        (b"tab\tnew\nline\x01\x1b\x7f", "tab\tnew\nline\x01\x1b\x7f"),
        (
            "\u00e4\u20ac\U0001f600\U0010ffff".encode(),
            "\u00e4\u20ac\U0001f600\U0010ffff",
        ),
        (b"\xff", "\ufffd"),
        (b"\x80a\xc3", "\ufffda\ufffd"),
        (b"\xc0\xafz", "\ufffd\ufffdz"),
        (b"\xed\xa0\x80", "\ufffd" * 3),
        (b"\xf4\x90\x80\x80", "\ufffd" * 4),
        (b"\xe0\x80\x80", "\ufffd" * 3),
        (b"\xe2\x82", "\ufffd\ufffd"),
        (b"\xf8\x88\x80\x80\x80", "\ufffd" * 5),
    ):
        path = os.path.join(place.encode(), name)
        file, _ = document(pfnpack, repr(name), "verify", os.fsdecode(path))
        got = file.get("file")
        check(got == f"{place}/{shown}", f"{name}: {got!r}")
        hexed = file.get("file_hex")
        check(hexed == (path.hex() if "\ufffd" in shown else None), f"{name}: {hexed}")
        check(file["status"] == "stopped", "there is no such file")


def with_hash(block):
    """A directory block with its checksum (C-04)."""
    block = block[:16] + bytes(8) + block[24:]
    value = xxhash.xxh3_64_intdigest(block, seed=0)
    return block[:16] + struct.pack("<Q", value) + block[24:]


def check_segment(pfnpack, examples, place):
    """All fields of a segment, and a name that is hard to write."""
    with open(os.path.join(examples, "demo.pfncap"), "rb") as file:
        data = file.read()
    old = b"/tmp/demo_process"
    name = b'/t,p/"de"o"\\\x01\xff\xc3\xa4s'
    check(len(name) == len(old), "the name has its length")
    at = data.index(old) - 56
    flags = struct.pack("<I", 1 + 4 + 8)
    fields = struct.pack("<QQII", 7 << 40, (1 << 64) - 3, 0xFFFFFFFF, 9)
    record = data[at : at + 4] + flags + data[at + 8 : at + 24] + fields
    record += data[at + 48 : at + 56] + name
    data = data[:at] + record + data[at + len(record) :]
    path = os.path.join(place, "odd")
    with open(path, "wb") as file:
        file.write(data[:4096] + with_hash(data[4096:8192]) + data[8192:])
    got = document(pfnpack, "odd", "list", path)[0]["processes"][0]["segments"][0]
    start, end = struct.unpack_from("<QQ", record, 8)
    shown = '/t,p/"de"o"\\\x01\ufffd\u00e4s'
    wanted = {
        "start": start,
        "end": end,
        "permissions": "r-xs",
        "offset": 7 << 40,
        "inode": (1 << 64) - 3,
        "dev_major": 0xFFFFFFFF,
        "dev_minor": 9,
        "name": shown,
        "name_hex": name.hex(),
        "name_cut": False,
    }
    del got["runs"]
    check(got == wanted, f"segment: {got}")
    rows = run(pfnpack, "list", "--csv", path).stdout
    row = next(csv.DictReader(io.StringIO(rows)))
    csv_name = '/t,p/"de"o"\\\\001\udcff\u00e4s'
    check(row["name"] == csv_name, f"name in CSV: {row['name']!r}")
    check(row["permissions"] == "r-xs", "permissions in CSV")


def check_stopped(pfnpack, place):
    for reader in READERS:
        for words in ((reader,), (reader, "--raw")):
            file, done = document(pfnpack, "a folder", *words, place)
            check_run("a folder", done, 2, None, "Is a directory")
            check(not file.get("faults"), "no faults")
    file, done = document(pfnpack, "a folder", "stat", "-s", place)
    check_run("rows of a folder", done, 2, None, "Is a directory")
    check(file["processes"] == [], "no rows")
    check_run(
        "both",
        run(pfnpack, "list", "--json", "--csv", place),
        2,
        "",
        "exclude each other",
    )
    for reader in ("stat", "verify"):
        check_run("CSV", run(pfnpack, reader, "--csv", place), 2, "", "--csv")
    with open("/dev/full", "wb") as full:
        done = run(pfnpack, "verify", "--json", place, stdout=full)
    check_run("/dev/full", done, 2, None, "standard output: No space left")


def check_distinct(pfnpack, path):
    text = run(pfnpack, "stat", "--distinct", path).stdout
    file, _ = document(pfnpack, f"stat {path}", "stat", "-d", path)
    distinct = file["totals"]["distinct_os_pages"]
    check(f"  distinct       {distinct}\n" in text, f"{path}: {distinct} in {text}")
    check(0 < distinct <= file["memory"]["os_pages"], f"{path}: {distinct}")


def rows_of_text(text):
    """PID, bytes, runs and start of each row."""
    pid = None
    for line in text.splitlines():
        words = line.split()
        if words[0] == "process":
            pid = int(words[1])
        elif words[0].isdigit():
            start = int(re.search(r"segment \[(\w+), ", line)[1], 0)
            yield pid, int(words[0]), int(words[1]), start


def rows_of_json(file):
    for process in file["processes"]:
        for row in process["segments"]:
            memory = row["memory"]
            yield process["pid"], memory["bytes"], memory["runs"], row["start"]


def largest_runs(listed):
    """OS pages of the largest run in memory of each segment that has one."""
    for process in listed["processes"]:
        for segment in process["segments"]:
            runs = [one["os_pages"] for one in segment["runs"] if "pfn" in one]
            if runs:
                yield max(runs)


def check_by_segment(pfnpack, path):
    """The rows of the text; and together they are the file."""
    words = ("stat", "--by-segment", "--cont", "4096", "--cont", "64K")
    text = run(pfnpack, *words, path).stdout
    file, done = document(pfnpack, f"rows of {path}", *words, path)
    check_run(f"rows of {path}", done, 0, None, "")
    check(list(rows_of_json(file)) == list(rows_of_text(text)), f"{path}: rows")
    listed, _ = document(pfnpack, f"list {path}", "list", path)
    rows = [row for process in file["processes"] for row in process["segments"]]
    largest = [row["largest_run"] for row in rows]
    check(largest == list(largest_runs(listed)), f"{path}: largest runs: {largest}")
    whole, _ = document(pfnpack, f"stat {path}", "stat", *words[2:], path)
    for name in ("runs", "os_pages", "bytes"):
        total = sum(row["memory"][name] for row in rows)
        check(total == whole["memory"][name], f"{path}: rows: {name} {total}")
    for i, size in enumerate(whole["cont"]):
        total = sum(row["cont"][i]["os_pages"] for row in rows)
        check(total == size["os_pages"], f"{path}: rows: {size}: {total}")
    for name in ("os_page_bytes", "kernel", "end"):
        check(file[name] == whole[name], f"{path}: rows: {name}")


def check_bad_rows(pfnpack, path, fault):
    """The rows before the fault, and the fault."""
    what = f"rows of {path}"
    file, done = document(pfnpack, what, "stat", "-s", path)
    text = run(pfnpack, "stat", "-s", path)
    check(done.returncode == 1 and done.stderr == text.stderr, what)
    check(same_faults(file["faults"], [fault]), f"{what}: {file['faults']}")
    check(list(rows_of_json(file)) == list(rows_of_text(text.stdout)), what)


def check_several(pfnpack, examples):
    """Several files, and sizes of entries, in one document."""
    paths = [os.path.join(examples, f"{name}.pfncap") for name in ("demo", "sleep")]
    words = ("stat", "--json", "--cont", "64K", "--cont", "2M")
    tree = json.loads(run(pfnpack, *words, *paths).stdout)
    check(schema.is_valid(tree), "several files: as the schema says")
    check([file["file"] for file in tree["files"]] == paths, "several files: names")
    for file, path in zip(tree["files"], paths):
        alone = json.loads(run(pfnpack, *words, path).stdout)["files"]
        check(alone == [file], f"{path}: as alone")
    cont = tree["files"][0]["cont"]
    check([one["block_bytes"] for one in cont] == [65536, 2097152], "sizes")
    check(cont[1]["bytes"] == 4 * 2097152, f"huge pages of the demonstration: {cont}")
    tree = json.loads(run(pfnpack, *words, "-s", *paths).stdout)
    check(schema.is_valid(tree), "rows of several files: as the schema says")
    check([file["file"] for file in tree["files"]] == paths, "rows: names")


def main():
    global schema
    pfnpack, examples, program, vectors, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        tree = json.load(file)
    jsonschema.Draft202012Validator.check_schema(tree)
    schema = jsonschema.Draft202012Validator(tree)
    for name in ("demo", "sleep"):
        capture = os.path.join(examples, f"{name}.pfncap")
        check_details(pfnpack, capture)
        check_stat(pfnpack, capture)
        check_verify(pfnpack, capture)
        check_distinct(pfnpack, capture)
        check_by_segment(pfnpack, capture)
    check_several(pfnpack, examples)
    for test in (check_raw, check_names, check_stopped):
        with folder() as place:
            test(pfnpack, place)
    with folder() as place:
        check_segment(pfnpack, examples, place)
        check_cuts(pfnpack, examples, place)
        check_vectors(pfnpack, program, vectors, place)
    finish()


main()
