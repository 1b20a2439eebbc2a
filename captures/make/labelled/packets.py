#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""packets.py NAME CAPTURE: writes the calls of one capture of calls.txt as packets that nobody sent.

Words beyond those of a ladder: of a message line=TEXT (its first line), to=HOST:PORT, from=HOST:PORT; of rtp refused=HOST
(which answers each with ICMP) and admin (that it is forbidden). The sounds stun, stun-answered, dtls and dtls-done are what
goes before audio.
"""
import hashlib
import pathlib
import struct
import sys
import zlib

import book
import generate
import ladder
import rtp

SECOND = 10**9
COOKIE = bytes.fromhex("2112a442")


def place(text, host, port):
    """HOST:PORT, HOST or :PORT."""
    if not text:
        return host, port
    name, _, number = text.partition(":")
    return name or host, int(number or port)


def message(call, step):
    text = step.text
    if step.word("line") is not None:
        text = step.word("line") + text[text.index("\r\n"):]
    source = place(step.word("from"), call[step.sender], 5060)
    target = place(step.word("to"), call[step.receiver], 5060)
    for copy in range(step.copies):
        yield step.time + 0.5 * (2**copy - 1), source, target, text.encode()


def audio(call, step):
    source = place(step.word("from"), call.media(step.sender), ladder.MEDIA_PORT.get(step.sender, 50000))
    target = place(step.word("to"), call.media(step.receiver), ladder.MEDIA_PORT.get(step.receiver, 50002))
    if step.words[0] in SPECIAL:
        yield from SPECIAL[step.words[0]](call, step, source, target)
        return
    for late, packet in rtp.Audio(call, step).packets():
        yield step.time + late, source, target, packet


def binding(kind, transaction, body=b""):
    """A STUN message (RFC 8489 5) with a FINGERPRINT (14.7)."""
    head = struct.pack("!HH", kind, len(body) + 8) + COOKIE + transaction
    return head + body + struct.pack("!HHI", 0x8028, 4, zlib.crc32(head + body) ^ 0x5354554E)


def attribute(kind, body):
    return struct.pack("!HH", kind, len(body)) + body + b"\0" * (-len(body) % 4)


def stun(call, step, source, target, answered=False):
    """Connectivity checks (RFC 8445 7), both ways."""
    user = attribute(6, b"far1:near") + attribute(0x24, struct.pack("!I", 0x6E0001FF)) + attribute(0x802A, b"12345678")
    user += attribute(8, hashlib.sha1(call.name.encode()).digest())
    for n in range(int(step.seconds * 2)):
        for begin, end, side in ((source, target, b"f"), (target, source, b"n")):
            transaction = hashlib.sha1(f"{call.name} {n}".encode() + side).digest()[:12]
            at = step.time + n * 0.5 + 0.01 * (side == b"n")
            yield at, begin, end, binding(0x0001, transaction, user)
            if answered:
                number = struct.pack("!BBH", 0, 1, begin[1] ^ 0x2112)
                number += bytes(a ^ b for a, b in zip(map(int, begin[0].split(".")), COOKIE))
                yield at + 0.003, end, begin, binding(0x0101, transaction, attribute(0x20, number))


def record(kind, epoch, number, body):
    """RFC 6347 4.1."""
    return struct.pack("!BHHHIH", kind, 0xFEFD, epoch, 0, number, len(body)) + body


def handshake(kind, number, body):
    size = len(body).to_bytes(3, "big")
    return bytes([kind]) + size + struct.pack("!H", number) + bytes(3) + size + body


def dtls(call, step, source, target, done=False):
    """The callee's ClientHello again and again (RFC 6347 4.2.4), or a handshake to its end."""
    draw = hashlib.sha256(call.name.encode()).digest()
    use_srtp = struct.pack("!HHHHHB", 9, 14, 5, 2, 1, 0)        # RFC 5764 4.1.1, and the length of all extensions
    hello = handshake(1, 0, b"\xfe\xfd" + draw + b"\0\0" + b"\0\x02\xc0\x2b" + b"\x01\0" + use_srtp)
    if not done:
        for n in range(4):
            yield step.time + 2**n - 1, source, target, record(22, 0, n, hello)
        return
    answer = record(22, 0, 0, handshake(2, 0, b"\xfe\xfd" + draw + b"\0" + b"\xc0\x2b" + b"\0" + use_srtp))
    answer += record(22, 0, 1, handshake(11, 1, bytes(3))) + record(22, 0, 2, handshake(14, 2, b""))
    finish = record(20, 0, 3, b"\1") + record(22, 1, 0, draw + draw[:8])
    yield step.time, source, target, record(22, 0, 0, hello)
    yield step.time + 0.02, target, source, answer
    yield step.time + 0.04, source, target, record(22, 0, 1, handshake(16, 1, bytes(33))) + finish
    yield step.time + 0.06, target, source, finish


SPECIAL = {
    "stun": stun, "dtls": dtls,
    "stun-answered": lambda *line: stun(*line, answered=True), "dtls-done": lambda *line: dtls(*line, done=True),
}


def refusal(step, ip):
    """ICMP destination unreachable (RFC 792): port, or administratively prohibited."""
    body = struct.pack("!BBHI", 3, 13 if step.word("admin") is not None else 3, 0, 0) + ip[:28]
    body = body[:2] + struct.pack("!H", generate.checksum(body)) + body[4:]
    source = ".".join(map(str, ip[12:16]))
    return generate.ipv4((step.word("refused"), source), 1, body, 0)


def packets(call):
    """(ns, IP packet)."""
    for step in call.steps:
        datagrams = audio(call, step) if step.rtp else message(call, step)
        for ident, (time, source, target, payload) in enumerate(datagrams, 1):
            ends = source[0], target[0]
            ns = round((call.start + time) * SECOND)
            body = generate.udp(ends, (source[1], target[1]), payload)
            parts = generate.fragments(ends, 17, body, ident & 0xFFFF, int(call["mtu"]))
            for packet in parts if step.word("lost") is None or step.rtp else parts[:1]:
                yield ns, packet
            if step.word("refused") is not None:
                yield ns + 300_000, refusal(step, parts[0])


def main():
    capture = next(c for c in book.read() if c.name == sys.argv[1])
    out = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)]
    for ns, packet in sorted((p for call in capture.calls for p in packets(call)), key=lambda p: p[0]):
        ns += generate.START
        frame = generate.MAC["B"] + generate.MAC["A"] + b"\x08\0" + packet
        out.append(struct.pack("<IIII", ns // SECOND, ns % SECOND // 1000, len(frame), len(frame)) + frame)
    pathlib.Path(sys.argv[2]).write_bytes(b"".join(out))


if __name__ == "__main__":
    main()
