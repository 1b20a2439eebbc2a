# SPDX-License-Identifier: BSD-2-Clause
"""Reads a ladder: one or more calls written down as a person would tell them, and writes the SIP of each line.

    # what the capture shows                     (the first comment line goes into README.md)
    set agent-B PJSUA v2.14                      (settings: see DEFAULTS)
    0.000  A > B  INVITE  sdp                    seconds, sender > receiver, method or status, words
    0.900  B > A  183     sdp=inactive  tag=b1   words: sdp sdp=VARIANT tag=NAME rel auth untyped again=N lost phrase="…"
           Reason: Q.850;cause=21                indented: one more header of the message above
           =Contact: <sip:b@192.0.2.9>           with "=": instead of the one that is there; empty: none at all
           sdp: m=audio 0 RTP/AVP 0              a line of its SDP instead of that of the same type, "a=" beside the
           sdp: -a=rtpmap                        others; with "-": without those that begin so; with "+": one more
    1.000  B > A  rtp     ringback  for 4.0      a sound of audio.py, to the other's SDP address
    9.000  B > A  200/BYE                        an answer to anything but INVITE names its method
    ---                                          the next call of the same capture, when this one has ended; written
                                                 by packets it has the same clock and may be a leg of this one

A calls, B and C are called, P is the proxy between them; a tag starts with the letter of its owner. Same ladder, same
messages.
"""
import copy
import re
import shlex

DEFAULTS = {
    "A": "127.0.0.1", "B": "127.0.0.2", "P": "127.0.0.3", "C": "127.0.0.4",
    "from": "+12025550101", "to": "+12025550102",
    "agent-A": "sipwhy-caller", "agent-B": "sipwhy-callee", "agent-C": "sipwhy-callee",     # or "none"
    "transport": "udp",     # or tcp, sctp, tls, ws, wss; the last two lead to the proxy, which goes on over UDP
    "tls": "1.3", "keys": "inside",     # where the secrets of TLS go: into the capture, or "beside" it
    "hep": "",              # how the proxy tells a collector of each message: "udp" or "tcp", or "2" for HEP2 over UDP
    "closed": "",           # a host that does not open the media port of its SDP
    "relay": "",            # the TURN server through which A's media go
    "by": "sipp",           # or "packets": written by generate.py, nobody talks; or the phone that is called, of PHONES
    "snaplen": "262144", "interface": "lo", "filter": "", "late": "0", "mtu": "65536", "suffix": ".pcap",
    "repeat": "1", "frames": "ethernet",
}
MEDIA_PORT = {"A": 20000, "B": 30000, "C": 40000}
PHRASES = {
    100: "Trying", 180: "Ringing", 183: "Session Progress", 200: "OK", 401: "Unauthorized", 403: "Forbidden", 486: "Busy Here",
    487: "Request Terminated", 504: "Server Time-out", 603: "Decline",
    181: "Call Is Being Forwarded", 182: "Queued", 199: "Early Dialog Terminated", 302: "Moved Temporarily", 400: "Bad Request",
    404: "Not Found", 420: "Bad Extension", 480: "Temporarily Unavailable", 481: "Call/Transaction Does Not Exist",
    488: "Not Acceptable Here", 500: "Server Internal Error", 503: "Service Unavailable", 580: "Precondition Failure",
    408: "Request Timeout", 433: "Anonymity Disallowed", 600: "Busy Everywhere", 604: "Does Not Exist Anywhere",
    607: "Unwanted", 608: "Rejected",
}
PHONES = "baresip", "linphone", "twinkle"
QOS = ("a=curr:qos local none", "a=curr:qos remote none", "a=des:qos mandatory local sendrecv",
       "a=des:qos mandatory remote sendrecv")
QOS_MET = ("a=curr:qos local sendrecv", "a=curr:qos remote sendrecv", "a=des:qos mandatory local sendrecv",
           "a=des:qos mandatory remote sendrecv")
CANDIDATES = tuple(f"a=candidate:{n} 1 UDP {2130706431 - n} 127.0.1.{n} {20000 + 2 * n} typ host" for n in range(1, 33))
LINE = re.compile(r"(\d+\.\d+)\s+([ABCP]) > ([ABCP])\s+(\S+)\s*(.*)")


class Step:
    """One line: a message, or RTP that starts and ends."""

    def __init__(self, time, sender, receiver, what, words):
        self.time, self.sender, self.receiver = time, sender, receiver
        self.what, _, self.of = what.partition("/")
        self.code = int(self.what) if self.what.isdigit() else 0
        self.of = self.of or ("INVITE" if self.code else "")
        self.words, self.headers, self.sdp_lines, self.text = words, [], [], None
        self.recorded = self.file = self.format = ""    # where its audio is, when it is no sound of audio.py
        self.copies = int(self.word("again", "0")) + 1
        self.seconds = float(words[words.index("for") + 1]) if "for" in words else None

    def word(self, name, default=None):
        for word in self.words:
            if word == name:
                return ""
            if word.startswith(name + "="):
                return word[len(name) + 1:]
        return default

    @property
    def rtp(self):
        return self.what == "rtp"

    @property
    def request(self):
        return not self.rtp and not self.code


