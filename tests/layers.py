#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Wraps shipped calls in every link layer and tunnel, and holds the program to finding the same calls in them.

usage: layers.py TOOL CAPTURES [DOCUMENT [--update]]

Where tshark is installed it is asked as well: a case counts only if it, too, finds the same SIP messages inside. DOCUMENT
is docs/layers.md, whose table must list what was tested; --update writes it.
"""

import collections
import concurrent.futures
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # the source tree stays clean
import wire
from tool import CAPTURES, Points, diagnose, note

CALL = "early-media/183-sdp-no-rtp-declined.pcap"  # SIP and RTP over UDP
CALL_TCP = "transport/sip-tcp.pcap"
CALL_RELAYED = "early-media/183-sdp-no-rtp-until-answer.pcap"  # one call: audio of another in a relay proves nothing
EARLY_AUDIO = "early-media/183-sdp-ringback.pcap"
CALL_IPV6 = "transport/ipv6.pcap"
# Findings that speak of how the packets came
ABOUT_THE_WAY = {"cap-tunnel", "cap-turn", "cap-dup"}
AS_WEB = ["-d", "tcp.port==5060,http"]
ESP = ["-o", "esp.enable_null_encryption_decode_heuristic:TRUE"]
MAC_OPTION = struct.pack("!HBB", 0x0102, 0x80, 1) + b"\0\0\0\7"

# name, what it is, link type, wrapper, arguments for tshark
PACKET_CASES = (
    ("ethernet", "Ethernet", 1, wire.ethernet, []),
    ("vlan", "802.1Q", 1, wire.vlan(0x8100), []),
    ("qinq", "802.1ad, 802.1Q", 1, wire.vlan(0x88A8, 0x8100), []),
    ("vlan-stack", "five VLAN tags", 1, wire.vlan(0x88A8, 0x9100, 0x8100, 0x8100, 0x8100), []),
    ("snap", "IEEE 802.3, LLC/SNAP", 1, wire.snap, []),
    ("null", "BSD null, little endian", 0, wire.family("<", 30), []),
    ("null-big-endian", "BSD null, big endian", 0, wire.family(">", 28), []),
    ("loop", "OpenBSD loop", 108, wire.family(">", 24), []),
    ("raw", "bare IP", 101, wire.bare, []),
    ("sll", "Linux cooked v1", 113, wire.sll, []),
    ("sll-vlan", "Linux cooked v1, 802.1Q", 113, wire.sll_vlan, []),
    ("sll2", "Linux cooked v2", 276, wire.sll2, []),
    ("nflog", "NFLOG", 239, wire.nflog, []),
    ("ppp", "PPP", 9, wire.ppp_framed, []),
    ("ppp-hdlc", "PPP in HDLC framing", 50, wire.ppp_framed, []),
    ("cisco-hdlc", "Cisco HDLC", 104, wire.cisco_hdlc, []),
    ("pppoe", "PPPoE", 1, wire.pppoe, []),
    ("pppoe-link", "PPPoE, its own link type", 51, wire.pppoe_session, []),
    ("mpls", "MPLS, one label", 1, wire.mpls(3001), []),
    ("mpls-stack", "MPLS, four labels", 1, wire.mpls(16, 17, 18, 19), []),
    ("mpls-link", "MPLS, its own link type", 219, wire.mpls_bare, None),
    ("pseudowire", "MPLS pseudowire with control word", 1, wire.pseudowire(b"\0\0\0\1"), ["-d", "mpls.label==17,pwethcw"]),
    ("pseudowire-bare", "MPLS pseudowire without control word", 1, wire.pseudowire(b""), ["-d", "mpls.label==17,pwethnocw"]),
    ("ip-in-ip", "IP in IPv4", 1, wire.ip_in_ip, []),
    ("ip-in-ip6", "IP in IPv6", 1, wire.ip_in_ip6, []),
    ("gre", "GRE", 1, wire.gre(0, b""), []),
    ("gre-full", "GRE with checksum, key, sequence number", 1, wire.gre(0xB000, b"\0\0\0\0" + b"\0\0\0\7" + b"\0\0\0\1"), []),
    ("gre-bridged", "GRE, bridged Ethernet with key (NVGRE)", 1, wire.gre(0x2000, b"\0\0\x2a\0", 0x6558, wire.ethernet), []),
    ("pptp", "GRE version 1 (PPTP), PPP", 1, wire.pptp, []),
    ("erspan1", "ERSPAN type I", 1, wire.gre(0, b"", 0x88BE, wire.ethernet), []),
    ("erspan2", "ERSPAN type II", 1, wire.erspan2, []),
    ("erspan3", "ERSPAN type III", 1, wire.erspan3, []),
    ("etherip", "EtherIP", 1, wire.etherip, []),
    ("vxlan", "VXLAN", 1, wire.vxlan(4789), []),
    ("vxlan-8472", "VXLAN, Linux's old port", 1, wire.vxlan(8472), ["-d", "udp.port==8472,vxlan"]),
    ("vxlan-over-ipv6", "VXLAN over IPv6", 1, wire.vxlan6, []),
    ("geneve", "Geneve", 1, wire.geneve(b"", True), []),
    ("geneve-options", "Geneve with options, bare IP", 1, wire.geneve(MAC_OPTION, False), []),
    ("gtp", "GTP-U", 1, wire.gtp(0x30, b""), []),
    ("gtp-extension", "GTP-U with sequence number and extension header", 1, wire.gtp(0x36, b"\0\1\0\x85" + b"\1\0\5\0"), []),
    ("tzsp", "TZSP", 1, wire.tzsp, []),
    ("l2tp", "L2TP", 1, wire.l2tp, []),
    ("esp", "ESP with null encryption, 96-bit integrity check", 1, wire.esp(12), ESP),
    ("esp-128", "ESP with null encryption, 128-bit integrity check", 1, wire.esp(16), None),
    ("esp-udp", "ESP with null encryption, in UDP", 1, wire.esp_in_udp, ESP),
    ("wireless", "IEEE 802.11 data", 105, wire.wireless, []),
    ("radiotap", "radiotap, IEEE 802.11 QoS data", 127, wire.radiotap, []),
    ("amsdu", "radiotap, IEEE 802.11 A-MSDU", 127, wire.amsdu, []),
    ("prism", "Prism, IEEE 802.11", 119, wire.prism, []),
    ("avs", "AVS, IEEE 802.11", 163, wire.avs, []),
    ("ppi", "PPI, IEEE 802.11", 192, wire.ppi, []),
    ("nested", "VLAN, MPLS, GRE, Ethernet, VLAN, VXLAN, Ethernet", 1, wire.nested, []),
)


def hep(pack, rtp=True):
    """Without rtp, which HEP2 has no way to name, RTP goes beside it as it is."""

    def frames(packets):
        for ns, packet in packets:
            ip = wire.Ip(packet)
            payload = ip.payload[8:]
            if not rtp and not wire.is_sip(payload):
                yield ns, wire.ethernet(packet)
            elif ip.protocol == 17 and (wire.is_sip(payload) or wire.is_rtp(payload)):
                # Sent a little later than it was seen, by a clock of its own.
                yield ns + 300_000, wire.outer_udp(9060, pack(ns, ip, payload))

    return frames


def exported(packets):
    for ns, packet in packets:
        ip = wire.Ip(packet)
        yield ns, wire.exported(ip, ip.payload[8:])


def carried(carrier):
    """SIP messages over another transport, RTP as it is."""

    def frames(packets):
        carry = carrier()
        for ns, packet in packets:
            ip = wire.Ip(packet)
            payload = ip.payload[8:]
            if ip.protocol == 17 and wire.is_sip(payload):
                for part in carry.packets(ip, payload):
                    early, part = part if isinstance(part, tuple) else (0, part)
                    yield ns - early * 1_000_000, wire.ethernet(part)
            else:
                yield ns, wire.ethernet(packet)

    return frames


def relayed(indications):
    """RTP between the caller, who sent the first packet, and its TURN server; SIP as it is."""

    def frames(packets):
        turn, caller = wire.Turn(indications), wire.Ip(packets[0][1]).source
        for ns, packet in packets:
            ip = wire.Ip(packet)
            payload = ip.payload[8:]
            if ip.protocol == 17 and wire.is_rtp(payload) and not wire.is_sip(payload):
                for frame in turn.frames(ip, payload, ip.source == caller):
                    yield ns, frame
            else:
                yield ns, wire.ethernet(packet)

    return frames


# Of single messages: name, what it is, link type, [(ns, packet)] -> frames, arguments for tshark (None: it cannot read this)
MESSAGE_CASES = (
    ("hep3", "HEP3", 1, hep(wire.hep3), None),
    ("hep3-zlib", "HEP3, payload compressed with zlib", 1, hep(lambda *seen: wire.hep3(*seen, wire.zlib.compress)), None),
    ("hep3-gzip", "HEP3, payload compressed with gzip", 1, hep(lambda *seen: wire.hep3(*seen, wire.gzipped)), None),
    ("hep3-gzip-whole", "HEP3, the whole datagram compressed", 1, hep(lambda *seen: wire.gzipped(wire.hep3(*seen))), None),
    ("hep2", "HEP2", 1, hep(wire.hep2, rtp=False), None),
    ("exported", "exported PDUs", 252, exported, []),
    ("sctp", "SCTP", 1, carried(lambda: wire.Sctp(1400)), []),
    ("sctp-chunks", "SCTP, messages in chunks of 100 bytes", 1, carried(lambda: wire.Sctp(100)), []),
    ("sctp-udp", "SCTP in UDP", 1, carried(lambda: wire.Sctp(1400, 9899)), []),
    ("websocket", "WebSocket", 1, carried(lambda: wire.Web(65535)), AS_WEB),
    ("websocket-fragments", "WebSocket, messages in fragments of 100 bytes", 1, carried(lambda: wire.Web(100)), AS_WEB),
)
RELAY_CASES = (
    ("turn", "TURN ChannelData, RTP in it", 1, relayed(False), []),
    ("turn-indications", "TURN Send and Data indications, RTP in them", 1, relayed(True), []),
)
# SIP comes over another transport in these.
OTHER_TRANSPORT = {"sctp", "sctp-chunks", "sctp-udp", "websocket", "websocket-fragments"}


OF_MESSAGES = {CALL: MESSAGE_CASES, CALL_TCP: (), CALL_IPV6: MESSAGE_CASES + RELAY_CASES, CALL_RELAYED: RELAY_CASES}


def without_way(value):
    """A call as JSON, without what may differ: frame numbers, and findings about how the packets came."""
    if isinstance(value, dict):
        return {key: without_way(part) for key, part in value.items() if key not in ("frame", "frames", "start_frame")}
    if isinstance(value, list):
        return [without_way(part) for part in value if not (isinstance(part, dict) and part.get("id") in ABOUT_THE_WAY)]
    if isinstance(value, str):
        return re.sub(r"frames? \d+( to \d+)?", "frame N", value)
    return value


def without(value, names):
    """The value without the members of those names, however deep."""
    if isinstance(value, dict):
        return {key: without(part, names) for key, part in value.items() if key not in names}
    return [without(part, names) for part in value] if isinstance(value, list) else value


def differences(want, got):
    """Where two calls differ, in words."""
    if isinstance(want, dict) and isinstance(got, dict):
        return [line for key in want for line in (key + ": " + part for part in differences(want[key], got.get(key)))]
    return [] if want == got else ["%s, not %s" % (str(got)[:300], str(want)[:300])]


class Original:
    """What a capture says before anything is done to it."""

    def __init__(self, tool, path):
        self.packets = wire.read(path)
        calls, summary, self.complaints = diagnose(tool, path)
        self.calls = [without_way(call) for call in calls]
        self.messages = summary.get("sip_messages", 0)
        self.inner = messages_of_tshark(path, []) if shutil.which("tshark") else None

    def compare(self, tool, path, aside):
        calls, summary, complaints = diagnose(tool, path)
        if complaints:
            return complaints
        if summary["sip_messages"] != self.messages:
            complaints.append("%d messages, not %d" % (summary["sip_messages"], self.messages))
        if len(calls) != len(self.calls):
            complaints.append("%d calls, not %d" % (len(calls), len(self.calls)))
        for want, call in zip(self.calls, calls):
            complaints += differences(without(want, aside), without(without_way(call), aside))
        return complaints


def messages_of_tshark(path, arguments):
    """How often each (Call-ID, CSeq, status) is in it."""
    fields = ["sip.Call-ID", "sip.CSeq", "sip.Status-Code"]
    command = ["tshark", "-n", "-r", path, *arguments, "-Y", "sip", "-T", "fields", "-E", "occurrence=f"]
    done = subprocess.run(command + [word for field in fields for word in ("-e", field)], capture_output=True)
    return collections.Counter(done.stdout.decode("utf-8", "replace").splitlines())


def judge(tool, original, name, path, arguments):
    """What is wrong with a case."""
    other = name.removesuffix("-ipv6") in OTHER_TRANSPORT
    complaints = original.compare(tool, path, ("transport",) if other else ())
    if original.inner is None or arguments is None:
        return complaints
    seen = messages_of_tshark(path, arguments)
    if seen != original.inner:
        complaints.append("tshark finds %d messages in it, not %d" % (seen.total(), original.inner.total()))
    return complaints


def cases(captures, folder):
    """(name, title, capture, path, arguments for tshark)"""
    for suffix, capture in (("", CALL), ("-tcp", CALL_TCP), ("-ipv6", CALL_IPV6), ("", CALL_RELAYED)):
        packets = wire.read(os.path.join(captures, capture))
        for name, title, linktype, wrap, arguments in PACKET_CASES if capture != CALL_RELAYED else ():
            path = os.path.join(folder, name + suffix + ".pcap")
            wire.write(path, linktype, [(ns, wrap(packet)) for ns, packet in packets])
            yield name + suffix, title, capture, path, arguments if not suffix else None
        for name, title, linktype, frames, arguments in OF_MESSAGES[capture]:
            path = os.path.join(folder, name + suffix + ".pcap")
            wire.write(path, linktype, list(frames(packets)))
            yield name + suffix, title, capture, path, arguments if not suffix else None


def table_of(tool, captures, originals):
    """The table of docs/layers.md: the cases above, then the captures that real programs filled."""
    lines = ["| layer | case | messages | tshark finds them too |", "|---|---|---|---|"]
    for cases_of, capture in ((PACKET_CASES + MESSAGE_CASES, CALL), (RELAY_CASES, CALL_RELAYED)):
        for name, title, _, _, arguments in cases_of:
            found = "it cannot read this" if arguments is None else "yes"
            lines.append("| %s | %s | %d | %s |" % (title, name, originals[capture].messages, found))
    for name in sorted(os.listdir(os.path.join(captures, "transport"))):
        if name.endswith(CAPTURES):
            _, summary, _ = diagnose(tool, os.path.join(captures, "transport", name))
            lines.append("| see captures/README.md | captures/transport/%s | %d | |" % (name, summary["sip_messages"]))
    return lines


def check_document(path, table, update):
    """What is wrong with the table of the document; with update it is put right."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    rows = [n for n, line in enumerate(lines) if line.startswith("|")]
    if lines[rows[0] : rows[-1] + 1] == table:
        return []
    if not update:
        return ["its table is not that of the tests: layers.py TOOL CAPTURES %s --update" % path]
    lines[rows[0] : rows[-1] + 1] = table
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines))
    return []


