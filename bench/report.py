#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""usage: bench/report.py DIRECTORY REPORT

Prints what ./dev bench has measured, and writes it to REPORT.  Reads
times.json, sizes and instructions in DIRECTORY, writes plot.dat there.
The instruction counts are compared with those that REPORT had before.
"""

import json
import platform
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

# pfnpack in other ways, and then the others.
OWN = ["pfnpack", "bulk", "AVX2", "portable"]
PEERS = OWN + ["pfn_batch", "bio_vec", "scatterlist", "pairs", "phyr", "hmm_pfn", "page_array",
               "roaring", "byte_deltas", "memcpy"]

OPERATIONS = {
    "append": ("Append, one OS page at a time", "OS page"),
    "append-leaves": ("Append, a leaf of the page table (1 or 512) a call", "leaf"),
    "bulk": ("Append an array of PFNs", "OS page"),
    "read": ("Read ranges, one by one", "range"),
    "read-bulk": ("Read ranges, a packed page at a time: pfnpack_decode()", "range"),
    "expand": ("Expand to an array of PFNs", "OS page"),
    "skip-packed": ("Skip to the n-th OS page, in a list of one packed page", "query"),
    "skip-learnt": ("Skip in one packed page, to the same 16 places over and over", "query"),
    "skip-list": ("Skip to the n-th OS page, in the whole list (pfnpack: with an index)",
                  "query"),
    "blocks": ("Aligned blocks, up to 512 OS pages", "OS page"),
    "check": ("Check", "range"),
    "rollback": ("Append 32 OS pages and take them back", "OS page"),
    "rollback-crossing": ("The same, each time into another packed page", "OS page"),
}

NS_IN = {"ns": 1, "us": 1e3, "ms": 1e6}


class Results:
    """Nanoseconds by operation, input and peer; sizes by input and peer."""

    def __init__(self, place):
        self.context = None
        self.times = defaultdict(lambda: defaultdict(dict))
        self.bytes_per_run = defaultdict(dict)
        self.mean_run = {}
        self.read_times(place / "times.json")
        self.read_sizes(place / "sizes")
        self.instructions = read_counts((place / "instructions").read_text())

    def read_times(self, path):
        document = json.loads(path.read_text())
        self.context = document["context"]
        for one in document["benchmarks"]:
            if one["aggregate_name"] != "median":
                continue
            operation, name, peer = one["run_name"].split("/")
            ns = one["cpu_time"] * NS_IN[one["time_unit"]] / one["items"]
            self.times[operation][name][peer] = ns

    def read_sizes(self, path):
        for line in path.read_text().splitlines():
            name, peer, size, runs, os_pages = line.split()
            if int(size) and peer not in OWN[1:]:
                self.bytes_per_run[name][peer] = int(size) / int(runs)
            if peer == "pfnpack":
                self.mean_run[name] = int(os_pages) / int(runs)

    def inputs(self):
        return list(self.mean_run)


def read_counts(text):
    return {name: float(count)
            for name, count in (line.split() for line in text.splitlines())}


def recorded_counts(report):
    """What an older report says under "Instructions"."""
    if not report.exists():
        return {}
    lines = report.read_text().partition("\n## Instructions")[2]
    return {name: float(count) for name, count in
            re.findall(r"^\| ([a-z_-]+) *\| *([0-9.]+) ", lines, re.MULTILINE)}


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
    for name in results.inputs():
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


def instructions_section(results, before):
    rows = []
    for name, count in results.instructions.items():
        change = f"{count - before[name]:+.1f}" if name in before else "new"
        rows.append([name, f"{count:.1f}", change])
    return ["## Instructions", ""] + \
        table(["case", "per call", "change"], rows) + [""]


def ratios(results, operation, peer, own, names=None, own_operation=None):
    """How many times as long the peer takes, by input."""
    times = results.times
    return {name: row[peer] / times[own_operation or operation][name][own]
            for name, row in times[operation].items()
            if names is None or name in names}


def lowest(by_input):
    name = min(by_input, key=by_input.get)
    return f"{by_input[name]:.2f} ({name})", by_input[name]


def highest(by_input):
    name = max(by_input, key=by_input.get)
    return f"{by_input[name]:.2f} ({name})", by_input[name]


def at_least(bound, what, by_input):
    text, ratio = lowest(by_input)
    return what, f"at least {bound}", text, ratio >= bound


def at_most(bound, what, by_input):
    text, ratio = highest(by_input)
    return what, f"at most {bound}", text, ratio <= bound


def append_targets(results):
    for own, how in ("pfnpack", "by calls"), ("bulk", "by a stream"):
        for peer in "pfn_batch", "bio_vec":
            what = f"append {how}: {peer} / pfnpack"
            yield at_least(1, what, ratios(results, "append", peer, own))
            yield at_least(1.3, f"{what}, scattered",
                           ratios(results, "append", peer, own, ["run-1"]))
    yield at_least(1, "append by a stream: pfn_batch inlined / pfnpack",
                   ratios(results, "bulk", "pfn_batch", "bulk", None, "append"))


def array_targets(results):
    for own, bound in ("pfnpack", 2.5), ("AVX2", 4):
        yield at_most(bound, f"append an array: {own} / memcpy",
                      {name: row[own] / row["memcpy"]
                       for name, row in results.times["bulk"].items()})
    flat = [row["portable"] for row in results.times["bulk"].values()]
    yield at_most(1.5, "append an array, portable: slowest / fastest input",
                  {"all": max(flat) / min(flat)})
    expand = {name: row["pfnpack"] / row["memcpy"]
              for name, row in results.times["expand"].items()}
    yield at_most(2.5, "expand: pfnpack / memcpy", expand)
    for name in "run-1", "run-512":
        yield at_most(1.2, f"expand, {name}: pfnpack / memcpy", {name: expand[name]})


def reading_targets(results):
    for own, how in ("pfnpack", "by calls"), ("bulk", "in place"):
        for peer, what in (("pairs", "pairs {u64, u32}"),
                           ("pfn_batch", "pfn_batch")):
            yield at_least(1, f"read {how}: {what} / pfnpack",
                           ratios(results, "read", peer, own))
    yield at_most(64, "find an OS page in a packed page, ns",
                  {name: row["pfnpack"] for name, row
                   in results.times["skip-packed"].items()})
    yield at_most(8, "bytes per run",
                  {name: round(row["pfnpack"], 2) for name, row
                   in results.bytes_per_run.items()})


def targets(results):
    """Lines of: what, bound, the worst case, whether it holds."""
    yield from append_targets(results)
    yield from array_targets(results)
    yield from reading_targets(results)


def targets_section(results):
    rows = [[what, bound, worst, "yes" if holds else "**no**"]
            for what, bound, worst, holds in targets(results)]
    return ["## What was aimed at", ""] + \
        table(["", "aim", "worst input", "holds"], rows) + [""]


def command_line(*command):
    return subprocess.run(command, check=True, capture_output=True,
                          text=True).stdout.strip().splitlines()


def machine():
    model = next(line.partition(": ")[2] for line in command_line("lscpu")
                 if line.startswith("Model name")).strip()
    vectors = "AVX-512" if "avx512vl" in Path("/proc/cpuinfo").read_text() else \
        "no AVX-512"
    return f"{model}, {vectors}; Linux {platform.release()}; " + \
        command_line("gcc", "--version")[0] + ", -O2."


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
    sections = [targets_section(results), sizes_section(results),
                ["## Times", "", "How many times as long the others take.", ""]]
    sections += [times_section(results, operation) for operation in OPERATIONS]
    sections += [instructions_section(results, recorded_counts(report))]
    body = "\n".join(line for section in sections for line in section).rstrip("\n")
    print(body)
    report.write_text(text.replace("MACHINE", machine()).replace("RESULTS", body))
    write_plot_data(results, place / "plot.dat")


if __name__ == "__main__":
    main()
