# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""What was aimed at, and whether it holds: lines of what, bound, the worst
input, and that.

A few ranges are only the start and the end of reading, so LONG takes no part
in that.
"""

LONG = "long"
IN_A_PACKED_PAGE = 512
# They keep the order of the list, and the n-th range or OS page is found
# without a look at all before it.
ENTERED_ANYWHERE = ["pfn_batch", "bio_vec", "scatterlist", "pairs", "phyr", "hmm_pfn",
                    "page_array", "memcpy"]


def ratios(over, peer, own, under=None, names=None):
    """How many times as long the peer takes, by input."""
    under = over if under is None else under
    return {name: row[peer] / under[name][own] for name, row in over.items()
            if names is None or name in names}


def judged(what, bound, found, holds):
    name, ratio = found
    return what, bound, f"{ratio:.2f} ({name})", holds(round(ratio, 2))


def at_least(bound, what, by_input):
    worst = min(by_input.items(), key=lambda item: item[1])
    return judged(what, f"at least {bound}", worst, lambda ratio: ratio >= bound)


def at_most(bound, what, by_input):
    worst = max(by_input.items(), key=lambda item: item[1])
    return judged(what, f"at most {bound}", worst, lambda ratio: ratio <= bound)


def append_aims(results):
    append, inlined = results.times["append"], results.times["bulk"]
    for own, how in ("pfnpack", "by calls"), ("bulk", "by a stream"):
        for peer in "pfn_batch", "bio_vec":
            what = f"append {how}: {peer} / pfnpack"
            yield at_least(1, what, ratios(append, peer, own))
            yield at_least(1.3, f"{what}, scattered",
                           ratios(append, peer, own, names=["run-1"]))
        yield at_least(1, f"append {how}: pfn_batch inlined / pfnpack",
                       ratios(inlined, "pfn_batch", own, append))


def array_aims(results):
    bulk = results.times["bulk"]
    bounds = {"AVX-512": 2.5, "AVX2": 4}
    if results.code in bounds:
        yield at_most(bounds[results.code],
                      f"append an array: pfnpack ({results.code}) / memcpy",
                      ratios(bulk, "pfnpack", "memcpy"))
    if results.code == "AVX-512":
        yield at_most(4, "append an array: AVX2 / memcpy",
                      ratios(bulk, "AVX2", "memcpy"))
    flat = [row["portable"] for row in bulk.values()]
    yield at_most(1.5, "append an array, portable: slowest / fastest input",
                  {"all": max(flat) / min(flat)})


def expand_aims(results):
    expand = results.times["expand"]
    yield at_most(2.5, "expand: pfnpack / memcpy",
                  ratios(expand, "pfnpack", "memcpy"))
    for name in "run-1", "thp":
        yield at_most(1.2, f"expand, {name}: pfnpack / memcpy",
                      ratios(expand, "pfnpack", "memcpy", names=[name]))


def reading_aims(results):
    read = results.times["read"]
    lists = [name for name in read if name != LONG]
    longer = [name for name in lists if results.nr_runs[name] > IN_A_PACKED_PAGE]
    for own, how in ("pfnpack", "by calls"), ("bulk", "in place"):
        for peer in "pairs", "pfn_batch":
            what = f"read {how}: {peer} / pfnpack"
            yield at_least(1, what, ratios(read, peer, own, names=lists))
            yield at_least(1, f"{what}, lists of more than a packed page",
                           ratios(read, peer, own, names=longer))


def skip_aims(results):
    took = {name: row["pfnpack"] for name, row in results.times["skip-packed"].items()}
    what = "find an OS page in a packed page, ns"
    yield at_most(64, f"{what}, all with size descriptors", {LONG: took.pop(LONG)})
    yield at_most(64, what, took)


def smallest(results, peers):
    return {name: min(row[peer] for peer in peers) / row["pfnpack"]
            for name, row in results.bytes_per_run.items()}


def size_aims(results):
    own = {name: row["pfnpack"] for name, row in results.bytes_per_run.items()}
    yield at_most(16, "bytes per run, all of more than 65534 OS pages",
                  {LONG: own.pop(LONG)})
    yield at_most(8, "bytes per run, others", own)
    others = "smallest peer that keeps the order"
    yield at_least(1, f"bytes: {others} and can be entered anywhere / pfnpack",
                   smallest(results, ENTERED_ANYWHERE))
    yield at_least(1, f"bytes: {others} / pfnpack",
                   smallest(results, ENTERED_ANYWHERE + ["byte_deltas"]))


def aims(results):
    yield from append_aims(results)
    yield from array_aims(results)
    if results.code == "AVX-512":
        yield from expand_aims(results)
    yield from reading_aims(results)
    if results.code == "AVX-512":
        yield from skip_aims(results)
    yield from size_aims(results)
