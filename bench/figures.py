# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""The figures in the text of report.md, which asks for them in braces: one of
FIGURES, and its arguments.
"""

import re


def ns(results, operation, name, peer):
    return f"{results.times[operation][name][peer]:.2f}"


def cycles(results, operation, name, peer):
    return f"{results.cycles(operation, name, peer):.1f}"


def steps(results, operation, name, peer):
    return f"{results.steps[operation][name][peer]:.1f}"


def rate(results, operation, name, peer):
    """Instructions in a cycle."""
    nr = results.steps[operation][name][peer]
    return f"{nr / results.cycles(operation, name, peer):.1f}"


def part(results, operation, name, peer, divisor):
    """Cycles of what would be so many times as fast."""
    return f"{results.cycles(operation, name, peer) / float(divisor):.1f}"


def more(results, name, peer, operation, than):
    """Cycles that one operation takes and the other does not."""
    difference = results.cycles(operation, name, peer) - results.cycles(than, name, peer)
    return f"{difference:.1f}"


def start(results, short, long, peer):
    """Nanoseconds that to read a list takes besides those for its ranges, which
    are taken from a long one."""
    read = results.times["read"]
    return f"{(read[short][peer] - read[long][peer]) * results.nr_runs[short]:.0f}"


def size(results, name, peer):
    return f"{results.bytes_per_run[name][peer]:.2f}"


FIGURES = {"ns": ns, "cycles": cycles, "steps": steps, "rate": rate, "part": part,
           "more": more, "start": start, "bytes": size}


def fill_in(results, text):
    return re.sub(r"\{(%s) ([^}]+)\}" % "|".join(FIGURES),
                  lambda found: FIGURES[found[1]](results, *found[2].split()), text)
