# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Which programs have to notice a mutant of which file, the fastest first."""

from glob import glob
from typing import NamedTuple


class Program(NamedTuple):
    name: str
    sources: list
    runs: list  # the arguments of each run
    flags: tuple = ("-Iinclude",)
    libraries: tuple = ()


class Suite(NamedTuple):
    files: list
    programs: list


MODEL = ["tests/model/bytes.c", "tests/model/list.c", "tests/model/reader.c"]
CASES = [f"tests/cases/{name}.c" for name in (
    "append", "check", "join", "merge", "read", "rollback", "room", "seal",
    "support", "table")]
VECTORS = [f"tests/vectors/vector_{name}.c" for name in (
    "check", "file", "read")]
PROPERTIES = [f"tests/property/{name}.c" for name in (
    "any_bytes", "beside", "bulk", "hooked", "instants", "lists", "property",
    "random", "writer")]
BULK = [f"lib/bulk_{name}.c" for name in (
    "append", "avx2", "avx512", "portable")]
EXHAUSTIVE = [f"tests/exhaustive/{name}.c" for name in (
    "arrays", "beside", "main", "operations", "reader", "scope", "tiny")]
CAPTURE = ["lib/capture_format.c", "lib/pfnpack.c", "tests/capture/build.c"]


def cases():
    return Program(
        "cases", ["lib/pfnpack.c", "tests/mutate/run_cases.c"] + CASES +
        VECTORS + MODEL,
        [["docs/format.md"] + sorted(glob("tests/vectors/*.vec"))])


def properties(begin=""):
    return Program(
        "properties", ["lib/pfnpack.c", "tests/mutate/run_properties.c"] +
        BULK + PROPERTIES + MODEL, [[begin]])


def exhaustive(slots, pfn_bits, tag_bits, size_bits, runs):
    numbers = (slots, pfn_bits, tag_bits, size_bits)
    name = "-".join(map(str, numbers))
    return Program(
        f"exhaustive-{name}", EXHAUSTIVE + MODEL, runs,
        (f"-Itiny/{name}", f"-DMODEL_SLOTS={slots}",
         f"-DMODEL_PFN_BITS={pfn_bits}", f"-DMODEL_TAGS={1 << tag_bits}",
         f"-DMODEL_SIZES={1 << size_bits}"))


def capture(name, runs, *libraries):
    return Program(f"capture-{name}", CAPTURE + [f"tests/capture/{name}.c"],
                   runs, ("-Iinclude", "-D_GNU_SOURCE"),
                   ("-lxxhash",) + libraries)


CORE = Suite(
    ["lib/pfnpack.c", "lib/pfnpack_env.h"],
    [cases(),
     exhaustive(2, 2, 1, 2, [["operations", "1"], ["beside", "2", "2"],
                             ["arrays", "2"]]),
     exhaustive(4, 2, 1, 2, [["arrays", "1"]]),
     properties()])
BULK_CODEC = Suite(
    ["lib/bulk_append.c", "lib/bulk_portable.c", "lib/bulk_runs.h"],
    [properties("bulk")])
CAPTURE_FILE = Suite(
    ["lib/capture_format.c", "lib/capture_format.h"],
    [capture("vectors", [["check", "tests/capture/vectors.txt",
                          "docs/format.md"]]),
     capture("capture", [[]], "-lcriterion"),
     capture("damage", [[]], "-lcriterion")])

SUITES = [CORE, BULK_CODEC, CAPTURE_FILE]
FILES = [path for suite in SUITES for path in suite.files]


def suite_of(path):
    return next(suite for suite in SUITES if path in suite.files)
