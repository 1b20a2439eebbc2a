#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""valgrind finds no error in the unit tests and in runs of the program, and nothing that is lost. Takes minutes.

usage: memcheck.py BUILD CAPTURES [NAME...]      of the unit tests only those of a NAME
"""

import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # the source tree stays clean
from tool import CAPTURES, Points, skip_all

VALGRIND = ["valgrind", "-q", "--error-exitcode=99", "--leak-check=full", "--show-leak-kinds=definite,indirect",
            "--errors-for-leak-kinds=definite,indirect", "--num-callers=30",
            "--suppressions=" + os.path.join(os.path.dirname(os.path.abspath(__file__)), "memcheck.supp")]  # fmt: skip
EACH = 3  # captures of a folder
ALONE = ("sandbox/refused",)  # valgrind itself needs what the sandbox refuses


def unit_tests(build):
    """(name, command) of each."""
    listed = subprocess.run(["meson", "introspect", "--tests", build], capture_output=True, text=True, check=True).stdout
    return [(test["name"], test["cmd"]) for test in json.loads(listed)
            if any(suite.endswith(":unit") for suite in test["suite"]) and test["name"] not in ALONE]  # fmt: skip


def runs(tool, captures, folder):
    """(name, command) of runs of the program: each kind of capture, each kind of output."""
    tool = [tool, "--no-sandbox"]
    found = []
    for place, _, names in sorted(os.walk(captures)):
        paths = [os.path.join(place, name) for name in sorted(names) if name.endswith(CAPTURES)]
        if paths:
            found.append(("captures of %s" % os.path.relpath(place, captures), [*tool, "--all", "--ladder", "-o", "json:-", *paths[:EACH]]))
            first = paths[0]
    evidence = os.path.join(folder, "evidence")
    os.mkdir(evidence)
    return found + [
        ("evidence and metrics", [*tool, "-q", "-o", "evidence:" + evidence, first]),
        ("an explanation of all", [*tool, "explain", "--all"]),
        ("help", [*tool, "--help"]),
        ("a file that is not there", [*tool, os.path.join(folder, "absent.pcap")]),
        ("an option there is not", [*tool, "--absent"]),
    ]


def complaints(command):
    """What valgrind says, which alone is 99; how the program ends is the business of other tests."""
    done = subprocess.run([*VALGRIND, *command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                          errors="replace", env={**os.environ, "LC_ALL": "C"})  # fmt: skip
    said = [line for line in done.stderr.splitlines() if line.startswith("==")]
    return said[:60] or (["exit status %d" % done.returncode] if done.returncode == 99 or done.returncode < 0 else [])


def main(build, captures, *names):
    if not shutil.which("valgrind"):
        skip_all("there is no valgrind")
    points = Points()
    with tempfile.TemporaryDirectory() as folder:
        wanted = [(name, command) for name, command in unit_tests(build) if not names or any(part in name for part in names)]
        wanted += runs(os.path.join(os.path.abspath(build), "sipwhy"), captures, folder)
        source = os.path.join(folder, "leak.c")
        with open(source, "w", encoding="ascii") as file:
            file.write("#include <stdlib.h>\nint main(void)\n{\n\tchar *volatile lost = malloc(10);\n\n\tlost = NULL;\n\treturn lost != NULL;\n}\n")
        leak = os.path.join(folder, "leak")
        subprocess.run(["cc", "-o", leak, source], check=True)
        points.point("a block that is lost would be noticed", [] if complaints([leak]) else ["it was not"])
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for (name, _), said in zip(wanted, pool.map(lambda one: complaints(one[1]), wanted)):
                points.point(name, said)
    return points.done()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
