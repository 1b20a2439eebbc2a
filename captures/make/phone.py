# SPDX-License-Identifier: BSD-2-Clause
"""baresip as the callee. It takes no loopback interface, so it gets a network of its own and a wire to it."""
import contextlib
import pathlib
import shutil
import socket
import struct
import time
import wave

import audio
from process import run, start, stop

HERE = pathlib.Path(__file__).resolve().parent
ACCEPT = b'{"command":"accept"}'


def linear(code):
    """The 16 bit sample of a u-law code."""
    code = ~code & 0xFF
    magnitude = ((code & 15) * 8 + 132 << (code >> 4 & 7)) - 132
    return -magnitude if code & 0x80 else magnitude


def write_wave(path, sound):
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, audio.RATE, 0, "NONE", ""))
        out.writeframes(b"".join(struct.pack("<h", linear(code)) for code in sound))


def wire(call, inside, room):
    run("ip", "link", "add", "caller", "address", "02:00:00:00:00:0a", "type", "veth",
        "peer", "callee", "address", "02:00:00:00:00:0b", "netns", str(room.pid))
    for words, name, host in (([], "caller", "A"), (inside, "callee", "B")):
        run(*words, "ip", "address", "add", call[host] + "/24", "dev", name)
        run(*words, "ip", "link", "set", name, "up")
    time.sleep(1)


@contextlib.contextmanager
def connected(call, work):
    """baresip at the other end of the interface "caller"."""
    for name in ("config", "accounts"):
        shutil.copy(HERE / "baresip" / name, work)
    write_wave(work / "voice.wav", audio.sound("voice"))
    room = start(work, "room", ["unshare", "--net", "sleep", "1000"])
    inside = ["nsenter", "--target", str(room.pid), "--net"]
    wire(call, inside, room)
    phone = start(work, "baresip", [*inside, "baresip", "-f", work], 1.5)
    try:
        yield
    finally:
        stop(phone)
        stop(room)


def answer(seconds):
    """Lets it ring, then accepts the call."""
    time.sleep(seconds)
    with socket.create_connection(("192.0.2.2", 4444)) as control:      # ctrl_tcp speaks netstrings
        control.sendall(b"%d:%b," % (len(ACCEPT), ACCEPT))
        control.recv(1)
