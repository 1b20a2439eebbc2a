# SPDX-License-Identifier: BSD-2-Clause
"""Captures of ten clean calls, the witnesses, and between them a victim to which something was done.

The same seed gives the same captures. A class of mutations is a function that makes its nth case; @kind says how many there are.
"""

import gzip
import random
import struct
import zlib

import recut
import wire

NOTHING, CODES, SDP, ADDRESS = range(4)  # how much of a call has to be reported, each with what is before it
START = 1_767_312_000 * 10**9
MS = 10**6
VICTIM, AFTER = START + 20_000 * MS, START + 40_000 * MS
BYTE_MAX = 65_507  # bytes of the largest datagram of UDP over IPv4

# Messages


class Message:
    def __init__(self, ns, up, start, fields, body=b""):
        self.ns, self.up, self.start, self.fields, self.body = ns, up, start, fields, body

    def get(self, name):
        return next(value for key, value in self.fields if key == name)

    def put(self, name, value):
        self.fields = [(key, value if key == name else old) for key, old in self.fields]

    def bytes(self):
        lines = [self.start]
        for name, value in self.fields:
            lines.append(name + b": " + (b"%d" % len(self.body) if value is None else value))
        return b"\r\n".join(lines) + b"\r\n\r\n" + self.body


# milliseconds, upward, method or code, with SDP
SCRIPTS = {
    "declined": [(0, 1, "INVITE", 1), (20, 0, 100, 0), (300, 0, 183, 1), (2300, 0, 603, 0), (2310, 1, "ACK", 0)],
    "answered": [(0, 1, "INVITE", 1), (15, 0, 100, 0), (400, 0, 180, 0), (1800, 0, 200, 1), (1830, 1, "ACK", 0),
                 (2800, 1, "BYE", 0), (2830, 0, 200, 0)],
    "busy": [(0, 1, "INVITE", 1), (150, 0, 180, 0), (900, 0, 486, 0), (910, 1, "ACK", 0)],
    "progress": [(0, 1, "INVITE", 1), (200, 0, 183, 0), (500, 0, 183, 1), (1500, 0, 200, 1), (1520, 1, "ACK", 0),
                 (2500, 0, "BYE", 0), (2520, 1, 200, 0)],
    "rejected": [(0, 1, "INVITE", 1), (20, 0, 100, 0), (200, 0, 183, 0), (1200, 0, 603, 0), (1210, 1, "ACK", 0)],
}  # fmt: skip
PHRASES = {100: b"Trying", 180: b"Ringing", 183: b"Session Progress", 200: b"OK", 486: b"Busy Here", 603: b"Decline"}


def host_text(address):
    if len(address) == 4:
        return b"%d.%d.%d.%d" % tuple(address)
    return b"[" + b":".join(b"%x" % n for n in struct.unpack("!8H", address)) + b"]"


def sdp(address, port, extra=b""):
    family, text = (b"4", host_text(address)) if len(address) == 4 else (b"6", host_text(address)[1:-1])
    here = b"IP%s %s" % (family, text)
    return b"v=0\r\no=- 1 1 IN %s\r\ns=-\r\nc=IN %s\r\nt=0 0\r\nm=audio %d RTP/AVP 0 8\r\n" % (here, here, port) + extra


class Talk:
    """A call: its messages, and what has to be reported of it."""

    def __init__(self, name, ends, script, start, tcp=False):
        self.call_id, self.ends, self.tcp, self.start = name + b"@sipwhy.invalid", ends, tcp, start
        self.name, self.port = name, 20000
        self.messages = [self.message(*step) for step in SCRIPTS[script]]
        finals = [step[2] for step in SCRIPTS[script] if isinstance(step[2], int) and step[2] >= 200]
        self.final = finals[0]
        self.early = {(code, bool(body)) for _, _, code, body in SCRIPTS[script] if code in (180, 183)}

    def message(self, ms, up, what, with_sdp):
        caller, callee = (host_text(end) for end in self.ends)
        uri = b"sip:bob@" + callee
        method = b"INVITE" if what in ("INVITE", "ACK") or isinstance(what, int) else what.encode()
        if isinstance(what, int) and ms > 2300 and what == 200:
            method = b"BYE"
        number = b"2" if method == b"BYE" else b"1"
        ack = b"ACK" if what == "ACK" else method
        start = b"%s %s SIP/2.0" % (what.encode(), uri) if isinstance(what, str) else b"SIP/2.0 %d %s" % (what, PHRASES[what])
        tagged = b"" if what in ("INVITE", 100) else b";tag=b-" + self.name
        via = b"SIP/2.0/%s %s:5060;branch=z9hG4bK-%s-%s" % (b"TCP" if self.tcp else b"UDP", caller, self.name, number)
        ends = [b"<sip:alice@%s>;tag=a-%s" % (caller, self.name), b"<%s>%s" % (uri, tagged)]
        fields = [
            (b"Via", via),
            (b"Max-Forwards", b"70"),
            (b"From", ends[0]),
            (b"To", ends[1]),
            (b"Call-ID", self.call_id),
            (b"CSeq", number + b" " + ack),
            (b"Contact", b"<sip:%s:5060>" % (caller if up else callee)),
        ]
        body = sdp(self.ends[0 if up else 1], self.port if up else self.port + 2) if with_sdp else b""
        fields += [(b"Content-Type", b"application/sdp")] if body else []
        return Message(self.start + ms * MS, bool(up), start, fields + [(b"Content-Length", None)], body)

    def first(self, what):
        """The first message whose start line has this word."""
        return next(message for message in self.messages if what in message.start.split(b" ")[:2])

    def ip(self, up, payload, ports=(5060, 5060)):
        here, there = self.ends if up else self.ends[::-1]
        body = wire.udp(payload, ports, here, there)
        return wire.ipv4(17, body, here, there) if len(here) == 4 else wire.ipv6(17, body, here, there)

    def packets(self):
        out = [(message.ns, self.ip(message.up, message.bytes())) for message in self.messages]
        return recut.over_tcp(out) if self.tcp else out

    def rtp(self, ms, up=False, count=20, payload=b"\xff" * 160):
        """The packets of one direction, each 20 ms after the one before."""
        ports = (self.port, self.port + 2) if up else (self.port + 2, self.port)
        for n in range(count):
            head = struct.pack("!BBHII", 0x80, 0, n + 7, 160 * n, 0x1234)
            yield self.start + (ms + 20 * n) * MS, self.ip(up, head + payload, ports)


def witness(number, start):
    """Every fifth is the same kind of call; one comes over TCP and one over IPv6."""
    which = number % 5
    ends = bytes([10, 0, 1, 10 + number]), bytes([10, 0, 2, 10 + number])
    if which == 3:
        ends = tuple(wire.OUTER6[0][:8] + b"\0\0\0" + end + b"\1" for end in ends)
    talk = Talk(b"witness-%d" % number, ends, list(SCRIPTS)[which], start, which == 2)
    talk.extra = list(talk.rtp(700)) if which == 3 else []
    return talk


WITNESSES = [witness(n, START + n * 300 * MS) for n in range(5)] + [witness(n, AFTER + n * 300 * MS) for n in range(5, 10)]


def frames_of(talks):
    """[(ns, packet, which talk)]"""
    out = [(ns, packet, talk) for talk in talks for ns, packet in talk.packets() + talk.extra]
    return sorted(out, key=lambda entry: entry[0])


BEFORE_FRAMES, AFTER_FRAMES = frames_of(WITNESSES[:5]), frames_of(WITNESSES[5:])


def victim(script="declined", tcp=False, v6=False):
    ends = (wire.OUTER6[0][:15] + b"\x55", wire.OUTER6[0][:15] + b"\x66") if v6 else (b"\x0a\x09\0\1", b"\x0a\x09\0\2")
    return Talk(b"victim", ends, script, VICTIM, tcp)


def any_victim(luck, **options):
    return victim(luck.choice(list(SCRIPTS)), **options)


# Files


