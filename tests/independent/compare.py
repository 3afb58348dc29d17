#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Do the pfnpack command and the second decoder agree?

    compare.py PFNPACK FORMAT.md CAPTURE...

On random packed pages, good and spoilt: on every verdict with its rule and
slot (F-10), and on every range.  On captures, good and spoilt, with their
checksums made to match again: on the first fault (C-25), and on every run.
"""

import os
import random
import re
import struct
import subprocess
import sys
import tempfile

import second_decoder as second

NR_PACKED = 1000
NR_SPOILT_CAPTURES = 600
KINDS = {0: 'anon', 1: 'file', 13: 'unread', 14: 'swap', 15: 'hole'}


def run(pfnpack, subcommand, data, *options):
    """Standard output and error of the command on these bytes."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        done = subprocess.run([pfnpack, subcommand, *options, file.name],
                              capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    assert (done.returncode == 1) == (done.stderr != ''), done.stderr
    return done.stdout, done.stderr


# ---------------------------------------------------------------- packed pages

def random_count(rng):
    return rng.choice((1, 1, 1, 2, 512, 65534, 65535, 65536, rng.randint(1, 1 << 20),
                       rng.randint(1, 1 << 43)))


def random_packed(rng):
    """As full as it gets, or not."""
    ranges, left = [], rng.choice((3, 100, 400, 512))
    big = rng.choice((0, 0.1, 0.7))
    while True:
        nr = random_count(rng) if rng.random() < big else 1
        left -= 1 if nr <= second.INLINE_MAX else 2
        if left < 0:
            return bytearray(second.encode_packed(ranges))
        pfn = rng.choice((0, second.PFN_END - nr, rng.randint(0, second.PFN_END - nr)))
        ranges.append((pfn, nr, rng.randint(0, 15)))


def spoil_packed(rng, packed):
    last_word = max(len(second.decode_packed(bytes(packed))) - 1, 0)
    for _ in range(rng.randint(1, 2)):
        slot = rng.choice((0, last_word, last_word + 1, 510, 511, rng.randint(0, 511))) % 512
        old = struct.unpack_from('<Q', packed, 8 * slot)[0]
        new = rng.choice((0, 1, old ^ 1 << rng.randint(0, 63), old | 0xffff << 48, 65534, 65535,
                          1 << 44, (1 << 44) + 1, rng.getrandbits(64)))
        struct.pack_into('<Q', packed, 8 * slot, new)
    return packed


def without_desc():
    """Broken in the way that chance hardly finds, F-05."""
    packed = bytearray(second.encode_packed([(2 * i, 1, 0) for i in range(512)]))
    packed[-2:] = b'\xff\xff'
    return packed


def expected_packed(packed):
    """Lines as the command is to be read: ranges of a good one, or the fault."""
    try:
        return [(slot, *item) for slot, item in enumerate(second.decode_packed(bytes(packed)))]
    except second.Fault as fault:
        return (fault.rule, fault.slot)


