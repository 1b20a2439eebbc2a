#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Packed capture files made to fill memory: the call in front of the bomb is told, memory stays bounded, and what cannot be read is
told in one line.

usage: bombs.py TOOL [MOST-MIB]
"""

import binascii
import gzip
import lzma
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # the source tree stays clean
import mutations
import wire
from tool import Points, note, read_lines

UNPACKED = 96 << 20  # bytes, far more than may be kept
PACKERS = {"gzip": ["gzip", "-1"], "zstd": ["zstd", "-q", "-1"], "xz": ["xz", "-0"], "lz4": ["lz4", "-q", "-1"]}


def capture():
    return mutations.pcap([(ns, wire.ethernet(packet)) for ns, packet in mutations.victim("busy").packets()])[0]


def ping():
    """The record of a packet without anything in it."""
    packet = wire.outer_udp(4000, b"ping")
    return struct.pack("<IIII", 1767312100, 0, len(packet), len(packet)) + packet


def bomb(command, start, filling):
    """start, and then the same over and over."""
    filling *= (1 << 20) // len(filling)
    packer = subprocess.Popen(command + ["-c"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    if os.fork() == 0:
        packer.stdout.close()
        with packer.stdin as pipe:
            pipe.write(start)
            for _ in range(UNPACKED >> 20):
                pipe.write(filling)
        os._exit(0)
    packer.stdin.close()
    packed = packer.stdout.read()
    packer.wait()
    os.wait()
    return packed


def greedy_xz(data):
    """Its dictionary, so it says, is of 4 GiB (the .xz file format 3.1, 5.3.1)."""
    packed = bytearray(lzma.compress(data, format=lzma.FORMAT_XZ))
    size = (packed[12] + 1) * 4
    at = packed.index(b"\x21\x01", 12) + 2
    packed[at] = 40
    packed[12 + size - 4 : 12 + size] = struct.pack("<I", binascii.crc32(bytes(packed[12 : 12 + size - 4])))
    return bytes(packed)


def greedy_zstd(data):
    """A frame whose window, so it says, is of 2 GiB (RFC 8878 3.1.1.1)."""
    raw = struct.pack("<I", 1 | len(data) << 3)[:3] + data  # one block, not packed
    return b"\x28\xb5\x2f\xfd" + b"\x00" + bytes([21 << 3]) + raw


def run(tool, path):
    """(exit status, lines of stdout, lines on stderr, MiB)"""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        child = subprocess.Popen([tool, "--memory", "24M", "-o", "json:-", path], stdout=out, stderr=errors)
        most = pid = 0
        while not pid:
            try:
                with open("/proc/%d/status" % child.pid, encoding="ascii") as file:
                    most = max([most] + [int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM:")])
            except OSError:
                pass
            pid, status, _ = os.wait4(child.pid, os.WNOHANG)
            time.sleep(0.002)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        errors.seek(0)
        return child.returncode, out.read(), errors.read().decode("utf-8", "replace").splitlines(), most


def judge(tool, folder, data, statuses, most, is_told):
    path = os.path.join(folder, "bomb")
    with open(path, "wb") as file:
        file.write(data)
    status, output, errors, mib = run(tool, path)
    note("%d bytes, exit status %d, %.1f MiB: %s" % (len(data), status, mib, " | ".join(errors)))
    if any("Sanitizer" in line or "runtime error:" in line for line in errors):
        return errors
    calls = [line for line in read_lines(output) if line["type"] == "call"]
    complaints = [] if status in statuses else ["exit status %d" % status]
    complaints += ["the call in front of it is missing"] if is_told and len(calls) != 1 else []
    complaints += ["%d lines on stderr" % len(errors)] if status > 1 and len(errors) != 1 else []
    return complaints + (["%.1f MiB are more than %.0f" % (mib, most)] if most and mib > most else [])


def main(tool, most="0"):
    points = Points()
    whole, most = capture(), float(most)
    with tempfile.TemporaryDirectory() as folder:
        for name, command in PACKERS.items():
            if not shutil.which(command[0]):
                note("there is no %s" % command[0])
                continue
            points.point("%s: many packets are read" % name, judge(tool, folder, bomb(command, whole, ping()), (0, 1), most, True))
            points.point("%s: a hundred megabytes of nothing" % name,
                         judge(tool, folder, bomb(command, whole, bytes(16)), (3,), most, True))  # fmt: skip
            large = whole + struct.pack("<IIII", 1767312000, 0, 0x7FFFFFFF, 0x7FFFFFFF)
            points.point("%s: a record of two gigabytes" % name,
                         judge(tool, folder, bomb(command, large, bytes(16)), (3,), most, True))  # fmt: skip
        for name, greedy in {"xz": greedy_xz, "zstd": greedy_zstd}.items():
            points.point("%s: a window of gigabytes is refused" % name, judge(tool, folder, greedy(whole), (2, 3), most, False))
        inside = gzip.compress(gzip.compress(bytes(UNPACKED), 1), 1)
        points.point("gzip: what is packed twice is unpacked once", judge(tool, folder, inside, (2, 3), most, False))
    return points.done()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
