#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""play.py NAME CAPTURE: plays the calls of one capture of calls.txt with SIPp, Kamailio, Linphone, Twinkle and baresip.

Those of SIPp alone go on side by side, the others follow one another. Like ../../record.py it wants a network of its own.
"""
import contextlib
import pathlib
import sys
import tempfile
import threading
import time

import declines
import ladder
import perform
import phones
import record
from process import READY, run, start, stop

STAGGER = 0.15      # seconds from call to call


def kamailio(call, work):
    words = ["kamailio", "-f", declines.HERE / "kamailio.cfg", "-DD", "-E", "-m", "32", "-M", "4", "-w", work, "-Y", work]
    for define in call.settings.get("proxy", "").split(","):
        words += ["-A", define] if define else []
    return start(work, "kamailio", words, 1.5)


def play_by_phone(call, work, phone):
    """The caller's SIPp calls a real phone, and a key is pressed when the ladder says so."""
    final = next(step for step in call.steps if step.sender == "B" and step.code >= 300)
    phone.say(call.settings.get("before"))
    caller = start(work, f"{call.name}-A", record.sipp(call, "A", work))
    time.sleep(max(0, final.time - READY))
    phone.press(call.settings.get("press"))
    good = caller.wait() == 0
    phone.say(call.settings.get("after"))
    time.sleep(1)
    if not good:
        print(f"{call.name} failed", *(path.read_text() for path in work.glob(f"{call.name}-A*.err")), file=sys.stderr)
    return good


def side_by_side(calls, work):
    good = []

    def play(call):
        good.append(record.play(call, work, None))

    players = [threading.Thread(target=play, args=[call]) for call in calls]
    for player in players:
        player.start()
        time.sleep(STAGGER)
    for player in players:
        player.join()
    return all(good)


def play_all(capture, work, phone):
    if capture.by == "sipp":
        return side_by_side(capture.calls, work)
    if phone:
        return all([play_by_phone(call, work, phone) for call in capture.calls])
    good = True
    for call in capture.calls:
        good = record.play(call, work, None) and good
        time.sleep(1)       # Kamailio has to be gone
    return good


def perform_all(capture, work):
    first = capture.calls[0]
    if capture.by not in ladder.PHONES:
        for call in capture.calls:
            record.loopback(call)
            perform.prepare(call, work)
    with phones.connected(first, work) if capture.by in ladder.PHONES else contextlib.nullcontext() as phone:
        words = ["tcpdump", "--immediate-mode", "-n", "-i", first["interface"], "-w", work / "capture",
                 record.filter_of(first)]
        dump = start(work, "tcpdump", words, 0.6)
        good = play_all(capture, work, phone)
        time.sleep(0.5)
        stop(dump)
    return good


def main():
    capture = next(c for c in declines.read() if c.name == sys.argv[1])
    record.kamailio, record.sipp = kamailio, perform.sipp
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        run("ip", "link", "set", "lo", "up", "mtu", "65536")
        good = perform_all(capture, work)
        pathlib.Path(sys.argv[2]).write_bytes((work / "capture").read_bytes())
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
