# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""A copy of the tree in which mutants are compiled and tested."""

import math
import os
import re
import resource
import shutil
import signal
import subprocess

from mutants import preprocessor_spans

COPIED = ["include", "lib", "tests", "docs/format.md"]
# A variable without a value is an error, as it is in every other build, and a
# store beyond an object is noticed where the compiler knows its size.
COMPILE = ["gcc", "-std=c11", "-Werror=uninitialized", "-D_FORTIFY_SOURCE=2",
           "-Ilib", "-Itests"]
# How the compiler and the linker begin when they have read all of it.
AT_FAULT = rb"^\S+:\d+:(\d+:)? error: |: undefined reference to "
# Seconds of the processor: for an endless loop, and never less than this.
LEAST_LIMIT = 2
TIMES_BASE = 10
# Seconds of the clock say nothing about what was run, only that the machine
# had other things to do: so it is tried again.
WALL_LIMIT = 300
TRIES = 3
# Neither is it what was run that ends so: the machine was short of memory, or
# it could not be started.
NOT_RUN = (None, -signal.SIGKILL, 126, 127)

KILLED, TIMEOUT, NOT_COMPILED, SAME_CODE, SURVIVED, UNDECIDED = (
    "killed", "timeout", "not compiled", "same code", "survived", "undecided")


class BenchError(Exception):
    pass


def run_once(command, folder):
    """(status, what was said): None for the status when the clock ran out."""
    with subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=dict(os.environ, PFNPACK_SEED="1", LC_ALL="C"),
            start_new_session=True) as process:
        try:
            said, _ = process.communicate(timeout=WALL_LIMIT)
            return process.returncode, said
        except subprocess.TimeoutExpired:
            return None, b""
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass


def run(command, folder, limit=WALL_LIMIT):
    """(status, what was said): None for the status after @limit seconds of
    the processor.  There is no answer where something else got in the way."""
    limited = ["prlimit", "--core=0", f"--cpu={limit}:{limit + 1}", "--",
               *command]
    for _ in range(TRIES):
        status, said = run_once(limited, folder)
        if status == -signal.SIGXCPU:
            return None, said
        if status not in NOT_RUN:
            return status, said
    raise BenchError(f"{' '.join(command)}: killed, or neither done nor out "
                     f"of processor time in {WALL_LIMIT} s, {TRIES} times")


def is_built(status, said):
    """False where the source is at fault: only that is a mutant's doing."""
    if status == 0:
        return True
    if status == 1 and re.search(AT_FAULT, said, re.M):
        return False
    raise BenchError(f"{status}: " + said.decode(errors="replace"))


def must_build(status, said):
    if status != 0:
        raise BenchError(f"{status}: " + said.decode(errors="replace"))


