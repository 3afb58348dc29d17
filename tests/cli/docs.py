# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""usage: docs.py PFNPACK SOURCE_DIR

That help, man pages and completions say the same, and nothing else than what
the command does.
"""
import os
import re
import subprocess
import sys

from raw import encode
from support import check, check_run, finish, folder, run

OPTION = re.compile(r"^ {1,6}(?:(-[\w?]), +)?(?:(--[\w-]+)(=\w+)?)?", re.M)
COMPLETE = """
source "$1"
complete -p pfnpack >/dev/null || exit 3
compopt() { :; }
shift
COMP_WORDS=(pfnpack "$@") COMP_CWORD=$#
_pfnpack pfnpack "${!#}" "${COMP_WORDS[COMP_CWORD-1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


def subcommands_of(pfnpack):
    text = run(pfnpack, "--help").stdout.split("Subcommands:\n")[1].split("\n\n")[0]
    return re.findall(r"^  (\w+)  ", text, re.M)


def options_of(pfnpack, *words):
    """Of the help: short, long and argument of each option."""
    text = run(pfnpack, *words, "--help").stdout
    return [m for m in OPTION.findall(text) if m[0] or m[1]]


def check_help(pfnpack, *words):
    name = " ".join(["pfnpack", *words])
    done = run(pfnpack, *words, "--help")
    check_run(f"{name} --help", done, 0, f"Usage: {name} ", "")
    lines = done.stdout.splitlines()
    check(len(lines) <= 24, f"{name} --help has {len(lines)} lines")
    check(max(map(len, lines)) <= 80, f"{name} --help is not too wide")
    example = done.stdout.rsplit("\n\n", 1)[-1].strip()
    check(name in example, f"{name} --help ends with an example: {example}")
    check(len(options_of(pfnpack, *words)) >= 3, f"{name} --help has options")


# --- Man pages --------------------------------------------------------------


def section_of(source, subcommand):
    """The lines of the man page about a subcommand, and those about all."""
    with open(os.path.join(source, "docs/man/pfnpack.1"), encoding="utf-8") as file:
        text = file.read()
    common = text.split(".Sh DESCRIPTION\n")[1].split(".Ss ")[0]
    found = re.search(rf"^\.Ss {subcommand}\n(.*?)^\.S[sh] ", text, re.M | re.S)
    check(found, f"pfnpack(1) has a section about {subcommand}")
    return common + (found[1] if found else ""), text


def items_of(text):
    """(option, has an argument) of the items of a man page."""
    for line in re.findall(r"^\.It (Fl .*)", text, re.M):
        argument = " Ar " in line
        for option in re.findall(r"Fl (\S+)", line):
            yield "-" + option.replace("\\&", ""), argument


def check_man_options(pfnpack, source, subcommand):
    text, whole = section_of(source, subcommand)
    items = dict(items_of(text))
    for short, long, argument in options_of(pfnpack, subcommand):
        for option in filter(None, (short, long)):
            check(option in items, f"pfnpack(1) has {option} of {subcommand}")
            check(
                items.get(option) == bool(argument),
                f"pfnpack(1) has the argument of {subcommand} {option}",
            )
    check(f".Nm pfnpack {subcommand}\n" in whole, f"pfnpack(1) SYNOPSIS: {subcommand}")


def check_man_pages(source):
    for name in ("pfnpack.1", "pfnpack.5"):
        path = os.path.join(source, "docs/man", name)
        done = run("mandoc", "-Tlint", path)
        # What is installed on this machine is no fault of the page.
        said = [
            line
            for line in done.stdout.splitlines() + done.stderr.splitlines()
            if "referenced manual not found" not in line and "mandoc.db" not in line
        ]
        check(said == [], f"mandoc -Tlint: {said}")
        shown = run("mandoc", "-Tutf8", "-Owidth=80", path).stdout
        check(len(shown.splitlines()) > 50, f"{name} is shown")
        check(
            max(map(len, re.sub(".\b", "", shown).splitlines())) <= 80, f"{name}: width"
        )
        for section in ("NAME", "DESCRIPTION", "FILES", "EXAMPLES", "SEE ALSO"):
            check(
                f".Sh {section}\n" in open(path, encoding="utf-8").read(),
                f"{name}: {section}",
            )


def check_exit_status(source):
    _, text = section_of(source, "list")
    status = text.split(".Sh EXIT STATUS\n")[1].split(".Sh")[0]
    check(re.findall(r"^\.It (\d)", status, re.M) == ["0", "1", "2"], "EXIT STATUS")


def examples_of(source):
    """The commands of EXAMPLES, as they are to be typed."""
    path = os.path.join(source, "docs/man/pfnpack.1")
    shown = run("mandoc", "-Tascii", "-Owidth=120", path).stdout
    shown = re.sub(".\b", "", shown)
    text = shown.split("\nEXAMPLES\n")[1].split("\nDIAGNOSTICS")[0]
    return re.findall(r"^ {11}( *\S.*)$", text, re.M), text


def check_examples(pfnpack, source):
    """Those that need no process are run."""
    lines, _ = examples_of(source)
    script = "\n".join(lines)
    check("pfnpack pack -o two.packed\n" in script, f"examples: {script}")
    start = script.index("printf")
    script = script[start : script.index("dump", start)].rsplit("\n", 1)[0]
    with folder() as place:
        os.symlink(os.path.abspath(pfnpack), os.path.join(place, "pfnpack"))
        paths = dict(os.environ, PATH=f"{place}:{os.environ['PATH']}")
        done = run("sh", "-euc", script, cwd=place, env=paths)
        check_run("examples", done, 0, None, "")
        check(
            done.stdout == "[0x12400, 0x12600)\n[0xabcde, 0xabd03) tag=1\n",
            f"the example of pack: {done.stdout}",
        )


