# SPDX-License-Identifier: BSD-2-Clause
"""Real phones as callees, each in a network of its own with a wire to the caller, as ../../phone.py has it; keys are pressed by word."""
import contextlib
import os
import socket
import subprocess
import time

import phone
from process import run, start, stop

HOME = phone.HERE / "baresip"

LINPHONE = """[sip]
sip_port=5060
sip_tcp_port=-1
sip_tls_port=-1
guess_hostname=1
inc_timeout={patience}
contact=sip:{to}@{B}
"""
TWINKLE = """user_name={to}
user_domain={B}
register_at_startup=no
"""


class Phone:
    """One that takes commands on its standard input."""

    def __init__(self, work, inside, words, reject):
        self.reject = reject
        self.log = open(work / "phone.log", "wb")
        places = {"HOME": str(work), "XDG_RUNTIME_DIR": str(work)}
        self.program = subprocess.Popen([*inside, *words], cwd=work, stdin=subprocess.PIPE, stdout=self.log, stderr=self.log,
                                        env={**os.environ, **places})

    def say(self, command):
        if command:
            self.program.stdin.write(command.encode() + b"\n")
            self.program.stdin.flush()
            time.sleep(0.5)

    def press(self, key):
        self.say(self.reject if key is None else "" if key == "-" else key)

    def stop(self):
        self.program.kill()     # Twinkle does not care about less
        self.program.wait()


class Baresip:
    """It takes commands over TCP, as netstrings."""

    def __init__(self, work, inside):
        self.program = start(work, "baresip", [*inside, "baresip", "-f", work], 0)

    def say(self, command):
        pass

    def press(self, key):
        command = b'{"command":"hangup"}'
        with socket.create_connection(("192.0.2.2", 4444)) as control:
            control.sendall(b"%d:%b," % (len(command), command))
            control.recv(1)

    def stop(self):
        stop(self.program)


def linphone(call, work, inside):
    for folder in (".local/share/linphone", ".config/linphone"):
        (work / folder).mkdir(parents=True)
    # Nobody's patience but the script's, where the script presses a key.
    patience = 12 if call.settings.get("press") == "-" else 120
    (work / "linphone.rc").write_text(LINPHONE.format(patience=patience, **call.settings))
    return Phone(work, inside, ["linphonec", "-c", work / "linphone.rc"], "terminate")


def twinkle(call, work, inside):
    (work / ".twinkle").mkdir()
    (work / ".twinkle" / "callee").write_text(TWINKLE.format(**call.settings))
    return Phone(work, inside, ["twinkle-console", "callee"], "reject")


def baresip(call, work, inside):
    (work / "config").write_text((HOME / "config").read_text())
    (work / "accounts").write_text((HOME / "accounts").read_text().replace("answermode=early", "answermode=manual"))
    phone.write_wave(work / "voice.wav", phone.audio.sound("voice"))
    return Baresip(work, inside)


@contextlib.contextmanager
def connected(call, work):
    """The phone at the other end of the interface "caller"."""
    room = start(work, "room", ["unshare", "--net", "sleep", "1000"])
    inside = ["nsenter", "--target", str(room.pid), "--net"]
    phone.wire(call, inside, room)
    run(*inside, "ip", "link", "set", "lo", "up")
    run(*inside, "ip", "route", "add", "default", "via", call["A"])
    callee = {"linphone": linphone, "twinkle": twinkle, "baresip": baresip}[call["by"]](call, work, inside)
    time.sleep(4)
    try:
        yield callee
    finally:
        callee.stop()
        stop(room)
