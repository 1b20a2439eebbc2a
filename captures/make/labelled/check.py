#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""check.py FOLDER: whether the packets of each labelled call bear out its label, and writes FOLDER/labels.tsv.

Nothing here comes from sipwhy: what was sent to the caller before the final response is read from the bytes.
"""
import pathlib
import sys

import book
from seen import CLASSES, QUIET, Frame, Message, cadence, is_rtp, is_sip, read

SLACK = 0.35    # seconds a busy machine may be late
COLUMNS = ["file", "call", "label", "because", "tones", "without_rtp", *book.POLICIES, "made", "note"]


# Calls

class Facts:
    """What the packets say of one call, seen by its caller."""

    def __init__(self, name, packets):
        self.all = [m for m in (Message(p) for p in packets if is_sip(p.payload)) if m.call == f"{name}@sipwhy.invalid"]
        invites = [m for m in self.all if not m.code and m.method == "INVITE" and not m.tag]
        self.invite, self.invites = invites[0], invites
        self.caller = self.invite.source
        mine = [m for m in self.all if m.target[0] == self.caller[0] and m.code and m.method == "INVITE"]
        self.early = [m for m in mine if 100 < m.code < 200]
        self.final = next(m for m in mine if m.code >= 200 and m.code != 401)
        self.start, self.end = self.invite.time, self.final.time
        offers = [m.sdp for m in self.all if m.source[0] == self.caller[0] and m.sdp and m.sdp.port]
        self.offer = self.invite.sdp
        self.place = offers[0].place if offers else None
        wanted = [p for p in packets if p.protocol == 17 and is_rtp(p.payload)]
        self.rtp = wanted
        self.frames = [Frame(p) for p in wanted if p.target == self.place and self.start <= p.time < self.end]
        self.window = [p for p in packets if self.start <= p.time <= self.end + 0.5]
        self.elsewhere = [p for p in wanted if self.start <= p.time < self.end and p.target != self.place]

    @property
    def sounds(self):
        return [f for f in self.frames if f.level is not None]

    @property
    def with_sdp(self):
        return [m for m in self.early if m.sdp or "\r\nm=audio" in m.body]

    @property
    def promise(self):
        blocked = self.offer and self.offer.direction not in ("sendrecv", "recvonly")
        return next((m for m in self.with_sdp if m.sdp and m.sdp.promises and not blocked
                     and m.header("P-Early-Media") not in ("inactive", "recvonly")), None)

    @property
    def bare_180(self):
        return [m for m in self.early if m.code == 180 and not m.body]

    @property
    def wait(self):
        return self.end - (self.early[0].time if self.early else self.start)


def audible(facts):
    """Packets that say something, as far as can be told."""
    return [f for f in facts.frames
            if f.type not in (13, 101) and len(f.data) > 2 and (f.level is None or f.level > QUIET)]


def not_at_once(facts):
    return [] if not facts.early and facts.end - facts.start < 2 else ["a 18x, or a late final"]


def is_seen(facts, message):
    hosts = facts.place[0], message.sdp.place[0]
    return any(host in (p.source[0], p.target[0]) for p in facts.rtp for host in hosts)


def not_unverifiable(facts):
    seen = any(is_seen(facts, message) for message in facts.with_sdp)
    return [] if facts.with_sdp and not seen else ["its media hosts are seen"]


def not_long(facts):
    return ["silent for %.1f s only" % facts.wait] * (facts.wait <= 4)


def not_nothing_said(facts):
    soon = any(m.time - facts.early[0].time < 4 for m in facts.bare_180)
    return not_long(facts) + ["early RTP came"] * bool(facts.frames) + ["180 came soon"] * soon


def not_absent(facts):
    out = not_long(facts) + ["no SDP in any 18x"] * (not facts.with_sdp) + ["180 without SDP came"] * bool(facts.bare_180)
    return out + ["RTP came that could be played"] * (usable(facts) > 50)


def not_silent(facts):
    return not_long(facts) + ["no RTP"] * (len(facts.frames) < 5) + ["something audible"] * bool(audible(facts))


def not_late(facts):
    if latches(facts):
        return []
    late = facts.frames[0].time - facts.promise.time
    return [] if 1 < late < 4 and len(audible(facts)) > 40 else [f"{late:.2f} s late"]


def not_risky(facts):
    rings = any(m.code == 180 for m in facts.early)
    long = facts.with_sdp and facts.end - facts.with_sdp[0].time > 4
    return [] if rings and long and not facts.frames else ["no 180, no SDP, or RTP"]


def not_played(facts):
    soon = facts.promise and facts.frames and facts.frames[0].time - facts.promise.time < 1
    return [] if soon and len(audible(facts)) > 30 else ["no early RTP in time"]


def not_ringing(facts):
    if facts.wait < 4 and not audible(facts):
        return []
    return [] if not facts.frames and not facts.promise and facts.bare_180 else ["not just ringing"]


LABELS = {      # what speaks against one
    "no-early-phase": not_at_once, "unverifiable": not_unverifiable, "wrong-audio": not_played, "silent-audio": not_silent,
    "silent-media": not_absent, "silent-signalling": not_nothing_said, "clipped": not_late, "risky": not_risky,
    "ok-early-media": not_played, "ok-local-ringback": not_ringing,
}


def usable(facts):
    """Early packets to the caller of a payload type that it offered, that no ICMP refused."""
    refused = any(p.protocol == 1 for p in facts.window)
    formats = facts.offer.formats if facts.offer else ["0", "101"]
    mine = [f for f in facts.frames if str(f.type) in formats]
    return 0 if refused else len([f for f in mine if f.type != 101 and f.data])


def sdp_of(facts):
    return facts.with_sdp[0].sdp


def reserves(facts):
    return "a=des:qos mandatory" in sdp_of(facts).text


def reliable(facts):
    return [m for m in facts.early if "100rel" in m.header("Require")]


def pracks(facts):
    return [m for m in facts.all if m.method == "PRACK" and not m.code]


def stun(facts, kind):
    return [p for p in facts.window if p.payload[4:8] == b"\x21\x12\xa4\x42" and p.payload[:2] == kind]


def contradicts(facts, tones):
    """Whether the end of the call is another story than the tone's; a caller that gives up (487) was told nothing."""
    busy, code = (486, 600), facts.final.code
    goes_with = {"busy": code in (*busy, 480, 603), "congestion": code >= 300 and code not in busy,
                 "sit": code >= 300 and code not in busy}
    return code in (200, 487) or not goes_with[tones.split("|")[0]]


