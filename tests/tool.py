# SPDX-License-Identifier: BSD-2-Clause
"""What the Python tests share: running the program and printing TAP."""

import json
import os
import signal
import subprocess
import sys

os.environ["LC_ALL"] = "C"  # tests compare English, whatever their caller speaks
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # under nohup the programs tested would be deaf to it
LANGUAGES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
CAPTURES = tuple(kind + packed for kind in (".pcap", ".pcapng") for packed in ("", ".gz", ".zst", ".lz4", ".xz"))


class Points:
    """TAP points; done() prints the plan and gives the exit status."""

    def __init__(self):
        self.count = self.failed = 0

    def point(self, name, complaints=()):
        self.count += 1
        self.failed += bool(complaints)
        print("%sok %d - %s" % ("not " if complaints else "", self.count, name.replace("#", "%")))
        for complaint in complaints:
            note(complaint)

    def done(self):
        print("1..%d" % self.count)
        return 1 if self.failed else 0


def note(text):
    for line in str(text).splitlines():
        print("# " + line)


def skip_all(why):
    print("1..0 # SKIP " + why)
    sys.exit(0)


class Run:
    """One run of the program: status, output (bytes), complaints (lines of stderr)."""

    def __init__(self, tool, *arguments, seconds=300, language="C", environment={}):
        surroundings = {name: value for name, value in os.environ.items() if name not in LANGUAGES}
        surroundings.update({"LC_ALL": language} if language else {}, **environment)
        try:
            done = subprocess.run([tool, *arguments], stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds,
                                  env=surroundings)  # fmt: skip
            self.status, self.output, errors = done.returncode, done.stdout, done.stderr
        except subprocess.TimeoutExpired:
            self.status, self.output, errors = None, b"", b"not done after %d s" % seconds
        self.complaints = errors.decode("utf-8", "replace").splitlines()

    def trouble(self):
        """Why this run cannot be used at all, or []."""
        if any("Sanitizer" in line or "runtime error:" in line for line in self.complaints):
            return ["a sanitizer complained:"] + self.complaints
        if self.status is None or self.status < 0 or self.status > 3:
            return ["exit status %s" % self.status] + self.complaints
        return []


def read_lines(output, **options):
    """The objects of JSON lines; raises ValueError where it is not that."""
    text = output.decode("utf-8")
    if text and not text.endswith("\n"):
        raise ValueError("the last line has no end")
    return [json.loads(line, **options) for line in text.split("\n")[:-1]]


def diagnose(tool, *captures):
    """(calls, summary, complaints) of `sipwhy -o json:-`; when there are complaints the rest may be empty."""
    run = Run(tool, "-o", "json:-", *captures)
    complaints = run.trouble()
    if run.status == 2:
        complaints = run.complaints or ["exit status 2 without a word"]
    try:
        lines = read_lines(run.output)
    except ValueError as error:
        return [], {}, complaints + ["not JSON lines: %s" % error]
    if not complaints and (not lines or lines[-1].get("type") != "summary"):
        complaints = ["the last line is no summary"]
    calls = [line for line in lines if line.get("type") == "call"]
    return calls, lines[-1] if lines else {}, complaints


def captures_under(folder):
    """All but the labelled set, which has a test of its own."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "labelled"]
        found += [os.path.relpath(os.path.join(place, name), folder) for name in names if name.endswith(CAPTURES)]
    return sorted(found)
