# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""usage: command.py SOURCE_DIR CAPTURE_VECTORS PFNPACK COMMAND...

The pfnpack command built for another machine, run by COMMAND..., prints and
writes byte for byte what PFNPACK does: of the shipped captures, of all good and
bad capture files of tests/capture, and of packed pages.
"""
import os
import random
import subprocess
import sys

source, program, *_ = sys.argv[1:]
sys.path.insert(0, os.path.join(source, "tests", "cli"))

from raw import PFN_END, encode, encode_page  # noqa: E402
from support import check, check_run, finish, folder, run  # noqa: E402

native, *foreign = sys.argv[3:]
nr_runs = 0


def both(*words, code=0, stdin=None):
    """Run both; what the first of them prints."""
    global nr_runs
    nr_runs += 1
    done = [
        subprocess.run(
            [*command, *words], input=stdin, capture_output=True, timeout=120
        )
        for command in ([native], foreign)
    ]
    got = [(one.returncode, one.stdout, one.stderr) for one in done]
    what = " ".join(words)
    check(got[0] == got[1], f"{what}: {got[1]!r:.800} should be {got[0]!r:.800}")
    check(got[0][0] == code, f"{what}: exit code {got[0][0]}, not {code}")
    return done[0].stdout


def check_capture(path):
    for words in (
        ("list",),
        ("list", "--json"),
        ("list", "--csv"),
        ("verify",),
        ("verify", "--json"),
        ("stat", "--distinct", "--cont=64K"),
    ):
        # Nothing is listed of a capture of nothing.
        check(both(*words, path) or words == ("list",), f"{words} prints something")


def check_captures(examples, vectors, place):
    for path in examples:
        check_capture(path)
    check_run("write", run(program, "write", vectors, place), 0)
    names = sorted(name for name in os.listdir(place) if name.endswith(".pfncap"))
    paths = [os.path.join(place, name) for name in names]
    good = [path for path in paths if "/good-" in path]
    bad = [path for path in paths if "/good-" not in path]
    check(len(good) >= 10 and len(bad) >= 100, f"vectors: {len(good)}, {len(bad)}")
    for path in good:
        check_capture(path)
    # As many as there are in one run: rule, place and text of each fault.
    for words in ((), ("--by-segment",)):
        both("stat", "--json", *words, *examples, *good)
        both("stat", "--json", *words, *bad, code=1)
    both("verify", bad[-1], code=1)


def check_diffs(examples):
    for words in ((), ("--all",), ("--json", "--all"), ("--summary",)):
        both("diff", "--any", *words, *examples)
        both("diff", *words, examples[0], examples[0])


def random_ranges(rng):
    for _ in range(3000):
        nr = rng.choice((1, 2, 512, 65534, 65535, 65536, 1 << 30, rng.getrandbits(17)))
        nr = max(nr, 1)
        yield rng.randrange(PFN_END - nr + 1), nr, rng.randrange(16)
    yield 0, PFN_END, 15


def write(place, name, data):
    path = os.path.join(place, name)
    with open(path, "wb") as file:
        file.write(data)
    return path


def read(path):
    with open(path, "rb") as file:
        return file.read()


def check_same_file(place, *words):
    """What both write with -o; the bytes."""
    written = []
    for i, command in enumerate(([native], foreign)):
        path = os.path.join(place, f"out-{i}")
        check_run(f"{words}", run(*command, *words, "-o", path), 0, "", "")
        written.append(read(path))
    check(written[0] == written[1], f"{words}: the same file")
    return written[0]


def check_packed(rng, place):
    data = encode(list(random_ranges(rng)))
    path = write(place, "packed", data)
    for form in ("text", "csv"):
        listed = write(place, form, check_same_file(place, "unpack", "-t", form, path))
        back = check_same_file(place, "pack", "--from", form, listed)
        check(back == data, f"unpack | pack is the identity: {form}")
        check_same_file(place, "pack", "--merge", "--from", form, listed)
    scattered = [(rng.randrange(PFN_END), 1, 0) for _ in range(700)]
    path = write(place, "scattered", encode(scattered))
    pfns = check_same_file(place, "unpack", "--to", "u64", path)
    listed = write(place, "u64", pfns)
    back = check_same_file(place, "pack", "--from", "u64", listed)
    check(back == read(path), "unpack | pack is the identity: u64")
    for words in (("list", "--json"), ("list", "--csv"), ("stat",), ("verify",)):
        both(*words, "--raw", os.path.join(place, "packed"))
    bad = bytearray(data)
    bad[17 * 8 + 6] = bad[17 * 8 + 7] = 0
    path = write(place, "bad", bad + encode_page([(1, 1, 1)])[:-8] + b"\xff" * 13)
    for words in (("verify", "--json", "-r"), ("list", "-r"), ("unpack",)):
        both(*words, path, code=1)
    both("pack", code=1, stdin=b"1\n2+\n")


def main():
    seed = int(os.environ.get("PFNPACK_SEED", random.SystemRandom().getrandbits(32)))
    print(f"seed {seed} (PFNPACK_SEED={seed} to repeat)")
    examples = [
        os.path.join(source, "examples", f"{name}.pfncap") for name in ("demo", "sleep")
    ]
    vectors = os.path.join(source, "tests", "capture", "vectors.txt")
    check(read(foreign[-1])[:6] == b"\x7fELF\2\2", "64 bits, big-endian")
    with folder() as place:
        check_captures(examples, vectors, place)
    check_diffs(examples)
    with folder() as place:
        check_packed(random.Random(seed), place)
    print(f"runs compared: {nr_runs}")
    finish()


main()
