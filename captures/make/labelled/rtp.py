# SPDX-License-Identifier: BSD-2-Clause
"""The RTP packets of a line of a ladder."""
import random
import struct
import zlib

import sounds

KEYS = 101


class Audio:
    """codec, payload type, ptime, level ... of a line; packets() are (seconds after its time, RTP packet)."""

    def __init__(self, call, step):
        self.step, self.sound = step, step.words[0]
        self.codec = step.word("codec", "PCMU")
        self.type = int(step.word("pt", sounds.PAYLOAD_TYPES[self.codec]))
        self.ptime = int(step.word("ptime", "20"))
        self.level = float(step.word("level", "-15"))
        self.ssrc = int(step.word("ssrc", "0")) or zlib.crc32(f"{call.name} {step.time}".encode())
        self.noise = float(step.word("noise", "0")) or None
        self.extended, self.dtx = step.word("extended") is not None, step.word("dtx") is not None
        self.sequence = int(step.word("seq", round(step.time * 50)))
        self.lost = int(step.word("lost", "0"))

    @property
    def plain(self):
        """Whether SIPp can make it from samples alone: rtp_stream."""
        usual = self.codec in ("PCMU", "PCMA") and self.type == sounds.PAYLOAD_TYPES[self.codec] and self.ptime == 20
        odd = self.lost or self.extended or self.dtx or self.step.word("ssrc")
        return usual and not odd and self.sound not in ("cng", "sid", "empty", "dtmf")

    def payloads(self):
        count = round(self.step.seconds * 1000 / self.ptime)
        return sounds.payloads(self.sound, self.codec, self.level, count, 8 * self.ptime, self.noise)

    def packets(self):
        draw, sequence, marked = random.Random(self.ssrc), 0, True
        start = round(self.step.time * 8000)
        for n, payload in enumerate(self.payloads()):
            if payload is None:
                continue
            # Continuous silence suppression keeps the numbers together, the time goes on: RFC 3550 5.1.
            sequence += 1
            if draw.random() * 100 < self.lost:
                continue
            kind = self.type
            if self.dtx and len(set(payload)) == 1:     # a pause: RFC 3389, five times a second
                if n % 10:
                    sequence -= 1
                    continue
                kind, payload = 13, b"\x4e"
            event = self.type == KEYS and self.sound == "dtmf"
            time = start + (n // 25 * 25 if event else n) * 8 * self.ptime
            marked = marked or event and n % 25 == 0
            head = struct.pack("!BBHII", 0xB0 if self.extended else 0x80, kind | 0x80 * marked,
                               sequence + self.sequence & 0xFFFF, time & 0xFFFFFFFF, self.ssrc)
            marked = False
            if self.extended:       # RFC 8285, an audio level (RFC 6464); and four octets of padding
                head, payload = head + bytes.fromhex("bede000110900000"), payload + b"\0\0\0\4"
            yield n * self.ptime / 1000, head + payload
