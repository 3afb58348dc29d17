# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""usage: map.py PFNPACK EXAMPLES EXPECTED

What map draws: of the shipped captures, in characters, against texts that were
looked over by hand; of packed pages made here, where each cell is known; as
SVG and PNG, whether they are what they are said to be, and always the same.
"""
import os
import re
import shutil
import struct
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
import zlib

import xxhash

from support import (
    Terminal,
    check,
    check_run,
    finish,
    folder,
    program_folder,
    run,
)

ESCAPE = "\033["
TRUE = re.compile(r"\033\[38;2;\d+;\d+;\d+(;48;2;\d+;\d+;\d+)?m|\033\[0m")
IN_256 = re.compile(r"\033\[38;5;\d+(;48;5;\d+)?m|\033\[0m")
EXPECTED = {
    "demo.physical": ["demo.pfncap"],
    "demo.narrow": ["--width", "40", "demo.pfncap"],
    "demo.segment": ["--by", "segment", "demo.pfncap"],
    "demo.virtual": ["--view", "virtual", "demo.pfncap"],
    "demo.zoom": ["--pfn", "0x1d8000-0x1d9000", "demo.pfncap"],
    "sleep.physical": ["sleep.pfncap"],
    "sleep.virtual": ["--view=virtual", "sleep.pfncap"],
}


def environment(**more):
    """Nothing of what the user has set."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("COLORTERM", "COLUMNS", "NO_COLOR", "TERM")
    }
    return {**kept, "TERM": "dumb", **more}


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)
    return path


def read(path):
    with open(path, "rb") as file:
        return file.read()


def bytes_of(*command):
    """What a command writes, as it is."""
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


def pack(*ranges):
    """A packed page of (pfn, nr) with nr below 65535."""
    words = [nr << 48 | pfn for pfn, nr in ranges]
    return struct.pack("<512Q", *words, *[0] * (512 - len(words)))


def block(magic, *fields):
    """A block with its checksum (C-04); the first field is before it."""
    body = magic + fields[0] + bytes(8) + b"".join(fields[1:])
    body += bytes(4096 - len(body))
    return body[:16] + struct.pack("<Q", xxhash.xxh3_64_intdigest(body)) + body[24:]


def segment_record(start, end, name):
    padded = name + bytes(-len(name) % 8)
    fields = struct.pack("<2HI4Q2IHHI", 2, 56 + len(padded), 3, start, end, 0, 0, 0, 0, len(name), 0, 0)
    return fields + padded


def capture(*processes):
    """A capture file of (pid, name, segments), of one chunk.

    A segment is (start, name, ranges), a range (OS pages, tag, PFN field).
    """
    records, words, nr_segments, nr_os_pages = b"", [], 0, 0
    for pid, comm, segments in processes:
        records += struct.pack("<2HIII16s", 1, 32, 0, pid, 0, comm)
        for start, name, ranges in segments:
            nr = sum(each[0] for each in ranges)
            records += segment_record(start, start + nr * 4096, name)
            words += [n << 48 | tag << 44 | pfn for n, tag, pfn in ranges]
            nr_segments += 1
            nr_os_pages += nr
    packed = struct.pack("<512Q", *words, *[0] * (512 - len(words)))
    digest = struct.pack("<Q", xxhash.xxh3_64_intdigest(packed))
    return (
        block(b"PFNCAP\0\0", struct.pack("<2I", 1, 4096), b"1.2.3".ljust(72, b"\0"), b"m")
        + block(b"PFNDIR\0\0", struct.pack("<2I", 1, len(records)), bytes(8), digest, records)
        + packed
        + block(b"PFNEND\0\0", bytes(8), struct.pack("<4Q", 1, 1, nr_segments, nr_os_pages))
    )


# --- Characters --------------------------------------------------------------


def check_texts(pfnpack, examples, expected):
    for name, words in EXPECTED.items():
        done = run(pfnpack, "map", *words, cwd=examples, env=environment())
        check_run(name, done, 0, None, "")
        with open(os.path.join(expected, name), encoding="utf-8") as file:
            wanted = file.read().split("\n", 1)[1]
        check(done.stdout == wanted, f"{name} is as expected:\n{done.stdout}")
    check(
        sorted(EXPECTED) == sorted(os.listdir(expected)), "every text is looked at"
    )


def rows_of(text):
    """What is within the frame."""
    return [line[1:-1] for line in text.splitlines() if line.startswith("|")]


