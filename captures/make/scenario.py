# SPDX-License-Identifier: BSD-2-Clause
"""Turns one host's part of a ladder into a SIPp scenario."""


def keep_vias(call):
    """RFC 3261 8.2.6.2: an answer to the INVITE carries its Vias, whatever was received since."""
    keep = [("Via:", 1, "via1"), ("Via:", 2, "via2"), ("Record-Route:", 1, "route")]
    keep += [("Record-Route:", 2, "route2")] if call.browser else []
    lines = "".join(f'<ereg regexp=".*" search_in="hdr" header="{header}" occurrence="{nth}" assign_to="{name}"/>'
                    for header, nth, name in keep)
    return f"<action>{lines}</action>"


def send(call, step):
    text = "\n".join(step.text.split("\r\n"))
    if not call.proxied:
        for name in call.hosts:                 # square brackets are SIPp's own
            if ":" in call[name]:
                text = text.replace(call.host(name), "[local_ip]" if name == step.sender else "[remote_ip]")
    again = ' retrans="500"' if step.what == "INVITE" else ""
    return f"<send{again}><![CDATA[\n{text}\n]]></send>"


def receive(call, step):
    if step.request:
        return f'<recv request="{step.what}">{keep_vias(call) if call.proxied and step.what == "INVITE" else ""}</recv>'
    routes = ' rrs="true"' if call.free and 100 < step.code < 300 else ""
    challenge = ' auth="true"' if step.code in (401, 407) else ""
    blind = ' ignoresdp="true"' if step.word("sdp") == "port-zero" else ""     # SIPp gives up on a port 0
    return f'<recv response="{step.code}"{routes}{challenge}{blind}/>'


def execute(kind, words):
    return f'<nop><action><exec {kind}="{words}"/></action></nop>'


def stream(words):
    return execute("rtp_stream", words)


def play(step, folder):
    if step.recorded:
        return execute("play_pcap_audio", step.recorded)
    if step.file:
        return stream(f"{step.file},-1,{step.format}") + stream("resume")
    return stream(f"{folder}/{step.words[0]}.ul,-1,0,PCMU/8000") + stream("resume")


def events(call, who):
    """(time, kind, step) of all that this host does or waits for."""
    for step in call.steps:
        if step.sender == who and step.rtp:
            yield step.time, "play", step
            yield step.time + step.seconds, "stop", step
        elif step.sender == who:
            for copy in range(step.copies):     # RFC 3262 3: after T1, then after twice that, and so on
                yield step.time + 0.5 * (2**copy - 1), "send", step
        elif step.receiver == who and not step.rtp:
            yield step.time, "receive", step


def scenario(call, who, folder):
    lines, now = [], 0.0
    for time, kind, step in sorted(events(call, who), key=lambda event: event[0]):
        if kind != "receive" and time - now >= 0.001:
            lines.append(f'<pause milliseconds="{round(1000 * (time - now))}"/>')
        now = time
        lines.append({
            "send": lambda: send(call, step),
            "receive": lambda: receive(call, step),
            "play": lambda: play(step, folder),
            "stop": lambda: "" if step.recorded else stream("pause"),
        }[kind]())
    if call.proxied and who != "A":
        lines.append(f'<Reference variables="via1,via2,route{",route2" if call.browser else ""}"/>')
    return '<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="{}">\n{}\n</scenario>\n'.format(
        f"{call.name} {who}", "\n".join(lines))
