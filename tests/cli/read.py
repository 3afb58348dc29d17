# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""usage: read.py PFNPACK EXAMPLES EXPECTED

What list, stat and verify print: of the shipped captures against texts that
were looked over by hand, and against sums made here from the list; of packed
pages alone (--raw) against known numbers.
"""
import os
import re
import sys

from raw import encode, one_page
from support import check, check_run, finish, folder, run

RUN_LINE = re.compile(
    r"  va \S+ \S+ +pfn (-|\[0x[0-9a-f]+, 0x[0-9a-f]+\)) +os-pages (\d+) +\S+ +(\w+)"
)


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)
    return path


# --- The shipped captures ---------------------------------------------------


def expected_text(folder_of, name):
    with open(os.path.join(folder_of, name), encoding="utf-8") as file:
        return file.read().split("\n", 1)[1]


def check_texts(pfnpack, examples, texts):
    for name in sorted(os.listdir(texts)):
        capture, reader = name.split(".")
        done = run(pfnpack, reader, f"{capture}.pfncap", cwd=examples)
        check_run(name, done, 0, None, "")
        check(
            done.stdout == expected_text(texts, name),
            f"{name} is as expected:\n{done.stdout}",
        )


def runs_of(text):
    """(pfn or None, OS pages, kind) of each run in a list."""
    for line in text.splitlines():
        match = RUN_LINE.fullmatch(line)
        if match:
            pfns, nr, kind = match.groups()
            pfn = None if pfns == "-" else int(pfns[1:].split(",")[0], 16)
            yield pfn, int(nr), kind


def numbers_of(text, start):
    """The numbers in the line of a stat that starts so."""
    for line in text.splitlines():
        if line.startswith(start):
            return [int(n) for n in re.findall(r"\b\d+\b", line[len(start) :])]
    check(False, f"stat has a line {start!r}")
    return []


def size_text(nr_bytes):
    unit = 0
    while nr_bytes >= 1024:
        nr_bytes /= 1024
        unit += 1
    text = f"{int(nr_bytes * 10) / 10:.1f}".removesuffix(".0")
    return text + "BKMGTPE"[unit]


def check_histogram(text, memory):
    orders = {}
    for _, nr, _ in memory:
        orders.setdefault(nr.bit_length() - 1, []).append(nr)
    lines = [line for line in text.splitlines() if " and more " in line]
    check(len(lines) == len(orders), f"histogram: {lines}")
    total = sum(nr for _, nr, _ in memory)
    for line, (order, counts) in zip(lines, sorted(orders.items())):
        words = line.split()[:6]
        wanted = [
            size_text(4096 << order),
            "and",
            "more",
            str(len(counts)),
            size_text(sum(counts) * 4096),
            f"{int(100 * sum(counts) / total + 0.5)}%",
        ]
        check(words == wanted, f"histogram: {words} should be {wanted}")


def check_aligned(text, memory):
    total = sum(nr for _, nr, _ in memory)
    for name, nr_block in (("64K", 16), ("2M", 512), ("1G", 1 << 18)):
        inside = 0
        for pfn, nr, _ in memory:
            blocks = (pfn + nr) // nr_block - -(-pfn // nr_block)
            inside += max(blocks, 0) * nr_block
        share = int(100 * inside / total + 0.5)
        wanted = [name, size_text(inside * 4096), f"{share}%"]
        check(
            wanted in [line.split() for line in text.splitlines()],
            f"aligned: {wanted} in {text}",
        )


def check_sums(pfnpack, path):
    listed = list(runs_of(run(pfnpack, "list", path).stdout))
    text = run(pfnpack, "stat", path).stdout
    for kind in ("anon", "file", "swap", "hole"):
        counts = [nr for _, nr, k in listed if k == kind]
        numbers = numbers_of(text, f"  {kind} ")
        check(
            numbers[:2] == [len(counts), sum(counts)], f"{kind}: {numbers}, {counts}"
        )
    memory = [each for each in listed if each[2] in ("anon", "file")]
    check_histogram(text, memory)
    check_aligned(text, memory)
    total = sum(nr for _, nr, _ in memory)
    check(numbers_of(text, "  struct page *[]") == [8 * total], "struct page")
    check(numbers_of(text, "  phyr ") == [16 * len(memory)], "phyr")
    check(numbers_of(text, "  pfnpack ") == [8 * len(memory)], "pfnpack")


# --- Packed pages alone -----------------------------------------------------


def check_representations(pfnpack, place):
    """Bytes for the same memory, as in the table of the documentation."""
    names = (
        "struct page *[]",
        "bio_vec",
        "scatterlist",
        "pfn_batch",
        "hmm_pfn",
        "phyr",
        "pfnpack",
    )
    scattered = [(0x1000 + 2 * i, 1, 0) for i in range(512)]
    thps = [(0x100000 + 1024 * i, 512, 0) for i in range(512)]
    pairs = [(0x100000 + 3 * i, 2, 0) for i in range(1 << 17)]
    for what, ranges, wanted in (
        ("512 scattered", scattered, (4096, 8192, 16512, 6144, 4096, 8192, 4096)),
        ("a THP", [(0x12400, 512, 0)], (4096, 16, 32, 12, 4096, 16, 8)),
        ("THPs", thps, (2097152, 8192, 16512, 6144, 2097152, 8192, 4096)),
        ("a run of 37", [(0xABCDE, 37, 0)], (296, 16, 32, 12, 296, 16, 8)),
        (
            "runs of 2",
            pairs,
            (2097152, 2097152, 4227328, 1572864, 2097152, 2097152, 1048576),
        ),
        # 1 TiB: lengths of 32 bits take it in pieces below 4 GiB.
        (
            "1 TiB",
            [(0, 1 << 28, 0)],
            (1 << 31, 16 * 257, 32 * (257 + 2), 12, 1 << 31, 16, 16),
        ),
    ):
        path = write(os.path.join(place, "table"), encode(ranges))
        done = run(pfnpack, "stat", "--raw", path)
        check_run(what, done, 0, None, "")
        got = tuple(numbers_of(done.stdout, f"  {name} ")[0] for name in names)
        check(got == wanted, f"{what}: {got} should be {wanted}")


def check_raw_good(pfnpack, place):
    ranges = [(0x12400, 512, 0), (0xABCDE, 37, 1), (0x100000, 1 << 20, 15)]
    data = encode(ranges) + encode([(0, 1, 3)]) + bytes(4096)
    path = write(os.path.join(place, "raw"), data)
    done = run(pfnpack, "list", "--raw", path)
    check_run("list --raw", done, 0, None, "")
    wanted = """\