class Call:
    def __init__(self, settings, name):
        self.settings, self.name, self.steps = settings, name, []

    def __getitem__(self, key):
        return self.settings[key]

    @property
    def proxied(self):
        return any("P" in (s.sender, s.receiver) for s in self.steps)

    @property
    def foreign(self):
        """Those whose words are their own: the ladder only follows them."""
        return {"packets": ""}.get(self["by"], "PB" if self["by"] in PHONES else "P")

    @property
    def free(self):
        """Whether the caller has to take tags and routes from what it receives."""
        return self.proxied and self["by"] != "packets" or self["by"] in PHONES

    @property
    def hosts(self):
        return sorted({s.sender for s in self.steps} | {s.receiver for s in self.steps})

    @property
    def browser(self):
        return self["transport"] in ("ws", "wss")

    def host(self, name):
        """As written in a URI or a Via."""
        return f"[{self[name]}]" if ":" in self[name] else self[name]

    def place(self, name):
        """Where it takes messages. A browser takes none, and says so: RFC 7118 5."""
        if name == "A" and self.browser:
            return "a1.invalid"
        return f"{self.host(name)}:{5061 if self['transport'] == 'tls' else 5060}"

    def media(self, name):
        return self.settings.get("media-" + name, self[name])


def read(path, name):
    """The calls of a ladder and what its first comment says."""
    settings, calls, about = dict(DEFAULTS), [], ""
    call = Call(dict(settings), name)
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        line = line.rstrip("\n")
        match = LINE.fullmatch(line.strip())
        if line.startswith("#"):
            about = about or line.lstrip("# ")
        elif line.startswith("set "):
            _, key, value = line.split(None, 2)
            call.settings[key] = value
        elif line == "---":
            calls.append(call)
            call = Call(dict(call.settings), f"{name}-{len(calls) + 1}")
        elif match and line[0] != " ":
            time, sender, receiver, what, words = match.groups()
            call.steps.append(Step(float(time), sender, receiver, what, shlex.split(words)))
        elif line.startswith(" ") and call.steps and line.lstrip().startswith("sdp: "):
            call.steps[-1].sdp_lines.append(line.strip()[5:])
        elif line.startswith(" ") and call.steps:
            call.steps[-1].headers.append(line.strip())
        elif line.strip():
            raise SystemExit(f"{path}:{number}: cannot read: {line}")
    calls.append(call)
    if len(calls) == 1 and call["repeat"] != "1":
        calls = [again(call, number) for number in range(1, int(call["repeat"]) + 1)]
    for call in calls:
        write_messages(call)
    return calls, about


def again(call, number):
    other = Call(call.settings, f"{call.name}-{number}")
    other.steps = copy.deepcopy(call.steps)
    return other


def owner(step):
    """Whose words they are: a proxy passes on what others say."""
    return step.sender if step.sender != "P" else "A" if step.request else "B"


def sdp(call, step):
    """The body: an offer with three formats from the caller, one from the others."""
    variant, who = step.word("sdp"), owner(step)
    caller = who == "A"
    family = "IP6" if ":" in call.media(who) else "IP4"
    port = 0 if variant == "port-zero" else MEDIA_PORT[who]
    formats = "0 8 101" if caller else "0 101"
    lines = ["v=0", f"o=- 20250101 1 IN {family} {call.media(who)}", "s=-", f"c=IN {family} {call.media(who)}", "t=0 0",
             f"m=audio {port} RTP/AVP {formats}", "a=rtpmap:0 PCMU/8000"]
    if caller:
        lines.append("a=rtpmap:8 PCMA/8000")
    lines += ["a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15", "a=ptime:20"]
    lines += {"qos": QOS, "qos-met": QOS_MET, "candidates": CANDIDATES}.get(variant, ())
    lines.append("a=" + (variant if variant in ("inactive", "sendonly", "recvonly") else "sendrecv"))
    for line in step.sdp_lines:
        lines = mended(lines, line)
    return "".join(line + "\r\n" for line in lines)


def mended(lines, line):
    """SDP with one line taken out, put instead of another, or put at its end."""
    if line.startswith("-"):
        return [other for other in lines if not other.startswith(line[1:])]
    if line[0] == "+":
        return lines + [line[1:]]
    if line.startswith("a=") or not any(other[:2] == line[:2] for other in lines):
        return lines + [line]
    return [line if other[:2] == line[:2] else other for other in lines]


def overruled(head, lines):
    """The header fields with those lines instead of theirs; a line without a value leaves the field out."""
    for line in lines:
        name = line.split(":")[0] + ":"
        head = [line if field.startswith(name) else field for field in head]
        head = [field for field in head if field != name]
    return head


def contact(call, who):
    number = call["from"] if who == "A" else call["to"]
    transport = call["transport"]
    if call.browser:
        transport = "ws" if who == "A" else "udp"
    tail = "" if transport == "udp" else f";transport={transport}"
    return f"<sip:{number}@{call.place(who)}{tail}>"