def read_raw_output(pfnpack, data):
    """The same from the command, for each packed page."""
    found = {number: [] for number in range(len(data) // second.PAGE)}
    listed = r'packed-page (\d+) slot (\d+)\s+pfn \[0x(\w+), 0x\w+\)\s+os-pages (\d+)\s+tag (\d+)'
    for match in re.finditer(listed, run(pfnpack, 'list', data, '--raw')[0]):
        number, slot, pfn, nr, tag = match.groups()
        found[int(number)].append((int(slot), int(pfn, 16), int(nr), int(tag)))
    said = r'slot (\d+) of packed page (\d+): rule (F-\d\d)'
    for match in re.finditer(said, run(pfnpack, 'verify', data, '--raw')[1]):
        slot, number, rule = match.groups()
        found[int(number)] = (rule, int(slot))
    return found


def compare_packed(rng, pfnpack):
    pages = [random_packed(rng) for _ in range(NR_PACKED)]
    pages = [spoil_packed(rng, page) if rng.random() < 0.7 else page for page in pages]
    pages.append(without_desc())
    found = read_raw_output(pfnpack, b''.join(pages))
    expected = [expected_packed(page) for page in pages]
    for number, page in enumerate(pages):
        if found[number] != expected[number]:
            sys.exit('packed page %d: %r, but the second decoder has %r\n%s'
                     % (number, found[number], expected[number], page.hex()))
    rules = {verdict[0] for verdict in expected if isinstance(verdict, tuple)}
    assert rules == {'F-05', 'F-06', 'F-07', 'F-08', 'F-09'}, rules
    print(len(pages), 'packed pages; broken:', ' '.join(sorted(rules)))


# ---------------------------------------------------------------- captures

def continues(run_before, segment, va, tag, pfn, os_page):
    if run_before is None or run_before[0] != segment or run_before[3] != tag:
        return False
    _, start, nr, _, first = run_before
    return start + nr * os_page == va and first + nr == pfn


def expected_runs(data):
    """Words of one segment joined as far as they go, as list prints them."""
    runs, os_page = [], struct.unpack_from('<I', data, 12)[0]
    for pid, segment, va, nr, tag, pfn in second.read_capture(data):
        if runs and continues(runs[-1], (pid, segment), va, tag, pfn, os_page):
            runs[-1][2] += nr
        else:
            runs.append([(pid, segment), va, nr, tag, pfn])
    return [(va, nr, KINDS[tag], pfn if tag < 13 else None) for _, va, nr, tag, pfn in runs]


def found_runs(pfnpack, data):
    line = r'va \[0x(\w+), 0x\w+\)\s+pfn (?:\[0x(\w+), 0x\w+\)|-)\s+os-pages (\d+)\s+\S+\s+(\w+)'
    return [(int(va, 16), int(nr), kind, int(pfn, 16) if pfn else None)
            for va, pfn, nr, kind in re.findall(line, run(pfnpack, 'list', data)[0])]


def reseal(data):
    """Make the checksums match again, as far as there are blocks to be recognised."""
    for at in range(0, len(data) - second.PAGE + 1, second.PAGE):
        magic = bytes(data[at:at + 8])
        if magic == second.DIRECTORY:
            for i in range(min(second.u32(data, at + 8), 508)):
                packed = data[at + (i + 1) * second.PAGE:at + (i + 2) * second.PAGE]
                struct.pack_into('<Q', data, at + 32 + 8 * i, second.hash64(bytes(packed)))
        if magic in (second.HEADER, second.DIRECTORY, second.END):
            block = bytes(data[at:at + second.PAGE])
            struct.pack_into('<Q', data, at + 16, second.block_hash(block))
    return data


def spoil_capture(rng, data):
    data = bytearray(data)
    for _ in range(rng.randint(1, 2)):
        used = [i for i in range(rng.randrange(0, len(data), second.PAGE), len(data)) if data[i]]
        at = rng.choice(used[:300] or [0])
        at += rng.choice((0, 0, 0, 1, 2, 8))
        data[at % len(data)] = rng.choice((0, 1, 255, rng.getrandbits(8)))
    if rng.random() < 0.05:
        data = data[:rng.randrange(len(data))]
    return bytes(reseal(data) if rng.random() < 0.9 else data)


def expected_verdict(data):
    return list(second.describe_capture(data))[-1]


def found_verdict(pfnpack, data):
    message = run(pfnpack, 'verify', data)[1]
    if not message:
        return 'good'
    rule, klass = re.search(r'rule ([CF]-\d\d): [^\n]*\((\w+)\)', message).groups()
    return klass + ' ' + rule


def compare_captures(rng, pfnpack, captures):
    verdicts = set()
    for data in captures:
        assert expected_verdict(data) == found_verdict(pfnpack, data) == 'good'
        assert expected_runs(data) == found_runs(pfnpack, data) != []
    for _ in range(NR_SPOILT_CAPTURES):
        data = spoil_capture(rng, rng.choice(captures))
        expected, found = expected_verdict(data), found_verdict(pfnpack, data)
        if expected != found:
            with open('disagreement.pfncap', 'wb') as file:
                file.write(data)
            sys.exit('disagreement.pfncap: %s, but the second decoder has %s' % (found, expected))
        verdicts.add(expected)
    print(len(captures), 'captures,', NR_SPOILT_CAPTURES, 'spoilt:', ', '.join(sorted(verdicts)))
    assert len(verdicts) > 10, verdicts


def main():
    pfnpack, specification, *paths = sys.argv[1:]
    if second.command_spec(specification):
        sys.exit('the examples of the specification are wrong')
    captures = [second.read_capture_example(text)[0]
                for text in second.examples(specification, 'pfncap')]
    for path in paths:
        with open(path, 'rb') as file:
            captures.append(file.read())
    given = os.environ.get('PFNPACK_SEED')
    seed = int(given, 0) if given else random.SystemRandom().getrandbits(64)
    print('seed %#x (PFNPACK_SEED=%#x to repeat)' % (seed, seed), flush=True)
    rng = random.Random(seed)
    compare_packed(rng, pfnpack)
    compare_captures(rng, pfnpack, captures)


if __name__ == '__main__':
    main()
