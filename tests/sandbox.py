#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The program gives up the rights that reading packets does not need, tells which are left, and still does all its work:
saved and live, as root and not, with outputs opened anew. What the kernel then refuses is tried in unit/sandbox.c.
usage: sandbox.py TOOL CAPTURES UNIT SANITIZERS"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from tool import Points, Run, skip_all

MOST_EXPOSED = 2.0  # of 10, by systemd-analyze
PATIENCE = 60  # seconds; nothing takes that long unless it hangs
MACHINES = ("x86_64", "aarch64", "riscv64")  # whose system calls are known
LIVE = "--live"  # we are in a network of our own


def stats_of(lines):
    return {name: int(value) for name, value in re.findall(r"^(sandbox-\S+) (\d+)$", "\n".join(lines), re.M)}


def differences(wanted, got):
    return ["%s is %s, not %s" % (name, got.get(name), value) for name, value in wanted.items() if got.get(name) != value]


def capture_in(captures):
    return os.path.join(captures, "decline", "401-then-603.pcap")


def check_saved(tool, captures, points):
    capture = capture_in(captures)
    run = Run(tool, "-q", "--stats", capture)
    stats = stats_of(run.complaints)
    # Of root's rights the one to open the capture is left.
    wanted = {"sandbox-no-new-privileges": 1, "sandbox-capabilities": 1 if os.geteuid() == 0 else 0}
    complaints = run.trouble() + differences(wanted, stats)
    if not stats.get("sandbox-system-calls"):
        complaints.append("all system calls are allowed")
    if os.geteuid() == 0 and stats.get("sandbox-user") == 0:
        complaints.append("it is still root")
    points.point("--stats tells what is left", complaints)
    with open(capture, "rb") as file:
        done = subprocess.run([tool, "-q", "--stats", "-"], stdin=file, capture_output=True)
    stats = stats_of(done.stderr.decode().splitlines())
    points.point("who opens nothing has no capability", differences({"sandbox-capabilities": 0}, stats))
    stats = stats_of(Run(tool, "-q", "--stats", "--no-sandbox", capture).complaints)
    wanted = {"sandbox-user": os.geteuid(), "sandbox-landlock": 0, "sandbox-system-calls": 0}
    points.point("--no-sandbox keeps every right", differences(wanted, stats))


def check_paths(tool, captures, points):
    capture, complaints = capture_in(captures), []
    with tempfile.TemporaryDirectory() as work:
        os.mkdir(os.path.join(work, "folder"), 0o700)
        shutil.copy(capture, os.path.join(work, "elsewhere.pcap"))
        os.chmod(os.path.join(work, "elsewhere.pcap"), 0o600)
        os.symlink("../elsewhere.pcap", os.path.join(work, "folder", "link.pcap"))
        out = os.path.join(work, "out.json")
        for words in ([os.path.join(work, "folder")], [os.path.join(work, "folder", "link.pcap"), capture]):
            run = Run(tool, "-o", out, *words)
            complaints += run.trouble() + run.complaints
            with open(out) as file:
                if '"call"' not in file.read() and not complaints:
                    complaints.append("no call was found in %s" % words)
            if os.stat(out).st_uid != os.geteuid():
                complaints.append("the output belongs to %d" % os.stat(out).st_uid)
        os.chmod(out, 0o400)
        run = Run(tool, "-o", "wav:" + os.path.join(work, "new"), "-o", out, capture)
        if os.geteuid() == 0:
            complaints += run.trouble() + run.complaints
        if not os.path.isdir(os.path.join(work, "new")):
            complaints.append("the folder was not made")
    points.point("what only its user may open is read and written, through links as well", complaints)


def check_old_kernel(tool, captures, points):
    """strace answers for a kernel that has no Landlock."""
    command = ["strace", "-qq", "-o", os.devnull, "-e", "inject=landlock_create_ruleset:error=ENOSYS"]
    if not shutil.which("strace") or subprocess.run(command + ["true"], capture_output=True).returncode:
        print("# a kernel without Landlock is not tried: that takes strace")
        return
    run = Run(command[0], *command[1:], tool, "-q", "--stats", capture_in(captures))
    stats = stats_of(run.complaints)
    complaints = run.trouble() + differences({"sandbox-landlock": 0, "sandbox-no-new-privileges": 1}, stats)
    if not stats.get("sandbox-system-calls"):
        complaints.append("nothing else is refused, either")
    points.point("a kernel without Landlock refuses what it can, and that is told", complaints)


