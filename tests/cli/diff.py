# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""usage: diff.py PFNPACK CAPTURE_VECTORS INDEPENDENT EXAMPLES SCHEMA

pfnpack diff: random pairs of captures against a comparison made here, OS page
by OS page, from what the second decoder in the folder INDEPENDENT reads; known
pairs against their expected text; and what cannot be compared.
"""
import collections
import json
import os
import random
import re
import sys

import jsonschema

from diff_oracle import OS_PAGE, check_json, compare
from support import check, check_run, finish, folder, run

NR_PAIRS = 40


# --- Random pairs ------------------------------------------------------------


def random_pages(rng, nr):
    """nr OS pages as (tag, PFN): runs, holes and swap."""
    pages = []
    while len(pages) < nr:
        tag = rng.choice((0, 0, 0, 0, 1, 1, 13, 14, 15))
        pfn = rng.randrange(1, 1000)
        pages += [(tag, pfn + i) for i in range(rng.randint(1, 6))]
    return pages[:nr]


def random_segments(rng):
    segments, at = [], 16
    for _ in range(rng.randint(1, 8)):
        at += rng.choice((0, 0, 1, 5))
        nr = rng.randint(1, 20)
        segments.append([at, rng.choice((1, 3)), random_pages(rng, nr)])
        at += nr
    return segments


def change_pages(rng, pages):
    for _ in range(rng.randint(0, 3)):
        first = rng.randrange(len(pages))
        some = random_pages(rng, rng.randint(1, 5))
        pages[first : first + len(some)] = some[: len(pages) - first]


def changed(rng, segments):
    """The same process later: pages change, segments are cut, joined, gone."""
    result = []
    for start, flags, pages in segments:
        pages = list(pages)
        change_pages(rng, pages)
        how = rng.random()
        if how < 0.1:
            continue
        if how < 0.3 and len(pages) > 1:
            cut = rng.randrange(1, len(pages))
            result.append([start, flags, pages[:cut]])
            result.append([start + cut, flags ^ 2, pages[cut:]])
        elif how < 0.4:
            result.append([start, flags, pages[: rng.randint(1, len(pages))]])
        elif how < 0.5 and len(pages) > 1:
            cut = rng.randrange(1, len(pages))
            result.append([start + cut, flags, pages[cut:]])
        else:
            result.append([start, flags, pages])
        last = result[-1]
        if len(result) > 1 and rng.random() < 0.2:
            before = result[-2]
            if before[0] + len(before[2]) == last[0]:
                before[2] += result.pop()[2]
    if rng.random() < 0.3:
        end = max((start + len(pages) for start, _, pages in segments), default=1)
        result.append([end + 3, 3, random_pages(rng, 4)])
    return result


def ranges_of(rng, pages):
    """Ranges of one segment; some are less than they could be."""
    ranges, open_range = [], None
    for number, (tag, pfn) in enumerate(pages):
        pfn = pfn if tag < 2 else number
        if (
            open_range
            and open_range[2] == tag
            and open_range[0] + open_range[1] == pfn
            and rng.random() < 0.9
        ):
            open_range[1] += 1
            continue
        open_range = [pfn, 1, tag]
        ranges.append(open_range)
    return ranges


def vector(rng, name, processes, os_page=OS_PAGE):
    """Text for capture_vectors: a capture of (pid, name, segments)."""
    lines = [f"vector {name}", "why for diff", f"header {os_page}"]
    has_packed = False
    for pid, comm, segments in processes:
        lines.append(f"process {pid} {comm}")
        for start, flags, pages in segments:
            end = start + len(pages)
            lines.append(
                f"segment {start * os_page:x} {end * os_page:x} {flags} s{flags}"
            )
            for pfn, nr, tag in ranges_of(rng, pages):
                if not has_packed or rng.random() < 0.1:
                    lines.append("packed")
                    has_packed = True
                lines.append(f"range {pfn:x} {nr} {tag}")
                if rng.random() < 0.1:
                    lines.append("chunk")
                    has_packed = False
    return lines + ["chunk", "end", "expect good", ""]


def random_pair(rng, number):
    """Captures of some of the same processes."""
    a, b = [], []
    for pid in range(1, rng.randint(2, 5)):
        segments = random_segments(rng)
        if rng.random() < 0.9:
            a.append((pid, "same", segments))
        if rng.random() < 0.9:
            b.append((pid, "same", changed(rng, segments)))
    return vector(rng, f"good-{number}-a", a) + vector(rng, f"good-{number}-b", b)


def write_vectors(program, place, lines):
    path = os.path.join(place, "vectors")
    with open(path, "w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")
    check_run("write", run(program, "write", path, place), 0)


def check_random(pfnpack, program, second, place, schema):
    rng = random.Random(20261121)
    lines = [line for i in range(NR_PAIRS) for line in random_pair(rng, i)]
    write_vectors(program, place, lines)
    seen = collections.Counter()
    for i in range(NR_PAIRS):
        paths = [os.path.join(place, f"good-{i}-{side}.pfncap") for side in "ab"]
        compare(pfnpack, second, paths, seen, schema=schema)
    for each in (
        ("same", None),
        ("moved", None),
        ("unread", None),
        *(("vanished", to) for to in ("hole", "swap", "unmapped")),
        *(("appeared", to) for to in ("hole", "swap", "unmapped")),
        "merged",
        "split",
    ):
        check(seen[each] > 10, f"it occurs: {each}, {seen[each]}")


# --- Known pairs -------------------------------------------------------------

KNOWN = """\
vector good-before
header 4096
process 7 cat
segment 10000 18000 3 [heap]
segment 20000 24000 1 /bin/cat
segment 30000 32000 3 gone
segment 40000 42000 3 cut
segment 60000 63000 3
segment 70000 71000 3
segment 80000 81000 3
packed
range 100 2 0
range 200 2 0
range 300 1 0
range 5 1 14
range 400 2 0
range 500 4 1
range 600 1 0
range 1 1 15
range 700 2 0
range c00 3 0
range 0 1 15
range d00 1 0
process 8 sh
segment 10000 11000 5 [stack]
range 800 1 0
process 9 same
segment 10000 11000 5 as it was
range 900 1 0
chunk
end
expect good