def check_cells(pfnpack, place):
    """Each cell is an OS page: a square of 32 x 32, then another."""
    for what, ranges, wanted in (
        ("first", [(0, 1)], {(0, 0): "."}),
        ("last of all", [(2047, 1)], {(63, 0): "."}),
        ("lower left quarter", [(256, 256)], fill(0, 8, 16, 8, "+")),
        ("lower right quarter", [(512, 256)], fill(16, 8, 16, 8, "+")),
        ("second square", [(1024, 1024)], fill(32, 0, 32, 16, "*")),
        ("16 and 4", [(0, 16), (1024, 4)], {**fill(0, 0, 4, 2, "-"), **fill(32, 0, 2, 1, ":")}),
    ):
        path = write(os.path.join(place, "cells"), pack(*ranges))
        done = run(pfnpack, "map", "--raw", "--width", "80", path, env=environment())
        check_run(what, done, 0, "span 8M, letter 8K, OS pages 2\n", "")
        rows = rows_of(done.stdout)
        check([len(row) for row in rows] == [64] * 16, f"{what}: 16 rows of 64")
        got = {
            (x, y): letter
            for y, row in enumerate(rows)
            for x, letter in enumerate(row)
            if letter != " "
        }
        check(got == wanted, f"{what}: {got} should be {wanted}")


def fill(left, top, width, height, letter):
    return {
        (x, y): letter
        for x in range(left, left + width)
        for y in range(top, top + height)
    }


def check_zoom(pfnpack, place):
    """The span that is asked for, whatever is in it."""
    path = write(os.path.join(place, "zoom"), pack((0x10000, 512), (0x40000, 8)))
    for pfns, corners, memory in (
        ("0x10000-0x10001", ["0x10000", "0x10400", "0x10800"], "2M"),
        ("65536-65537", ["0x10000", "0x10400", "0x10800"], "2M"),
        ("0x10000-0x10801", ["0x10000", "0x10800", "0x11000"], "2M"),
        ("0x1ffff-0x20001", ["0x0", "0x20000", "0x40000"], "2M"),
        ("0x20000-0x30000", ["0x20000", "0x28000", "0x30000"], None),
        ("0xfffffffffff-0x100000000000", ["0xffffffff800", "0xffffffffc00", "0x100000000000"], None),
    ):
        done = run(pfnpack, "map", "-r", "--pfn", pfns, path, env=environment())
        check_run(f"--pfn {pfns}", done, 0, None, "")
        lines = done.stdout.splitlines()
        check(lines[1].split() == corners, f"--pfn {pfns}: {lines[1]}")
        amounts = set(lines[-1].split()[1:]) - {"0B"}
        check(amounts == ({memory} if memory else set()), f"--pfn {pfns}: {amounts}")


