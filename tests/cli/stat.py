# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""usage: stat.py PFNPACK CAPTURE_VECTORS EXAMPLES

pfnpack stat of several files, by segment and with --cont, against known text
and against what stat says of each file alone.
"""
import os
import re
import sys

from support import check, check_run, finish, folder, run

# Blocks of 64K are 16 OS pages.  In "alike" 32 OS pages are aligned in both
# memories, of 40; "apart" is as long and contiguous, but never aligned alike.
VECTORS = """\
vector good-cont
header 4096
process 7 cat
segment 10000 38000 3 alike
segment 40000 68000 3 apart
segment 70000 80000 3 early
segment 80000 81000 3 a hole
process 8 sh
segment 10000 20000 1
packed
range 110 20 0
range 124 20 0
range 208 40 0
range 320 15 1
range 31f 1 0
range 0 1 15
range 400 16 1
chunk
end
expect good

vector good-large
header 65536
process 7 cat
segment 10000 30000 3
packed
range 11 2 0
chunk
end
expect good
"""

BY_SEGMENT = """\
 bytes runs mean largest 64K 2M 1G 4K 64K segment
process 7 cat
 163840 1 160K 160K 80% 0% 0% 100% 80% segment [0x10000, 0x38000) rw-p alike
 163840 1 160K 160K 80% 0% 0% 100% 0% segment [0x40000, 0x68000) rw-p apart
 65536 2 32K 60K 0% 0% 0% 100% 0% segment [0x70000, 0x80000) rw-p early
process 8 sh
 65536 1 64K 64K 100% 0% 0% 100% 100% segment [0x10000, 0x20000) r--p
"""

# In all 112 OS pages: 32 + 32 + 0 + 16 in 64K of physical memory.
CONT = """\
blocks aligned in virtual memory, too
 4K 448K 100%
 32K 416K 93%
 64K 192K 43%
 2M 0B 0%
"""

COLUMNS = """\
OS page, bytes 4096 65536
processes 2 1
segments 5 1
packed pages 1 1
ranges 7 1
runs of memory 5 1
OS pages, anon 81 2
OS pages, file 31 0
OS pages, swap 0 0
OS pages, hole 1 0
OS pages, unread 0 0

memory in runs of
 1 OS pages and more 4K 1% 0B 0%
 2 OS pages and more 0B 0% 128K 100%
 8 OS pages and more 60K 13% 0B 0%
 16 OS pages and more 64K 14% 0B 0%
 32 OS pages and more 320K 71% 0B 0%

memory in naturally aligned blocks of
 64K 320K 71% 128K 100%
 2M 0B 0% 0B 0%
 1G 0B 0% 0B 0%

memory in blocks aligned in virtual memory, too, of
 4K 448K 100% 128K 100%
 128K 0B 0% 0B 0%

bytes to write this memory down as
 struct page *[] 896 16
 bio_vec 80 16
 scatterlist 160 32
 pfn_batch 60 12
 hmm_pfn 896 16
 phyr 80 16
 pfnpack 40 8