def check_user(tool, captures, points):
    run = Run(tool, "--user", "no-such-user", capture_in(captures))
    complaints = [] if run.status == 2 and len(run.complaints) == 1 else ["status %s" % run.status] + run.complaints
    points.point("a user that there is not is refused", complaints)


def check_unit(unit, tool, points):
    if not shutil.which("systemd-analyze"):
        print("# the unit is not looked at: there is no systemd-analyze")
        return
    complaints = []
    with tempfile.TemporaryDirectory() as work, open(unit) as file:
        path = os.path.join(work, "sipwhy@eth0.service")
        text = re.sub(r"^ExecStart=\S+", "ExecStart=" + os.path.realpath(tool), file.read(), flags=re.M)
        with open(path, "w") as copy:
            copy.write(text)
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", path], capture_output=True, text=True)
        if done.returncode or path in done.stderr:
            complaints += ["verify:"] + done.stderr.splitlines()
        done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", path], capture_output=True, text=True)
        found = re.search(r"Overall exposure level.*?: ([0-9.]+)", done.stdout)
        if not found or float(found.group(1)) > MOST_EXPOSED:
            complaints.append("it is exposed: %s" % (found.group(1) if found else done.stderr))
    points.point("systemd likes the unit", complaints)


# Live


def wait_until(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.02)


def message(start, tag, method):
    return (
        "%s\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKsandbox\r\nFrom: <sip:a@127.0.0.1>;tag=a\r\nTo: <sip:b@127.0.0.1>%s\r\n"
        "Call-ID: sandbox\r\nCSeq: 1 %s\r\nContent-Length: 0\r\n\r\n" % (start, tag, method)
    ).encode()


def send_call():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as caller, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as callee:
        caller.bind(("127.0.0.1", 5060))
        callee.bind(("127.0.0.2", 5060))
        caller.sendto(message("INVITE sip:b@127.0.0.2 SIP/2.0", "", "INVITE"), ("127.0.0.2", 5060))
        callee.sendto(message("SIP/2.0 603 Decline", ";tag=b", "INVITE"), ("127.0.0.1", 5060))
        caller.sendto(message("ACK sip:b@127.0.0.2 SIP/2.0", ";tag=b", "ACK"), ("127.0.0.2", 5060))


class Live:
    """A run on lo, in the sandbox when it is made; the service manager is us."""

    def __init__(self, tool, work, *words, user=None):
        self.result = os.path.join(work, "live.json")
        manager = os.path.join(work, "notify")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
            ear.bind(manager)
            os.chmod(manager, 0o777)
            ear.settimeout(PATIENCE)
            self.process = subprocess.Popen([tool, "-i", "lo", "-o", self.result, "--stats", *words], stdin=subprocess.DEVNULL,
                                            stderr=subprocess.PIPE, text=True, user=user, env={**os.environ, "NOTIFY_SOCKET": manager})  # fmt: skip
            try:
                self.told = ear.recv(64).decode()
            except TimeoutError:
                self.told = "nothing"
        os.unlink(manager)

    def state(self, thread=None):
        with open("/proc/%d/task/%s/status" % (self.process.pid, thread or self.process.pid)) as file:
            words = [line.split() for line in file]
        return {line[0].rstrip(":"): line[1] for line in words if len(line) > 1}

    def threads(self):
        return os.listdir("/proc/%d/task" % self.process.pid)

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.communicate(timeout=PATIENCE)[1].splitlines()
        except subprocess.TimeoutExpired:
            self.process.kill()
            return ["it did not end"] + self.process.communicate()[1].splitlines()


def finals(path):
    with open(path) as file:
        return [line for line in map(json.loads, file) if line.get("type") == "call"]


def check_live(tool, points):
    with tempfile.TemporaryDirectory() as work:
        live = Live(tool, work)
        complaints = [] if live.told == "READY=1" else ["the service manager heard %s" % live.told]
        complaints += differences({"NoNewPrivs": "1", "Seccomp": "2"}, live.state())
        if live.state()["Uid"] == "0":
            complaints.append("it is still root")
        send_call()
        wait_until(lambda: len(live.threads()) > 1, "there is no thread that captures")
        for thread in live.threads():
            complaints += differences({"NoNewPrivs": "1", "Seccomp": "2", "CapEff": live.state()["CapEff"]}, live.state(thread))
        lines = live.end()
        if live.process.returncode not in (0, 1) or len(finals(live.result)) != 1:
            complaints += ["status %s, %d calls" % (live.process.returncode, len(finals(live.result)))] + lines
    points.point("live, every thread has given up root when all is open, and the call is told", complaints)


