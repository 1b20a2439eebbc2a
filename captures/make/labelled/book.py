# SPDX-License-Identifier: BSD-2-Clause
"""Reads calls.txt, the labelled calls: in the language of ../ladder.py, with less to write.

    text NAME ...                   settings that calls share, as @NAME
    capture NAME sipp | kamailio | rtpengine | baresip | linphone | twinkle | packets
    call NAME LABEL BECAUSE TONES [KEY=VALUE...]   # what happens
        invite [WORDS]              INVITE with SDP, and 100
        answer T [WORDS]            200 with SDP, ACK, a little audio both ways, BYE
        fail T CODE [WORDS]         a final response and its ACK
        cancel T                    CANCEL, 487 and the ACK
        0.8 B > A 183 sdp tag=b1    as in a ladder; indented deeper: header fields and SDP lines of the message above
        0.9 B > A rtp SOUND for 7.2

Further words of rtp: codec=PCMA level=-15 (dBm0) noise=-45 pt=8 ptime=20 ssrc=N seq=N lost=3 (of a hundred) dtx (pauses are
comfort noise) extended (headers); written as packets also from=HOST:PORT to=HOST:PORT, and what packets.py says.

LABEL is the verdict, BECAUSE the rules that may explain it ("a,b"; "-": none), TONES what the early audio is. KEY may be any
setting of a ladder, `like=CALL` (at the same two hosts), `with=CALL` (at the same time: the other leg), `silence=-` (how
long the caller heard nothing is not fixed).
"""
import pathlib
import re
import shlex
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import ladder

BOOK = HERE / "calls.txt"
FIELDS = "label", "because", "tones"
APART = 40      # seconds from call to call where nobody has to wait for them


class Capture:
    def __init__(self, number, name, by):
        self.number, self.name, self.by, self.calls = number, name, by, []

    def call(self, name):
        return next(call for call in self.calls if call.name == name)


class Lines:
    """A call's lines as those of a ladder."""

    def __init__(self):
        self.out, self.after, self.tag = [], [], "b1"

    def flush(self):
        self.out += self.after
        self.after = []

    def add(self, line):
        words = line.split()
        if line.startswith("\t\t"):
            self.out.append("    " + line.strip())
            return
        self.flush()
        if hasattr(self, "do_" + words[0]):
            getattr(self, "do_" + words[0])(*words[1:])
        else:
            self.tag = next((word[4:] for word in words if word.startswith("tag=")), self.tag)
            self.out.append(line.strip())

    def do_invite(self, *words):
        self.out.append(f"0.000 A > B INVITE {' '.join(words or ['sdp'])}")
        self.after.append("0.020 B > A 100")

    def do_answer(self, time, *words):
        t = float(time)
        self.out.append(f"{t:.3f} B > A 200 {' '.join(words) or 'sdp'} tag={self.tag}")
        self.after += [f"{t + 0.02:.3f} A > B ACK", f"{t + 0.05:.3f} B > A rtp {self.voice} for 0.3",
                       f"{t + 0.06:.3f} A > B rtp {self.voice} for 0.3", f"{t + 0.5:.3f} A > B BYE",
                       f"{t + 0.51:.3f} B > A 200/BYE"]

    def do_fail(self, time, code, *words):
        t = float(time)
        self.out.append(f"{t:.3f} B > A {code} {' '.join(words)} tag={self.tag}")
        self.after.append(f"{t + 0.02:.3f} A > B ACK")

    def do_cancel(self, time):
        t = float(time)
        self.out += [f"{t:.3f} A > B CANCEL", f"{t + 0.01:.3f} B > A 200/CANCEL",
                     f"{t + 0.02:.3f} B > A 487 tag={self.tag}", f"{t + 0.03:.3f} A > B ACK"]

    # Behind the proxy P.

    def do_pinvite(self, *callees):
        self.out.append("0.000 A > P INVITE sdp")
        self.after.append("0.001 P > A 100")
        self.after += [f"{0.002 + n / 1000:.3f} P > {who} INVITE" for n, who in enumerate(callees)]
        self.after += [f"{0.020 + n / 100:.3f} {who} > P 100" for n, who in enumerate(callees)]

    def do_up(self, time, who, code, *words):
        self.out.append(f"{float(time):.3f} {who} > P {code} {' '.join(words)} tag={who.lower()}1")
        self.after.append(f"{float(time) + 0.001:.3f} P > A {code} {'sdp' * ('sdp' in words)} tag={who.lower()}1")

    def do_panswer(self, time, who, other=""):
        self.do_up(time, who, 200, "sdp")
        t = float(time)
        if other:
            self.after += [f"{t + 0.002:.3f} P > {other} CANCEL", f"{t + 0.010:.3f} {other} > P 200/CANCEL",
                           f"{t + 0.012:.3f} {other} > P 487 tag={other.lower()}1", f"{t + 0.013:.3f} P > {other} ACK"]
        self.after += [f"{t + 0.04:.3f} A > P ACK", f"{t + 0.041:.3f} P > {who} ACK",
                       f"{t + 0.08:.3f} {who} > A rtp {self.voice} for 0.3",
                       f"{t + 0.09:.3f} A > {who} rtp {self.voice} for 0.3",
                       f"{t + 0.6:.3f} A > P BYE", f"{t + 0.601:.3f} P > {who} BYE",
                       f"{t + 0.61:.3f} {who} > P 200/BYE", f"{t + 0.611:.3f} P > A 200/BYE"]

    def do_pfail(self, time, code):
        t = float(time)
        self.out.append(f"{t:.3f} B > P {code} tag=b1")
        self.after += [f"{t + 0.001:.3f} P > B ACK", f"{t + 0.001:.3f} P > A {code} tag=b1",
                       f"{t + 0.02:.3f} A > P ACK"]

    voice = "music-x level=-20"


