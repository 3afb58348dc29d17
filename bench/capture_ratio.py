#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""usage: capture_ratio.py PFNPACK [GIB [ROUNDS]]

A measurement, not a test; needs root, and that much free memory.

Captures of a process against only reading the same pagemap in batches of
1 MiB, run by turns: medians, their ratio, and the peak memory of a capture.
Both are whole processes, from fork to exit; to a file, with its fsync().  The
processor's time (user and system) is what others on the machine disturb least.
Then what 16 TiB of PROT_NONE add to a capture.
"""
import ctypes
import mmap
import os
import statistics
import subprocess
import sys
import tempfile
import time

OS_PAGE = os.sysconf("SC_PAGESIZE")
HERE = os.path.dirname(os.path.abspath(__file__))
MADV_NOHUGEPAGE, MADV_HUGEPAGE, MADV_POPULATE_WRITE = 15, 14, 23
PROT_NONE, PRIVATE_ANONYMOUS_NORESERVE = 0, 0x4022


class Target:
    """A child process that holds some memory."""

    def __init__(self, hold):
        reading, writing = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            hold()
            os.write(writing, b"!")
            while True:
                time.sleep(1000)
        os.close(writing)
        assert os.read(reading, 1) == b"!"
        os.close(reading)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)


kept = []


def hold_memory(nr_bytes, advice):
    held = mmap.mmap(-1, nr_bytes, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    held.madvise(advice)
    held.madvise(MADV_POPULATE_WRITE)
    kept.append(held)
    at = ctypes.addressof(ctypes.c_char.from_buffer(held))
    return at, at + nr_bytes


def hold_scattered(nr_bytes):
    """OS pages that do not follow one another: every second is dropped and
    taken again after all the others."""
    at, end = hold_memory(nr_bytes, MADV_NOHUGEPAGE)
    libc = ctypes.CDLL(None)
    for advice in (mmap.MADV_DONTNEED, MADV_POPULATE_WRITE):
        for dropped in range(at, end, 2 * OS_PAGE):
            libc.madvise(ctypes.c_void_p(dropped), OS_PAGE, advice)


def hold_nothing(nr_bytes):
    libc = ctypes.CDLL(None)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + 4 * [ctypes.c_long]
    libc.mmap(None, nr_bytes, PROT_NONE, PRIVATE_ANONYMOUS_NORESERVE, -1, 0)


def timed(command, stdout):
    """Seconds from fork to exit, and those of a processor."""
    before = time.perf_counter()
    pid = os.posix_spawn(
        command[0],
        command,
        os.environ,
        file_actions=[(os.POSIX_SPAWN_DUP2, stdout, 1)],
    )
    _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - before
    assert status == 0, (command, status)
    return seconds, usage.ru_utime + usage.ru_stime


def peak_kib(command, nr_bytes):
    """Peak memory when it has written nearly all of so many bytes: it waits
    for the rest to be read. (What wait4() tells has the parent's in it.)"""
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        process.stdout.read(max(nr_bytes - 70000, 4096))
        with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
            peak = [line.split()[1] for line in status if line.startswith("VmHWM")]
        process.stdout.read()
    return int(peak[0]) if peak else None


def compare(what, target, reader, captures, rounds):
    """By turns, so that what disturbs one disturbs the other."""
    pid = str(target.pid)
    runs = {"read": [reader, pid]}
    for name, (pfnpack, output) in captures.items():
        runs[name] = [pfnpack, "capture", "--pid", pid, "-o", output]
    seconds = {name: [] for name in runs}
    with open(os.devnull, "wb") as nowhere:
        for _ in range(rounds):
            for name, command in runs.items():
                seconds[name].append(timed(command, nowhere.fileno()))
    print(what)
    for kind, name in enumerate(("from start to end", "of the processor")):
        median = {
            run: statistics.median(took[kind] for took in seconds[run])
            for run in seconds
        }
        print(f"  {name}: read {median['read'] * 1e3:.2f} ms", end="")
        for run in captures:
            ratio = median[run] / median["read"]
            print(f"; to {run} {median[run] * 1e3:.2f} ms, ratio {ratio:.3f}", end="")
        print()
    pfnpack, output = captures["a file"]
    command = [pfnpack, "capture", "--pid", pid, "-o", "-"]
    peak = peak_kib(command, os.path.getsize(output))
    print(f"  peak memory of a capture: {peak or 'not seen, it was too quick'} KiB")


def measure_nothing(pfnpack, rounds):
    medians = []
    for nr_bytes in (OS_PAGE, 16 << 40):
        with Target(lambda: hold_nothing(nr_bytes)) as target:
            command = [pfnpack, "capture", "--pid", str(target.pid), "-o", "-"]
            with open(os.devnull, "wb") as nowhere:
                took = [timed(command, nowhere.fileno())[0] for _ in range(rounds)]
        medians.append(statistics.median(took))
    print(f"16 TiB of PROT_NONE add {(medians[1] - medians[0]) * 1e3:.3f} ms")


def main():
    pfnpack = os.path.abspath(sys.argv[1])
    gib = int(sys.argv[2]) if len(sys.argv) > 2 else 4
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 15
    nr_bytes = gib << 30
    with tempfile.TemporaryDirectory() as folder:
        reader = os.path.join(folder, "read_pagemap")
        source = os.path.join(HERE, "read_pagemap.c")
        subprocess.run(["cc", "-O2", "-o", reader, source], check=True)
        captures = {
            "standard output": (pfnpack, "-"),
            "a file": (pfnpack, os.path.join(folder, "capture")),
        }
        for what, hold in (
            ("huge pages", lambda: hold_memory(nr_bytes, MADV_HUGEPAGE)),
            ("single OS pages", lambda: hold_memory(nr_bytes, MADV_NOHUGEPAGE)),
            ("scattered OS pages", lambda: hold_scattered(nr_bytes)),
        ):
            with Target(hold) as target:
                compare(f"{gib} GiB of {what}", target, reader, captures, rounds)
    measure_nothing(pfnpack, rounds)


main()