def check_reopened(tool, points):
    complaints = []
    with tempfile.TemporaryDirectory() as work:
        live = Live(tool, work)
        send_call()
        os.rename(live.result, live.result + ".1")
        live.process.send_signal(signal.SIGHUP)
        try:
            wait_until(lambda: os.path.exists(live.result), "no new output")
        except TimeoutError as error:
            complaints.append(str(error))
        lines = live.end()
        if complaints or live.process.returncode not in (0, 1) or len(finals(live.result)) != 1:
            complaints += ["status %s" % live.process.returncode] + lines
    points.point("live, SIGHUP opens an output anew in the folder that was granted", complaints)


def check_other_user(tool, points):
    with tempfile.TemporaryDirectory() as work:
        live = Live(tool, work, "--user", "daemon")
        user = live.state()["Uid"]
        live.end()
        other = Live(tool, work, "--no-sandbox")
        state = other.state()
        other.end()
    import pwd

    wanted = str(pwd.getpwnam("daemon").pw_uid)
    points.point("live, --user says who is left", [] if user == wanted else ["user %s, not %s" % (user, wanted)])
    points.point("live, --no-sandbox keeps root", differences({"Uid": "0", "Seccomp": "0"}, state))


def check_capable(tool, points):
    """What the manual says for those who have no root: setcap cap_net_raw=ep."""
    name = "live, a user with no right but to capture gives that up, too"
    with tempfile.TemporaryDirectory() as work:
        copy = shutil.copy(tool, os.path.join(work, "sipwhy"))
        os.chmod(work, 0o755)
        if subprocess.run(["setcap", "cap_net_raw=ep", copy], capture_output=True).returncode:
            return
        os.mkdir(os.path.join(work, "own"))
        shutil.chown(os.path.join(work, "own"), "nobody")
        live = Live(copy, os.path.join(work, "own"), user="nobody")
        wanted = {"CapEff": "0" * 16, "CapPrm": "0" * 16, "NoNewPrivs": "1", "Seccomp": "2"}
        complaints = differences(wanted, live.state())
        send_call()
        lines = live.end()
        if len(finals(live.result)) != 1:
            complaints += ["the call is not there"] + lines
    points.point(name, complaints)


def try_live(tool):
    points = Points()
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    check_live(tool, points)
    check_reopened(tool, points)
    check_other_user(tool, points)
    if shutil.which("setcap"):
        check_capable(tool, points)
    return points.done()


def check_in_network(tool, points):
    """The points of try_live, in a network name space of its own."""
    missing = [name for name in ("unshare", "ip") if not shutil.which(name)]
    if os.geteuid() != 0 or missing or subprocess.run(["unshare", "--net", "true"], capture_output=True).returncode:
        print("# not tried live: that takes root, unshare and ip")
        return
    done = subprocess.run(["unshare", "--net", sys.executable, __file__, LIVE, tool], capture_output=True, text=True)
    found = re.findall(r"^(not )?ok \d+ - (.*)\n((?:# .*\n)*)", done.stdout, re.M)
    for failed, name, why in found:
        points.point(name, why.replace("# ", "").splitlines() or ["no reason"] if failed else [])
    if not found or not re.search(r"^1\.\.", done.stdout, re.M):
        points.point("live", ["it broke off"] + (done.stdout + done.stderr).splitlines())


def main():
    if sys.argv[1] == LIVE:
        return try_live(os.path.realpath(sys.argv[2]))
    tool, captures, unit = (os.path.realpath(word) for word in sys.argv[1:4])
    points = Points()
    with open("/proc/self/status") as status:
        able = "Seccomp:" in status.read() and os.uname().machine in MACHINES
    if not able or sys.argv[4] not in ("none", "undefined"):
        skip_all("in this build, or by this kernel, nothing is refused")
    check_saved(tool, captures, points)
    check_paths(tool, captures, points)
    check_old_kernel(tool, captures, points)
    check_user(tool, captures, points)
    check_unit(unit, tool, points)
    check_in_network(tool, points)
    return points.done()


if __name__ == "__main__":
    sys.exit(main())
