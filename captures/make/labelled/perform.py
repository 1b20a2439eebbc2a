#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""perform.py NAME CAPTURE: plays the calls of one capture of calls.txt with SIPp, Kamailio, rtpengine and baresip.

They follow one another. Like ../record.py it wants a network of its own: `all` gives it one.
"""
import pathlib
import shlex
import struct
import sys
import tempfile

import book
import generate
import ladder
import phone
import record
import rtp
from process import run, start, stop


def write_pcap(path, ends, ports, packets):
    """For SIPp to play: it puts its own addresses and ports in."""
    out = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)]
    for n, (time, packet) in enumerate(packets):
        frame = bytes(12) + b"\x08\0" + generate.ipv4(ends, 17, generate.udp(ends, ports, packet), n & 0xFFFF)
        out.append(struct.pack("<IIII", int(time), round(time % 1 * 10**6), len(frame), len(frame)) + frame)
    path.write_bytes(b"".join(out))


def prepare(call, work):
    """Writes the audio of each line where SIPp finds it."""
    for n, step in enumerate(s for s in call.steps if s.rtp):
        audio = rtp.Audio(call, step)
        path = work / f"{call.name}-{n}"
        if audio.plain:
            path.write_bytes(b"".join(audio.payloads()))
            step.file, step.format = path, f"{audio.type},{audio.codec}/8000"
        else:
            ends = call.media(step.sender), call.media(step.receiver)
            write_pcap(path, ends, (ladder.MEDIA_PORT[step.sender], 40000), audio.packets())
            step.recorded = path
            name_port(call, step.sender)


def name_port(call, who):
    """SIPp sends a recording from the port that it has put into an SDP itself."""
    for step in call.steps:
        if step.sender == who and step.text:
            step.text = step.text.replace(f"m=audio {ladder.MEDIA_PORT[who]} ", "m=audio [media_port] ")


def relay(call, work):
    words = ["rtpengine", "--table=-1", "--foreground", "--log-stderr", "--log-level=6", f"--interface={call['P']}",
             f"--listen-ng={call['P']}:2223", "--port-min=50000", "--port-max=51000"]
    return start(work, "rtpengine", words, 1)


def kamailio(call, work):
    words = ["kamailio", "-f", book.HERE / "kamailio.cfg", "-DD", "-E", "-m", "32", "-M", "4", "-w", work, "-Y", work]
    for define in call.settings.get("proxy", "").split(","):
        words += ["-A", define] if define else []
    return start(work, "kamailio", words, 1.5)


def perform(capture, work):
    relayed = capture.by == "rtpengine"
    for call in capture.calls:
        record.loopback(call)
        prepare(call, work)
    engine = relay(capture.calls[0], work) if relayed else None
    if capture.by == "baresip":
        with phone.connected(capture.calls[0], work):
            good = record.record(capture.calls, work, None)
    else:
        good = record.record(capture.calls, work, None)
    if engine:
        stop(engine)
    return good


def sipp(call, who, work, words=record.sipp):
    return words(call, who, work) + shlex.split(call.settings.get(f"sipp-{who}", ""))


def main():
    capture = next(c for c in book.read() if c.name == sys.argv[1])
    record.kamailio, record.sipp = kamailio, sipp
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        run("ip", "link", "set", "lo", "up", "mtu", "65536")
        good = perform(capture, work)
        pathlib.Path(sys.argv[2]).write_bytes((work / "capture").read_bytes())
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
