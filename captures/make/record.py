#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""record.py LADDER CAPTURE: plays a ladder with SIPp (and Kamailio) and records it with tcpdump.

Where SIPp does not speak the transport, talk.py takes its part.

It wants a loopback of its own: run it under `unshare --user --map-user=1000 --keep-caps --net`, as `one` does. Then no
packet of anybody else gets into the capture, port 5060 is free, and no rights are needed.
"""
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import audio
import ladder
import phone
import scenario
from process import READY, run, start, stop

HERE = pathlib.Path(__file__).resolve().parent


def loopback(call):
    run("ip", "link", "set", "lo", "up", "mtu", call["mtu"])
    for name in call.hosts:
        if ":" in call[name]:
            run("ip", "address", "add", call[name] + "/128", "dev", "lo", "nodad")


def sipp(call, who, work):
    path = work / f"{call.name}-{who}.xml"
    path.write_text(scenario.scenario(call, who, work), encoding="utf-8")
    target = call.steps[0].receiver
    remote = [f"{call.host(target)}:5060", "-s", call["to"]] if who == "A" else []
    if ":" in call[who] and who != "A":
        remote = [f"{call.host('A')}:5060"]
    port = ladder.MEDIA_PORT[who] + (100 if call["closed"] == who else 0)
    return ["timeout", "60", "sipp", *remote, "-sf", path, "-i", call[who], "-p", "5060", "-mi", call.media(who),
            "-mp", str(port), "-m", "1", "-nostdin", "-cid_str", f"{call.name}@sipwhy.invalid",
            "-t", "t1" if call["transport"] == "tcp" else "u1", "-trace_err",
            "-error_file", work / f"{call.name}-{who}.err"]


def agent(call, who, work, path):
    if call["transport"] == "tls" or call.browser and who == "A":
        return [sys.executable, HERE / "talk.py", path, who]
    return sipp(call, who, work)


def kamailio(call, work):
    words = ["kamailio", "-f", HERE / "kamailio.cfg", "-DD", "-E", "-m", "32", "-M", "4", "-w", work, "-Y", work]
    defines = ["FORK"] * ("C" in call.hosts) + ["WS", "STREAMS"] * call.browser
    defines += ["HEP=2" if call["hep"] == "2" else "HEP=3"] * bool(call["hep"]) + ["STREAMS"] * (call["hep"] == "tcp")
    for define in defines:
        words += ["-A", define]
    return start(work, "kamailio", words, 3 if call.browser else 1.5)


def collector(call):
    """Where the proxy's HEP goes: it is heard by tcpdump, so nobody has to read it."""
    if call["hep"] == "tcp":
        return socket.create_server((call["P"], 9060))
    heard = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    if call["hep"]:
        heard.bind((call["P"], 9060))
    return heard


def play(call, work, path):
    """Whether every host saw just what the ladder says."""
    heard = collector(call)
    proxy = kamailio(call, work) if call.proxied else None
    hosts = [name for name in call.hosts if name not in call.foreign and name != "A"] + ["A"]
    agents = [(name, start(work, f"{call.name}-{name}", agent(call, name, work, path))) for name in hosts]
    if call["by"] == "baresip":
        rings = next(step.time for step in call.steps if step.code == 200)
        phone.answer(rings - READY / 2)     # SIPp takes its time, too
    good = True
    for name, program in agents:
        if program.wait():
            errors = [work / f"{call.name}-{name}{suffix}" for suffix in (".err", ".log")]
            words = [error.read_text() for error in errors if error.exists()]
            print(f"{call.name}: {name} failed", *words, file=sys.stderr)
            good = False
    if proxy:
        stop(proxy)
    heard.close()
    return good


def record(calls, work, path):
    first = calls[0]
    words = ["tcpdump", "--immediate-mode", "-n", "-i", first["interface"], "-s", first["snaplen"],
             "-w", work / "capture"]
    words += ["-y", "LINUX_SLL2"] if first["interface"] == "any" else []
    late = ["sh", "-c", 'sleep "$0"; exec "$@"', first["late"]]
    dump = start(work, "tcpdump", [*late, *words, filter_of(first)], 0.6)
    good = True
    for call in calls:
        good = play(call, work, path) and good
        time.sleep(0.2)
    time.sleep(0.2)
    stop(dump)
    return good


def filter_of(call):
    words = "udp or tcp or (ip[6:2] & 0x1fff != 0)" + " or icmp" * bool(call["closed"])
    return f"({words}) and ({call['filter']})" if call["filter"] else words


def certificate(work):
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-subj", "/CN=sipwhy.invalid", "-days", "1", "-keyout", work / "key.pem", "-out", work / "certificate.pem",
        stderr=subprocess.DEVNULL)


def keep(call, work, capture):
    """The recording where it is wanted, with the secrets of its TLS inside or beside it."""
    keys = work / "keys"
    if keys.exists() and call["keys"] == "inside":
        run("editcap", "--inject-secrets", f"tls,{keys}", work / "capture", capture)
        return
    shutil.copy(work / "capture", capture)
    if keys.exists():
        shutil.copy(keys, capture.with_suffix(".keys"))


def main():
    path, capture = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    calls, _ = ladder.read(path, path.stem)
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        for name in audio.SOUNDS:
            (work / f"{name}.ul").write_bytes(audio.sound(name))
        if calls[0]["by"] == "baresip":
            with phone.connected(calls[0], work):
                good = record(calls, work, path)
        else:
            if calls[0].browser or calls[0]["transport"] == "tls":
                certificate(work)
            for call in calls:
                loopback(call)
            good = record(calls, work, path)
        keep(calls[0], work, capture)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