vector good-after
header 4096
process 7 cat
segment 10000 19000 3 [heap]
segment 20000 24000 1 /bin/cat
segment 40000 41000 3 cut
segment 41000 42000 1 cut
segment 50000 51000 8
segment 60000 62000 3
segment 71000 72000 3
segment 80000 81000 1
packed
range 1000 4 0
range 4 1 15
range 301 1 0
range 400 1 0
range 7 1 14
range 410 1 0
range 500 4 1
range 700 1 0
range 701 1 0
range b00 1 1
range c00 2 0
range 0 1 15
range d00 1 0
process 8 dash
segment 10000 11000 5 [stack]
range 800 1 0
process 9 same
segment 10000 11000 5 as it was
range 900 1 0
chunk
end
expect good
"""

KNOWN_TEXT = """\
process 7 cat
segment [0x10000, 0x18000) rw-p [heap]
 -> segment [0x10000, 0x19000) rw-p [heap]
 moved va [0x10000, 0x12000) os-pages 2 8K pfn [0x100, 0x102) -> [0x1000, 0x1002)
 moved va [0x12000, 0x14000) os-pages 2 8K pfn [0x200, 0x202) -> [0x1002, 0x1004) merged
 vanished va [0x14000, 0x15000) os-pages 1 4K pfn [0x300, 0x301) -> hole
 appeared va [0x15000, 0x16000) os-pages 1 4K pfn swap -> [0x301, 0x302)
 vanished va [0x17000, 0x18000) os-pages 1 4K pfn [0x401, 0x402) -> swap
 appeared va [0x18000, 0x19000) os-pages 1 4K pfn unmapped -> [0x410, 0x411)
segment [0x30000, 0x32000) rw-p gone: vanished
 vanished va [0x30000, 0x31000) os-pages 1 4K pfn [0x600, 0x601) -> unmapped
segment [0x40000, 0x42000) rw-p cut
 -> segment [0x40000, 0x41000) rw-p cut
