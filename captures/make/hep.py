# SPDX-License-Identifier: BSD-2-Clause
"""What a proxy told a collector in HEP (version 2 or 3), as check.py wants it of tshark, which cannot read that."""
import ipaddress
import re
import struct

EMPTY = ["ipv6.src", "ipv6.dst", "rtp.ssrc", "_ws.malformed", "icmp.type"]


def unpack3(data):
    """(source, target, payload, the rest): chunks of vendor, kind, length, body."""
    size = struct.unpack("!H", data[4:6])[0]
    chunks, at = {}, 6
    while at < size:
        _, kind, length = struct.unpack("!HHH", data[at : at + 6])
        chunks[kind] = data[at + 6 : at + length]
        at += length
    return chunks[3], chunks[4], chunks[15], data[size:]


def unpack2(data):
    """A head of 16 bytes for IPv4, then seconds, microseconds, who captured, padding."""
    return data[8:12], data[12:16], data[28:], b""


def rows(call, row):
    """One for each message; none where the messages themselves are in the capture too: then those are checked."""
    data = bytes.fromhex(row["udp.payload"] or row["tcp.payload"])
    while data:
        source, target, payload, data = unpack3(data) if data[:4] == b"HEP3" else unpack2(data)
        text = payload.decode()
        if not call["filter"]:
            continue
        status = re.match(r"SIP/2\.0 (\d+)", text)
        yield dict.fromkeys(EMPTY, "") | {
            "frame.number": row["frame.number"], "frame.cap_len": row["frame.cap_len"], "frame.protocols": "hep:sip",
            "time": float(row["frame.time_relative"]),
            "source": str(ipaddress.ip_address(source)), "target": str(ipaddress.ip_address(target)),
            "sip.Method": "" if status else text.split(" ")[0], "sip.Status-Code": status[1] if status else "",
            "sip.CSeq.method": re.search(r"\r\nCSeq: \d+ (\w+)", text)[1],
            "sip.Call-ID": re.search(r"\r\nCall-ID: (.*)\r", text)[1],
            "sdp.media": re.search(r"\r\nm=(.*)\r", text),
        }
