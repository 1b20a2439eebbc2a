#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Measures reading live on a pair of interfaces in a network namespace of its own: what was sent, seen and lost, and the CPU
time of each thread. The program has one core, senders another one; the received packets are handled on theirs.
What is busy on this machine meanwhile takes part in it. Never a pass or fail test.

usage: live.py TOOL GENERATE SEND POUR [SECONDS [NICE]]

Each burst takes SECONDS (6). NICE (0) is the niceness of all that takes part: a negative one keeps others off, also where the
kernel weighs sessions instead of processes. Needs root, and about 350 MB in $TMPDIR.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time

NAME, HERE, THERE = "sipwhy-bench", "bench0", "bench1"
TICKS = os.sysconf("SC_CLK_TCK")
COUNTER = re.compile(r"^([a-z-]+) ([0-9]+)$", re.M)
MESSAGES_A_CALL = 9.2
# Name, SIP messages a second, RTP packets a second, in streams of 50 a second.
BURSTS = (
    ("20k SIP messages/s", 20000, 0),
    ("300k RTP packets/s", 0, 300000),
    ("20k SIP messages/s beside 300k RTP packets/s", 20000, 300000),
    ("60k SIP messages/s beside 1M RTP packets/s", 60000, 1000000),
)
OPEN_CALLS = (1000, 12000, 50000)


def ip(*words):
    subprocess.run(["ip", *words], check=True)


