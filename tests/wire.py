# SPDX-License-Identifier: BSD-2-Clause
"""Captures as Python lists of packets: read from pcap, wrapped in link layers and tunnels, cut up, written again."""

import struct
import zlib

ETHERNET, RAW, SLL, SLL2 = 1, 101, 113, 276
OUTER = bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2])  # RFC 5737
OUTER6 = bytes.fromhex("20010db8" + "00" * 11 + "01"), bytes.fromhex("20010db8" + "00" * 11 + "02")
MACS = bytes.fromhex("02000000000b02000000000a")


def read(path):
    """[(ns, IP packet)] of a pcap file of Ethernet, cooked or bare IP frames, in its order; frames without IP are left out."""
    with open(path, "rb") as file:
        data = file.read()
    order = {b"\xd4\xc3\xb2\xa1": ("<", 1000), b"\xa1\xb2\xc3\xd4": (">", 1000), b"\x4d\x3c\xb2\xa1": ("<", 1)}
    sign, unit = order[data[:4]]
    linktype = struct.unpack(sign + "I", data[20:24])[0]
    packets, at = [], 24
    while at < len(data):
        seconds, fraction, captured, _ = struct.unpack(sign + "IIII", data[at : at + 16])
        frame = data[at + 16 : at + 16 + captured]
        at += 16 + captured
        packets.append((seconds * 10**9 + fraction * unit, trimmed(without_link(linktype, frame))))
    return [(ns, packet) for ns, packet in packets if packet]


def without_link(linktype, frame):
    at = {RAW: 0, ETHERNET: 14, SLL: 16, SLL2: 20}[linktype]
    while linktype == ETHERNET and frame[at - 2 : at] in (b"\x81\x00", b"\x88\xa8"):
        at += 4
    return frame[at:]


def trimmed(packet):
    """Without the padding of short Ethernet frames; nothing when it is no IP."""
    if packet[0] >> 4 == 4:
        return packet[: struct.unpack("!H", packet[2:4])[0]]
    if packet[0] >> 4 == 6:
        return packet[: 40 + struct.unpack("!H", packet[4:6])[0]]
    return b""


def write(path, linktype, frames, snap=262144):
    out = [struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, snap, linktype)]
    for ns, frame in frames:
        out.append(struct.pack("<IIII", ns // 10**9, ns % 10**9, len(frame[:snap]), len(frame)) + frame[:snap])
    with open(path, "wb") as file:
        file.write(b"".join(out))


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


# Parts of IP packets


class Ip:
    """The fields of an IP packet without options or extension headers that matter here."""

    def __init__(self, packet):
        self.version = packet[0] >> 4
        if self.version == 4:
            self.protocol, self.source, self.destination = packet[9], packet[12:16], packet[16:20]
            self.payload = packet[(packet[0] & 15) * 4 :]
        else:
            self.protocol, self.source, self.destination = packet[6], packet[8:24], packet[24:40]
            self.payload = packet[40:]

    def ports(self):
        return struct.unpack("!HH", self.payload[:4])


def is_fragment(packet):
    if packet[0] >> 4 == 4:
        return struct.unpack("!H", packet[6:8])[0] & 0x3FFF != 0
    return packet[6] == 44


def ipv4(protocol, payload, source=OUTER[0], destination=OUTER[1], ident=0, flags=0x4000):
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), ident, flags, 64, protocol, 0) + source + destination
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + payload


def ipv6(protocol, payload, source=OUTER6[0], destination=OUTER6[1]):
    return struct.pack("!IHBB", 6 << 28, len(payload), protocol, 64) + source + destination + payload


def as_version(ip, protocol, payload):
    return (ipv4 if ip.version == 4 else ipv6)(protocol, payload, ip.source, ip.destination)


