#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Work is linear in the size of a message, whatever is in it, and no byte of the worst message costs more than one of an
ordinary message. valgrind counts instructions, so that neither the machine nor what else runs on it matters.

usage: work.py WORST      the program of tests/bench/worst.c, or none: with a sanitizer
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # the source tree stays clean
from tool import Points, skip_all

ORDINARY = "an ordinary message"
DOUBLED = 2.2  # times the work, at most, for twice the bytes; 4 would be quadratic
# Or most of the time goes into zeroing memory that was used before, and filling what is freed (meson asks for that) is counted.
FRESH = {"MALLOC_MMAP_THRESHOLD_": "131072", "MALLOC_PERTURB_": "0"}
DEAREST = 1.5  # of what a byte of an ordinary message takes


def counted(program):
    """(way, shape) -> [(bytes, instructions) of each size], from a dump after each call of its function work()."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "counts")
        run = subprocess.run(
            ["valgrind", "--tool=callgrind", "--dump-line=no", "--combine-dumps=yes", "--collect-atstart=no", "--toggle-collect=work",
             "--dump-after=work", "--callgrind-out-file=" + path, program, "--work"],
            env={**os.environ, **FRESH}, capture_output=True, text=True, check=True)  # fmt: skip
        with open(path, encoding="utf-8") as file:
            totals = [int(total) for total in re.findall(r"^totals: (\d+)$", file.read(), re.M)]
    fed = [line.split("\t") for line in run.stdout.splitlines()]
    if len(totals) != len(fed) + 1:  # the last one is of the program's end
        raise SystemExit("%d counts for %d messages" % (len(totals), len(fed)))
    sizes = {}
    for (way, shape, size), total in zip(fed, totals):
        sizes.setdefault((way, shape), []).append((int(size), total))
    return sizes


def too_steep(sizes):
    return ["%s over %s: %.2f times the work for %.2f times the bytes" % (shape, way, more / less, larger / smaller)
            for (way, shape), ((smaller, less), (larger, more)) in sizes.items()
            if shape != ORDINARY and more / less > DOUBLED * larger / smaller / 2]  # fmt: skip


def too_dear(sizes, ordinary):
    return ["%s over %s: %.0f instructions a byte, an ordinary message %.0f" % (shape, way, each, ordinary)
            for (way, shape), points in sizes.items() for each in [points[-1][1] / points[-1][0]]
            if shape != ORDINARY and each > DEAREST * ordinary]  # fmt: skip


def main(program):
    if not shutil.which("valgrind"):
        skip_all("there is no valgrind")
    if program == "none":
        skip_all("a sanitizer's build does other work")
    points, sizes = Points(), counted(program)
    size, total = sizes["UDP", ORDINARY][-1]
    ordinary = total / size
    points.point("all shapes were fed, in two sizes", [] if len(sizes) > 100 else ["only %d" % len(sizes)])
    points.point("twice the bytes are at most twice the work", too_steep(sizes))
    points.point("no byte costs more than one of an ordinary message", too_dear(sizes, ordinary))
    wrong = {("UDP", "a"): [(1000, 1000), (2000, 4000 * ordinary)]}
    points.point("work that is quadratic, or too much, would be noticed",
                 [] if too_steep(wrong) and too_dear(wrong, ordinary) else ["it was not"])  # fmt: skip
    return points.done()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
