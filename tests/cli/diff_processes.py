# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""usage: diff_processes.py PFNPACK INDEPENDENT

pfnpack diff of real processes that have done something meanwhile, against a
comparison made OS page by OS page.
"""
import collections
import os
import subprocess
import sys

from diff_oracle import compare
from support import (
    check,
    check_run,
    finish,
    folder,
    need_pfns,
    run,
    wait_until_stopped,
)

# Waits for a line before each step; says where its memory is.
PROGRAM = """
import ctypes, mmap, os, sys

def address(memory):
    return ctypes.addressof(ctypes.c_char.from_buffer(memory))

def fill(memory, first, end):
    for os_page in range(first, end):
        memory[os_page * mmap.PAGESIZE] = 1

def step(*numbers):
    line = " ".join(str(number) for number in numbers) + os.linesep
    os.write(1, line.encode())  # in one piece: parent and child share the pipe
    sys.stdin.readline()

kept = mmap.mmap(-1, 16 * mmap.PAGESIZE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
gone = mmap.mmap(-1, 16 * mmap.PAGESIZE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
fill(kept, 0, 8)
fill(gone, 0, 16)
place = address(gone)
child = os.fork()
if not child:
    sys.stdin.readline = lambda: os.kill(os.getpid(), 19)
    step(os.getpid(), address(kept), place)
    fill(kept, 0, 4)          # copies on write
    step()
step()
kept.madvise(mmap.MADV_DONTNEED, 6 * mmap.PAGESIZE, 2 * mmap.PAGESIZE)
fill(kept, 12, 14)
gone.close()
step()
"""


class Stepper:
    """The program above; its parent goes on by lines, its child by signals."""

    def __init__(self):
        self.child = None
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.pid = self.process.pid
        try:
            self.begin()
        except BaseException:
            self.end()
            raise

    def begin(self):
        # The child and the parent speak in either order.
        first = [self.process.stdout.readline().split() for _ in range(2)]
        words = next(line for line in first if line)
        self.child, self.kept, self.gone = (int(word) for word in words)
        self.wait_for_child()

    def end(self):
        if self.child:
            os.kill(self.child, 9)
        self.process.kill()
        self.process.wait()

    def wait_for_child(self):
        if not wait_until_stopped(self.child):
            raise ChildProcessError(f"process {self.child} has ended")

    def child_steps(self):
        os.kill(self.child, 18)
        self.process.stdout.readline()
        self.wait_for_child()

    def parent_steps(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        self.process.stdout.readline()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.end()


def capture(pfnpack, place, name, pid):
    path = os.path.join(place, name)
    check_run(
        f"capture {name}", run(pfnpack, "capture", "--pid", pid, "-o", path), 0
    )
    return path


def line_of(text, address):
    """The words of the line whose stretch starts there."""
    for line in text.splitlines():
        if f" va [0x{address:x}, " in line:
            return line.split()
    return [None] * 7


def wrong_copies(pfnpack, second, place, stepper, seen):
    """What the child writes to is copied, the rest stays shared; or not."""
    parent = capture(pfnpack, place, "parent", stepper.pid)
    stepper.child_steps()
    child = capture(pfnpack, place, "child", stepper.child)
    compare(pfnpack, second, (parent, child), seen, ("--any",))
    text = run(pfnpack, "diff", "--all", "--any", parent, child).stdout
    first = line_of(text, stepper.kept)
    if first[0] != "moved":
        yield f"what was written to moved: {text}"
    fifth = line_of(text, stepper.kept + 4 * os.sysconf("SC_PAGESIZE"))
    if fifth[0] != "same":
        yield f"what was not did not: {fifth}"


def wrong_changes(pfnpack, second, place, stepper, seen):
    before = capture(pfnpack, place, "before", stepper.pid)
    stepper.parent_steps()
    after = capture(pfnpack, place, "after", stepper.pid)
    compare(pfnpack, second, (before, after), seen)
    text = run(pfnpack, "diff", before, after).stdout
    size = os.sysconf("SC_PAGESIZE")
    for what, address, verdict, end in (
        ("madvise", stepper.kept + 6 * size, "vanished", "hole"),
        ("munmap", stepper.gone, "vanished", "unmapped"),
        ("write", stepper.kept + 12 * size, "appeared", None),
    ):
        words = line_of(text, address)
        if words[0] != verdict or end is not None and words[-1] != end:
            yield f"{what}: {words}"


def wrong(*arguments):
    with folder() as place, Stepper() as stepper:
        rest = (place, stepper, collections.Counter())
        return [
            *wrong_copies(*arguments, *rest),
            *wrong_changes(*arguments, *rest),
        ]


def main():
    pfnpack, independent = sys.argv[1:]
    need_pfns()
    sys.path.insert(0, independent)
    import second_decoder

    # Between two captures the kernel may move memory, or swap it out.
    for _ in range(3):
        found = wrong(pfnpack, second_decoder)
        if not found:
            break
        print("not as it should be, once more:", *found, sep="\n")
    check(not found, f"three times: {found}")
    finish()


main()
