#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Holds the program to captures/labelled/declines/labels.tsv: who really said no, from the scenario that made each call.

Every answer has to be right or an honest "unknown"; nobody may be told that a person declined who did not. The same holds for each
capture cut short, of one direction, begun too late, or with messages missing: what is left may make the answer unknown, never wrong.

usage: declines.py TOOL CAPTURES
"""

import collections
import concurrent.futures
import csv
import lzma
import os
import random
import sys
import tempfile

sys.dont_write_bytecode = True  # the source tree stays clean
import wire
from tool import Points, diagnose, note

COLUMNS = ["file", "call", "who", "also", "kind", "made", "code", "after_invite", "after_180", "leg", "note"]
ORIGINS = ["user", "device", "pbx", "gateway", "provider", "network-analytics", "unknown", "-"]
DECLINES = {"603", "607", "608"}

# Of a hundred declines of a class so many are told at least; an honest answer to the others is "unknown":
# user: names that nobody knows or that belong to phones that send 486, a time that could be a timer's, what a server made of it.
# device: no name, one or two seconds after the 180, another phone's 180 before. pbx: nothing but a time as of a person, or a cause that any
# server can write. gateway: ringing of its own, or not a word of why. provider: most say no in a plain 603, of which nothing tells whose
# it is. network-analytics: a 603+ of which nothing is left, a plain 603 of a caller whom all refuse.
FLOORS = {"user": 70, "device": 50, "pbx": 55, "gateway": 50, "provider": 18, "network-analytics": 75}
LEAST = 90  # declines


def read_rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        rows = list(reader)
    if reader.fieldnames != COLUMNS:
        raise ValueError("the columns are %s, not %s" % (reader.fieldnames, COLUMNS))
    return rows


def said(call):
    """The origin; "-" where none is said, which is so of every outcome but declined."""
    return call["decline"]["origin"] if call and call["decline"] else "-"


def is_passed_on(row, origin):
    return origin != "-" and origin in row["also"].split(",")


def is_right(row, origin):
    return origin != "-" and (origin == row["who"] or is_passed_on(row, origin))


def is_honest(row, origin):
    return origin in ("unknown", "-") or is_right(row, origin)


def compare(row, call, whole):
    if whole and not call:
        return ["the call is not printed"]
    origin = said(call)
    complaints = [] if is_honest(row, origin) else ["%s declined (%s), it is said" % (origin, call["decline"]["rule"])]
    if whole and (row["code"] in DECLINES) != (origin != "-"):
        complaints.append("%s, and the origin is %s" % (row["code"], origin))
    return complaints


def named(calls):
    return {call["call_id"].split("@")[0]: call for call in calls}


# What a capture can lack


def sip_of(packet):
    """The first line of a SIP message and its bytes, or nothing."""
    ip = wire.Ip(packet)
    if ip.protocol not in (6, 17) or wire.is_fragment(packet):
        return "", b""
    data = ip.payload[8:] if ip.protocol == 17 else wire.Segment(packet).data
    line = data.split(b"\r\n")[0].decode("latin-1")
    return (line, data) if "SIP/2.0" in line else ("", b"")


def code_of(packet):
    line = sip_of(packet)[0]
    return int(line.split()[1]) if line.startswith("SIP/2.0 ") else 0


def is_invite(packet):
    return sip_of(packet)[0].startswith("INVITE ")


def is_final(packet):
    return code_of(packet) >= 300 and b" INVITE\r\n" in sip_of(packet)[1] and code_of(packet) != 401


def callers(packets):
    """Who sent the first INVITE of any Call-ID."""
    seen, hosts = set(), set()
    for _, packet in packets:
        data = sip_of(packet)[1]
        name = next((line for line in data.split(b"\r\n") if line.startswith(b"Call-ID:")), None)
        if name and name not in seen:
            seen.add(name)
            hosts.add(wire.Ip(packet).source)
    return hosts


def without(is_lost):
    return lambda packets: [(ns, packet) for ns, packet in packets if not is_lost(packet)]


def from_callers(packets):
    hosts = callers(packets)
    return [(ns, packet) for ns, packet in packets if wire.Ip(packet).source in hosts]


def to_callers(packets):
    hosts = callers(packets)
    return [(ns, packet) for ns, packet in packets if wire.Ip(packet).destination in hosts]


def is_media(packet):
    ip = wire.Ip(packet)
    return ip.protocol == 17 and not wire.is_fragment(packet) and not ip.payload[8:9].isalpha()


def twice(packets):
    return [(ns + late, packet) for ns, packet in packets for late in (0, 1000)]


def lossy(percent, seed):
    def lose(packets):
        luck = random.Random(seed)
        return [(ns, packet) for ns, packet in packets if is_media(packet) or luck.random() * 100 >= percent]

    return lose


def is_100(packet):
    return code_of(packet) == 100


DAMAGE = [
    ("without its INVITEs", without(is_invite), None),
    ("without INVITEs and 100", without(lambda packet: is_invite(packet) or is_100(packet)), None),
    ("without all before the final responses", without(lambda p: is_invite(p) or 0 < code_of(p) < 200), None),
    ("without the final responses", without(is_final), None),
    ("without requests", without(lambda packet: sip_of(packet)[0] and not code_of(packet)), None),
    ("without ACK", without(lambda packet: sip_of(packet)[0].startswith("ACK ")), None),
    ("without 100", without(is_100), None),
    ("without 180", without(lambda packet: code_of(packet) == 180), None),
    ("without 18x", without(lambda packet: 100 < code_of(packet) < 200), None),
    ("without CANCEL", without(lambda packet: sip_of(packet)[0].startswith("CANCEL ")), None),
    ("from the callers only", from_callers, None),
    ("to the callers only", to_callers, None),
    ("without media", without(is_media), None),
    ("each packet twice", twice, None),
]
DAMAGE += [("cut at %d bytes" % snap, list, snap) for snap in (80, 128, 192, 256, 320, 384, 448, 512, 640)]
DAMAGE += [("%d of a hundred messages lost, %d" % (percent, seed), lossy(percent, seed), None)
           for percent in (5, 20, 40) for seed in range(8)]


def unpacked(path):
    with tempfile.NamedTemporaryFile(suffix=".pcap") as plain, lzma.open(path) as packed:
        plain.write(packed.read())
        plain.flush()
        return wire.read(plain.name)


def judge_damaged(tool, folder, packets, rows, number, damage):
    """[complaint] and how many declines are told."""
    what, change, snap = damage
    path = os.path.join(folder, "%d.pcap" % number)
    wire.write(path, wire.RAW, change(packets), snap or 262144)
    calls, _, trouble = diagnose(tool, path)
    os.unlink(path)
    calls = named(calls)
    # What only another leg gives away is not judged where that may be damaged.
    wrong = [(row, line) for row in rows if row["leg"] == "-" for line in compare(row, calls.get(row["call"]), False)]
    told = sum(is_right(row, said(calls.get(row["call"]))) for row in rows)
    return trouble + ["%s is %s's: %s" % (row["call"], row["who"], line) for row, line in wrong], told


# The table


def cell(table, kind, who, origin):
    """A count; with a star those where it is said who passed the no on."""
    passed = table[kind, who, origin, True]
    return "%d*" % passed if passed else table[kind, who, origin, False] or "."


def tell_table(table):
    """Who said no down, who is said to have done so across."""
    note("%-28s" % "* passed it on" + "".join("%18s" % origin for origin in ORIGINS))
    for kind in ("real", "imitated"):
        for who in ORIGINS[:-2] + ["nobody"]:
            if any(key[:2] == (kind, who) for key in table):
                note("%-28s" % (kind + " " + who) + "".join("%18s" % cell(table, kind, who, origin) for origin in ORIGINS))


def tell_rates(points, results):
    for who, floor in FLOORS.items():
        mine = [(row, origin) for row, origin in results if row["who"] == who and row["code"] in DECLINES]
        right = sum(is_right(*result) for result in mine)
        rate = 100 * right / len(mine) if mine else 0
        points.point("of %d declines of %s %d are told, at least %d of a hundred" % (len(mine), who, right, floor),
                     [] if rate >= floor else ["%.0f of a hundred" % rate])


def tell_whole(points, results):
    declines = [(row, origin) for row, origin in results if row["code"] in DECLINES]
    points.point("there are %d declines" % len(declines), [] if len(declines) >= LEAST else ["at least %d" % LEAST])
    accused = [row["call"] for row, origin in results if origin == "user" and row["who"] != "user"]
    points.point("nobody is said to have declined who did not", accused)


def main(tool, folder):
    points, folder = Points(), os.path.join(folder, "labelled", "declines")
    rows, results, table = read_rows(os.path.join(folder, "labels.tsv")), [], collections.Counter()
    pool = concurrent.futures.ThreadPoolExecutor(os.cpu_count())
    damaged = {damage[0]: [[], 0] for damage in DAMAGE}
    with tempfile.TemporaryDirectory() as work:
        for number, name in enumerate(sorted({row["file"] for row in rows})):
            mine = [row for row in rows if row["file"] == name]
            calls, _, trouble = diagnose(tool, os.path.join(folder, name))
            for row in mine:
                call = named(calls).get(row["call"])
                what = "%s %s, by %s: %s" % (name, row["call"], row["who"], row["note"])
                points.point(what, trouble or compare(row, call, True))
                results.append((row, said(call)))
                table[row["kind"], row["who"], said(call), is_passed_on(row, said(call))] += 1
            packets = unpacked(os.path.join(folder, name))
            jobs = [(damage[0], pool.submit(judge_damaged, tool, work, packets, mine, 100 * number + n, damage))
                    for n, damage in enumerate(DAMAGE)]
            for what, job in jobs:
                complaints, told = job.result()
                damaged[what][0] += complaints
                damaged[what][1] += told
    for what, (complaints, told) in damaged.items():
        points.point("%s: %d are told" % (what, told), complaints)
    tell_table(table)
    tell_rates(points, results)
    tell_whole(points, results)
    return points.done()


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1]), sys.argv[2]))
