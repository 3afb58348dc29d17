# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Which programs have to notice a mutant of which file, the fastest first."""

import re
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
    # File -> what its code needs; the first program, asked "--code" and that,
    # says whether this processor can run it.
    codes: dict = {}


def plain_sources(folder):
    with open("tests/plain/sources.cmake", encoding="utf-8") as file:
        return re.findall(rf"^\s+({folder}/\w+\.c)", file.read(), re.M)


MODEL = plain_sources("tests/model")
CASES = plain_sources("tests/cases")
VECTORS = plain_sources("tests/vectors")
PROPERTIES = plain_sources("tests/property")
BULK = plain_sources("lib")
EXHAUSTIVE = [f"tests/exhaustive/{name}.c" for name in (
    "arrays", "beside", "main", "operations", "reader", "scope", "tiny")]
CAPTURE = ["lib/capture_format.c", "lib/pfnpack.c", "tests/capture/build.c",
           "tests/capture/story.c", "tests/capture/witness.c"]


def cases():
    return Program(
        "cases", ["lib/pfnpack.c", "tests/mutate/run_cases.c"] + CASES +
        VECTORS + MODEL,
        [["docs/format.md"] + sorted(glob("tests/vectors/*.vec"))])


def properties(*begin):
    return Program(
        "properties", ["lib/pfnpack.c", "tests/mutate/run_properties.c"] +
        BULK + PROPERTIES + MODEL,
        [[name] for name in begin or ('',)])


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
BULK_CALLS = Suite(
    ["lib/bulk_append.c", "lib/bulk_expand.c", "lib/bulk_runs.h",
     "lib/bulk_seek.c"],
    [properties("together", "bulk", "index", "loops")])
BULK_LOOPS = Suite(
    ["lib/bulk_avx2.c", "lib/bulk_avx512.c", "lib/bulk_avx512_expand.h",
     "lib/bulk_avx512_lanes.h", "lib/bulk_offsets.h", "lib/bulk_overlap.h",
     "lib/bulk_portable.c", "lib/bulk_words.h"],
    [properties("together", "loops", "bulk", "index")],
    {"lib/bulk_avx2.c": "AVX2", "lib/bulk_offsets.h": "AVX2",
     "lib/bulk_avx512.c": "AVX-512", "lib/bulk_avx512_expand.h": "AVX-512",
     "lib/bulk_avx512_lanes.h": "AVX-512"})
CAPTURE_FILE = Suite(
    ["lib/capture_format.c", "lib/capture_format.h"],
    [capture("vectors", [["check", "tests/capture/vectors.txt",
                          "docs/format.md"]]),
     capture("capture", [[]], "-lcriterion"),
     capture("damage", [[]], "-lcriterion")])

SUITES = [CORE, BULK_CALLS, BULK_LOOPS, CAPTURE_FILE]
FILES = [path for suite in SUITES for path in suite.files]


def suite_of(path):
    return next(suite for suite in SUITES if path in suite.files)