class Bench:
    def __init__(self, tool, generate, send, pour, seconds="6", nice="0"):
        self.tool, self.generate, self.send, self.pour = (os.path.abspath(path) for path in (tool, generate, send, pour))
        self.seconds, self.nice = float(seconds), nice
        cores = sorted(os.sched_getaffinity(0))
        self.ours, self.theirs = str(cores[-1]), str(cores[0])

    def command(self, core, *words):
        return ["ip", "netns", "exec", NAME, "taskset", "-c", core, *words]

    def keep_others_off(self):
        os.setpriority(os.PRIO_PROCESS, 0, int(self.nice))
        try:
            os.setsid()
            with open("/proc/self/autogroup", "w") as file:
                file.write(self.nice)
        except OSError:
            pass  # it leads a session already, or there is no such weighing

    def make(self, folder, calls):
        path = os.path.join(folder, "signalling.pcap")
        with open(path, "wb") as file:
            subprocess.run([self.generate, "signalling", str(calls)], stdout=file, check=True)
        return path

    def begin(self, *arguments):
        errors = tempfile.TemporaryFile()
        program = subprocess.Popen(self.command(self.ours, self.tool, "-i", HERE, "--stats", *arguments), stderr=errors)
        program.errors = errors
        time.sleep(1)
        return program

    def ask(self, program):
        program.send_signal(signal.SIGUSR1)
        time.sleep(0.3)
        return self.counters(program)

    @staticmethod
    def counters(program):
        program.errors.seek(0)
        return {name: int(value) for name, value in COUNTER.findall(program.errors.read().decode("utf-8", "replace"))}

    def wait_quiet(self, program):
        """Until nothing more is seen."""
        before, now = -1, self.ask(program).get("frames", 0)
        while now != before:
            time.sleep(0.3)
            before, now = now, self.ask(program).get("frames", 0)

    def end(self, program):
        """How long that took; and the counters."""
        began = time.monotonic()
        program.send_signal(signal.SIGTERM)
        program.wait()
        return time.monotonic() - began, self.counters(program)

    @staticmethod
    def cpu(program):
        """Seconds, user and system, of each thread, the first of which analyses."""
        used = []
        for thread in sorted(os.listdir("/proc/%d/task" % program.pid), key=int):
            with open("/proc/%d/task/%s/stat" % (program.pid, thread)) as file:
                fields = file.read().rsplit(")", 1)[1].split()
            used.append((int(fields[11]) + int(fields[12])) / TICKS)
        return used

    @staticmethod
    def missed():
        """Packets that were sent and never came: not even the kernel's tap was asked."""
        told = subprocess.run(["ip", "-n", NAME, "-s", "-o", "link", "show", HERE], capture_output=True, text=True).stdout
        return int(re.search(r"RX:.*?\\\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)", told)[4])

    def pouring(self, sip, rtp, path):
        senders = []
        if sip:
            senders.append(self.command(self.theirs, self.send, THERE, path, str(sip), str(int(sip * self.seconds))))
        if rtp:
            senders.append(self.command(self.theirs, self.pour, HERE, str(rtp // 50), str(rtp), str(self.seconds)))
        return [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for words in senders]

    def burst(self, name, sip, rtp, path, *arguments, stopped=0):
        """stopped: for so many seconds the program does nothing at all, for something to be lost."""
        program, missed = self.begin(*arguments), self.missed()
        before = self.ask(program).get("frames", 0)
        senders = self.pouring(sip, rtp, path)
        if stopped:
            time.sleep(self.seconds / 2)
            program.send_signal(signal.SIGSTOP)
            time.sleep(stopped)
            program.send_signal(signal.SIGCONT)
        said = [sender.communicate()[0] for sender in senders]
        used = self.cpu(program)
        self.wait_quiet(program)
        missed = self.missed() - missed
        took, counted = self.end(program)
        sent = sum(int(line.split()[0]) for line in said)
        seen, dropped = counted["frames"] - before, counted["kernel-drops"]
        print("\n%s %s" % (name, " ".join(arguments)))
        for line in said:
            frames, seconds = int(line.split()[0]), float(line.split()[3])
            print("  sent %9d in %.2f s: %7.0f a second" % (frames, seconds, frames / seconds))
        print("  seen %9d, lost by the kernel %d (%.2f %%)" % (seen, dropped, 100 * dropped / max(sent, 1)))
        print("  sent - seen - lost = %d, of which %d never came" % (sent - seen - dropped, missed))
        print("  CPU s: analysis %.2f, capture %.2f; to the end %.2f s, load %.1f"
              % (used[0], sum(used[1:]), took, os.getloadavg()[0]))  # fmt: skip
        sys.stdout.flush()

    def ends(self, path):
        print("\nto the end, with so many calls open")
        for calls in OPEN_CALLS:
            for arguments in (["-q"], [], ["-o", "json:/dev/null"]):
                program = self.begin(*(arguments or ["-o", "text:/dev/null"]))
                subprocess.run(self.command(self.theirs, self.send, THERE, path, "20000", str(int(calls * MESSAGES_A_CALL))),
                               stdout=subprocess.DEVNULL, check=True)  # fmt: skip
                self.wait_quiet(program)
                took, counted = self.end(program)
                print("  %6d calls, %-20s %.2f s" % (counted["calls"], " ".join(arguments), took))
                sys.stdout.flush()

    @staticmethod
    def lay_wire():
        ip("-n", NAME, "link", "add", HERE, "type", "veth", "peer", "name", THERE)
        # The kernel's own packets are IPv6.
        silence = "echo 1 > /proc/sys/net/ipv6/conf/%s/disable_ipv6"
        ip("netns", "exec", NAME, "sh", "-c", "; ".join(silence % name for name in (HERE, THERE)))
        ip("-n", NAME, "link", "set", HERE, "up")
        ip("-n", NAME, "link", "set", THERE, "up")

    def run(self):
        self.keep_others_off()
        ip("netns", "add", NAME)
        try:
            self.lay_wire()
            with tempfile.TemporaryDirectory() as folder:
                most = max(sip for _, sip, _ in BURSTS) * self.seconds / MESSAGES_A_CALL
                path = self.make(folder, int(max(most, *OPEN_CALLS)) + 2000)
                for name, sip, rtp in BURSTS:
                    self.burst(name, sip, rtp, path, "-o", "text:/dev/null")
                self.burst("stopped for a second", 20000, 300000, path, "-o", "text:/dev/null", "--buffer", "2M", stopped=1)
                self.ends(path)
        finally:
            ip("netns", "del", NAME)


if __name__ == "__main__":
    if os.geteuid() != 0:
        sys.exit("only root can make network namespaces")
    Bench(*sys.argv[1:]).run()
