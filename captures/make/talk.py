#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""talk.py LADDER WHO: plays one host's part of a call over TLS or WebSocket, which SIPp does not speak.

certificate.pem and key.pem are taken from the working folder, and the caller writes its secrets to "keys" there.
"""
import asyncio
import pathlib
import re
import socket
import ssl
import struct
import sys

import audio
import ladder
import scenario

VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


def secured(call, who):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT if who == "A" else ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = context.maximum_version = VERSIONS[call["tls"]]
    if who == "A":
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.keylog_filename = "keys"
    else:
        context.load_cert_chain("certificate.pem", "key.pem")
    return context


class Stream:
    """Messages over TLS, one after the other."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    async def send(self, text):
        self.writer.write(text.encode())
        await self.writer.drain()

    async def recv(self):
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        return head + (await self.reader.readexactly(int(re.search(r"Content-Length: *(\d+)", head)[1]))).decode()

    async def close(self):
        self.writer.close()


async def connected(call, who):
    if call.browser:
        import websockets
        secure = call["transport"] == "wss"
        uri = f"wss://{call['P']}:8443" if secure else f"ws://{call['P']}:8088"
        return await websockets.connect(uri, subprotocols=["sip"], compression=None, ping_interval=None,
                                        **({"ssl": secured(call, who)} if secure else {}))
    if who == "A":
        context = secured(call, who)
        return Stream(*await asyncio.open_connection(call["B"], 5061, ssl=context, local_addr=(call["A"], 0)))
    caller = asyncio.get_running_loop().create_future()
    server = await asyncio.start_server(lambda *ends: caller.set_result(Stream(*ends)), call[who], 5061,
                                        ssl=secured(call, who))
    stream = await caller
    server.close()
    return stream


def filled(text, last):
    """The text with what SIPp's keywords stand for; last is the message received last."""
    if "[routes]" in text:
        routes = re.findall(r"Record-Route: (.*)\r", last)
        text = text.replace("[routes]", "Route: " + ", ".join(reversed(", ".join(routes).split(", "))))
    if "[last_To:]" in text:
        text = text.replace("[last_To:]", re.search(r"To: .*(?=\r)", last)[0])
    return text


async def play(call, step, media):
    """RTP, a packet every 20 ms."""
    samples, start = audio.sound(step.words[0]), asyncio.get_running_loop().time()
    target = call.media(step.receiver), ladder.MEDIA_PORT[step.receiver]
    for n in range(round(step.seconds * 50)):
        first = n * 160 % len(samples)
        head = struct.pack("!BBHII", 0x80, 0x80 * (n == 0), n, n * 160, 0x1000 + ord(step.sender))
        media.sendto(head + samples[first : first + 160], target)
        await asyncio.sleep(start + (n + 1) * 0.02 - asyncio.get_running_loop().time())


async def receive(step, connection):
    """What this line waits for; a keep-alive in between is no message."""
    text = ""
    while not text.strip():
        text = await connection.recv()
        text = text if isinstance(text, str) else text.decode()
    want = f"SIP/2.0 {step.code} " if step.code else step.what + " "
    if not text.startswith(want):
        raise SystemExit(f"not {want}: {text}")
    return text


async def perform(call, who):
    media = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    media.bind((call.media(who), ladder.MEDIA_PORT[who]))
    connection = await connected(call, who)
    now, last, sounds = 0.0, "", []
    for time, kind, step in sorted(scenario.events(call, who), key=lambda event: event[0]):
        if kind != "receive":
            await asyncio.sleep(time - now)
        now = time
        if kind == "send":
            await connection.send(filled(step.text, last))
        elif kind == "receive":
            last = await receive(step, connection)
        elif kind == "play":
            sounds.append(asyncio.create_task(play(call, step, media)))
    await asyncio.gather(*sounds)
    await asyncio.sleep(0.1)
    await connection.close()


def main():
    path = pathlib.Path(sys.argv[1])
    (call,), _ = ladder.read(path, path.stem)
    asyncio.run(asyncio.wait_for(perform(call, sys.argv[2]), 60))


if __name__ == "__main__":
    main()
