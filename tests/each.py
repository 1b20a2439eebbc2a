#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What --each tells of calls that go on, in every capture there is: the judgement keeps it, or says that it does not and why it
may; and nothing else is told otherwise than without it.

usage: each.py TOOL FOLDER...
"""

import os
import sys

sys.dont_write_bytecode = True  # the source tree stays clean
from tool import CAPTURES, Points, Run, read_lines

# What comes later can mend these: audio that comes after all, a PRACK, keys, a path.
MENDED = {
    "em-sdp-no-rtp", "em-rtp-forward-only", "em-rtp-wrong-destination", "em-rtcp-zero-received", "ims-pem-authorised-no-rtp",
    "em-dtls-incomplete", "em-ice-failed", "rel-no-prack", "rel-prack-rejected", "rel-rack-mismatch",
}  # fmt: skip
ABSENT = {"em-sdp-no-rtp", "em-rtp-forward-only", "ims-pem-authorised-no-rtp"}


def audio_of(call):
    """Packets that came to the caller early, as the judgement has it."""
    return sum(stream["early_packets"] for stream in call["media"]["streams"] if stream["direction"] == "backward")


def check_told(call, told):
    """told: what was said of the call before its line."""
    ids, found = [line["id"] for line in told], []
    kept = {finding["id"] for finding in call["findings"]}
    withdrawn = call.get("withdrawn", [])
    if len(set(ids)) != len(ids):
        found.append("the same is told twice: %s" % ids)
    if sorted(set(ids) - kept) != sorted(withdrawn):
        found.append("told %s, found %s, withdrawn %s" % (ids, sorted(kept), withdrawn))
    if "withdrawn" in call and not withdrawn:
        found.append("withdrawn is empty")
    for rule in withdrawn:
        if rule not in MENDED:
            found.append("%s cannot be mended, and was withdrawn" % rule)
        if rule in ABSENT and not audio_of(call):
            found.append("%s was withdrawn, and no audio came" % rule)
    for line in told:
        if not line["frames"] or not line["text"] or line["severity"] == "info" or line["confidence"] == "low":
            found.append("told without need: %s" % line)
        if line["t"] is None or line["told_s"] < line["t"]:
            found.append("%s is told at %s, and proven at %s" % (line["id"], line["told_s"], line["t"]))
    return ["call %s: %s" % (call["call_id"], text) for text in found]


def check_capture(tool, capture, seen):
    plain, each = Run(tool, "-o", "json:-", capture), Run(tool, "--each", "-o", "json:-", capture)
    found = plain.trouble() or each.trouble()
    if found:
        return found
    told, lines = {}, []
    for line in read_lines(each.output):
        if line["type"] == "finding":
            told.setdefault(line["call_id"], []).append(line)
            continue
        if line["type"] == "call":
            found += check_told(line, told.pop(line["call_id"], []))
            seen.append(line.pop("withdrawn", []))
        lines.append(line)
    found += ["%s was told of, and there is no such call" % call for call in told]
    if lines != read_lines(plain.output):
        found.append("besides, something else is told than without --each")
    if each.status != plain.status:
        found.append("it ends with %s, without --each with %s" % (each.status, plain.status))
    return found


def main(tool, folders):
    points, seen = Points(), []
    for folder in folders:
        for path in sorted(os.path.join(place, name) for place, _, names in os.walk(folder) for name in names):
            if path.endswith(CAPTURES):
                points.point(os.path.relpath(path, folder), check_capture(tool, path, seen))
    points.point("there are calls", [] if seen else ["none"])
    return points.done()


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1]), [folder for folder in sys.argv[2:] if folder]))