def with_bodies(lines, pairs):
    """body-A and body-B: what each says in all its SDP, parted by "|"."""
    out = []
    for line in lines:
        out.append(line)
        words = line.split()
        if line[0] != " " and any(word.split("=")[0] == "sdp" for word in words[4:]):
            mends = pairs.get("body-A" if words[1] == "A" else "body-B", "")
            out += ["    sdp: " + mend for mend in mends.split("|") if mend]
    return out


def settings_of(capture, pairs):
    number = len(capture.calls) + 1
    if capture.by == "packets":
        places = {"A": f"192.0.2.{number}", "B": f"198.51.100.{number}", "C": f"198.51.100.{number + 100}",
                  "P": f"203.0.113.{number}", "by": "packets"}
    elif capture.by == "sipp":
        places = {"A": f"127.{capture.number}.{number}.1", "B": f"127.{capture.number}.{number}.2"}
    elif capture.by in ladder.PHONES:
        places = {"A": "192.0.2.1", "B": "192.0.2.2", "by": capture.by, "interface": "caller", "filter": "not tcp"}
    else:
        places = {}
    if "like" in pairs:
        other = capture.call(pairs["like"])
        places.update(A=other["A"], B=other["B"])
    places["to"] = f"+120255501{number + 1:02}"
    return {**places, **pairs}


def finish(capture, texts, head, lines, fields):
    words, _, note = head.partition("#")
    words = re.sub(r"@([\w-]+)", lambda name: texts[name.group(1)], words)
    _, name, *pairs = shlex.split(words)
    said, pairs = pairs[:len(fields)], pairs[len(fields):]
    pairs = dict(pair.split("=", 1) for pair in pairs)
    text = Lines()
    text.voice = pairs.get("voice", Lines.voice)
    for line in lines:
        text.add(line)
    text.flush()
    text.out = with_bodies(text.out, pairs)
    settings = settings_of(capture, pairs)
    with tempfile.NamedTemporaryFile("w", suffix=".ladder", encoding="utf-8") as file:
        file.write("".join(f"set {key} {value}\n" for key, value in settings.items()) + "\n".join(text.out) + "\n")
        file.flush()
        (call,), _ = ladder.read(file.name, name)
    vars(call).update(zip(fields, said), note=note.strip())
    call.start = capture.call(pairs["with"]).start if "with" in pairs else APART * len(capture.calls)
    capture.calls.append(call)