CAUSES = {      # what has to be true for a rule to explain a label
    "cap-no-rtp": lambda f: not f.rtp,
    "cap-media-bypass": lambda f: bool(f.rtp),
    "em-183-no-sdp": lambda f: f.early and f.early[0].code == 183 and not f.early[0].body,
    "em-only-181-182": lambda f: all(m.code in (181, 182) for m in f.early),
    "prov-none": lambda f: not f.early, "prov-slow": lambda f: not f.early and f.end - f.start > 6,
    "em-sdp-no-rtp": lambda f: f.with_sdp and not f.frames,
    "em-rtp-forward-only": lambda f: not f.frames and len(f.elsewhere) > 50,
    "em-rtp-late": lambda f: latches(f) if not f.frames else f.frames[0].time - f.promise.time > 1,
    "em-rtp-pt-not-negotiated": lambda f: f.frames and not usable(f),
    "em-silent-rtp": lambda f: len(f.sounds) > 50 and all(x.level < QUIET for x in f.sounds),
    "em-cn-only": lambda f: f.frames and any(x.type == 13 or x.type == 18 and len(x.data) == 2 for x in f.frames),
    "em-keepalive-only": lambda f: f.frames and all(not x.data for x in f.frames),
    "em-dtmf-only": lambda f: f.frames and all(x.type == 101 and len(x.data) == 4 for x in f.frames),
    "em-ringback-before-alert": lambda f: bool(f.frames),
    "sdp-no-backward": lambda f: sdp_of(f).direction in ("recvonly", "inactive"),
    "sdp-port-zero": lambda f: sdp_of(f).port == 0,
    "sdp-offer-blocks": lambda f: f.offer.direction in ("sendonly", "inactive"),
    "sdp-no-common-codec": lambda f: not set(sdp_of(f).formats) & set(f.offer.formats),
    "sdp-ip-family": lambda f: ":" in sdp_of(f).place[0] and ":" not in f.offer.place[0],
    "sdp-mline-mismatch": lambda f: sdp_of(f).text.count("\r\nm=") != f.offer.text.count("\r\nm="),
    "sdp-proto-mismatch": lambda f: sdp_of(f).proto != f.offer.proto,
    "sdp-crypto-missing": lambda f: "SAVP" in sdp_of(f).proto and "a=crypto" not in sdp_of(f).text,
    "sdp-crypto-no-match": lambda f: "a=crypto:3 AES_256" in sdp_of(f).text and "AES_256" not in f.offer.text,
    "sdp-dtls-missing": lambda f: "TLS" in sdp_of(f).proto and "fingerprint" not in sdp_of(f).text,
    "sdp-setup-conflict": lambda f: "setup:active" in sdp_of(f).text and "setup:active" in f.offer.text,
    "sdp-private-address": lambda f: any(s.place[0].startswith(("10.", "192.168.")) for s in (sdp_of(f), f.offer)),
    "sdp-hold-zero": lambda f: sdp_of(f).place[0] == "0.0.0.0",
    "sdp-unparseable": lambda f: sdp_of(f).port is None or sdp_of(f).place[0] is None,
    "rel-no-prack": lambda f: len(reliable(f)) >= 3 and not pracks(f),
    "rel-prack-rejected": lambda f: any(m.code >= 300 and m.method == "PRACK" for m in f.all),
    "rel-rack-mismatch": lambda f: pracks(f)[0].header("RAck").split()[0] != reliable(f)[0].header("RSeq"),
    "rel-rseq-gap": lambda f: {int(m.header("RSeq")) for m in reliable(f)} == {4711, 4713},
    "rel-rseq-invalid": lambda f: reliable(f) and not reliable(f)[0].header("RSeq"),
    "rel-unsolicited": lambda f: reliable(f) and "100rel" not in "".join(f.invite.lines),
    "rel-required-not-honoured": lambda f: "100rel" in f.invite.header("Require") and not reliable(f),
    "rel-timeout-5xx": lambda f: f.final.code == 504 and 30 < f.end - reliable(f)[0].time < 34,
    "em-delayed-offer-unreliable-18x": lambda f: not f.offer and f.with_sdp and not reliable(f),
    "em-delayed-offer-bare-reliable": lambda f: not f.offer and reliable(f) and not f.with_sdp,
    "em-delayed-offer-prack-no-answer": lambda f: not f.offer and reliable(f) and f.with_sdp and not pracks(f)[0].sdp,
    "ims-precondition-unmet": lambda f: reserves(f) and not any(m.method == "UPDATE" for m in f.all),
    "ims-183-precondition-only": lambda f: reserves(f), "ims-580": lambda f: f.final.code == 580,
    "ims-pem-not-authorised": lambda f: f.with_sdp[0].header("P-Early-Media") == "inactive",
    "ims-pem-authorised-no-rtp": lambda f: f.with_sdp[0].header("P-Early-Media") == "sendonly" and not f.frames,
    "em-icmp-unreachable": lambda f: sum(p.protocol == 1 for p in f.window) > 50,
    "em-rtp-wrong-destination": lambda f: not f.frames and len(f.elsewhere) > 50 or f.place[0] == "10.0.0.6",
    "em-nat-latch-deadlock": lambda f: latches(f),
    "em-ice-failed": lambda f: len(stun(f, b"\0\1")) > 5 and not stun(f, b"\1\1"),
    "em-dtls-incomplete": lambda f: not any(p.payload[:3] == b"\x14\xfe\xfd" for p in f.window),
    "fork-em-switch": lambda f: len({m.tag for m in f.early}) > 1,
    "leg-sdp-stripped": lambda f: f.early and not f.with_sdp, "leg-18x-swallowed": lambda f: not f.early,
    "leg-rtp-not-relayed": lambda f: not f.frames and len(f.elsewhere) > 50,
    "msg-content-type-missing": lambda f: f.with_sdp and not f.with_sdp[0].header("Content-Type"),
    "msg-content-type-wrong": lambda f: f.with_sdp[0].header("Content-Type") == "text/plain",
    "msg-content-length-short": lambda f: 0 < int(f.early[0].header("Content-Length")) < len(f.early[0].body),
    "msg-content-length-long": lambda f: int(f.early[0].header("Content-Length")) > len(f.early[0].body),
    "msg-content-length-zero": lambda f: int(f.early[0].header("Content-Length")) == 0 and f.early[0].body,
    "msg-to-tag-missing-18x": lambda f: not f.early[0].tag,
    "msg-contact-missing-18x": lambda f: not f.early[0].header("Contact"),
    "msg-udp-fragment-lost": lambda f: not f.early[0].whole,
    "msg-18x-unmatched": lambda f: f.early[0].header("Via") != f.invite.header("Via"),
    "resp-misrouted": lambda f: f.early[0].target[1] != f.caller[1] and len(f.invites) > 2,
}


