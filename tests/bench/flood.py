#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Floods of flood.c against the program: what it takes (peak memory in MiB, CPU seconds, the dearest of all classes) and what became
of the forty ordinary calls among them. Memory must stay within the bound, and each of the forty be reported with its responses.

usage: flood.py TOOL FLOOD [--items N] [--memory 64M] [--most MIB] [--class NAME]...

TAP. Times are printed and no reason to fail.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

WITNESSES = 40


def peak_memory(pid):
    """In MiB. Of a child, ru_maxrss would count what this script used before exec."""
    try:
        with open("/proc/%d/status" % pid, encoding="ascii") as file:
            return max((int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM:")), default=0)
    except OSError:
        return 0


def run(tool, flood, name, items, memory):
    """(peak MiB, CPU seconds, exit status, the witnesses reported)"""
    with tempfile.TemporaryFile() as out:
        capture = subprocess.Popen([flood, name, str(items)], stdout=subprocess.PIPE)
        command = [tool, "--memory", memory, "-o", "json:-", "-c", "call-id~witness", "-"]
        child = subprocess.Popen(command, stdin=capture.stdout, stdout=out, stderr=subprocess.DEVNULL)
        capture.stdout.close()
        peak = pid = 0
        while not pid:
            time.sleep(0.005)
            peak = max(peak, peak_memory(child.pid))
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        child.returncode = os.waitstatus_to_exitcode(status)
        if capture.wait():
            sys.exit("%s %s failed" % (flood, name))
        out.seek(0)
        reports = [json.loads(line) for line in out]
    return peak, usage.ru_utime + usage.ru_stime, child.returncode, [r for r in reports if r["type"] == "call"]


def is_right(call):
    return (call["outcome"] == "answered" and call["final"] and call["final"]["code"] == 200
            and [(p["code"], p["sdp"]) for p in call["provisionals"]] == [(100, False), (183, True)])


def troubles(peak, status, calls, most):
    """What must not be."""
    right = {call["call_id"] for call in calls if is_right(call)}
    if status not in (0, 1):
        yield "exit status %d" % status
    if len(right) != WITNESSES:
        yield "only %d of %d calls are reported as they were" % (len(right), WITNESSES)
    if most and peak > most:
        yield "%.1f MiB are more than %d" % (peak, most)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tool")
    parser.add_argument("flood")
    parser.add_argument("--items", type=int, default=20000)
    parser.add_argument("--memory", default="64M")
    parser.add_argument("--most", type=float, default=0)
    parser.add_argument("--class", dest="classes", action="append")
    given = parser.parse_args()
    listed = subprocess.run([given.flood, "list"], stdout=subprocess.PIPE, check=True, text=True).stdout.split()
    classes, bad = given.classes or listed, 0
    for number, name in enumerate(classes, 1):
        peak, cpu, status, calls = run(given.tool, given.flood, name, given.items, given.memory)
        heard = sum(call["verdict"]["label"] == "ok-early-media" for call in calls)
        found = list(troubles(peak, status, calls, given.most))
        bad += bool(found)
        print("%sok %d - a flood of %s # %.1f MiB, %.2f s, %.1f us an item, %d calls, %d heard"
              % ("not " if found else "", number, name, peak, cpu, cpu / max(given.items, 1) * 1e6, len(calls), heard), flush=True)
        for trouble in found:
            print("# " + trouble)
    print("1..%d" % len(classes))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
