#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Mutate lib/ and see whether the tests notice: ./dev mutate."""

import argparse
import fcntl
import math
import os
import queue
import re
import subprocess
import sys
import threading
import time
from collections import Counter

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
# pylint: disable=wrong-import-position
from bench import (Bench, BenchError, KILLED, NOT_COMPILED, SAME_CODE,
                   SURVIVED, TIMEOUT, UNDECIDED)
from equivalent import Equivalents
from mutants import mutants_of
from suites import FILES, SUITES, suite_of

FOLDER = "build/mutate"
EQUIVALENT = "equivalent"


def positive(text):
    number = int(text)
    if number <= 0:
        raise ValueError
    return number


def arguments():
    parser = argparse.ArgumentParser(prog="./dev mutate", description=__doc__)
    parser.add_argument("files", nargs="*", metavar="FILE",
                        help="of lib/; all that have a suite, unless named")
    parser.add_argument("--changed", nargs="?", const="", metavar="BASE",
                        help="only lines changed since BASE; $PFNPACK_BASE "
                        "or else HEAD~1, unless given")
    parser.add_argument("--most", type=positive, metavar="N",
                        help="of more mutants than this about so many, spread "
                        "evenly")
    parser.add_argument("--jobs", type=positive, default=os.cpu_count())
    given = parser.parse_args()
    unknown = [path for path in given.files if path not in FILES]
    if unknown:
        parser.error(f"no tests are known for {' '.join(unknown)}; "
                     f"there are {' '.join(FILES)}")
    return given


def git(*command):
    return subprocess.run(["git", *command], capture_output=True, text=True,
                          check=False)


def changed_lines(base, path):
    """Numbers of the lines that were changed or added since @base."""
    diff = git("diff", "-U0", base, "--", path)
    if diff.returncode:
        sys.exit(f"./dev mutate: {diff.stderr.strip()}")
    lines = set()
    for match in re.finditer(r"^@@ \S+ \+(\d+)(?:,(\d+))? @@", diff.stdout,
                             re.M):
        first = int(match[1])
        lines.update(range(first, first + int(match[2] or 1)))
    return lines


def base_of(given):
    """The commit to compare with; None when there is none."""
    base = given or os.environ.get("PFNPACK_BASE", "")
    if git("rev-parse", "--verify", "-q",
           (base or "HEAD~1") + "^{commit}").returncode == 0:
        return base or "HEAD~1"
    if base:
        sys.exit(f"./dev mutate: no such commit: {base}")
    return None


def mutants_on(path, lines):
    """@lines: their numbers, or None for all."""
    with open(path, encoding="utf-8") as file:
        return [m for m in mutants_of(path, file.read())
                if lines is None or m.line in lines]