def check_widths(pfnpack, examples):
    path = os.path.join(examples, "demo.pfncap")
    for words, variables, width in (
        ([], {}, 64),
        ([], {"COLUMNS": "65"}, 32),
        ([], {"COLUMNS": "66"}, 64),
        ([], {"COLUMNS": "130"}, 128),
        ([], {"COLUMNS": "9999"}, 256),
        ([], {"COLUMNS": "1"}, 32),
        ([], {"COLUMNS": "x"}, 64),
        (["--width=257"], {"COLUMNS": "66"}, 128),
    ):
        env = environment(**variables)
        done = run(pfnpack, "map", *words, path, env=env)
        rows = rows_of(done.stdout)
        check({len(row) for row in rows} == {width}, f"{variables} {words}: {width}")
        check(len(rows) == width // 4, f"{variables} {words}: {len(rows)} rows")
    for width in range(40, 260, 7):
        for view in ("physical", "virtual"):
            done = run(pfnpack, "map", "--view", view, f"--width={width}", path)
            longest = max(map(len, done.stdout.splitlines()[2:]))
            # A note is a sentence, not a picture.
            limit = max(width, 56)
            check(longest <= limit, f"--width {width}, {view}: {longest}")


# --- Colours -----------------------------------------------------------------


def in_terminal(*command, env):
    """What a command writes to a terminal of 132 columns."""
    terminal = Terminal()
    done = run(*command, stdin=subprocess.DEVNULL, stdout=terminal.fd, env=env)
    check_run(f"{command} in a terminal", done, 0, None, "")
    return terminal.end().decode().replace("\r\n", "\n")


def check_escapes(what, text, wanted):
    """Only escapes of this kind, each line ending with the usual colours."""
    if wanted is None:
        check(text.isascii() and ESCAPE not in text, f"{what}: plain")
        return
    check(wanted.search(text) is not None, f"{what}: has colours")
    check("\033" not in wanted.sub("", text), f"{what}: no other escapes")
    for line in text.splitlines():
        found = wanted.findall(line) and [m.group() for m in wanted.finditer(line)]
        check(not found or found[-1] == "\033[0m", f"{what}: reset: {line!r}")


def check_depths(pfnpack, examples):
    path = os.path.join(examples, "demo.pfncap")
    true = {"COLORTERM": "truecolor", "TERM": "xterm-256color"}
    for what, variables, words, on_terminal, in_pipe in (
        ("truecolor", true, [], TRUE, None),
        ("24bit", {"COLORTERM": "24bit"}, [], TRUE, None),
        ("direct", {"TERM": "xterm-direct"}, [], TRUE, None),
        ("256", {"TERM": "screen-256color"}, [], IN_256, None),
        ("dumb", {}, [], None, None),
        ("never", true, ["--color", "never"], None, None),
        ("always", true, ["--color", "always"], TRUE, TRUE),
        ("always, dumb", {}, ["--color=always"], IN_256, IN_256),
        ("auto", true, ["--color=auto"], TRUE, None),
        ("NO_COLOR", {**true, "NO_COLOR": "1"}, [], None, None),
        ("NO_COLOR empty", {**true, "NO_COLOR": ""}, [], TRUE, None),
        ("always, NO_COLOR", {**true, "NO_COLOR": "1"}, ["--color=always"], TRUE, TRUE),
    ):
        env = environment(**variables)
        for view in ("physical", "virtual"):
            command = (pfnpack, "map", "--view", view, *words, path)
            check_escapes(f"{what}, {view}, terminal", in_terminal(*command, env=env), on_terminal)
            check_escapes(f"{what}, {view}, pipe", run(*command, env=env).stdout, in_pipe)


def check_terminal_size(pfnpack, examples):
    path = os.path.join(examples, "demo.pfncap")
    text = in_terminal(pfnpack, "map", path, env=environment(TERM="xterm-256color"))
    rows = [line for line in text.splitlines() if "\u2580" in line]
    check(len(rows) == 32, f"rows in a terminal: {len(rows)}")
    check({row.count("\u2580") for row in rows} == {128}, "cells in a terminal")
    text = in_terminal(pfnpack, "map", path, env=environment(COLUMNS="70"))
    check({len(row) for row in rows_of(text)} == {64}, "COLUMNS comes first")


def check_shades(pfnpack, place):
    """A cell that is full, one that is half full, and less."""
    env = environment(COLORTERM="truecolor")
    colours = []
    for nr in (8, 4, 3, 1):
        # Of cells of 8 OS pages; 1 MiB of runs of 4K.
        ranges = [(i, 1) for i in range(nr)] + [(16383, 1)]
        path = write(os.path.join(place, "shades"), pack(*ranges))
        done = run(pfnpack, "map", "--raw", "--color=always", path, env=env)
        check("cell 32K, OS pages 8;" in done.stdout, f"scale: {done.stdout[-300:]}")
        row = done.stdout.splitlines()[2]
        colours.append(re.match(r" \033\[38;2;(\d+);(\d+);(\d+);", row).groups())
    check(colours[0] == colours[1], f"half is full colour: {colours}")
    check(int(colours[2][0]) < int(colours[1][0]), f"less is darker: {colours}")


# --- Segments of captures made here ------------------------------------------

BANDS = """\
process 7 cat, kernel 1.2.3 m
0x000000010000      24K [heap]         |._sss.|
    ...            932K not mapped
0x0000000ff000       8K                |::|
process 8 sh, kernel 1.2.3 m
0x000000001000     156K ong name.so (w |_______________________________________|
"""


def check_bands(pfnpack, place):
    """Holes, swap, gaps, and none between processes."""
    data = capture(
        (7, b"cat", [
            (0x10000, b"[heap]", [(1, 0, 5), (1, 15, 1), (3, 14, 2), (1, 0, 6)]),
            (0xFF000, b"", [(2, 1, 8)]),
        ]),
        (8, b"sh", [(0x1000, b"a long name.so (w", [(39, 15, 0)])]),
    )
    path = write(os.path.join(place, "bands"), data)
    done = run(pfnpack, "map", "--view=virtual", "--width=80", path, env=environment())
    check_run("bands", done, 0, BANDS, "")
    done = run(pfnpack, "map", path, env=environment())
    check_run("two processes", done, 0, "2 processes, kernel 1.2.3 m\n", "")


def check_band_shades(pfnpack, place):
    """Cells of 8 OS pages, of which 1 is there, and all."""
    all_there = [(1, 0, 0x2000 + 2 * i) for i in range(8)]
    data = capture(
        (7, b"cat", [
            (0x100000, b"", [(1, 0, 5), (623, 15, 1)]),
            (0x800000, b"", [*all_there, (616, 15, 8)]),
        ]),
    )
    path = write(os.path.join(place, "shades"), data)
    env = environment(COLORTERM="truecolor")
    done = run(pfnpack, "map", "--view=virtual", "--color=always", path, env=env)
    reds = [int(found) for found in re.findall(r"  \033\[38;2;(\d+);", done.stdout)]
    check(len(reds) >= 2 and reds[0] < reds[1], f"less is darker: {reds}")


def check_bands_left_out(pfnpack, place):
    """The six with the least memory, which have gaps before them."""
    small = [(0x10000 * i, b"", [(1, 0, 2 * i)]) for i in range(1, 7)]
    large = [(0x61000 + 0x2000 * i, b"", [(2, 0, 99 + 3 * i)]) for i in range(64)]
    path = write(os.path.join(place, "many"), capture((7, b"cat", small + large)))
    data = bytes_of(pfnpack, "map", "--view=virtual", "-o", "-", "--format=png", path)
    check_png("six left out", data, (1186, 112 + 64 * 18 + 32))


# --- Pictures ----------------------------------------------------------------

PICTURES = (
    ("physical", ["--view=physical"], (1242, 884)),
    ("segment", ["--by", "segment"], (1242, 884)),
    ("virtual", ["--view=virtual"], (1186, 741)),
)


def check_svg(what, data, size):
    root = ElementTree.fromstring(data)
    check(root.tag == "{http://www.w3.org/2000/svg}svg", f"{what}: {root.tag}")
    got = tuple(int(float(root.get(name).removesuffix("px"))) for name in ("width", "height"))
    check(got == size, f"{what}: {got} should be {size}")


def check_png(what, data, size):
    check(data[:8] == b"\x89PNG\r\n\x1a\n", f"{what}: signature")
    check(data[12:16] == b"IHDR", f"{what}: header")
    got = struct.unpack(">2I", data[16:24])
    check(got == size, f"{what}: {got} should be {size}")
    check(data[-8:-4] == b"IEND", f"{what}: complete")
    at, chunks = 8, b""
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] == b"IDAT":
            chunks += data[at + 8 : at + 8 + length]
        at += 12 + length
    pixels = zlib.decompress(chunks)
    check(len(pixels) == size[1] * (1 + 3 * size[0]), f"{what}: {len(pixels)} bytes")