packed-page 0 slot 0 pfn [0x12400, 0x12600) os-pages 512 tag 0
packed-page 0 slot 1 pfn [0xabcde, 0xabd03) os-pages 37 tag 1
packed-page 0 slot 2 pfn [0x100000, 0x200000) os-pages 1048576 tag 15
packed-page 1 slot 0 pfn [0x0, 0x1) os-pages 1 tag 3
"""
    got = re.sub(" +", " ", done.stdout)
    check(got == wanted, f"list --raw: {got}")
    check_run(
        "verify --raw",
        run(pfnpack, "verify", "--raw", path),
        0,
        f"{path}: OK: OS pages 1049126, ranges 4, packed pages 3\n",
        "",
    )
    done = run(pfnpack, "stat", "-r", path)
    for start, wanted in (
        ("packed pages ", [3]),
        ("descriptors ", [1]),
        ("free slots ", [508 + 511 + 512]),
        ("OS pages ", [1049126]),
        ("  with tag 0 ", [512]),
        ("  with tag 1 ", [37]),
        ("  with tag 3 ", [1]),
        ("  with tag 15 ", [1048576]),
    ):
        check(numbers_of(done.stdout, start) == wanted, f"stat --raw: {start}")
    check("4, 10.00 bytes each" in done.stdout, "a descriptor counts")
    nothing = write(os.path.join(place, "nothing"), b"")
    check_run("no packed page", run(pfnpack, "verify", "--raw", nothing), 0, "OK")
    check_run("no packed page", run(pfnpack, "stat", "--raw", nothing), 0, "0.00")


def check_raw_bad(pfnpack, place):
    good = encode([(0x12400, 512, 0)])
    f08 = encode([(0x1000, 1, 0), ((1 << 44) - 1, 2, 0)])
    f09 = one_page([1 << 48], [7])
    path = write(os.path.join(place, "bad"), good + f08 + good + f09)
    first = "slot 1 of packed page 1: rule F-08: "
    for reader in ("list", "stat", "verify"):
        done = run(pfnpack, reader, "--raw", path)
        check_run(f"{reader} --raw", done, 1, None, f"pfnpack: {path}: {first}")
        second = "slot 511 of packed page 3: rule F-09"
        check_run(f"{reader} --raw", done, 1, None, second)
        check(len(done.stderr.splitlines()) == 2, f"{reader}: {done.stderr}")
    listed = run(pfnpack, "list", "--raw", path).stdout
    check(len(listed.splitlines()) == 4, f"what can be read is listed: {listed}")
    stat = run(pfnpack, "stat", "--raw", path).stdout
    check(numbers_of(stat, "packed pages ") == [2], "bad packed pages do not count")


def check_raw_rules(pfnpack, place):
    """Each rule, with its own words, whoever reads it."""
    word, counted = 1 << 48, 65535 << 48
    good = one_page([word], [])
    for rule, slot, text, bad in (
        (
            "F-05",
            511,
            "no slot is left for the word's size descriptor",
            one_page([word] * 511 + [counted], []),
        ),
        ("F-06", 511, "the size descriptor is below 65535", one_page([counted], [65534])),
        (
            "F-07",
            511,
            "the size descriptor is above 2^44",
            one_page([counted], [(1 << 44) + 1]),
        ),
        (
            "F-08",
            1,
            "the range goes beyond the last PFN",
            one_page([word, word * 2 | (1 << 44) - 1], []),
        ),
        ("F-09", 2, "a slot of the gap is not zero", one_page([word, word, 1], [])),
    ):
        path = write(os.path.join(place, "rule"), good + bad + good)
        message = f"{path}: slot {slot} of packed page 1: rule {rule}: {text} (malformed)"
        for words in (
            ("list", "--raw"),
            ("stat", "--raw"),
            ("map", "--raw"),
            ("verify", "--raw"),
            ("unpack",),
        ):
            done = run(pfnpack, *words, path)
            check_run(f"{words[0]}, {rule}", done, 1, None, f"pfnpack: {message}")
            check(len(done.stderr.splitlines()) == 1, f"{words[0]}, {rule}: one line")


def check_raw_cut(pfnpack, place):
    data = encode([(0x12400, 512, 0)]) * 2
    path = write(os.path.join(place, "cut"), data[:-1])
    for reader in ("list", "stat", "verify"):
        done = run(pfnpack, reader, "--raw", path)
        check_run(f"{reader}, cut", done, 1, None, f"{path}: packed page 1: rule F-01")
        check("(truncated)" in done.stderr, "it is truncated")
    listed = run(pfnpack, "list", "--raw", path).stdout
    check(listed.startswith("packed-page 0 slot 0 "), "what is whole is listed")


def check_caught_in_append(pfnpack, place):
    """F-13: one descriptor whose word is not there yet."""
    hint = "perhaps caught in the middle of an append (F-13)"
    word, big = 1 << 48, 65535 << 48
    for what, data, hinted in (
        ("no word", one_page([], [65535]), True),
        ("the smallest", one_page([word], [65535]), True),
        ("the largest", one_page([word], [1 << 44]), True),
        ("a second one", one_page([big], [70000, 65535]), True),
        ("too small", one_page([word], [65534]), False),
        ("too large", one_page([word], [(1 << 44) + 1]), False),
        ("one slot too low", one_page([word], [65535, 0]), False),
        ("two", one_page([word], [65535, 65535]), False),
        ("another rule", one_page([big], [65534]), False),
    ):
        path = write(os.path.join(place, "caught"), data)
        done = run(pfnpack, "verify", "--raw", path)
        check_run(f"F-13, {what}", done, 1, "", "of packed page 0: rule F-0")
        check((hint in done.stderr) == hinted, f"F-13, {what}: {done.stderr}")
        check(len(done.stderr.splitlines()) == 1, f"F-13, {what}: one line")


def main():
    pfnpack, examples, texts = sys.argv[1:]
    check_texts(pfnpack, examples, texts)
    for name in ("demo", "sleep"):
        check_sums(pfnpack, os.path.join(examples, f"{name}.pfncap"))
    with folder() as place:
        check_representations(pfnpack, place)
        check_raw_good(pfnpack, place)
        check_raw_bad(pfnpack, place)
        check_raw_rules(pfnpack, place)
        check_raw_cut(pfnpack, place)
        check_caught_in_append(pfnpack, place)
    finish()


main()
