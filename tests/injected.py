#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Text from the wire that would do something to a terminal is shown on one as text: nothing but our own colours reaches it.

usage: injected.py TOOL
"""

import os
import pty
import re
import struct
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # the source tree stays clean
import mutations
import schema
import wire
from evidence import all_matter
from tool import Points, Run, read_lines

COLOUR = re.compile("\x1b\\[[0-9;]*m")
LINE = re.compile("\x1b\\[[0-9]*K|\r")  # a line of progress on the terminal


def capture(place):
    """A call for each text, with the text in that place."""
    frames = []
    for n, text in enumerate(mutations.INJECTIONS):
        ends = bytes([10, 1, 0, n + 1]), bytes([10, 2, 0, n + 1])
        talk = mutations.Talk(b"injected-%d" % n, ends, "declined", mutations.START + n * 100 * mutations.MS)
        mutations.injected(talk, place, text)
        frames += [(ns, wire.ethernet(packet)) for ns, packet in talk.packets()]
    return mutations.pcap(sorted(frames, key=lambda frame: frame[0]))[0]


def on_terminal(tool, *arguments):
    """All that the program writes to a terminal that is its output and its standard error."""
    ours, its = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    environment.update({"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"})
    child = subprocess.Popen([tool, *arguments], stdin=subprocess.DEVNULL, stdout=its, stderr=its, env=environment)
    os.close(its)
    parts = []
    try:
        while part := os.read(ours, 65536):
            parts.append(part)
    except OSError:  # the other side is closed
        pass
    os.close(ours)
    child.wait()
    return b"".join(parts)


def unsafe(output):
    try:
        text = output.decode("utf-8")
    except UnicodeDecodeError as error:
        return ["no UTF-8: %s" % error]
    found = schema.RAW.search(LINE.sub("", COLOUR.sub("", text)).replace("\n", ""))
    return ["U+%04X reaches the terminal: %r" % (ord(found.group()), text[max(0, found.start() - 60) : found.start() + 60])] if found else []


def unlike(place, output):
    """JSON: as many calls as went in, each with its final; a tag or Call-ID may have been ended by the text in it."""
    calls = [line for line in read_lines(output) if line["type"] == "call"]
    if len(calls) != len(mutations.INJECTIONS) and place != b"Call-ID":
        return ["%d calls of %d" % (len(calls), len(mutations.INJECTIONS))]
    return ["call %s has no final" % call["call_id"] for call in calls if not call["final"] and place != b"Call-ID"]


def comments(data):
    """All comments of a capture in pcapng as it is written here: of its section, and of its frames."""
    at, found = 0, []
    while at < len(data):
        kind, size = struct.unpack_from("<II", data, at)
        kept = struct.unpack_from("<I", data, at + 20)[0] if kind == 6 else 0
        option = at + {0x0A0D0D0A: 24, 1: 16, 6: 28 + (kept + 3) // 4 * 4}[kind]
        while option < at + size - 4:
            code, length = struct.unpack_from("<HH", data, option)
            found += [data[option + 4 : option + 4 + length]] if code == 1 else []
            option += 4 + (length + 3) // 4 * 4
        at += size
    return found


def in_evidence(tool, path, folder):
    with tempfile.TemporaryDirectory(dir=folder) as out:
        complaints = Run(tool, "-q", *all_matter(tool, path), "-o", "evidence:" + out, path).trouble()
        names = sorted(os.listdir(out))
        for name in names:
            complaints += unsafe(os.fsencode(name))
            with open(os.path.join(out, name), "rb") as file:
                said = comments(file.read())
            complaints += unsafe(b"".join(said)) if said else ["%s says nothing" % name]
    return complaints or ([] if len(names) > 10 else ["only %d files" % len(names)])


def main(tool):
    points = Points()
    with tempfile.TemporaryDirectory() as folder:
        for place in mutations.PLACES:
            path = os.path.join(folder, "injected.pcap")
            with open(path, "wb") as file:
                file.write(capture(place))
            name = place.decode()
            output = on_terminal(tool, "--all", "--ladder", path)
            points.point("%s on a terminal" % name, unsafe(output) or ([] if COLOUR.search(output.decode()) else ["no colour"]))
            run = Run(tool, "--all", "--ladder", path)
            points.point("%s in a file of text" % name, run.trouble() or unsafe(run.output) or (["an escape"] if b"\x1b" in run.output else []))
            run = Run(tool, "-o", "json:-", path)
            points.point("%s in JSON" % name, run.trouble() or unsafe(run.output) or unlike(place, run.output))
            points.point("%s in the comments of evidence" % name, in_evidence(tool, path, folder))
    return points.done()


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
