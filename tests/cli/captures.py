# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""usage: captures.py PFNPACK DEMO_PROCESS

Where captures go, and that nothing is left of one that fails.
"""
import fcntl
import os
import re
import resource
import signal
import stat
import subprocess
import sys
import time

from support import (
    BLOCK,
    OS_PAGE,
    Demo,
    Terminal,
    check,
    check_run,
    finish,
    folder,
    need_pfns,
    run,
    wait_until_stopped,
)

# Memory that takes no room: the zero page, a word for each time it is mapped.
# So many words fill three chunks.
NR_WORDS = 700000
# Address space that would take seconds to read.
WIDE_BYTES = 1 << 44


def start_python(program):
    """A process that says when it is ready, and waits."""
    process = subprocess.Popen(
        [sys.executable, "-c", f"import mmap, os, sys\n{program}\n"
         "print('ready', flush=True)\nsys.stdin.read()\n"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    check(process.stdout.readline() == "ready\n", "the process runs")
    return process


def end(process):
    process.kill()
    process.communicate()


def long_process():
    """Its capture is longer than a pipe, however large, can hold."""
    populate_read = 22
    return start_python(
        f"long = mmap.mmap(-1, {NR_WORDS * OS_PAGE}, mmap.MAP_PRIVATE | "
        "mmap.MAP_ANONYMOUS, mmap.PROT_READ)\n"
        "long.madvise(mmap.MADV_NOHUGEPAGE)\n"
        f"long.madvise({populate_read})"
    )


def wide_process():
    """A process with much address space and little memory."""
    return start_python(
        "import ctypes\n"
        "libc = ctypes.CDLL(None)\n"
        "libc.mmap.restype = ctypes.c_void_p\n"
        "libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + 4 * [ctypes.c_long]\n"
        "none, private_anonymous_noreserve = 0, 0x4022\n"
        f"at = libc.mmap(None, {WIDE_BYTES}, none, private_anonymous_noreserve, -1, 0)\n"
        "assert at != ctypes.c_void_p(-1).value\n"
    )


# PID of the process that most captures are of.
known = None


def capture(pfnpack, output, *words, **options):
    words = words or ("--pid", known)
    return run(pfnpack, "capture", *words, "-o", output, **options)


def is_kernel_thread(pid):
    try:
        with open(f"/proc/{pid}/comm", encoding="ascii") as comm:
            return comm.read() == "kthreadd\n"
    except OSError:
        return False


def check_no_process(pfnpack, place):
    process = subprocess.Popen(["true"])
    process.wait()
    path = os.path.join(place, "x")
    for what, pid, err in (
        ("a PID that is no more", process.pid, f"there is no process {process.pid}"),
        ("the highest PID", 2**31 - 1, "there is no process 2147483647"),
    ):
        check_run(what, capture(pfnpack, path, "--pid", str(pid)), 2, "", err)
    zombie = subprocess.Popen(["true"])
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
    done = capture(pfnpack, path, "--pid", str(zombie.pid))
    check_run("a zombie", done, 2, "", f"process {zombie.pid} has no memory")
    zombie.wait()
    if is_kernel_thread(2):
        done = capture(pfnpack, path, "--pid", "2")
        check_run("a kernel thread", done, 2, "", "kernel thread")
    else:
        print("*** NOT TESTED: a kernel thread; none is in sight ***")
    check(os.listdir(place) == [], "nothing is left of them")


def fifo_stays(pfnpack, place):
    """To a named pipe, which is not replaced by a file."""
    fifo = os.path.join(place, "fifo")
    os.mkfifo(fifo)
    with subprocess.Popen([pfnpack, "verify", fifo], stdout=subprocess.PIPE) as reader:
        done = capture(pfnpack, fifo)
        stays = stat.S_ISFIFO(os.lstat(fifo).st_mode)
        if not stays:
            reader.kill()
        # Not left to the end of the block, which would close its output first.
        reader.communicate()
    check_run("a named pipe", done, 0, "", "")
    check(stays, "a named pipe stays one")
    check(not stays or reader.returncode == 0, "what came through is good")
    os.unlink(fifo)
    return stays


def check_outputs(pfnpack, place):
    # These tests run as root: what would replace a pipe would replace /dev/full.
    if not fifo_stays(pfnpack, place):
        return
    missing = os.path.join(place, "missing", "x")
    for what, output, err in (
        ("a missing folder", missing, f"{missing}: No such file or directory"),
        ("a folder", place, f"{place}: Is a directory"),
        ("a full disk", "/dev/full", "/dev/full: No space left on device"),
    ):
        check_run(what, capture(pfnpack, output), 2, "", err)
    check(stat.S_ISCHR(os.stat("/dev/full").st_mode), "a device stays one")
    check(os.listdir(place) == [], "nothing is left of them")
    check_run("a device", capture(pfnpack, "/dev/null"), 0, "", "")
    check(stat.S_ISCHR(os.stat("/dev/null").st_mode), "a device stays one")


def check_file(pfnpack, place):
    path = os.path.join(place, "file")
    check_run("a new file", capture(pfnpack, path), 0, "", "")
    check(stat.S_IMODE(os.stat(path).st_mode) == 0o600, "only its owner reads it")
    check(os.path.getsize(path) % BLOCK == 0, "whole blocks")
    before = os.stat(path).st_ino
    link = os.path.join(place, "link")
    os.symlink("file", link)
    check_run("a symbolic link", capture(pfnpack, link), 0, "", "")
    check(os.readlink(link) == "file", "a symbolic link stays one")
    check(os.stat(path).st_ino != before, "what it refers to is replaced")
    check_run("it", run(pfnpack, "verify", link), 0, "OK", "")
    here = run(pfnpack, "capture", "-p", known, "-o", "here", cwd=place)
    check_run("a file in the current folder", here, 0, "", "")
    check(
        sorted(os.listdir(place)) == ["file", "here", "link"],
        f"no other files: {os.listdir(place)}",
    )


def check_pipe(pfnpack):
    done = run(
        "sh",
        "-c",
        '"$1" capture --pid "$2" -o - | "$1" verify -',
        "sh",
        pfnpack,
        known,
    )
    check_run("through a pipe", done, 0, "-: OK: processes 1, ", "")
    reading, writing = os.pipe()
    os.close(reading)
    done = capture(pfnpack, "-", stdout=writing)
    os.close(writing)
    check_run("a closed pipe", done, -signal.SIGPIPE, None, "")


def check_too_large(pfnpack, place):
    """No room in the middle of it: what was there before stays."""
    path = os.path.join(place, "kept")
    with open(path, "w", encoding="ascii") as file:
        file.write("before")
    done = capture(
        pfnpack,
        path,
        preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_FSIZE, (2 * BLOCK, 2 * BLOCK)
        ),
    )
    check_run("a file that grows too large", done, 2, "", "File too large")
    with open(path, encoding="ascii") as file:
        check(file.read() == "before", "what was there before stays")
    check(os.listdir(place) == ["kept"], f"no other files: {os.listdir(place)}")


class Stalled:
    """A capture to a pipe that nobody has read from yet."""

    def __init__(self, pfnpack, *words, skip=0, **options):
        reading, writing = os.pipe()
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, BLOCK)
        self.process = subprocess.Popen(
            [pfnpack, "capture", *words, "-o", "-"],
            stdout=writing,
            **{"stderr": subprocess.PIPE, **options},
        )
        os.close(writing)
        self.reading = os.fdopen(reading, "rb")
        # The header, and then the first chunk is on its way.
        self.begin = self.reading.read(BLOCK + 1 + skip)

    def rest(self, path):
        """Let it come to its end; the file, exit code and messages."""
        with self.reading, open(path, "wb") as file:
            file.write(self.begin + self.reading.read())
        err = self.process.stderr.read().decode() if self.process.stderr else ""
        if self.process.stderr:
            self.process.stderr.close()
        return self.process.wait(timeout=60), err


def list_tail(pfnpack, path):
    return run(pfnpack, "list", path).stdout.splitlines()[-2:]


def check_ended_early(pfnpack, what, path, end):
    """Whole and good; its last segment was not read to the end."""
    check_run(what, run(pfnpack, "verify", path), 0, f"; {end}\n", "")
    listed = list_tail(pfnpack, path)
    check(listed[0].endswith("  unread"), f"{what}: unread: {listed}")
    check(listed[1] == f"end: {end}", f"{what}: the end: {listed}")
    stat = run(pfnpack, "stat", "--distinct", path).stdout
    check(f"end              {end}\n" in stat, f"{what}: stat: {stat}")
    unread = re.search(r"^  unread +1 +([0-9]+) ", stat, re.M)
    anon = re.search(r"^  anon +[0-9]+ +([0-9]+) ", stat, re.M)
    check(unread and 0 < int(unread[1]) < NR_WORDS, f"{what}: unread: {stat}")
    # The first chunk was full of it.
    check(anon and int(anon[1]) > 200000, f"{what}: what was read is there")


def check_interrupted(pfnpack, place):
    path = os.path.join(place, "early")
    process = long_process()
    for number, text in ((signal.SIGINT, "Interrupt"), (signal.SIGTERM, "Terminated")):
        stalled = Stalled(pfnpack, "--pid", str(process.pid))
        stalled.process.send_signal(number)
        code, err = stalled.rest(path)
        check(code == 2, f"exit code {code} after {text}")
        check(f"interrupted ({text})" in err, f"it says so: {err}")
        check(len(err.splitlines()) == 1, f"in one line: {err}")
        check_ended_early(pfnpack, text, path, "interrupted")
    # Not those after it, either.
    stalled = Stalled(pfnpack, "--pid", str(process.pid), "--pid", known)
    stalled.process.send_signal(signal.SIGINT)
    code, _ = stalled.rest(path)
    check(code == 2, "two processes, exit code")
    check("processes 1, " in run(pfnpack, "verify", path).stdout, "not the second")
    end(process)


def check_ignored(pfnpack, place):
    """A signal that was ignored stays so, as for a job in the background."""
    path = os.path.join(place, "whole")
    process = long_process()
    stalled = Stalled(
        pfnpack,
        "--pid",
        str(process.pid),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )
    stalled.process.send_signal(signal.SIGINT)
    code, err = stalled.rest(path)
    check(code == 0 and err == "", f"an ignored signal: {code} {err}")
    check("interrupt" not in run(pfnpack, "verify", path).stdout, "it is whole")
    end(process)


def stop_while_it_runs(pfnpack, process, place):
    """A capture to a file, stopped while there is only a temporary file."""
    path = os.path.join(place, "file")
    end = time.monotonic() + 60
    while time.monotonic() < end:
        # The one that waits for the file is to see it first.
        capturing = subprocess.Popen(
            [pfnpack, "capture", "--pid", str(process.pid), "-o", path],
            preexec_fn=lambda: os.nice(19),
            stderr=subprocess.PIPE,
            text=True,
        )
        while not os.listdir(place) and capturing.poll() is None:
            pass
        capturing.send_signal(signal.SIGSTOP)
        # Until then it may go on with what it is at, which may be its end.
        stopped = wait_until_stopped(capturing.pid)
        names = os.listdir(place)
        if stopped and len(names) == 1 and names[0] != "file":
            check(names[0].startswith("file."), f"a temporary file: {names}")
            return capturing
        # It was too quick.
        capturing.send_signal(signal.SIGCONT)
        capturing.communicate()
        if "file" in os.listdir(place):
            os.unlink(path)
    return None


def check_ended(pfnpack, process, place, numbers):
    capturing = stop_while_it_runs(pfnpack, process, place)
    if not capturing:
        check(False, f"signals {numbers}: captures are too quick")
        return
    for number in numbers:
        capturing.send_signal(number)
    capturing.send_signal(signal.SIGCONT)
    _, err = capturing.communicate(timeout=60)
    check(-capturing.returncode in numbers, f"ended by {numbers}")
    check(err == "", f"nothing to say at {numbers}: {err}")
    check(os.listdir(place) == [], f"nothing is left after {numbers}")


def check_signals(pfnpack, place):
    process = long_process()
    check_ended(pfnpack, process, place, [signal.SIGHUP])
    # Both wait for it when it goes on: the second ends it at once.
    check_ended(pfnpack, process, place, [signal.SIGINT, signal.SIGTERM])
    end(process)


def check_exit(pfnpack, place):
    """The process exits while it is captured."""
    path = os.path.join(place, "exit")
    process = long_process()
    stalled = Stalled(pfnpack, "--pid", str(process.pid))
    end(process)
    code, err = stalled.rest(path)
    check(code == 2, "what was asked for could not be done in full")
    check(f"process {process.pid} has exited while" in err, f"it says so: {err}")
    check_ended_early(pfnpack, "exit", path, "something was missed")


def longest_segment(pid):
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps:
        spans = [line.split()[0].split("-") for line in maps]
    return max(
        ((int(start, 16), int(end, 16)) for start, end in spans),
        key=lambda span: span[1] - span[0],
    )


def check_exit_at_the_end(pfnpack, place):
    """All has been read, and is being written: only the second look tells."""
    path = os.path.join(place, "exit")
    process = long_process()
    start, _ = longest_segment(process.pid)
    # More than the first chunk holds, no more than is read until it is full.
    words = ("--range", f"{start:#x}-{start + 257000 * OS_PAGE:#x}")
    stalled = Stalled(pfnpack, "--pid", str(process.pid), *words)
    end(process)
    code, err = stalled.rest(path)
    check(code == 2 and "has exited while" in err, f"it says so: {code} {err}")
    done = run(pfnpack, "verify", path)
    check_run("exit at the end", done, 0, "; something was missed\n", "")


def check_exit_between(pfnpack, place):
    """With a second process, which is captured all the same."""
    path = os.path.join(place, "exit")
    process = long_process()
    stalled = Stalled(pfnpack, "--pid", str(process.pid), "-p", known)
    end(process)
    code, err = stalled.rest(path)
    check(code == 2 and "has exited while" in err, f"it says so: {code} {err}")
    done = run(pfnpack, "verify", path)
    check_run("exit of one", done, 0, "OK: processes 2, ", "")
    check("something was missed\n" in done.stdout, "it is marked")


def check_changed(pfnpack, place):
    """Maps that change while they are captured."""
    path = os.path.join(place, "changed")
    process = start_python(
        "long = mmap.mmap(-1, 700000 * 4096, mmap.MAP_PRIVATE | "
        "mmap.MAP_ANONYMOUS, mmap.PROT_READ)\n"
        "long.madvise(mmap.MADV_NOHUGEPAGE)\nlong.madvise(22)\n"
        "print('ready', flush=True)\nsys.stdin.readline()\n"
        "more = mmap.mmap(-1, 12345 * 4096, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)"
    )
    stalled = Stalled(pfnpack, "--pid", str(process.pid))
    process.stdin.write("go on\n")
    process.stdin.flush()
    check(process.stdout.readline() == "ready\n", "it has mapped more")
    code, err = stalled.rest(path)
    check(code == 0, "it goes on")
    check(f"maps of process {process.pid} changed" in err, f"it says so: {err}")
    done = run(pfnpack, "verify", path)
    check_run("changed", done, 0, "; something was missed\n", "")
    end(process)


def peak_kib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return None


def check_memory(pfnpack, place):
    """Memory does not depend on how much there is to capture."""
    process = long_process()
    # Into the third chunk.
    stalled = Stalled(pfnpack, "--pid", str(process.pid), skip=1200 * BLOCK)
    peak = peak_kib(stalled.process.pid)
    print(f"peak: {peak} KiB")
    # Long enough for progress, but this is no terminal.
    time.sleep(0.25)
    # Room for a sanitizer.
    check(peak is not None and peak < 64 << 10, "memory is constant")
    code, err = stalled.rest(os.path.join(place, "whole"))
    check(code == 0 and err == "", f"it ends well: {code} {err}")
    end(process)


def check_wide(pfnpack, place):
    """A hole takes neither time nor room, however wide it is."""
    path = os.path.join(place, "wide")
    process = wide_process()
    before = time.monotonic()
    done = capture(pfnpack, path, "--pid", str(process.pid))
    print(f"{WIDE_BYTES >> 40} TiB of nothing: {time.monotonic() - before:.3f} s")
    check_run("much address space", done, 0, "", "")
    check(os.path.getsize(path) < 1 << 20, "it takes no room")
    hole = f"os-pages {WIDE_BYTES // OS_PAGE} "
    check(hole in run(pfnpack, "list", path).stdout, "it is one hole")
    end(process)


def processes_of(pfnpack, path):
    listed = run(pfnpack, "list", path).stdout
    return [int(pid) for pid in re.findall(r"^process ([0-9]+) ", listed, re.M)]


def check_several(pfnpack, place):
    path = os.path.join(place, "several")
    gone = subprocess.Popen(["true"])
    gone.wait()
    pids = ["--pid", str(os.getpid()), "--pid", known]
    check_run("two processes", capture(pfnpack, path, *pids), 0, "", None)
    check(processes_of(pfnpack, path) == [os.getpid(), int(known)], "in this order")
    done = capture(pfnpack, path, "--pid", str(gone.pid), "--pid", known)
    check_run("one is gone", done, 2, "", f"there is no process {gone.pid}")
    check(processes_of(pfnpack, path) == [int(known)], "the other is captured")
    done = run(pfnpack, "verify", path)
    check_run("one is gone", done, 0, "something was missed", "")


def check_every(pfnpack, place):
    path = os.path.join(place, "every")
    done = capture(pfnpack, path, "--all")
    check_run("--all", done, 0, "", "captured: processes ")
    check(len(done.stderr.splitlines()) < 8, f"bounded: {done.stderr}")
    pids = processes_of(pfnpack, path)
    check(pids == sorted(set(pids)), f"in ascending order, each once: {pids}")
    check({int(known), os.getpid()} <= set(pids), f"these are among them: {pids}")
    # Others come and go meanwhile: what has been read of those is there, too.
    said = re.findall(r"(?:captured|exited meanwhile,.*): processes (\d+)", done.stderr)
    check(sum(map(int, said)) == len(pids), f"so many: {len(pids)}, {done.stderr}")
    check(2 not in pids or not is_kernel_thread(2), "no kernel threads")
    check_run("--all", run(pfnpack, "verify", path), 0, "OK", "")
    stat = run(pfnpack, "stat", "--distinct", path).stdout
    mapped, distinct = re.search(r"mapped +(\d+)\n  distinct +(\d+)\n", stat).groups()
    check(int(distinct) < int(mapped), "a library is there once, whoever maps it")


def check_progress(pfnpack, place):
    """A line on a terminal, taken away at the end; nothing in a pipe."""
    path = os.path.join(place, "slow")
    process = long_process()
    terminal = Terminal()
    stalled = Stalled(pfnpack, "--pid", str(process.pid), stderr=terminal.fd)
    time.sleep(0.25)
    check(stalled.rest(path)[0] == 0, "progress, exit code")
    shown = terminal.end()
    lines = shown.split(b"\r")
    check(lines[0] == b"", f"nothing but progress: {shown}")
    check(lines[-1] == b"\x1b[K", f"it is taken away: {shown}")
    line = rb"pfnpack: processes 1, segments \d+, memory [0-9.]+[KMG]\x1b\[K"
    check(len(lines) >= 3, f"it is shown: {shown}")
    check(all(re.fullmatch(line, each) for each in lines[1:-1]), f"lines: {shown}")
    end(process)


def check_self(pfnpack, place):
    path = os.path.join(place, "self")
    check_run("--self", capture(pfnpack, path, "--self"), 0, "", "")
    check_run("--self", run(pfnpack, "list", path), 0, " pfnpack\n", "")


def check_all(pfnpack):
    for check_it in (
        check_no_process,
        check_outputs,
        check_file,
        check_self,
        check_too_large,
        check_signals,
        check_interrupted,
        check_ignored,
        check_exit,
        check_exit_at_the_end,
        check_exit_between,
        check_changed,
        check_memory,
        check_wide,
        check_several,
        check_every,
        check_progress,
    ):
        with folder() as place:
            check_it(pfnpack, place)
    check_pipe(pfnpack)


def main():
    global known
    pfnpack, program = sys.argv[1:]
    need_pfns()
    with Demo(program) as demo:
        known = str(demo.pid)
        check_all(pfnpack)
    finish()


main()
