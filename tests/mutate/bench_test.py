# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Does ./dev mutate take for an answer only what is one?"""

import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
# pylint: disable=wrong-import-position
import bench
from bench import BenchError, is_built, kept_lines, run, with_whole_macros


def refuses(function, *arguments):
    try:
        function(*arguments)
    except BenchError:
        return True
    return False


def check_built():
    assert is_built(0, b"a.c:1:2: warning: error: 0\n")
    assert not is_built(1, b"a.c: In function:\na.c:1:2: error: expected\n")
    assert not is_built(1, b"ld: a.o: undefined reference to `f'\n")
    assert refuses(is_built, None, b"")
    assert refuses(is_built, 1, b"gcc: fatal error: Killed signal terminated "
                   b"program cc1\ncompilation terminated.\n")
    assert refuses(is_built, 1, b"gcc: fatal error: cannot execute 'cc1': "
                   b"vfork: Resource temporarily unavailable\n")
    assert refuses(is_built, 4, b"a.c:1:2: error: expected\n"
                   b"cc1: internal compiler error\n")


def check_run():
    assert run(["sh", "-c", "echo said; exit 3"], ".") == (3, b"said\n")
    assert run(["sh", "-c", "kill -SEGV $$"], ".")[0] == -11
    assert run(["sh", "-c", "while :; do :; done"], ".", 1)[0] is None
    assert refuses(run, ["sh", "-c", "kill -KILL $$"], ".")
    assert refuses(run, ["/nowhere"], ".")


def check_clock():
    """Neither done nor out of processor time: that is tried again."""
    bench.WALL_LIMIT = 0.5
    again = 'if test -e "$0"; then exit 3; fi; : >"$0"; sleep 60'
    with tempfile.TemporaryDirectory() as folder:
        assert run(["sh", "-c", again, "tried"], folder, 1)[0] == 3
    assert refuses(run, ["sleep", "60"], ".", 1)


def check_kept_lines():
    said = '# 1 "a.c"\n# 5 "a.c"\nint x;\n\n# 9 "./b.h" 1\nint y;\n' \
           '# 8 "a.c" 2\nint z;\n'
    assert kept_lines(said, "a.c") == {5, 8}
    assert kept_lines(said, "b.h") == {9}


def check_macros():
    source = "#define A \\\n\t1\n#define B \\\n\t2\nint a = A;\n"
    assert with_whole_macros({1, 5}, source) == {1, 2, 5}


check_built()
check_run()
check_clock()
check_kept_lines()
check_macros()
