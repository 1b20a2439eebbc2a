#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Holds every warning and error on real captures against what a person found, looking at the packets.

usage: judged.py TOOL [CORPUS] [--list]      CORPUS defaults to $SIPWHY_CORPUS

judged.tsv has a row for each finding of severity warning or error that the program gives on the captures of CORPUS/public:
the file (the first digits of its SHA-256), the call (its Call-ID, or * for all of that file, - for what belongs to none), the
rule, the severity, whether it is true, and why. A finding without a row fails, and so does a row without a finding: whoever
changes a rule judges anew. No error may be false, and of the warnings at most one in fifty. --list prints the rows that are
missing, with the sentence of the finding, for judging.
"""

import csv
import hashlib
import os
import sys

sys.dont_write_bytecode = True  # the source tree stays clean
from tool import Points, diagnose, note, skip_all

ROWS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "judged.tsv")
FIELDS = ["file", "call", "rule", "severity", "judged", "why"]
SEVERITIES = ("warning", "error")
FALSE_WARNINGS = 0.02
DIGITS = 12


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()[:DIGITS]


def files_under(public):
    seen = set()
    for place, folders, names in os.walk(public):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(place, name)
            key = digest(path)
            if key not in seen:
                seen.add(key)
                yield key, path


def findings_of(tool, path):
    """(call, rule, severity, sentence) of all that is worth a warning."""
    calls, summary, _ = diagnose(tool, path)
    for owner, found in [(call["call_id"], call["findings"]) for call in calls] + [("-", summary.get("findings", []))]:
        for finding in found:
            if finding["severity"] in SEVERITIES:
                yield owner, finding["id"], finding["severity"], finding["text"]


class Judgement:
    def __init__(self):
        with open(ROWS, encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            self.flaws = [] if reader.fieldnames == FIELDS else ["columns are %s" % reader.fieldnames]
            self.rows = {}
            for row in reader:
                key = tuple(row[field] for field in FIELDS[:4])
                if key in self.rows or row["judged"] not in ("true", "false") or not row["why"]:
                    self.flaws.append("row twice, or not judged: %s" % "\t".join(key))
                self.rows[key] = row["judged"] == "true"
        self.used = set()
        self.missing = []
        self.count = {(severity, good): 0 for severity in SEVERITIES for good in (True, False)}

    def take(self, file, call, rule, severity, text):
        for key in ((file, call, rule, severity), (file, "*", rule, severity)):
            if key in self.rows:
                self.used.add(key)
                self.count[severity, self.rows[key]] += 1
                return
        self.missing.append((file, call, rule, severity, text))

    def unused(self):
        return ["\t".join(key) for key in sorted(set(self.rows) - self.used)]


def main(arguments):
    listing = "--list" in arguments
    arguments = [word for word in arguments if word != "--list"]
    corpus = arguments[1] if len(arguments) > 1 else os.environ.get("SIPWHY_CORPUS", "")
    public = os.path.join(corpus, "public")
    if not corpus or not os.path.isdir(public):
        skip_all("corpus not present (no finding judged)")
    judgement, points = Judgement(), Points()
    for key, path in files_under(public):
        for found in findings_of(os.path.abspath(arguments[0]), path):
            judgement.take(key, *found)
            if listing and judgement.missing and judgement.missing[-1][1:] == found:
                print("%s\t%s" % (os.path.relpath(path, public), "\t".join(judgement.missing[-1])))
    if listing:
        return 0
    count = judgement.count
    warnings = count["warning", True] + count["warning", False]
    points.point("the table is well-formed", judgement.flaws)
    points.point("each warning and error was judged", ["\t".join(found) for found in judgement.missing])
    points.point("each judgement is still needed", judgement.unused())
    points.point("no error is false: %d are true" % count["error", True], ["%d are" % count["error", False]] * (count["error", False] > 0))
    points.point(
        "at most one warning in fifty is false: %d of %d" % (count["warning", False], warnings),
        ["too many"] if count["warning", False] > FALSE_WARNINGS * warnings else [],
    )
    note("errors %d, warnings %d" % (count["error", True], warnings))
    return points.done()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
