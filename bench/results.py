# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""What ./dev bench has measured, read from the files that it leaves."""

import json
import re
from collections import defaultdict

# pfnpack in other ways, and then the others.
OWN = ["pfnpack", "bulk", "AVX2", "portable"]
PEERS = OWN + ["pfn_batch", "bio_vec", "scatterlist", "pairs", "phyr", "hmm_pfn",
               "page_array", "roaring", "byte_deltas", "memcpy"]

NS_IN = {"ns": 1, "us": 1e3, "ms": 1e6}


def tree():
    return defaultdict(lambda: defaultdict(dict))


class Results:
    """Nanoseconds and instructions by operation, input and peer; sizes by
    input and peer; instructions of the core by case."""

    def __init__(self, place):
        self.times = tree()
        self.steps = tree()
        self.bytes_per_run = defaultdict(dict)
        self.mean_run = {}
        self.nr_runs = {}
        self.code = None
        self.read_times(place / "times.json")
        self.read_steps(place / "steps")
        self.read_sizes(place / "sizes")
        self.instructions = read_counts((place / "instructions").read_text())
        self.ns_of_cycle = self.times.pop("clock")["none"]["cycle"]

    def read_times(self, path):
        document = json.loads(path.read_text())
        self.code = document["context"]["code"]
        for one in document["benchmarks"]:
            if one["aggregate_name"] != "median":
                continue
            operation, name, peer = one["run_name"].split("/")
            ns = one["cpu_time"] * NS_IN[one["time_unit"]] / one["items"]
            self.times[operation][name][peer] = ns

    def read_steps(self, path):
        for case, nr in read_counts(path.read_text()).items():
            operation, name, peer = case.split("/")
            self.steps[operation][name.removesuffix("-short")][peer] = nr

    def read_sizes(self, path):
        for line in path.read_text().splitlines():
            name, peer, size, runs, os_pages = line.split()
            if int(size) and peer not in OWN[1:]:
                self.bytes_per_run[name][peer] = int(size) / int(runs)
            if peer == "pfnpack":
                self.mean_run[name] = int(os_pages) / int(runs)
                self.nr_runs[name] = int(runs)

    def inputs(self):
        return list(self.mean_run)

    def cycles(self, operation, name, peer):
        return self.times[operation][name][peer] / self.ns_of_cycle


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
