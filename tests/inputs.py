#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""One capture in many files tells what it tells in one: split by time or into files that overlap, named in any order,
in a folder, or followed while it is written.

usage: inputs.py TOOL CAPTURES
"""

import gzip
import heapq
import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # the source tree stays clean
from tool import Points, captures_under

UNITS = 100_000  # of a microsecond
PATIENCE = 20  # seconds
MIDNIGHT = 1767312000


def split_pcap(path, equal=False):
    """The header and the records of a pcap file, in time order; None when it is something else, or its times repeat (or
    not that, with equal)."""
    with open(path, "rb") as file:
        data = file.read()
    if data[:4] not in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1"):
        return None
    records, at, times = [], 24, []
    while at + 16 <= len(data):
        size = 16 + struct.unpack_from("<I", data, at + 8)[0]
        if at + size > len(data):
            return None
        records.append(data[at:at + size])
        times.append(struct.unpack_from("<II", data, at))
        at += size
    return (data[:24], records) if at == len(data) and times == sorted(times if equal else set(times)) else None


def run(tool, *words):
    done = subprocess.run([tool, "-o", "json:-", *words], stdin=subprocess.DEVNULL, capture_output=True)
    return done.stdout.decode("utf-8"), done.stderr.decode("utf-8", "replace"), done.returncode


def plain(text):
    """Without the file names, that only several inputs have."""
    def strip(value):
        if isinstance(value, dict):
            return {key: strip(item) for key, item in value.items() if key != "file"}
        return [strip(item) for item in value] if isinstance(value, list) else value
    return [strip(json.loads(line)) for line in text.splitlines()]


def write(path, *parts):
    with open(path, "wb") as file:
        for part in parts:
            file.write(part)
    return path


def in_pieces(folder, header, records, count):
    size = -(-len(records) // count)
    return [write(os.path.join(folder, "piece%d" % i), header, *records[i * size:(i + 1) * size]) for i in range(count)]


def dealt_out(folder, header, records, count):
    return [write(os.path.join(folder, "hand%d" % i), header, *records[i::count]) for i in range(count)]


def complaint(wanted, got):
    if plain(wanted[0]) == plain(got[0]) and wanted[2] == got[2]:
        return ""
    lines = list(zip(wanted[0].splitlines() + [""], got[0].splitlines() + [""]))
    return "status %d, not %d: %s\n%s" % (got[2], wanted[2], got[1], next(("%s\n%s" % p for p in lines if p[0] != p[1]), ""))


def check_merging(tool, points, captures, folder):
    """Every capture that can be split, so that calls are cut at every place."""
    cases = {"in pieces": [], "in pieces, named backwards": [], "dealt out to files that overlap": []}
    count = 0
    for path in captures:
        split = split_pcap(path)
        if not split or len(split[1]) < 4:
            continue
        count += 1
        wanted = run(tool, path)
        for pieces in (2, 3):
            cut = in_pieces(folder, *split, pieces)
            cases["in pieces"].append(complaint(wanted, run(tool, *cut)))
            cases["in pieces, named backwards"].append(complaint(wanted, run(tool, *reversed(cut))))
            hands = dealt_out(folder, *split, pieces)
            cases["dealt out to files that overlap"].append(complaint(wanted, run(tool, *hands)))
    points.point("there are captures to split", [] if count > 10 else ["only %d" % count])
    for name, complaints in cases.items():
        points.point("a capture " + name + " tells the same", [text for text in complaints if text])


def with_equal_times(records):
    """Their times cut to whole tenths of a second: many become equal."""
    return [record[:4] + struct.pack("<I", struct.unpack_from("<I", record, 4)[0] // UNITS * UNITS) + record[8:]
            for record in records]


def time_of(record):
    return struct.unpack_from("<II", record)


def same_records(*paths):
    return len({tuple(split_pcap(path, True)[1]) for path in paths}) == 1


def check_equal_times(tool, points, captures, folder):
    """Of frames with one time stamp those of the file named first come first; mergecap begins with the last."""
    complaints, count = [], 0
    for path in captures:
        split = split_pcap(path)
        if not split or split[0][:4] != b"\xd4\xc3\xb2\xa1" or len(split[1]) < 4:
            continue
        count += 1
        merged, by_mergecap = os.path.join(folder, "merged"), os.path.join(folder, "by-mergecap")
        hands = dealt_out(folder, split[0], with_equal_times(split[1]), 3)
        for files in (hands, hands[::-1]):
            in_order = heapq.merge(*(split_pcap(file, True)[1] for file in files), key=time_of)
            write(merged, split[0], *in_order)
            if shutil.which("mergecap"):
                subprocess.run(["mergecap", "-F", "pcap", "-w", by_mergecap, *files[::-1]], check=True)
                complaints.append("" if same_records(merged, by_mergecap) else path + ": mergecap has another order")
            complaints.append(complaint(run(tool, merged), run(tool, *files)))
    points.point("there are captures whose times can be made equal", [] if count > 10 else ["only %d" % count])
    points.point("frames with equal times come in the order of the names", [text for text in complaints if text])


def check_folder(tool, points, path, folder):
    header, records = split_pcap(path)
    os.makedirs(os.path.join(folder, "below"))
    in_pieces(folder, header, records, 3)
    os.rename(os.path.join(folder, "piece1"), os.path.join(folder, "below", "piece1"))
    write(os.path.join(folder, "README"), b"no capture\n")
    wanted, got = run(tool, path), run(tool, folder)
    points.point("a folder tells what is in it", [complaint(wanted, got)] if complaint(wanted, got) else [])
    passed = "1 file is no capture and was passed over"
    points.point("what is no capture in it is counted", [] if passed in got[1] else [got[1]])
    files = {final["file"] for final in (json.loads(line).get("final") for line in got[0].splitlines()) if final}
    points.point("a final tells its file by the path below the folder",
               [] if files and files <= {"piece0", "below/piece1", "piece2"} else [str(files)])
    before = open(os.path.join(folder, "piece0"), "rb").read()
    done = subprocess.run([tool, "-o", "json:" + os.path.join(folder, "piece0"), folder], capture_output=True)
    kept = open(os.path.join(folder, "piece0"), "rb").read() == before
    points.point("a capture in it is not overwritten", [] if kept and done.returncode == 2 else [str(done)])
    with tempfile.TemporaryDirectory() as empty:
        got = run(tool, empty, path)
        points.point("a folder without a capture is refused, and what else there is is read",
                   [] if got[2] == 2 and "no capture" in got[1] and plain(got[0]) == plain(wanted[0]) else [str(got)])


class Follower:
    """The program, following a path; its end is waited for with patience."""

    def __init__(self, tool, path):
        self.result = tempfile.NamedTemporaryFile(suffix=".json")
        self.process = subprocess.Popen([tool, "-F", "--stats", "-o", self.result.name, "-o", "text:/dev/null", path],
                                        stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def wait_for_calls(self, count):
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.calls() < count:
            time.sleep(0.05)

    def calls(self):
        with open(self.result.name, encoding="utf-8") as file:
            return sum(1 for line in file if line.endswith("\n"))

    def end(self):
        self.process.send_signal(signal.SIGINT)
        err = self.process.communicate(timeout=PATIENCE)[1].decode("utf-8", "replace")
        with open(self.result.name, encoding="utf-8") as file:
            return file.read(), err, self.process.returncode


def until_idle():
    time.sleep(0.4)  # the follower looks every 100 ms


def check_following(tool, points, path, folder):
    header, records = split_pcap(path)
    wanted = run(tool, path)
    whole = os.path.join(folder, "whole")
    write(whole)
    follower = Follower(tool, whole)
    with open(whole, "ab", buffering=0) as file:
        for byte in header + b"".join(records):
            file.write(bytes([byte]))
    until_idle()
    got = follower.end()
    points.point("a file written byte by byte is followed", [complaint(wanted, got)] if complaint(wanted, got) else [])

    rotated = os.path.join(folder, "rotated")
    middle = len(records) // 2
    write(rotated, header, *records[:middle])
    follower = Follower(tool, rotated)
    until_idle()
    os.rename(rotated, rotated + ".1")
    write(rotated + ".new", header, *records[middle:])
    os.rename(rotated + ".new", rotated)
    until_idle()
    got = follower.end()
    points.point("a file that is replaced within a call is followed", [complaint(wanted, got)] if complaint(wanted, got) else [])

    ring = os.path.join(folder, "ring")
    os.makedirs(ring)
    follower = Follower(tool, ring)
    for i, record in enumerate(records):
        write(os.path.join(ring, "r%d" % (i % 3)), header, record)
        until_idle()
    got = follower.end()
    points.point("a ring of files is followed", [complaint(wanted, got)] if complaint(wanted, got) else [])


def check_live(tool, points, path, folder):
    """Nothing but time passes, and the call is told: it is over after 32 s, and 31 have passed at the last frame."""
    header, records = split_pcap(path)
    last = struct.unpack_from("<I", records[-1])[0]
    stray = struct.pack("<IIII", last + 31, 0, 1, 1) + b"x"
    growing = write(os.path.join(folder, "growing"), header, *records, stray)
    follower = Follower(tool, growing)
    follower.wait_for_calls(1)
    told = follower.calls()
    follower.end()
    points.point("a call is told when it is over, with nothing more in the file", [] if told else ["it was not told"])


def check_time(tool, points, path, folder):
    header, records = split_pcap(path)
    turned = write(os.path.join(folder, "turned"), header, *records[1:], records[0])
    got = run(tool, turned)
    summary = json.loads(got[0].splitlines()[-1])
    points.point("steps back in time are counted", [] if summary["time_backwards"] == 1 else [got[0]])
    text = subprocess.run([tool, turned], stdin=subprocess.DEVNULL, capture_output=True).stdout.decode("utf-8")
    points.point("a large step back is told", [] if "1 frame is earlier than the frame before, by up to" in text else [text])


def check_many(tool, points, folder):
    header = struct.pack("<IHHQII", 0xa1b2c3d4, 2, 4, 0, 65535, 101)
    for i in range(3000):
        write(os.path.join(folder, "%d" % i), header, struct.pack("<IIII", MIDNIGHT - i, 0, 20, 20), bytes(20))
    got = run(tool, folder)
    summary = json.loads(got[0].splitlines()[-1])
    points.point("thousands of files are read in the order of time",
               [] if summary["frames"] == 3000 and summary["time_backwards"] == 0 and not got[1] else [got[0] + got[1]])
    with open(os.path.join(folder, "0"), "rb") as file:
        write(os.path.join(folder, "0.gz"), gzip.compress(file.read()))
    got = subprocess.run([tool, "-F", os.path.join(folder, "0.gz")], stdin=subprocess.DEVNULL, capture_output=True)
    points.point("a compressed file cannot be followed", [] if got.returncode == 2 and b"gzip" in got.stderr else [str(got)])


def main():
    tool, captures = os.path.abspath(sys.argv[1]), [os.path.join(sys.argv[2], path) for path in captures_under(sys.argv[2])]
    points = Points()
    declined = next(path for path in captures if os.path.basename(path) == "401-then-603.pcap")
    for check in (check_folder, check_following, check_live, check_time):
        with tempfile.TemporaryDirectory() as folder:
            check(tool, points, declined, folder)
    with tempfile.TemporaryDirectory() as folder:
        check_merging(tool, points, captures, folder)
        check_equal_times(tool, points, captures, folder)
    with tempfile.TemporaryDirectory() as folder:
        check_many(tool, points, folder)
    return points.done()


if __name__ == "__main__":
    sys.exit(main())
