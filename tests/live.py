#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Reading live, in a network namespace of its own: what the wire tells a file of the same packets tells, what is lost is
counted, interfaces go down and come up, signals are heeded, outputs fail. Skipped where namespaces cannot be made.

usage: live.py TOOL GENERATE SEND
"""

import json
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True  # the source tree stays clean
from tool import Points, skip_all

PATIENCE = 60  # seconds, for what takes parts of one
HERE, THERE = "sipwhy0", "sipwhy1"
ALSO, BEYOND = "sipwhy2", "sipwhy3"
PAIRS = (HERE, THERE), (ALSO, BEYOND)
CAPTURES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "captures")
EARLY = 3  # frames of a capture up to its 183
IN_MEMORY = re.compile(r"^([a-z-]+) ([0-9]+)$")


class Wire:
    """A namespace with two pairs of interfaces: what is sent on one comes in on the other of its pair."""

    def __init__(self):
        self.name = "sipwhy-%d" % os.getpid()
        if os.geteuid() != 0:
            skip_all("only root can make network namespaces")
        if not shutil.which("ip"):
            skip_all("there is no program ip")
        if subprocess.run(["ip", "netns", "add", self.name], capture_output=True).returncode:
            skip_all("network namespaces cannot be made here")
        commands = [["link", "add", one, "type", "veth", "peer", "name", other] for one, other in PAIRS]
        commands += [["link", "set", name, "up"] for name in (*PAIRS[0], *PAIRS[1], "lo")]
        for command in commands:
            if subprocess.run(["ip", "-n", self.name, *command], capture_output=True).returncode:
                self.close()
                skip_all("a veth pair cannot be made here")

    def command(self, *words):
        return ["ip", "netns", "exec", self.name, *words]

    def set(self, interface, state):
        subprocess.run(["ip", "-n", self.name, "link", "set", interface, state], check=True)

    def close(self):
        subprocess.run(["ip", "netns", "del", self.name], capture_output=True)


class Live:
    """The program, reading."""

    def __init__(self, wire, tool, *arguments, stdout=subprocess.DEVNULL, filter="udp"):
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(wire.command(tool, "--stats", *arguments, *([filter] if filter else [])),
                                        stdin=subprocess.DEVNULL, stdout=stdout, stderr=self.errors,
                                        env=dict(os.environ, LC_ALL="C"))  # fmt: skip
        # Who is asked how it stands reads; before that the signal would end it.
        self.wait_for(lambda: b"SigCgt" in self.proc("status") and self.catches(signal.SIGUSR1))
        self.ask()

    def proc(self, name):
        try:
            with open("/proc/%d/%s" % (self.process.pid, name), "rb") as file:
                return file.read()
        except OSError:
            return b""

    def catches(self, number):
        found = re.search(rb"SigCgt:\s*([0-9a-f]+)", self.proc("status"))
        return bool(found and int(found[1], 16) >> (number - 1) & 1)

    def said(self):
        self.errors.seek(0)
        return self.errors.read().decode("utf-8", "replace")

    def wait_for(self, true):
        end = time.monotonic() + PATIENCE
        while not true() and self.process.poll() is None and time.monotonic() < end:
            time.sleep(0.02)
        return true()

    def says(self, text):
        return self.wait_for(lambda: text in self.said())

    def counters(self):
        """The last ones it said."""
        return {found[1]: int(found[2]) for line in self.said().splitlines() if (found := IN_MEMORY.match(line))}

    def ask(self):
        before = self.said().count("\nkernel-drops ")
        self.process.send_signal(signal.SIGUSR1)
        self.wait_for(lambda: self.said().count("\nkernel-drops ") > before)
        return self.counters()

    def wait_frames(self, count):
        end = time.monotonic() + PATIENCE
        while self.ask().get("frames", 0) < count and time.monotonic() < end:
            time.sleep(0.05)

    def end(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return None
        return self.process.returncode


def frames_of(path):
    """How many there are whole in a pcap file."""
    with open(path, "rb") as file:
        data = file.read()
    count, at = 0, 24
    while at + 16 <= len(data):
        at += 16 + struct.unpack_from("<I", data, at + 8)[0]
        count += at <= len(data)
    return count


def cut(path, to, first, last=None):
    """Frames of a pcap file by their index."""
    with open(path, "rb") as file:
        data = file.read()
    ends = [24]
    while ends[-1] + 16 <= len(data):
        ends.append(ends[-1] + 16 + struct.unpack_from("<I", data, ends[-1] + 8)[0])
    with open(to, "wb") as file:
        file.write(data[:24] + data[ends[first] : ends[last] if last is not None else None])


def calls_of(path):
    """The lines of calls and the summary without its counters of the capture, by Call-ID."""
    calls = {}
    with open(path) as file:
        for line in file:
            told = json.loads(line)
            if told["type"] != "finding":
                calls[told.get("call_id", told["type"])] = told
    return calls


def told_of(path):
    """The findings told of calls that went on, by Call-ID and rule."""
    with open(path) as file:
        lines = [json.loads(line) for line in file]
    return {(line["call_id"], line["id"]): line for line in lines if line["type"] == "finding"}


def told_otherwise(live, file):
    """Live, time goes on behind the last packet too: there may be more."""
    found = ["a file tells %s of %s, live it was not told" % (rule, call) for call, rule in sorted(set(file) - set(live))]
    for key in sorted(set(file) & set(live)):
        if live[key] != file[key] and live[key]["told_s"] == file[key]["told_s"]:
            found.append("live %s, file %s" % (live[key], file[key]))
    return found[:5] if file else ["nothing was told of a call that goes on"]


def differences(live, file):
    found = [name for name in sorted(set(live) | set(file)) if live.get(name) != file.get(name)]
    return ["%s: live %s, file %s" % (name, str(live.get(name))[:200], str(file.get(name))[:200]) for name in found[:5]]


class Tests:
    def __init__(self, tool, generate, send, folder):
        self.tool, self.generate, self.send_tool, self.folder = tool, generate, send, folder
        self.wire, self.points = Wire(), Points()
        self.calls = self.make("rtp", "16", "3")  # long enough for the kernel to cut what nobody listens to
        self.signalling = self.make("signalling", "2000")

    def make(self, *arguments):
        path = os.path.join(self.folder, "-".join(arguments) + ".pcap")
        with open(path, "wb") as file:
            subprocess.run([self.generate, *arguments], stdout=file, check=True)
        return path

    def begin_sending(self, path, rate, frames=None, interface=THERE):
        words = [self.send_tool, interface, path, str(rate)] + ([str(frames)] if frames else [])
        return subprocess.Popen(self.wire.command(*words), stdout=subprocess.PIPE)

    def send(self, *arguments):
        """How many were."""
        return int(self.begin_sending(*arguments).communicate()[0].split()[0])

    def out(self, name):
        return os.path.join(self.folder, name)

    def live(self, *arguments, **more):
        return Live(self.wire, self.tool, "-i", HERE, *arguments, **more)

    def both(self, send, *options):
        """What live and a file of the same packets lead to: status and path of the JSON of each. None: it cannot be tried."""
        if not shutil.which("tcpdump"):
            print("# not tested: there is no tcpdump")
            return None
        saved, live_json, file_json = self.out("saved.pcap"), self.out("live.json"), self.out("file.json")
        dump = subprocess.Popen(self.wire.command("tcpdump", "-U", "-n", "-i", HERE, "-B", "65536", "-w", saved, "-s", "0",
                                                  "--time-stamp-precision=nano", "udp"), stderr=subprocess.PIPE)  # fmt: skip
        dump.stderr.readline()  # it listens
        live = self.live("-q", "-o", "json:" + live_json)
        sent = send()
        live.wait_frames(sent)
        live.wait_for(lambda: frames_of(saved) >= sent)
        status = live.end()
        dump.send_signal(signal.SIGINT)
        dump.wait(PATIENCE)
        file = subprocess.run([self.tool, "-q", *options, "-o", "json:" + file_json, saved], capture_output=True)
        return (status, live_json), (file.returncode, file_json)

    def agreement(self):
        found = self.both(lambda: self.send(self.calls, 0))
        if not found:
            return
        (status, live), (file_status, file) = found
        a, b = calls_of(live), calls_of(file)
        a["summary"]["drops"].pop("interfaces", None), b["summary"]["drops"].pop("interfaces", None)
        wrong = differences(a, b)
        if len(a) < 16:
            wrong.append("only %d calls" % len(a))
        if status != file_status:
            wrong.append("live it ended with %s, of the file with %d" % (status, file_status))
        self.points.point("what the wire tells, a file of the same packets tells", wrong)

    def calls_that_go_on(self):
        found = self.both(lambda: self.send(self.signalling, 0, 1000), "--each")
        if found:
            wrong = told_otherwise(told_of(found[0][1]), told_of(found[1][1]))
            self.points.point("what is told of calls that go on, too", wrong)

    def drops(self):
        """Of two interfaces the first loses packets."""
        live = self.live("-i", ALSO, "-q", "--buffer", "2M", "-o", "json:" + self.out("drops.json"), filter="udp and not ip6")
        self.send(self.signalling, 4000, 1000)
        live.wait_frames(1000)
        live.process.send_signal(signal.SIGSTOP)
        sent = 1000 + self.send(self.signalling, 100000, 60000)
        live.process.send_signal(signal.SIGCONT)
        wrong = []
        if not live.wait_for(lambda: live.ask().get("kernel-drops")):
            wrong.append("what was lost is not told while it goes on")
        live.end()
        counted = live.counters()
        if not counted.get("kernel-drops"):
            wrong.append("nothing was lost: it cannot be told whether that is counted")
        if counted.get("frames", 0) + counted.get("kernel-drops", 0) != sent:
            wrong.append("%d were sent; %s" % (sent, counted))
        if '"cap-loss"' not in open(self.out("drops.json")).read():
            wrong.append("the calls affected are not told of it")
        self.points.point("every packet sent is either seen or counted as lost by the kernel", wrong)

    def signals(self):
        path = self.out("calls.json")
        live = self.live("-q", "--no-each", "-o", path)
        live.wait_frames(self.send(self.signalling, 4000, 200))
        wrong = [] if live.counters()["sip"] >= 200 else ["%s" % live.counters()]
        self.points.point("SIGUSR1 prints how it stands", wrong)
        os.rename(path, path + ".1")
        live.process.send_signal(signal.SIGHUP)
        wrong = [] if live.wait_for(lambda: os.path.exists(path)) else ["there is no new file"]
        wrong += [] if live.process.poll() is None else ["it ended"]
        status = live.end(signal.SIGINT)
        lines = sum(len(open(name).readlines()) for name in (path, path + ".1") if os.path.exists(name))
        if lines != 1 + live.counters()["calls"]:
            wrong.append("%d lines of %d calls" % (lines, live.counters()["calls"]))
        self.points.point("SIGHUP opens the outputs anew, and no call is lost on the way", wrong)
        self.points.point("SIGINT finishes: what is open is judged and printed", [] if status in (0, 1) else [status])

    def storm(self):
        """Every system call is interrupted, over and over."""
        read, write = os.pipe()
        live = self.live("-o", "json:-", stdout=write)
        os.close(write)
        lines = []
        reader = threading.Thread(target=lambda: lines.extend(open(read)))
        reader.start()
        sender = self.begin_sending(self.signalling, 4000, 4000)
        while sender.poll() is None:
            for _ in range(20):
                live.process.send_signal(signal.SIGUSR1)
            time.sleep(0.001)
        sent = int(sender.communicate()[0].split()[0])
        live.wait_frames(sent)
        status = live.end()
        reader.join()
        calls = [told for told in map(json.loads, lines) if told["type"] == "call"]
        wrong = [] if status in (0, 1) else ["it ended with %s: %s" % (status, live.said()[-500:])]
        if live.counters()["frames"] != sent or live.counters()["calls"] != len(calls):
            wrong.append("%d were sent, %d calls told: %s" % (sent, len(calls), live.counters()))
        self.points.point("a storm of signals loses nothing", wrong)

    def stages(self):
        """Ended as it starts, at one moment and another, also while it ends. Before it catches signals they end it."""
        wrong = []
        for number in (signal.SIGTERM, signal.SIGINT):
            for moment in range(12):
                words = self.wire.command(self.tool, "-i", HERE, "-o", "json:" + self.out("stages.json"), "udp")
                process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                time.sleep(0.005 * moment)
                for _ in range(1 + moment % 2):
                    process.send_signal(number)
                if process.wait(PATIENCE) not in (0, -number, 128 + number):
                    wrong.append("%s after %d ms: %s" % (number.name, 5 * moment, process.returncode))
        self.points.point("it can be ended at any moment", wrong)

    def twice(self):
        """As timeout(1) sends it."""
        live = self.live("-q")
        for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGINT, signal.SIGCONT):
            live.process.send_signal(number)
        status = live.end(signal.SIGCONT)
        self.points.point("a signal that comes twice finishes, too", [] if status in (0, 1) else [status])

    def impatient(self):
        """The status; on a busy machine it may have finished before the second one."""
        live = self.live("-q")
        live.process.send_signal(signal.SIGTERM)
        time.sleep(0.02)
        live.process.send_signal(signal.SIGSTOP)
        time.sleep(0.5)
        live.process.send_signal(signal.SIGINT)
        return live.end(signal.SIGCONT)

    def impatience(self):
        statuses = []
        while len(statuses) < 10 and not {130, 143} & set(statuses):
            statuses.append(self.impatient())
        self.points.point("a second signal ends it at once", [] if statuses[-1] in (130, 143) else [statuses])

    def hangup(self):
        live = self.live("-q")
        status = live.end(signal.SIGHUP)
        self.points.point("SIGHUP finishes where there is no output to open anew", [] if status == 0 else [status])

    def down(self):
        live = self.live("-q")
        self.wire.set(HERE, "down")
        wrong = [] if live.says("%s: is down" % HERE) else ["it is not said that it is down"]
        self.wire.set(HERE, "up")
        wrong += [] if live.says("%s: is up again" % HERE) else ["it is not said that it is up again"]
        before = live.ask()["frames"]
        sent = self.send(self.signalling, 4000, 100)
        live.wait_frames(before + sent)
        if live.end() not in (0, 1) or live.counters()["frames"] < before + sent:
            wrong.append("not captured behind it: %s" % live.counters())
        self.points.point("an interface that goes down and comes up is told of, and read on", wrong)

    def blind(self):
        """The interface is down in the early phase, in which somebody else's fault would be seen otherwise."""
        capture = os.path.join(CAPTURES, "early-media/183-sdp-no-rtp-until-answer.pcap")
        before, behind = self.out("before.pcap"), self.out("behind.pcap")
        cut(capture, before, 0, EARLY), cut(capture, behind, EARLY)
        told = {}
        for down in (False, True):
            live = self.live("-q", "-o", "json:" + self.out("blind.json"))
            live.wait_frames(live.ask()["frames"] + self.send(before, 1000))
            if down:
                self.wire.set(HERE, "down")
                live.says("%s: is down" % HERE)
            time.sleep(5)  # the caller waits for that long
            if down:
                self.wire.set(HERE, "up")
                live.says("%s: is up again" % HERE)
            live.wait_frames(live.ask()["frames"] + self.send(behind, 1000))
            live.end()
            told[down] = [told for told in calls_of(self.out("blind.json")).values() if told["type"] == "call"][0]
        verdicts = {down: call["verdict"]["label"] for down, call in told.items()}
        wrong = [] if verdicts == {False: "silent-media", True: "unverifiable"} else ["%s" % verdicts]
        wrong += [] if "cap-loss" in str(told[True]["findings"]) else ["the call is not told of it"]
        self.points.point("what an interface that was down may have missed is nobody's fault", wrong)

    def outputs(self):
        live = self.live("-o", "json:/dev/full", "-o", "text:" + self.out("good.txt"))
        live.wait_frames(self.send(self.signalling, 4000, 300))
        status = live.end()
        wrong = [] if "No space left" in live.said() else ["nothing is said: " + live.said()]
        wrong += [] if status == 3 else ["it ended with %s" % status]
        wrong += [] if os.path.getsize(self.out("good.txt")) > 100 else ["the other output is empty"]
        self.points.point("a full disk is told of, and the other outputs go on", wrong)
        read, write = os.pipe()
        os.close(read)
        live = self.live("-o", "json:-", "-o", "text:" + self.out("piped.txt"), stdout=write)
        os.close(write)
        live.wait_frames(self.send(self.signalling, 4000, 300))
        status = live.end()
        wrong = [] if status == 3 else ["it ended with %s: %s" % (status, live.said())]
        wrong += [] if os.path.getsize(self.out("piped.txt")) > 100 else ["the other output is empty: " + live.said()]
        self.points.point("a reader who leaves is told of, and the other outputs go on", wrong)

    def slow_reader(self):
        read, write = os.pipe()
        live = self.live("-o", "json:-", "-o", "text:" + self.out("fast.txt"), stdout=write)
        os.close(write)
        sent = self.send(self.signalling, 10000, 15000)
        live.wait_frames(sent)
        status = live.end()
        wrong = [] if live.counters()["frames"] == sent else ["%d were sent: %s" % (sent, live.counters())]
        wrong += [] if status == 3 and "writing failed" in live.said() else ["%s: %s" % (status, live.said()[-500:])]
        wrong += [] if os.path.getsize(self.out("fast.txt")) > 10000 else ["the other output is empty"]
        os.close(read)
        self.points.point("who does not read what is written holds up nothing, not even the end", wrong)

    def summaries(self):
        live = self.live("--summary-every", "1s", "-o", "text:" + self.out("now-and-then.txt"))
        live.wait_frames(self.send(self.signalling, 4000, 100))
        told = live.wait_for(lambda: os.path.getsize(self.out("now-and-then.txt")) > 0)
        live.end()
        with open(self.out("now-and-then.txt")) as file:
            text = file.read()
        wrong = [] if told else ["nothing came before the end"]
        wrong += [] if re.search(r"^summary so far   20\S+Z$", text, re.M) else ["none says when it was"]
        wrong += [] if re.findall(r"^summary$", text, re.M) == ["summary"] else ["there is not one at the end"]
        self.points.point("--summary-every prints some in between, and one at the end", wrong)

    def several(self):
        live = Live(self.wire, self.tool, "-i", HERE, "-i", THERE, "-q", filter="udp and not ip6")
        sent = self.send(self.signalling, 4000, 500) + self.send(self.signalling, 4000, 400, HERE)
        live.wait_frames(sent)
        status, frames = live.end(), live.counters()["frames"]
        wrong = [] if frames == sent else ["%d were sent, %d seen" % (sent, frames)]
        self.points.point("several interfaces are read at a time", wrong + ([] if status in (0, 1) else [status]))
        live = Live(self.wire, self.tool, "-i", "any", "-q", "--no-promiscuous", "--snaplen", "2000",
                    filter="udp and not ip6")  # fmt: skip
        live.wait_frames(self.send(self.signalling, 4000, 500))
        live.end()
        wrong = [] if live.counters()["sip"] >= 500 else ["%s" % live.counters()]
        self.points.point("any reads them all", wrong)

    def order(self):
        """Blocks of the kernel's rings are a tenth of a second old: without a merge their frames come block by block."""
        live = Live(self.wire, self.tool, "-i", HERE, "-i", ALSO, "-q", filter="udp and not ip6")
        senders = [self.begin_sending(self.signalling, 1000, 3000, interface) for interface in (THERE, BEYOND)]
        sent = sum(int(sender.communicate()[0].split()[0]) for sender in senders)
        live.wait_frames(sent)
        live.end()
        counted = live.counters()
        wrong = [] if counted["frames"] == sent else ["%d were sent: %s" % (sent, counted)]
        if counted["time-backwards"]:
            wrong.append("%d times a frame was older than the one before" % counted["time-backwards"])
        self.points.point("what several interfaces show is put in order", wrong)
        live = Live(self.wire, self.tool, "-i", HERE, "-i", ALSO, "-q", filter="udp and not ip6")
        sent = self.send(self.signalling, 1000, 100)
        live.wait_frames(sent)
        wrong = [] if live.counters()["frames"] == sent else ["%d were sent: %s" % (sent, live.counters())]
        live.end()
        self.points.point("an interface on which nothing comes does not hold up another", wrong)

    def run(self):
        try:
            for test in (self.agreement, self.calls_that_go_on, self.drops, self.signals, self.storm, self.stages,
                         self.twice, self.impatience, self.hangup, self.down, self.blind,
                         self.outputs, self.slow_reader, self.summaries, self.several, self.order):  # fmt: skip
                test()
        finally:
            self.wire.close()
        return self.points.done()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)  # whoever the program becomes may write there
        sys.exit(Tests(*(os.path.abspath(path) for path in sys.argv[1:4]), folder).run())
