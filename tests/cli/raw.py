# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Packed pages, by an encoder of the tests' own."""
import struct

SLOTS = 512
INLINE_MAX = 65534
PFN_END = 1 << 44


def slots_for(nr):
    return 1 + (nr > INLINE_MAX)


def one_page(words, counts):
    """A packed page of these slots at its start and its end."""
    gap = [0] * (SLOTS - len(words) - len(counts))
    return struct.pack(f"<{SLOTS}Q", *words, *gap, *counts)


def encode_page(ranges):
    """The packed page of (pfn, nr, tag), which have to fit."""
    words, counts = [], []
    for pfn, nr, tag in ranges:
        if nr > INLINE_MAX:
            counts.insert(0, nr)
            nr = INLINE_MAX + 1
        words.append(nr << 48 | tag << 44 | pfn)
    return one_page(words, counts)


def encode(ranges):
    """Packed pages, each filled before the next; none for no ranges."""
    packed, page, free = b"", [], SLOTS
    for one in ranges:
        if slots_for(one[1]) > free:
            packed += encode_page(page)
            page, free = [], SLOTS
        page.append(one)
        free -= slots_for(one[1])
    return packed + (encode_page(page) if page else b"")