def pcap(frames, linktype=wire.ETHERNET, sign="<", nano=True, snap=262144):
    """A file of [(ns, frame)], and where each record ends."""
    out = bytearray(struct.pack(sign + "IHHiIII", 0xA1B23C4D if nano else 0xA1B2C3D4, 2, 4, 0, 0, snap, linktype))
    ends = []
    for ns, frame in frames:
        fraction = ns % 10**9 // (1 if nano else 1000)
        out += struct.pack(sign + "IIII", ns // 10**9 & 0xFFFFFFFF, fraction, len(frame[:snap]), len(frame)) + frame[:snap]
        ends.append(len(out))
    return bytes(out), ends


def block(sign, kind, body):
    body += b"\0" * (-len(body) % 4)
    return struct.pack(sign + "II", kind, len(body) + 12) + body + struct.pack(sign + "I", len(body) + 12)


def option(sign, kind, value):
    return struct.pack(sign + "HH", kind, len(value)) + value + b"\0" * (-len(value) % 4)


def interface(sign, linktype, nano=True):
    options = option(sign, 9, b"\x09") + option(sign, 0, b"") if nano else b""
    return block(sign, 1, struct.pack(sign + "HHI", linktype, 0, 262144) + options)


def packet_block(sign, ns, frame, number=0, nano=True, options=b""):
    stamp = ns if nano else ns // 1000
    head = struct.pack(sign + "IIIII", number, stamp >> 32, stamp & 0xFFFFFFFF, len(frame), len(frame))
    return block(sign, 6, head + frame + b"\0" * (-len(frame) % 4) + options)


def section(sign):
    return block(sign, 0x0A0D0D0A, struct.pack(sign + "IHHq", 0x1A2B3C4D, 1, 0, -1))


def pcapng(frames, linktype=wire.ETHERNET, sign="<", nano=True):
    out = bytearray(section(sign) + interface(sign, linktype, nano))
    ends = []
    for ns, frame in frames:
        out += packet_block(sign, ns, frame, 0, nano)
        ends.append(len(out))
    return bytes(out), ends


class Case:
    """A capture, and what has to be found in it."""

    def __init__(self, talk, frames, must=ADDRESS, linktype=wire.ETHERNET, wrap=wire.ethernet, witnesses=ADDRESS):
        self.talk, self.must, self.linktype, self.witnesses = talk, must, linktype, witnesses
        before = [(ns, wrap(packet), talk) for ns, packet, talk in BEFORE_FRAMES]
        after = [(ns, wrap(packet), talk) for ns, packet, talk in AFTER_FRAMES]
        self.entries = before + [(ns, frame, None) for ns, frame in frames] + after
        self.data, ends = pcap(self.frames(), linktype)
        self.ends, self.damaged, self.readable, self.broken_time = ends, False, len(ends), False

    def frames(self):
        return [(ns, frame) for ns, frame, _ in self.entries]

    def expected(self):
        """[(call, how much of it must be reported)]"""
        lost = {talk for _, _, talk in self.entries[self.readable :]}
        calls = [(talk, self.witnesses) for talk in WITNESSES if talk not in lost]
        return calls + ([(self.talk, self.must)] if self.must and self.readable == len(self.entries) else [])

    def cut(self, size):
        """Only the first bytes of the file."""
        self.readable = sum(end <= size for end in self.ends)
        boundaries = {0, *self.ends}
        self.damaged = size not in boundaries
        self.data = self.data[:size]
        return self


def ether(packets):
    return [(ns, wire.ethernet(packet)) for ns, packet in packets]


def over_ether(talk, packets, must=ADDRESS):
    return Case(talk, ether(packets), must)


KINDS = {}  # name: (how many, how the nth is made)


def kind(name, count):
    def add(make):
        KINDS[name] = count, make
        return make

    return add


# TCP: the same bytes, cut and sent in every way


@kind("tcp-split", 128)
def tcp_split(luck, n):
    talk = any_victim(luck, tcp=True)
    return over_ether(talk, (recut.at(1 + n * 3) if n % 2 else recut.sized(1 + n * 4))(talk.packets()))


@kind("tcp-order", 48)
def tcp_order(luck, n):
    talk = any_victim(luck, tcp=True)
    return over_ether(talk, recut.shuffled(luck.randint(30, 300), n)(talk.packets()))


@kind("tcp-repeat", 32)
def tcp_repeat(luck, n):
    talk = any_victim(luck, tcp=True)
    size = luck.randint(20, 400)
    packets = recut.sized(size)(talk.packets())
    again = [(ns + luck.randint(1, 400) * MS, packet) for ns, packet in packets if luck.random() < 0.5]
    return over_ether(talk, sorted(packets + again, key=lambda entry: entry[0]))


@kind("tcp-overlap", 24)
def tcp_overlap(luck, n):
    talk, back, step = any_victim(luck, tcp=True), luck.randint(1, 60), luck.randint(20, 200)

    def change(segment):
        last = len(segment.data)
        return [segment.piece(max(0, i - back), min(i + step, last)) for i in range(0, last, step)]

    return over_ether(talk, recut.each_segment(change)(talk.packets()))


@kind("tcp-conflict", 24)
def tcp_conflict(luck, n):
    """What was there first counts; what comes again says something else."""
    talk, step = any_victim(luck, tcp=True), luck.randint(30, 200)

    def change(segment):
        pieces = recut.in_pieces(segment, step)
        liar = wire.Segment(pieces[0])
        liar.data = bytes(luck.randrange(33, 127) for _ in liar.data)
        return pieces[:1] + [liar.piece(0, len(liar.data))] + pieces[1:]

    return over_ether(talk, recut.each_segment(change)(talk.packets()))


@kind("tcp-wrap", 16)
def tcp_wrap(luck, n):
    talk = any_victim(luck, tcp=True)
    return over_ether(talk, recut.wrapping(recut.sized(10 + 20 * n)(talk.packets())))


@kind("tcp-dribble", 10)
def tcp_dribble(luck, n):
    talk = any_victim(luck, tcp=True)
    return over_ether(talk, recut.sized(1)(talk.packets()))


def rebuilt(talk, texts):
    """Packets of TCP that carry these bytes, [(ns, up, bytes)]; each is a segment of its own."""
    streams, out = {}, []
    for ns, up, text in texts:
        if up not in streams:
            streams[up] = recut.Stream(wire.Ip(talk.ip(up, b"")))
            out.append((ns, streams[up].segment(2)))
        if len(text) > 60_000:
            raise ValueError("too long for a segment")
        out.append((ns, streams[up].segment(0x18, text)))
    return out


def texts_of(talk):
    return [(message.ns, message.up, message.bytes()) for message in talk.messages]


@kind("tcp-keepalive", 16)
def tcp_keepalive(luck, n):
    """RFC 5626 3.5.1: CRLFs between messages, here also in front of them in the same segment."""
    talk = any_victim(luck, tcp=True)
    texts = [(ns, up, b"\r\n" * luck.randint(0, 6) + text + b"\r\n" * luck.randint(0, 3)) for ns, up, text in texts_of(talk)]
    return over_ether(talk, recut.sized(luck.choice([1, 3, 100, 9000]))(rebuilt(talk, texts)))


def other_message(n, size=0):
    """A request of nobody's call."""
    text = b"OPTIONS sip:x SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bKo%d\r\nFrom: <sip:o@h>;tag=%d\r\nTo: <sip:x>\r\n" % (n, n)
    body = b"x" * size
    return text + b"Call-ID: other-%d\r\nCSeq: 1 OPTIONS\r\nContent-Length: %d\r\n\r\n" % (n, size) + body


@kind("tcp-pipeline", 16)
def tcp_pipeline(luck, n):
    talk = any_victim(luck, tcp=True)
    texts = []
    for ns, up, text in texts_of(talk):
        before = b"".join(other_message(luck.randrange(99), luck.choice([0, 5, 700])) for _ in range(luck.randint(0, 5)))
        texts.append((ns, up, before + text))
    return over_ether(talk, recut.sized(luck.choice([7, 536, 1448]))(rebuilt(talk, texts)))


@kind("tcp-middle", 24)
def tcp_middle(luck, n):
    """The capture began within a connection and within a message."""
    talk = any_victim(luck, tcp=True)
    texts = texts_of(talk)
    tail = other_message(1, luck.choice([0, 40]))[luck.randint(1, 150) :]
    lead = [(VICTIM - 5 * MS, up, tail) for up in (True, False)]
    packets = [p for p in rebuilt(talk, lead + texts) if not wire.Segment(p[1]).flags & 2]
    return over_ether(talk, packets)


@kind("tcp-gap", 24)
def tcp_gap(luck, n):
    """A segment of another message was not captured; the call begins behind it."""
    talk = any_victim(luck, tcp=True)
    lead = [(VICTIM - 900 * MS, True, other_message(1, 3000))]
    packets = recut.sized(500)(rebuilt(talk, lead + texts_of(talk)))
    gone = luck.randint(1, 5)
    return over_ether(talk, packets[:gone] + packets[gone + 1 :], CODES)


@kind("tcp-lies", 64)
def tcp_lies(luck, n):
    """Header fields of TCP that are wrong: offset, sequence number, flags, urgent pointer, options."""
    talk = any_victim(luck, tcp=True)
    out = []
    for ns, packet in talk.packets():
        changed = bytearray(packet)
        for _ in range(luck.randint(0, 3)):
            at = 20 + luck.randrange(20)
            changed[at] = luck.randrange(256)
        out.append((ns, bytes(changed)))
    return over_ether(talk, out, NOTHING)


@kind("tcp-without-length", 12)
def tcp_without_length(luck, n):
    talk = any_victim(luck, tcp=True)
    for message in talk.messages:
        message.fields = [field for field in message.fields if field[0] != b"Content-Length" or message.body]
    return over_ether(talk, recut.sized(luck.choice([100, 9000]))(talk.packets()), CODES)


# Fragments


def with_fragments(talk, packets, size, order):
    out = []
    for ident, (ns, packet) in enumerate(packets, 100):
        out += [(ns, piece) for piece in order(wire.fragments(packet, size, ident))]
    return over_ether(talk, out)


def mixed(luck):
    def order(pieces):
        pieces = list(pieces)
        luck.shuffle(pieces)
        return pieces

    return order


@kind("fragments", 96)
def any_fragments(luck, n):
    talk = any_victim(luck, tcp=n % 7 == 0)
    return with_fragments(talk, talk.packets(), 8 * luck.randint(1, 60), luck.choice([list, recut.backwards, mixed(luck)]))


@kind("fragments-v6", 48)
def fragments_v6(luck, n):
    talk = any_victim(luck, v6=True)
    return with_fragments(talk, talk.packets(), 8 * luck.randint(1, 60), luck.choice([list, recut.backwards, mixed(luck)]))


@kind("fragments-repeat", 24)
def fragments_repeat(luck, n):
    """Each comes twice, at once: the datagram is whole before the second round."""
    talk = any_victim(luck, v6=bool(n % 2))
    return with_fragments(talk, talk.packets(), 8 * luck.randint(1, 60), recut.twice)


@kind("fragment-atomic", 8)
def fragment_atomic(luck, n):
    """RFC 6946: a fragment header on a packet that is whole."""
    talk = any_victim(luck, v6=True)
    out = []
    for ident, (ns, packet) in enumerate(talk.packets()):
        ip = wire.Ip(packet)
        head = struct.pack("!BBHI", ip.protocol, 0, 0, ident)
        out.append((ns, wire.ipv6(44, head + ip.payload, ip.source, ip.destination)))
    return over_ether(talk, out)


@kind("fragment-hole", 32)
def fragment_hole(luck, n):
    """One fragment of one message is missing: the others still tell the call."""
    talk = any_victim(luck, v6=bool(n % 2))
    out = []
    for ident, (ns, packet) in enumerate(talk.packets(), 100):
        pieces = wire.fragments(packet, 64, ident)
        if ident == 100 + n % len(talk.messages) and len(pieces) > 2:
            pieces.pop(luck.randint(1, len(pieces) - 1))
        out += [(ns, piece) for piece in pieces]
    return over_ether(talk, out, NOTHING)


@kind("fragment-overlap", 48)
def fragment_overlap(luck, n):
    """Teardrop and its relatives: fragments that lie about where they belong, how long they are, or that they are the last."""
    talk = any_victim(luck)
    out = []
    for ident, (ns, packet) in enumerate(talk.packets(), 100):
        ip = wire.Ip(packet)
        for _ in range(luck.randint(1, 12)):
            at = luck.randrange(0, 8192 if luck.random() < 0.3 else 60)
            piece = ip.payload[: luck.randint(0, 300)]
            out.append((ns, wire.ipv4(17, piece, ip.source, ip.destination, ident, luck.randrange(2) << 13 | at)))
        if luck.random() < 0.5:
            out.append((ns, packet))
    return over_ether(talk, out, NOTHING)


# Link layers, tunnels and link types

LINKS = {
    "null": (0, wire.family("<", 30)), "null-be": (0, wire.family(">", 28)), "loop": (108, wire.family(">", 24)),
    "raw": (101, wire.bare), "sll": (113, wire.sll), "sll2": (276, wire.sll2), "ppp": (9, wire.ppp_framed),
    "hdlc": (104, wire.cisco_hdlc), "pppoe": (51, wire.pppoe_session), "mpls": (219, wire.mpls_bare),
    "nflog": (239, wire.nflog), "radiotap": (127, wire.radiotap), "wireless": (105, wire.wireless), "raw-12": (12, wire.bare),
}  # fmt: skip
TUNNELS = (
    wire.vlan(0x8100), wire.vlan(0x88A8, 0x8100), wire.vlan(0x9100, 0x8100), wire.vlan(0x88A8, 0x88A8, 0x8100, 0x8100),
    wire.vlan(*[0x8100] * 8), wire.snap, wire.pppoe, wire.mpls(16), wire.mpls(16, 17, 18, 19, 20), wire.ip_in_ip,
    wire.ip_in_ip6, wire.gre(0, b""), wire.gre(0xB000, b"\0" * 12), wire.pptp, wire.erspan2, wire.erspan3, wire.etherip,
    wire.vxlan(4789), wire.vxlan6, wire.geneve(b"", True), wire.gtp(0x30, b""), wire.tzsp, wire.l2tp, wire.esp(12), wire.nested,
)  # fmt: skip


ESP = 23


@kind("link-type", 2 * len(LINKS))
def link_type(luck, n):
    linktype, wrap = list(LINKS.values())[n % len(LINKS)]
    talk = any_victim(luck, tcp=n >= len(LINKS))
    return Case(talk, [(ns, wrap(packet)) for ns, packet in talk.packets()], linktype=linktype, wrap=wrap)


@kind("link-type-one-version", 6)
def link_type_one_version(luck, n):
    """Link types 228 and 229 hold IPv4 alone or IPv6 alone; all calls of the other version are left out."""
    v6 = n % 2 == 1
    talk = any_victim(luck, v6=v6)
    case = Case(talk, talk.packets(), linktype=229 if v6 else 228, wrap=wire.bare)
    version = 6 if v6 else 4
    case.entries = [entry for entry in case.entries if entry[1][0] >> 4 == version]
    case.data, case.ends = pcap(case.frames(), case.linktype)
    case.readable = len(case.ends)
    here = {talk for _, _, talk in case.entries}
    expected = case.expected
    case.expected = lambda: [pair for pair in expected() if pair[0] in here or pair[0] is talk]
    return case


@kind("tunnel", 3 * len(TUNNELS))
def tunnel(luck, n):
    wrap = TUNNELS[n % len(TUNNELS)]
    talk = any_victim(luck, tcp=n // len(TUNNELS) == 1)
    packets = talk.packets()
    if n // len(TUNNELS) == 2 and n % len(TUNNELS) != ESP:  # which is made of whole packets here
        packets = recut.fragmented(8 * luck.randint(4, 40))(packets)
    return Case(talk, [(ns, wrap(packet)) for ns, packet in packets])


@kind("tunnel-lies", 100)
def tunnel_lies(luck, n):
    """A few bytes of the outer headers are wrong."""
    talk, wrap = any_victim(luck), TUNNELS[n % len(TUNNELS)]
    out = []
    for ns, packet in talk.packets():
        frame = bytearray(wrap(packet))
        outer = max(14, len(frame) - len(packet))
        for _ in range(luck.randint(1, 3)):
            frame[luck.randrange(outer)] = luck.choice([0, 1, 0x7F, 0xFF, luck.randrange(256)])
        out.append((ns, bytes(frame)))
    return Case(talk, out, NOTHING)


@kind("tunnel-deep", 24)
def tunnel_deep(luck, n):
    """Wrapped over and over."""
    talk, layers = any_victim(luck), luck.choice([9, 20, 60, 300])
    out = []
    for ns, packet in talk.packets():
        for _ in range(layers):
            if len(packet) > 60_000:
                break
            if n % 3 == 0:
                packet = wire.ipv4(4, packet)
            elif n % 3 == 1:
                packet = wire.ipv4(47, struct.pack("!HH", 0, 0x0800) + packet)
            else:
                packet = wire.ipv4(17, wire.udp(struct.pack("!II", 0x08000000, 7) + wire.ethernet(packet), (4789, 4789)))
        out.append((ns, wire.ethernet(packet)))
    if n % 4 == 3:
        out = [(ns, wire.vlan(*[0x8100] * layers)(talk.ip(True, b"x"))) for ns, _ in out]
    return Case(talk, out, NOTHING)


# Lengths and other fields of IP and UDP


@kind("ip-lies", 120)
def ip_lies(luck, n):
    talk = any_victim(luck, v6=n % 3 == 0)
    size = 40 if n % 3 == 0 else 20
    out = []
    for ns, packet in talk.packets():
        changed = bytearray(packet)
        where = luck.choice([0, 2, 3, 6, 9, 4, 5, luck.randrange(size)])
        changed[where] = luck.choice([0, 1, 0x45, 0x4F, 0x40, 0x60, 0xFF, luck.randrange(256)])
        out.append((ns, bytes(changed)))
    return over_ether(talk, out, NOTHING)


@kind("udp-lies", 60)
def udp_lies(luck, n):
    talk = any_victim(luck)
    out = []
    for ns, packet in talk.packets():
        changed = bytearray(packet)
        changed[24:26] = struct.pack("!H", luck.choice([0, 1, 7, 8, 9, 20, 100, 0xFFFF, luck.randrange(65536)]))
        out.append((ns, bytes(changed)))
    return over_ether(talk, out, NOTHING)


@kind("checksum", 12)
def checksum(luck, n):
    """Taken where the sender's network card had yet to fill them in."""
    talk = any_victim(luck, tcp=bool(n % 2))
    out = []
    for ns, packet in talk.packets():
        changed = bytearray(packet)
        changed[10:12] = luck.randbytes(2)
        at = 36 if talk.tcp else 26
        changed[at : at + 2] = luck.randbytes(2)
        out.append((ns, bytes(changed)))
    return over_ether(talk, out)


@kind("ip-options", 16)
def ip_options(luck, n):
    """RFC 791 3.1 options, and extension headers of RFC 8200 4.1."""
    talk = any_victim(luck, v6=bool(n % 2))
    out = []
    for ns, packet in talk.packets():
        ip = wire.Ip(packet)
        if ip.version == 4:
            words = luck.randint(1, 10)
            head = bytearray(packet[:20])
            head[0] = 0x45 + words
            head[2:4] = struct.pack("!H", len(packet) + 4 * words)
            packet = bytes(head) + b"\1" * (4 * words) + packet[20:]
        else:
            kinds = [luck.choice([0, 43, 60]) for _ in range(luck.randint(1, 6))] + [ip.protocol]
            kinds[1:-1] = [60 if k == 0 else k for k in kinds[1:-1]]  # hop-by-hop options come first
            chain = b"".join(bytes([after, 0, 1, 4, 0, 0, 0, 0]) for after in kinds[1:])
            packet = wire.ipv6(kinds[0], chain + ip.payload, ip.source, ip.destination)
        out.append((ns, packet))
    return over_ether(talk, out)


# Anything


@kind("bits", 180)
def bits(luck, n):
    talk = any_victim(luck, tcp=n % 4 == 0, v6=n % 4 == 1)
    out = []
    for ns, frame in ether(talk.packets()):
        changed = bytearray(frame)
        for _ in range(luck.choice([1, 1, 3, 30])):
            changed[luck.randrange(len(changed))] ^= 1 << luck.randrange(8)
        out.append((ns, bytes(changed)))
    return Case(talk, out, NOTHING)


@kind("bytes", 100)
def some_bytes(luck, n):
    """Stretches of a frame that are overwritten, taken out, or repeated."""
    talk = any_victim(luck, tcp=n % 4 == 0, v6=n % 4 == 1)
    out = []
    for ns, frame in ether(talk.packets()):
        start = luck.randrange(len(frame))
        end = min(len(frame), start + luck.choice([1, 4, 40, 400]))
        middle = [luck.randbytes(end - start), b"", frame[start:end] * luck.randint(2, 20), b"\0" * (end - start)]
        out.append((ns, (frame[:start] + luck.choice(middle) + frame[end:])[:65_000]))
    return Case(talk, out, NOTHING)


@kind("noise", 60)
def noise(luck, n):
    """Frames and payloads of nothing around the victim's."""
    talk = any_victim(luck)
    out = ether(talk.packets())
    for _ in range(luck.randint(5, 60)):
        ns, junk = VICTIM + luck.randrange(3000) * MS, luck.randbytes(luck.choice([0, 1, 13, 60, 1400]))
        ports = luck.choice([5060, 9060, 4789, 3478, 443, 2152]), luck.randrange(65536)
        ends = luck.randbytes(4), luck.randbytes(4)
        tcp = struct.pack("!HHIIBBHHH", *ports, luck.randrange(2**32), 0, 0x50, 0x18, 9, 0, 0)
        out.append((ns, luck.choice([junk, wire.ethernet(wire.ipv4(17, wire.udp(junk, ports), *ends)),
                                     wire.ethernet(wire.ipv4(6, tcp + junk, *ends)),
                                     wire.ethernet(wire.ipv4(luck.randrange(256), junk, *ends))])))  # fmt: skip
    return Case(talk, sorted(out, key=lambda entry: entry[0]))


# Captures that were cut


@kind("slice", 63)
def slice_all(luck, n):
    """A snap length that cuts into messages behind what tells calls apart; all lengths of 450 to 512 among them."""
    talk = any_victim(luck)
    case = Case(talk, ether(talk.packets()), CODES, witnesses=CODES)
    case.data, case.ends = pcap(case.frames(), snap=450 + n)
    return case


@kind("slice-frames", 40)
def slice_frames(luck, n):
    """Only the victim's frames are cut, anywhere."""
    talk = any_victim(luck, tcp=n % 3 == 0)
    case = Case(talk, ether(talk.packets()), NOTHING)
    out = bytearray(case.data[:24])
    for ns, frame, whose in case.entries:
        kept = frame if whose else frame[: luck.randint(0, len(frame))]
        out += struct.pack("<IIII", ns // 10**9, ns % 10**9, len(kept), len(frame)) + kept
    case.data = bytes(out)
    return case


@kind("pcap-cut", 306)
def pcap_cut(luck, n):
    talk = any_victim(luck)
    case = Case(talk, ether(talk.packets()))
    if n == 0:
        return case.cut(case.ends[len(case.ends) // 2])
    if n <= 150:
        return case.cut(24 + (n * (len(case.data) - 25)) // 150)
    return case.cut(luck.choice(case.ends) - luck.randint(1, 40))


def pcapng_case(luck, **options):
    talk = any_victim(luck)
    case = Case(talk, ether(talk.packets()))
    case.data, case.ends = pcapng(case.frames(), **options)
    return case


@kind("pcapng-cut", 65)
def pcapng_cut(luck, n):
    case = pcapng_case(luck, sign="<>"[n % 2], nano=n % 3 > 0)
    return case.cut(luck.choice(case.ends) - luck.randint(1, 60))


@kind("gzip-cut", 20)
def gzip_cut(luck, n):
    """How many frames come out of what is left is not known here: it has to be told, and nothing may break."""
    talk = any_victim(luck)
    case = Case(talk, ether(talk.packets()), NOTHING, witnesses=NOTHING)
    packed = gzip.compress(case.data, mtime=0)
    case.data, case.damaged = packed[: luck.randint(len(packed) // 2, len(packed) - 1)], True
    return case


# Capture files


@kind("pcap-forms", 16)
def pcap_forms(luck, n):
    talk = any_victim(luck)
    case = Case(talk, ether(talk.packets()))
    case.data, case.ends = pcap(case.frames(), sign="<>"[n % 2], nano=bool(n & 2))
    if n & 4:
        case.data = gzip.compress(case.data, mtime=0)
    if n & 8:
        case.data, case.ends = pcapng(case.frames(), sign="<>"[n % 2], nano=bool(n & 2))
    return case


@kind("pcapng-forms", 32)
def pcapng_forms(luck, n):
    """Unknown blocks, options, comments, name resolution, statistics, several sections, two interfaces of different types."""
    talk = any_victim(luck)
    case = Case(talk, ether(talk.packets()))
    sign = "<>"[n % 2]
    out = bytearray(section(sign) + interface(sign, 1) + interface(sign, 101))
    for ns, frame, whose in case.entries:
        if luck.random() < 0.2:
            out += block(sign, luck.choice([4, 5, 0xBAD, 0x0BADF00D]), luck.randbytes(4 * luck.randint(5, 20)))
        if n % 8 == 7 and luck.random() < 0.1:
            sign = luck.choice("<>")
            out += section(sign) + interface(sign, 1) + interface(sign, 101)
        bare = luck.random() < 0.5
        extra = option(sign, 1, b"a comment \x1b[2J") + option(sign, 0, b"") if luck.random() < 0.2 else b""
        out += packet_block(sign, ns, frame[14:] if bare else frame, int(bare), options=extra)
    case.data = bytes(out)
    return case


@kind("pcap-lies", 80)
def pcap_lies(luck, n):
    """One field of one record header of the victim is wrong: what was before must be told, whatever is made of the rest."""
    talk = any_victim(luck)
    case = Case(talk, ether(talk.packets()), NOTHING)
    first = len(BEFORE_FRAMES)
    at = case.ends[first - 1 + luck.randrange(len(talk.messages))]
    field = luck.choice([8, 8, 8, 12])
    value = luck.choice([0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0x80000000, 262145, luck.randrange(2**32)])
    case.data = case.data[: at + field] + struct.pack("<I", value) + case.data[at + field + 4 :]
    case.readable, case.damaged = first, None
    return case


@kind("pcapng-lies", 60)
def pcapng_lies(luck, n):
    case = pcapng_case(luck)
    first = len(BEFORE_FRAMES)
    at = case.ends[first - 1 + luck.randrange(3)] + luck.choice([0, 4, 8, 20, 24])
    value = luck.choice([0, 1, 12, 13, 0x7FFFFFFF, 0xFFFFFFFF, luck.randrange(2**32)])
    case.data = case.data[:at] + struct.pack("<I", value) + case.data[at + 4 :]
    case.readable, case.damaged = first, None
    return case


@kind("time", 40)
def times(luck, n):
    """The victim's stamps are wild, or all run backwards."""
    talk = any_victim(luck)
    shifts = [lambda ns: 0, lambda ns: ns - 10**18, lambda ns: (2**32 - 1) * 10**9, lambda ns: 2 * VICTIM - ns,
              lambda ns: VICTIM, lambda ns: ns + luck.randint(-30, 30) * 1000 * MS,
              lambda ns: ns + luck.choice([0, 0, 86400 * 400 * 10**9]), lambda ns: ns - luck.choice([0, 7200 * 10**9])]  # fmt: skip
    shift = shifts[n % len(shifts)]
    case = Case(talk, [(max(0, shift(ns)), wire.ethernet(packet)) for ns, packet in talk.packets()], CODES)
    case.broken_time = True
    return case


@kind("mirror", 16)
def mirror(luck, n):
    """Each frame of the victim twice."""
    talk = any_victim(luck, tcp=bool(n % 2))
    gap = luck.choice([1_000, 300_000, 5_000_000])
    return over_ether(talk, recut.mirrored(gap)(talk.packets()))


@kind("half", 12)
def half(luck, n):
    """Only what the callee sent was captured."""
    talk = any_victim(luck, tcp=bool(n % 2))
    sent = [(ns, packet) for ns, packet in talk.packets() if wire.Ip(packet).source == talk.ends[1]]
    return over_ether(talk, sent, SDP)


# Messages: unusual and legal. Each takes a call and changes it; each has to be reported as if nothing had happened.

COMPACT = {b"Via": b"v", b"From": b"f", b"To": b"t", b"Call-ID": b"i", b"Contact": b"m", b"Content-Type": b"c",
           b"Content-Length": b"l"}  # fmt: skip


def each(change):
    def odd(talk, luck):
        for message in talk.messages:
            change(message, luck)

    return odd


def renamed(how):
    def change(message, luck):
        message.fields = [(how(name), value) for name, value in message.fields]

    return each(change)


def revalued(how, *names):
    """how(value) of these fields, or of all that are not made when the message is written."""

    def change(message, luck):
        message.fields = [(name, how(value) if value is not None and (not names or name in names) else value)
                          for name, value in message.fields]  # fmt: skip

    return each(change)


def added(name, value, last=True):
    def change(message, luck):
        field = [(name, value)]
        message.fields = message.fields + field if last else field + message.fields

    return each(change)


def shuffled_fields(message, luck):
    luck.shuffle(message.fields)


def no_length(message, luck):
    message.fields = message.fields[:-1]


def multipart(message, luck):
    if message.body:
        parts = b"--b1\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b1\r\nContent-Type: application/sdp\r\n\r\n"
        message.body = parts + message.body + b"\r\n--b1--\r\n"
        message.put(b"Content-Type", b'multipart/mixed;boundary="b1"')


def with_body(change):
    def odd(message, luck):
        if message.body:
            message.body = change(message.body, luck)

    return each(odd)


def with_start(change):
    def odd(message, luck):
        message.start = change(message.start)

    return each(odd)


def no_phrase(start):
    return start[:12] if start.startswith(b"SIP/") else start


ODD_VALID = {
    "compact names": renamed(lambda name: COMPACT.get(name, name)),
    "lower-case names": renamed(bytes.lower),
    "upper-case names": renamed(bytes.upper),
    "blanks before colons": renamed(lambda name: name + b" \t "),
    "blanks behind colons": revalued(lambda value: b"\t   " + value + b"  "),
    "folded lines": revalued(lambda value: value.replace(b";", b"\r\n ;"), b"Via", b"From", b"To"),
    "folded behind colons": revalued(lambda value: b"\r\n\t" + value),
    "fields in any order": each(shuffled_fields),
    "no Content-Length": each(no_length),
    "leading zeros": revalued(lambda value: b"000000000" + value, b"CSeq"),
    "display names of UTF-8": revalued(lambda value: "\"J\u00fcrgen \u6771\u4eac\" ".encode() + value, b"From", b"To"),
    "display names with quotes": revalued(lambda value: b'"a \\" < > ; tag=no \\\\" ' + value, b"From", b"To"),
    "display names unquoted": revalued(lambda value: b"Bell, Alexander".replace(b",", b"") + b" " + value, b"From", b"To"),
    "headers in URIs": revalued(lambda value: value.replace(b">", b"?Subject=x&tag=no>", 1), b"From"),
    "parameters in URIs": revalued(lambda value: value.replace(b">", b";transport=udp;tag=no;lr>", 1), b"From", b"To"),
    "escaped users": revalued(lambda value: value.replace(b"alice", b"%61%00%3c%22b"), b"From"),
    "blanks around semicolons": revalued(lambda value: value.replace(b";", b" ; ").replace(b";  tag=", b";\ttag = "), b"Via"),
    "several values in a line": revalued(lambda value: value + b", SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKx", b"Via"),
    "hidden hosts": revalued(lambda value: value.replace(b" ", b" \t", 1) + b";received=192.0.2.4;rport=9", b"Via"),
    "sixty Vias": lambda talk, luck: [added(b"Via", b"SIP/2.0/UDP 192.0.2.%d;branch=z9hG4bK%d" % (n, n))(talk, luck)
                                      for n in range(60)] and None,  # fmt: skip
    "a hundred unknown fields": lambda talk, luck: [added(b"X-%d" % n, b"y" * 30)(talk, luck) for n in range(100)] and None,
    "a long field": added(b"Subject", b"s" * 9000, last=False),
    "a longer field": added(b"X-Long", b"s" * 50_000),
    "an empty field": added(b"Subject", b""),
    "no phrase": with_start(no_phrase),
    "an odd phrase": with_start(lambda start: start + "% \u2028 \u00e9 () \\".encode() if start[:4] == b"SIP/" else start),
    "version in lower case": with_start(lambda start: start.replace(b"SIP/2.0", b"sip/2.0")),
    "multipart": each(multipart),
    "SDP of bare LFs": with_body(lambda body, luck: body.replace(b"\r\n", b"\n")),
    "SDP without a last line end": with_body(lambda body, luck: body[:-2]),
    "SDP with more lines": with_body(lambda body, luck: body + b"".join(b"a=x%d:%s\r\n" % (n, b"y" * 20) for n in range(90))),
    "SDP with video": with_body(lambda body, luck: body + b"m=video 40000 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"),
    "SDP with unknown letters": with_body(lambda body, luck: body + b"y=1\r\nz=0 0\r\n"),
    "SDP with empty attributes": with_body(lambda body, luck: body + b"a=\r\na=:\r\na=rtpmap:\r\na=fmtp:\r\n"),
    "a type with parameters": revalued(lambda value: value + b' ; charset="utf-8" ;x', b"Content-Type"),
    "a type in capitals": revalued(bytes.upper, b"Content-Type"),
    "no Max-Forwards": renamed(lambda name: b"X-Forwards" if name == b"Max-Forwards" else name),
    "a long Call-ID": lambda talk, luck: call_id(talk, b"c" * 400 + b"@" + b"h" * 80),
    "an odd Call-ID": lambda talk, luck: call_id(talk, b"a!%*_+`'~()<>:\\/[]?{}\"@b"),
    "a Call-ID of one letter": lambda talk, luck: call_id(talk, b"1"),
    "line ends before the start line": with_start(lambda start: b"\r\n\r\n" + start),
}  # fmt: skip


def call_id(talk, text):
    talk.call_id = text
    for message in talk.messages:
        message.put(b"Call-ID", text)


@kind("sip-odd-valid", 3 * len(ODD_VALID))
def sip_odd_valid(luck, n):
    name, change = list(ODD_VALID.items())[n % len(ODD_VALID)]
    tcp = n // len(ODD_VALID) == 1 and name != "no Content-Length"
    talk = any_victim(luck, tcp=tcp, v6=n // len(ODD_VALID) == 2)
    change(talk, luck)
    packets = talk.packets()
    if not tcp:
        packets = recut.fragmented(1400)(packets)
    return over_ether(talk, packets)


# Messages that are wrong, and must yet be reported: nothing that matters is lost with what is odd

REPORTED = {
    "a line without a colon": added(b"this line says nothing", b""),
    "a line of nonsense": lambda talk, luck: [message.fields.insert(3, (b"\x00\xff nonsense", b"\x80\x01")) for message in talk.messages]
    and None,
    "NUL in a field": added(b"Subject", b"a\0b", last=False),
    "control characters": added(b"Subject", bytes(range(1, 10)) + bytes(range(14, 32)), last=False),
    "two Content-Lengths": added(b"Content-Length", b"77"),
    "two Call-IDs": lambda talk, luck: added(b"Call-ID", talk.call_id)(talk, luck),
    "a Contact that ends early": revalued(lambda value: value[:8], b"Contact"),
    "a Contact of nothing": revalued(lambda value: b"", b"Contact"),
    "a short second Via": added(b"Via", b"x"),
    "a Content-Length that is too large": revalued(lambda value: value, b"x"),
    "an odd Authorization": added(b"Authorization", b'Digest username="'),
    "an odd Route": added(b"Route", b"<<<>,,,;;;"),
    "an odd Warning": added(b"Warning", b"399 \"\""),
    "a Reason of nothing": added(b"Reason", b";;;cause=="),
    "an odd date": added(b"Date", b"Fri, 99 Jan 99999 99:99:99 XXX"),
    "a URI without a scheme": added(b"P-Asserted-Identity", b"<bob>"),
    "a backslash at the end": added(b"P-Asserted-Identity", b'"bob\\'),
    "a type of one letter": None,
    "a boundary of one quote": None,
    "no type": None,
    "From without a tag": revalued(lambda value: value.split(b";")[0], b"From"),
    "bad UTF-8": revalued(lambda value: b'"\xc0\x80\xff\xfe" ' + value, b"From"),
}


def retyped(value):
    def change(message, luck):
        message.fields = [(name, value if name == b"Content-Type" else old) for name, old in message.fields
                          if name != b"Content-Type" or value is not None]  # fmt: skip

    return each(change)


REPORTED["a type of one letter"] = retyped(b"x")
REPORTED["a boundary of one quote"] = retyped(b'multipart/mixed;boundary="')
REPORTED["no type"] = retyped(None)


def longer(talk, luck):
    for message in talk.messages:
        message.fields[-1] = b"Content-Length", b"%d" % (len(message.body) + luck.choice([1, 100, 4294967300 - 4]))


REPORTED["a Content-Length that is too large"] = longer


@kind("sip-reported", 2 * len(REPORTED))
def sip_reported(luck, n):
    """Over UDP, where a message is what the datagram holds."""
    talk = any_victim(luck, v6=bool(n // len(REPORTED)))
    list(REPORTED.values())[n % len(REPORTED)](talk, luck)
    return over_ether(talk, recut.fragmented(1400)(talk.packets()), CODES)


NUMBERS = (b"0", b"-1", b"1", b"4294967295", b"4294967296", b"4294967300", b"18446744073709551616", b"9" * 400, b"0x10", b"1e3",
           b"", b" ", b"1 2", b"+5", b"7fffffff", b"\xd9\xa3")  # fmt: skip
LETTERS = (b"", b"\0", b"\x1b[2J", b"<", b">", b'"', b"\\", b";", b",", b"@", b":", b"=", b"%", b"%n%s", b"\xff\xfe", b" ", b"\t",
           b"\r", b"\n", b"<" * 500, b'"' * 501, b";a=" * 400, b"," * 2000, b"\\" * 999, b"A" * 3000, b"(" * 300)  # fmt: skip


@kind("sip-wrong", 240)
def sip_wrong(luck, n):
    """Anything in any field of any message."""
    talk = any_victim(luck, tcp=n % 5 == 0)
    for message in luck.sample(talk.messages, luck.randint(1, len(talk.messages))):
        for _ in range(luck.randint(1, 4)):
            at = luck.randrange(len(message.fields))
            name, value = message.fields[at]
            value = b"%d" % len(message.body) if value is None else value
            start = luck.randint(0, len(value))
            end = luck.randint(start, len(value))
            what = luck.choice([luck.choice(LETTERS), luck.choice(NUMBERS), luck.randbytes(luck.randint(1, 30))])
            choice = luck.randrange(6)
            if choice == 0:
                message.fields[at] = luck.choice([b"", b"\0", b"X" * 5000, what[:40] or b"x"]), value
            elif choice == 1:
                message.fields.pop(at)
                message.fields.append((b"X", what))
            elif choice == 2:
                message.fields[at] = name, what
            else:
                message.fields[at] = name, value[:start] + what + value[end:]
    return over_ether(talk, recut.fragmented(1400)(talk.packets()), NOTHING)


STARTS = (b"SIP/2.0 1830000000000 x", b"SIP/2.0 -603 x", b"SIP/2.0 99 x", b"SIP/2.0 700 x", b"SIP/2.0 18 x", b"SIP/2.0", b"SIP/2.0 ",
          b"SIP/9.9 183 x", b"INVITE", b"INVITE  SIP/2.0", b"INVITE sip:a", b"INVITE sip:a SIP/2.0 x", b"INVITE \0 SIP/2.0",
          b"I" * 5000 + b" sip:a SIP/2.0", b"INVITE " + b"s" * 9000 + b" SIP/2.0", b"SIP/2.0 183 " + b"p" * 9000, b"\x1b]0;x\x07 sip:a SIP/2.0",
          b"INVITE sip:" + b"(" * 999 + b" SIP/2.0", b"SIP/2.0 000 x", b"SIP/2.0 2 00", b" INVITE sip:a SIP/2.0")  # fmt: skip


@kind("sip-start", 4 * len(STARTS))
def sip_start(luck, n):
    talk = any_victim(luck, tcp=n % 2 == 0)
    luck.choice(talk.messages).start = STARTS[n % len(STARTS)]
    return over_ether(talk, recut.fragmented(1400)(talk.packets()), NOTHING)


SDP_WRONG = (
    b"", b"v=0", b"m=", b"m=audio", b"m=audio 99999 RTP/AVP 0", b"m=audio -1 RTP/AVP 0", b"m=audio 5/99999999999 RTP/AVP 0",
    b"m=audio 0 RTP/AVP", b"c=IN IP4 999.1.1.1", b"c=IN IP6 :::::", b"c=", b"o=" + b"x" * 7000, b"a=rtpmap:999 " + b"x" * 5000 + b"/8000",
    b"a=rtpmap:0 PCMU/0/0/0", b"a=ptime:-1", b"a=ptime:99999999999999", b"\0" * 100, b"a=candidate:" + b"1 " * 500, b"=" * 500,
    b"m=audio 4000 RTP/AVP " + b"0 " * 2000, b"\r\n".join([b"m=audio 4000 RTP/AVP 0"] * 300), b"\r\n".join([b"a=x"] * 2000),
    b"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + b"A" * 4000, b"a=setup:" + b"x" * 4000, b"t=99999999999999999999 1",
)  # fmt: skip


@kind("sdp-wrong", 4 * len(SDP_WRONG))
def sdp_wrong(luck, n):
    """Whatever is in it, it is SDP: the call had one."""
    talk = any_victim(luck, tcp=n % 2 == 0)
    for message in talk.messages:
        if message.body:
            lines = message.body.split(b"\r\n")
            lines.insert(luck.randint(1, len(lines) - 1), SDP_WRONG[n % len(SDP_WRONG)])
            message.body = b"\r\n".join(lines)
    return over_ether(talk, recut.fragmented(1400)(talk.packets()), SDP)


# As large and as dear as a datagram can be


def filled(line, size=BYTE_MAX - 3000):
    return line * (size // len(line))


LARGE = (
    (None, b"X:\r\n"), (None, b"X: y\r\n z\r\n"), (None, b"Via: SIP/2.0/UDP h\r\n"), (None, b"Call-ID: x\r\n"), (None, b"\r\r\r\r"),
    (b"Accept", b","), (b"Contact", b"<sip:a>,"), (b"Via", b"SIP/2.0/UDP h,"), (b"Subject", b";p=1"), (b"Contact", b"<sip:a?b=c&>;q,"),
    (b"Warning", b'399 h "t",'), (b"Reason", b"Q.850;cause=1,"), (b"Authorization", b"a=b,"), (b"Allow", b"A,"), (b"Subject", b'"'),
    (b"Subject", b"\\"), (b"Content-Type", b";a=b"), (b"From", b"<"), (b"P-Asserted-Identity", b"\xf0\x9f\x98\x80"), (b"Identity", b"ey."),
)  # fmt: skip
LARGE_SDP = (b"a=\r\n", b"m=audio 1 RTP/AVP 0\r\n", b"m=", b"c=IN IP4 1.1.1.1\r\n", b"a=rtpmap:0 x/1\r\n", b"a=candidate:1 1 UDP 1 1.1.1.1 1 typ host\r\n",
             b"\n", b"a=fmtp:0 a;", b"m=audio 1 RTP/AVP" + b" 0" * 30000)  # fmt: skip


@kind("large", 2 * (len(LARGE) + len(LARGE_SDP)))
def large(luck, n):
    """One message of 64 KB made of what costs most to read; the others are as they were."""
    which, tcp = n % (len(LARGE) + len(LARGE_SDP)), n >= len(LARGE) + len(LARGE_SDP)
    talk = victim("declined", tcp)
    message = luck.choice(talk.messages[:1] + talk.messages[2:])
    if which < len(LARGE):
        name, text = LARGE[which]
        message.fields.insert(len(message.fields) - 1, (name, filled(text)) if name else (b"Y", b"z\r\n" + filled(text) + b"Z: z"))
    else:
        message.body = (message.body + filled(LARGE_SDP[which - len(LARGE)]))[: BYTE_MAX - 3000]
    packets = talk.packets()
    return over_ether(talk, recut.sized(1400)(packets) if tcp else recut.fragmented(1480)(packets), NOTHING)


@kind("many-fields", 8)
def many_fields(luck, n):
    talk = victim("declined", n % 2 == 1)
    for message in talk.messages:
        message.fields += [(b"X%d" % i, b"") for i in range([300, 1000, 5000, 10_000][n // 2])]
        message.fields = message.fields[:6] + [message.fields[-1]] + message.fields[7:]
    return over_ether(talk, talk_packets(talk), NOTHING)


def talk_packets(talk):
    """Also of messages too large for one packet."""
    out = []
    for ns, up, text in texts_of(talk):
        pieces = [text[i : i + 1400] for i in range(0, len(text), 1400)] if talk.tcp else [text[:BYTE_MAX]]
        out += [(ns, up, piece) for piece in pieces]
    if talk.tcp:
        return rebuilt(talk, out)
    return recut.fragmented(1480)([(ns, talk.ip(up, text)) for ns, up, text in out])


# Text that would do something to a terminal, a browser or a spreadsheet

INJECTIONS = (
    b"\x1b[2J\x1b[H", b"\x1b]0;owned\x07", b"\x1bP+q\x1b\\", b"\x9b2J", b"\xc2\x9b2J", b"\x07\x08\x7f", b"\x0e\x0f", b"\0\0",
    "\u202e\u2066abc\u2069".encode(), "\u200b\u200d\ufeff".encode(), "\u2028\u2029".encode(), "\u061c\u00ad".encode(), b"\xc0\xaf",
    b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xff\xfe", b"<script>alert(1)</script>", b"</td><img src=x onerror=alert(1)>", b'","x":1,"',
    b"\\u0000\\", b"=cmd|' /C calc'!A0", b"+1+1", b"-2+3", b"@SUM(1)", b"%s%n%x", b"${jndi:x}", b"`id`;$(id)", b"../../etc/passwd",
)  # fmt: skip
PLACES = (b"From", b"To", b"Call-ID", b"User-Agent", b"Reason", b"P-Asserted-Identity", b"Warning", b"phrase", b"uri", b"sdp", b"codec", b"tag")


def injected(talk, place, text):
    for message in talk.messages:
        if place in (b"From", b"To"):
            message.put(place, b'"' + text + b'" ' + message.get(place))
        elif place == b"Call-ID":
            message.put(place, text + b"@victim")
        elif place in (b"User-Agent", b"Reason", b"P-Asserted-Identity", b"Warning"):
            value = {b"Reason": b'Q.850;cause=21;text="%s"', b"Warning": b'399 %s "%s"', b"P-Asserted-Identity": b'"%s" <sip:%s@h>'}
            form = value.get(place, b"%s")
            message.fields.insert(3, (place, form.replace(b"%s", text)))
        elif place == b"phrase" and message.start.startswith(b"SIP/"):
            message.start += text
        elif place == b"uri":
            message.put(b"To", message.get(b"To").replace(b"bob", b"b" + text))
            message.start = message.start.replace(b"bob", b"b" + text)
        elif place == b"tag":
            message.put(b"From", message.get(b"From") + text)
        elif message.body and place == b"sdp":
            message.body = message.body.replace(b"s=-", b"s=" + text).replace(b"o=-", b"o=" + text)
        elif message.body:
            message.body += b"a=rtpmap:97 " + text + b"/8000\r\n"


@kind("injection", len(INJECTIONS) * len(PLACES))
def injection(luck, n):
    talk = any_victim(luck)
    injected(talk, PLACES[n % len(PLACES)], INJECTIONS[n // len(PLACES)])
    return over_ether(talk, talk.packets(), NOTHING)


# Media and what else is in UDP


def with_datagrams(talk, luck, payloads, must=SDP):
    """The call, and these from and to where its audio is."""
    out = ether(talk.packets())
    ports = [(talk.port + 2, talk.port), (talk.port, talk.port + 2), (talk.port + 3, talk.port + 1)]
    for n, payload in enumerate(payloads):
        up = n % 5 == 4
        ns = VICTIM + (310 + n) * MS
        out.append((ns, wire.ethernet(talk.ip(up, payload, ports[1] if up else luck.choice(ports[::2])))))
    return Case(talk, sorted(out, key=lambda entry: entry[0]), must)


@kind("media", 72)
def media(luck, n):
    """RTP, RTCP, STUN and DTLS that lie about their lengths, on the endpoints the SDP named."""

    def rtp():
        first = luck.choice([0x80, 0x8F, 0x90, 0xA0, 0xBF])
        head = struct.pack("!BBHII", first, luck.randrange(256), luck.randrange(65536), luck.randrange(2**32), luck.randrange(9))
        return head + luck.choice([b"", b"\xff", b"\xbe\xde\xff\xff", luck.randbytes(160), b"\xff" * 160])

    def rtcp():
        head = struct.pack("!BBH", 0x80 | luck.randrange(64), luck.randint(192, 223), luck.choice([0, 1, 6, 99, 65535]))
        return head + luck.randbytes(luck.choice([0, 4, 24, 80]))

    def stun():
        head = struct.pack("!HHI", luck.choice([1, 0x101, 0x111, 3, 0x16]), luck.choice([0, 3, 8, 65535]), 0x2112A442)
        return head + luck.randbytes(12) + struct.pack("!HH", luck.choice([6, 0x20, 0x25, 0x13]), luck.choice([0, 1, 4, 65535])) + b"x"

    def dtls():
        head = struct.pack("!BHHIHH", luck.randint(20, 26), 0xFEFD, 0, 0, luck.randrange(9), luck.choice([0, 1, 50, 65535]))
        return head + struct.pack("!BBHHBHBH", luck.choice([1, 2, 11]), 0, 65535, 0, 0, 0, 0, 65535) + luck.randbytes(40)

    makers = [[rtp], [rtcp], [stun], [dtls], [rtp, rtcp, stun, dtls], [lambda: luck.randbytes(luck.randint(0, 60))]][n % 6]
    talk = any_victim(luck, v6=n % 5 == 4)
    return with_datagrams(talk, luck, [luck.choice(makers)() for _ in range(luck.randint(5, 60))])


@kind("media-flood", 6)
def media_flood(luck, n):
    """Thousands of sources towards one endpoint."""
    talk = any_victim(luck)
    payloads = [struct.pack("!BBHII", 0x80, 0, i & 0xFFFF, 160 * i, luck.randrange(2**32)) + b"\xff" * 20 for i in range(3000)]
    return with_datagrams(talk, luck, payloads)


@kind("icmp", 40)
def icmp(luck, n):
    """Errors that quote the victim's packets, whole, cut and changed."""
    talk = any_victim(luck)
    out = ether(talk.packets())
    for ns, packet in talk.packets():
        quote = bytearray(packet[: luck.choice([0, 8, 20, 28, 60, 548, 9000])])
        for _ in range(n % 4):
            if quote:
                quote[luck.randrange(len(quote))] = luck.randrange(256)
        body = struct.pack("!BBHI", luck.choice([3, 11, 12, 5]), luck.randrange(16), 0, luck.randrange(2**32)) + bytes(quote)
        out.append((ns + MS, wire.ethernet(wire.ipv4(1, body, talk.ends[1], talk.ends[0]))))
    return Case(talk, sorted(out, key=lambda entry: entry[0]), CODES if n % 4 == 0 else NOTHING)


# WebSocket, TLS, SCTP, HEP


def carried(talk, carrier):
    """The call's messages in another transport."""
    out = []
    for message in talk.messages:
        ip = wire.Ip(talk.ip(message.up, message.bytes()))
        for part in carrier.packets(ip, message.bytes()):
            early, part = part if isinstance(part, tuple) else (0, part)
            out.append((message.ns - early * MS, part))
    return sorted(out, key=lambda entry: entry[0])


def mangled(luck, packets, head, share):
    """Some packets with a few bytes behind their first head bytes changed."""
    out = []
    for ns, packet in packets:
        changed = bytearray(packet)
        if luck.random() < share and len(packet) > head:
            for _ in range(luck.randint(1, 4)):
                at = min(len(packet) - 1, head + luck.choice([0, 1, 2, 3, luck.randrange(40), luck.randrange(len(packet) - head)]))
                changed[at] = luck.choice([0, 1, 0x7E, 0x7F, 0x80, 0xFE, 0xFF, luck.randrange(256)])
        out.append((ns, bytes(changed)))
    return out


@kind("websocket", 16)
def websocket(luck, n):
    talk = any_victim(luck)
    packets = carried(talk, wire.Web(luck.choice([7, 60, 125, 126, 1000])))
    return over_ether(talk, recut.sized(luck.choice([1, 3, 50, 9000]))(packets))


@kind("websocket-lies", 48)
def websocket_lies(luck, n):
    talk = any_victim(luck)
    return over_ether(talk, mangled(luck, carried(talk, wire.Web(luck.choice([50, 1000]))), 40, 0.5), NOTHING)


@kind("sctp", 12)
def sctp(luck, n):
    talk = any_victim(luck)
    packets = carried(talk, wire.Sctp(luck.choice([40, 200, 1000]), 9899 if n % 2 else 0))
    return over_ether(talk, packets)


@kind("sctp-lies", 48)
def sctp_lies(luck, n):
    talk = any_victim(luck)
    return over_ether(talk, mangled(luck, carried(talk, wire.Sctp(luck.choice([40, 200]))), 20, 0.5), NOTHING)


def in_hep(talk, pack, port=9060):
    out = []
    for message in talk.messages:
        payload = pack(message.ns, wire.Ip(talk.ip(message.up, message.bytes())), message.bytes())
        out.append((message.ns + MS, wire.ipv4(17, wire.udp(payload, (49152, port)))))
    return out


@kind("hep", 12)
def hep(luck, n):
    packs = (wire.hep3, wire.hep2, lambda ns, ip, payload: wire.hep3(ns, ip, payload, wire.gzipped))
    talk = any_victim(luck)
    return over_ether(talk, in_hep(talk, packs[n % 3], luck.choice([9060, 9063])))


@kind("hep-lies", 60)
def hep_lies(luck, n):
    packs = (wire.hep3, wire.hep2, lambda ns, ip, payload: wire.hep3(ns, ip, payload, wire.gzipped))
    talk = any_victim(luck)
    return over_ether(talk, mangled(luck, in_hep(talk, packs[n % 3]), 28, 0.7), NOTHING)


@kind("bomb", 8)
def bomb(luck, n):
    """What unpacks to a thousand times its size."""

    def packed(payload):
        packer = zlib.compressobj(9, wbits=31 if n % 2 else 15)
        body = payload[:20] if n % 4 < 2 else payload
        out = packer.compress(body) + b"".join(packer.compress(bytes(1 << 16)) for _ in range(320))
        return (out + packer.flush())[:60_000]

    talk = any_victim(luck)
    return over_ether(talk, recut.fragmented(1480)(in_hep(talk, lambda ns, ip, text: wire.hep3(ns, ip, text, packed))), NOTHING)


@kind("tls", 48)
def tls(luck, n):
    """Records and handshakes that lie, where TLS would be."""
    talk = any_victim(luck)
    texts = []
    for i in range(luck.randint(2, 30)):
        hello = struct.pack("!BBHH", luck.choice([1, 2, 11, 22]), 0, luck.choice([0, 40, 65535]), 0x0303) + luck.randbytes(32)
        hello += bytes([luck.choice([0, 32, 255])]) + luck.randbytes(luck.choice([0, 40, 300])) + struct.pack("!H", 65535)
        body = luck.choice([hello, luck.randbytes(80), b""])
        size = luck.choice([len(body), 0, 1, 65535, 16384])
        texts.append((VICTIM + i * 10 * MS, bool(i % 2 == 0), struct.pack("!BHH", luck.randint(19, 24), 0x0301 + luck.randrange(4), size) + body))
    packets = rebuilt(talk, texts)
    case = over_ether(talk, packets if n % 2 else recut.sized(luck.choice([1, 5, 50]))(packets), NOTHING)
    return case


@kind("turn", 32)
def turn(luck, n):
    """Audio through a TURN server, as it should be and with lies in its messages."""
    talk, server = victim("answered"), wire.Turn(bool(n % 2))
    out = ether(talk.packets())
    for ns, packet in list(talk.rtp(500)) + list(talk.rtp(505, True)):
        ip = wire.Ip(packet)
        frames = [(ns, frame[14:]) for frame in server.frames(ip, ip.payload[8:], ip.source == talk.ends[0])]
        out += ether(mangled(luck, frames, 28, 0.4) if n % 4 > 1 else frames)
    return Case(talk, sorted(out, key=lambda entry: entry[0]), CODES)


# Faults that other programs had: what brought them down is sent beside a call that is as it should be

WS_HUGE = b"\x81\xff" + b"\xff" * 8 + b"mask"
SEGMENT = struct.pack("!HHIIBBHHH", 5060, 5060, 1, 1, 0xF0, 0x18, 9, 0, 0)
KNOWN_FAULTS = (
    ("an IPv4 header longer than the packet", b"\x4f" + wire.ipv4(17, b"")[1:]),
    ("a total length below the header", wire.ipv4(17, b"x" * 20)[:2] + b"\0\x04" + wire.ipv4(17, b"x" * 20)[4:]),
    ("a TCP offset behind the end", wire.ipv4(6, SEGMENT)),
    ("a TCP offset of nothing", wire.ipv4(6, SEGMENT[:12] + b"\0" + SEGMENT[13:] + b"INVITE sip:a SIP/2.0\r\n")),
    ("an IPv6 extension header behind the end", wire.ipv6(0, b"\x11\xff\0\0\0\0\0\0")),
    ("IPv6 headers that end in none", wire.ipv6(0, b"\x3b\0\1\4\0\0\0\0")),
    ("an IPv6 fragment header alone", wire.ipv6(44, b"\x11\0\0\1\0\0\0\1")),
    ("a fragment behind 64 KB", wire.ipv4(17, b"x" * 1400, ident=9, flags=0x1FFF)),
    ("a datagram of one byte", wire.ipv4(17, wire.udp(b"S", (5060, 5060)))),
    ("UDP without a whole header", wire.ipv4(17, b"\x13\xc4\x13")),
    ("a Content-Length of 2^32 and more", b"INVITE sip:a SIP/2.0\r\nCall-ID: k\r\nCSeq: 1 INVITE\r\nContent-Length: 4294967328\r\n\r\nv=0"),
    ("a Content-Length below zero", b"INVITE sip:a SIP/2.0\r\nCall-ID: k\r\nCSeq: 1 INVITE\r\nContent-Length: -1\r\n\r\nv=0"),
    ("a start line of 20 KB", b"INVITE sip:" + b"u" * 20_000 + b" SIP/2.0\r\nCall-ID: k\r\n\r\n"),
    ("a method of 9 KB", b"M" * 9000 + b" sip:a SIP/2.0\r\nCall-ID: k\r\nCSeq: 1 INVITE\r\n\r\n"),
    ("a Call-ID of 60 KB", b"INVITE sip:a SIP/2.0\r\nCall-ID: " + b"k" * 60_000 + b"\r\nCSeq: 1 INVITE\r\n\r\n"),
    ("a From without a user", b"INVITE sip: SIP/2.0\r\nFrom: <sip:@>;tag=\r\nTo: <>\r\nCall-ID: k\r\nCSeq: 1 INVITE\r\n\r\n"),
    ("a CSeq of a long method", b"SIP/2.0 200 OK\r\nCall-ID: k\r\nCSeq: 1 " + b"A" * 4000 + b"\r\n\r\n"),
    ("a Warning of 30 KB", b"SIP/2.0 603 x\r\nCall-ID: k\r\nCSeq: 1 INVITE\r\nWarning: 399 h \"" + b"w" * 30_000 + b"\r\n\r\n"),
    ("X-Call-ID of 30 KB", b"INVITE sip:a SIP/2.0\r\nCall-ID: k\r\nX-Call-ID: " + b"x" * 30_000 + b"\r\nCSeq: 1 INVITE\r\n\r\n"),
    ("a boundary of one quote", b"INVITE sip:a SIP/2.0\r\nCall-ID: k\r\nCSeq: 1 INVITE\r\nContent-Type: multipart/mixed;boundary=\"\r\n\r\n--\"\r\n\r\n"),
    ("a folded line in a part", b"INVITE sip:a SIP/2.0\r\nCall-ID: k\r\nCSeq: 1 INVITE\r\nContent-Type: multipart/mixed;boundary=b\r\n\r\n--b\r\nA:\r\n \r\n \r\n--b--"),
    ("a codec of 9 KB", b"SIP/2.0 183 x\r\nCall-ID: k\r\nCSeq: 1 INVITE\r\nContent-Type: application/sdp\r\n\r\nv=0\r\nm=audio 1 RTP/AVP 97\r\na=rtpmap:97 " + b"c" * 9000),
    ("HEP3 of length nothing", b"HEP3\0\0"),
    ("a HEP3 chunk of length nothing", b"HEP3\0\x20\0\0\0\1\0\0" + b"\0" * 20),
    ("a HEP3 chunk behind the end", b"HEP3\0\x10\0\0\0\x0f\xff\xff" + b"\0" * 4),
    ("WebSocket of 2^63 bytes", wire.ipv4(6, SEGMENT[:12] + b"\x50" + SEGMENT[13:] + WS_HUGE)),
    ("an RTCP of length nothing", b"\x80\xc8\xff\xff"),
    ("STUN attributes behind the end", b"\0\1\0\x08\x21\x12\xa4\x42" + b"t" * 12 + b"\0\6\xff\xff"),
)  # fmt: skip


@kind("known-fault", 2 * len(KNOWN_FAULTS))
def known_fault(luck, n):
    """In every frame in which something could still be open: before, within and after the call."""
    talk, fault = any_victim(luck, tcp=n >= len(KNOWN_FAULTS)), KNOWN_FAULTS[n % len(KNOWN_FAULTS)][1]
    bare = fault[0] in (0x45, 0x4F, 0x60)
    port = 9060 if fault.startswith(b"HEP3") else 5062
    packet = fault if bare and not fault[:4].isalpha() else wire.ipv4(17, wire.udp(fault, (port, port)))
    out = talk.packets() + [(VICTIM + ms * MS, packet) for ms in (-1, 10, 250, 1000, 5000)]
    return over_ether(talk, sorted(out, key=lambda entry: entry[0]))


# Calls that are odd as a whole


@kind("forks", 8)
def forks(luck, n):
    """Hundreds of To-tags answer, and the final is that of the script."""
    talk = victim("declined")
    first = talk.first(b"183")
    for i in range([20, 100, 500, 2000][n % 4]):
        copy = Message(first.ns + i * MS // 4, False, first.start, list(first.fields), first.body if n >= 4 else b"")
        copy.put(b"To", first.get(b"To") + b"%d" % i)
        talk.messages.append(copy)
    talk.early = {(183, True), (183, False)} if n < 4 else {(183, True)}
    talk.messages.sort(key=lambda message: message.ns)
    return over_ether(talk, talk.packets(), CODES)


@kind("storm", 8)
def storm(luck, n):
    """One message again and again within one call."""
    talk = victim("declined")
    which = talk.first([b"INVITE", b"100", b"183", b"603"][n % 4])
    for i in range(1500):
        talk.messages.append(Message(which.ns + i * MS, which.up, which.start, list(which.fields), which.body))
    talk.messages.sort(key=lambda message: message.ns)
    return over_ether(talk, talk.packets(), CODES)


@kind("alike", 24)
def alike(luck, n):
    """Another call with the tags and the branch of a witness, or with a Call-ID that is nearly its own."""
    talk, other = any_victim(luck), luck.choice(WITNESSES)
    if n % 2:
        call_id(talk, luck.choice([other.call_id + b"x", other.call_id[1:], other.call_id.upper(), other.call_id + b" x".strip()]))
    for message in talk.messages:
        message.put(b"Via", message.get(b"Via").replace(b"-victim-", b"-" + other.name + b"-"))
        message.put(b"From", message.get(b"From").replace(b"a-victim", b"a-" + other.name))
    return over_ether(talk, talk.packets())


@kind("same-ports", 12)
def same_ports(luck, n):
    """The victim runs between a witness's own hosts."""
    talk = any_victim(luck)
    talk = Talk(b"victim", WITNESSES[n % 10].ends, luck.choice(list(SCRIPTS)), VICTIM)
    return over_ether(talk, talk.packets())


def make(name, number, seed):
    return KINDS[name][1](random.Random("%s %d %d" % (name, number, seed)), number)
