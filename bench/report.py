#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""usage: bench/report.py DIRECTORY REPORT

Prints what ./dev bench has measured, and writes it to REPORT.  Reads
times.json, steps, sizes and instructions in DIRECTORY, writes plot.dat there.
The instruction counts are compared with those that REPORT had before.
"""

import platform
import re
import subprocess
import sys
from pathlib import Path

from aims import aims
from figures import fill_in
from results import OWN, PEERS, Results, recorded_counts

OPERATIONS = {
    "append": ("Append, one OS page at a time", "OS page"),
    "append-leaves": ("Append, a leaf of the page table (1 or 512) a call", "leaf"),
    "bulk": ("Append an array of PFNs", "OS page"),
    "read": ("Read ranges, one by one", "range"),
    "read-bulk": ("Read ranges, a packed page at a time: pfnpack_decode()", "range"),
    "expand": ("Expand to an array of PFNs", "OS page"),
    "skip-packed": ("Skip to the n-th OS page, in a list of one packed page", "query"),
    "skip-learnt": ("The same, to the same 16 places over and over", "query"),
    "skip-list": ("Skip to the n-th OS page, in the whole list (pfnpack: with an index)",
                  "query"),
    "blocks": ("Aligned blocks, up to 512 OS pages", "OS page"),
    "check": ("Check", "range"),
    "rollback": ("Append 32 OS pages and take them back", "OS page"),
    "rollback-crossing": ("The same, each time into another packed page", "OS page"),
}


def table(head, rows):
    """Lines of a table in Markdown, which is good to read as it is."""
    rows = [[str(cell) for cell in row] for row in [head] + rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    lines = ["| " + " | ".join(
        cell.ljust(width) if i == 0 else cell.rjust(width)
        for i, (cell, width) in enumerate(zip(row, widths))) + " |"
        for row in rows]
    rule = ["-" * widths[0]] + ["-" * (width - 1) + ":" for width in widths[1:]]
    lines.insert(1, "| " + " | ".join(rule) + " |")
    return lines


def columns(measured):
    return [peer for peer in PEERS if any(peer in row for row in measured.values())]


def times_section(results, operation):
    title, unit = OPERATIONS[operation]
    measured = results.times[operation]
    others = columns(measured)[1:]
    rows = []
    for name in filter(measured.get, results.inputs()):
        own = measured[name]["pfnpack"]
        rows.append([name, f"{own:.2f}"] + [
            f"{measured[name][peer] / own:.2f}" for peer in others])
    head = ["input", f"pfnpack, ns/{unit}"] + others
    return [f"### {title}", ""] + table(head, rows) + [""]


def sizes_section(results):
    peers = columns(results.bytes_per_run)
    rows = [[name, f"{results.mean_run[name]:.2f}"] +
            [f"{results.bytes_per_run[name][peer]:.2f}" for peer in peers]
            for name in results.inputs()]
    return ["## Bytes per run", ""] + \
        table(["input", "mean run"] + ["PFN array" if peer == "memcpy" else peer
                                       for peer in peers], rows) + [""]


def steps_section(results):
    """How many instructions, and in how many cycles?"""
    steps = results.steps
    cases = [(operation, name) for operation in OPERATIONS if operation in steps
             for name in results.inputs() if name in steps[operation]]
    peers = columns({case: steps[case[0]][case[1]] for case in cases})
    rows = [[f"{operation}, {name}", OPERATIONS[operation][1]] +
            [f"{steps[operation][name][peer]:.1f} / {results.cycles(operation, name, peer):.1f}"
             if peer in steps[operation][name] else "" for peer in peers]
            for operation, name in cases]
    return ["## Counted: instructions / cycles", ""] + \
        table(["", "for each"] + peers, rows) + [""]


def instructions_section(results, before):
    rows = []
    for name, count in results.instructions.items():
        change = f"{count - before[name]:+.1f}" if name in before else "new"
        rows.append([name, f"{count:.1f}", change])
    return ["## Instructions", ""] + \
        table(["case", "per call", "change"], rows) + [""]


def aims_section(results):
    rows = [[what, bound, worst, "yes" if holds else "**no**"]
            for what, bound, worst, holds in aims(results)]
    return ["## What was aimed at", ""] + \
        table(["", "aim", "worst input", "holds"], rows) + [""]


def command_line(*command):
    return subprocess.run(command, check=True, capture_output=True,
                          text=True).stdout.strip().splitlines()


def machine(results):
    model = next(line.partition(": ")[2] for line in command_line("lscpu")
                 if line.startswith("Model name")).strip()
    return f"{model} at {1 / results.ns_of_cycle:.2f} GHz, the {results.code} code; " + \
        f"Linux {platform.release()}; {command_line('gcc', '--version')[0]}, -O2."


def write_plot_data(results, path):
    """A block for each peer: mean run, bytes per run, ns to append an OS page."""
    made_up = [name for name in results.inputs() if re.match("run-", name)]
    with open(path, "w", encoding="utf-8") as out:
        for peer in OWN[:1] + PEERS[len(OWN):]:
            out.write(f'"{peer}"\n')
            for name in made_up:
                size = results.bytes_per_run[name].get(peer, "nan")
                ns = results.times["append"][name].get(peer, "nan")
                out.write(f"{results.mean_run[name]} {size} {ns}\n")
            out.write("\n\n")


def main():
    place, report = Path(sys.argv[1]), Path(sys.argv[2])
    results = Results(place)
    text = (Path(__file__).parent / "report.md").read_text()
    sections = [aims_section(results), sizes_section(results),
                ["## Times", "", "How many times as long the others take.", ""]]
    sections += [times_section(results, operation) for operation in OPERATIONS]
    sections += [steps_section(results),
                 instructions_section(results, recorded_counts(report))]
    body = "\n".join(line for section in sections for line in section).rstrip("\n")
    print(body)
    text = fill_in(results, text).replace("MACHINE", machine(results))
    report.write_text(text.replace("RESULTS", body))
    write_plot_data(results, place / "plot.dat")


if __name__ == "__main__":
    main()
