#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Holds the program to captures/labelled/labels.tsv: calls whose label comes from the scenario that made them, and was checked
against their packets by other means.

Of each capture a twin without RTP, RTCP, STUN, DTLS and ICMP is judged as well: what rested on audio has to become unverifiable,
and nobody may be accused for audio that nobody could see.

usage: labelled.py TOOL CAPTURES
"""

import csv
import lzma
import os
import sys
import tempfile

sys.dont_write_bytecode = True  # the source tree stays clean
import wire
from tool import Points, diagnose

POLICIES = ["rfc3960", "sdp-cuts", "sdp-cuts-180-restores", "any-18x-rings", "ignores-early-media"]
COLUMNS = ["file", "call", "label", "because", "tones", "without_rtp", *POLICIES, "made", "note"]
SLACK = 0.5  # seconds: pauses between messages, the end of a packet
ICMP, UDP = 1, 17

# What only audio, or what was sent in its place, can prove.
NEED_AUDIO = (
    "answer-clip", "em-cn-only", "em-dtls-incomplete", "em-dtmf-only", "em-ice-failed", "em-icmp-unreachable", "em-keepalive-only",
    "em-lost-at-answer", "em-nat-latch-deadlock", "em-ringback-", "em-rtcp-", "em-rtp-", "em-sdp-no-rtp", "em-silent-rtp",
    "em-srtp-unprotected", "em-ssrc-change", "em-tone-", "em-ts-jump", "fork-em-concurrent", "fork-em-wrong-winner",
    "fork-serial-silence", "ims-pem-authorised-no-rtp", "leg-rtp-not-relayed",
)


def read_rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        rows = list(reader)
    if reader.fieldnames != COLUMNS:
        raise ValueError("the columns are %s, not %s" % (reader.fieldnames, COLUMNS))
    return rows


def words(cell):
    return [] if cell == "-" else cell.split(",")


def compare_label(row, verdict):
    causes = words(row["because"])
    if verdict["label"] not in words(row["label"]):
        return ["the verdict is %s (%s), not %s" % (verdict["label"], verdict["because"], row["label"])]
    if verdict["because"] not in (causes or [None]):
        return ["because of %s, not %s" % (verdict["because"], row["because"])]
    return []


def compare_silence(row, silence):
    return [
        "%s: silent for %s s, not %s" % (policy, silence[policy], row[policy])
        for policy in POLICIES
        if row[policy] != "-" and (silence[policy] is None or abs(silence[policy] - float(row[policy])) > SLACK)
    ]


# The program's words for what was played. That a sound is speech or music is a guess of its, and may be left out.
HEARD_AS = {
    "speech": {"speech-like", "music-like", "sound"},
    "music": {"music-like", "speech-like", "sound"},
    "noise": {"comfort-noise"},
    "keepalive": {"keep-alive"},
    "keys": {"dtmf"},
}
TONES = {"ringback", "busy", "congestion", "busy-or-congestion", "sit", "dial"}


def heard_early(call):
    """What the early audio towards the caller is said to be."""
    early = [part for part in call["media"]["heard"] if part["from"] < call["final"]["t"]]
    return {part["tone"]["class"] if part["tone"] else part["content"] for part in early}


def compare_sound(row, call):
    """Each class that was played is heard, and no tone besides: "a|b" is one or the other, "*" leaves the rest open."""
    heard = heard_early(call)
    wanted = [
        set().union(*(HEARD_AS.get(kind, {kind}) for kind in cell.split("|"))) for cell in words(row["tones"]) if cell != "*"
    ]
    complaints = ["none of %s is heard" % "/".join(sorted(kinds)) for kinds in wanted if not kinds & heard]
    if "*" not in words(row["tones"]):
        complaints += ["%s is heard" % kind for kind in sorted((heard & TONES).difference(*wanted))]
    return [complaint + ", of " + (", ".join(sorted(map(str, heard))) or "nothing") for complaint in complaints]


def compare(row, call):
    if not call:
        return ["the call is not printed"]
    complaints = compare_label(row, call["verdict"]) + compare_silence(row, call["silence_s"])
    return complaints + compare_sound(row, call)


def is_media(packet):
    ip = wire.Ip(packet)
    if ip.protocol == ICMP:
        return True
    if ip.protocol != UDP or wire.is_fragment(packet):
        return False
    payload = ip.payload[8:]
    return not payload[:1].isalpha()  # SIP alone begins with a letter


def without_media(path, plain):
    """The capture without its audio, and whether there was any."""
    with lzma.open(path) as packed, open(plain, "wb") as file:
        file.write(packed.read())
    packets = wire.read(plain)
    rest = [(ns, packet) for ns, packet in packets if not is_media(packet)]
    wire.write(plain, wire.RAW, rest)
    return len(rest) < len(packets)


def accusations(findings):
    return [
        "%s accuses (%s): %s" % (finding["id"], finding["severity"], finding["text"])
        for finding in findings
        if finding["severity"] in ("warning", "error") and finding["id"].startswith(NEED_AUDIO)
    ]


def compare_twin(row, call):
    if not call:
        return ["the call is not printed"]
    label = call["verdict"]["label"]
    wrong = row["without_rtp"] not in ("*", label)
    return ["the verdict is %s, not %s" % (label, row["without_rtp"])] * wrong + accusations(call["findings"])


def named(calls):
    return {call["call_id"].split("@")[0]: call for call in calls}


def main(tool, folder):
    points, folder = Points(), os.path.join(folder, "labelled")
    rows = read_rows(os.path.join(folder, "labels.tsv"))
    files = sorted({row["file"] for row in rows})
    for name in files:
        path, mine = os.path.join(folder, name), [row for row in rows if row["file"] == name]
        calls, _, trouble = diagnose(tool, path)
        for row in mine:
            what = "%s %s is %s: %s" % (name, row["call"], row["label"], row["note"])
            points.point(what, trouble or compare(row, named(calls).get(row["call"])))
        with tempfile.TemporaryDirectory() as work:
            plain = os.path.join(work, "plain.pcap")
            without_media(path, plain)
            calls, _, trouble = diagnose(tool, plain)
        for row in mine:
            what = "%s %s without its audio is %s" % (name, row["call"], row["without_rtp"])
            points.point(what, trouble or compare_twin(row, named(calls).get(row["call"])))
    there = sorted(entry for entry in os.listdir(folder) if entry.endswith(".pcap.xz"))
    points.point("each capture has its rows", [entry for entry in there if entry not in files])
    points.point("there are 120 calls and more", [] if len(rows) >= 120 else ["%d" % len(rows)])
    return points.done()


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1]), sys.argv[2]))
