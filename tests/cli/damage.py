# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""usage: damage.py PFNPACK CAPTURE_VECTORS VECTORS EXAMPLES

Random bits of good files flipped: no subcommand crashes or goes on for ever,
each exit code is one that there is, and every message names file, place, rule
and class.  tests/capture/damage.c does the same to the decoder alone, ten
thousand times.
"""
import os
import random
import re
import struct
import sys

import xxhash

from raw import encode
from support import BLOCK, check, check_run, finish, folder, run

NR_FLIPS = 15
# A damaged size of gigabytes is no reason to take long.
SECONDS = 60

FAULT = (
    r"(block \d+|packed page \d+ \(block \d+\)|packed page \d+"
    r"|slot \d+ of packed page \d+): rule [CF]-\d\d: [^:]+ "
    r"\((malformed|corrupt|truncated|unsupported)\)(; .+)?"
)
NOTE = "from the first fault on, OS pages are not matched with segments"
CAPTURE_READERS = (
    ("list",),
    ("list", "--csv"),
    ("list", "--json"),
    ("stat", "--distinct", "--cont=2M"),
    ("stat", "--json", "--by-segment"),
    ("map",),
    ("map", "--by=segment"),
    ("map", "--view=virtual"),
    ("verify",),
)
RAW_READERS = (
    ("list", "--raw"),
    ("stat", "--raw"),
    ("map", "--raw"),
    ("verify", "--raw"),
    ("unpack",),
)


def flipped(rng, data):
    """A copy with one to three bits flipped, rather in what is not zero."""
    data = bytearray(data)
    for _ in range(rng.randint(1, 3)):
        block = rng.randrange(len(data) // BLOCK) * BLOCK
        at = block + rng.choice((rng.randrange(256), rng.randrange(BLOCK)))
        data[at] ^= 1 << rng.randrange(8)
    return data


def put_hash(data, at, start):
    value = xxhash.xxh3_64_intdigest(bytes(data[start : start + BLOCK]), seed=0)
    struct.pack_into("<Q", data, at, value)


def seal(data, layout):
    """Make all checksums anew, of blocks that are where they were."""
    for at in range(0, len(data), BLOCK):
        nr_packed = layout.get(at)
        for i in range(nr_packed or 0):
            put_hash(data, at + 32 + 8 * i, at + (1 + i) * BLOCK)
        if nr_packed is not None:
            data[at + 16 : at + 24] = bytes(8)
            put_hash(data, at + 16, at)
    return data


def layout_of(data):
    """Packed pages behind each block that has a checksum of its own."""
    layout, at = {}, 0
    while at < len(data):
        is_directory = data[at : at + 8] == b"PFNDIR\0\0"
        layout[at] = struct.unpack_from("<I", data, at + 8)[0] if is_directory else 0
        at += (1 + layout[at]) * BLOCK
    return layout


def check_messages(what, done, path):
    """Whatever it has to say has the form of a message about a file."""
    check(done.returncode in (0, 1), f"{what}: exit code {done.returncode}")
    said = done.stderr.splitlines()
    check(bool(said) == (done.returncode == 1), f"{what}: messages: {done.stderr}")
    for line in said:
        start = f"pfnpack: {path}: "
        good = line.startswith(start) and (
            re.fullmatch(FAULT, line.removeprefix(start).removesuffix("; left out"))
            or line == start + NOTE
        )
        check(good, f"{what}: the message: {line}")


def write(place, name, data):
    path = os.path.join(place, name)
    with open(path, "wb") as file:
        file.write(data)
    return path


def check_capture(pfnpack, rng, place, data):
    """With the checksums as they were every flip is bad, otherwise it may be."""
    good = write(place, "good", data)
    layout = layout_of(data)
    check(seal(bytearray(data), layout) == data, "sealing changes nothing")
    for number in range(NR_FLIPS):
        damaged = flipped(rng, data)
        if damaged == data:
            continue
        path = write(place, "flipped", damaged)
        done = run(pfnpack, "verify", path, timeout=SECONDS)
        check_run(f"flip {number}", done, 1, "", f"pfnpack: {path}: ")
        check_messages(f"flip {number}", done, path)
        path = write(place, "sealed", seal(damaged, layout))
        for words in CAPTURE_READERS:
            done = run(pfnpack, *words, path, timeout=SECONDS)
            check_messages(f"{words}, sealed flip {number}", done, path)
        for pair in ((good, path), (path, good)):
            done = run(pfnpack, "diff", "--any", *pair, timeout=SECONDS)
            if done.returncode != 2:
                check_messages(f"diff, sealed flip {number}", done, path)
            else:
                check("they cannot be compared" in done.stderr, done.stderr)


def check_packed(pfnpack, rng, place):
    ranges = [(0x12400, 512, 0), (0x100000, 70000, 1), (1 << 43, 1 << 40, 2)]
    data = encode([*ranges, *((2 * i, 1, i % 16) for i in range(600))])
    for number in range(NR_FLIPS):
        path = write(place, "packed", flipped(rng, data))
        for words in RAW_READERS:
            done = run(pfnpack, *words, path, timeout=SECONDS)
            check_messages(f"{words}, flip {number}", done, path)


def main():
    pfnpack, program, vectors, examples = sys.argv[1:]
    seed = int(os.environ.get("PFNPACK_SEED", random.SystemRandom().getrandbits(32)))
    print(f"seed {seed} (PFNPACK_SEED={seed} to repeat)")
    rng = random.Random(seed)
    with folder() as place:
        check_run("write", run(program, "write", vectors, place), 0)
        for path in (
            os.path.join(place, "good-two-chunks.pfncap"),
            os.path.join(examples, "demo.pfncap"),
        ):
            with open(path, "rb") as file:
                check_capture(pfnpack, rng, place, file.read())
        check_packed(pfnpack, rng, place)
    finish()


main()
