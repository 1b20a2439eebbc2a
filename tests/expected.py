#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Holds the program to captures/expected.tsv: what a person who knows SIP says of each capture.

usage: expected.py TOOL CAPTURES

Columns: capture, call (its Call-ID, or its number in the order printed; - is the capture as a whole), outcome, verdict,
because, decline_origin (- is null, * is left open), must and must_not (rule ids, separated by commas or spaces; ID:SEVERITY also asks
for the severity), why.
"""

import csv
import os
import re
import sys

sys.dont_write_bytecode = True  # the source tree stays clean
from tool import Points, captures_under, diagnose

COLUMNS = ["capture", "call", "outcome", "verdict", "because", "decline_origin", "must", "must_not", "why"]


def read_rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        lines = [line for line in file if line.strip() and not line.startswith("#")]
    reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    if reader.fieldnames != COLUMNS:
        raise ValueError("the columns are %s, not %s" % (reader.fieldnames, COLUMNS))
    rows = list(reader)
    for row in rows:
        if None in row or None in row.values():
            raise ValueError("not %d columns: %s" % (len(COLUMNS), row["capture"]))
    return rows


def ids(cell):
    return [] if cell == "-" else [word for word in re.split(r"[,\s]+", cell) if word]


def call_of(calls, name):
    """By Call-ID first: one may consist of digits only."""
    for call in calls:
        if call["call_id"] == name:
            return call
    if name.isdigit() and 1 <= int(name) <= len(calls):
        return calls[int(name) - 1]
    return None


def compare_findings(row, findings):
    found = {finding["id"] for finding in findings}
    found |= {finding["id"] + ":" + finding["severity"] for finding in findings}
    shown = ", ".join(sorted(finding["id"] + ":" + finding["severity"] for finding in findings)) or "none"
    complaints = ["%s is not found; found: %s" % (rule, shown) for rule in ids(row["must"]) if rule not in found]
    return complaints + ["%s is found" % rule for rule in ids(row["must_not"]) if rule in found]


def compare(row, calls, summary):
    if row["call"] == "-":
        return compare_findings(row, summary["findings"])
    call = call_of(calls, row["call"])
    if not call:
        return ["the call is not printed; printed: %s" % ", ".join(c["call_id"] for c in calls)]
    got = {
        "outcome": call["outcome"],
        "verdict": call["verdict"]["label"],
        "because": call["verdict"]["because"],
        "decline_origin": call["decline"] and call["decline"]["origin"],
    }
    complaints = [
        "%s is %s, not %s" % (column, value, row[column])
        for column, value in got.items()
        if row[column] not in ("*", value or "-")
    ]
    return complaints + compare_findings(row, call["findings"])


def main(tool, folder):
    points = Points()
    rows = read_rows(os.path.join(folder, "expected.tsv"))
    for capture in captures_under(folder):
        mine = [row for row in rows if row["capture"] == capture]
        points.point("%s has a row" % capture, [] if mine else ["expected.tsv says nothing of it"])
        calls, summary, trouble = diagnose(tool, os.path.join(folder, capture))
        for row in mine:
            points.point("%s call %s: %s" % (capture, row["call"], row["why"]), trouble or compare(row, calls, summary))
        if mine and all(row["call"] == "-" for row in mine):
            points.point("%s holds no call" % capture, [call["call_id"] for call in calls])
    missing = sorted({row["capture"] for row in rows} - set(captures_under(folder)))
    points.point("each row has its capture", missing)
    points.point("there are rows", [] if rows else ["none"])
    return points.done()


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1]), sys.argv[2]))
