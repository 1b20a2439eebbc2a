#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Holds what `sipwhy -o json:-` prints of every capture to docs/schema.json and to what a schema cannot say.

usage: schema.py TOOL CAPTURES SCHEMA
"""

import datetime
import decimal
import json
import os
import re
import sys

sys.dont_write_bytecode = True  # the source tree stays clean
from tool import Points, Run, captures_under, read_lines

RAW = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
HEALTHY = {"no-early-phase", "ok-early-media", "ok-local-ringback"}
OUTCOMES = {603: "declined", 607: "declined", 608: "declined", 486: "busy", 600: "busy"}
OUTCOMES.update({408: "no-answer", 480: "no-answer", 487: "cancelled"})
LINGER = 64  # seconds a line may wait for repeats of its final response (RFC 3261 17.2: 64*T1) while others pass
KEYWORDS = {"$schema", "$defs", "title", "description"} | {
    "$ref", "oneOf", "type", "enum", "const", "pattern", "minimum", "maximum",
    "required", "properties", "additionalProperties", "items",
}  # fmt: skip


def type_of(value):
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    return {str: "string", int: "integer", list: "array", dict: "object"}.get(type(value), "number")


class Schema:
    """As much of JSON Schema (draft 2020-12) as docs/schema.json needs; an unknown keyword is an error."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.root = json.load(file)

    def check(self, value, schema, where):
        unknown = set(schema) - KEYWORDS
        if unknown:
            raise ValueError("docs/schema.json uses %s" % ", ".join(sorted(unknown)))
        found = []
        if "$ref" in schema:
            found += self.check(value, self.root["$defs"][schema["$ref"].rpartition("/")[2]], where)
        if "oneOf" in schema:
            found += self.check_one(value, schema["oneOf"], where)
        found += self.check_value(value, schema, where)
        if isinstance(value, dict):
            found += self.check_object(value, schema, where)
        if isinstance(value, list) and "items" in schema:
            for i, item in enumerate(value):
                found += self.check(item, schema["items"], "%s[%d]" % (where, i))
        return found

    def check_one(self, value, choices, where):
        results = [self.check(value, choice, where) for choice in choices]
        if sum(not found for found in results) == 1:
            return []
        return min(results, key=len) or ["%s fits more than one description" % where]

    def check_value(self, value, schema, where):
        found = []
        types = schema.get("type", [])
        types = [types] if isinstance(types, str) else types
        kind = type_of(value)
        if types and kind not in types and not (kind == "integer" and "number" in types):
            found.append("%s is %s, not %s" % (where, kind, " or ".join(types)))
        if "enum" in schema and value not in schema["enum"]:
            found.append("%s is %r" % (where, value))
        if "const" in schema and (value != schema["const"] or kind != type_of(schema["const"])):
            found.append("%s is %r, not %r" % (where, value, schema["const"]))
        if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
            found.append("%s is %r" % (where, value))
        if kind in ("integer", "number"):
            if value < schema.get("minimum", value) or value > schema.get("maximum", value):
                found.append("%s is %s, out of range" % (where, value))
        return found

    def check_object(self, value, schema, where):
        properties, more = schema.get("properties", {}), schema.get("additionalProperties", {})
        found = ["%s lacks %s" % (where, key) for key in schema.get("required", []) if key not in value]
        for key, item in value.items():
            if key in properties:
                found += self.check(item, properties[key], "%s.%s" % (where, key))
            elif more is False:
                found.append("%s has %s, which is not described" % (where, key))
            else:
                found += self.check(item, more, "%s.%s" % (where, key))
        return found


