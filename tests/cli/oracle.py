# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""usage: oracle.py PFNPACK DEMO_PROCESS

Captures of stopped processes against an independent reading of
/proc/PID/maps and /proc/PID/pagemap, OS page by OS page; and two captures of
each against one another (C-24).
"""
import os
import re
import subprocess
import sys

from support import (
    OS_PAGE,
    Demo,
    check,
    check_run,
    finish,
    folder,
    need_pfns,
    pagemap_entry,
    run,
)

WIDE_BYTES = 200 << 20
WIDE_STEP = 7 << 20

MAPS_LINE = re.compile(
    rb"([0-9a-f]+)-([0-9a-f]+) (....) [0-9a-f]+ [0-9a-f]+:[0-9a-f]+ [0-9]+ *(.*)"
)
SEGMENT_LINE = re.compile(
    r"segment \[0x([0-9a-f]+), 0x([0-9a-f]+)\) (....) ?(.*)"
)
RUN_LINE = re.compile(
    r"  va \[0x([0-9a-f]+), 0x([0-9a-f]+)\) +"
    r"pfn (?:-|\[0x([0-9a-f]+), 0x([0-9a-f]+)\)) +"
    r"os-pages ([0-9]+) +(\S+) +(anon|file|swap|hole)"
)


def read_maps(pid):
    with open(f"/proc/{pid}/maps", "rb") as maps:
        for line in maps.read().splitlines():
            start, end, perms, name = MAPS_LINE.fullmatch(line).groups()
            if name != b"[vsyscall]":
                yield (
                    int(start, 16),
                    int(end, 16),
                    perms.decode(),
                    name.decode(errors="surrogateescape"),
                )


def what_stands_behind(fd, os_page):
    entry = pagemap_entry(fd, os_page)
    if entry >> 63 & 1:
        return ("file" if entry >> 61 & 1 else "anon", entry & (1 << 55) - 1)
    return ("swap" if entry >> 62 & 1 else "hole", None)


def read_truth(pid):
    """Segments, and kind and PFN of each OS page by its number."""
    segments = list(read_maps(pid))
    os_pages = {}
    fd = os.open(f"/proc/{pid}/pagemap", os.O_RDONLY)
    for start, end, _, _ in segments:
        for os_page in range(start // OS_PAGE, end // OS_PAGE):
            os_pages[os_page] = what_stands_behind(fd, os_page)
    os.close(fd)
    return segments, os_pages


def run_words(line):
    match = RUN_LINE.fullmatch(line)
    check(match is not None, f"a line of the list: {line!r}")
    start, end, first, last, nr, size, kind = match.groups()
    first = None if first is None else int(first, 16)
    start, end, nr = int(start, 16), int(end, 16), int(nr)
    check(end - start == nr * OS_PAGE, f"addresses and OS pages: {line}")
    check(
        first is None or int(last, 16) - first == nr, f"PFNs: {line}"
    )
    return start, nr, first, kind


def read_list(text):
    """The same from what the command prints; runs have to be maximal."""
    segments, os_pages = [], {}
    before = None
    for line in text.splitlines()[1:]:
        segment = SEGMENT_LINE.fullmatch(line)
        if segment:
            start, end, perms, name = segment.groups()
            segments.append((int(start, 16), int(end, 16), perms, name))
            before = None
            continue
        start, nr, first, kind = run_words(line)
        check(
            before is None or before != (start, kind, first),
            f"should have been joined to the run before: {line}",
        )
        for i in range(nr):
            pfn = None if first is None else first + i
            os_pages[start // OS_PAGE + i] = (kind, pfn)
        before = (
            start + nr * OS_PAGE,
            kind,
            None if first is None else first + nr,
        )
    return segments, os_pages


def kinds_of(part, os_pages):
    start, end, _ = part
    return [os_pages[n] for n in range(start // OS_PAGE, end // OS_PAGE)]


def huge_blocks(kinds):
    nr_block = (2 << 20) // OS_PAGE
    found = 0
    for at in range(0, len(kinds), nr_block):
        pfns = [pfn for _, pfn in kinds[at : at + nr_block]]
        found += None not in pfns and pfns[0] % nr_block == 0 and pfns == list(
            range(pfns[0], pfns[0] + nr_block)
        )
    return found


def check_kinds(demo, os_pages):
    """The comparison is worth something only if each kind has occurred."""
    parts = demo.parts
    for name, kind in (
        ("anon-4k", "anon"),
        ("thp", "anon"),
        ("shmem", "file"),
        ("file", "file"),
        ("none", "hole"),
    ):
        kinds = {kind for kind, _ in kinds_of(parts[name], os_pages)}
        check(kinds == {kind}, f"{name} is all {kind}: {kinds}")
    holes = [kind for kind, _ in kinds_of(parts["holes"], os_pages)]
    check(holes == ["anon", "hole"] * (len(holes) // 2), f"holes: {holes}")
    if "NO HUGE" in parts["thp"][2]:
        print("*** NOT TESTED: huge pages; the kernel gave none ***")
    else:
        nr = huge_blocks(kinds_of(parts["thp"], os_pages))
        check(nr >= 1, "a huge page is one aligned run")
        print(f"huge pages seen: {nr}")


def capture(pfnpack, pid, path):
    done = run(pfnpack, "capture", "--pid", pid, "-o", path)
    check_run("capture", done, 0, "", "")
    with open(path, "rb") as file:
        return file.read()


def look(pfnpack, pid, path):
    """The truth, or None when the list or a second capture differ from it."""
    first = capture(pfnpack, pid, path)
    truth = read_truth(pid)
    same = first == capture(pfnpack, pid, path)
    done = run(pfnpack, "list", path)
    check_run("list", done, 0, f"process {pid} ", "")
    check_run("verify", run(pfnpack, "verify", path), 0, ": OK: ", "")
    return truth if same and truth == read_list(done.stdout) else None


def compare(pfnpack, pid):
    """Segments and OS pages, on which all agree."""
    with folder() as place:
        # The kernel may move memory (compaction) between two looks at it.
        for _ in range(3):
            truth = look(pfnpack, pid, os.path.join(place, "capture"))
            if truth:
                print(f"segments {len(truth[0])}, OS pages {len(truth[1])} agree")
                return truth
            print("they differ; looking again")
    check(False, "list, pagemap and a second capture agree")
    finish()
    return None


def clip(segments, ranges):
    """What of the segments lies in ranges, which neither overlap nor adjoin."""
    for start, end, perms, name in segments:
        for first, last in ranges:
            if max(start, first) < min(end, last):
                yield max(start, first), min(end, last), perms, name


def ranges_of(segments):
    """From the middle of a segment to that of another, a hole, one OS page."""
    big = [s for s in segments if s[1] - s[0] >= 8 * OS_PAGE]
    first, second, third = big[0], big[len(big) // 2], big[-1]
    return (
        (first[0] + 2 * OS_PAGE, second[0] + 3 * OS_PAGE),
        (second[0] + 5 * OS_PAGE, second[0] + 6 * OS_PAGE),
        (third[1] - OS_PAGE, third[1] + (1 << 20)),
    )


def look_at_ranges(pfnpack, pid, path, ranges):
    words = [
        f"--range={a:#x}-{b:#x}" if i % 2 else f"--range={a}-{b}"
        for i, (a, b) in enumerate(reversed(ranges))
    ]
    done = run(pfnpack, "capture", "--pid", pid, *words, "-o", path)
    check_run("capture of ranges", done, 0, "", "")
    segments, os_pages = read_truth(pid)
    clipped = list(clip(segments, ranges))
    wanted = {
        n: os_pages[n]
        for start, end, _, _ in clipped
        for n in range(start // OS_PAGE, end // OS_PAGE)
    }
    check_run("verify", run(pfnpack, "verify", path), 0, ": OK: ", "")
    return (clipped, wanted) == read_list(run(pfnpack, "list", path).stdout)


def check_ranges(pfnpack, pid):
    ranges = ranges_of(list(read_maps(pid)))
    with folder() as place:
        path = os.path.join(place, "ranges")
        good = any(look_at_ranges(pfnpack, pid, path, ranges) for _ in range(3))
        check(good, "what lies in the ranges, and nothing else")
        # Nothing is mapped at the start of the address space.
        words = ("--range=0-4096", "-o", path)
        done = run(pfnpack, "capture", "--pid", pid, *words)
        check_run("an empty range", done, 0, "", "nothing is mapped in the range")
        listed = run(pfnpack, "list", path).stdout
        check(listed.count("\n") == 1, f"a process without segments: {listed}")


def wide_program(path):
    """More than a batch of pagemap, memory far in; a name to be escaped."""
    return f"""
