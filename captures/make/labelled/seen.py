# SPDX-License-Identifier: BSD-2-Clause
"""A capture as its bytes are: packets, SIP messages and SDP, RTP and what it sounds like. For check.py."""
import lzma
import math
import re
import statistics
import struct

QUIET = -50     # dBm0


# Packets

class Packet:
    def __init__(self, time, data):
        self.time, self.protocol = time, data[9]
        at = (data[0] & 15) * 4
        self.source, self.target = (".".join(map(str, data[n : n + 4])) for n in (12, 16))
        self.offset, self.more = struct.unpack("!H", data[6:8])[0] & 0x1FFF, bool(data[6] & 0x20)
        self.body = data[at : struct.unpack("!H", data[2:4])[0]]
        self.payload = b""
        if self.protocol == 17 and not self.offset:
            ports = struct.unpack("!HH", self.body[:4])
            self.source, self.target = (self.source, ports[0]), (self.target, ports[1])
            self.payload = self.body[8:]
        elif self.protocol == 6:
            ports = struct.unpack("!HH", self.body[:4])
            self.source, self.target = (self.source, ports[0]), (self.target, ports[1])
            self.payload = self.body[(self.body[12] >> 4) * 4 :]


def read(path):
    data = lzma.open(path).read()
    linktype, at = struct.unpack("<I", data[20:24])[0], 24
    while at < len(data):
        seconds, micros, size, _ = struct.unpack("<IIII", data[at : at + 16])
        frame = data[at + 16 : at + 16 + size]
        at += 16 + size
        if linktype == 1 and frame[12:14] == b"\x08\0":
            yield Packet(seconds + micros / 1e6, frame[14:])


class Message:
    def __init__(self, packet):
        self.time, self.source, self.target = packet.time, packet.source, packet.target
        head, _, self.body = packet.payload.decode("latin-1").partition("\r\n\r\n")
        self.first, *self.lines = head.split("\r\n")
        self.whole = not packet.more
        self.code = int(self.first.split()[1]) if self.first.startswith("SIP/2.0 ") else 0
        self.method = self.header("CSeq").split()[-1] if self.header("CSeq") else ""
        self.call = self.header("Call-ID")
        tag = re.search(r";tag=(\w+)", self.header("To"))
        self.tag = tag and tag.group(1)

    def header(self, name):
        name = name.lower() + ":"
        return next((line[len(name):].strip() for line in self.lines if line.lower().startswith(name)), "")

    @property
    def sdp(self):
        return Sdp(self.body) if self.body.startswith("v=0") else None


DIRECTIONS = "sendrecv", "sendonly", "recvonly", "inactive"


class Sdp:
    """Its first audio line."""

    def __init__(self, text):
        self.text = text
        lines = text.split("\r\n")
        audio = next((line.split() for line in lines if line.startswith("m=audio")), None)
        address = next((line.split()[2] for line in lines if line.startswith("c=")), None)
        self.port = int(audio[1]) if audio and audio[1].isdigit() else None
        self.formats = audio[3:] if audio else []
        self.proto = audio[2] if audio else ""
        self.direction = next((line[2:] for line in lines if line[2:] in DIRECTIONS), "sendrecv")
        self.place = (address, self.port)

    @property
    def promises(self):
        reserves = "a=des:qos mandatory" in self.text
        return bool(self.port and self.place[0]) and self.direction in ("sendrecv", "sendonly") and not reserves


def is_sip(payload):
    return payload[:8] == b"SIP/2.0 " or re.match(rb"[A-Z]+ sips?:", payload)


def is_rtp(payload):
    return len(payload) >= 12 and payload[0] >> 6 == 2 and not 64 <= payload[1] & 127 < 96


# Sounds

def linear_of_ulaw(code):
    code = ~code & 0xFF
    magnitude = ((code & 15) * 8 + 132 << (code >> 4 & 7)) - 132
    return (-magnitude if code & 0x80 else magnitude) / 32635


def linear_of_alaw(code):
    code ^= 0x55
    exponent, value = code >> 4 & 7, (code & 15) * 16 + 8
    value = value + 256 << exponent - 1 if exponent else value
    return (value if code & 0x80 else -value) / 32767


DECODE = {0: [linear_of_ulaw(c) for c in range(256)], 8: [linear_of_alaw(c) for c in range(256)]}


def rtp_payload(packet):
    """RFC 3550 5.1: without CSRCs, header extension and padding."""
    at = 12 + 4 * (packet[0] & 15)
    if packet[0] & 0x10:
        at += 4 + 4 * struct.unpack("!H", packet[at + 2 : at + 4])[0]
    return packet[at : len(packet) - packet[-1] if packet[0] & 0x20 else len(packet)]


class Frame:
    """20 ms or so of G.711: how loud, and how often it crosses zero."""

    def __init__(self, packet):
        self.time, self.type = packet.time, packet.payload[1] & 127
        self.sequence, self.stamp, self.ssrc = struct.unpack("!HII", packet.payload[2:12])
        self.data = rtp_payload(packet.payload)
        self.level = self.hertz = None
        if self.type in DECODE and self.data:
            values = [DECODE[self.type][c] for c in self.data]
            power = sum(v * v for v in values) / len(values)
            self.level = 10 * math.log10(2 * power) + 3.14 if power else -99
            self.hertz = sum(a < 0 <= b for a, b in zip(values, values[1:])) * 8000 / len(values)


def runs(frames):
    """[(loud, seconds, hertz)]"""
    out = []
    top = max(frame.level for frame in frames)
    for before, frame in zip([None, *frames], frames):
        loud = frame.level > max(QUIET, top - 20)
        missing = before and before.ssrc == frame.ssrc and (frame.stamp - before.stamp & 0xFFFFFFFF) - len(before.data)
        if missing and missing > 1600:      # comfort noise, or nothing
            out.append([False, missing / 8000, []])
        elif missing and missing > 0:
            out[-1][1] += missing / 8000
        if not out or out[-1][0] != loud:
            out.append([loud, 0, []])
        out[-1][1] += len(frame.data) / 8000
        out[-1][2].append(frame.hertz)
    return out


def cadence(frames):
    """The median seconds on and off, the longest off, first and last left out."""
    inner = runs(frames)
    inner = inner[1:-1] if len(inner) > 4 else inner
    on = [seconds for loud, seconds, _ in inner if loud] or [0]
    off = [seconds for loud, seconds, _ in inner if not loud] or [0]
    return statistics.median(on), statistics.median(off), max(off)


def is_sit(frames):
    loud = [f.hertz for f in frames if f.level > -30][2:45]
    first = statistics.median(loud[:8])
    return 880 < first < 1010 and any(1300 < h < 1460 for h in loud) and any(1700 < h < 1860 for h in loud)


def wanders(frames):
    loud = [f.hertz for f in frames if f.level > -40]
    return len(loud) > 40 and statistics.pstdev(loud) > 60


CLASSES = {     # what the octets have to be
    "ringback": lambda f: cadence(f)[2] >= 1.2 and 0.3 < cadence(f)[0] < 2.3,
    "busy": lambda f: 0.3 < cadence(f)[0] < 0.6 and 0.3 < cadence(f)[1] < 0.6,
    "congestion": lambda f: 0.15 < cadence(f)[0] < 0.3 and 0.15 < cadence(f)[1] < 0.3,
    "dial": lambda f: all(x.level > -25 for x in f),
    "sit": is_sit,
    "speech": wanders,
    "music": wanders,
    "silence": lambda f: all(x.level < QUIET for x in f),
}
