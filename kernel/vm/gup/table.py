#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Make a table of what bench.c prints, and hold it against what is promised.

Exits with status 1 if a result is missing or a promise is not kept.
"""
import re
import sys

# Of each kind: the variant that pinning is compared to, the largest ratio for
# it, and the largest one for unpinning; None where nothing is promised.
PROMISED = {
    "4K": ("pin", 1.00, 0.90),
    "64K": ("base", 1 / 4, 1 / 4),
    "THP": ("base", 1 / 25, 1 / 50),
    "THP-longterm": ("base", 1 / 25, None),
    "hugetlb-2M": ("base", None, None),
    "hugetlb-1G": ("base", 1 / 100, 1 / 100),
}
SIZES = (128, 1024)

HEAD = """<!-- SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause -->
# pin_user_pages_packed(), in instructions

Made by `./dev vm --bench`: a Linux 6.12 with kernel/patches, in QEMU with
`-icount shift=0`, so that a nanosecond of its clock is an instruction. Counted
are instructions for each OS page. They see no cache misses, and an atomic
operation counts as one: these are not times.

- **array**: `pin_user_pages_fast()` of 512 OS pages at a time
- **ranges**: the same, and finding out what is contiguous
- **packed**: `pin_user_pages_packed()`, which gives ranges
- **unpin**: `unpin_user_pages()`, and `unpin_user_pages_packed()`

4K and 64K memory is scattered in physical memory; 64K folios are mapped by page
tables. Ratios to pin are packed / array for 4K and packed / ranges for all others.

| memory | MiB | array | ranges | packed | ratio | at most | unpin | packed | ratio | at most |
|---|---|---|---|---|---|---|---|---|---|---|"""


def read_results(lines):
    results = {}
    for line in lines:
        match = re.fullmatch(r"(\S+) (\d+) (pin|base|packed) (\d+) (\d+)", line)
        if match:
            kind, mib, variant, get, put = match.groups()
            results[kind, int(mib), variant] = int(get), int(put)
    return results


def limit_text(limit):
    if limit is None:
        return ""
    return f"{limit:.2f}" if limit > 0.5 else f"1/{1 / limit:.0f}"


def ratio_text(ratio):
    return f"{ratio:.3f}" if ratio > 0.5 else f"1/{1 / ratio:.2f}"


def row(results, kind, mib):
    """Return the cells of a row, and whether it keeps what is promised."""
    against, most_get, most_put = PROMISED[kind]
    pages = mib * 256
    pin, base, packed = (results[kind, mib, v] for v in ("pin", "base", "packed"))
    get = packed[0] / results[kind, mib, against][0]
    put = packed[1] / base[1]
    cells = [
        kind, str(mib), f"{pin[0] / pages:.2f}", f"{base[0] / pages:.2f}",
        f"{packed[0] / pages:.3f}", ratio_text(get), limit_text(most_get),
        f"{base[1] / pages:.2f}", f"{packed[1] / pages:.3f}", ratio_text(put),
        limit_text(most_put),
    ]
    kept = (most_get is None or get <= most_get) and (
        most_put is None or put <= most_put)
    return cells, kept


def main():
    results = read_results(sys.stdin.read().splitlines())
    good = True
    print(HEAD)
    for kind in PROMISED:
        for mib in SIZES:
            try:
                cells, kept = row(results, kind, mib)
            except KeyError as missing:
                sys.exit(f"table.py: no result for {missing}")
            print("| " + " | ".join(cells) + " |")
            if not kept:
                print(f"table.py: {kind}, {mib} MiB: promise not kept",
                      file=sys.stderr)
                good = False
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