def check_pictures(pfnpack, examples, place):
    path = os.path.join(examples, "demo.pfncap")
    for name, words, size in PICTURES:
        for kind, check_kind in (("svg", check_svg), ("png", check_png)):
            what = f"{name}.{kind}"
            file = os.path.join(place, what)
            done = run(pfnpack, "map", *words, "-o", file, path)
            check_run(what, done, 0, "", "")
            data = read(file)
            check_kind(what, data, size)
            words_again = [*words, "-o", "-", "--format", kind, path]
            again = bytes_of(pfnpack, "map", *words_again)
            check(again == data, f"{what}: the same again")
            other = os.path.join(place, "other.png")
            run(pfnpack, "map", *words, "--format", kind, "-o", other, path)
            check(read(other) == data, f"{what}: --format comes before the name")
            os.unlink(other)
    check(len(os.listdir(place)) == 6, f"nothing else is left: {os.listdir(place)}")


def check_raw_picture(pfnpack, place):
    raw = write(os.path.join(place, "raw"), pack((0, 1), (16384 - 64, 64)))
    data = bytes_of(pfnpack, "map", "--raw", "-o", "-", "--format=png", raw)
    check_png("raw", data, (1242, 884))
    os.unlink(raw)


def check_squares(pfnpack, place):
    """First and last cell: as large as the share of them that is memory."""
    for what, nr_cell, nr, side in (
        ("full", 4, 4, 6),
        ("half", 4, 2, 5),
        ("quarter", 4, 1, 3),
        ("little", 1024, 1, 3),
    ):
        end = 16384 * nr_cell
        path = write(os.path.join(place, "squares"), pack((0, nr), (end - nr, nr)))
        picture = bytes_of(pfnpack, "map", "-r", "-o", "-", "--format=svg", path)
        for left in (112, 112 + 127 * 6):
            x, y = left + (6 - side) // 2, 84 + (6 - side) // 2
            square = f"M {x} {y} L {x + side} {y} L {x + side} {y + side} L {x} {y + side} Z"
            check(square.encode() in picture, f"{what}: {square}")


