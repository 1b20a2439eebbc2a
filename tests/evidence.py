#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What `-o evidence:FOLDER` writes: one file for each call in trouble and none for the others, which says the same of that call
when it is diagnosed by itself; bounded, private, never half a file, and of no name that SIP chose.

usage: evidence.py TOOL CAPTURES SCHEMA
"""

import json
import os
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # the source tree stays clean
from schema import Schema
from tool import CAPTURES, Points, captures_under, diagnose
import wire

NAME = re.compile(r"^[0-9]{8}-[0-9]{6}-[0-9]{6,}-[a-z-]+\.pcapng$")
WORSE_OFF = {"wrong-audio", "silent-audio", "silent-media", "silent-signalling", "clipped"}
# What these say of a call rests on other calls, or on the capture as a whole.
RESTING_ON_MORE = {"dec-603plus-retried", "dec-603-no-failover", "dec-retried-early", "cap-media-bypass", "cap-loss", "cap-no-rtp", "cap-half",
                   "cap-dup", "cancel-no-487"}  # fmt: skip
# Whose audio a TURN channel carries was agreed upon before the call: docs/evidence.md.
LESS = {"transport/turn.pcap"}
CALLER, CALLEE = bytes([192, 0, 2, 1]), bytes([198, 51, 100, 2])
START = 1767312000 * 10**9
MOST_FILES = 1000
PATIENCE = 60  # seconds, for what takes parts of one


def is_troubled(call):
    return call["verdict"]["label"] in WORSE_OFF or any(f["severity"] in ("warning", "error") for f in call["findings"])


def told_of(call):
    """What must be the same."""
    ids = sorted(f["id"] for f in call["findings"] if f["id"] not in RESTING_ON_MORE)
    because = call["verdict"]["because"]
    return call["verdict"]["label"], because if because not in RESTING_ON_MORE else None, ids


def diagnose_again(tool, path, call_id):
    calls, _, complaints = diagnose(tool, path)
    return next((call for call in calls if call["call_id"] == call_id), None), complaints


def check_calls(tool, folder, calls):
    """Each call against its file."""
    found = []
    for call in calls:
        name = call.get("evidence", "")
        if is_troubled(call) != bool(name):
            found.append("%s: evidence is %r" % (call["call_id"], name))
        if not name:
            continue
        again, complaints = diagnose_again(tool, os.path.join(folder, name), call["call_id"])
        found += complaints
        if not again:
            found.append("%s: is not in %s" % (call["call_id"], name))
        elif told_of(again) != told_of(call):
            found.append("%s: %s; of its evidence: %s" % (call["call_id"], told_of(call), told_of(again)))
    return found


def check_names(folder, calls, summary):
    names = sorted(os.listdir(folder))
    wanted = sorted(call["evidence"] for call in calls if call.get("evidence"))
    found = ["%s is none of our names" % name for name in names if not NAME.match(name)]
    if names != wanted:
        found.append("there are %s, told %s" % (names, wanted))
    if summary.get("evidence", {}).get("files") != len(names):
        found.append("the summary says %s of %d files" % (summary.get("evidence"), len(names)))
    found += ["%s can be read by others" % name for name in names if os.stat(os.path.join(folder, name)).st_mode & 0o077]
    return found


def all_matter(tool, path):
    """Options by which each call with a finding is in trouble."""
    calls, _, _ = diagnose(tool, path)
    return [word for call in calls for finding in call["findings"] for word in ("-r", finding["id"] + "=warning")]


def try_capture(tool, path, *options):
    with tempfile.TemporaryDirectory() as folder:
        calls, summary, complaints = diagnose(tool, "-o", "evidence:" + folder, *options, path)
        if complaints:
            return complaints, 0
        return check_names(folder, calls, summary) + check_calls(tool, folder, calls), len(os.listdir(folder))


# Captures made here


def message(number, start, method, tag=""):
    return ("%s\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK%d\r\nFrom: <sip:a@192.0.2.1>;tag=a\r\nTo: <sip:b@198.51.100.2>%s\r\n"
            "Call-ID: ../../../tmp/call-%d\r\nCSeq: 1 %s\r\nContact: <sip:x@192.0.2.1>\r\nContent-Length: 0\r\n\r\n"
            % (start, number, tag, number, method)).encode()  # fmt: skip


def packet(milliseconds, payload, source, destination):
    packed = wire.ipv4(17, wire.udp(payload, (5060, 5060), source, destination), source, destination)
    return START + milliseconds * 10**6, packed


def silent_call(number, at, final="480 Temporarily Unavailable"):
    """A 183 without SDP, and nothing but silence until it fails."""
    to, back = (CALLER, CALLEE), (CALLEE, CALLER)
    return [packet(at, message(number, "INVITE sip:b@198.51.100.2 SIP/2.0", "INVITE"), *to),
            packet(at + 100, message(number, "SIP/2.0 183 Session Progress", "INVITE", ";tag=b"), *back),
            packet(at + 20000, message(number, "SIP/2.0 " + final, "INVITE", ";tag=b"), *back),
            packet(at + 20010, message(number, "ACK sip:b@198.51.100.2 SIP/2.0", "ACK", ";tag=b"), *to)]  # fmt: skip


def write_calls(path, count):
    frames = sorted(frame for number in range(count) for frame in silent_call(number, number * 7))
    wire.write(path, wire.RAW, frames)


def check_schema(tool, captures, path, folder):
    out = os.path.join(folder, "described")
    calls, summary, found = diagnose(tool, "-o", "evidence:" + out, os.path.join(captures, "labelled", "paths.pcap.xz"))
    schema = Schema(path)
    for line in calls + [summary]:
        found += schema.check(line, schema.root, line.get("call_id", "summary"))
    return found


def check_rotation(tool, folder):
    capture, out = os.path.join(folder, "many.pcap"), os.path.join(folder, "rotated")
    os.mkdir(out)
    for name in ("20200101-000000-000001-silent-media.pcapng", "mine.pcapng", "20200101-000000-000001-silent.pcapng"):
        with open(os.path.join(out, name), "w") as file:
            file.write("x")
    os.utime(os.path.join(out, "20200101-000000-000001-silent-media.pcapng"), (1, 1))
    write_calls(capture, MOST_FILES + 5)
    _, summary, found = diagnose(tool, "-o", "evidence:" + out, capture)
    names = sorted(os.listdir(out))
    ours = [name for name in names if NAME.match(name) and not name.startswith("2020")]
    if summary.get("evidence") != {"files": MOST_FILES + 5, "lacking": 0, "failed": 0, "removed": 6}:
        found.append("the summary says %s" % summary.get("evidence"))
    if len(ours) != MOST_FILES or len(names) != MOST_FILES + 2 or "mine.pcapng" not in names:
        found.append("there are %d files, %d of them ours" % (len(names), len(ours)))
    if any(int(name.split("-")[2]) <= 5 for name in ours):
        found.append("the oldest stayed")
    return found


def check_size(tool, folder):
    capture, out = os.path.join(folder, "ten.pcap"), os.path.join(folder, "sized")
    write_calls(capture, 10)
    _, summary, found = diagnose(tool, "--evidence-size", "8K", "-o", "evidence:" + out, capture)
    size = sum(os.stat(os.path.join(out, name)).st_size for name in os.listdir(out))
    counts = summary.get("evidence", {})
    if size > 8192 or size < 4096 or counts.get("files") != 10 or counts["removed"] != 10 - len(os.listdir(out)):
        found.append("%d bytes, %s" % (size, counts))
    return found


def check_full_disk(tool, folder):
    """A file may not grow, which is as good as a full disk."""
    capture, out = os.path.join(folder, "two.pcap"), os.path.join(folder, "full")
    write_calls(capture, 3)

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))

    done = subprocess.run([tool, "-o", "json:-", "-o", "evidence:" + out, capture], capture_output=True, preexec_fn=limit)
    lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
    said = done.stderr.decode().splitlines()
    found = []
    if done.returncode != 3 or len(said) != 1 or "could not be written" not in said[0]:
        found.append("status %d, %s" % (done.returncode, said))
    if lines[-1].get("evidence", {}).get("failed") != 3 or len(lines) != 4:
        found.append("%d lines, the last one says %s" % (len(lines), lines[-1].get("evidence")))
    if os.listdir(out):
        found.append("left behind: %s" % os.listdir(out))
    return found


def check_budget(tool, folder):
    """With little memory what had to go is told, in the file, too."""
    capture, out = os.path.join(folder, "lots.pcap"), os.path.join(folder, "little")
    write_calls(capture, 5000)
    _, summary, found = diagnose(tool, "--memory", "24M", "-o", "evidence:" + out, capture)
    counts = summary.get("evidence", {})
    if not counts.get("lacking") or counts["lacking"] > counts["files"]:
        found.append("the summary says %s" % counts)
    texts = [open(os.path.join(out, name), "rb").read() for name in sorted(os.listdir(out))]
    if not any(b"had to make room" in text for text in texts):
        found.append("no file says what it lacks")
    return found


def with_sdp(text, address, port):
    body = "v=0\r\no=- 1 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\nm=audio %d RTP/AVP 0\r\n" % (address, address, port)
    typed = b"Content-Type: application/sdp\r\nContent-Length: %d\r\n\r\n" % len(body)
    return text.replace(b"Content-Length: 0\r\n\r\n", typed + body.encode())


def write_shared(path, count):
    """Calls that all want their audio at one port, where silence comes; then they are declined."""
    to, back = (CALLER, CALLEE), (CALLEE, CALLER)
    silence = [b"\x80\0" + struct.pack(">HII", n, n * 160, 7) + b"\xff" * 160 for n in range(500)]
    audio = [(START + (1000 + 20 * n) * 10**6, wire.ipv4(17, wire.udp(silence[n], (30000, 20000), *back), *back)) for n in range(500)]
    frames = []
    for number in range(count):
        offer = with_sdp(message(number, "INVITE sip:b@198.51.100.2 SIP/2.0", "INVITE"), "192.0.2.1", 20000)
        answer = with_sdp(message(number, "SIP/2.0 183 Session Progress", "INVITE", ";tag=b"), "198.51.100.2", 30000)
        frames += [packet(number, offer, *to), packet(500 + number, answer, *back),
                   packet(20000 + number, message(number, "SIP/2.0 603 Decline", "INVITE", ";tag=b"), *back),
                   packet(20000 + number, message(number, "ACK sip:b@198.51.100.2 SIP/2.0", "ACK", ";tag=b"), *to)]  # fmt: skip
    wire.write(path, wire.RAW, sorted(frames + audio))


def check_shared(tool, folder):
    """What thousands of calls say to be theirs must not be written thousands of times."""
    capture, out = os.path.join(folder, "shared.pcap"), os.path.join(folder, "shared")
    write_shared(capture, 40)
    _, summary, found = diagnose(tool, "-r", "dec-603-unknown=warning", "-o", "evidence:" + out, capture)
    texts = [open(os.path.join(out, name), "rb").read() for name in sorted(os.listdir(out))]
    large = [text for text in texts if len(text) > 100000]
    told = [text for text in texts if b"in the files of 32 other calls" in text]
    if len(texts) != 40 or len(large) != 32 or len(told) != 8 or summary.get("evidence", {}).get("lacking") != 8:
        found.append("%d files, %d large, %d tell it, %s" % (len(texts), len(large), len(told), summary.get("evidence")))
    return found


def check_choice(tool, folder):
    capture, out = os.path.join(folder, "two.pcap"), os.path.join(folder, "chosen")
    write_calls(capture, 3)
    calls, _, found = diagnose(tool, "-c", "call-id~call-1", "-o", "evidence:" + out, capture)
    if len(os.listdir(out)) != 1 or len(calls) != 1:
        found.append("%d calls, %s" % (len(calls), os.listdir(out)))
    return found


def check_followed(tool, folder):
    """A file that grows: the evidence is there as soon as the call is over."""
    capture, out = os.path.join(folder, "grows.pcap"), os.path.join(folder, "followed")
    frames = silent_call(0, 0)
    wire.write(capture, wire.RAW, frames[:2])
    process = subprocess.Popen([tool, "-F", "-o", "evidence:" + out, capture], stderr=subprocess.PIPE)
    time.sleep(0.2)
    later = packet(120000, message(1, "OPTIONS sip:b@198.51.100.2 SIP/2.0", "OPTIONS"), CALLER, CALLEE)
    rest = os.path.join(folder, "rest.pcap")
    wire.write(rest, wire.RAW, frames[2:] + [later])
    with open(capture, "ab") as file, open(rest, "rb") as more:
        file.write(more.read()[24:])
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not (os.path.isdir(out) and [name for name in os.listdir(out) if NAME.match(name)]):
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=PATIENCE)[1].decode()
    names = os.listdir(out)
    if len(names) != 1 or said:
        return ["%s %s" % (names, said)]
    again, found = diagnose_again(tool, os.path.join(out, names[0]), "../../../tmp/call-0")
    return found + ([] if again and again["verdict"]["label"] == "silent-signalling" else ["it says %s" % again])


def check_wireshark(tool, captures, folder):
    """What others read in it: frames, their times, comments."""
    out = os.path.join(folder, "shown")
    calls, _, found = diagnose(tool, "-o", "evidence:" + out, os.path.join(captures, "labelled", "paths.pcap.xz"))
    for call in calls:
        if not call.get("evidence"):
            continue
        path = os.path.join(out, call["evidence"])
        done = subprocess.run(["tshark", "-r", path, "-Y", "sip", "-T", "fields", "-e", "sip.Call-ID", "-e", "frame.comment"],
                              capture_output=True, text=True)  # fmt: skip
        if done.returncode:
            found.append("tshark: %s" % done.stderr.strip())
        if call["call_id"] not in done.stdout:
            found.append("tshark finds no %s in it" % call["call_id"])
        if call["verdict"]["because"] and call["verdict"]["because"] not in done.stdout + "em-icmp-unreachable":
            found.append("no frame names %s" % call["verdict"]["because"])
    return found


def labelled_under(captures):
    return ["labelled/" + name for name in sorted(os.listdir(os.path.join(captures, "labelled"))) if name.endswith(CAPTURES)]


def main(tool, captures, schema):
    points, files = Points(), 0
    for name in sorted(set(captures_under(captures) + labelled_under(captures)) - LESS):
        path = os.path.join(captures, name)
        # Whatever carries SIP is tried, in trouble or not.
        options = all_matter(tool, path) if name.startswith("transport") else []
        found, count = try_capture(tool, path, *options)
        files += count
        if count or found:
            points.point("%s: the evidence of each call tells the same" % name, found)
    points.point("there was evidence to look at", [] if files > 50 else ["%d files" % files])
    with tempfile.TemporaryDirectory() as folder:
        points.point("JSON is as its schema says", check_schema(tool, captures, schema, folder))
        points.point("the oldest files of ours go, nobody else's", check_rotation(tool, folder))
        points.point("they take no more than they may", check_size(tool, folder))
        points.point("a full disk is told once, counted, and leaves nothing half", check_full_disk(tool, folder))
        points.point("what memory has no room for is told", check_budget(tool, folder))
        points.point("audio that many calls share is written a few times", check_shared(tool, folder))
        points.point("only calls that were chosen leave evidence", check_choice(tool, folder))
        points.point("of a file that grows it is there when the call is over", check_followed(tool, folder))
        if shutil.which("tshark"):
            points.point("Wireshark reads it, with the findings at their frames", check_wireshark(tool, captures, folder))
        else:
            points.point("Wireshark reads it, with the findings at their frames # SKIP there is no tshark")
    return points.done()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
