#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""check.py LADDER CAPTURE: whether the capture holds what its ladder says and nothing else, as tshark reads it."""
import contextlib
import pathlib
import subprocess
import sys
import tempfile

import hep
import ladder

FIELDS = ["frame.number", "frame.time_relative", "ip.src", "ipv6.src", "ip.dst", "ipv6.dst", "sip.Method",
          "sip.Status-Code", "sip.CSeq.method", "sip.Call-ID", "sdp.media", "rtp.ssrc", "_ws.malformed",
          "frame.protocols", "frame.cap_len", "icmp.type"]
SLACK = 0.3     # seconds a busy machine may be late
CARRIERS = {"tls": ["tls"], "ws": ["http", "websocket"], "wss": ["tls"], "sctp": ["sctp"]}  # their own frames


@contextlib.contextmanager
def unpacked(capture):
    """A name tshark can read it by."""
    unpack = {".xz": "xz", ".lz4": "lz4"}.get(capture.suffix)
    if not unpack:
        yield capture
        return
    with tempfile.NamedTemporaryFile() as plain:
        subprocess.run([unpack, "-qdc", capture], check=True, stdout=plain)
        yield plain.name


def dissect(call, capture):
    """tshark's view of each frame. In a tunnel the last addresses count; HEP it cannot read, hep.py can."""
    last = call["frames"] in ("vxlan", "gtp")
    words = ["tshark", "-r", capture, "-o", "ip.defragment:TRUE", "--enable-heuristic", "rtp_udp",
             "--enable-heuristic", "rtp_stun", "-T", "fields", "-E", "occurrence=l" if last else "occurrence=f"]
    if call["transport"] == "wss":
        words += ["-o", "http.tls.port:8443"]
    if call["keys"] == "beside":
        words += ["-o", f"tls.keylog_file:{capture.with_suffix('.keys')}"]
    fields = FIELDS + ["udp.payload", "tcp.payload", "udp.dstport", "tcp.dstport"] * bool(call["hep"])
    for field in fields:
        words += ["-e", field]
    text = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    for line in text.splitlines():
        row = dict(zip(fields, line.split("\t")))
        if "9060" in (row.get("udp.dstport"), row.get("tcp.dstport")):
            yield from hep.rows(call, row)
            continue
        row["source"], row["target"] = row["ip.src"] or row["ipv6.src"], row["ip.dst"] or row["ipv6.dst"]
        row["time"] = float(row["frame.time_relative"])
        yield row


def cut(call, row):
    """tshark tells nothing of a SIP message whose end was not recorded."""
    return int(row["frame.cap_len"]) == int(call["snaplen"])


def seen(call, step):
    """Whether this line is in reach of the recording."""
    sources = {"src host " + call[name]: name for name in "ABC"}
    return step.sender == sources.get(call["filter"], step.sender)


def wanted(call):
    for step in call.steps:
        if not step.rtp and seen(call, step) and step.word("lost") is None:
            body = step.word("sdp") is not None or None
            if step.sender in call.foreign:
                body = "any"
            yield step, (call[step.sender], call[step.receiver], step.what, step.of or step.what, body)


def messages(rows, call):
    for row in rows:
        if row["sip.Call-ID"] == f"{call.name}@sipwhy.invalid":
            what = row["sip.Method"] or row["sip.Status-Code"]
            yield row, (row["source"], row["target"], what, row["sip.CSeq.method"], bool(row["sdp.media"]) or None)


def same(want, got):
    return want[:4] == got[:4] and want[4] in ("any", got[4])