def check_long_names(pfnpack, place):
    """No letter stands outside the picture, or among the amounts."""
    data = capture((7, b"cat", [(0x1000, b"W" * 200, [(1, 0, 5)])]))
    path = write(os.path.join(place, "long"), data)
    for words, most in ((["--by=segment"], 1164), (["--view=virtual"], 446)):
        picture = bytes_of(pfnpack, "map", *words, "-o", "-", "--format=svg", path)
        rows = {}
        for name, x, y in re.findall(rb'href="#(\S+)" x="([\d.]+)" y="([\d.]+)"', picture):
            rows.setdefault((name, y), []).append(float(x))
        longest = max(rows.values(), key=len)
        check(len(longest) > 10, f"{words}: most of the name is there")
        check(max(longest) < most, f"{words}: the name ends: {longest}")


# --- Errors ------------------------------------------------------------------


def check_usage(pfnpack):
    for words, err in (
        ([], "FILE is missing"),
        (["a", "b"], "one FILE"),
        (["--view", "flat", "x"], "--view: 'flat' is not one of its values"),
        (["--view=", "x"], "--view: '' is not"),
        (["--by", "colour", "x"], "--by: 'colour' is not"),
        (["--color", "maybe", "x"], "--color: 'maybe' is not"),
        (["--format", "gif", "-o", "y", "x"], "--format: 'gif' is not"),
        (["--format", "text", "-o", "y", "x"], "--format: 'text' is not"),
        (["--format", "svg", "x"], "--format is for -o FILE"),
        (["-o", "y.gif", "x"], "'y.gif' does not end in .svg or .png"),
        (["-o", "-", "x"], "'-' does not end in .svg or .png; use --format"),
        (["-o", "y.svg", "--width", "80", "x"], "--width and --color are not"),
        (["-o", "y.svg", "--color=never", "x"], "--width and --color are not"),
        (["--width", "39", "x"], "--width: '39' is not a number from 40 to 512"),
        (["--width", "513", "x"], "--width: '513' is not"),
        (["--width", "80x", "x"], "--width: '80x' is not"),
        (["--width=+80", "x"], "--width: '+80' is not"),
        (["--width=-80", "x"], "--width: '-80' is not"),
        (["--width", "99999999999999999999", "x"], "--width: "),
        (["--pfn", "1", "x"], "--pfn: '1' is not a range of PFNs"),
        (["--pfn", "+1-2", "x"], "--pfn: '+1-2' is not"),
        (["--pfn", "1-", "x"], "--pfn: '1-' is not"),
        (["--pfn", "-1", "x"], "--pfn: '-1' is not"),
        (["--pfn", "2-2", "x"], "--pfn: '2-2' is not"),
        (["--pfn", "3-2", "x"], "--pfn: '3-2' is not"),
        (["--pfn", "1-2-3", "x"], "--pfn: '1-2-3' is not"),
        (["--pfn", "1--2", "x"], "--pfn: '1--2' is not"),
        (["--pfn", "0-0x100000000001", "x"], "--pfn: '0-0x100000000001' is not"),
        (["--raw", "--view=virtual", "x"], "(--raw) have no segments"),
        (["--raw", "--by=segment", "x"], "(--raw) have no segments"),
        (["--view=virtual", "--by=segment", "x"], "for the physical view"),
        (["--view=virtual", "--pfn=1-2", "x"], "for the physical view"),
    ):
        check_run(" ".join(words), run(pfnpack, "map", *words), 2, "", err)


