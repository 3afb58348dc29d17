# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""usage: errors.py PFNPACK EXAMPLES

What the command says, returns and leaves behind when it cannot do its job.
None of this needs PFNs.

Where each kind of bad input is tried, besides here:

| input                                     | test                             |
|-------------------------------------------|----------------------------------|
| every rule of capture files, each message | vectors.py, capture/vectors.txt  |
| every rule of packed pages, each message  | read.py, and in captures as above|
| lists that are no lists                   | pack.py                          |
| cut at any byte, every reserved byte,     | capture/damage.c                 |
| every checksum, 10,000 bits flipped       |                                  |
| bits flipped, every subcommand            | damage.py                        |
| two captures of which one is bad          | diff.py                          |
| processes that are not there, full disks, | captures.py                      |
| signals, while a capture is written       |                                  |
| pictures that cannot be written           | map.py                           |
"""
import os
import shutil
import signal
import subprocess
import sys

from support import (
    BLOCK,
    Terminal,
    check,
    check_run,
    finish,
    folder,
    program_folder,
    run,
)

READERS = ("list", "map", "stat", "verify")


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)
    return path


def check_usage(pfnpack):
    for what, words, err in (
        ("no subcommand", [], "Usage: pfnpack"),
        ("unknown subcommand", ["frobnicate"], "no subcommand 'frobnicate'"),
        ("unknown option", ["--frobnicate"], "--frobnicate"),
        ("no file", ["list"], "FILE is missing"),
        ("two files", ["list", "a", "b"], "one FILE"),
        ("unknown option after it", ["verify", "--fast"], "--fast"),
        ("no PID", ["capture", "-o", "x"], "--pid, --self or --all is missing"),
        ("no output", ["capture", "--self"], "-o FILE is missing"),
        ("PID 0", ["capture", "-p", "0", "-o", "x"], "'0' is not a PID"),
        ("PID 7x", ["capture", "-p", "7x", "-o", "x"], "'7x' is not a PID"),
        ("PID ''", ["capture", "-p", "", "-o", "x"], "'' is not a PID"),
        ("PID 2^31", ["capture", "-p", "2147483648", "-o", "x"], "not a PID"),
        ("PID and all", ["capture", "-a", "-p", "1"], "--all excludes --pid"),
        ("all and self", ["capture", "--self", "--all"], "--all excludes --pid"),
        ("a PID twice", ["capture", "-p7", "-p7"], "process 7 is given twice"),
        ("too many PIDs", ["capture", *(f"-p{n}" for n in range(1, 258))], "than 256"),
        ("all of a range", ["capture", "-a", "-r0-4096"], "--range is for one"),
        ("range of two", ["capture", "-p1", "-p2", "-r0-4096"], "--range is for one"),
        ("range 7", ["capture", "-p1", "-r", "7"], "range '7': not A-B"),
        ("range 8192-4096", ["capture", "-p1", "-r", "8192-4096"], "below its end"),
        ("range 1-4096", ["capture", "-p1", "--range=1-4096"], "OS page size"),
        ("device and all", ["capture", "-d", "-a", "-ox"], "--device excludes --all"),
        ("device of a range", ["capture", "-d", "-p1", "-r0-4096"], "--device excludes"),
        ("a word too many", ["capture", "x"], "Too many arguments"),
    ):
        check_run(what, run(pfnpack, *words), 2, "", err)


def check_version_option(pfnpack):
    done = run(pfnpack, "--version")
    check_run("--version", done, 0, "pfnpack ", "")
    check(len(done.stdout.splitlines()) == 1, "--version is one line")


def check_files(pfnpack, place, good):
    missing = os.path.join(place, "missing")
    empty = write(os.path.join(place, "empty"), b"")
    text = write(os.path.join(place, "text"), b"this is not a capture\n" * 999)
    packed = write(os.path.join(place, "packed"), b"\0" * 6 + b"\1\0" + b"\0" * 4088)
    for reader in READERS:
        for what, path, code, err in (
            ("missing file", missing, 2, f"{missing}: No such file or directory"),
            ("a folder", place, 2, f"{place}: Is a directory"),
            ("empty file", empty, 1, f"{empty}: block 0: rule C-23: "),
            ("text", text, 1, "rule C-02: not a capture file (malformed)"),
            ("a packed page", packed, 1, "rule C-02: not a capture file"),
        ):
            check_run(f"{reader}: {what}", run(pfnpack, reader, path), code, "", err)
        with open(empty, "rb") as nothing:
            check_run(
                f"{reader}: empty input",
                run(pfnpack, reader, "-", stdin=nothing),
                1,
                "",
                "standard input: block 0: rule C-23",
            )
        good_file = write(os.path.join(place, "good"), good)
        with open(good_file, "rb") as file:
            from_pipe = run(pfnpack, reader, "-", stdin=file)
        from_file = run(pfnpack, reader, good_file)
        check_run(f"{reader}: from standard input", from_pipe, 0, None, "")
        check(
            from_pipe.stdout.replace("-: OK", "x") 
            == from_file.stdout.replace(f"{good_file}: OK", "x"),
            f"{reader}: the same from standard input",
        )


def check_slow_pipe(pfnpack, good):
    """A pipe that gives a few bytes at a time."""
    with subprocess.Popen(
        [pfnpack, "verify", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=False,
    ) as process:
        for at in range(0, len(good), 1000):
            process.stdin.write(good[at : at + 1000])
            process.stdin.flush()
        out, _ = process.communicate(timeout=60)
        check(process.returncode == 0 and b"OK" in out, "a slow pipe")


def check_cuts(pfnpack, place, good):
    full = run(pfnpack, "list", write(os.path.join(place, "full"), good))
    full_lines = full.stdout.splitlines()
    whole = range(BLOCK, len(good), BLOCK)
    odd = [1, 7, 8, 100, BLOCK - 1, BLOCK + 1, len(good) - BLOCK - 1, len(good) - 1]
    for size in [*whole, *odd]:
        path = write(os.path.join(place, "cut"), good[:size])
        rule = "C-01" if size % BLOCK else "C-23"
        message = f"pfnpack: {path}: block {size // BLOCK}: rule {rule}: "
        for reader in READERS:
            done = run(pfnpack, reader, path)
            check_run(f"{reader}, cut to {size}", done, 1, None, message)
            check("(truncated)" in done.stderr, f"{reader}, cut to {size}")
        lines = run(pfnpack, "list", path).stdout.splitlines()
        # The last run may have been longer.
        check(
            lines[:-1] == full_lines[: max(len(lines) - 1, 0)],
            f"what stands before the cut to {size} is listed",
        )
    lines = run(pfnpack, "list", write(path, good[:-BLOCK])).stdout
    check(lines == full.stdout, "all is listed when only the end is missing")
    check("anon" in run(pfnpack, "stat", path).stdout, "and counted")


def check_flips(pfnpack, place, good):
    last = len(good) // BLOCK - 1
    for what, block, err in (
        ("header", 0, "block 0: rule C-04: "),
        ("directory", 1, "block 1: rule C-04: "),
        ("packed page", 2, "packed page 0 (block 2): rule C-10: "),
        ("end", last, f"block {last}: rule C-04: "),
    ):
        bad = bytearray(good)
        bad[block * BLOCK + 100] ^= 4
        path = write(os.path.join(place, "flipped"), bad)
        for reader in READERS:
            done = run(pfnpack, reader, path)
            check_run(f"{reader}, {what} flipped", done, 1, None, err)
            check("(corrupt)" in done.stderr, f"{reader}, {what} is corrupt")
            check(len(done.stderr.splitlines()) == 1, f"{reader}, one line")


def check_all_faults(pfnpack, place, good):
    """verify goes on, list does not."""
    bad = bytearray(good)
    bad[2 * BLOCK] ^= 1
    bad[-1] ^= 1
    path = write(os.path.join(place, "twice"), bad)
    done = run(pfnpack, "verify", path)
    check_run("verify, two faults", done, 1, "", "packed page 0 (block 2)")
    check(
        [line.split(": ")[-2].startswith("rule") for line in done.stderr.splitlines()]
        == [True, False, True],
        f"two faults and a note: {done.stderr}",
    )
    done = run(pfnpack, "list", path)
    check(len(done.stderr.splitlines()) == 1, "list stops at the first fault")


def check_version(pfnpack, place, good):
    bad = bytearray(good)
    bad[8] = 2
    path = write(os.path.join(place, "version"), bad)
    for reader in READERS:
        check_run(
            f"{reader}, version 2",
            run(pfnpack, reader, path),
            1,
            "",
            f"{path}: block 0: rule C-03: the file's version is not 1 (unsupported)",
        )


def check_lost_output(pfnpack, place, good):
    path = write(os.path.join(place, "good"), good)
    words = (
        ["--help"],
        ["--version"],
        *([reader, path] for reader in READERS),
        *([reader, "--json", path] for reader in ("list", "stat", "verify")),
        ["list", "--csv", path],
        ["stat", "--by-segment", path],
        ["stat", path, path],
        ["diff", "--all", path, path],
        ["diff", "--json", path, path],
    )
    for word in words:
        with open("/dev/full", "wb") as full:
            check_run(
                f"{word[0]} to /dev/full",
                run(pfnpack, *word, stdout=full),
                2,
                None,
                "standard output: No space left on device",
            )
        closed = run("sh", "-c", '"$@" >&-', "sh", pfnpack, *word)
        check_run(f"{word[0]}, output closed", closed, 2, "", "standard output: ")


def check_closed_pipe(pfnpack, place, good):
    """The reader of a pipe goes away: quietly, but not good."""
    path = write(os.path.join(place, "good"), good)
    packed = write(os.path.join(place, "packed"), good[2 * BLOCK : 3 * BLOCK])
    for ignore, words in (
        (False, ("list", path)),
        (True, ("list", path)),
        (True, ("list", "--json", path)),
        (True, ("stat", path)),
        (True, ("map", path)),
        (True, ("map", "--format=png", "-o", "-", path)),
        (True, ("verify", path)),
        (True, ("diff", "--all", path, path)),
        (True, ("unpack", packed)),
        (True, ("pack", os.devnull)),
    ):
        reading, writing = os.pipe()
        os.close(reading)
        done = run(
            pfnpack,
            *words,
            stdout=writing,
            preexec_fn=(lambda: signal.signal(signal.SIGPIPE, signal.SIG_IGN))
            if ignore
            else None,
        )
        os.close(writing)
        # Of an empty list there is nothing to write.
        code = 0 if words[0] == "pack" else -signal.SIGPIPE
        check_run(f"{words[0]}, closed pipe", done, code, None, "")


def copy_for_all(pfnpack, place):
    """Both programs; the build folder may be closed to others."""
    drawing = "../libexec/pfnpack/pfnpack-map"
    home = os.path.join(place, "bin")
    for name in ("pfnpack", drawing):
        copy = os.path.join(home, name)
        os.makedirs(os.path.dirname(copy), exist_ok=True)
        shutil.copy(os.path.join(os.path.dirname(pfnpack), name), copy)
        os.chmod(copy, 0o755)
    return os.path.join(home, "pfnpack")


def check_rights(pfnpack, place, good):
    """As somebody who may neither see PFNs nor read the file."""
    if os.geteuid() != 0:
        print("*** NOT TESTED: no rights; that takes root to give them up ***")
        return
    secret = write(os.path.join(place, "secret"), good)
    os.chmod(secret, 0o600)
    copy = copy_for_all(pfnpack, place)
    nobody = ("setpriv", "--reuid", "nobody", "--clear-groups")
    public = os.path.join(place, "public")
    os.mkdir(public)
    os.chmod(public, 0o777)
    for target in (["--self"], ["--pid", str(os.getpid())]):
        done = run(*nobody, copy, "capture", *target, "-o", f"{public}/x")
        check_run("capture by nobody", done, 2, "", "the kernel hides PFNs: ")
        check("CAP_SYS_ADMIN" in done.stderr, "it says what is missing")
        check("as root" in done.stderr and "setcap" in done.stderr, "and what to do")
        check(os.listdir(public) == [], "nothing is written")
    done = run(*nobody, copy, "capture", "--self", "-o", "-")
    check_run("capture by nobody to a pipe", done, 2, "", "the kernel hides PFNs")
    for words in (
        *((reader, secret) for reader in READERS),
        ("diff", secret, secret),
        ("pack", secret),
        ("unpack", secret),
    ):
        done = run(*nobody, copy, *words)
        check_run(f"{words[0]} by nobody", done, 2, "", f"{secret}: Permission denied")
    check_output_rights(nobody, copy, place, good)


def check_output_rights(nobody, copy, place, good):
    """Into a folder that only others may write to."""
    private = os.path.join(place, "private")
    os.mkdir(private)
    readable = write(os.path.join(place, "readable"), good)
    packed = write(os.path.join(place, "packed"), good[2 * BLOCK : 3 * BLOCK])
    for words in (("map", readable), ("pack", os.devnull), ("unpack", packed)):
        out = os.path.join(private, "x.svg")
        done = run(*nobody, copy, *words, "-o", out)
        check_run(f"{words[0]} -o by nobody", done, 2, "", f"{out}: Permission denied")
        check(os.listdir(private) == [], f"{words[0]}: nothing is left")


def check_device(pfnpack, place):
    """With the device, the virtual machine tests it."""
    if os.path.exists("/dev/pfnpack"):
        return
    output = os.path.join(place, "pinned")
    done = run(pfnpack, "capture", "--device", "--self", "-o", output)
    check_run("capture without device", done, 2, "", "there is no /dev/pfnpack: ")
    check(not os.path.exists(output), "nothing is written")


def check_terminal(pfnpack):
    """A capture is not written to a terminal, even where it could be."""
    terminal = Terminal()
    done = run(pfnpack, "capture", "--self", "-o", "-", stdout=terminal.fd)
    check_run("capture to a terminal", done, 2, None, "pfnpack: ")
    check(terminal.end() == b"", "no capture in a terminal")


def main():
    pfnpack, examples = sys.argv[1:]
    with open(os.path.join(examples, "demo.pfncap"), "rb") as file:
        good = file.read()
    check_usage(pfnpack)
    check_version_option(pfnpack)
    with folder() as place:
        check_files(pfnpack, place, good)
        check_slow_pipe(pfnpack, good)
        check_cuts(pfnpack, place, good)
        check_flips(pfnpack, place, good)
        check_all_faults(pfnpack, place, good)
        check_version(pfnpack, place, good)
        check_lost_output(pfnpack, place, good)
        check_closed_pipe(pfnpack, place, good)
        check_device(pfnpack, place)
    with program_folder() as place:
        check_rights(pfnpack, place, good)
    check_terminal(pfnpack)
    finish()


main()
