#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""When memory, a disk or a reader fails, or signals come, the program says one line and ends as its manual promises; what it
prints as complete is complete.

usage: faults.py TOOL SHIM CAPTURES [--all]

SHIM is what tests/faults.c makes. Without --all a few hundred allocations fail, spread over all there are.
"""

import concurrent.futures
import os
import resource
import signal
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # the source tree stays clean
from tool import Points, Run, note, skip_all

CAPTURE = "early-media/183-sdp-no-rtp-declined.pcap"
READ = [CAPTURE] + ["transport/%s" % name for name in (
    "sip-tcp.pcap", "sip-udp-fragments.pcap", "gzip.pcap.gz", "zstd.pcap.zst", "xz.pcap.xz", "lz4.pcap.lz4", "sctp.pcap",
    "websocket.pcap", "wss.pcapng", "hep3.pcap", "hep3-tcp.pcap", "turn.pcap", "pcapng-two-interfaces.pcapng")]  # fmt: skip
MOST, QUICK = 10_000, 150  # allocations that fail


class Fault:
    def __init__(self, tool, shim, captures, folder):
        self.tool, self.shim, self.captures, self.folder = tool, shim, captures, folder
        self.pool = concurrent.futures.ThreadPoolExecutor(os.cpu_count())
        self.loose = ["--no-sandbox"] if b"--no-sandbox" in Run(tool, "--help").output else []
        self.clean = self.run()

    def run(self, *arguments, **settings):
        environment = {"LD_PRELOAD": self.shim, **{"FAULT_" + name: str(value) for name, value in settings.items()}}
        return Run(self.tool, *arguments, "-o", "json:-", *self.captures, environment=environment)

    def allocations(self):
        path = os.path.join(self.folder, "count")
        self.run(COUNT=path)
        with open(path, encoding="ascii") as file:
            return int(file.read())

    def without_memory(self, which):
        """The program ends with 2 and one line, or does without that memory and prints all the same."""
        run = self.run(ALLOCATION=which)
        complaints = run.trouble()
        if not complaints and run.status in (2, 3) and len(run.complaints) != 1:
            complaints = ["exit status %d, and %d lines on stderr" % (run.status, len(run.complaints))] + run.complaints
        if not complaints and run.status < 2 and (run.output != self.clean.output or run.status != self.clean.status):
            complaints = ["exit status %d, and not all is printed" % run.status]
        return ["allocation %d fails: %s" % (which, line) for line in complaints]

    def signalled(self, which, number):
        """Within reading a signal ends it, or what is printed then is lines. In the sandbox it may send itself none."""
        run = self.run(*self.loose, SIGNAL=which, NUMBER=int(number))
        if run.status in (-number, self.clean.status, 0):
            whole = not run.output or run.output.endswith(b"\n") or run.status < 0
            return [] if whole else ["%s at allocation %d: half a line" % (number.name, which)]
        return ["%s at allocation %d: exit status %s: %s" % (number.name, which, run.status, run.complaints[:3])]

    def all(self, judge, chosen):
        return [line for lines in self.pool.map(judge, chosen) for line in lines][:20]


def spread(count, most):
    return range(1, count + 1) if count <= most else [1 + i * count // most for i in range(most)]


def check_memory(points, fault, everything):
    count = fault.allocations()
    points.point("allocations are counted", [] if count > 100 else ["only %d" % count])
    chosen = spread(min(count, MOST), MOST if everything else QUICK)
    points.point("%d of %d allocations fail, one at a time" % (len(chosen), count), fault.all(fault.without_memory, chosen))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1):
        wrong = fault.all(lambda which: fault.signalled(which, number), spread(count, 20))
        points.point("%s at any stage" % number.name, wrong)


def check_storm(points, fault):
    run = fault.run(STORM=200)
    good = run.output == fault.clean.output and run.status == fault.clean.status and not run.complaints
    points.point("signals that interrupt all the time change nothing",
                 [] if good else ["exit status %s: %s" % (run.status, run.complaints)])  # fmt: skip


def check_close(tool, shim, points, capture, folder):
    """Some file systems keep what is written, and find at the end that there is no room for it."""
    complaints = []
    for kind in ("json", "text"):
        path = os.path.join(folder, "closed")
        with open(path, "wb") as out:
            environment = {**os.environ, "LC_ALL": "C", "LD_PRELOAD": shim, "FAULT_CLOSE": str(os.fstat(out.fileno()).st_ino)}
            done = subprocess.run([tool, "-q", "-o", kind + ":-", capture], stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE,
                                  env=environment)  # fmt: skip
        if done.returncode != 3 or len(done.stderr.splitlines()) != 1:
            complaints.append("%s: exit status %d: %r" % (kind, done.returncode, done.stderr))
    points.point("a disk that is full when a file is closed is told", complaints)


def check_size(tool, points, capture, folder):
    """Where a file may not grow (RLIMIT_FSIZE, SIGXFSZ ignored) it is as with a full disk: EFBIG for ENOSPC."""

    def limit(size):
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    complaints = []
    for size in (0, 1, 100, 4096, 5000):
        path = os.path.join(folder, "limited.json")
        done = subprocess.run([tool, "-q", "-o", "json:" + path, capture], stdin=subprocess.DEVNULL, capture_output=True,
                              preexec_fn=lambda: limit(size))  # fmt: skip
        lines = done.stderr.splitlines()
        if done.returncode != 3 or len(lines) != 1:
            complaints.append("at most %d bytes: exit status %d, %d lines on stderr" % (size, done.returncode, len(lines)))
    points.point("a file that cannot grow is told", complaints)


def check_pipe(tool, points, capture):
    """Who reads half and leaves ends it, and nothing is said."""
    complaints = []
    for arguments in (["--all", "--ladder"], ["-o", "json:-"]):
        ours, its = os.pipe()
        os.close(ours)
        child = subprocess.Popen([tool, *arguments, capture], stdin=subprocess.DEVNULL, stdout=its, stderr=subprocess.PIPE)
        os.close(its)
        errors = child.communicate()[1]
        if child.returncode not in (-signal.SIGPIPE, 3) or len(errors.splitlines()) > 1:
            complaints.append("%s: exit status %d: %r" % (arguments, child.returncode, errors))
    points.point("a reader that went away ends it", complaints)


def check_full(tool, points, capture):
    complaints = []
    for arguments in (["--all"], ["-o", "json:-"]):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([tool, *arguments, capture], stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE)
        if done.returncode != 3 or len(done.stderr.splitlines()) != 1:
            complaints.append("%s: exit status %d: %r" % (arguments, done.returncode, done.stderr))
    points.point("a full disk is told", complaints)


def main(tool, shim, captures, *others):
    capture, points = os.path.join(captures, CAPTURE), Points()
    with tempfile.TemporaryDirectory() as folder:
        check_size(tool, points, capture, folder)
        check_pipe(tool, points, capture)
        if os.path.exists("/dev/full"):
            check_full(tool, points, capture)
        if shim == "none":
            note("no library can be loaded before this build: allocations that fail and signals are not tried")
            return points.done()
        check_close(tool, shim, points, capture, folder)
        everything = [os.path.join(captures, name) for name in READ]
        fault = Fault(tool, shim, [path for path in everything if os.path.exists(path)], folder)
        check_memory(points, fault, "--all" in others)
        check_storm(points, fault)
    return points.done()


if __name__ == "__main__":
    if len(sys.argv) < 4:
        skip_all("usage: faults.py TOOL SHIM CAPTURES")
    sys.exit(main(os.path.abspath(sys.argv[1]), *sys.argv[2:]))
