#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Counts, with valgrind, the instructions the whole program spends on an RTP packet that is not examined: what a longer
capture of the same calls takes more than a shorter one, so that starting and judging cancel out. The same on every machine.

usage: instructions.py TOOL GENERATE [MOST]

MOST (200) fails it when an RTP packet takes more. Exits with 77 (skipped) without valgrind.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

CALLS, SECONDS = 20, (20, 40)
RECORD = 16 + 42 + 172  # bytes of a packet of G.711 in a capture file


def instructions(tool, path, folder):
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=" + os.path.join(folder, "counts"), tool, "-q", "--no-sandbox", path]
    run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    return int(re.search(r"refs:\s*([\d,]+)", run.stderr).group(1).replace(",", ""))


def main(tool, program, most="200"):
    if not shutil.which("valgrind"):
        print("there is no valgrind")
        return 77
    counts, sizes = [], []
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "rtp.pcap")
        for seconds in SECONDS:
            with open(path, "wb") as file:
                subprocess.run([program, "rtp", str(CALLS), str(seconds)], stdout=file, check=True)
            counts.append(instructions(tool, path, folder))
            sizes.append(os.path.getsize(path))
    each = (counts[1] - counts[0]) / ((sizes[1] - sizes[0]) / RECORD)
    print("%.0f instructions an RTP packet that is not examined; %s are allowed" % (each, most))
    return 0 if each <= float(most) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
