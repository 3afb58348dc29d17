# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""usage: captures.py PFNPACK DEMO_PROCESS

Where captures go, and that nothing is left of one that fails.
"""
import os
import resource
import signal
import stat
import subprocess
import sys
import time

from support import BLOCK, Demo, check, check_run, finish, folder, need_pfns, run

# Address space that takes seconds to look at.
WIDE_BYTES = 1 << 43


def wide_process():
    """A process with much address space and little memory."""
    program = (
        "import mmap, sys\n"
        f"wide = mmap.mmap(-1, {WIDE_BYTES}, mmap.MAP_PRIVATE | "
        "mmap.MAP_ANONYMOUS, mmap.PROT_READ)\n"
        "print('ready', flush=True)\n"
        "sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    check(process.stdout.readline() == "ready\n", "the wide process runs")
    return process


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


def start_wide_capture(pfnpack, process, place):
    path = os.path.join(place, "wide")
    capturing = subprocess.Popen(
        [pfnpack, "capture", "--pid", str(process.pid), "-o", path],
        stderr=subprocess.PIPE,
        text=True,
    )
    while not os.listdir(place) and capturing.poll() is None:
        time.sleep(0.001)
    names = os.listdir(place)
    check(
        len(names) == 1 and names[0].startswith("wide."),
        f"only a temporary file while it runs: {names}",
    )
    return capturing


def check_signals(pfnpack, place):
    process = wide_process()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        capturing = start_wide_capture(pfnpack, process, place)
        capturing.send_signal(number)
        _, err = capturing.communicate(timeout=60)
        check(capturing.returncode == -number, f"ended by {number}")
        check(err == "", f"nothing to say at {number}: {err}")
        check(os.listdir(place) == [], f"nothing is left after {number}")
    process.kill()
    process.wait()


def check_exit(pfnpack, place):
    """The process exits while it is captured."""
    process = wide_process()
    capturing = start_wide_capture(pfnpack, process, place)
    process.kill()
    _, err = capturing.communicate(timeout=60)
    check(capturing.returncode == 2, "a capture without an end is none")
    check(f"process {process.pid} has exited while" in err, f"it says so: {err}")
    check(os.listdir(place) == [], "nothing is left of it")
    process.wait()


def peak_kib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return None


def check_memory(pfnpack, place):
    """Memory does not depend on how much there is to capture."""
    process = wide_process()
    capturing = start_wide_capture(pfnpack, process, place)
    time.sleep(1)
    peak = peak_kib(capturing.pid)
    check(capturing.poll() is None and peak is not None, "it is still running")
    print(f"peak of a capture of {WIDE_BYTES >> 40} TiB: {peak} KiB")
    # Room for a sanitizer; 8 TiB of pagemap alone would be 16 GiB.
    check(peak is not None and peak < 64 << 10, "memory is constant")
    capturing.terminate()
    capturing.communicate()
    process.kill()
    process.wait()


def check_self(pfnpack, place):
    with open(pfnpack, "rb") as file:
        if b"__asan_init" in file.read():
            print("*** NOT TESTED: --self; a sanitizer has too many addresses ***")
            return
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
        check_exit,
        check_memory,
    ):
        with folder() as place:
            check_it(pfnpack, place)
    check_pipe(pfnpack)


def main():
    global known
    pfnpack, program = sys.argv[1:]
    need_pfns()
    with Demo(program) as demo:
        known = demo.pid
        check_all(pfnpack)
    finish()


main()
