# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""usage: vectors.py PFNPACK CAPTURE_VECTORS VECTORS

The command's verdict and message on the files of tests/capture/vectors.txt.
"""
import os
import re
import sys

from support import check, check_run, finish, folder, run


def place_of(words, file, class_name, rule):
    """How the message begins, from an expectation."""
    if words[0] == "block":
        where = f"block {words[1]}"
    elif words[0] == "packed":
        where = f"packed page {words[1]} (block "
    else:
        where = f"slot {words[1]} of packed page {words[3]}"
    return f"pfnpack: {file}: {where}", f"rule {rule}: ", f" ({class_name})\n"


def check_bad(pfnpack, file, expect, text):
    class_name, rule, *words = expect.split()
    pieces = place_of(words, file, class_name, rule)
    for reader in ("verify", "list", "map", "stat"):
        done = run(pfnpack, reader, file)
        what = f"{reader} {os.path.basename(file)}"
        check_run(what, done, 1, None, pieces[0])
        check_run(what, done, 1, None, pieces[1] + text)
        check_run(what, done, 1, "" if reader == "verify" else None, pieces[2])


def check_good(pfnpack, file):
    done = run(pfnpack, "verify", file)
    check_run(f"verify {file}", done, 0, f"{file}: OK: processes ", "")
    check(len(done.stdout.splitlines()) == 1, f"{file}: one line")
    for reader in ("list", "stat"):
        check_run(f"{reader} {file}", run(pfnpack, reader, file), 0, None, "")


JOINED = """\
process 7 cat
segment [0x10000, 0x14000) rw-p [heap]
 va [0x10000, 0x12000) pfn [0x12400, 0x12402) os-pages 2 8K anon
 va [0x12000, 0x14000) pfn - os-pages 2 8K hole
segment [0x20000, 0x30000) r--p /bin/cat
 va [0x20000, 0x28000) pfn [0x500, 0x508) os-pages 8 32K file
 va [0x28000, 0x30000) pfn - os-pages 8 32K swap
segment [0x40000, 0x42000) ---s
 va [0x40000, 0x42000) pfn [0x600, 0x602) os-pages 2 8K file
process 8 sh
segment [0x10000, 0x11000) r-xp [stack]
 va [0x10000, 0x11000) pfn [0x700, 0x701) os-pages 1 4K anon
"""


def check_joined(pfnpack, place):
    """A run goes on in the next chunk; swap and two processes, too."""
    done = run(pfnpack, "list", os.path.join(place, "good-two-chunks.pfncap"))
    got = re.sub(" +", " ", done.stdout)
    check(got == JOINED, f"good-two-chunks is listed:\n{got}")


def main():
    pfnpack, program, vectors = sys.argv[1:]
    with folder() as place:
        check_run("write", run(program, "write", vectors, place), 0)
        with open(os.path.join(place, "expected"), encoding="utf-8") as expected:
            lines = expected.read().splitlines()
        for line in lines:
            name, expect, text = line.split("|")
            file = os.path.join(place, f"{name}.pfncap")
            if expect == "good":
                check_good(pfnpack, file)
            else:
                check_bad(pfnpack, file, expect, text)
        check_joined(pfnpack, place)
    check(len(lines) > 100, "vectors have been run")
    print(f"vectors {len(lines)}")
    finish()


main()