import mmap, os, signal
wide = mmap.mmap(-1, {WIDE_BYTES}, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
wide.madvise(mmap.MADV_NOHUGEPAGE)
for at in range(0, {WIDE_BYTES}, {WIDE_STEP}):
    wide[at] = 1
with open({path!r}, "w+b") as file:
    file.write(bytes(8192))
    file.flush()
    mapped = mmap.mmap(file.fileno(), 8192, mmap.MAP_SHARED)
mapped[0] = 1
os.kill(os.getpid(), signal.SIGSTOP)
"""


def check_wide(pfnpack):
    with folder() as place:
        path = os.path.join(place, "two  blanks\nand a line")
        process = subprocess.Popen([sys.executable, "-c", wide_program(path)])
        os.waitpid(process.pid, os.WUNTRACED)
        segments, os_pages = compare(pfnpack, process.pid)
        process.kill()
        process.wait()
    wide = [s for s in segments if s[1] - s[0] >= WIDE_BYTES]
    check(len(wide) == 1, f"the wide segment is there: {wide}")
    touched = [n for n in range(wide[0][0], wide[0][1], OS_PAGE)
               if os_pages[n // OS_PAGE][0] == "anon"]
    check(len(touched) >= WIDE_BYTES // WIDE_STEP, f"touched: {len(touched)}")
    names = [s[3] for s in segments if "two  blanks" in s[3]]
    check(len(names) == 1 and "\\012and" in names[0], f"odd name: {names}")


def main():
    pfnpack, program = sys.argv[1:]
    need_pfns()
    with Demo(program) as demo:
        _, os_pages = compare(pfnpack, demo.pid)
        check_kinds(demo, os_pages)
        check_ranges(pfnpack, demo.pid)
    check_wide(pfnpack)
    finish()


main()