def latches(facts):
    """No packet to the caller before its own first; then at once."""
    behind = [p for p in facts.rtp if p.time >= facts.start and p.source[0] == facts.caller[0]]
    back = [p for p in facts.rtp if p.time >= facts.start and p.target[0] == facts.caller[0]]
    return behind and back and 0 < back[0].time - behind[0].time < 0.3 and behind[0].time - facts.promise.time > 2


class Heard(book.Told):
    """The same as the ladder says, from the packets."""

    def __init__(self, facts):
        def first(messages):
            return min((m.time - facts.start for m in messages), default=9e9)
        early = facts.early
        self.end = facts.end - facts.start
        self.alert = first(m for m in early if m.code == 180)
        self.progress = first(m for m in early if m.code in (180, 183))
        self.cut = first(m for m in early if m.body)
        self.restored = first(m for m in early if m.code == 180 and m.time - facts.start > self.cut)
        self.rings = min((m.time - facts.start for m in early if m.code == 180 and not m.body
                          and m.time - facts.start < self.cut), default=9e9)
        self.audio = [(a - facts.start, min(b - facts.start + 0.02, self.end), loud) for a, b, loud in stretches(facts)]


def stretches(facts):
    """[begin, end, audible] of RTP without a pause of a second; silence packets for 1.4 s and more stand apart."""
    out, loud = [], {id(f) for f in audible(facts)}
    refused = any(p.protocol == 1 for p in facts.window)
    for frame in [] if refused else facts.frames:
        sounds = id(frame) in loud
        if out and frame.time - out[-1][1] < 1:
            out[-1][1] = frame.time
            out[-1][2] += sounds
        else:
            out.append([frame.time, frame.time, int(sounds)])
    return [(a, b, bool(n)) for a, b, n in out]


