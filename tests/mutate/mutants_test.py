# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Does ./dev mutate make the mutants that it should, and no others?"""

import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
# pylint: disable=wrong-import-position
from equivalent import Equivalents
from mutants import mutants_of

SOURCE = """\
#define LIMIT (1 << 4) /* a + b */
static_assert(LIMIT == 16, "not this one");

static int f(const struct s *a, int b)
{
	int sum = -b;

	if (!a || b >= LIMIT) {
		a->b += 0x10UL;
		return a->c[0] + 1;
	}
	while (g(b--))
		g("a + b");
	*a = (struct s){ .nr = b, .on = true };
	sum = b ? sum : b;
	switch (b) {
	case 7:
		goto out;
	default:
		h();
	}
out:
	return b ? sum : a->b;
}
"""

EXPECTED = """\
1 - 1 -> 0
1 - 1 -> 2
1 - 4 -> 3
1 - 4 -> 5
1 - << -> >>
6 f - -> nothing
8 f ! -> nothing
8 f >= -> <
8 f >= -> >
8 f LIMIT -> (LIMIT + 1)
8 f LIMIT -> (LIMIT - 1)
8 f if (...) -> 0
8 f if (...) -> 1
8 f || -> &&
8 f || -> ,
8 f || -> || 0 &&
9 f += -> -=
9 f += -> =
9 f 0x10UL -> 15UL
9 f 0x10UL -> 17UL
9 f statement -> nothing
10 f + -> -
10 f 0 -> 1
10 f 1 -> 0
10 f 1 -> 2
10 f return ... -> return 0
10 f return ... -> return 1
12 f -- -> ++
12 f while (...) -> 0
13 f statement -> nothing
14 f .nr = ... -> nothing
14 f .on = ... -> nothing
14 f statement -> nothing
14 f true -> false
15 f ? -> && 0 ?
15 f ? -> || 1 ?
15 f statement -> nothing
17 f 7 -> 6
17 f 7 -> 8
18 f statement -> nothing
20 f statement -> nothing
23 f ? -> && 0 ?
23 f ? -> || 1 ?
23 f return ... -> return 0
23 f return ... -> return 1
"""

LISTED = """\
# A comment.

lib/a.c: f: if (a == b: c)
    == -> !=
    a -> b #2
Because it is,
as is plain.
"""


def check_mutants():
    found = sorted((m.line, m.function, m.change)
                   for m in mutants_of("a.c", SOURCE))
    text = "".join(f"{line} {function} {change}\n"
                   for line, function, change in found)
    assert text == EXPECTED, text
    for mutant in mutants_of("a.c", SOURCE):
        mutated = (SOURCE[:mutant.start] + mutant.text + SOURCE[mutant.end:])
        assert mutated != SOURCE, mutant


def check_names():
    """The same mutant of lines that read alike has another name."""
    source = "void f(void)\n{\n\tg(1);\n\tg(1);\n}\n"
    keys = [m.key() for m in mutants_of("a.c", source)]
    assert len(keys) == 6 and len(set(keys)) == 6, keys


def check_equivalents():
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(LISTED)
        file.flush()
        listed = Equivalents(file.name)
    key = ("lib/a.c", "f", "if (a == b: c)", "a -> b #2")
    assert listed.reason(key) == "Because it is, as is plain."
    assert listed.reason(key[:3] + ("a -> b",)) is None
    assert len(listed.unknown([key], ["lib/a.c"])) == 1
    assert not listed.unknown([key], ["lib/b.c"])


check_mutants()
check_names()
check_equivalents()
