#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""What other forms of a word would cost: the table of docs/format.md, 1.7.

    format_costs.py [CAPTURE...]

Bytes for synthetic lists, and for the memory in captures.
"""

import sys

import second_decoder as second

MEMORY_TAGS = (0, 1)


def order_words(_pfn, nr):
    """A count is a sum of powers of two: a word for each."""
    return 8 * nr.bit_count()


def aligned_blocks(pfn, nr):
    """A power of two of OS pages at a multiple of it: a word for each."""
    total = 0
    while nr:
        block = min(pfn & -pfn or second.PFN_END, 1 << nr.bit_length() - 1)
        pfn, nr, total = pfn + block, nr - block, total + 8
    return total


FORMS = (
    ('this format', lambda _, nr: 8 if nr <= second.INLINE_MAX else 16),
    ('order in the word, several words', order_words),
    ('naturally aligned blocks', aligned_blocks),
    ('order in the word, else 4 bytes', lambda _, nr: 8 if nr.bit_count() == 1 else 12),
    ('1 or 512 in the word, else 8 bytes', lambda _, nr: 8 if nr in (1, 512) else 16),
    ('8-byte PFN, 4-byte count', lambda _, nr: 12),
    ('8-byte address, 8-byte length', lambda _, nr: 16),
)

SYNTHETIC = {
    '512 scattered': [(2 * i, 1) for i in range(512)],
    '1 GiB of 2 MiB': [(1024 * i, 512) for i in range(512)],
    '512 runs of 37': [(40 * i + 3, 37) for i in range(512)],
    '1 GiB in twos': [(4 * i + 1, 2) for i in range(131072)],
}


def memory(path):
    with open(path, 'rb') as file:
        return [(pfn, nr) for _, _, _, nr, tag, pfn in second.read_capture(file.read())
                if tag in MEMORY_TAGS]


def main():
    lists = SYNTHETIC | {path: memory(path) for path in sys.argv[1:]}
    print('form', *lists, sep='\t')
    for name, cost in FORMS:
        print(name, *(sum(cost(*item) for item in ranges) for ranges in lists.values()), sep='\t')
    print('ranges', *(len(ranges) for ranges in lists.values()), sep='\t')
    for header_slots in (0, 1):
        print('packed pages with %d header slots' % header_slots,
              *(-(-sum(FORMS[0][1](*item) for item in ranges) // (8 * (512 - header_slots)))
                for ranges in lists.values()), sep='\t')


if __name__ == '__main__':
    main()