def unique(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key comes twice: %s" % [key for key, _ in pairs])
    return found


def no_number(word):
    raise ValueError("%s is no JSON" % word)


def outcome_of(call):
    if not call["final"]:
        return "pending" if call["provisionals"] else "unknown"
    code = call["final"]["code"]
    return OUTCOMES.get(code) or {2: "answered", 3: "redirected"}.get(code // 100, "failed")


def numbers(value):
    """Every number and every frame number, with its key."""
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, list) and key == "frames":
                yield from (("frame", frame) for frame in item)
            elif isinstance(item, (int, decimal.Decimal)) and not isinstance(item, bool):
                yield key, item
            else:
                yield from numbers(item)
    elif isinstance(value, list):
        for item in value:
            yield from numbers(item)


def check_call(call, frames):
    found = []
    verdict, final, ids = call["verdict"], call["final"], {finding["id"] for finding in call["findings"]}
    if call["outcome"] != outcome_of(call):
        found.append("outcome is %s, the final says %s" % (call["outcome"], outcome_of(call)))
    if bool(call["decline"]) != (call["outcome"] == "declined"):
        found.append("decline is %r while the outcome is %s" % (call["decline"], call["outcome"]))
    if call["decline"] and call["decline"]["rule"] and call["decline"]["rule"] not in ids:
        found.append("decline.rule %s is no finding" % call["decline"]["rule"])
    if verdict["because"] and (verdict["label"] in HEALTHY or verdict["because"] not in ids):
        found.append("because %s with %s and %s" % (verdict["because"], verdict["label"], sorted(ids)))
    for key, number in numbers(call):
        if key in ("frame", "start_frame") and not 1 <= number <= frames:
            found.append("%s %s is not within 1..%s" % (key, number, frames))
        if isinstance(number, decimal.Decimal) and key != "jitter_ms" and number.as_tuple().exponent < -6:
            found.append("%s %s is finer than a microsecond" % (key, number))
    entries = call["provisionals"]
    if sorted(entries, key=lambda e: e["t"]) != entries and sorted(entries, key=lambda e: e["frame"]) != entries:
        found.append("provisionals are in no order")
    return found + check_heard(call, final)


def check_heard(call, final):
    """The strip covers the early phase without holes, and its silence is that of its policy."""
    found, heard = [], call["heard"]
    for one, two in zip(heard, heard[1:]):
        if one["to"] != two["from"] or one["what"] == two["what"]:
            found.append("heard has a hole, an overlap or a needless cut at %s" % one["to"])
    if any(span["from"] > span["to"] for span in heard):
        found.append("heard runs backwards")
    if heard and final and heard[-1]["to"] > max(final["t"], 0):
        found.append("heard goes on after the final response")
    silence = call["silence_s"][call["heard_policy"]]
    total = sum(span["to"] - span["from"] for span in heard if span["what"] == "silence")
    if heard and silence is not None and abs(silence - total) > decimal.Decimal("0.00001") * (len(heard) + 1):
        found.append("heard has %s s of silence, silence_s.%s says %s" % (total, call["heard_policy"], silence))
    return found


def ended(call):
    """When a call that failed was over; None where the JSON does not say it."""
    if not call["final"] or call["final"]["code"] < 300:
        return None
    start = datetime.datetime.strptime(call["start"], "%Y-%m-%dT%H:%M:%S.%fZ")
    return (start - datetime.datetime(1970, 1, 1)).total_seconds() + float(call["final"]["t"])


def check_order(calls):
    times = [ended(call) for call in calls if ended(call) is not None]
    latest = [max(times[: i + 1]) for i in range(len(times))]
    return ["calls are not in the order they end"] if any(a - b > LINGER for a, b in zip(latest, times)) else []


def count(values):
    counts = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts


def check_summary(summary, calls):
    found = []
    if summary["calls"] != len(calls):
        found.append("calls is %s, %d are printed" % (summary["calls"], len(calls)))
    labels = [call["verdict"]["label"] for call in calls]
    for key, printed in (("outcomes", [call["outcome"] for call in calls]), ("verdicts", labels)):
        if {word: n for word, n in summary[key].items() if n} != count(printed):
            found.append("%s is %s, printed are %s" % (key, summary[key], count(printed)))
    if sum(summary["counters"].values()) != summary["frames"]:
        found.append("%s frames, %s in the counters" % (summary["frames"], sum(summary["counters"].values())))
    for key, frame in numbers(summary["findings"]):
        if key == "frame" and not 1 <= frame <= summary["frames"]:
            found.append("summary frame %s is not within 1..%s" % (frame, summary["frames"]))
    return found


def check_output(schema, output):
    """Complaints about one run's output, and the ids of the rules in it."""
    raw = RAW.search(output.decode("utf-8", "replace").replace("\n", ""))
    found = ["U+%04X is not escaped" % ord(raw.group())] if raw else []
    try:
        lines = read_lines(output, parse_float=decimal.Decimal, parse_constant=no_number, object_pairs_hook=unique)
    except ValueError as error:
        return [str(error)], set()
    for i, line in enumerate(lines, 1):
        found += schema.check(line, schema.root, "line %d" % i)
    if found or not lines or [line["type"] for line in lines] != ["call"] * (len(lines) - 1) + ["summary"]:
        return found or ["not calls and then one summary"], set()
    calls, summary = lines[:-1], lines[-1]
    for call in calls:
        found += ["call %s: %s" % (call["call_id"], text) for text in check_call(call, summary["frames"])]
    ids = {finding["id"] for line in lines for finding in line["findings"]}
    return found + check_order(calls) + check_summary(summary, calls), ids


def check_told(schema, tool, capture):
    """What --each tells before, and the calls with what they withdraw."""
    found, count = [], 0
    for line in read_lines(Run(tool, "--each", "-o", "json:-", capture).output, parse_float=decimal.Decimal):
        count += line["type"] == "finding"
        found += schema.check(line, schema.root, "%s of %s" % (line["type"], line.get("call_id")))
    return found, count


def check_two(tool, paths):
    """With several inputs findings and finals name theirs."""
    lines = read_lines(Run(tool, "-o", "json:-", *paths).output)
    names = {os.path.basename(path) for path in paths}
    named = [item for line in lines for item in line["findings"] + [line.get("final")] if item]
    wrong = ["%s is not of %s" % (item.get("file"), sorted(names)) for item in named if item.get("file") not in names]
    return wrong if named else ["nothing to name an input in"]


def main(tool, folder, path):
    points, schema, ids, told = Points(), Schema(path), set(), 0
    captures = [os.path.join(folder, name) for name in captures_under(folder)]
    eventful = []
    for capture in captures:
        run, again = Run(tool, "-o", "json:-", capture), Run(tool, "-o", "json:-", capture)
        found, rules = check_output(schema, run.output)
        found += ["a second run prints something else"] if again.output != run.output else []
        more, count = check_told(schema, tool, capture)
        found, told = found + more, told + count
        found = ["exit status 2"] + run.complaints if run.status == 2 else found
        points.point(os.path.relpath(capture, folder), run.trouble() or found)
        ids |= rules
        eventful += [capture] if rules else []
    points.point("there are captures", [] if captures else ["none"])
    points.point("some calls are told of before they are over", [] if told else ["none"])
    two = check_two(tool, eventful[:2]) if eventful[1:] else ["fewer than two captures have findings"]
    points.point("findings name their input when there are two", two)
    mute = [rule for rule in sorted(ids) if Run(tool, "explain", rule).status != 0]
    points.point("each rule that speaks is explained", mute)
    return points.done()


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3]))
