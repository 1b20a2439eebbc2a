#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""`-o evidence:FOLDER` live: files appear while packets come in, all rights being given up; each says of its call what was said;
an end in between leaves nothing half; a folder that cannot be written any more costs files and nothing else. Skipped where
namespaces cannot be made.

usage: evidence_live.py TOOL SEND
"""

import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # the source tree stays clean
from evidence import NAME, check_calls, silent_call
from live import HERE, THERE, Live, Wire, calls_of
from tool import Points
import wire as frames_of

CALLS = 200
MACS = b"\x02\0\0\0\0\x0b\x02\0\0\0\0\x0a\x08\0"


def write_calls(path):
    """Calls that were declined: what is said of them does not rest on when their messages come."""
    packets = [packet for number in range(CALLS) for _, packet in silent_call(number, 0, "603 Decline")]
    frames_of.write(path, frames_of.ETHERNET, [(number * 10**6, MACS + packet) for number, packet in enumerate(packets)])
    return len(packets)


def send(wire, tool, path):
    subprocess.run(wire.command(tool, THERE, path, "2000"), check=True, stdout=subprocess.DEVNULL)


def try_live(wire, tool, sender, capture, folder, count, spoil=None):
    """Status, calls told, what was complained about."""
    told, out = os.path.join(folder, "told.json"), os.path.join(folder, "out")
    live = Live(wire, tool, "-i", HERE, "-r", "dec-603-unknown=warning", "-o", "json:" + told, "-o", "evidence:" + out)
    if spoil:
        spoil(out)
    send(wire, sender, capture)
    live.wait_frames(count)
    status = live.end()
    return status, calls_of(told), [line for line in live.said().splitlines() if line.startswith("sipwhy:")]


def check_written(wire, tool, sender, capture, count):
    with tempfile.TemporaryDirectory() as folder:
        status, calls, said = try_live(wire, tool, sender, capture, folder, count)
        summary = calls.pop("summary")
        names = os.listdir(os.path.join(folder, "out"))
        found = ["status %s, %s" % (status, said)] if said or status not in (0, 1) else []
        wanted = sorted(call["evidence"] for call in calls.values() if call.get("evidence"))
        if sorted(names) != wanted or summary["evidence"]["files"] != len(names) or not names:
            found.append("%d files, %d told, %s" % (len(names), len(wanted), summary["evidence"]))
        found += ["%s is none of our names" % name for name in names if not NAME.match(name)]
        few = [call for call in calls.values() if call.get("evidence")][:10]
        return found + check_calls(tool, os.path.join(folder, "out"), few)


def check_gone(wire, tool, sender, capture, count):
    """The folder is removed under it."""
    with tempfile.TemporaryDirectory() as folder:
        status, calls, said = try_live(wire, tool, sender, capture, folder, count, spoil=shutil.rmtree)
        counts = calls.pop("summary")["evidence"]
        if status != 3 or len(said) != 1 or counts["files"] or not counts["failed"] or len(calls) != CALLS:
            return ["status %s, %s, %s, %d calls" % (status, said, counts, len(calls))]
    return []


def main(tool, sender):
    wire, points = Wire(), Points()
    try:
        with tempfile.TemporaryDirectory() as folder:
            capture = os.path.join(folder, "sent.pcap")
            count = write_calls(capture)
            points.point("each call in trouble leaves a file that says the same", check_written(wire, tool, sender, capture, count))
            points.point("a folder that is gone is told once, and the calls all the same", check_gone(wire, tool, sender, capture, count))
    finally:
        wire.close()
    return points.done()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