class Writer:
    """Fills in what the ladder leaves out: tags, branches, CSeq. What a proxy adds is left to SIPp's keywords."""

    def __init__(self, call):
        self.call, self.cseq, self.branches = call, 0, 0
        self.sent = {}                      # method: (branch, CSeq number) of its last request
        self.code, self.tag = 0, ""         # of the last response to INVITE that A has got
        first = call.steps[0]
        self.uri = f"sip:{call['to']}@{call.place(first.receiver)}"
        self.head = [f"From: <sip:{call['from']}@{call.host('A')}>;tag=a1",
                     f"To: <sip:{call['to']}@{call.host(first.receiver)}>",
                     f"Call-ID: {call.name}@sipwhy.invalid"]

    def vias(self, step, branch):
        """The caller's, and behind the proxy that of the proxy before it."""
        who = ["P"] * ("P" in (step.sender, step.receiver) and "A" not in (step.sender, step.receiver)) + ["A"]
        return [f"Via: SIP/2.0/{self.call['transport'].upper()} {self.call.place(name)};"
                f"branch={branch}{'-p' * (name == 'P')}" for name in who]

    def common(self, tag, number, method):
        source, target, call_id = self.head
        return [source, target + (f";tag={tag}" if tag else ""), call_id, f"CSeq: {number} {method}"]

    def finish(self, step, head):
        body = sdp(self.call, step) if step.word("sdp") is not None else ""
        if body and step.word("untyped") is None:
            head.append("Content-Type: application/sdp")
        head.append(f"Content-Length: {len(body)}")
        head = overruled([line for line in head if line[0] != "="], [line[1:] for line in step.headers if line[0] == "="])
        step.text = "\r\n".join(head) + "\r\n\r\n" + body

    def request(self, step):
        call, method = self.call, step.what
        refused = method == "ACK" and self.code >= 300
        inside = method not in ("INVITE", "CANCEL") and not refused
        if step.sender == "P":
            branch, number = self.sent[method]
        elif method == "CANCEL" or refused:     # RFC 3261 9.1, 17.1.1.3: the transaction of the INVITE
            branch, number = self.sent["INVITE"]
        else:
            self.cseq += method != "ACK"
            self.branches += 1
            branch, number = f"z9hG4bK-{call.name}-{self.branches}", self.cseq
            number = self.sent["INVITE"][1] if method == "ACK" else number
            self.sent[method] = (branch, number)
        if method == "INVITE":
            self.tag = ""
        uri = self.uri
        if inside:
            uri = contact(call, self.tag[0].upper())[1:-1] if self.tag else "[next_url]"
        head = [f"{method} {uri} SIP/2.0"] + self.vias(step, branch)
        head += ["[routes]"] if call.free and inside else []
        head += ["Max-Forwards: 70"] + self.common("" if method in ("INVITE", "CANCEL") else self.tag, number, method)
        if call.free and method not in ("INVITE", "CANCEL"):
            head = ["[last_To:]" if line.startswith("To:") else line for line in head]
        if method in ("INVITE", "UPDATE"):
            head.append(f"Contact: {contact(call, 'A')}")
        if method == "INVITE":
            head += ["Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK, UPDATE", f"User-Agent: {call['agent-A']}"]
            head += ["[authentication username=alice password=secret]"] if step.word("auth") is not None else []
        self.finish(step, head + step.headers)

    def response(self, step):
        call, method = self.call, step.of
        tag = step.word("tag", "") if method == "INVITE" else self.tag * (method != "CANCEL")
        branch, number = self.sent.get(method, self.sent["INVITE"])     # a CANCEL may be the proxy's own
        vias = self.vias(step, branch)
        if call.proxied and call.free:          # scenario.py keeps those of the INVITE
            vias = ["Via:[$via1]", "Via:[$via2]"] if method == "INVITE" else ["[last_Via:]"]
        head = [f"SIP/2.0 {step.code} {step.word('phrase', PHRASES[step.code])}"] + vias
        if call.proxied and call.free and method == "INVITE" and step.code != 100:
            head.append("Record-Route:[$route]")
            head += ["Record-Route:[$route2]"] if call.browser else []      # RFC 5658: one for each side
        head += self.common(tag, number, method)
        if method == "INVITE" and 100 < step.code < 300:
            head.append(f"Contact: {contact(call, owner(step))}")
        if step.word("rel") is not None:
            head += ["Require: 100rel", "RSeq: 4711"]
        if step.code != 100:
            agent = call["agent-" + owner(step)]
            head += [agent if agent.startswith("Server: ") else f"User-Agent: {agent}"] * (agent != "none")
        self.finish(step, head + step.headers)


def write_messages(call):
    writer = Writer(call)
    for step in call.steps:
        if step.request and step.sender not in call.foreign:
            writer.request(step)
        elif step.code and step.sender not in call.foreign:
            writer.response(step)
        if step.receiver == "A" and step.of == "INVITE":
            writer.code, writer.tag = step.code, step.word("tag", "")
