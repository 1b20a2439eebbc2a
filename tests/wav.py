#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What `-o wav:FOLDER` writes is what the caller heard: as long as the early phase, the tone that came where it came, silence
elsewhere; and it overwrites nothing.

usage: wav.py TOOL
"""

import cmath
import math
import os
import struct
import sys
import tempfile
import wave

sys.dont_write_bytecode = True  # the source tree stays clean
from tool import Points, Run
import wire

CALLER, CALLEE = bytes([192, 0, 2, 1]), bytes([198, 51, 100, 2])
CALLER_PORT, CALLEE_PORT = 20000, 30000
START = 1767312000 * 10**9
RATE = 8000
LOUD = 8000


def milliseconds(time):
    return START + time * 10**6


def text_of(address):
    return ".".join(str(byte) for byte in address)


def sdp(address, port):
    return ("v=0\r\no=- 1 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\nm=audio %d RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
            % (text_of(address), text_of(address), port))


def message(call_id, start, tag="", method="INVITE", body=""):
    content = "Content-Type: application/sdp\r\n" if body else ""
    return ("%s\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nFrom: <sip:a@192.0.2.1>;tag=a\r\nTo: <sip:b@198.51.100.2>%s\r\n"
            "Call-ID: %s\r\nCSeq: 1 %s\r\nContact: <sip:x@192.0.2.1>\r\n%sContent-Length: %d\r\n\r\n%s"
            % (start, tag, call_id, method, content, len(body), body)).encode()


def datagram(time, payload, ports, source, destination):
    return milliseconds(time), wire.ipv4(17, wire.udp(payload, ports, source, destination), source, destination)


def sent(time, payload):
    return datagram(time, payload, (5060, 5060), CALLER, CALLEE)


def came(time, payload):
    return datagram(time, payload, (5060, 5060), CALLEE, CALLER)


def code_of(sample):
    """A-law (ITU-T G.711)."""
    sign, magnitude = (0x80, sample) if sample >= 0 else (0, -sample - 1)
    magnitude = min(magnitude, 32767)
    exponent = max(magnitude.bit_length() - 8, 0)
    mantissa = magnitude >> (exponent + 3 if exponent else 4) & 15
    return (sign | exponent << 4 | mantissa) ^ 0x55


def tone(number, rings):
    """The codes of a packet of 20 ms: 425 Hz, or silence."""
    if not rings:
        return b"\xd5" * 160
    return bytes(code_of(round(LOUD * math.sin(2 * math.pi * 425 * (number * 160 + i) / RATE))) for i in range(160))


def audio(first, last, is_on, ssrc=1, payload_type=8):
    """Packets to the caller every 20 ms, in milliseconds of the call."""
    packets = []
    for number, time in enumerate(range(first, last, 20)):
        header = struct.pack("!BBHII", 0x80, payload_type, 1000 + number, number * 160, ssrc)
        payload = header + tone(number, is_on(time))
        packets.append(datagram(time, payload, (CALLEE_PORT, CALLER_PORT), CALLEE, CALLER))
    return packets


def call(call_id, media, progress=None, final="SIP/2.0 486 Busy Here"):
    """10 s long; 183 with SDP after 1 s."""
    progress = progress or ("SIP/2.0 183 Session Progress", sdp(CALLEE, CALLEE_PORT))
    frames = [
        sent(0, message(call_id, "INVITE sip:b@198.51.100.2 SIP/2.0", body=sdp(CALLER, CALLER_PORT))),
        came(1000, message(call_id, progress[0], ";tag=b", body=progress[1])),
        came(10000, message(call_id, final, ";tag=b")),
        sent(10010, message(call_id, "ACK sip:b@198.51.100.2 SIP/2.0", ";tag=b", "ACK")),
    ]
    return sorted(frames + media, key=lambda frame: frame[0])


def samples_of(path):
    with wave.open(path) as file:
        shape = file.getnchannels(), file.getsampwidth(), file.getframerate()
        return shape, struct.unpack("<%dh" % file.getnframes(), file.readframes(file.getnframes()))


def level(samples, hz):
    """The amplitude of that pitch."""
    total = sum(sample * cmath.exp(-2j * math.pi * hz * i / RATE) for i, sample in enumerate(samples))
    return 2 * abs(total) / len(samples)


def between(samples, first, last):
    return samples[int(first * RATE):int(last * RATE)]


class Bench:
    def __init__(self, tool, folder):
        self.tool, self.folder, self.number = tool, folder, 0

    def written(self, frames, *words):
        """(run, folder, names of the files) of `-o wav:`."""
        self.number += 1
        capture, out = (os.path.join(self.folder, "%d%s" % (self.number, end)) for end in (".pcap", ""))
        wire.write(capture, wire.RAW, frames)
        run = Run(self.tool, "-o", "wav:" + out, *words, capture)
        return run, out, sorted(os.listdir(out)) if os.path.isdir(out) else []


def rings(time):
    return (time - 2000) % 5000 < 1000


def check_ringback(bench, points):
    run, out, names = bench.written(call("a/../b c@192.0.2.1", audio(2000, 9000, rings)))
    points.point("a call gives one file, whose name is made of safe letters",
                 [] if names == ["0001-a_.._b_c_192.0.2.1.wav"] and run.status in (0, 1) and not run.complaints
                 else [names, run.status] + run.complaints)
    if not names:
        return
    shape, samples = samples_of(os.path.join(out, names[0]))
    points.point("it is 16-bit mono at 8 kHz, and as long as the early phase",
                 [] if shape == (1, 2, RATE) and len(samples) == 10 * RATE else [shape, len(samples)])
    heard = [level(between(samples, first + 0.1, first + 0.9), 425) for first in (2, 7)]
    points.point("the tone of 425 Hz is where it came, as loud as it came",
                 [] if all(abs(value - LOUD) < LOUD / 20 for value in heard) else [heard])
    others = [level(between(samples, 2.1, 2.9), hz) for hz in (350, 500, 850)]
    points.point("and no other tone", [] if max(others) < LOUD / 50 else [others])
    silent = [max(map(abs, between(samples, first, last))) for first, last in ((0, 1.9), (3.1, 6.9), (8.1, 10))]
    points.point("elsewhere there is silence", [] if max(silent) <= 8 else [silent])


def check_loss(bench, points):
    media = [packet for packet in audio(2000, 9000, lambda time: True) if not milliseconds(4000) <= packet[0] < milliseconds(4500)]
    _, out, names = bench.written(call("loss", media))
    _, samples = samples_of(os.path.join(out, names[0])) if names else (None, [0] * 10 * RATE)
    gap, after = max(map(abs, between(samples, 4.05, 4.45))), level(between(samples, 4.6, 5.6), 425)
    points.point("packets that did not come are a gap, and what follows keeps its time",
                 [] if gap == 0 and after > LOUD / 2 else [gap, after])


def check_mixed(bench, points):
    everywhere = lambda time: True
    media = audio(2000, 9000, everywhere) + audio(2000, 9000, everywhere, ssrc=2)
    _, out, names = bench.written(call("mixed", media))
    _, samples = samples_of(os.path.join(out, names[0])) if names else (None, [0] * 10 * RATE)
    mixed = level(between(samples, 3, 4), 425)
    points.point("streams that come at one time are mixed", [] if abs(mixed - 2 * LOUD) < LOUD / 5 else [mixed])


def check_nothing(bench, points):
    ringing = "SIP/2.0 180 Ringing", ""
    for name, frames in (("a call without early audio", call("none", [], ringing)),
                         ("a call whose codec is not decoded", call("odd", audio(2000, 9000, rings, payload_type=96)))):
        run, _, names = bench.written(frames)
        points.point(name + " gives no file", [] if not names and not run.complaints else names + run.complaints)
    run, _, names = bench.written(call("chosen", audio(2000, 9000, rings)), "-c", "code=603")
    points.point("a call that is not chosen gives no file", names + run.complaints)


def check_safety(bench, points):
    frames = call("again", audio(2000, 9000, rings))
    _, out, names = bench.written(frames)
    place = os.path.join(out, names[0]) if names else out
    with open(place, "wb") as file:
        file.write(b"mine")
    run = Run(bench.tool, "-o", "wav:" + out, "%s.pcap" % out)
    with open(place, "rb") as file:
        kept = file.read()
    points.point("a file that is there is not overwritten, and that is told in one line",
                 [] if kept == b"mine" and run.status == 3 and len(run.complaints) == 1 and "exists" in run.complaints[0]
                 and os.path.basename(place) in run.complaints[0]
                 else [kept, run.status] + run.complaints)
    os.remove(place)
    os.symlink(os.path.join(bench.folder, "elsewhere"), place)
    run = Run(bench.tool, "-o", "wav:" + out, "%s.pcap" % out)
    points.point("nor is what a link there points to",
                 [] if run.status == 3 and not os.path.lexists(os.path.join(bench.folder, "elsewhere")) else [run.status])
    _, out, names = bench.written(call("x" * 3000 + "\u00e4/", audio(2000, 9000, rings)))
    points.point("a long Call-ID makes a name of bounded length", [] if names and len(names[0]) < 120 else names)


def check_refusals(bench, points):
    frames = call("refused", audio(2000, 9000, rings))
    bench.written(frames)
    capture = os.path.join(bench.folder, "%d.pcap" % bench.number)
    for name, target, word in (("standard output is no folder", "wav:-", "folder"),
                               ("a file is no folder", "wav:" + __file__, "directory"),
                               ("a folder in a folder that is not there", "wav:/nonexistent/x", "no such")):
        run = Run(bench.tool, "-o", target, capture)
        points.point(name, [] if run.status == 2 and len(run.complaints) == 1 and word in run.complaints[0].lower()
                     else [run.status] + run.complaints)


def main():
    points = Points()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(os.path.realpath(sys.argv[1]), folder)
        check_ringback(bench, points)
        check_loss(bench, points)
        check_mixed(bench, points)
        check_nothing(bench, points)
        check_safety(bench, points)
        check_refusals(bench, points)
    return points.done()


sys.exit(main())