def read(book=BOOK, fields=FIELDS):
    """Of each call the words behind its name are its fields."""
    captures, texts, head, lines = [], {}, None, []
    for line in book.read_text(encoding="utf-8").splitlines() + ["end"]:
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith("\t"):
            lines.append(line)
            continue
        if head:
            finish(captures[-1], texts, head, lines, fields)
            head, lines = None, []
        if line.startswith("text "):
            _, name, text = line.split(None, 2)
            texts[name] = text
        elif line.startswith("capture "):
            _, name, by = line.split()
            captures.append(Capture(len(captures) + 1, name, by))
        elif line.startswith("call "):
            head = line
    return captures


# What each kind of phone would have played, from the ladder alone.

TICK = 0.01     # s
POLICIES = ("rfc3960", "sdp-cuts", "sdp-cuts-180-restores", "any-18x-rings", "ignores-early-media")
SILENT = ("code-ff", "code-7f", "code-d5", "code-55", "code-ff7f", "code-fe7e", "cng", "sid", "noise", "hum")


class Told:
    """What the caller's phone was told: times in seconds."""

    def __init__(self, call):
        responses = [s for s in call.steps if s.receiver == "A" and s.code and s.of == "INVITE"]
        self.end = next(s.time for s in responses if s.code >= 200 and s.code != 401)
        early = [s for s in responses if 100 < s.code < 200]
        self.bare_180 = [s.time for s in early if s.code == 180 and s.word("sdp") is None]
        self.alert = min([s.time for s in early if s.code == 180], default=9e9)
        self.progress = min([s.time for s in early if s.code in (180, 183)], default=9e9)
        self.cut = min([s.time for s in early if s.word("sdp") is not None], default=9e9)
        self.restored = min([s.time for s in early if s.code == 180 and s.time > self.cut], default=9e9)
        self.rings = min([t for t in self.bare_180 if t < self.cut], default=9e9)
        self.audio = [(s.time, min(s.time + s.seconds, self.end), not s.words[0].startswith(SILENT))
                      for s in call.steps if s.rtp and arrives(call, s) and s.time < self.end]

    def silent(self, policy, now):
        arriving = [audible for begin, end, audible in self.audio if begin <= now < end]
        began = any(begin <= now for begin, _, _ in self.audio)
        stopped = max([end for _, end, _ in self.audio if end <= now], default=-9)
        if policy == "ignores-early-media":
            return now < self.alert
        if policy in ("rfc3960", "any-18x-rings"):
            if arriving:
                return not any(arriving)
            rings = now >= (self.alert if policy == "rfc3960" else self.progress)
            return not (rings and (not began or policy == "rfc3960" and now >= stopped + 1))
        if now < self.cut:
            return now < self.rings
        return not any(arriving) and not (policy == "sdp-cuts-180-restores" and now >= self.restored)


    def seconds(self, policy):
        return sum(self.silent(policy, n * TICK) for n in range(round(self.end / TICK))) * TICK


def arrives(call, step):
    """Whether this audio gets to where the caller wants it."""
    lost = step.word("to") or step.word("refused") or step.words[0].startswith(("stun", "dtls"))
    return step.receiver == "A" and not lost and "BLOCK" not in call.settings.get("proxy", "")


def silences(call):
    """Seconds of silence until the final response, one for each policy."""
    told = Told(call)
    return {policy: told.seconds(policy) for policy in POLICIES}
