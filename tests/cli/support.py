# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""What the tests of the command share."""
import fcntl
import os
import pty
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time

SKIP = 77
BLOCK = 4096
OS_PAGE = os.sysconf("SC_PAGESIZE")

failures = []

# Whatever the user's: some of what is made here has to be read by others.
os.umask(0o022)


def run(*command, **options):
    """Run a command; its output as text."""
    options.setdefault("stdout", subprocess.PIPE)
    options.setdefault("stderr", subprocess.PIPE)
    options.setdefault("timeout", 300)
    options.setdefault("text", True)
    return subprocess.run(
        [str(word) for word in command], errors="surrogateescape", **options
    )


def check(good, what):
    """Note a failure and go on."""
    if not good:
        failures.append(what)
        print(f"FAILED: {what}")


def check_run(what, done, code, out=None, err=None):
    """Compare a run with what it should have been.

    out and err are text that has to be in the output; "" means no output.
    """
    check(
        done.returncode == code,
        f"{what}: exit code {done.returncode}, not {code}: {done.stderr}",
    )
    for name, got, wanted in (
        ("output", done.stdout, out),
        ("errors", done.stderr, err),
    ):
        if wanted == "":
            check(got == "", f"{what}: {name} should be empty: {got}")
        elif wanted is not None:
            check(wanted in got, f"{what}: no {wanted!r} in the {name}: {got}")


def finish():
    """End the test."""
    print(f"failures: {len(failures)}")
    sys.exit(1 if failures else 0)


def skip(why):
    print(f"SKIPPED: {why}")
    sys.exit(SKIP)


def pagemap_entry(fd, os_page):
    """One entry of a pagemap, or None past its end."""
    entry = os.pread(fd, 8, os_page * 8)
    return struct.unpack("<Q", entry)[0] if len(entry) == 8 else None


def need_pfns():
    """Skip the test where the kernel hides PFNs."""
    import ctypes

    touched = ctypes.create_string_buffer(b"x", OS_PAGE)
    try:
        fd = os.open("/proc/self/pagemap", os.O_RDONLY)
    except OSError as error:
        skip(f"no pagemap: {error}")
    entry = pagemap_entry(fd, ctypes.addressof(touched) // OS_PAGE)
    os.close(fd)
    if not entry or not entry & ((1 << 55) - 1):
        skip("the kernel hides PFNs from this process; run the tests as root")


def wait_until_stopped(pid):
    """Wait until a process that is sent SIGSTOP has stopped, or has ended."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
                state = stat.read().rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return False
        if state in "TZX":
            return state == "T"
        time.sleep(0.001)
    raise TimeoutError(f"process {pid} has not stopped")


class Demo:
    """The process of examples/demo_process.c, stopped."""

    def __init__(self, program):
        self.process = subprocess.Popen(
            [program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.parts = {}
        for line in self.process.stdout:
            words = line.split(maxsplit=3)
            if words[0] == "ready":
                break
            name, start, end, what = words
            self.parts[name] = (int(start, 0), int(end, 0), what.strip())
        self.pid = self.process.pid
        self.process.send_signal(19)
        os.waitpid(self.pid, os.WUNTRACED)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.kill()
        self.process.wait()


class Terminal:
    """A terminal of 132 columns, and all that is written to it.

    It stays open here until a mark of our own has been read: where the last
    writer closes it while a reader waits, Linux may end the reader first, and
    what was still on its way is lost (about 1 of 100,000 times, when busy).
    """

    MARK = b"\0"

    def __init__(self):
        self.ours, self.fd = pty.openpty()
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("4H", 50, 132, 0, 0))
        self.written = b""
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        while not self.written.endswith(self.MARK):
            self.written += os.read(self.ours, 1 << 16)

    def end(self):
        """What was written; whoever wrote has ended."""
        os.write(self.fd, self.MARK)
        self.reader.join()
        os.close(self.fd)
        os.close(self.ours)
        return self.written[: -len(self.MARK)]


def folder(place=None):
    """A folder that goes away, and that anyone may enter."""
    made = tempfile.TemporaryDirectory(prefix="pfnpack-", dir=place)
    os.chmod(made.name, 0o755)
    return made


def program_folder():
    """The same, where programs may be run: not everywhere, for safety."""
    for place in (tempfile.gettempdir(), "/var/tmp"):
        if not os.statvfs(place).f_flag & os.ST_NOEXEC:
            return folder(place)
    return folder(os.getcwd())