"""


def squeeze(text):
    return re.sub(" +", " ", text)


def check_text(what, done, wanted):
    check_run(what, done, 0, None, "")
    check(squeeze(done.stdout) == wanted, f"{what}:\n{squeeze(done.stdout)}")


def check_known(pfnpack, place):
    path = os.path.join(place, "good-cont.pfncap")
    large = os.path.join(place, "good-large.pfncap")
    sizes = ("--cont", "4096", "--cont=64K")
    check_text(
        "by segment", run(pfnpack, "stat", "-s", *sizes, path), BY_SEGMENT
    )
    two = squeeze(run(pfnpack, "stat", "--by-segment", *sizes, path, path).stdout)
    wanted = f"file {path}\n{BY_SEGMENT}\nfile {path}\n{BY_SEGMENT}"
    check(two == wanted, f"two files by segment:\n{two}")

    alone = run(pfnpack, "stat", path).stdout
    sizes = [word for size in ("4K", "32K", "64K", "2M") for word in ("--cont", size)]
    with_sizes = run(pfnpack, "stat", path, *sizes)
    check_text("--cont", with_sizes, squeeze(alone) + "\n" + CONT)
    wanted = f"[1] {path}\n[2] {large}\n\n [1] [2]\n{COLUMNS}"
    options = ("--cont", "1", "--cont", "128K")
    done = run(pfnpack, "stat", path, large, *options)
    check_text("columns", done, wanted.replace("\n 4K 448K", "\n 1B 448K"))


def check_columns(pfnpack, examples):
    """The figures are those of each file alone."""
    paths = [os.path.join(examples, f"{name}.pfncap") for name in ("demo", "sleep")]
    both = squeeze(run(pfnpack, "stat", *paths, paths[0]).stdout)
    alone = [squeeze(run(pfnpack, "stat", path).stdout) for path in paths]
    for name in ("phyr", "pfnpack", "scatterlist", "hmm_pfn"):
        figures = [re.search(f"^ {name} (\\d+)$", text, re.M)[1] for text in alone]
        wanted = f"\n {name} {figures[0]} {figures[1]} {figures[0]}\n"
        check(wanted in both, f"columns: no {wanted} in {both}")


def check_errors(pfnpack, place):
    path = os.path.join(place, "good-cont.pfncap")
    with open(path, "rb") as file:
        data = file.read()
    cut = os.path.join(place, "cut")
    with open(cut, "wb") as file:
        file.write(data[:-4096])
    missing = os.path.join(place, "missing")
    for files, code, err in (
        ((path, cut), 1, "cut: block 3: rule C-23"),
        ((cut, path), 1, "cut: block 3: rule C-23"),
        ((cut, missing), 2, "missing: No such file"),
        ((missing, cut), 2, "missing: No such file"),
    ):
        check_run("columns", run(pfnpack, "stat", *files), code, "", err)
        check_run("rows", run(pfnpack, "stat", "-s", *files), code, None, err)
    # The last segment goes on behind the cut, for all that is known.
    rows = squeeze(run(pfnpack, "stat", "-s", cut).stdout)
    check("rw-p early\n" in rows and "process 8" in rows and "r--p" not in rows, f"up to the cut: {rows}")
    for what, words, err in (
        ("no file", (), "FILE is missing"),
        ("no power of two", ("--cont", "3K", path), "'3K' is not a size"),
        ("nothing", ("--cont", "0", path), "'0' is not a size"),
        ("no number", ("--cont", "K", path), "'K' is not a size"),
        ("below 0", ("--cont", "-4K", path), "'-4K' is not a size"),
        ("a unit", ("--cont", "4X", path), "'4X' is not a size"),
        ("two units", ("--cont", "4KK", path), "'4KK' is not a size"),
        ("too large", ("--cont", "16777216T", path), "is not a size"),
        ("nine sizes", ("--cont", "4K") * 9 + (path,), "--cont can be given 8"),
        ("raw, two files", ("--raw", path, path), "one FILE at a time with --raw"),
        ("raw, rows", ("--raw", "-s", path), "no virtual addresses"),
        ("raw, --cont", ("-r", "--cont", "4K", path), "no virtual addresses"),
        ("rows, distinct", ("-d", "-s", path), "--distinct is for whole"),
        ("raw, distinct", ("-d", "-r", path), "--distinct is for whole"),
        ("columns, distinct", ("-d", path, path), "one FILE at a time with --dist"),
    ):
        check_run(what, run(pfnpack, "stat", *words), 2, "", err)
    largest = run(pfnpack, "stat", "--cont", "8388608T", path)
    check_run("the largest size", largest, 0, " 8E ", "")


def main():
    pfnpack, program, examples = sys.argv[1:]
    with folder() as place:
        vectors = os.path.join(place, "vectors")
        with open(vectors, "w", encoding="ascii") as file:
            file.write(VECTORS)
        check_run("write", run(program, "write", vectors, place), 0)
        check_known(pfnpack, place)
        check_errors(pfnpack, place)
    check_columns(pfnpack, examples)
    finish()


main()