def check_help_example(pfnpack, place):
    """The examples of pack and unpack, as --help has them."""
    os.symlink(os.path.abspath(pfnpack), os.path.join(place, "pfnpack"))
    paths = dict(os.environ, PATH=f"{place}:{os.environ['PATH']}")
    for subcommand, out in (("pack", ""), ("unpack", "[0x1000, 0x1200) tag=1\n")):
        text = run(pfnpack, subcommand, "--help").stdout.rsplit("\n\n", 1)[1]
        done = run("sh", "-euc", text, cwd=place, env=paths)
        check_run(f"the example of {subcommand}", done, 0, out, "")
    with open(os.path.join(place, "list.packed"), "rb") as file:
        check(file.read() == encode([(0x1000, 512, 1)]), "list.packed")


# --- Completions ------------------------------------------------------------


def completed(source, *words, cwd=None):
    """What bash offers for the last of the words."""
    script = os.path.join(os.path.abspath(source), "completion/pfnpack.bash")
    done = run("bash", "-uc", COMPLETE, "bash", script, *words, cwd=cwd)
    check_run(f"completion of {words}", done, 0, None, "")
    return done.stdout.split()


def check_bash(pfnpack, source, subcommands):
    offered = completed(source, "")
    check(set(subcommands) <= set(offered), f"bash offers {offered}")
    check(completed(source, "unp") == ["unpack"], "bash: unp")
    for subcommand in subcommands:
        offered = completed(source, subcommand, "-")
        for short, long, _ in options_of(pfnpack, subcommand):
            for option in filter(None, (short, long)):
                check(option in offered, f"bash offers {option} for {subcommand}")
    check(str(os.getpid()) in completed(source, "capture", "--pid", ""), "bash: PIDs")
    check(str(os.getpid()) in completed(source, "capture", "--pid", "="), "bash: =")
    check(completed(source, "pack", "--from", "c") == ["csv"], "bash: forms")
    check(completed(source, "unpack", "--to", "=", "u") == ["u64"], "bash: --to=u")


def check_bash_files(source, place):
    for name in ("a.pfncap", "b.pfncap", "c.txt"):
        with open(os.path.join(place, name), "wb"):
            pass
    os.mkdir(os.path.join(place, "folder"))
    captures = ["a.pfncap", "b.pfncap", "folder"]
    everything = sorted([*captures, "c.txt"])
    for words, wanted in (
        (("list", ""), captures),
        (("list", "--json", "a"), ["a.pfncap"]),
        (("list", "--raw", ""), everything),
        (("pack", ""), everything),
        (("unpack", "-o", ""), everything),
        (("capture", "-o", ""), everything),
    ):
        got = sorted(completed(source, *words, cwd=place))
        check(got == wanted, f"bash: {words}: {got}")


def check_zsh(pfnpack, source, subcommands):
    path = os.path.join(source, "completion/_pfnpack")
    check_run("zsh -n", run("zsh", "-n", path), 0, "", "")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    arrays = dict(re.findall(r"local -a (\w+)=\((.*?)\n\t\)", text, re.S))
    for subcommand in subcommands:
        check(f"\t\t'{subcommand}:" in text, f"zsh describes {subcommand}")
        found = re.search(rf"\n\t{subcommand}\)\n(.*?);;", text, re.S)
        check(found, f"zsh completes {subcommand}")
        words = found[1] if found else ""
        for name in re.findall(r"\$(\w+)", words):
            words += arrays.get(name, "")
        words = words.replace("\\?", "?")
        for short, long, argument in options_of(pfnpack, subcommand):
            for option in filter(None, (short, long)):
                equals = "=" if argument and option == long else ""
                check(
                    re.search(rf"[ '{{,)]{re.escape(option)}{equals}[\[,}}]", words),
                    f"zsh offers {option} for {subcommand}",
                )


def check_installed(source):
    with open(os.path.join(source, "cmake/install.cmake"), encoding="utf-8") as file:
        text = file.read()
    for name in (
        "docs/format.md",
        "docs/schema.json",
        "docs/man/pfnpack.1",
        "docs/man/pfnpack.5",
        "completion/pfnpack.bash",
        "completion/_pfnpack",
    ):
        check(name in text, f"{name} is installed")
        check(os.path.exists(os.path.join(source, name)), f"there is {name}")


def main():
    pfnpack, source = sys.argv[1:]
    subcommands = subcommands_of(pfnpack)
    check(
        {"capture", "list", "pack", "stat", "unpack", "verify"} <= set(subcommands),
        f"{subcommands}",
    )
    check_help(pfnpack)
    for subcommand in subcommands:
        check_help(pfnpack, subcommand)
        check_man_options(pfnpack, source, subcommand)
    check_man_pages(source)
    check_exit_status(source)
    check_examples(pfnpack, source)
    check_bash(pfnpack, source, subcommands)
    check_zsh(pfnpack, source, subcommands)
    check_installed(source)
    with folder() as place:
        check_help_example(pfnpack, place)
    with folder() as place:
        check_bash_files(source, place)
    finish()


main()
