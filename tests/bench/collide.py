#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Names that a stranger chose so that they are one to a hash without a key (flood.c collide), against as many that are nothing special
(scatter): counts, with valgrind, the instructions the whole program spends on each item. The same on every machine, but for the key.

usage: collide.py TOOL FLOOD [MOST-PERCENT]

MOST-PERCENT (10) fails it when the chosen ones cost so much more. Exits with 77 (skipped) without valgrind.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

ITEMS = (1000, 5000)


def instructions(tool, path, folder):
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=" + os.path.join(folder, "counts"), tool, "-q", "--no-sandbox", path]
    run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    return int(re.search(r"refs:\s*([\d,]+)", run.stderr).group(1).replace(",", ""))


def of_an_item(tool, flood, name, folder):
    counts = []
    for items in ITEMS:
        path = os.path.join(folder, "flood.pcap")
        with open(path, "wb") as file:
            subprocess.run([flood, name, str(items)], stdout=file, check=True)
        counts.append(instructions(tool, path, folder))
    return (counts[1] - counts[0]) / (ITEMS[1] - ITEMS[0])


def main(tool, flood, most="10"):
    if not shutil.which("valgrind"):
        print("there is no valgrind")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        chosen, any_other = (of_an_item(tool, flood, name, folder) for name in ("collide", "scatter"))
    more = (chosen / any_other - 1) * 100
    print("%.0f instructions an item with names that were chosen, %.0f with others: %+.1f %%; %s are allowed" % (chosen, any_other, more, most))
    return 0 if more <= float(most) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