def udp(payload, ports, source=OUTER[0], destination=OUTER[1]):
    """A UDP datagram without the IP header; over IPv6 the checksum may not be 0 (RFC 8200 8.1)."""
    head = struct.pack("!HHHH", *ports, 8 + len(payload), 0)
    pseudo = source + destination + struct.pack("!HH", 17, len(head) + len(payload))
    return head[:6] + struct.pack("!H", checksum(pseudo + head + payload) or 0xFFFF) + payload


def is_ipv4(packet):
    return packet[0] >> 4 == 4


def ethertype(packet):
    return 0x0800 if is_ipv4(packet) else 0x86DD


def ethernet(packet, tags=b""):
    return MACS + tags + struct.pack("!H", ethertype(packet)) + packet


def outer_udp(port, payload, source_port=49152):
    return ethernet(ipv4(17, udp(payload, (source_port, port))))


# Link layers and tunnels: each takes an IP packet and gives a frame of its link type


def vlan(*tags):
    def wrap(packet):
        return ethernet(packet, b"".join(struct.pack("!HH", kind, 100 + n) for n, kind in enumerate(tags)))

    return wrap


def snap(packet):
    body = bytes.fromhex("aaaa03000000") + struct.pack("!H", ethertype(packet)) + packet
    return MACS + struct.pack("!H", len(body)) + body


def sll(packet):
    return struct.pack("!HHH8sH", 0, 1, 6, MACS[6:], ethertype(packet)) + packet


def sll2(packet):
    return struct.pack("!HHIHBB8s", ethertype(packet), 0, 1, 1, 0, 6, MACS[6:]) + packet


def sll_vlan(packet):
    return struct.pack("!HHH8sH", 0, 1, 6, MACS[6:], 0x8100) + struct.pack("!HH", 7, ethertype(packet)) + packet


def family(order, v6):
    return lambda packet: struct.pack(order + "I", 2 if is_ipv4(packet) else v6) + packet


def bare(packet):
    return packet


def ppp(packet, lead=b""):
    return lead + struct.pack("!H", 0x21 if is_ipv4(packet) else 0x57) + packet


def ppp_framed(packet):
    return ppp(packet, b"\xff\x03")


def ppp_short(packet):
    """Protocol field compression: RFC 1661 6.5."""
    return bytes([0x21 if is_ipv4(packet) else 0x57]) + packet


def cisco_hdlc(packet):
    return struct.pack("!BBH", 0x0F, 0, ethertype(packet)) + packet


def pppoe_session(packet):
    body = ppp(packet)
    return struct.pack("!BBHH", 0x11, 0, 0x1234, len(body)) + body


def pppoe(packet):
    return MACS + struct.pack("!H", 0x8864) + pppoe_session(packet)


def labels(*numbers):
    last = len(numbers) - 1
    return b"".join(struct.pack("!I", n << 12 | (i == last) << 8 | 64) for i, n in enumerate(numbers))


def mpls(*numbers):
    return lambda packet: MACS + struct.pack("!H", 0x8847) + labels(*numbers) + packet


def mpls_bare(packet):
    return labels(3001) + packet


def pseudowire(control):
    return lambda packet: MACS + struct.pack("!H", 0x8847) + labels(16, 17) + control + ethernet(packet)


def ip_in_ip(packet):
    return ethernet(ipv4(4 if is_ipv4(packet) else 41, packet))


def ip_in_ip6(packet):
    return ethernet(ipv6(4 if is_ipv4(packet) else 41, packet))


def gre(flags, options, kind=None, inner=bare):
    def wrap(packet):
        protocol = kind if kind is not None else ethertype(packet)
        return ethernet(ipv4(47, struct.pack("!HH", flags, protocol) + options + inner(packet)))

    return wrap


def pptp(packet):
    body = ppp_framed(packet)
    return ethernet(ipv4(47, struct.pack("!HHHHI", 0x3001, 0x880B, len(body), 7, 1) + body))


def erspan2(packet):
    head = struct.pack("!HHI", 1 << 12 | 100, 5, 1)
    return gre(0x1000, struct.pack("!I", 1), 0x88BE, lambda inner: head + ethernet(inner))(packet)