def reported(packets, seconds):
    """The signalling by HEP, with a clock that is seconds ahead of that of the capture, and RTP as it is."""
    for ns, packet in packets:
        ip = wire.Ip(packet)
        payload = ip.payload[8:]
        if wire.is_sip(payload):
            packet = wire.ipv4(17, wire.udp(wire.hep3(ns + seconds * 10**9, ip, payload), (49152, 9060)))
        yield ns, packet


def check_clocks(tool, points, captures, folder):
    """Which came first, an event of one clock or audio of another, cannot be told: nor whether there was silence."""
    packets = wire.read(os.path.join(captures, EARLY_AUDIO))
    path = os.path.join(folder, "clocks.pcap")
    for seconds, words in ((37, "37.0 s ahead of"), (-37, "37.0 s behind")):
        wire.write(path, wire.RAW, list(reported(packets, seconds)))
        calls, _, complaints = diagnose(tool, path)
        found = {finding["id"]: finding["text"] for call in calls for finding in call["findings"]}
        if words not in found.get("cap-media-bypass", ""):
            complaints.append("no word of clocks in %s" % found)
        complaints += ["%s is no more than a guess here" % name for name in found if name.startswith("em-")]
        points.point("of HEP with a clock %s the capture's it is said that audio cannot be judged" % words, complaints)


def main(tool, captures, document=None, update=None):
    points = Points()
    with tempfile.TemporaryDirectory() as folder:
        originals = {name: Original(tool, os.path.join(captures, name)) for name in OF_MESSAGES}
        for name, original in originals.items():
            points.point(name + " holds calls", original.complaints or ([] if original.calls else ["none"]))
        if not shutil.which("tshark"):
            note("tshark is not installed: the cases are not checked against it")
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            jobs = [
                (name, pool.submit(judge, tool, originals[capture], name, path, arguments))
                for name, _, capture, path, arguments in cases(captures, folder)
            ]
            for name, job in jobs:
                points.point(name, job.result())
        check_clocks(tool, points, captures, folder)
        if document:
            table = table_of(tool, captures, originals)
            points.point("docs/layers.md", check_document(document, table, update == "--update"))
    return points.done()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5]))
