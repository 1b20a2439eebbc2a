#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""A capture file that ends at any byte: that is told in one line, and every packet that is whole is used.

usage: truncated.py TOOL
"""

import concurrent.futures
import gzip
import os
import sys
import tempfile

sys.dont_write_bytecode = True  # the source tree stays clean
import mutations
import wire
from tool import Points, Run, note, read_lines

GZIP_BEGUN = 32  # bytes, of which no file header can be unpacked yet


def frames():
    return [(ns, wire.ethernet(packet)) for ns, packet in mutations.victim("busy").packets()]


def judge(tool, path, size, ends, begun):
    """What is wrong with a file of that size; ends are those of its packets, begun where its headers do; without any only the
    telling counts."""
    run = Run(tool, "-o", "json:-", path)
    complaints = run.trouble()
    if complaints:
        return complaints
    if size < max(begun) and run.status == 2:
        return [] if len(run.complaints) == 1 and not run.output else ["%d lines on stderr" % len(run.complaints)]
    whole = size in begun or size in (ends or [])
    if whole and (run.status > 1 or run.complaints):
        return ["exit status %d at a boundary: %s" % (run.status, run.complaints)]
    if not whole and (run.status != 3 or len(run.complaints) != 1):
        return ["exit status %d: %s" % (run.status, run.complaints)]
    seen, wanted = read_lines(run.output)[-1]["frames"], sum(end <= size for end in ends or [])
    return ["%d frames of %d were used" % (seen, wanted)] if ends and seen != wanted else []


def each_byte(tool, pool, folder, data, ends, begun):
    def one(size):
        path = os.path.join(folder, "%d" % size)
        with open(path, "wb") as file:
            file.write(data[:size])
        complaints = judge(tool, path, size, ends, begun)
        os.unlink(path)
        return ["cut at byte %d: %s" % (size, line) for line in complaints]

    return [line for lines in pool.map(one, range(1, len(data))) for line in lines]


def main(tool):
    points = Points()
    whole, packed_ends = mutations.pcap(frames())
    section = len(mutations.section("<"))
    headers = {"pcap": [24], "pcapng": [section, section + len(mutations.interface("<", 1))]}
    cases = {"pcap": (whole, packed_ends), "pcapng": mutations.pcapng(frames())}
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, (data, ends) in cases.items():
            wrong = each_byte(tool, pool, folder, data, ends, headers[name])
            points.point("a %s file cut at each of its %d bytes" % (name, len(data)), wrong[:20])
        wrong = each_byte(tool, pool, folder, gzip.compress(whole, mtime=0), None, [GZIP_BEGUN + 0.5])
        points.point("a pcap file in gzip cut at each byte", wrong[:20])
    note("the cut at a packet's end cannot be told")
    return points.done()


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