def erspan3(packet):
    head = struct.pack("!HHIHH", 2 << 12 | 100, 5, 99, 0, 0)
    return gre(0x1000, struct.pack("!I", 1), 0x22EB, lambda inner: head + ethernet(inner))(packet)


def etherip(packet):
    return ethernet(ipv4(97, b"\x30\x00" + ethernet(packet)))


def vxlan(port):
    return lambda packet: outer_udp(port, struct.pack("!II", 0x08000000, 42 << 8) + ethernet(packet))


def vxlan6(packet):
    body = udp(struct.pack("!II", 0x08000000, 42 << 8) + ethernet(packet), (49152, 4789), *OUTER6)
    return MACS + struct.pack("!H", 0x86DD) + ipv6(17, body)


def geneve(options, bridged):
    def wrap(packet):
        kind, inner = (0x6558, ethernet(packet)) if bridged else (ethertype(packet), packet)
        head = struct.pack("!BBHI", len(options) // 4, 0, kind, 42 << 8)
        return outer_udp(6081, head + options + inner)

    return wrap


def gtp(flags, optional):
    def wrap(packet):
        return outer_udp(2152, struct.pack("!BBHI", flags, 0xFF, len(optional) + len(packet), 0x1001) + optional + packet, 2152)

    return wrap


def tzsp(packet):
    return outer_udp(37008, bytes.fromhex("01000001" + "0a01c8" + "00" + "01") + ethernet(packet))


def l2tp(packet):
    body = ppp_framed(packet)
    return outer_udp(1701, struct.pack("!HHHH", 0x4002, 8 + len(body), 5, 6) + body, 1701)


def esp(icv):
    def wrap(packet):
        ip = Ip(packet)
        padding = -(len(ip.payload) + 2) % 4
        body = ip.payload + bytes(range(1, padding + 1)) + bytes([padding, ip.protocol])
        return ethernet(as_version(ip, 50, struct.pack("!II", 0x1000, 1) + body + b"\xa5" * icv))

    return wrap


def esp_in_udp(packet):
    padding = -(len(packet) + 2) % 4
    body = packet + bytes(range(1, padding + 1)) + bytes([padding, 4 if is_ipv4(packet) else 41])
    return outer_udp(4500, struct.pack("!II", 0x1000, 1) + body + b"\xa5" * 12, 4500)


def wireless(packet, control=0x0208, extra=b""):
    addresses = b"\x02\0\0\0\0\x0b" + b"\x02\0\0\0\0\x0c" + b"\x02\0\0\0\0\x0a"
    head = struct.pack("<HH", control, 0) + addresses + b"\0\0" + extra
    return head + bytes.fromhex("aaaa03000000") + struct.pack("!H", ethertype(packet)) + packet


def wireless_qos(packet):
    return wireless(packet, 0x0288, b"\0\0")


def radiotap(packet):
    return struct.pack("<BBHI", 0, 0, 8, 0) + wireless_qos(packet)


def amsdu(packet):
    """The packet in the second subframe, behind one of something else."""
    parts = b""
    for body in (b"\x88\xcc" + b"\0" * 20, struct.pack("!H", ethertype(packet)) + packet):
        part = MACS + struct.pack("!H", 6 + len(body)) + bytes.fromhex("aaaa03000000") + body
        parts += part + b"\0" * (-len(part) % 4)
    addresses = b"\x02\0\0\0\0\x0b" + b"\x02\0\0\0\0\x0c" + b"\x02\0\0\0\0\x0a"
    return struct.pack("<BBHI", 0, 0, 8, 0) + struct.pack("<HH", 0x0288, 0) + addresses + b"\0\0" + b"\x80\0" + parts


def ppi(packet):
    return struct.pack("<BBHI", 0, 0, 8, 105) + wireless(packet)


def prism(packet):
    return struct.pack("<II", 0x44, 144) + b"wlan0".ljust(16, b"\0") + b"\0" * 120 + wireless(packet)


def avs(packet):
    return struct.pack("!II", 0x80211001, 64) + b"\0" * 56 + wireless(packet)


def nflog(packet):
    prefix = struct.pack("<HH", 4 + 5, 10) + b"sip:\0" + b"\0" * 3
    return struct.pack("!BBH", 2 if is_ipv4(packet) else 10, 0, 5) + prefix + struct.pack("<HH", 4 + len(packet), 9) + packet


def nested(packet):
    """VLAN, MPLS, IP, GRE with a key, Ethernet, VLAN, IP, UDP, VXLAN, Ethernet."""
    inside = vxlan(4789)(packet)[14:]
    bridged = ethernet(inside, struct.pack("!HH", 0x8100, 9))
    outer = ipv4(47, struct.pack("!HHI", 0x2000, 0x6558, 77) + bridged)
    return MACS + struct.pack("!HHH", 0x8100, 5, 0x8847) + labels(18, 19) + outer


# What carries single messages instead of packets


def is_sip(payload):
    return b"SIP/2.0" in payload[:2000].split(b"\r\n")[0]


def is_rtp(payload):
    return len(payload) >= 12 and payload[0] >> 6 == 2


def hep3(ns, ip, payload, packed=None):
    def chunk(kind, body):
        return struct.pack("!HHH", 0, kind, 6 + len(body)) + body

    sport, dport = ip.ports()
    kinds = (3, 4) if ip.version == 4 else (5, 6)
    chunks = chunk(1, b"\x02" if ip.version == 4 else b"\x0a") + chunk(2, bytes([ip.protocol]))
    chunks += chunk(kinds[0], ip.source) + chunk(kinds[1], ip.destination)
    chunks += chunk(7, struct.pack("!H", sport)) + chunk(8, struct.pack("!H", dport))
    chunks += chunk(9, struct.pack("!I", ns // 10**9)) + chunk(10, struct.pack("!I", ns % 10**9 // 1000))
    chunks += chunk(11, bytes([1 if is_sip(payload) else 4])) + chunk(12, struct.pack("!I", 2001))
    chunks += chunk(16, packed(payload)) if packed else chunk(15, payload)
    return b"HEP3" + struct.pack("!H", 6 + len(chunks)) + chunks


def hep2(ns, ip, payload):
    sport, dport = ip.ports()
    kind = 2 if ip.version == 4 else 10
    size = 16 if ip.version == 4 else 40
    head = struct.pack("!BBBBHH", 2, size, kind, ip.protocol, sport, dport) + ip.source + ip.destination
    return head + struct.pack("<IIHH", ns // 10**9, ns % 10**9 // 1000, 2001, 0) + payload


def gzipped(payload):
    packer = zlib.compressobj(wbits=31)
    return packer.compress(payload) + packer.flush()


def exported(ip, payload):
    def tag(kind, body):
        body += b"\0" * (-len(body) % 4)
        return struct.pack("!HH", kind, len(body)) + body

    kinds = (20, 21) if ip.version == 4 else (22, 23)
    sport, dport = ip.ports()
    head = tag(12, b"sip" if is_sip(payload) else b"rtp") + tag(kinds[0], ip.source) + tag(kinds[1], ip.destination)
    head += tag(24, struct.pack("!I", 3)) + tag(25, struct.pack("!I", sport)) + tag(26, struct.pack("!I", dport))
    return head + tag(0, b"") + payload


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


class Sctp:
    """Associations, one a pair of endpoints, that carry each SIP message as DATA chunks of at most size bytes."""

    def __init__(self, size, udp_port=0):
        self.size, self.udp_port, self.next, self.messages = size, udp_port, {}, {}

    def packets(self, ip, payload):
        """IP packets: RFC 9260 3.3.1, and with a UDP port RFC 6951."""
        side = ip.source, ip.destination, ip.ports()
        number = self.messages.get(side, 0)
        self.messages[side] = number + 1
        for at in range(0, len(payload), self.size):
            part = payload[at : at + self.size]
            tsn = self.next.get(side, 0xFFFFFFFE)
            self.next[side] = (tsn + 1) & 0xFFFFFFFF
            flags = 2 * (at == 0) | (at + self.size >= len(payload))
            chunk = struct.pack("!BBHIHHI", 0, flags, 16 + len(part), tsn, 1, number & 0xFFFF, 0) + part
            chunk += b"\0" * (-len(chunk) % 4)
            yield self.packet(ip, chunk)

    def packet(self, ip, chunk):
        tag = zlib.crc32(ip.source + ip.destination) | 1
        head = struct.pack("!HHI", *ip.ports(), tag)
        whole = head + struct.pack("<I", crc32c(head + b"\0\0\0\0" + chunk)) + chunk
        if not self.udp_port:
            return as_version(ip, 132, whole)
        return as_version(ip, 17, udp(whole, (self.udp_port, self.udp_port), ip.source, ip.destination))


class Web:
    """WebSocket connections (RFC 6455), one a pair of endpoints; who speaks first is the client and masks."""

    KEY = b"dGhlIHNhbXBsZSBub25jZQ=="  # and what answers it: RFC 6455 1.3
    ACCEPT = b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

    def __init__(self, size):
        self.size, self.clients, self.next = size, set(), {}

    def segment(self, ip, ports, payload, flags=0x18):
        """A TCP segment from the source of ip; flags are PSH, ACK unless said."""
        here = ip.source, ports
        number = self.next.get(here, 1000)
        self.next[here] = number + len(payload) + (flags & 2 > 0)
        there = self.next.get((ip.destination, ports[::-1]), 0)
        head = struct.pack("!HHIIBBHHH", *ports, number, there, 5 << 4, flags, 65535, 0, 0)
        return as_version(ip, 6, head + payload)

    def opening(self, ip):
        back = Ip(as_version(ip, 17, ip.payload))
        back.source, back.destination = ip.destination, ip.source
        ports = ip.ports()
        upgrade = b"\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: sip"
        ask = b"GET / HTTP/1.1\r\nHost: sip.invalid\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + self.KEY
        answer = b"HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: " + self.ACCEPT
        return [
            self.segment(ip, ports, b"", 2),
            self.segment(back, ports[::-1], b"", 0x12),
            self.segment(ip, ports, ask + upgrade + b"\r\n\r\n"),
            self.segment(back, ports[::-1], answer + upgrade + b"\r\n\r\n"),
        ]

    def packets(self, ip, payload):
        """(milliseconds before the message, IP packet)"""
        here, there = (ip.source, ip.destination, ip.ports()), (ip.destination, ip.source, ip.ports()[::-1])
        if here not in self.clients and there not in self.clients:
            self.clients.add(here)
            for n, packet in enumerate(self.opening(ip)):
                yield 4 - n, packet
        stream = b""
        for at in range(0, len(payload), self.size):
            part = payload[at : at + self.size]
            stream += self.frame(part, at == 0, at + self.size >= len(payload), here in self.clients)
        yield 0, self.segment(ip, ip.ports(), stream)

    @staticmethod
    def frame(part, first, last, masked):
        """RFC 6455 5.2: text, or the continuation of one."""
        size = bytes([len(part) | masked << 7]) if len(part) < 126 else struct.pack("!BH", 126 | masked << 7, len(part))
        if masked:
            mask = b"\x5a\x3c\x96\x0f"
            part = mask + bytes(byte ^ mask[n % 4] for n, byte in enumerate(part))
        return bytes([last << 7 | first]) + size + part


class Turn:
    """A TURN server (RFC 8656) that lends each media port of the caller its address."""

    COOKIE = b"\x21\x12\xa4\x42"
    ID = b"transaction1"

    def __init__(self, indications=False):
        self.indications, self.channels = indications, {}

    def message(self, kind, body):
        return struct.pack("!HH", kind, len(body)) + self.COOKIE + self.ID + body

    def xored(self, kind, address, port):
        """RFC 8489 14.2."""
        pad = self.COOKIE + self.ID
        body = struct.pack("!BBH", 0, 1 if len(address) == 4 else 2, port ^ 0x2112)
        body += bytes(a ^ b for a, b in zip(address, pad))
        return struct.pack("!HH", kind, len(body)) + body

    @staticmethod
    def between(client, payload, upward):
        ports = (client, 3478) if upward else (3478, client)
        ends = OUTER if upward else OUTER[::-1]
        return ethernet(ipv4(17, udp(payload, ports, *ends), *ends))

    def setup(self, client, relayed, peer):
        """What is said before audio can pass."""
        if not any(mine == relayed for mine, _ in self.channels):
            yield self.between(client, self.message(0x003, struct.pack("!HHI", 0x19, 4, 17 << 24)), True)
            body = self.xored(0x16, *relayed) + self.xored(0x20, OUTER[0], client) + struct.pack("!HHI", 0x0D, 4, 600)
            yield self.between(client, self.message(0x103, body), False)
        if (relayed, peer) not in self.channels:
            channel = self.channels[relayed, peer] = 0x4000 + len(self.channels)
            if not self.indications:
                body = struct.pack("!HHHH", 0x0C, 4, channel, 0) + self.xored(0x12, *peer)
                yield self.between(client, self.message(0x009, body), True)
                yield self.between(client, self.message(0x109, b""), False)

    def frames(self, ip, payload, upward):
        sport, dport = ip.ports()
        relayed, peer = (ip.source, sport), (ip.destination, dport)
        if not upward:
            relayed, peer = (ip.destination, dport), (ip.source, sport)
        client = 10000 + relayed[1] % 40000
        yield from self.setup(client, relayed, peer)
        body = struct.pack("!HH", self.channels[relayed, peer], len(payload)) + payload
        if self.indications:
            data = struct.pack("!HH", 0x13, len(payload)) + payload + b"\0" * (-len(payload) % 4)
            body = self.message(0x16 if upward else 0x17, self.xored(0x12, *peer) + data)
        yield self.between(client, body, upward)


# Cutting up


def fragments(packet, size, ident):
    """The packet as IP fragments of at most size bytes of payload (a multiple of 8), in order."""
    ip = Ip(packet)
    pieces = [ip.payload[i : i + size] for i in range(0, len(ip.payload), size)]
    if len(pieces) == 1:
        return [packet]
    out = []
    for n, piece in enumerate(pieces):
        more = n < len(pieces) - 1
        if ip.version == 4:
            out.append(ipv4(ip.protocol, piece, ip.source, ip.destination, ident & 0xFFFF, more << 13 | n * size // 8))
        else:
            head = struct.pack("!BBHI", ip.protocol, 0, n * size | more, ident)
            out.append(ipv6(44, head + piece, ip.source, ip.destination))
    return out


class Segment:
    """A TCP segment."""

    def __init__(self, packet):
        self.ip = Ip(packet)
        tcp = self.ip.payload
        self.size = (tcp[12] >> 4) * 4
        self.head, self.data = tcp[: self.size], tcp[self.size :]
        self.number = struct.unpack("!I", tcp[4:8])[0]
        self.flags = tcp[13]

    def piece(self, start, end, shift=0):
        """Bytes start..end of its data as a segment of its own; shift is added to the sequence number."""
        number = struct.pack("!I", (self.number + start + shift) & 0xFFFFFFFF)
        flags = self.flags & (0xFF if end == len(self.data) else 0xF6)  # FIN and PSH only on the last
        head = self.head[:4] + number + self.head[8:13] + bytes([flags]) + self.head[14:]
        return as_version(self.ip, 6, head + self.data[start:end])


def is_tcp(packet):
    return Ip(packet).protocol == 6 and not is_fragment(packet)
