#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The same bytes cut up differently are the same calls: IP fragments of any size and order, TCP segments cut at every byte,
shuffled, repeated, overlapping, across the wrap of sequence numbers.

usage: recut.py TOOL CAPTURES
"""

import concurrent.futures
import itertools
import os
import random
import re
import struct
import sys
import tempfile

sys.dont_write_bytecode = True  # the source tree stays clean
import wire
from layers import differences, without_way
from tool import Points, captures_under, diagnose

TIMES = {"t", "start", "from", "to", "first_t", "last_t", "heard", "silence_s", "metrics", "text", "jitter_ms",
         "audible_s"}
# Not what is within a tunnel: its header would stand before the first line.
BEGINS_SIP = re.compile(rb"SIP/2\.0 |[A-Z]+ \S+ SIP/2\.0\r?\n")
SMALL = "decline/b2bua-603plus-lost.pcap"
SNAP = 400  # bytes: behind the header fields that tell calls apart, before the end of the longer messages
CLOSE = 100_000_000  # ns: how far the network may delay a segment behind later ones


def without_times(value):
    if isinstance(value, dict):
        return {key: without_times(part) for key, part in value.items() if key not in TIMES}
    if isinstance(value, list):
        return [without_times(part) for part in value]
    return value


# SIP over UDP as SIP over TCP


class Stream:
    """One direction of a TCP connection in the making."""

    def __init__(self, ip):
        self.ip, self.next = ip, 1000

    def segment(self, flags, data=b""):
        head = self.ip.payload[:4] + struct.pack("!IIBBHHH", self.next, 0, 0x50, flags, 65535, 0, 0)
        self.next = (self.next + len(data) + (flags & 2 > 0)) & 0xFFFFFFFF
        return wire.as_version(self.ip, 6, head + data)


def over_tcp(packets):
    """Its SIP datagrams as segments of TCP connections; everything else stays."""
    streams, out = {}, []
    for ns, packet in packets:
        ip = wire.Ip(packet)
        if wire.is_fragment(packet):
            return []
        if ip.protocol != 17 or not BEGINS_SIP.match(ip.payload[8:]):
            out.append((ns, packet))
            continue
        name = ip.source, ip.destination, ip.ports()
        if name not in streams:
            streams[name] = Stream(ip)
            out.append((ns, streams[name].segment(2)))
        out.append((ns, streams[name].segment(0x18, ip.payload[8:])))
    return out


# Ways to cut: each takes [(ns, packet)] and gives it cut


def each_segment(change):
    """change(segment) gives the packets that stand for a TCP segment with data."""

    def cut(packets):
        out = []
        for ns, packet in packets:
            if not wire.is_tcp(packet):
                out.append((ns, packet))
                continue
            segment = wire.Segment(packet)
            out += [(ns, piece) for piece in (change(segment) if segment.data else [packet])]
        return out

    return cut


def in_pieces(segment, size):
    return [segment.piece(i, min(i + size, len(segment.data))) for i in range(0, len(segment.data), size)]


def sized(size):
    return each_segment(lambda segment: in_pieces(segment, size))


def at(position):
    def change(segment):
        if position >= len(segment.data):
            return in_pieces(segment, len(segment.data))
        return [segment.piece(0, position), segment.piece(position, len(segment.data))]

    return each_segment(change)


def shuffled(size, seed):
    luck = random.Random(seed)

    def change(segment):
        pieces = in_pieces(segment, size)
        luck.shuffle(pieces)
        return pieces

    return each_segment(change)


def repeated(segment):
    return [piece for piece in in_pieces(segment, 50) for _ in (1, 2)]


def overlapping(segment):
    last = len(segment.data)
    return [segment.piece(max(0, i - 30), min(i + 50, last)) for i in range(0, last, 50)]


def wrapping(packets):
    """Sequence numbers so large that they wrap within the first message."""
    first, out = {}, []
    for ns, packet in packets:
        if wire.is_tcp(packet):
            segment = wire.Segment(packet)
            name = segment.ip.source, segment.ip.ports()
            first.setdefault(name, segment.number)
            packet = segment.piece(0, len(segment.data), 0xFFFFFFFF - 100 - first[name])
        out.append((ns, packet))
    return out



def trading_places(packets):
    """Segments of a direction that follow each other closely trade places, but not times: needs without_times."""
    packets = sized(200)(packets)
    out, last = list(packets), {}
    for n, (_, packet) in enumerate(packets):
        if not wire.is_tcp(packet) or not wire.Segment(packet).data:
            continue
        name = wire.Ip(packet).source, wire.Ip(packet).ports()
        if name in last and packets[n][0] - packets[last[name]][0] < CLOSE:
            m = last.pop(name)
            out[n], out[m] = (out[n][0], out[m][1]), (out[m][0], out[n][1])
        else:
            last[name] = n
    return out


def fragmented(size, order=list):
    def cut(packets):
        out = []
        for ident, (ns, packet) in enumerate(packets, 1):
            whole = wire.is_fragment(packet) or wire.Ip(packet).protocol not in (6, 17)
            pieces = [packet] if whole else order(wire.fragments(packet, size, ident))
            out += [(ns, piece) for piece in pieces]
        return out

    return cut


def backwards(pieces):
    return pieces[::-1]


def twice(pieces):
    return [piece for piece in pieces for _ in (1, 2)]


def odd_first(pieces):
    return pieces[1::2] + pieces[::2]


def mirrored(gap):
    """Each packet again gap ns later, as of a mirror port that copies both ways, or of two interfaces."""

    def copy(packets):
        twins = [(ns + late, packet) for ns, packet in packets for late in (0, gap)]
        return sorted(twins, key=lambda twin: twin[0])

    return copy


MIRRORED = [("%d us apart" % (gap // 1000), mirrored(gap)) for gap in (1_000, 300_000, 5_000_000, 19_000_000)]


def tagged(gap):
    """As Ethernet frames, each again gap ns later with a VLAN tag: a mirror of an access port and of a trunk."""

    def copy(packets):
        plain = [(ns, wire.ethernet(packet)) for ns, packet in packets]
        twins = [(ns + gap, wire.vlan(0x8100)(packet)) for ns, packet in packets]
        return sorted(plain + twins, key=lambda twin: twin[0])

    return copy


TAGGED = [("tagged %d us later" % (gap // 1000), tagged(gap)) for gap in (1_000, 5_000_000)]
REPEATED = [("fragments twice", fragmented(96, twice))]  # each message then comes twice
FRAGMENTED = [("fragments of %d bytes" % size, fragmented(size)) for size in (8, 16, 24, 104, 552, 1376)] + [
    ("fragments backwards", fragmented(96, backwards)),
    ("odd fragments first", fragmented(96, odd_first)),
]
SEGMENTED = (
    [("segments of %d bytes" % size, sized(size)) for size in (1, 2, 3, 7, 64, 536)]
    + [("segments shuffled, %d" % seed, shuffled(20 + seed, seed)) for seed in range(4)]
    + [
        ("segments twice", each_segment(repeated)),
        ("segments overlapping", each_segment(overlapping)),
        ("sequence numbers wrap", wrapping),
        ("sequence numbers wrap within small segments", lambda packets: wrapping(sized(10)(packets))),
        ("small segments in small fragments", lambda packets: fragmented(24)(sized(40)(packets))),
    ]
)


class Test:
    def __init__(self, tool, folder):
        self.tool, self.folder, self.names = tool, folder, itertools.count(1)
        self.pool = concurrent.futures.ThreadPoolExecutor(os.cpu_count())

    def diagnose(self, packets, linktype=wire.RAW):
        """(calls, messages) of packets, or raises."""
        path = os.path.join(self.folder, "%d.pcap" % next(self.names))  # several threads come here at a time
        wire.write(path, linktype, packets)
        calls, summary, complaints = diagnose(self.tool, path)
        os.unlink(path)
        if complaints:
            raise ValueError("; ".join(complaints))
        return [without_way(call) for call in calls], summary["sip_messages"]

    def compare(self, original, packets, look=lambda call: call, times=1, linktype=wire.RAW):
        try:
            calls, messages = self.diagnose(packets, linktype)
        except ValueError as error:
            return [str(error)]
        complaints = [] if original[1] <= messages <= times * original[1] else ["%d messages, not %d" % (messages, original[1])]
        if len(calls) != len(original[0]):
            return complaints + ["%d calls, not %d" % (len(calls), len(original[0]))]
        for want, call in zip(original[0], calls):
            complaints += differences(look(want), look(call))
        return complaints

    def every_way(self, packets, ways, **options):
        """[complaint] of all ways to cut one capture."""
        original = self.diagnose(packets)
        jobs = [(name, self.pool.submit(self.compare, original, way(packets), **options)) for name, way in ways]
        return ["%s: %s" % (name, line) for name, job in jobs for line in job.result()]


def check_snapped(tool, points, packets, folder):
    """Of a message that a snap length cut within a TCP segment what is left counts, and the next one is found."""
    path = os.path.join(folder, "snapped.pcap")
    wire.write(path, wire.RAW, packets)
    want, whole, complaints = diagnose(tool, path)
    wire.write(path, wire.RAW, packets, SNAP)
    got, summary, more = diagnose(tool, path)
    found = [finding["id"] for call in got for finding in call["findings"]]
    complaints += more
    if summary["sip_messages"] != whole["sip_messages"]:
        complaints.append("%d messages, not %d" % (summary["sip_messages"], whole["sip_messages"]))
    if [call["final"]["code"] for call in got] != [call["final"]["code"] for call in want]:
        complaints.append("another outcome")
    if "cap-snaplen" not in found:
        complaints.append("only %s is said of it" % found)
    points.point("TCP segments cut by a snap length", complaints)


def largest(packets):
    return max(len(packet) for _, packet in packets if wire.is_sip(wire.Ip(packet).payload[8:]))


def longest(packets):
    return max(len(wire.Segment(packet).data) for _, packet in packets if wire.is_tcp(packet))


def main(tool, captures):
    points = Points()
    with tempfile.TemporaryDirectory() as folder:
        test = Test(tool, folder)
        for name in captures_under(captures):
            if not name.endswith(".pcap") or name == "transport/snaplen.pcap":
                continue
            packets = wire.read(os.path.join(captures, name))
            points.point(name + ", in IP fragments", test.every_way(packets, FRAGMENTED))
            points.point(name + ", in IP fragments that come twice", test.every_way(packets, REPEATED, times=2))
            points.point(name + ", each packet twice", test.every_way(packets, MIRRORED, times=2))
            again = test.every_way(packets, TAGGED, times=2, linktype=wire.ETHERNET)
            points.point(name + ", each packet again with a VLAN tag", again)
            segments = packets if any(wire.is_tcp(packet) for _, packet in packets) else over_tcp(packets)
            if segments:
                points.point(name + ", over TCP", test.every_way(segments, SEGMENTED))
                moved = test.compare(test.diagnose(segments), trading_places(segments), without_times)
                points.point(name + ", TCP segments traded", moved)
        packets = wire.read(os.path.join(captures, "transport/sip-tcp.pcap"))
        ways = [("cut at byte %d" % n, at(n)) for n in range(1, longest(packets))]
        points.point("TCP cut at each byte of each segment", test.every_way(packets, ways))
        check_snapped(tool, points, packets, folder)
        packets = wire.read(os.path.join(captures, SMALL))
        ways = [("fragments of %d bytes" % size, fragmented(size)) for size in range(8, min(1480, largest(packets)), 8)]
        points.point("every size of fragments there is", test.every_way(packets, ways))
    return points.done()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
