#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""check.py FOLDER: whether the packets of each call are those of its scenario, and writes FOLDER/labels.tsv.

Nothing here comes from sipwhy. What a label rests on is read from the bytes: what came to the caller and when, under which To-tags,
by which name, with which header fields, and whether audio came before.
"""
import pathlib
import sys

import declines
import seen

SLACK = 0.4     # seconds a busy machine may be late
COLUMNS = ["file", "call", "who", "also", "kind", "made", "code", "after_invite", "after_180", "leg", "note"]
NAMES = {"linphone": "Linphonec/", "twinkle": "Twinkle/", "baresip": "baresip ", "kamailio": "kamailio "}


class Facts:
    """What came to the caller of a call, up to the final response."""

    def __init__(self, call, packets):
        self.call, self.packets = call, packets
        mine = [seen.Message(p) for p in packets if seen.is_sip(p.payload)]
        mine = [m for m in mine if m.call == f"{call.name}@sipwhy.invalid"]
        self.caller = call["A"]
        self.invites = [m for m in mine if m.method == "INVITE" and not m.code and m.source[0] == self.caller and not m.tag]
        came = [m for m in mine if m.code and m.method == "INVITE" and m.target[0] == self.caller]
        self.came = [m for n, m in enumerate(came) if m.first not in [o.first for o in came[:n] if o.tag == m.tag]]
        self.told = [s for s in call.steps if s.code and s.of == "INVITE" and s.receiver == "A"]

    @property
    def final(self):
        return self.came[-1]

    def since_invite(self, message):
        return message.time - max(m.time for m in self.invites if m.time <= message.time)

    @property
    def since_180(self):
        rang = [m.time for m in self.came if m.code == 180]
        return self.final.time - rang[0] if rang else None


def compare_message(call, step, message, start):
    out = []
    if abs(message.time - start - step.time) > SLACK:
        out.append(f"{step.code} came after {message.time - start:.2f} s, not {step.time:.2f}")
    phrase = step.word("phrase")
    if phrase is not None and not message.first.endswith(" " + phrase):
        out.append(f"is {message.first}")
    for line in step.headers:
        name, _, value = line.lstrip("=").partition(":")
        if value.strip() and not any(other.split(":")[0] == name and value.strip() in other for other in message.lines):
            out.append(f"{step.code} lacks {line}")
    if call["agent-B"] == "none" and step.sender == "B" and (message.header("Server") or message.header("User-Agent")):
        out.append("has a name")
    return out


def compare_tags(facts):
    """The same To-tags here and there, under whatever names."""
    told = [step.word("tag", "") for step in facts.told if step.code > 100]
    came = [message.tag for message in facts.came if message.code > 100]
    same = all((told[a] == told[b]) == (came[a] == came[b]) for a in range(len(told)) for b in range(a))
    return [] if same else ["To-tags are not as told: %s" % came]


def compare_name(call, facts, by):
    """A program that is real says so itself."""
    name = facts.final.header("Server") + facts.final.header("User-Agent")
    if call.kind == "real" and NAMES[by] not in name and call.who != "nobody":
        return [f"the no is from {name or 'a program without a name'}"]
    return []


def compare_audio(call, facts):
    told = any(step.rtp and step.receiver == "A" for step in call.steps)
    begin, end = facts.invites[0].time, facts.final.time
    came = [p for p in facts.packets if p.protocol == 17 and seen.is_rtp(p.payload) and p.target[0] == facts.caller
            and begin <= p.time <= end]
    return [] if told == bool(came) else ["early audio came" if came else "no early audio came"]


def complaints_about(call, facts, by):
    codes = [message.code for message in facts.came], [step.code for step in facts.told]
    if codes[0] != codes[1]:
        return ["%s came to the caller, not %s" % codes]
    start = facts.invites[0].time
    out = [line for step, message in zip(facts.told, facts.came) for line in compare_message(call, step, message, start)]
    return out + compare_tags(facts) + compare_name(call, facts, by) + compare_audio(call, facts)


def row_of(path, call, facts, by):
    rang = facts.since_180
    return [path.name, call.name, call.who, call.also, call.kind, by, str(facts.final.code),
            f"{facts.since_invite(facts.final):.1f}", "-" if rang is None else f"{rang:.1f}",
            call.settings.get("leg", "-"), call.note]


def main():
    folder, rows, bad = pathlib.Path(sys.argv[1]), [], 0
    for capture in declines.read():
        path = folder / f"{capture.name}.pcap.xz"
        if not path.exists():
            print(f"{path} is missing")
            bad += 1
            continue
        packets = list(seen.read(path))
        for call in capture.calls:
            facts = Facts(call, packets)
            complaints = complaints_about(call, facts, capture.by)
            bad += bool(complaints)
            for complaint in complaints:
                print(f"{capture.name} {call.name}: {complaint}")
            if facts.came:
                rows.append(row_of(path, call, facts, capture.by))
    with open(folder / "labels.tsv", "w", encoding="utf-8") as out:
        out.writelines("\t".join(row) + "\n" for row in [COLUMNS, *rows])
    print(f"{len(rows)} calls, {bad} of them not as their scenario says")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
