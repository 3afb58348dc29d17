#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""A second decoder, written from docs/format.md alone, without a look at the C.

    second_decoder.py raw FILE        decode a file of packed pages
    second_decoder.py capture FILE    decode a capture file
    second_decoder.py spec FILE.md    check the examples of the specification

Rule numbers in comments (F-.., C-..) are those of docs/format.md.
"""

import re
import struct
import sys
from collections import deque
from typing import NamedTuple

import xxhash

PAGE = 4096                      # F-01: bytes of a packed page or a block
SLOTS = 512                      # F-01
PFN_END = 1 << 44                # F-02, F-07, F-08
INLINE_MAX = 65534               # F-04
ESCAPE = 65535                   # F-05
SLOT_FORMAT = struct.Struct('<512Q')   # F-01: least significant byte first


class Fault(Exception):
    """klass: malformed, corrupt, truncated, unsupported.  where: the slot in a
    packed page, the byte offset in a capture file.  page: of an array (F-11)."""

    def __init__(self, klass, rule, where, page=None):
        super().__init__(klass, rule, where)
        self.klass, self.rule, self.where, self.page = klass, rule, where, page

    slot = property(lambda self: self.where)


# ---------------------------------------------------------------- part 1: packed pages

class Parsed(NamedTuple):
    ranges: list                 # (pfn, nr, tag)
    descs: int                   # descriptors used
    free: int                    # slots in the gap


def is_word(value):
    """A slot whose size field is not 0 (F-03)."""
    return value >> 48 != 0


def make_word(pfn, nr, tag):
    """F-02, F-04, F-05."""
    return min(nr, ESCAPE) << 48 | tag << 44 | pfn


def is_range(pfn, nr, tag):
    """F-16, first sentence."""
    return pfn >= 0 and nr >= 1 and pfn + nr <= PFN_END and 0 <= tag <= 15


def check_gap(slots, first, end):
    """F-09."""
    for i in range(first, end):
        if slots[i] != 0:
            raise Fault('malformed', 'F-09', i)


def word_count(slots, i, low):
    """The count of the word in slot i, and the lowest descriptor used after it;
    low is the one before it.  F-04 to F-07."""
    size = slots[i] >> 48
    if size <= INLINE_MAX:
        return size, low                                  # F-04
    at = low - 1                                          # F-05
    if at <= i:
        raise Fault('malformed', 'F-05', i)
    if slots[at] < ESCAPE:
        raise Fault('malformed', 'F-06', at)
    if slots[at] > PFN_END:
        raise Fault('malformed', 'F-07', at)
    return slots[at], at


def parse_slots(slots, gap_is_zero=True):
    """All rules of 1.1 in the order of F-10; gap_is_zero=False leaves out F-09 (F-13)."""
    ranges, i, low = [], 0, SLOTS
    while i < low and is_word(slots[i]):                  # F-03
        nr, low = word_count(slots, i, low)
        pfn, tag = slots[i] & (PFN_END - 1), slots[i] >> 44 & 15   # F-02
        if pfn + nr > PFN_END:
            raise Fault('malformed', 'F-08', i)
        ranges.append((pfn, nr, tag))
        i += 1
    if gap_is_zero:
        check_gap(slots, i, low)
    return Parsed(ranges, SLOTS - low, low - i)


def parse_packed(data):
    if len(data) != PAGE:
        raise Fault('truncated', 'F-01', len(data) // 8)
    return parse_slots(SLOT_FORMAT.unpack(data))


def decode_packed(data):
    """The list of (pfn, nr, tag) in one packed page."""
    return parse_packed(data).ranges


def encode_packed(ranges):
    """One packed page, one word per range; None when it does not fit."""
    slots, low = [0] * SLOTS, SLOTS
    for i, (pfn, nr, tag) in enumerate(ranges):
        if not is_range(pfn, nr, tag):
            raise ValueError('bad range', pfn, nr, tag)
        if nr > INLINE_MAX:
            low -= 1
        if i >= low:
            return None
        if nr > INLINE_MAX:
            slots[low] = nr
        slots[i] = make_word(pfn, nr, tag)
    return SLOT_FORMAT.pack(*slots)


def may_join(before, after):
    """F-15: may the last range of `before` and the first of `after` be joined?"""
    (pfn1, nr1, tag1), (pfn2, nr2, tag2) = before.ranges[-1], after.ranges[0]
    return (before.free == 0 and nr1 <= INLINE_MAX and pfn1 + nr1 == pfn2
            and tag1 == tag2 and nr1 + nr2 > INLINE_MAX)


def concatenate(parsed_pages, join):
    out, before = [], None
    for parsed in parsed_pages:
        ranges = parsed.ranges
        if join and before and may_join(before, parsed):
            pfn, nr, tag = out[-1]
            out[-1] = (pfn, nr + ranges[0][1], tag)
            ranges = ranges[1:]
        out += ranges
        before = parsed
    return out


def parse_array(array, gap_is_zero):
    """F-11 over an iterable of 512 slots each."""
    for number, slots in enumerate(array):
        try:
            parsed = parse_slots(slots, gap_is_zero)
        except Fault as fault:
            fault.page = number
            raise
        if not parsed.ranges:
            return
        yield parsed


def decode_list(pages, join=False, gap_is_zero=True):
    """F-11, with F-15 if join, without F-09 (for snapshots, F-13) if not gap_is_zero."""
    array = (SLOT_FORMAT.unpack(page) for page in pages)
    return concatenate(parse_array(array, gap_is_zero), join)

# ---------------------------------------------------------------- part 2: capture files

HEADER, DIRECTORY, END = b'PFNCAP\0\0', b'PFNDIR\0\0', b'PFNEND\0\0'   # C-02
DIR_SPACE = PAGE - 32            # C-08: 4064
NAME_MAX = 3968                  # C-16


def u16(data, at):
    return int.from_bytes(data[at:at + 2], 'little')       # C-01


def u32(data, at):
    return int.from_bytes(data[at:at + 4], 'little')


def u64(data, at):
    return int.from_bytes(data[at:at + 8], 'little')


def hash64(data):
    return xxhash.xxh3_64_intdigest(data, seed=0)


def block_hash(block):
    """C-04."""
    return hash64(block[:16] + bytes(8) + block[24:])


def check(condition, klass, rule, where):
    if not condition:
        raise Fault(klass, rule, where)


def check_zero(data, first, end, where):
    """C-05: bytes without a meaning."""
    for i in range(first, end):
        check(data[i] == 0, 'unsupported', 'C-05', where + i)


def check_text(data, first, length, where):
    """C-07: text, then at least one zero byte, and nothing but zero bytes."""
    field = data[first:first + length]
    text, zero, padding = field.partition(b'\0')
    check(zero and not padding.strip(b'\0'), 'malformed', 'C-07', where + first)
    return text


class Segment:
    """A segment and how many of its OS pages the list has covered."""

    def __init__(self, pid, start, nr):
        self.pid, self.start, self.nr, self.done = pid, start, nr, 0


class Capture:
    """One pass over a capture file; memory is one chunk's."""

    def __init__(self, data):
        self.data, self.at = data, 0
        self.os_page = None
        self.pid = None          # of the last process record
        self.last_end = 0        # end of the last segment of this process
        self.open = deque()      # segments not finished (C-17)
        self.chunks = self.packed = self.segments = self.os_pages = 0

    def block(self):
        """C-01, C-23: the next whole block."""
        left = len(self.data) - self.at
        check(left != 0, 'truncated', 'C-23', self.at)
        check(left >= PAGE, 'truncated', 'C-01', len(self.data))
        self.at += PAGE
        return self.data[self.at - PAGE:self.at]

    def words(self):
        self.header()
        while True:
            block = self.block()
            where = self.at - PAGE
            if block[:8] == END:
                return self.end(block, where)
            check(block[:8] == DIRECTORY, 'malformed', 'C-02', where)
            yield from self.chunk(block, where)

    def header(self):
        start = self.data[:8]                              # C-01: too short to be read as one?
        check(start == HEADER[:len(start)], 'malformed', 'C-02', 0)
        block = self.block()
        check(block[:8] == HEADER, 'malformed', 'C-02', 0)
        check(u32(block, 8) == 1, 'unsupported', 'C-03', 8)
        check(u64(block, 16) == block_hash(block), 'corrupt', 'C-04', 0)
        self.os_page = u32(block, 12)
        check(self.os_page in (4096, 8192, 16384, 32768, 65536), 'malformed', 'C-06', 12)
        check_text(block, 24, 72, 0)
        check_text(block, 96, 72, 0)
        check_zero(block, 168, PAGE, 0)

    def chunk(self, block, where):
        check(u64(block, 16) == block_hash(block), 'corrupt', 'C-04', where)
        count, size = u32(block, 8), u32(block, 12)
        check(8 * count + size <= DIR_SPACE and size % 8 == 0, 'malformed', 'C-08', where + 8)
        records = 32 + 8 * count
        check(u64(block, 24) == self.chunks, 'malformed', 'C-09', where + 24)
        check_zero(block, records + size, PAGE, where)
        last = self.records(block, records, records + size, where)
        for i in range(count):
            yield from self.packed_page(u64(block, 32 + 8 * i))
        # C-17: every segment of this chunk has its first OS page here
        check(all(segment.done for segment in self.open), 'malformed', 'C-17', self.at)
        # C-17: one that goes on has the last record
        check(not self.open or last != 1, 'malformed', 'C-17', self.at)
        self.chunks += 1

    def records(self, block, at, end, where):
        """The type of the last one; None where there are none."""
        kind = None
        while at < end:
            kind, length = u16(block, at), u16(block, at + 2)
            check(length % 8 == 0 and length >= 8 and at + length <= end,
                  'malformed', 'C-13', where + at)
            check(kind in (1, 2), 'unsupported', 'C-14', where + at)
            record = block[at:at + length]
            if kind == 1:
                self.process(record, where + at)
            else:
                self.segment(record, where + at)
            at += length
        return kind

    def process(self, record, where):
        check(len(record) == 32, 'malformed', 'C-15', where)
        check_text(record, 16, 16, where)
        check_zero(record, 4, 8, where)
        check_zero(record, 12, 16, where)
        self.pid, self.last_end = u32(record, 8), 0

    def segment(self, record, where):
        check(self.pid is not None, 'malformed', 'C-15', where)
        check(len(record) >= 56, 'malformed', 'C-16', where)
        name = u16(record, 48)
        check(name <= NAME_MAX and len(record) == 56 + (name + 7) // 8 * 8,
              'malformed', 'C-16', where + 48)
        check(u32(record, 4) < 32, 'unsupported', 'C-05', where + 4)
        check_zero(record, 50, 56, where)
        check_zero(record, 56 + name, len(record), where)
        start, end = u64(record, 8), u64(record, 16)
        check(start % self.os_page == 0 and end % self.os_page == 0
              and self.last_end <= start < end, 'malformed', 'C-16', where + 8)
        self.last_end = end
        self.segments += 1
        self.open.append(Segment(self.pid, start, (end - start) // self.os_page))

    def packed_page(self, checksum):
        data = self.block()
        where = self.at - PAGE
        check(hash64(data) == checksum, 'corrupt', 'C-10', where)
        try:
            ranges = decode_packed(data)
        except Fault as fault:                             # C-11, with the F-rule
            raise Fault('malformed', fault.rule, where + 8 * fault.where) from None
        check(ranges, 'malformed', 'C-12', where)
        self.packed += 1
        for i, item in enumerate(ranges):
            yield self.word(item, where + 8 * i)

    def word(self, item, where):
        pfn, nr, tag = item
        check(tag in (0, 1, 13, 14, 15), 'unsupported', 'C-19', where)
        check(self.open, 'malformed', 'C-17', where)       # left over
        segment = self.open[0]
        check(nr <= segment.nr - segment.done, 'malformed', 'C-18', where)
        check(tag < 13 or pfn == segment.done, 'malformed', 'C-20', where)
        address = segment.start + segment.done * self.os_page
        segment.done += nr
        self.os_pages += nr
        if segment.done == segment.nr:
            self.open.popleft()
        return segment.pid, segment.start, address, nr, tag, pfn

    def end(self, block, where):
        check(u64(block, 16) == block_hash(block), 'corrupt', 'C-04', where)
        check(u32(block, 8) < 4, 'unsupported', 'C-05', where + 8)   # flags of C-26
        check_zero(block, 12, 16, where)
        check_zero(block, 56, PAGE, where)
        check(not self.open, 'malformed', 'C-17', where)
        totals = (self.chunks, self.packed, self.segments, self.os_pages % 2 ** 64)
        check(struct.unpack_from('<4Q', block, 24) == totals, 'malformed', 'C-21', where + 24)
        check(len(self.data) == self.at, 'malformed', 'C-22', self.at)


def read_capture(data):
    """Yields (pid, segment_start, va_start, nr_os_pages, tag, pfn_field) per word; raises Fault."""
    yield from Capture(bytes(data)).words()



# ---------------------------------------------------------------- command line

def show(item):
    return '%x+%d:%d' % item


def command_raw(path):
    with open(path, 'rb') as file:
        data = file.read()
    good = True
    for number, at in enumerate(range(0, len(data), PAGE)):
        try:
            ranges = decode_packed(data[at:at + PAGE])
            print(' '.join([str(number), 'good'] + [show(item) for item in ranges]))
        except Fault as fault:
            print(number, fault.klass, fault.rule, fault.where)
            good = False
    return 0 if good else 1


def describe_capture(data):
    """A line for each word, then good, or the class and the rule of the fault."""
    try:
        for word in read_capture(data):
            yield '%d %x %x %d %d %x' % word
    except Fault as fault:
        yield fault.klass + ' ' + fault.rule
    else:
        yield 'good'


def command_capture(path):
    with open(path, 'rb') as file:
        lines = list(describe_capture(file.read()))
    print('\n'.join(lines))
    return 0 if lines[-1] == 'good' else 1


class Example:
    """One ```pfnpack block."""

    def __init__(self):
        self.page, self.expect, self.ranges, self.sums = bytearray(PAGE), None, [], None


def read_words_line(page, arguments):
    """words A..B pfn=P step=S tag=T size=N: slot A has PFN P, each next one S more."""
    first, last = (int(part) for part in arguments[0].split('..'))
    values = {key: int(value, 0) for key, value in (part.split('=') for part in arguments[1:])}
    for slot in range(first, last + 1):
        word = values['size'] << 48 | values['tag'] << 44 \
            | values['pfn'] + (slot - first) * values['step']
        struct.pack_into('<Q', page, 8 * slot, word)


def read_example(text):
    example = Example()
    for line in text.splitlines():
        keyword, *arguments = line.split() or ['']
        if keyword == 'bytes':
            at, content = int(arguments[0], 16), bytes.fromhex(''.join(arguments[1:]))
            example.page[at:at + len(content)] = content
        elif keyword == 'words':
            read_words_line(example.page, arguments)
        elif keyword == 'expect':
            example.expect = ' '.join(arguments)
        elif keyword == 'range':
            pfn, nr, tag = arguments
            example.ranges.append((int(pfn, 16), int(nr), int(tag[len('tag='):])))
        elif keyword == 'ranges':
            example.sums = ' '.join(arguments)
        elif keyword:
            raise ValueError('unknown line: ' + line)
    assert len(example.page) == PAGE
    return example


def example_problem(example):
    """None, or what does not match."""
    try:
        parsed = parse_packed(bytes(example.page))
    except Fault as fault:
        found = '%s %s slot %d' % (fault.klass, fault.rule, fault.where)
        return None if found == example.expect else found
    sums = '%d os-pages %d descs %d free %d' % (
        len(parsed.ranges), sum(nr for _, nr, _ in parsed.ranges), parsed.descs, parsed.free)
    if example.expect != 'good':
        return 'good'
    if example.ranges and example.ranges != parsed.ranges:
        return 'ranges ' + ' '.join(show(item) for item in parsed.ranges)
    if example.sums and example.sums != sums:
        return sums
    if encode_packed(parsed.ranges) != example.page:
        return 'encodes differently'
    return None


def packed_example_problem(text):
    return example_problem(read_example(text))


def read_capture_example(text):
    """The bytes of a ```pfncap block, and the lines that describe them."""
    data, expected = bytearray(), []
    for line in text.splitlines():
        keyword, _, rest = line.partition(' ')
        if keyword == 'bytes':
            offset, content = rest.split(maxsplit=1)
            row, at = bytes.fromhex(content), int(offset, 16)
            data.extend(bytes(max(0, (at // PAGE + 1) * PAGE - len(data))))
            data[at:at + len(row)] = row
        elif keyword in ('word', 'expect'):
            expected.append(rest)
        elif keyword != '#':
            raise ValueError('unknown line: ' + line)
    return bytes(data), expected


def capture_example_problem(text):
    data, expected = read_capture_example(text)
    found = list(describe_capture(data))
    return None if found == expected else ' / '.join(found)


def examples(path, kind):
    with open(path, encoding='utf-8') as file:
        return re.findall(r'^```' + kind + r'\n(.*?)^```$', file.read(), re.M | re.S)


def command_spec(path):
    bad = 0
    for kind, problem_of in (('pfnpack', packed_example_problem),
                             ('pfncap', capture_example_problem)):
        found = examples(path, kind)
        problems = [problem_of(text) for text in found]
        for number, problem in enumerate(problems):
            print(kind, number, problem or 'as expected')
        bad += sum(problem is not None for problem in problems) + (not found)
    return 1 if bad else 0


COMMANDS = {'raw': command_raw, 'capture': command_capture, 'spec': command_spec}


def main(arguments):
    if len(arguments) != 2 or arguments[0] not in COMMANDS:
        print(__doc__, file=sys.stderr)
        return 2
    return COMMANDS[arguments[0]](arguments[1])


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
