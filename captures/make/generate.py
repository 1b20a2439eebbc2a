#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""generate.py LADDER CAPTURE: writes a ladder as packets that nobody sent, for link layers a loopback does not have.

Same ladder, same bytes: the clock starts at a fixed second.
"""
import ipaddress
import pathlib
import struct
import sys

import audio
import ladder

START = 1735787045 * 10**9      # 2025-01-02T03:04:05Z
ETHERNET, RAW = 1, 101          # link types
MAC = {"A": bytes.fromhex("02000000000a"), "B": bytes.fromhex("02000000000b")}


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ipv4(source, destination, ports, payload, ident):
    addresses = ipaddress.ip_address(source).packed + ipaddress.ip_address(destination).packed
    udp = struct.pack("!HHHH", *ports, 8 + len(payload), 0)
    total = checksum(addresses + struct.pack("!HH", 17, len(udp) + len(payload)) + udp + payload) or 0xFFFF
    udp = udp[:6] + struct.pack("!H", total) + payload
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(udp), ident, 0x4000, 64, 17, 0) + addresses
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + udp


def datagrams(call):
    """(ns, sender, receiver, ports, payload) of every message and RTP packet, in order of time."""
    out = []
    for step in call.steps:
        at = round(step.time * 10**9)
        if step.rtp:
            ports = ladder.MEDIA_PORT[step.sender], ladder.MEDIA_PORT[step.receiver]
            samples = audio.sound(step.words[0])
            for n in range(round(step.seconds * 50)):
                first = n * 160 % len(samples)
                head = struct.pack("!BBHII", 0x80, 0x80 * (n == 0), n, n * 160, 0x1000 + ord(step.sender))
                sound = samples[first : first + 160]
                out.append((at + n * 20_000_000, step.sender, step.receiver, ports, head + sound))
        else:
            out.append((at, step.sender, step.receiver, (5060, 5060), step.text.encode()))
    return sorted(out, key=lambda datagram: datagram[0])


def frames(call):
    """(ns, is RTP, IP packet, Ethernet frame) of every datagram."""
    tags = struct.pack("!HHHH", 0x88A8, 100, 0x8100, 20) if call["frames"] == "qinq" else b""
    for ident, (ns, sender, receiver, ports, payload) in enumerate(datagrams(call), 1):
        packet = ipv4(call[sender], call[receiver], ports, payload, ident)
        frame = MAC[receiver] + MAC[sender] + tags + struct.pack("!H", 0x0800) + packet
        yield START + ns, ports[0] != 5060, packet, frame


def pcap(call):
    out = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, ETHERNET)]
    for ns, _, _, frame in frames(call):
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
    (call,), _ = ladder.read(path, path.stem)
    capture.write_bytes(pcapng(call) if call["suffix"] == ".pcapng" else pcap(call))


if __name__ == "__main__":
    main()
