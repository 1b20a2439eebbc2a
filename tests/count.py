#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Counts test points: names those that failed, then one closing line "N passed, M failed[, K skipped]".

usage: count.py LOG...       meson's testlog.json (any name ending in .json) or TAP output (any other)
"""

import json
import os
import re
import sys

POINT = re.compile(r"^(not )?ok\b[\s\d]*(?:- )?([^#]*)(?:#\s*(SKIP|TODO)\b)?", re.I)
PLAN = re.compile(r"^1\.\.(\d+)\s*(?:#\s*(SKIP.*))?", re.I)


class Count:
    def __init__(self):
        self.passed = self.skipped = 0
        self.failures = []

    def fail(self, name):
        self.failures.append(name)

    def tap(self, name, text):
        """The points of one TAP output; how many failed."""
        before = len(self.failures)
        for line in text.splitlines():
            point, plan = POINT.match(line), PLAN.match(line)
            if plan and plan.group(2):
                self.skipped += 1
            elif point and point.group(3):
                self.skipped += 1
            elif point and point.group(1):
                self.fail("%s: %s" % (name, point.group(2).strip()))
            elif point:
                self.passed += 1
        return len(self.failures) - before

    def meson(self, folder, test):
        name, result, text = "%s: %s" % (folder, test["name"]), test["result"], test.get("stdout", "")
        if any(PLAN.match(line) or POINT.match(line) for line in text.splitlines()):
            failed = self.tap(name, text)
            if result not in ("OK", "SKIP", "EXPECTEDFAIL") and not failed:
                self.fail("%s: %s" % (name, result))
        elif result in ("OK", "EXPECTEDFAIL"):
            self.passed += 1
        elif result == "SKIP":
            self.skipped += 1
        else:
            self.fail("%s: %s" % (name, result))


def main(paths):
    count = Count()
    for path in paths:
        name = os.path.splitext(os.path.basename(path))[0]
        if not os.path.exists(path):
            continue  # a pattern of the shell that matched nothing
        with open(path, encoding="utf-8", errors="replace") as file:
            if path.endswith(".json"):
                for line in file:
                    count.meson(name, json.loads(line))
            else:
                count.tap(name, file.read())
    if not count.passed + count.skipped:
        count.fail("nothing was tested") if not count.failures else None
    for failure in count.failures:
        print("failed: " + failure)
    skipped = ", %d skipped" % count.skipped if count.skipped else ""
    print("%d passed, %d failed%s" % (count.passed, len(count.failures), skipped))
    return 1 if count.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