def spread(found, share):
    """That share of them, evenly."""
    nr = math.ceil(len(found) * share)
    return [found[i * len(found) // nr] for i in range(nr)]


def share_of(wanted, most):
    """1 for all mutants, less where there are more than wanted."""
    total = sum(len(mutants_on(path, lines))
                for path, lines in wanted.items())
    return min(1, most / total) if most and total else 1


class Run:
    def __init__(self, jobs, share):
        self.jobs = jobs
        self.share = share  # of all mutants
        self.results = []  # (mutant, verdict, program)
        self.lock = threading.Lock()

    def work(self, bench, waiting, total):
        while True:
            try:
                mutant = waiting.get_nowait()
            except queue.Empty:
                return
            verdict, program = bench.try_mutant(mutant)
            with self.lock:
                self.results.append((mutant, verdict, program))
                self.progress(total)

    def progress(self, total):
        done = len(self.results)
        if sys.stderr.isatty():
            print(f"\r{done} of {total} mutants", end="", file=sys.stderr,
                  flush=True)
        elif done % 100 == 0:
            print(f"{done} of {total} mutants", file=sys.stderr, flush=True)

    def suite(self, suite, wanted):
        """@wanted: path -> numbers of lines, or None for all."""
        first = Bench(f"{FOLDER}/0", suite)
        first.prepare()
        first.build_optimised(wanted)
        waiting, total = queue.Queue(), len(self.results)
        for path, lines in wanted.items():
            for mutant in self.select(first, path, lines):
                waiting.put(mutant)
                total += 1
        benches = [first]
        for i in range(1, self.jobs):
            benches.append(Bench(f"{FOLDER}/{i}", suite))
            benches[-1].prepare_like(first)
        threads = [threading.Thread(target=self.work,
                                    args=(bench, waiting, total))
                   for bench in benches]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if len(self.results) < total:
            raise BenchError("not all mutants were tried")
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr)

    def select(self, bench, path, lines):
        found = mutants_on(path, lines)
        if not bench.can_run(path):
            print(f"{path}: NOT TRIED: this processor has no "
                  f"{bench.suite.codes[path]}; {len(found)} mutants")
            return []
        compiled = bench.compiled_lines(path)
        left_out = {m.line for m in found} - compiled
        if left_out:
            print(f"{path}: {len(left_out)} lines are not compiled on this "
                  "machine, and not mutated")
        found = [m for m in found if m.line in compiled]
        tried = spread(found, self.share)
        if len(tried) < len(found):
            print(f"{path}: {len(tried)} of {len(found)} mutants are tried")
        return tried


def judge_survivors(results, equivalents):
    """Mark those that are listed; return the ones that are not."""
    judged, open_ = [], []
    for mutant, verdict, program in results:
        listed = equivalents.reason(mutant.key())
        if verdict == SURVIVED and listed:
            verdict = EQUIVALENT
        elif verdict == UNDECIDED:
            open_.append(f"{mutant.path}:{mutant.line}: undecided: {program}")
        elif verdict == SURVIVED:
            open_.append(f"{mutant.path}:{mutant.line}: survived, in "
                         f"{mutant.function}: {mutant.source}\n"
                         f"    {mutant.change}")
        elif listed:
            open_.append(f"{mutant.path}:{mutant.line}: {verdict}"
                         f"{' by ' + program if program else ''}, but listed "
                         f"as equivalent: {mutant.source}\n"
                         f"    {mutant.change}")
        judged.append((mutant, verdict, program))
    return judged, open_


def print_table(judged):
    columns = [KILLED, TIMEOUT, SURVIVED, UNDECIDED, EQUIVALENT, SAME_CODE,
               NOT_COMPILED]
    counts = Counter((m.path, verdict) for m, verdict, _ in judged)
    print(f"{'':24}" + "".join(f"{name:>14}" for name in columns))
    for path in FILES:
        row = [counts[path, name] for name in columns]
        if sum(row):
            print(f"{path:24}" + "".join(f"{n:14}" for n in row))
    by = Counter(program for _, verdict, program in judged
                 if verdict in (KILLED, TIMEOUT))
    for program, number in by.most_common():
        print(f"noticed by {program}: {number}")
    noticed = sum(by.values())
    total = noticed + sum(1 for _, verdict, _ in judged
                          if verdict in (SURVIVED, UNDECIDED))
    if total:
        # Rounded down: a single one that survives is not 100 %.
        print(f"score: {1000 * noticed // total / 10} %, {noticed} of {total} "
              "mutants that are not equivalent")


def wanted_lines(given):
    """path -> numbers of lines, or None for all; and whether to say so."""
    paths = given.files or FILES
    if given.changed is None:
        return {path: None for path in paths}
    base = base_of(given.changed)
    if base is None:
        print("NOT RUN: there is no commit before this one to compare with; "
              "PFNPACK_BASE names one")
        return {}
    lines = {path: changed_lines(base, path) for path in paths}
    number = sum(len(changed) for changed in lines.values())
    print(f"{number} lines changed since {base} in {len(paths)} files")
    return {path: changed for path, changed in lines.items() if changed}


def lock_folder():
    """Locked while the file that is returned is open."""
    os.makedirs(FOLDER, exist_ok=True)
    # pylint: disable-next=consider-using-with
    lock = open(f"{FOLDER}/lock", "w", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"./dev mutate: another run is using {FOLDER}")
    return lock


def main():
    given = arguments()
    with lock_folder():
        return mutate(given)


def mutate(given):
    start = time.monotonic()
    wanted = wanted_lines(given)
    equivalents = Equivalents("tests/mutate/equivalent.txt")
    run = Run(given.jobs, share_of(wanted, given.most))
    for suite in SUITES:
        mine = {path: lines for path, lines in wanted.items()
                if suite_of(path) == suite and mutants_on(path, lines)}
        if mine:
            print(f"Mutating {' '.join(mine)}", flush=True)
            run.suite(suite, mine)
    judged, open_ = judge_survivors(run.results, equivalents)
    open_ += equivalents.unknown(
        [m.key() for path in wanted for m in mutants_on(path, None)], wanted)
    print_table(judged)
    print(f"{len(judged)} mutants in {time.monotonic() - start:.0f} s")
    for text in open_:
        print(text)
    return 1 if open_ else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (BenchError, ValueError) as error:
        sys.exit(f"./dev mutate: {error}")
