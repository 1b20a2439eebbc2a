#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Compares the program with what another dissector says of real captures that cannot be part of this project.

usage: truth.py TOOL [CORPUS] [--all]        CORPUS defaults to $SIPWHY_CORPUS

CORPUS holds public/ (captures) and truth/ (one JSON file for each). Compared are the number of SIP messages and, of calls whose
first INVITE was captured, the final code and the set of (provisional code, has SDP) on the caller's hop. truth-exceptions.tsv
lists where the truth is known to be wrong; only those differences are excused. With --all every file of public/ is read
instead, to see that the program ends well: this is for the sanitizer build.
"""

import csv
import json
import os
import sys

sys.dont_write_bytecode = True  # the source tree stays clean
from tool import Points, Run, diagnose, note, read_lines, skip_all

COMPARED = 137  # files of the corpus; for the message when there is none
NOT_CAPTURES = {"wireshark_wireshark/sipmsg.log", "realjimmy_sample-captures/c07-sip-r2.cap"}
DAMAGED = set()  # files of public/ that end early: exit status 3
EXCEPTIONS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "truth-exceptions.tsv")
FIELDS = {"missing", "final", "provisionals", "invented", "messages"}


def is_readable(truth):
    """Some were read with a private key that is not here."""
    return not any("rsa_keys" in argument for argument in truth["tshark_args"])


def provisionals_of_truth(call):
    return {
        (entry["code"], entry["has_sdp"]): entry["frame"]
        for entry in reversed(call["provisionals"])
        if entry["caller_hop"] and not entry["reinvite"] and not entry.get("dup")
    }


def words(pairs, frames):
    return ", ".join("%d%s (frame %s)" % (c, " sdp" if sdp else "", frames[c, sdp]) for c, sdp in sorted(pairs))


def differences(truth, call):
    """{field: what differs} between a call of the truth and ours."""
    if call is None:
        return {"missing": "not printed; its INVITE is frame %s" % truth["first_invite_frame"]}
    found = {}
    want, got = truth["final"] or {}, call["final"] or {}
    if want.get("code") != got.get("code"):
        found["final"] = "final %s (frame %s), truth %s (frame %s)" % (
            got.get("code"),
            got.get("frame"),
            want.get("code"),
            want.get("frame"),
        )
    ours = {(p["code"], p["sdp"]): p["frame"] for p in reversed(call["provisionals"]) if p["code"] > 100}
    theirs = provisionals_of_truth(truth)
    parts = []
    if set(theirs) - set(ours):
        parts.append("lacks " + words(set(theirs) - set(ours), theirs))
    if set(ours) - set(theirs):
        parts.append("has too much " + words(set(ours) - set(theirs), ours))
    if parts:
        found["provisionals"] = "; ".join(parts)
    return found


def matters(truth):
    """The calls this program is for: those with a 183 or a 603 anywhere."""
    return any(entry["code"] == 183 for entry in truth["provisionals"]) or any(
        entry["code"] == 603 for entry in truth["all_finals"]
    )


class Exceptions:
    def __init__(self):
        with open(EXCEPTIONS, encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            self.rows = {(row["file"], row["call_id"], row["field"]): row["why"] for row in rows}
        self.used = set()

    def excuse(self, *key):
        if key in self.rows:
            self.used.add(key)
        return key in self.rows

    def unused(self):
        wrong = ["%s %s: no such field as %s" % key for key in self.rows if key[2] not in FIELDS]
        return wrong + ["no longer needed: %s %s %s" % key for key in sorted(set(self.rows) - self.used)]


class Comparison:
    """Everything learned while the files are compared."""

    def __init__(self):
        self.exceptions = Exceptions()
        self.files = self.right_files = self.empty = self.calls = self.right_calls = 0
        self.important = self.messages = self.right_messages = 0
        self.wrong_messages = []
        self.wrong, self.important_wrong, self.invented, self.trouble = [], [], [], []
        self.rtp = {"before": [0, 0], "after": [0, 0]}

    def add_messages(self, name, want, got):
        self.messages += want
        if want == got or self.exceptions.excuse(name, "-", "messages"):
            self.right_messages += want - abs(want - got)
        else:
            self.wrong_messages.append("%s: %d messages, truth %d" % (name, got, want))
            self.right_messages += max(0, want - abs(want - got))

    def add(self, truth, calls, summary):
        name = truth["file"]
        self.add_messages(name, truth["summary"]["sip_messages"], summary.get("sip_messages", 0))
        ours = {}
        for call in calls:
            if call["call_id"] in ours:
                self.invented.append("%s %s is printed twice" % (name, call["call_id"]))
            ours.setdefault(call["call_id"], call)
        compared = [call for call in truth["calls"] if call["has_initial_invite"]]
        wrong = excused = 0
        for call in compared:
            left = {}
            for field, why in differences(call, ours.get(call["call_id"])).items():
                if self.exceptions.excuse(name, call["call_id"], field):
                    excused += 1
                else:
                    left[field] = why
            complaint = "%s %s: %s" % (name, call["call_id"], "; ".join(left.values()))
            wrong += bool(left)
            self.wrong += [complaint] if left else []
            self.important += matters(call)
            self.important_wrong += [complaint] if left and matters(call) else []
            self.add_rtp(name, call, ours.get(call["call_id"]))
        self.add_invented(truth, ours)
        self.add_file(name, len(compared), wrong, excused)

    def add_file(self, name, compared, wrong, excused):
        if not compared:
            self.empty += 1
            return
        self.files += 1
        self.right_files += not wrong
        self.calls += compared
        self.right_calls += compared - wrong
        note("%6d %6d %6d %7d  %s" % (compared, compared - wrong, wrong, excused, name))

    def add_invented(self, truth, ours):
        known = {call["call_id"] for call in truth["calls"]}
        for call_id in ours:
            if call_id not in known and not self.exceptions.excuse(truth["file"], call_id, "invented"):
                self.invented.append("%s %s (frame %s)" % (truth["file"], call_id, ours[call_id]["start_frame"]))

    def add_rtp(self, name, truth, call):
        """Only told, never judged: the truth attributes by SDP address alone."""
        seen = truth["rtp"]["caller_hop"]
        seen = truth["rtp"]["all_hops"] if seen == "same" else seen
        streams = [s for s in call["media"]["streams"] if s["direction"] == "backward"] if call else []
        for when, key in (("before", "early_packets"), ("after", "late_packets")):
            want = (seen.get(when + "_final_to_caller") or {}).get("packets", 0)
            got = sum(stream[key] for stream in streams)
            if want or got:
                self.rtp[when][0] += want == got
                self.rtp[when][1] += 1
                if want != got and when == "before":
                    note("RTP before the final: %s %s: %d, truth %d" % (name, truth["call_id"], got, want))


def compare(tool, corpus):
    result, points = Comparison(), Points()
    names = sorted(os.listdir(os.path.join(corpus, "truth")))
    note("%6s %6s %6s %7s  %s" % ("calls", "right", "wrong", "excused", "file"))
    for name in names:
        with open(os.path.join(corpus, "truth", name), encoding="utf-8") as file:
            truth = json.load(file)
        if not is_readable(truth):
            note("left out, read with a private key: " + truth["file"])
            continue
        calls, summary, trouble = diagnose(tool, os.path.join(corpus, "public", truth["file"]))
        result.trouble += ["%s: %s" % (truth["file"], line) for line in trouble]
        result.add(truth, calls, summary)
    for complaint in result.wrong:
        note("wrong: " + complaint)
    note("%d of %d calls right; %d files hold no call to compare" % (result.right_calls, result.calls, result.empty))
    for when, (equal, total) in result.rtp.items():
        note("RTP packets to the caller %s the final: equal in %d of %d calls" % (when, equal, total))
    share = result.right_files / result.files if result.files else 0
    points.point("every file of the truth could be read", result.trouble)
    points.point(
        "at least 98 %% of the files are right: %d of %d" % (result.right_files, result.files),
        [] if share >= 0.98 else ["only %.1f %%" % (share * 100)],
    )
    right, all_messages = result.right_messages, result.messages
    points.point(
        "at least 99.5 %% of the messages are found: %d of %d" % (right, all_messages),
        [] if right >= 0.995 * all_messages else result.wrong_messages,
    )
    points.point("each difference in messages is explained", result.wrong_messages)
    points.point("each of the %d calls with a 183 or 603 is right" % result.important, result.important_wrong)
    points.point("no call is invented", result.invented)
    points.point("each exception is needed", result.exceptions.unused())
    return points.done()


def judge(name, run):
    """What is wrong with how the program ended on this file."""
    complaints = run.trouble()
    if complaints:
        return complaints
    if name in NOT_CAPTURES:
        if run.status != 2 or len(run.complaints) != 1 or run.output:
            return ["no capture: exit status %d, %d lines on stderr" % (run.status, len(run.complaints))]
        return []
    want = (3,) if name in DAMAGED else (0, 1)
    if run.status not in want or len(run.complaints) != (run.status == 3):
        return ["exit status %d" % run.status] + run.complaints
    try:
        lines = read_lines(run.output)
    except ValueError as error:
        return ["not JSON lines: %s" % error]
    return [] if lines and lines[-1]["type"] == "summary" else ["the last line is no summary"]


def read_all(tool, corpus):
    points = Points()
    public = os.path.join(corpus, "public")
    for place, folders, names in os.walk(public):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(place, name)
            run = Run(tool, "-o", "json:-", path)
            if run.status == 3:
                note("damaged: %s: %s" % (path, run.complaints))
            points.point(os.path.relpath(path, public), judge(os.path.relpath(path, public), run))
    points.point("there are captures", [] if points.count else ["none under %s" % public])
    return points.done()


def main(arguments):
    everything = "--all" in arguments
    arguments = [word for word in arguments if word != "--all"]
    corpus = arguments[1] if len(arguments) > 1 else os.environ.get("SIPWHY_CORPUS", "")
    if not os.path.isdir(os.path.join(corpus, "truth")) or not corpus:
        skip_all("corpus not present (%d captures not compared)" % COMPARED)
    return (read_all if everything else compare)(os.path.abspath(arguments[0]), corpus)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
