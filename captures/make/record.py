#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""record.py LADDER CAPTURE: plays a ladder with SIPp (and Kamailio) and records it with tcpdump.

It wants a loopback of its own: run it under `unshare --user --map-user=1000 --keep-caps --net`, as `one` does. Then no
packet of anybody else gets into the capture, port 5060 is free, and no rights are needed.
"""
import pathlib
import shutil
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
    return ["timeout", "60", "sipp", *remote, "-sf", path, "-i", call[who], "-p", "5060", "-mi", call.media(who),
            "-mp", str(ladder.MEDIA_PORT[who]), "-m", "1", "-nostdin", "-cid_str", f"{call.name}@sipwhy.invalid",
            "-t", "t1" if call["transport"] == "tcp" else "u1", "-trace_err",
            "-error_file", work / f"{call.name}-{who}.err"]


def kamailio(call, work):
    words = ["kamailio", "-f", HERE / "kamailio.cfg", "-DD", "-E", "-m", "32", "-M", "4", "-Y", work]
    return start(work, "kamailio", words + ["-A", "FORK"] * ("C" in call.hosts), 1.5)


def play(call, work):
    """Whether every host saw just what the ladder says."""
    proxy = kamailio(call, work) if call.proxied else None
    hosts = [name for name in call.hosts if name not in call.foreign and name != "A"] + ["A"]
    agents = [(name, start(work, f"{call.name}-{name}", sipp(call, name, work))) for name in hosts]
    if call["by"] == "baresip":
        rings = next(step.time for step in call.steps if step.code == 200)
        phone.answer(rings - READY / 2)     # SIPp takes its time, too
    good = True
    for name, agent in agents:
        if agent.wait():
            error = work / f"{call.name}-{name}.err"
            print(f"{call.name}: {name} failed", error.read_text() if error.exists() else "", file=sys.stderr)
            good = False
    if proxy:
        stop(proxy)
    return good


def record(calls, work):
    first = calls[0]
    words = ["tcpdump", "--immediate-mode", "-n", "-i", first["interface"], "-s", first["snaplen"],
             "-w", work / "capture"]
    words += ["-y", "LINUX_SLL2"] if first["interface"] == "any" else []
    late = ["sh", "-c", 'sleep "$0"; exec "$@"', first["late"]]
    dump = start(work, "tcpdump", [*late, *words, filter_of(first)], 0.6)
    good = True
    for call in calls:
        good = play(call, work) and good
        time.sleep(0.2)
    time.sleep(0.2)
    stop(dump)
    return good


def filter_of(call):
    words = "udp or tcp or (ip[6:2] & 0x1fff != 0)"
    return f"({words}) and ({call['filter']})" if call["filter"] else words


def main():
    path, capture = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    calls, _ = ladder.read(path, path.stem)
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        for name in audio.SOUNDS:
            (work / f"{name}.ul").write_bytes(audio.sound(name))
        if calls[0]["by"] == "baresip":
            with phone.connected(calls[0], work):
                good = record(calls, work)
        else:
            for call in calls:
                loopback(call)
            good = record(calls, work)
        shutil.copy(work / "capture", capture)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