def seconds_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Bench:
    def __init__(self, folder, suite):
        self.folder = folder
        self.suite = suite
        self.depends = {}  # object -> the files it is made from
        self.objects = {}  # object -> (source, flags)
        self.limits = {}  # (program, index of the run) -> seconds

    def path(self, *names):
        return os.path.join(self.folder, *names)

    # --- Without a mutant

    def copy_tree(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        for name in COPIED:
            target = self.path(name)
            if os.path.isdir(name):
                shutil.copytree(name, target)
            else:
                os.makedirs(os.path.dirname(target), exist_ok=True)
                shutil.copy(name, target)

    def make_tiny_headers(self):
        with open("include/pfnpack.h", "rb") as header:
            source = header.read()
        for program in self.suite.programs:
            numbers = re.fullmatch(r"exhaustive-(.*)", program.name)
            if numbers:
                os.makedirs(self.path("tiny", numbers[1]))
                with open(self.path("tiny", numbers[1], "pfnpack.h"),
                          "wb") as out:
                    subprocess.run(
                        ["sh", "tests/exhaustive/tiny-header"] +
                        numbers[1].split("-"),
                        input=source, stdout=out, check=True)

    def precompile_vectors(self):
        """What the code for vectors includes takes longer than the rest."""
        os.makedirs(self.path("vectors.h.gch"))
        with open(self.path("vectors.h"), "w", encoding="utf-8") as file:
            file.write("#ifdef __x86_64__\n#include <immintrin.h>\n#endif\n")
        for level in ("-O1", "-O2"):
            must_build(*run(
                COMPILE + [level, "-x", "c-header", "vectors.h", "-o",
                           f"vectors.h.gch/{level}"], self.folder))

    def object_of(self, program, source):
        kind = "-".join(re.sub(r"\W", "", flag) for flag in program.flags)
        name = f"objects/{kind}/{source.replace('/', '.')}.o"
        self.objects[name] = (source, program.flags)
        return name

    def compile(self, name, output, *more):
        source, flags = self.objects[name]
        if "bulk_avx" in source:
            more = ("-include", "vectors.h", *more)
        return run(COMPILE + ["-O1", *flags, *more, "-c", source, "-o",
                              output], self.folder)

    def build_object(self, name):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        must_build(*self.compile(name, name, "-MD", "-MF", name + ".d"))
        with open(self.path(name + ".d"), encoding="utf-8") as depends:
            words = depends.read().replace("\\\n", " ").split()[1:]
        self.depends[name] = {os.path.normpath(word) for word in words}

    def link(self, program, names, output):
        return run(["gcc", *names, *program.libraries, "-o", output],
                   self.folder)

    def build_program(self, program):
        names = [self.object_of(program, source)
                 for source in program.sources]
        for name in names:
            if name not in self.depends:
                self.build_object(name)
        must_build(*self.link(program, names, "program"))

    def can_run(self, path):
        """Is there no code in it that this processor lacks?"""
        if path not in self.suite.codes:
            return True
        self.build_program(self.suite.programs[0])
        status, _ = run(["./program", "--code", self.suite.codes[path]],
                        self.folder)
        return status == 0

    def prepare(self):
        """Build everything, and see all of it pass."""
        self.copy_tree()
        self.make_tiny_headers()
        self.precompile_vectors()
        for program in self.suite.programs:
            self.build_program(program)
            for i, arguments in enumerate(program.runs):
                start = seconds_of_children()
                status, said = run(["./program", *arguments], self.folder)
                if status != 0:
                    raise BenchError(f"{program.name} fails without a mutant:\n"
                                     + said.decode(errors="replace"))
                taken = seconds_of_children() - start
                self.limits[program.name, i] = max(
                    LEAST_LIMIT, math.ceil(taken * TIMES_BASE))

    def prepare_like(self, other):
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(other.folder, self.folder)
        self.depends, self.objects = other.depends, other.objects
        self.limits = other.limits

    def compiled_lines(self, path):
        """Lines that the preprocessor keeps, and macros that it defines."""
        lines = set()
        for name, (source, flags) in self.objects.items():
            if path not in self.depends[name]:
                continue
            said = subprocess.run(
                COMPILE + [*flags, "-E", "-dD", source], cwd=self.folder,
                capture_output=True, check=True).stdout.decode()
            lines |= kept_lines(said, path)
        with open(path, encoding="utf-8") as file:
            return with_whole_macros(lines, file.read())

    # --- With one

    def try_mutant(self, mutant):
        """What became of it, and the program that noticed, or what was in the
        way."""
        with open(mutant.path, encoding="utf-8") as file:
            source = file.read()
        mutated = source[:mutant.start] + mutant.text + source[mutant.end:]
        try:
            self.write(mutant.path, mutated)
            return self.judge(mutant.path)
        except (BenchError, OSError) as error:
            return UNDECIDED, str(error)
        finally:
            self.write(mutant.path, source)

    def write(self, path, text):
        with open(self.path(path), "w", encoding="utf-8") as file:
            file.write(text)

    def judge(self, path):
        rebuilt = {}  # object -> the one to link instead, or None: the same
        for program in self.suite.programs:
            names = [self.object_of(program, s) for s in program.sources]
            for name in names:
                if path in self.depends[name] and name not in rebuilt:
                    new = name + ".mutant"
                    if not is_built(*self.compile(name, new)):
                        return NOT_COMPILED, ""
                    rebuilt[name] = (None if self.same(name, new) else new)
            if not any(rebuilt.get(name) for name in names):
                continue
            if not is_built(*self.link(
                    program, [rebuilt.get(n) or n for n in names],
                    "program")):
                return NOT_COMPILED, program.name
            verdict = self.run_program(program)
            if verdict != SURVIVED:
                return verdict, program.name
        if not any(rebuilt.values()) or self.same_optimised(rebuilt):
            return SAME_CODE, ""
        return SURVIVED, ""

    def run_program(self, program):
        for i, arguments in enumerate(program.runs):
            status, _ = run(["./program", *arguments], self.folder,
                            self.limits[program.name, i])
            if status is None:
                return TIMEOUT
            if status != 0:
                return KILLED
        return SURVIVED

    def same(self, name, new):
        with open(self.path(name), "rb") as a, open(self.path(new), "rb") as b:
            return a.read() == b.read()

    def same_optimised(self, rebuilt):
        """A compiler that looks harder may see that nothing has changed."""
        for name in rebuilt:
            original = name + ".O2"
            if not is_built(*self.compile(name, name + ".mutant", "-O2")):
                return False
            if not self.same(original, name + ".mutant"):
                return False
        return True

    def build_optimised(self, paths):
        for name, depends in self.depends.items():
            if depends & set(paths):
                must_build(*self.compile(name, name + ".O2", "-O2"))


def with_whole_macros(lines, source):
    """A macro of several lines is one when it has been preprocessed."""
    for start, end, _ in preprocessor_spans(source):
        first = source.count("\n", 0, start) + 1
        last = source.count("\n", 0, end) + 1
        if first in lines:
            lines = lines | set(range(first, last + 1))
    return lines


def kept_lines(preprocessed, path):
    lines, current, number = set(), "", 0
    for line in preprocessed.splitlines():
        marker = re.match(r'# (\d+) "([^"]*)"', line)
        if marker:
            number, current = int(marker[1]), os.path.normpath(marker[2])
            continue
        if line.strip() and current == path:
            lines.add(number)
        number += 1
    return lines
