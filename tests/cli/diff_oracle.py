# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""pfnpack diff against a comparison made here, OS page by OS page."""
import collections
import json
import os
import re

from support import check, check_run, run

OS_PAGE = 4096
KINDS = {0: "anon", 1: "file", 13: "unread", 14: "swap", 15: "hole"}

LINE = re.compile(
    r"  (\w+) +va \[0x([0-9a-f]+), 0x([0-9a-f]+)\) +os-pages (\d+) +\S+ +"
    r"pfn (\S+(?: 0x[0-9a-f]+\))?) -> (\S+(?: 0x[0-9a-f]+\))?)(?:  (merged|split))?"
)
PROCESS = re.compile(r"process (\d+) .*")


# --- A comparison of its own -------------------------------------------------


def os_pages_of(second, path):
    """(pid, OS page): (segment, tag, PFN) of all that is mapped."""
    with open(path, "rb") as file:
        words = list(second.read_capture(file.read()))
    pages = {}
    for pid, segment, va, nr, tag, pfn in words:
        for i in range(nr):
            pages[pid, va // OS_PAGE + i] = segment, tag, pfn + i
    return pages


def is_memory(page):
    return page is not None and page[1] < 2


def go_on(page, after):
    """Are these two neighbours of one run?"""
    segment, tag, pfn = page
    return after == (segment, tag, pfn + 1)


def is_unread(page):
    return page is not None and page[1] == 13


def verdict_of(a, b):
    if is_unread(a) or is_unread(b):
        return "unread"
    if is_memory(a) and is_memory(b):
        return "same" if a[2] == b[2] else "moved"
    if is_memory(a):
        return "vanished"
    return "appeared" if is_memory(b) else None


def boundary_of(a, b, pid, number):
    """What has become of the end of a run before this OS page."""
    before = [side.get((pid, number - 1)) for side in (a, b)]
    here = [side.get((pid, number)) for side in (a, b)]
    if not all(map(is_memory, before + here)):
        return None
    goes_on = [go_on(*pair) for pair in zip(before, here)]
    if goes_on[0] == goes_on[1]:
        return None
    return "split" if goes_on[0] else "merged"


def text_of(page):
    if page is None:
        return "unmapped"
    return page[2] if is_memory(page) else KINDS[page[1]]


def expected_of(a, b):
    """(pid, OS page): verdict, what A has, what B has, boundary."""
    expected = {}
    for key in a.keys() | b.keys():
        verdict = verdict_of(a.get(key), b.get(key))
        if verdict:
            expected[key] = (
                verdict,
                text_of(a.get(key)),
                text_of(b.get(key)),
                boundary_of(a, b, *key),
            )
    return expected


def states_of(text, nr):
    """What each OS page of a stretch has: its PFN or a word."""
    if not text.startswith("["):
        return [text] * nr
    first, end = (int(number, 16) for number in re.findall("0x([0-9a-f]+)", text))
    check(end - first == nr, f"as many PFNs as OS pages: {text}, {nr}")
    return range(first, first + nr)


def printed_of(text):
    """The same from what has been printed; and the stretches."""
    printed, stretches, pid = {}, [], None
    for line in text.splitlines():
        if PROCESS.match(line):
            pid = int(PROCESS.match(line)[1])
        match = LINE.fullmatch(line)
        if not match:
            continue
        verdict, start, end, nr, a, b, boundary = match.groups()
        first, nr = int(start, 16) // OS_PAGE, int(nr)
        check(int(end, 16) // OS_PAGE - first == nr, f"half-open: {line}")
        for i, states in enumerate(zip(states_of(a, nr), states_of(b, nr))):
            check((pid, first + i) not in printed, f"printed once: {line}")
            printed[pid, first + i] = (verdict, *states, None if i else boundary)
        stretches.append((pid, first, first + nr))
    check(stretches == sorted(stretches), "in the order of addresses")
    return printed, stretches


def check_maximal(a, b, stretches):
    """Neighbours that could have been one line."""
    for (pid, _, end), (next_pid, start, _) in zip(stretches, stretches[1:]):
        if (pid, end) != (next_pid, start):
            continue
        alike = True
        for side in (a, b):
            left, right = side.get((pid, end - 1)), side.get((pid, end))
            if is_memory(left) and is_memory(right):
                alike &= go_on(left, right)
            else:
                alike &= left is None and right is None or bool(
                    left and right and left[:2] == right[:2]
                )
        check(not alike, f"one line at {end * OS_PAGE:x}")


def count_runs(pages):
    return sum(
        is_memory(page)
        and not (
            (pid, number - 1) in pages and go_on(pages[pid, number - 1], page)
        )
        for (pid, number), page in pages.items()
    )


def expected_summary(a, b, expected):
    """Words of the table, without stretches, which check_maximal() is for."""
    counts = collections.Counter()
    for verdict, from_a, to_b, boundary in expected.values():
        counts[verdict] += 1
        counts[boundary] += 1
        if verdict == "vanished":
            counts[f"to {to_b}"] += 1
        if verdict == "appeared":
            counts[f"from {from_a}"] += 1
    counts["in neither"] = len(a.keys() | b.keys()) - len(expected)
    counts["before"], counts["after"] = count_runs(a), count_runs(b)
    return counts


def check_summary(text, counts, what):
    lines = {}
    for line in text.splitlines():
        match = re.match(r" *(\w+(?: \w+)?) +\d+ +(\d+) +(\d+) +\S+$", line)
        if match:
            lines[match[1]] = int(match[2])
            check(int(match[3]) == int(match[2]) * OS_PAGE, f"bytes: {line}")
    for name, nr in lines.items():
        check(nr == counts[name], f"{what}: {name} {nr}, not {counts[name]}")
    for name in ("same", "moved", "vanished", "appeared", "unread", "in neither"):
        check(name in lines, f"{what}: a row for {name}")
    for verdict, start in (("vanished", "to "), ("appeared", "from ")):
        parts = sum(nr for name, nr in lines.items() if name.startswith(start))
        check(parts == lines[verdict], f"{what}: parts of what {verdict}")
    wanted = ", ".join(
        f"{name} {counts[name]}" for name in ("before", "after", "merged", "split")
    )
    check(
        re.search(f"^runs +{wanted}$", text, re.M), f"{what}: no {wanted} in {text}"
    )


# --- JSON -------------------------------------------------------------------


def text_of_state(state):
    if "pfn" not in state:
        return state["kind"]
    return f"[0x{state['pfn']:x}, 0x{state['pfn_end']:x})"


def stretches_of(tree):
    """The same lines as LINE matches, without their sizes."""
    for process in tree["processes"]:
        for segment in process["segments"]:
            for one in segment["stretches"]:
                a, b = text_of_state(one["a"]), text_of_state(one["b"])
                check(one["bytes"] == one["os_pages"] * OS_PAGE, f"bytes: {one}")
                yield (
                    one["verdict"],
                    f"{one['va']:x}",
                    f"{one['va_end']:x}",
                    str(one["os_pages"]),
                    a,
                    b,
                    one.get("boundary"),
                )


def headings_of(tree):
    """PIDs, and starts and ends of segments, of A and of B."""
    for process in tree["processes"]:
        yield [process.get(side, {}).get("pid") for side in "ab"]
        for segment in process["segments"]:
            sides = [segment.get(side, {}) for side in "ab"]
            yield [(side.get("start"), side.get("end")) for side in sides]


def headings_of_text(text):
    """The same, of what is printed."""
    text = text.replace("\n     -> segment", " -> segment")
    for line in text.splitlines():
        pids = [int(pid) for pid in re.findall(r"(?:^| -> )process (\d+) ", line)]
        spans = re.findall(r"(?:^| -> )segment \[(\S+), (\S+)\)", line)
        found = pids or [(int(start, 0), int(end, 0)) for start, end in spans]
        if not found:
            continue
        missing = None if pids else (None, None)
        if line.endswith(": appeared"):
            yield [missing, found[0]]
        elif line.endswith(": vanished"):
            yield [found[0], missing]
        else:
            yield [found[0], found[-1]]


def table_of(summary):
    """The words of the table in the text."""

    def row(name, count):
        return f"{name} {count['stretches']} {count['os_pages']} {count['bytes']}"

    def sums(name, counts):
        return f"{name} " + ", ".join(f"{key} {nr}" for key, nr in counts.items())

    yield from (row(count["verdict"], count) for count in summary["verdicts"])
    yield from (sums(name, summary[name]) for name in ("runs", "segments", "processes"))


def check_json(pfnpack, schema, what, text, words):
    done = run(pfnpack, "diff", "--json", *words)
    check_run(f"{what}, JSON", done, 0, None, "")
    tree = json.loads(done.stdout)
    errors = [error.message for error in schema.iter_errors(tree)]
    check(errors == [], f"{what}: by the schema: {errors}")
    lines = [LINE.fullmatch(line) for line in text.splitlines()]
    wanted = [match.groups() for match in lines if match]
    check(list(stretches_of(tree)) == wanted, f"{what}: stretches as JSON")
    check(
        list(headings_of(tree)) == list(headings_of_text(text)), f"{what}: headings"
    )
    said = re.sub(" +", " ", text)
    for line in table_of(tree["summary"]):
        check(line in said, f"{what}: {line} in {said}")
    sums = [
        sum(count["os_pages"] for count in tree["summary"][name])
        for name in ("kinds", "verdicts")
    ]
    check(sums[0] == sums[1], f"{what}: OS pages of all kinds and verdicts: {sums}")
    return tree


# --- Both -------------------------------------------------------------------


def compare(pfnpack, second, paths, seen, options=(), schema=None):
    """Run diff on two captures; count in seen what occurs."""
    what = os.path.basename(paths[0])
    a, b = (os_pages_of(second, path) for path in paths)
    if options:
        # One process each, which is printed as the first.
        pid = next(iter(a))[0]
        b = {(pid, number): page for (_, number), page in b.items()}
    expected = expected_of(a, b)
    done = run(pfnpack, "diff", "--all", *options, *paths)
    check_run(what, done, 0, None, "")
    printed, stretches = printed_of(done.stdout)
    check(printed == expected, f"{what}: {printed.items() ^ expected.items()}")
    check_maximal(a, b, stretches)
    check_summary(done.stdout, expected_summary(a, b, expected), what)
    for verdict, from_a, to_b, boundary in expected.values():
        seen[verdict, from_a if verdict == "appeared" else None] += 1
        seen[verdict, to_b if verdict == "vanished" else None] += 1
        seen[boundary] += 1

    brief = run(pfnpack, "diff", *options, *paths).stdout
    wanted = {
        key: value for key, value in expected.items() if value[0] != "same" or value[3]
    }
    got = {
        key: value
        for key, value in printed_of(brief)[0].items()
        if value[0] != "same" or value[3]
    }
    check(got == wanted, f"{what}, without --all: {got.items() ^ wanted.items()}")
    table = run(pfnpack, "diff", "--summary", *options, *paths).stdout
    check(done.stdout.endswith(table), f"{what}: --summary is the table")
    check(brief.endswith(table), f"{what}: the same table without --all")
    check(len(table.splitlines()) < 19, f"{what}: --summary is the table only")
    if schema:
        for text, words in ((done.stdout, ["-a"]), (brief, []), (table, ["-s"])):
            check_json(pfnpack, schema, what, text, [*words, *options, *paths])