segment [0x40000, 0x42000) rw-p cut
 -> segment [0x41000, 0x42000) r--p cut
 same va [0x41000, 0x42000) os-pages 1 4K pfn [0x701, 0x702) -> [0x701, 0x702) split
segment [0x50000, 0x51000) ---s: appeared
 appeared va [0x50000, 0x51000) os-pages 1 4K pfn unmapped -> [0xb00, 0xb01)
segment [0x60000, 0x63000) rw-p
 -> segment [0x60000, 0x62000) rw-p
 vanished va [0x62000, 0x63000) os-pages 1 4K pfn [0xc02, 0xc03) -> unmapped
segment [0x70000, 0x71000) rw-p: vanished
segment [0x71000, 0x72000) rw-p: appeared
segment [0x80000, 0x81000) rw-p
 -> segment [0x80000, 0x81000) r--p
process 8 sh: vanished
segment [0x10000, 0x11000) r-xp [stack]: vanished
 vanished va [0x10000, 0x11000) os-pages 1 4K pfn [0x800, 0x801) -> unmapped
process 8 dash: appeared
segment [0x10000, 0x11000) r-xp [stack]: appeared
 appeared va [0x10000, 0x11000) os-pages 1 4K pfn unmapped -> [0x800, 0x801)
"""

KNOWN_TABLE = """\
 stretches OS pages bytes
same 7 11 45056 44K
moved 2 4 16384 16K
vanished 5 5 20480 20K
 to swap 1 1 4096 4K
 to hole 1 1 4096 4K
 to unmapped 3 3 12288 12K
appeared 4 4 16384 16K
 from swap 1 1 4096 4K
 from unmapped 3 3 12288 12K
unread 0 0 0 0B
in neither 3 3 12288 12K
runs before 11, after 12, merged 1, split 1
segments same 2, changed 5, vanished 3, appeared 3
processes same 2, changed 0, vanished 1, appeared 1
"""

# What differs when processes are taken as they come.
KNOWN_ANY = """\
process 8 sh -> process 8 dash
"""


def squeeze(text):
    return re.sub(" +", " ", text)


def check_known(pfnpack, program, place):
    write_vectors(program, place, KNOWN.splitlines())
    a, b = (os.path.join(place, f"good-{name}.pfncap") for name in ("before", "after"))
    done = run(pfnpack, "diff", a, b)
    check_run("known", done, 0, None, "")
    check(squeeze(done.stdout) == KNOWN_TEXT + KNOWN_TABLE, f"known:\n{done.stdout}")
    anyone = squeeze(run(pfnpack, "diff", "--any", a, b).stdout)
    at = KNOWN_TEXT.index("process 8")
    check(anyone.startswith(KNOWN_TEXT[:at] + KNOWN_ANY + " str"), f"any:\n{anyone}")
    check("processes same 2, changed 1, vanished 0" in anyone, f"any:\n{anyone}")
    everything = squeeze(run(pfnpack, "diff", "-a", a, b).stdout)
    for line in (
        "segment [0x20000, 0x24000) r--p /bin/cat\n same va [0x20000, 0x24000) ",
        "process 9 same\nsegment [0x10000, 0x11000) r-xp as it was\n same ",
    ):
        check(line in everything, f"--all: no {line!r} in {everything}")
    with open(b, "rb") as standard_input:
        done = run(pfnpack, "diff", a, "-", stdin=standard_input)
    check(squeeze(done.stdout) == KNOWN_TEXT + KNOWN_TABLE, "from standard input")


def check_same(pfnpack, examples):
    path = os.path.join(examples, "demo.pfncap")
    done = run(pfnpack, "diff", path, path)
    check_run("a file and itself", done, 0, None, "")
    lines = squeeze(done.stdout).splitlines()
    check(lines[0] == " stretches OS pages bytes", f"the table only: {lines}")
    for start in ("moved 0 0 0 0B", "vanished 0 0 0 0B", "appeared 0 0 0 0B"):
        check(start in lines, f"a file and itself: {start} in {lines}")
    check(
        "segments same 29, changed 0, vanished 0, appeared 0" in lines,
        f"a file and itself: {lines}",
    )
    for options in (("-s",), ("--any",)):
        other = run(pfnpack, "diff", *options, path, path)
        check(other.stdout == done.stdout, f"the same with {options}")


# --- What was not read -------------------------------------------------------

# The second is as a capture that a signal has ended: the rest of the segment
# was not read, and the next has no record.
UNREAD = """\
vector good-all
header 4096
process 7 cat
segment 10000 17000 3 [heap]
segment 20000 21000 3
packed
range 100 2 0
range 200 1 0
range 3 1 15
range 4 1 14
range 300 1 1
range 6 1 13
range 400 1 0
chunk
end
expect good

