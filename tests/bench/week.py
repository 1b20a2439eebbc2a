#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Days of mixed traffic (week.c), as fast as they can be read. Each call must be reported once and with its outcome, and memory must
not grow any more once the first day is over.

usage: week.py TOOL WEEK [--days N] [--calls N] [--steps] [--grows MIB] [--memory SIZE] [--ask ARGUMENT]...

--calls a day; --steps: the clock that stamps the packets is set now and then; --grows: what it may after the first day, 0: not looked
at. TAP.
"""

import argparse
import collections
import datetime
import json
import subprocess
import sys

START = datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc)
LOOKS_A_DAY = 8


def resident(pid):
    """In MiB; 0 when it is gone."""
    try:
        with open("/proc/%d/status" % pid, encoding="ascii") as file:
            return max((int(line.split()[1]) / 1024 for line in file if line.startswith("VmRSS:")), default=0)
    except OSError:
        return 0


class Watch:
    """What becomes of calls and of memory."""

    def __init__(self):
        self.seen = collections.Counter()
        self.wrong, self.looks = [], {}

    def take(self, call, pid):
        call_id = call["call_id"]
        self.seen[call_id] += 1
        if call["outcome"] != call_id.split("@")[0] or call["evicted"]:
            self.wrong.append("%s is %s%s" % (call_id, call["outcome"], ", evicted" if call["evicted"] else ""))
        elif self.seen[call_id] > 1:
            self.wrong.append("%s is told again" % call_id)
        if call["start"]:
            days = (datetime.datetime.fromisoformat(call["start"].replace("Z", "+00:00")) - START).total_seconds() / 86400
            self.looks.setdefault(int(days * LOOKS_A_DAY), resident(pid))

    def growth(self):
        """MiB more than when the first day was over; None: no later day."""
        later = [mib for look, mib in self.looks.items() if look > LOOKS_A_DAY and mib]
        first = [mib for look, mib in self.looks.items() if look <= LOOKS_A_DAY]
        return max(later) - max(first) if later else None


def run(given):
    """(the watch, calls made, exit status)"""
    week = [given.week, str(given.days), str(given.calls)] + (["steps"] if given.steps else [])
    capture = subprocess.Popen(week, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    command = [given.tool, "--memory", given.memory, "-o", "json:-"] + given.ask + ["-"]
    tool = subprocess.Popen(command, stdin=capture.stdout, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    watch = Watch()
    capture.stdout.close()
    for line in tool.stdout:
        report = json.loads(line)
        if report["type"] == "call":
            watch.take(report, tool.pid)
    made = int(capture.stderr.read().split()[0])
    capture.wait()
    return watch, made, tool.wait()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tool")
    parser.add_argument("week")
    parser.add_argument("--days", type=int, default=1)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--steps", action="store_true")
    parser.add_argument("--grows", type=float, default=0)
    parser.add_argument("--memory", default="256M")
    parser.add_argument("--ask", action="append", default=[])
    given = parser.parse_args()
    watch, made, status = run(given)
    bad = status not in (0, 1) or len(watch.seen) != made or bool(watch.wrong)
    print("%sok 1 - every call of %d days is told once, with its outcome # %d calls" % ("not " if bad else "", given.days, made))
    if bad:
        print("# exit status %d, %d calls told of %d, %d not as they were" % (status, len(watch.seen), made, len(watch.wrong)))
    for wrong in watch.wrong[:10]:
        print("# " + wrong)
    growth = watch.growth()
    grew = bool(given.grows) and growth is not None and growth > given.grows
    print("%sok 2 - memory does not grow behind the first day # %s MiB, %s" % (
        "not " if grew else "", "no" if growth is None else "%+.2f" % growth,
        " ".join("%.1f" % watch.looks[look] for look in sorted(watch.looks))))
    print("1..2")
    return 1 if bad or grew else 0


if __name__ == "__main__":
    sys.exit(main())
