#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""generate.py LADDER CAPTURE: writes a ladder as packets that nobody sent, for what a loopback does not carry.

Same ladder, same bytes: the clock starts at a fixed second.
"""
import ipaddress
import pathlib
import struct
import sys

import audio
import ladder
import relay
import sctp

START = 1735787045 * 10**9      # 2025-01-02T03:04:05Z
ETHERNET, RAW = 1, 101          # link types
MAC = {"A": bytes.fromhex("02000000000a"), "B": bytes.fromhex("02000000000b"), "P": bytes.fromhex("02000000000f")}
UDP, SCTP = 17, 132
ALONE, MORE = 0x4000, 0x2000    # of the field for fragments: do not fragment, more fragments
MIRROR = "203.0.113.1", "203.0.113.2"               # ends of a tunnel
RADIO = {"A": "203.0.113.10", "B": "203.0.113.20"}  # those of GTP-U: who sends to the caller is the core


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def packed(source, destination):
    return ipaddress.ip_address(source).packed + ipaddress.ip_address(destination).packed


def ipv4(ends, protocol, body, ident, fragment=ALONE):
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(body), ident, fragment, 64, protocol, 0) + packed(*ends)
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + body


def udp(ends, ports, payload):
    head = struct.pack("!HHHH", *ports, 8 + len(payload), 0)
    total = checksum(packed(*ends) + struct.pack("!HH", UDP, len(head) + len(payload)) + head + payload) or 0xFFFF
    return head[:6] + struct.pack("!H", total) + payload


def fragments(ends, protocol, body, ident, mtu):
    """The IP packets that carry it."""
    size = (mtu - 20) // 8 * 8
    if len(body) <= size:
        return [ipv4(ends, protocol, body, ident)]
    return [ipv4(ends, protocol, body[at : at + size], ident, at // 8 | (MORE if at + size < len(body) else 0))
            for at in range(0, len(body), size)]


def sound(step):
    """(ns, RTP packet) of a line."""
    samples = audio.sound(step.words[0])
    for n in range(round(step.seconds * 50)):
        first = n * 160 % len(samples)
        head = struct.pack("!BBHII", 0x80, 0x80 * (n == 0), n, n * 160, 0x1000 + ord(step.sender))
        yield round(step.time * 10**9) + n * 20_000_000, head + samples[first : first + 160]


def media(call, step):
    """(ns, sender, receiver, ends, protocol, IP payload, what comes of its fragments) of a line of RTP."""
    ends = call.media(step.sender), call.media(step.receiver)
    ports = ladder.MEDIA_PORT[step.sender], ladder.MEDIA_PORT[step.receiver]
    for ns, packet in sound(step):
        if call["relay"]:
            inner, at, payload = relay.data(call, step, packet)
            yield ns, step.sender, step.receiver, inner, UDP, udp(inner, at, payload), None
        else:
            yield ns, step.sender, step.receiver, ends, UDP, udp(ends, ports, packet), None


def control(call, conversation):
    """The same, of what belongs to no line."""
    for ns, sender, receiver, ends, protocol, body in conversation:
        body = udp(ends, *body) if protocol == UDP else body
        yield ns, sender, receiver, ends, protocol, body, None


def datagrams(call):
    """All that is sent, in order of time."""
    out = []
    for step in call.steps:
        ends = call[step.sender], call[step.receiver]
        if step.rtp:
            out += media(call, step)
        elif call["transport"] != "sctp":
            body = udp(ends, (5060, 5060), step.text.encode())
            out.append((round(step.time * 10**9), step.sender, step.receiver, ends, UDP, body, step.word("lost")))
    if call["transport"] == "sctp":
        out += control(call, sctp.association(call))
    if call["relay"]:
        out += control(call, relay.allocation(call))
    return sorted(out, key=lambda datagram: datagram[0])


def wrapped(call, sender, receiver, packet, ident):
    """An Ethernet frame around the packet, as the ladder wants it."""
    plain = MAC[receiver] + MAC[sender] + struct.pack("!H", 0x0800) + packet
    if call["frames"] == "qinq":
        return plain[:12] + struct.pack("!HHHH", 0x88A8, 100, 0x8100, 20) + plain[12:]
    if call["frames"] == "vxlan":               # RFC 7348 5: flag I, network 42
        ends, ports, body = MIRROR, (49152 + ord(sender), 4789), struct.pack("!II", 0x08000000, 42 << 8) + plain
    elif call["frames"] == "gtp":               # 3GPP TS 29.281 5.1: version 1, a G-PDU, no options
        ends, ports = (RADIO[sender], RADIO[receiver]), (2152, 2152)
        body = struct.pack("!BBHI", 0x30, 255, len(packet), 0x1000 + ord(receiver)) + packet
    else:
        return plain
    return plain[:14] + ipv4(ends, UDP, udp(ends, ports, body), ident)


def frames(call):
    """(ns, is RTP, IP packet, Ethernet frame) of every packet."""
    for ident, (ns, sender, receiver, ends, protocol, body, lost) in enumerate(datagrams(call), 1):
        parts = fragments(ends, protocol, body, ident, int(call["mtu"]))
        for packet in parts if lost is None else parts[:1]:
            rtp = protocol == UDP and body[:2] != struct.pack("!H", 5060)
            yield START + ns, rtp, packet, wrapped(call, sender, receiver, packet, ident)


def pcap(calls):
    out = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, ETHERNET)]
    for ns, _, _, frame in sorted((frame for call in calls for frame in frames(call)), key=lambda frame: frame[0]):
        out.append(struct.pack("<IIII", ns // 10**9, ns % 10**9 // 1000, len(frame), len(frame)) + frame)
    return b"".join(out)


def block(kind, body):
    body += b"\0" * (-len(body) % 4)
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)


def pcapng(call):
    """SIP on interface 0, Ethernet and microseconds; RTP on interface 1, raw IP and nanoseconds (if_tsresol 9)."""
    resolution = struct.pack("<HHBxxxHH", 9, 1, 9, 0, 0)
    out = [block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)),
           block(1, struct.pack("<HHI", ETHERNET, 0, 262144)),
           block(1, struct.pack("<HHI", RAW, 0, 262144) + resolution)]
    for ns, rtp, packet, frame in frames(call):
        data, time = (packet, ns) if rtp else (frame, ns // 1000)
        head = struct.pack("<IIIII", int(rtp), time >> 32, time & 0xFFFFFFFF, len(data), len(data))
        out.append(block(6, head + data))
    return b"".join(out)


def main():
    path, capture = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    calls, _ = ladder.read(path, path.stem)
    capture.write_bytes(pcapng(*calls) if calls[0]["suffix"] == ".pcapng" else pcap(calls))


if __name__ == "__main__":
    main()