vector good-part
header 4096
process 7 cat
segment 10000 17000 3 [heap]
packed
range 100 1 0
range 1 6 13
chunk
end 3
expect good
"""

UNREAD_TEXT = """\
process 7 cat
segment [0x10000, 0x17000) rw-p [heap]
 unread va [0x11000, 0x12000) os-pages 1 4K pfn [0x101, 0x102) -> unread
 unread va [0x12000, 0x13000) os-pages 1 4K pfn [0x200, 0x201) -> unread
 unread va [0x13000, 0x14000) os-pages 1 4K pfn hole -> unread
 unread va [0x14000, 0x15000) os-pages 1 4K pfn swap -> unread
 unread va [0x15000, 0x16000) os-pages 1 4K pfn [0x300, 0x301) -> unread
 unread va [0x16000, 0x17000) os-pages 1 4K pfn unread -> unread
segment [0x20000, 0x21000) rw-p: vanished
 vanished va [0x20000, 0x21000) os-pages 1 4K pfn [0x400, 0x401) -> unmapped
 stretches OS pages bytes
same 1 1 4096 4K
moved 0 0 0 0B
vanished 1 1 4096 4K
 to unmapped 1 1 4096 4K
appeared 0 0 0 0B
unread 6 6 24576 24K
in neither 0 0 0 0B
runs before 4, after 1, merged 0, split 0
segments same 1, changed 0, vanished 1, appeared 0
processes same 1, changed 0, vanished 0, appeared 0
end of B interrupted, something was missed
"""


def check_unread(pfnpack, program, place, schema):
    write_vectors(program, place, UNREAD.splitlines())
    a, b = (os.path.join(place, f"good-{name}.pfncap") for name in ("all", "part"))
    done = run(pfnpack, "diff", a, b)
    check_run("unread", done, 0, None, "")
    check(squeeze(done.stdout) == UNREAD_TEXT, f"unread:\n{done.stdout}")
    tree = check_json(pfnpack, schema, "unread", done.stdout, [a, b])
    check(
        [file["end"] for file in tree["files"]] == [[], ["interrupted", "missed"]],
        f"the ends: {tree['files']}",
    )
    table = squeeze(run(pfnpack, "diff", b, a).stdout)
    for line in ("unread 6 6 ", " from unmapped 1 1 ", "end of A interrupted, "):
        check(f"\n{line}" in table, f"the other way round: {line} in {table}")


# --- What cannot be compared -------------------------------------------------


def spoiled(place, name, data):
    path = os.path.join(place, name)
    with open(path, "wb") as file:
        file.write(data)
    return path


def check_bad_json(pfnpack, schema, pair, wrong, text):
    """The same messages, and a document that says which file is to blame."""
    done = run(pfnpack, "diff", "--json", *pair)
    check(done.returncode == text.returncode, f"JSON of {pair}: {done.returncode}")
    check(done.stderr == text.stderr, f"JSON of {pair}: {done.stderr}")
    tree = json.loads(done.stdout)
    errors = [error.message for error in schema.iter_errors(tree)]
    check(errors == [], f"JSON of {pair}: by the schema: {errors}")
    check("summary" not in tree, f"JSON of {pair}: no sums of a part")
    for path, file in zip(pair, tree["files"]):
        status = "bad" if done.returncode == 1 else "stopped"
        check(file["file"] == path, f"JSON of {pair}: {file}")
        if path == wrong and pair[0] != pair[1]:
            check(file["status"] == status, f"JSON of {pair}: {file}")
        rules = [fault["rule"] for fault in file["faults"]]
        check((file["status"] == "bad") == bool(rules), f"JSON of {pair}: {file}")
        check(all(f"rule {rule}: " in done.stderr for rule in rules), f"{rules}")


def check_errors(pfnpack, program, place, schema):
    good, after = (os.path.join(place, f"good-{n}.pfncap") for n in ("before", "after"))
    with open(good, "rb") as file:
        data = file.read()
    cut = spoiled(place, "cut", data[:-4096])
    odd = spoiled(place, "odd", data[:-1])
    bad = spoiled(place, "bad", data[:8200] + b"\1" + data[8201:])
    nothing = spoiled(place, "nothing", b"")
    missing = os.path.join(place, "missing")
    for what, wrong, code, err in (
        ("cut", cut, 1, "cut: block 3: rule C-23: the file ends here"),
        ("odd", odd, 1, "odd: block 3: rule C-01: the file ends within"),
        ("bad", bad, 1, "bad: packed page 0 (block 2): rule C-10"),
        ("nothing", nothing, 1, "nothing: block 0: rule C-23: the file ends here"),
        ("missing", missing, 2, "missing: No such file"),
        ("a folder", place, 2, f"{place}: Is a directory"),
    ):
        for pair in ((wrong, good), (good, wrong), (wrong, wrong)):
            done = run(pfnpack, "diff", *pair)
            check_run(f"diff, {what}", done, code, None, err)
            check("stretches" not in done.stdout, f"{what}: no table of a part")
            check_bad_json(pfnpack, schema, pair, wrong, done)
    lines = "vector good-long\nheader 4096\nprocess 7 cat\nsegment 10000 18000 3\n"
    lines += "packed\nrange 100 4 0\nchunk\npacked\nrange 200 4 0\nchunk\nend\n"
    write_vectors(program, place, (lines + "expect good\n").splitlines())
    long = os.path.join(place, "good-long.pfncap")
    with open(long, "rb") as file:
        half = spoiled(place, "half", file.read()[: 3 * 4096])
    for pair in ((half, long), (long, half)):
        done = run(pfnpack, "diff", "--all", *pair)
        check_run("half", done, 1, " same ", "half: block 3: rule C-23")
        check(len(done.stdout.splitlines()) == 3, f"up to the cut: {done.stdout}")
    done = run(pfnpack, "diff", "-a", cut, after)
    check("va [0x10000, 0x12000)" in done.stdout, "what stands before the cut")
    lines = "vector good-large\nheader 65536\nend\nexpect good\n"
    lines += "\nvector good-order\nheader 4096\nprocess 8 a\nprocess 7 b\n"
    lines += "chunk\nend\nexpect good\n"
    write_vectors(program, place, lines.splitlines())
    large, order = (os.path.join(place, f"good-{n}.pfncap") for n in ("large", "order"))
    done = run(pfnpack, "diff", good, large)
    wanted = f"{good} has OS pages of 4096 bytes, {large} of 65536: they cannot"
    check_run("OS pages of other sizes", done, 2, "", wanted)
    wanted = f"{order}: process 7 comes after process 8: "
    check_run("no order", run(pfnpack, "diff", order, good), 2, None, wanted)
    check_run("no order", run(pfnpack, "diff", good, order), 2, None, wanted)
    check_run("no order", run(pfnpack, "diff", "--any", good, order), 0, None, "")
    for what, words, err in (
        ("one file", (good,), "two captures are to be compared"),
        ("three files", (good,) * 3, "two captures at a time"),
        ("twice -", ("-", "-"), "standard input cannot be both"),
    ):
        check_run(what, run(pfnpack, "diff", *words), 2, "", err)
    check_run("help", run(pfnpack, "diff", "--help"), 0, "pfnpack diff before", "")


def main():
    pfnpack, program, independent, examples, path = sys.argv[1:]
    sys.path.insert(0, independent)
    import second_decoder

    with open(path, encoding="utf-8") as file:
        schema = jsonschema.Draft202012Validator(json.load(file))

    with folder() as place:
        check_random(pfnpack, program, second_decoder, place, schema)
        check_known(pfnpack, program, place)
        check_same(pfnpack, examples)
        check_unread(pfnpack, program, place, schema)
        check_errors(pfnpack, program, place, schema)
    finish()


main()