def check_nothing_to_draw(pfnpack, examples, place):
    empty = write(os.path.join(place, "empty"), bytes(4096))
    target = os.path.join(place, "x.svg")
    for words in ([], ["-o", target]):
        done = run(pfnpack, "map", "--raw", *words, empty)
        check_run("no memory", done, 2, "", f"{empty}: no memory to draw")
    # Cut behind the header: truncated, and no second message.
    good = read(os.path.join(examples, "demo.pfncap"))
    cut = write(os.path.join(place, "cut"), good[:4096])
    for view in ("physical", "virtual"):
        done = run(pfnpack, "map", "--view", view, "-o", target, cut)
        check_run(f"cut, {view}", done, 1, "", "rule C-23")
        check(len(done.stderr.splitlines()) == 1, f"cut, {view}: {done.stderr}")
    check(not os.path.exists(target), "no picture of nothing")
    done = run(pfnpack, "map", "--raw", "--pfn=0-1", empty)
    check_run("a span without memory", done, 0, "span 8M", "")


def check_bad_files(pfnpack, examples, place):
    """What can be read is drawn, and said to be not all."""
    good = read(os.path.join(examples, "demo.pfncap"))
    cut = write(os.path.join(place, "cut"), good[:-4096])
    target = os.path.join(place, "x.png")
    for view in ("physical", "virtual"):
        done = run(pfnpack, "map", "--view", view, cut, env=environment())
        check_run(f"cut, {view}", done, 1, "2M+", "(truncated)")
        done = run(pfnpack, "map", "--view", view, "-o", target, cut)
        check_run(f"cut, {view}, picture", done, 1, "", "(truncated)")
        check(read(target)[:4] == b"\x89PNG", f"cut, {view}: there is a picture")
        os.unlink(target)
    raw = write(os.path.join(place, "bad"), pack((0, 1)) + b"\xff" * 4096 + pack((9, 1)) + b"x")
    done = run(pfnpack, "map", "--raw", raw, env=environment())
    check_run("bad raw", done, 1, "mem       8K", "slot 511 of packed page 1: rule F-07")
    check("; left out" in done.stderr, "bad raw: left out")
    check("packed page 3: rule F-01" in done.stderr, "bad raw: cut")


def check_unwritable(pfnpack, examples, place):
    path = os.path.join(examples, "demo.pfncap")
    for kind in ("svg", "png"):
        missing = os.path.join(place, "missing", f"x.{kind}")
        for view in ("physical", "virtual"):
            done = run(pfnpack, "map", "--view", view, "-o", missing, path)
            check_run("no such folder", done, 2, "", "No such file or directory")
            check(len(done.stderr.splitlines()) == 1, f"one line: {done.stderr}")
            with open("/dev/full", "wb") as full:
                words = ["map", "--view", view, "-o", "-", "--format", kind, path]
                done = run(pfnpack, *words, stdout=full)
            check_run(
                f"{kind} to a full disk",
                done,
                2,
                None,
                "standard output: No space left on device",
            )
            check(len(done.stderr.splitlines()) == 1, f"one line: {done.stderr}")
    terminal = Terminal()
    done = run(pfnpack, "map", "-o", "-", "--format=png", path, stdout=terminal.fd)
    check_run("png to a terminal", done, 2, None, "not to a terminal")
    check(terminal.end() == b"", "no png in a terminal")


def check_lost_program(pfnpack, place):
    """A command without the program that draws."""
    alone = os.path.join(place, "pfnpack")
    shutil.copy(pfnpack, alone)
    done = run(alone, "map", "any")
    check_run("no pfnpack-map", done, 2, "", "/libexec/pfnpack/pfnpack-map: No such")


def main():
    pfnpack, examples, expected = sys.argv[1:]
    check_texts(pfnpack, examples, expected)
    check_widths(pfnpack, examples)
    check_depths(pfnpack, examples)
    check_terminal_size(pfnpack, examples)
    check_usage(pfnpack)
    with folder() as place:
        check_pictures(pfnpack, examples, place)
        check_raw_picture(pfnpack, place)
    with folder() as place:
        check_cells(pfnpack, place)
        check_zoom(pfnpack, place)
        check_squares(pfnpack, place)
        check_long_names(pfnpack, place)
        check_bands(pfnpack, place)
        check_band_shades(pfnpack, place)
        check_bands_left_out(pfnpack, place)
        check_shades(pfnpack, place)
        check_nothing_to_draw(pfnpack, examples, place)
        check_bad_files(pfnpack, examples, place)
        check_unwritable(pfnpack, examples, place)
    with program_folder() as place:
        check_lost_program(pfnpack, place)
    finish()


main()
