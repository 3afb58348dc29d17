# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""usage: pack.py PFNPACK

Lists to packed pages and back: by an encoder of the tests' own, with random
packed pages, and with input that is wrong.
"""
import os
import random
import resource
import struct
import subprocess
import sys

from raw import INLINE_MAX, PFN_END, encode, encode_page
from support import check, check_run, finish, folder, run

PAGE = 4096
CSV_HEADER = b"pfn,nr,tag\n"


def piped(pfnpack, data, *words):
    """Standard input to standard output, as bytes."""
    done = subprocess.run(
        [pfnpack, *words], input=data, capture_output=True, timeout=60, check=False
    )
    check(
        done.returncode == 0 and done.stderr == b"",
        f"{words}: {done.returncode}: {done.stderr[:300]}",
    )
    return done.stdout


def expect_packed(pfnpack, what, text, ranges, *words):
    got = piped(pfnpack, text, "pack", *words)
    check(got == encode(ranges), f"{what}: {text[:60]}")


# --- Forms ------------------------------------------------------------------


def check_forms(pfnpack):
    for text, ranges in (
        (b"", []),
        (b"# nothing\n\n \t \r\n", []),
        (b"5", [(5, 1, 0)]),
        (b"0\n", [(0, 1, 0)]),
        (b"0x1F+3 tag=15\r\n", [(0x1F, 3, 15)]),
        (b"16-0x20", [(16, 16, 0)]),
        (b"[0x10, 0x20)", [(16, 16, 0)]),
        (b" [ 16 ,32 ) tag=0x1 # why\n", [(16, 16, 1)]),
        (b"010+010", [(10, 10, 0)]),
        (b"0xfffffffffff tag=2", [(PFN_END - 1, 1, 2)]),
        (b"[0, 0x100000000000)", [(0, PFN_END, 0)]),
        (
            b"0 + 65534\n65534-131069\n0x20000+65535",
            [(0, 65534, 0), (65534, 65535, 0), (0x20000, 65535, 0)],
        ),
        (b"1\n2\n3", [(1, 1, 0), (2, 1, 0), (3, 1, 0)]),
        (b"7#" + b"x" * (1 << 20), [(7, 1, 0)]),
    ):
        expect_packed(pfnpack, "text", text, ranges)
    expect_packed(
        pfnpack,
        "merged",
        b"1\n2\n3 tag=1\n4\n5",
        [(1, 2, 0), (3, 1, 1), (4, 2, 0)],
        "--merge",
    )
    for text, ranges in (
        (CSV_HEADER, []),
        (b"\n pfn,nr,tag \r\n5,1,0\r\n\r\n0x10, 2 ,3", [(5, 1, 0), (16, 2, 3)]),
    ):
        expect_packed(pfnpack, "CSV", text, ranges, "--from", "csv")
    pfns = struct.pack("<5Q", 5, 6, 9, PFN_END - 1, 0)
    ranges = [(5, 2, 0), (9, 1, 0), (PFN_END - 1, 1, 0), (0, 1, 0)]
    expect_packed(pfnpack, "u64", pfns, ranges, "--from", "u64")
    expect_packed(pfnpack, "u64", b"", [], "--from=u64")


def check_unpacked(pfnpack):
    """The very text, so that it does not change unnoticed."""
    packed = encode([(0x12400, 512, 0), (5, 1, 3), (1 << 20, 70000, 0)])
    for form, wanted in (
        ("text", b"[0x12400, 0x12600)\n[0x5, 0x6) tag=3\n[0x100000, 0x111170)\n"),
        ("csv", CSV_HEADER + b"74752,512,0\n5,1,3\n1048576,70000,0\n"),
    ):
        got = piped(pfnpack, packed, "unpack", "--to", form)
        check(got == wanted, f"unpack to {form}: {got}")
    early = encode([(1, 1, 0)]) + encode_page([]) + encode([(2, 1, 0)])
    got = piped(pfnpack, early, "unpack")
    mark = b"packed-page\n"
    check(got == b"[0x1, 0x2)\n" + mark * 2 + b"[0x2, 0x3)\n", f"marks: {got}")
    full = [(2 * i, 1, 0) for i in range(600)]
    check(mark not in piped(pfnpack, encode(full), "unpack"), "no marks in a full list")
    # One slot is free, and the range wants two.
    left = [(2 * i, 1, 0) for i in range(511)] + [(1 << 20, 70000, 0)]
    check(mark not in piped(pfnpack, encode(left), "unpack"), "no room, no mark")
    check(piped(pfnpack, b"", "unpack", "--to", "csv") == CSV_HEADER, "only a header")


# --- Round trips ------------------------------------------------------------


def random_range(rng):
    nr = rng.choice(
        (
            1,
            1,
            2,
            rng.randint(1, 600),
            INLINE_MAX,
            INLINE_MAX + 1,
            rng.randint(1, 1 << 44),
        )
    )
    return (
        rng.choice((0, PFN_END - nr, rng.randint(0, PFN_END - nr))),
        nr,
        rng.choice((0, 0, rng.randint(0, 15))),
    )


def random_packed(rng):
    """A packed page, of ranges that adjoin often."""
    wanted = rng.choice((0, 1, rng.randint(0, 40), 511, 512))
    ranges, slots = [], 0
    while slots < wanted:
        one = random_range(rng)
        if ranges and rng.random() < 0.3:
            end = ranges[-1][0] + ranges[-1][1]
            if end < PFN_END:
                one = (end, rng.randint(1, min(3, PFN_END - end)), ranges[-1][2])
        slots += 1 + (one[1] > INLINE_MAX)
        if slots > 512:
            break
        ranges.append(one)
    return encode_page(ranges)


def check_identity(pfnpack, rng):
    for count in (0, 1, 1, 2, 3, 5, 8, 13, 40):
        packed = b"".join(random_packed(rng) for _ in range(count))
        for form in ("text", "csv"):
            text = piped(pfnpack, packed, "unpack", "--to", form)
            again = piped(pfnpack, text, "pack", "--from", form)
            check(again == packed, f"{count} packed pages through {form}")


def check_u64_identity(pfnpack, rng):
    """For what PFNs have been packed to, and for all PFNs."""
    for runs in (0, 1, 511, 512, 1300):
        pfns = []
        for i in range(runs):
            first = rng.randint(0, PFN_END - 1000)
            nr = rng.choice((1, 1, 1, 3, 200))
            # Where a word has no slot left for a descriptor.
            if i == 511:
                nr = 66000
            pfns += range(first, first + nr)
        data = struct.pack(f"<{len(pfns)}Q", *pfns)
        packed = piped(pfnpack, data, "pack", "--from", "u64")
        check(piped(pfnpack, packed, "unpack", "--to", "u64") == data, "PFNs")
        text = piped(pfnpack, packed, "unpack")
        check(piped(pfnpack, text, "pack") == packed, "and as text")
        if runs > 512:
            check(
                struct.unpack_from("<Q", packed, 4088)[0] >> 48 == 65534,
                "a run is split (F-15)",
            )


def check_tags(pfnpack, place):
    path = write(place, "tags", encode([(5, 1, 0), (7, 2, 3)]))
    out = os.path.join(place, "pfns")
    done = run(pfnpack, "unpack", "--to", "u64", path, "-o", out)
    check_run(
        "tags as u64",
        done,
        2,
        "",
        f"{path}: slot 1 of packed page 0: tag 3 has no place",
    )
    check(not os.path.exists(out), "no file")
    done = run(pfnpack, "unpack", "--to", "u64", "--ignore-tags", path, "-o", out)
    check_run("tags left out", done, 0, "", "")
    with open(out, "rb") as file:
        check(file.read() == struct.pack("<3Q", 5, 7, 8), "PFNs without tags")


# --- What is wrong ----------------------------------------------------------


def write(place, name, data):
    path = os.path.join(place, name)
    with open(path, "wb") as file:
        file.write(data)
    return path


TEXT_FAULTS = (
    (b"x", 1, 1, "a number is missing"),
    (b"0x", 1, 3, "a number is missing"),
    (b"-5", 1, 1, "a number is missing"),
    (b"5+", 1, 3, "a number is missing"),
    (b"5+0", 1, 1, "a range of 0 OS pages"),
    (b"\n\n5-5\n", 3, 3, "the end of the range is not above its start"),
    (b"[6, 5)", 1, 4, "the end of the range is not above its start"),
    (b"[5 6)", 1, 4, "a comma is missing"),
    (b"[5, 6]", 1, 6, "lacks its closing parenthesis"),
    (b"[5, 6", 1, 6, "lacks its closing parenthesis"),
    (b"0x100000000000", 1, 1, "beyond the last PFN"),
    (b"0xfffffffffff+2", 1, 1, "beyond the last PFN"),
    (b"0-0x100000000001", 1, 1, "beyond the last PFN"),
    (b"1+18446744073709551615", 1, 1, "beyond the last PFN"),
    (b"18446744073709551615", 1, 1, "beyond the last PFN"),
    (b"18446744073709551616", 1, 1, "a number of 2^64 or more"),
    (b"0x10000000000000000", 1, 3, "a number of 2^64 or more"),
    (b"9" * 200, 1, 1, "a number of 2^64 or more"),
    (b"5 tag=16", 1, 3, "a tag above 15"),
    (b"5 tag=", 1, 7, "a number is missing"),
    (b"5tag=1", 1, 2, "a blank is missing before the tag"),
    (b"5 tag=1 tag=2", 1, 9, "something is behind"),
    (b"5 6", 1, 3, "something is behind"),
    (b"5\0", 1, 2, "something is behind"),
    (b"\0", 1, 1, "a number is missing"),
    (b"packed-page 1", 1, 13, "something is behind"),
    (b"packed-pages", 1, 12, "something is behind"),
    (b"1\n" + b" " * 256, 2, 256, "longer than 255 bytes"),
    (b"1\n" * 5000 + b"7" * (1 << 20), 5001, 256, "longer than 255 bytes"),
    (b"\xff\xfe5\0\n\0", 1, 1, "a number is missing"),
)

CSV_FAULTS = (
    (b"", 1, 1, "the header line is missing"),
    (b"1,1,0\n", 1, 1, "the header line is not"),
    (b"pfn,nr,tag,x\n", 1, 11, "something is behind"),
    (CSV_HEADER + b"1,1\n", 2, 4, "a line of CSV has 3 fields"),
    (CSV_HEADER + b"1\n", 2, 2, "a line of CSV has 3 fields"),
    (CSV_HEADER + b"1,1,0,0\n", 2, 6, "something is behind"),
    (CSV_HEADER + b"1,0,0\n", 2, 1, "a range of 0 OS pages"),
    (CSV_HEADER + b"1,1,16\n", 2, 5, "a tag above 15"),
    (CSV_HEADER + b"1,0x100000000000,0\n", 2, 1, "beyond the last PFN"),
    (CSV_HEADER + b"# 1\n", 2, 1, "a number is missing"),
    (CSV_HEADER + b'"1",1,0\n', 2, 1, "a number is missing"),
    (CSV_HEADER + b"1,,0\n", 2, 3, "a number is missing"),
    (CSV_HEADER + b"1,1,\n", 2, 5, "a number is missing"),
    (CSV_HEADER + b"packed-page\n", 2, 12, "lacks its two commas"),
    (CSV_HEADER + b"packed-page,,0\n", 2, 14, "something is behind"),
)


def check_faults(pfnpack, place):
    out = os.path.join(place, "out")
    for form, faults in (("text", TEXT_FAULTS), ("csv", CSV_FAULTS)):
        for data, line, byte, text in faults:
            path = write(place, "list", data)
            done = run(pfnpack, "pack", "--from", form, path, "-o", out)
            where = f"pfnpack: {path}: line {line}, byte {byte}: "
            check_run(f"{form} {data[:40]}", done, 1, "", where)
            check_run(f"{form} {data[:40]}", done, 1, "", text)
            check(len(done.stderr.splitlines()) == 1, "one line")
            check(
                sorted(os.listdir(place)) == ["list"], f"nothing is left: {data[:40]}"
            )
    for data, byte, text in (
        (struct.pack("<513Q", *range(512), PFN_END), 4096, "0x100000000000 is beyond"),
        (struct.pack("<2Q", 1, 2**64 - 1), 8, "0xffffffffffffffff is beyond"),
        (b"\0" * 4101, 4096, "ends within a PFN"),
        (b"\0", 0, "ends within a PFN"),
    ):
        path = write(place, "list", data)
        done = run(pfnpack, "pack", "--from", "u64", path, "-o", out)
        check_run("u64", done, 1, "", f"pfnpack: {path}: byte {byte}: ")
        check_run("u64", done, 1, "", text)
        check(not os.path.exists(out), "no file")


def check_bad_packed(pfnpack, place):
    good = encode([(1, 1, 0)])
    out = os.path.join(place, "out")
    for data, err in (
        (good * 2 + b"\1" * 9, "packed page 2: rule F-01: the file ends within it"),
        (good + b"\xff" * PAGE + good, "of packed page 1: rule F-0"),
    ):
        path = write(place, "bad", data)
        check_run("bad", run(pfnpack, "unpack", path, "-o", out), 1, "", err)
        check(not os.path.exists(out), "no file")
        done = run(pfnpack, "unpack", path)
        check_run("bad, to a pipe", done, 1, "[0x1, 0x2)\n", err)
        check(len(done.stderr.splitlines()) == 1, "one line")


def check_usage(pfnpack, place):
    for words, err in (
        (("pack", "--from", "json"), "'json' is not a form: text, csv or u64"),
        (("unpack", "--to", ""), "'' is not a form"),
        (("unpack", "--ignore-tags"), "--ignore-tags is for --to u64"),
        (("pack", "a", "b"), "one INPUT at a time"),
        (("unpack", "a", "b"), "one INPUT at a time"),
    ):
        check_run(
            str(words), run(pfnpack, *words, stdin=subprocess.DEVNULL), 2, "", err
        )
    for command in ("pack", "unpack"):
        for path, err in (
            (os.path.join(place, "missing"), "No such file"),
            (place, "Is a directory"),
        ):
            done = run(pfnpack, command, path)
            check_run(f"{command} {path}", done, 2, "", f"{path}: {err}")


def check_lost_output(pfnpack, place):
    text = write(place, "many", b"".join(b"%d\n" % (2 * i) for i in range(9000)))
    packed = write(place, "packed", piped(pfnpack, b"", "pack", text))
    few = write(place, "few", encode([(1, 1, 0)]))
    # It has to give up: there are more PFNs than fit anywhere.
    every = write(place, "every", encode([(0, PFN_END, 0)]))
    for words in (
        ["pack", text],
        ["unpack", packed],
        ["unpack", few],
        ["unpack", "--to", "u64", packed],
        ["unpack", "--to", "u64", every],
    ):
        with open("/dev/full", "wb") as full:
            done = run(pfnpack, *words, stdout=full)
        check_run(f"{words[0]} to /dev/full", done, 2, None, "No space left")
        check(len(done.stderr.splitlines()) == 1, f"said once: {done.stderr}")
        out = os.path.join(place, "out")

        def small_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (PAGE, PAGE))

        if few in words:
            continue
        done = run(pfnpack, *words, "-o", out, preexec_fn=small_files)
        check_run(f"{words[0]}, no room", done, 2, "", f"{out}: File too large")
    check(
        sorted(os.listdir(place)) == ["every", "few", "many", "packed"],
        "nothing is left",
    )


def check_endless(pfnpack, place):
    """More PFNs than fit anywhere: it ends with the pipe."""
    path = write(place, "all", encode([(0, PFN_END, 0)]))
    with subprocess.Popen(
        [pfnpack, "unpack", "--to", "u64", path], stdout=subprocess.PIPE
    ) as process:
        check(process.stdout.read(24) == struct.pack("<3Q", 0, 1, 2), "PFNs come")
        process.stdout.close()
        check(process.wait(timeout=60) == -13, "SIGPIPE")


def main():
    pfnpack = sys.argv[1]
    seed = int(os.environ.get("PFNPACK_SEED", random.SystemRandom().getrandbits(32)))
    print(f"seed {seed} (PFNPACK_SEED={seed} to repeat)")
    rng = random.Random(seed)
    check_forms(pfnpack)
    check_unpacked(pfnpack)
    check_identity(pfnpack, rng)
    check_u64_identity(pfnpack, rng)
    for test in (
        check_tags,
        check_faults,
        check_bad_packed,
        check_usage,
        check_lost_output,
        check_endless,
    ):
        with folder() as place:
            test(pfnpack, place)
    finish()


main()