def is_true(cause, call, facts):
    if cause == "em-tone-contradicts-code":
        return contradicts(facts, call.tones)
    if cause == "em-tone-no-final":
        return contradicts(facts, call.tones) and facts.end - facts.frames[0].time > 10
    return CAUSES[cause](facts)


def complaints_about(call, facts):
    out = []
    labels, causes = call.label.split(","), [] if call.because == "-" else call.because.split(",")
    wrong = [LABELS[label](facts) for label in labels]
    out += [f"{label}: {', '.join(w)}" for label, w in zip(labels, wrong) if w] if all(wrong) else []
    true = [cause for cause in causes if is_true(cause, call, facts)]
    out += [f"not {', '.join(causes)}"] if causes and not true else []
    kinds = [kind.split("|")[0] for kind in call.tones.split(",") if kind not in ("-", "*")]
    kinds = [kind for kind in kinds if kind in CLASSES]
    if len(kinds) == 1 and facts.sounds and "*" not in call.tones and not CLASSES[kinds[0]](facts.sounds):
        out.append(f"does not sound like {kinds[0]}: {cadence(facts.sounds)}")
    return out


def compare_silence(call, facts):
    if call.settings.get("silence") == "-" or not facts.place:
        return {policy: "-" for policy in book.POLICIES}, []
    mine, heard, out = book.silences(call), Heard(facts), []
    for policy in book.POLICIES:
        seen = heard.seconds(policy)
        if abs(seen - mine[policy]) > SLACK:
            out.append(f"{policy}: {seen:.2f} s of silence, not {mine[policy]:.2f}")
    return {policy: f"{seconds:.1f}" for policy, seconds in mine.items()}, out


STAYS = ("no-early-phase", "silent-signalling", "ok-local-ringback")


def without_rtp(call, facts):
    """The label that is left when nobody saw RTP; "*" where that is open to argument."""
    if "," in call.label:
        return "*"
    if "qos" in "".join(m.body for m in facts.with_sdp):
        return "*"      # nothing is promised yet, but the path is open
    if call.label in STAYS:
        return call.label
    return "unverifiable" if facts.promise else "*"


def main():
    folder, rows, bad, calls = pathlib.Path(sys.argv[1]), [], 0, 0
    for capture in book.read():
        path = folder / f"{capture.name}.pcap.xz"
        if not path.exists():
            print(f"{path} is missing")
            bad += 1
            continue
        packets = list(read(path))
        for call in capture.calls:
            facts = Facts(call.name, packets)
            silence, complaints = compare_silence(call, facts)
            if call.label == "unverifiable":
                silence = {policy: "-" for policy in book.POLICIES}
            complaints += complaints_about(call, facts)
            calls, bad = calls + 1, bad + bool(complaints)
            for complaint in complaints:
                print(f"{capture.name} {call.name} ({call.label}): {complaint}")
            rows.append([path.name, call.name, call.label, call.because, call.tones, without_rtp(call, facts),
                         *silence.values(), capture.by, call.note])
    with open(folder / "labels.tsv", "w", encoding="utf-8") as out:
        out.writelines("\t".join(row) + "\n" for row in [COLUMNS, *rows])
    print(f"{calls} calls, {bad} of them not as their label says")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