def check_messages(call, rows, complaints):
    want, got = list(wanted(call)), list(messages(rows, call))
    if not got:
        complaints.append("no message of the call")
        return 0.0
    if call["late"] != "0" or cut(call, rows[0]):
        want = want[-len(got):]
    zero = got[0][0]["time"] - want[0][0].time
    at = 0
    for step, line in want:
        found = next((i for i in range(at, min(at + 2, len(got))) if same(line, got[i][1])), None)
        if step.word("untyped") is not None:    # tshark, too, overlooks that body
            found = at if line[:4] == got[at][1][:4] else None
        if found is None:
            complaints.append(f"{step.time} {line} is missing at {got[at][1] if at < len(got) else 'the end'}")
            return zero
        if found != at:                         # two hosts may swap places within a millisecond
            got[at], got[found] = got[found], got[at]
        if abs(got[at][0]["time"] - zero - step.time) > SLACK:
            complaints.append(f"{line} came at {got[at][0]['time'] - zero:.3f}, not at {step.time}")
        at += 1
        copies = 1
        while at < len(got) and step.copies > 1 and same(line, got[at][1]):
            at, copies = at + 1, copies + 1
        if copies != step.copies:
            complaints.append(f"{line}: {copies} copies, not {step.copies}")
    complaints += [f"unexpected {line}" for _, line in got[at:]]
    return zero


def check_media(call, rows, zero, complaints):
    """As much RTP as said, when it was said. Marks the packets that are accounted for."""
    end = zero + call.steps[-1].time + SLACK
    for step in (s for s in call.steps if s.rtp and seen(call, s)):
        ends = call.media(step.sender), call.media(step.receiver)
        if call["relay"]:
            ends = (call["A"], call["relay"]) if step.sender == "A" else (call["relay"], call["A"])
        if ends[0] in call["filter"].split():
            continue
        start, stop = zero + step.time, zero + step.time + step.seconds
        packets = [row for row in rows if row["rtp.ssrc"] and (row["source"], row["target"]) == ends
                   and not row["icmp.type"] and start - 0.01 <= row["time"] <= min(stop + SLACK, end)]
        times = [row["time"] for row in packets]
        for row in packets:
            row["expected"] = True
        if call["late"] != "0":
            start = max(start, 0)
        expected = (stop - start) * 50
        if not 0.85 * expected - 3 <= len(times) <= 1.1 * expected + 3:
            complaints.append(f"rtp {ends} at {step.time}: {len(times)} packets, not {expected:.0f}")
        elif times[0] - start > SLACK:
            complaints.append(f"rtp {ends} starts {times[0] - start:.3f} s late")


def carries(call, row):
    """Whether it may be there, though no line of the ladder says so."""
    protocols = row["frame.protocols"].split(":")
    if call["relay"] and protocols[-1] == "stun" or call["closed"] and row["icmp.type"] == "3":
        return True
    return not row["sip.Call-ID"] and any(name in protocols for name in CARRIERS.get(call["transport"], ()))


def check_rest(call, rows, complaints):
    for row in (row for row in rows if not cut(call, row)):
        if carries(call, row):
            continue
        tcp_only = row["frame.protocols"].endswith((":tcp", ":rtcp"))
        fragment = row["frame.protocols"].endswith((":ip", ":data")) and not row["sip.Call-ID"]
        if not (row["sip.Call-ID"] or row["rtp.ssrc"] or tcp_only or fragment):
            complaints.append(f"frame {row['frame.number']} is a stranger: {row['frame.protocols']}")
        if row["rtp.ssrc"] and "expected" not in row:
            complaints.append(f"frame {row['frame.number']} is RTP nobody spoke of, at {row['time']:.3f}")
        if row["_ws.malformed"]:
            complaints.append(f"frame {row['frame.number']} is malformed")


def main():
    path, capture = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    calls, _ = ladder.read(path, path.stem)
    rows, complaints = [], []
    with unpacked(capture) as plain:
        rows += dissect(calls[0], plain)
    for call in calls:
        zero = check_messages(call, rows, complaints)
        check_media(call, rows, zero, complaints)
    check_rest(call, rows, complaints)
    size = capture.stat().st_size
    if size > 100_000:
        complaints.append(f"{size} bytes are too many")
    print(f"{path.stem}: {len(rows)} frames, {size} bytes", *complaints, sep="\n    ")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
