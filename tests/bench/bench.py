#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Measures the program against cat, tcpdump and tshark on generated captures, all in one run: CPU seconds (user and
system, the least of some repeats) and peak memory. Ratios within a run are what counts; seconds differ from machine to machine.

usage: bench.py TOOL GENERATE [SCALE]

SCALE (1) multiplies the number of calls. Needs about 1.7 GB times SCALE in $TMPDIR. Never a pass or fail test.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time

REPEATS = 3
CAPTURES = (  # name, arguments of generate; {} calls
    ("signalling", 50000, ("signalling", "{}")),
    ("rtp", 1000, ("rtp", "{}", "60")),
    ("tcp", 20000, ("tcp", "{}")),
)


def peak_memory(pid):
    """In MB. The kernel's own ru_maxrss will not do: it counts what this script used before the child's exec."""
    try:
        with open("/proc/%d/status" % pid, encoding="ascii") as file:
            return max((int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM:")), default=0)
    except OSError:
        return 0


def run_once(command):
    """(CPU seconds, peak memory in MB, exit status); its output is thrown away."""
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    memory = pid = 0
    while not pid:
        time.sleep(0.005)
        memory = max(memory, peak_memory(child.pid))
        pid, wait, usage = os.wait4(child.pid, os.WNOHANG)
    child.returncode = os.waitstatus_to_exitcode(wait)
    return usage.ru_utime + usage.ru_stime, memory, child.returncode


def measure(command, repeats=REPEATS):
    """Of some runs: the least CPU, the greatest memory, the last exit status."""
    runs = [run_once(command) for _ in range(repeats)]
    return min(run[0] for run in runs), max(run[1] for run in runs), runs[-1][2]


def generate(program, folder, name, arguments, calls):
    path = os.path.join(folder, "%s-%d.pcap" % (name, calls))
    with open(path, "wb") as file:
        subprocess.run([program] + [word.format(calls) for word in arguments], stdout=file, check=True)
    return path


def commands(tool, path):
    yield "cat", ["cat", path], REPEATS
    yield "sipwhy -q", [tool, "-q", path], REPEATS
    yield "sipwhy", [tool, path], REPEATS
    yield "sipwhy -o json:-", [tool, "-o", "json:-", path], REPEATS
    if shutil.which("tcpdump"):
        yield "tcpdump -w /dev/null", ["tcpdump", "-r", path, "-w", "/dev/null"], REPEATS
    if shutil.which("tshark"):
        yield "tshark -q -z sip,stat", ["tshark", "-q", "-z", "sip,stat", "-r", path], 1


def compare(tool, path):
    """The table for one capture; gives what `sipwhy -q` took."""
    results = [(name, *measure(command, repeats)) for name, command, repeats in commands(tool, path)]
    cat, quiet = results[0][1], results[1][1]
    print("\n%s, %.0f MB" % (os.path.basename(path), os.path.getsize(path) / 1e6))
    print("  %-24s %8s %8s %12s %9s" % ("", "CPU s", "/ cat", "/ sipwhy -q", "peak MB"))
    for name, cpu, memory, status in results:
        odd = "" if status in (0, 1) else "   exit status %d" % status
        ratios = cpu / max(cat, 0.001), cpu / max(quiet, 0.001)
        print("  %-24s %8.2f %8.1f %12.1f %9.1f%s" % (name, cpu, *ratios, memory, odd))
    return results[1]


def compare_sizes(large, small):
    print(
        "  ten times the calls: CPU x %.1f, peak memory x %.2f (%.1f MB, then %.1f MB)"
        % (large[1] / max(small[0], 0.001), large[2] / max(small[1], 0.1), small[1], large[2])
    )


def main(tool, program, scale="1"):
    print("%d repeats; load %.1f" % (REPEATS, os.getloadavg()[0]))
    with tempfile.TemporaryDirectory() as folder:
        for name, calls, arguments in CAPTURES:
            calls = max(int(calls * float(scale)), 10)
            path = generate(program, folder, name, arguments, calls)
            large = compare(tool, path)
            os.unlink(path)
            path = generate(program, folder, name, arguments, calls // 10)
            compare_sizes(large, measure([tool, "-q", path]))
            os.unlink(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
