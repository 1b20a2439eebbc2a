#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The line that says how it stands, on a terminal made for it: it is shown, never wider than the terminal, mixes with nothing
that is printed there, and is gone in the end. Live is skipped where no network namespace can be made.

usage: status.py files|live TOOL GENERATE SEND
"""

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unicodedata

sys.dont_write_bytecode = True  # the source tree stays clean
from live import HERE, PATIENCE, THERE, Wire
from tool import Points, skip_all

ESCAPE = re.compile(r"\x1b\[([0-9;]*)([A-Za-z])")
STATUS = re.compile(r"^[0-9]+:[0-9]{2}|^\[[#.]+\]|^[0-9]+%")
WIDE = 200  # columns, more than a report has


class Screen:
    """As much of a terminal as is needed: rows without end, and what stood in each row that was cleared."""

    def __init__(self, columns):
        self.columns, self.rows, self.row, self.column = columns, [[]], 0, 0
        self.shown, self.wrong = [], []
        self.decode = codecs.getincrementaldecoder("utf-8")().decode
        self.rest = ""

    def feed(self, data):
        text = self.rest + self.decode(data)
        self.rest = ""
        at = 0
        while at < len(text):
            if text[at] == "\x1b":
                found = ESCAPE.match(text, at)
                if not found and len(text) - at < 16:
                    self.rest = text[at:]  # the other half is to come
                    return
                at = found.end() if found else at + 1
                self.escape(found)
                continue
            self.put(text[at])
            at += 1

    def escape(self, found):
        if not found or found[2] not in "Km" or (found[2] == "K" and found[1]):
            self.wrong.append("an escape that is none of ours")
        elif found[2] == "K":
            if self.column:
                self.shown.append("".join(self.rows[self.row][: self.column]).rstrip())
            del self.rows[self.row][self.column :]

    def put(self, character):
        if character == "\r":
            self.column = 0
        elif character == "\n":
            self.row += 1
            self.rows += [[]] * (self.row == len(self.rows))
        else:
            self.place(character)

    def place(self, character):
        width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if self.column + width > self.columns:
            self.wrong.append("a row is full: %s" % "".join(self.rows[self.row]))
            self.row, self.column = self.row + 1, 0
            self.rows += [[]] * (self.row == len(self.rows))
        row = self.rows[self.row] = list(self.rows[self.row])
        row += [" "] * (self.column + width - len(row))
        row[self.column : self.column + width] = [character] + [""] * (width - 1)
        self.column += width

    def text(self):
        return ["".join(row).rstrip() for row in self.rows]

    def last(self):
        return self.text()[self.row]


class Terminal:
    """The program on a terminal of its own; stdout: where that goes instead."""

    def __init__(self, words, columns=WIDE, stdout=None, **environment):
        self.screen = Screen(columns)
        try:
            self.master, slave = pty.openpty()
        except OSError:
            skip_all("terminals cannot be made here")
        self.resize(columns)
        self.seen = b""

        def adopt():
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)

        surroundings = {**os.environ, "LC_ALL": "C", "TERM": "xterm", **environment}
        if not environment.get("NO_COLOR"):
            surroundings.pop("NO_COLOR", None)
        self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=slave if stdout is None else stdout, stderr=slave,
                                        env=surroundings, preexec_fn=adopt)  # fmt: skip
        os.close(slave)

    def resize(self, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))

    def read(self, seconds):
        """None: nobody has the terminal any more."""
        if not select.select([self.master], [], [], seconds)[0]:
            return b""
        try:
            return os.read(self.master, 65536)
        except OSError:
            return None

    def take(self, data):
        self.seen += data
        self.screen.feed(data)

    def pump(self, seconds=0.05):
        """Takes what was printed. False: nobody has the terminal any more."""
        data = self.read(seconds)
        self.take(data or b"")
        return data is not None

    def until(self, true):
        end = time.monotonic() + PATIENCE
        while not true() and time.monotonic() < end and self.pump():
            pass
        return true()

    def shows(self, text):
        return self.until(lambda: any(text in line for line in self.screen.shown))

    def key(self, character):
        os.write(self.master, character)

    def end(self, number=None):
        """All that was shown until it ended. The exit status."""
        if number and self.process.poll() is None:
            self.process.send_signal(number)
        end = time.monotonic() + PATIENCE
        # Nobody waits long for a terminal: it is read first and looked at afterwards.
        data = [b""]
        while data[-1] is not None and time.monotonic() < end:
            data.append(self.read(0.05))
        self.take(b"".join(data[:-1]))
        if self.process.poll() is None:
            try:
                self.process.wait(1)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                self.screen.wrong.append("it did not end")
        os.close(self.master)
        return self.process.returncode


def differences(want, got):
    """Of lines."""
    if want == got:
        return []
    for number, (a, b) in enumerate(zip(want, got)):
        if a != b:
            return ["line %d is %r, not %r" % (number + 1, b, a)]
    return ["%d lines, not %d; the last: %r, %r" % (len(got), len(want), got[-1:], want[-1:])]


class Tests:
    def __init__(self, tool, generate, send, folder):
        self.tool, self.send, self.folder, self.points = tool, send, folder, Points()
        self.capture = os.path.join(folder, "calls.pcap")
        with open(self.capture, "wb") as file:
            subprocess.run([generate, "signalling", "2000"], stdout=file, check=True)

    def words(self, *arguments):
        return [self.tool, *arguments]

    def out(self, name):
        return os.path.join(self.folder, name)

    def plain(self, *arguments):
        done = subprocess.run(self.words(*arguments), stdin=subprocess.DEVNULL, capture_output=True,
                              env=dict(os.environ, LC_ALL="C"))  # fmt: skip
        return done.stdout, done.stderr, done.returncode

    def slow(self, *arguments, **more):
        """One that nobody reads the report of for a while: then reading takes long enough for the line, on any machine."""
        terminal = Terminal(self.words("-a", *arguments, self.capture), **more)
        time.sleep(1.3)
        status = terminal.end()
        return terminal, status

    def file(self):
        report, errors, wanted = self.plain("-a", self.capture)
        terminal, status = self.slow(NO_COLOR="1")
        screen = terminal.screen
        wrong = screen.wrong[:5]
        if not any("% " in line and " left" in line and "MiB" in line for line in screen.shown):
            wrong.append("it is not shown: %s" % screen.shown[:3])
        self.points.point("of files it says how far it is", wrong)
        wrong = differences(report.decode().split("\n"), screen.text())
        if status != wanted:
            wrong.append("it ended with %s, not %d" % (status, wanted))
        self.points.point("a report on the same terminal is whole, and the line is gone in the end", wrong)

    def nowhere(self):
        wrong = []
        for name, environment in (("dumb", {"TERM": "dumb"}), ("without a name", {"TERM": ""})):
            terminal, status = self.slow(**environment)
            if b"\r" in terminal.seen.replace(b"\r\n", b"") or b"\x1b[K" in terminal.seen:
                wrong.append("it is shown on one that is %s" % name)
        self.points.point("it is not shown on terminals that cannot clear a line", wrong)
        _, errors, _ = self.plain("-a", self.capture)
        self.points.point("nothing of it is printed where standard error is no terminal", [errors.decode()] if errors else [])

    def feed(self, fifo, terminal, shown):
        """Writes the capture, piece by piece, until the line is shown, and then the rest."""
        with open(self.capture, "rb") as file:
            data = file.read()
        fd = os.open(fifo, os.O_WRONLY)
        at = 0
        end = time.monotonic() + PATIENCE
        while at < len(data):
            piece = 20000 if not shown(terminal) and time.monotonic() < end else len(data)
            at += os.write(fd, data[at : at + piece])
            terminal.pump()
        os.close(fd)

    def pipe(self):
        fifo = self.out("fifo")
        os.mkfifo(fifo)
        with open(self.out("report.txt"), "wb") as file:
            terminal = Terminal(self.words("-a", fifo), stdout=file)
            self.feed(fifo, terminal, lambda terminal: any(" read" in line for line in terminal.screen.shown))
            terminal.end()
        wrong = terminal.screen.wrong
        if not any("KiB read" in line and "/s" in line for line in terminal.screen.shown):
            wrong.append("it is not shown: %s" % terminal.screen.shown[:3])
        wrong += differences([""], terminal.screen.text())
        self.points.point("of a pipe it says how much was read, and is gone in the end", wrong)
        with open(self.out("report.txt"), "rb") as file:
            wrong = [] if file.read() == self.plain("-a", self.capture)[0] else ["it is another one"]
        self.points.point("the report is the same with and without it", wrong)
        with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as reader:
            terminal = Terminal(self.words("-a", fifo), stdout=reader.stdin)
            reader.stdin.close()
            began = time.monotonic()
            self.feed(fifo, terminal, lambda terminal: time.monotonic() > began + 1.5)
            terminal.end()
        self.points.point("it is not shown beside a pipe, whose reader may print on the same terminal",
                          [repr(terminal.seen[:200])] if terminal.seen else [])  # fmt: skip

    # Live

    def begin(self, *arguments, **more):
        return Terminal(self.wire.command(self.tool, "-i", HERE, *arguments, "udp"), **more)

    def transmit(self, rate, frames):
        words = self.wire.command(self.send, THERE, self.capture, str(rate), str(frames))
        subprocess.run(words, stdout=subprocess.DEVNULL, check=True)

    def reports(self):
        saved = self.out("saved.txt")
        terminal = self.begin("-a", "-o", "text:-", "-o", saved, NO_COLOR="1")
        wrong = [] if terminal.shows("0 frames/s") else ["it is not shown"]
        self.transmit(20000, 3000)
        if not terminal.shows("calls up"):
            wrong.append("no call is up")
        terminal.process.send_signal(signal.SIGUSR1)
        terminal.until(lambda: "kernel-drops 0" in terminal.screen.text())
        before = len(terminal.screen.shown)
        terminal.until(lambda: len(terminal.screen.shown) > before + 2)
        if not STATUS.match(terminal.screen.last()):
            wrong.append("it does not stand below what was printed, but %r" % terminal.screen.last())
        self.points.point("live it is shown from the beginning, and stays at the bottom", wrong + terminal.screen.wrong[:5])
        terminal.end(signal.SIGINT)
        with open(saved, encoding="utf-8") as file:
            report = file.read().split("\n")
        counter = re.compile(r"^[a-z][a-z0-9-]* [0-9]+$|^sipwhy: |^(landlock|seccomp|user|capabilities|sandbox)")
        said = [line for line in terminal.screen.text() if not counter.match(line)]
        self.points.point("live, reports, counters and complaints on the same terminal are whole",
                          differences(report, said) + terminal.screen.wrong[:5])  # fmt: skip

    def job(self, script):
        """As a job of a shell: "$@" is what it runs."""
        terminal = Terminal(self.wire.command("bash", "-c", "set -m; " + script, "bash", self.tool, "-q", "--stats", "-i", HERE))
        if not terminal.until(lambda: "Ctrl-C ends" in terminal.screen.text()[0]):
            terminal.screen.wrong.append("it does not begin")
        terminal.resize(60)  # now it is cut, and there is no room for more than ^Z
        terminal.until(lambda: terminal.screen.last().endswith("..."))
        terminal.screen.columns = 60
        return terminal

    def end_job(self, terminal):
        with open("/proc/%d/task/%d/children" % ((terminal.process.pid,) * 2)) as file:
            os.kill(int(file.read().split()[0]), signal.SIGTERM)
        terminal.end()
        return [] if any(line.startswith("frames ") for line in terminal.screen.text()) else ["it did not read"]

    def stopped(self):
        terminal = self.job('"$@"; echo stopped once; fg >/dev/null; echo stopped twice; fg >/dev/null')
        wrong = []
        for which in ("once", "twice"):
            if not terminal.until(lambda: STATUS.match(terminal.screen.last())):
                wrong.append("it is not shown")
            terminal.key(b"\x1a")
            if not terminal.until(lambda: "stopped " + which in terminal.screen.text()):
                wrong.append("Ctrl-Z does not stop it, or it stays: %s" % terminal.screen.text())
        if not terminal.until(lambda: STATUS.match(terminal.screen.last())):
            wrong.append("it is not shown again")
        wrong += self.end_job(terminal)
        wrong += [line for line in terminal.screen.text() if STATUS.match(line)]
        self.points.point("Ctrl-Z clears it, and going on brings it back", wrong + terminal.screen.wrong)

    def resized(self):
        terminal = self.begin("-q")
        wrong = [] if terminal.shows("of 256 MiB") else ["it is not shown whole"]
        for columns in (40, 15):
            terminal.resize(columns)
            if not terminal.until(lambda: terminal.screen.shown[-1].endswith("...") and len(terminal.screen.shown[-1]) < columns):
                wrong.append("on %d columns it is %r" % (columns, terminal.screen.shown[-1]))
            terminal.screen.columns = columns
            before = len(terminal.screen.shown)
            terminal.until(lambda: len(terminal.screen.shown) > before + 3)
        terminal.resize(WIDE)
        terminal.screen.columns = WIDE
        if not terminal.until(lambda: "of 256 MiB" in terminal.screen.last()):
            wrong.append("it does not become wide again")
        terminal.end(signal.SIGTERM)
        self.points.point("it follows the width of the terminal", wrong + terminal.screen.wrong)

    def blocked(self):
        saved = self.out("calls.json")
        terminal = self.begin("-q", "-o", saved)
        wrong = [] if terminal.shows("frames/s") else ["it is not shown"]
        terminal.key(b"\x13")
        for _ in range(3):
            os.rename(saved, saved + ".1")
            terminal.process.send_signal(signal.SIGHUP)
            if not terminal.until(lambda: os.path.exists(saved)):
                wrong.append("it hangs")
                break
            time.sleep(0.4)  # time for it to be drawn, if that were tried
        terminal.key(b"\x11")
        before = len(terminal.screen.shown)
        if not terminal.until(lambda: len(terminal.screen.shown) > before + 1):
            wrong.append("it is not shown again")
        terminal.end(signal.SIGTERM)
        self.points.point("a terminal that was stopped with Ctrl-S holds nothing up", wrong + terminal.screen.wrong)

    def background(self):
        terminal = self.job('"$@" & wait')
        time.sleep(0.6)  # time for it to be drawn, if that were tried
        wrong = self.end_job(terminal)
        if terminal.screen.shown:
            wrong.append("it is shown: %s" % terminal.screen.shown[0])
        self.points.point("in the background it is not shown", wrong + terminal.screen.wrong)

    def files(self):
        for test in (self.file, self.nowhere, self.pipe):
            test()

    def live(self):
        self.wire = Wire()
        try:
            for test in (self.reports, self.stopped, self.resized, self.blocked, self.background):
                test()
        finally:
            self.wire.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)  # whoever the program becomes may write there
        tests = Tests(*(os.path.abspath(path) for path in sys.argv[2:5]), folder)
        {"files": tests.files, "live": tests.live}[sys.argv[1]]()
        sys.exit(tests.points.done())
