# SPDX-License-Identifier: BSD-2-Clause
"""SCTP (RFC 9260) as far as a call needs it: an association, messages in DATA chunks, their acknowledgement."""
import struct

SCTP, PORT, ROOM = 132, 5060, 1400
DATA, INIT, INIT_ACK, SACK, COOKIE_ECHO, COOKIE_ACK = 0, 1, 2, 3, 10, 11
SHUTDOWN, SHUTDOWN_ACK, SHUTDOWN_COMPLETE = 7, 8, 14
FIRST, LAST = 2, 1              # flags of a DATA chunk
WINDOW = 65535
MILLISECOND = 10**6


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def chunk(kind, flags, body):
    whole = struct.pack("!BBH", kind, flags, 4 + len(body)) + body
    return whole + b"\0" * (-len(whole) % 4)


class Association:
    def __init__(self, call):
        self.call, self.out = call, []
        self.tag = {"A": 0x11111111, "B": 0x22222222}       # of the packets to each
        self.next = {"A": 0xFFFFFFFF, "B": 5000}            # A's numbers run over
        self.messages = {"A": 0, "B": 0}

    def send(self, ns, sender, *chunks, tag=None):
        receiver = "B" if sender == "A" else "A"
        head = struct.pack("!HHI", PORT, PORT, self.tag[receiver] if tag is None else tag)
        body = b"".join(chunks)
        packet = head + struct.pack("<I", crc32c(head + b"\0\0\0\0" + body)) + body
        self.out.append((ns, sender, receiver, (self.call[sender], self.call[receiver]), SCTP, packet))

    def init(self, sender):
        return struct.pack("!IIHHI", self.tag[sender], WINDOW, 10, 10, self.next[sender])

    def begin(self, ns):
        cookie = b"state of no meaning"
        self.send(ns, "A", chunk(INIT, 0, self.init("A")), tag=0)
        self.send(ns + MILLISECOND, "B", chunk(INIT_ACK, 0, self.init("B") + chunk(0, 7, cookie)))
        self.send(ns + 2 * MILLISECOND, "A", chunk(COOKIE_ECHO, 0, cookie))
        self.send(ns + 3 * MILLISECOND, "B", chunk(COOKIE_ACK, 0, b""))

    def message(self, ns, sender, text):
        parts = [text[at : at + ROOM] for at in range(0, len(text), ROOM)]
        for n, part in enumerate(parts):
            flags = FIRST * (n == 0) | LAST * (n == len(parts) - 1)
            head = struct.pack("!IHHI", self.next[sender], 0, self.messages[sender], 0)
            self.send(ns + n * 50_000, sender, chunk(DATA, flags, head + part))
            self.next[sender] = self.next[sender] + 1 & 0xFFFFFFFF
        self.messages[sender] += 1
        sack = struct.pack("!IIHH", self.next[sender] - 1 & 0xFFFFFFFF, WINDOW, 0, 0)
        self.send(ns + MILLISECOND // 2, "B" if sender == "A" else "A", chunk(SACK, 0, sack))

    def end(self, ns):
        self.send(ns, "A", chunk(SHUTDOWN, 0, struct.pack("!I", self.next["B"] - 1)))
        self.send(ns + MILLISECOND, "B", chunk(SHUTDOWN_ACK, 0, b""))
        self.send(ns + 2 * MILLISECOND, "A", chunk(SHUTDOWN_COMPLETE, 0, b""))


def association(call):
    """(ns, sender, receiver, ends, protocol, IP payload) of all its packets."""
    whole = Association(call)
    whole.begin(-10 * MILLISECOND)
    for step in call.steps:
        if not step.rtp:
            whole.message(round(step.time * 10**9), step.sender, step.text.encode())
    whole.end(round(call.steps[-1].time * 10**9) + 100 * MILLISECOND)
    return whole.out
