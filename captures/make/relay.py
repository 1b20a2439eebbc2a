# SPDX-License-Identifier: BSD-2-Clause
"""TURN (RFC 8656) as far as a call needs it: A is lent an address, binds a channel to B, and audio goes in it."""
import ipaddress
import struct

import ladder

UDP, CLIENT, SERVER, CHANNEL = 17, 50000, 3478, 0x4000
ALLOCATE, CHANNEL_BIND, SUCCESS = 0x003, 0x009, 0x100
CHANNEL_NUMBER, LIFETIME, XOR_PEER, XOR_RELAYED, REQUESTED_TRANSPORT, XOR_MAPPED = 0x0C, 0x0D, 0x12, 0x16, 0x19, 0x20
COOKIE = 0x2112A442
MILLISECOND = 10**6


def attribute(kind, body):
    return struct.pack("!HH", kind, len(body)) + body


def xored(kind, address, port):
    """RFC 8489 14.2, of an IPv4 address."""
    number = int(ipaddress.ip_address(address)) ^ COOKIE
    return attribute(kind, struct.pack("!BBHI", 0, 1, port ^ COOKIE >> 16, number))


def message(kind, transaction, *attributes):
    body = b"".join(attributes)
    return struct.pack("!HHI", kind, len(body), COOKIE) + transaction + body


def to_server(call, ns, payload):
    return ns, "A", "B", (call["A"], call["relay"]), UDP, ((CLIENT, SERVER), payload)


def to_client(call, ns, payload):
    return ns, "B", "A", (call["relay"], call["A"]), UDP, ((SERVER, CLIENT), payload)


def allocation(call):
    """(ns, sender, receiver, ends, protocol, (ports, payload)) of what is said before there is audio."""
    first, second = b"allocate-001", b"channel--002"
    address = call["relay"], ladder.MEDIA_PORT["A"]
    bind = min(round(step.time * 10**9) for step in call.steps if step.rtp) - 40 * MILLISECOND
    return [
        to_server(call, -30 * MILLISECOND, message(ALLOCATE, first, attribute(REQUESTED_TRANSPORT, b"\x11\0\0\0"))),
        to_client(call, -20 * MILLISECOND, message(ALLOCATE | SUCCESS, first, xored(XOR_RELAYED, *address),
                  xored(XOR_MAPPED, call["A"], CLIENT), attribute(LIFETIME, struct.pack("!I", 600)))),
        to_server(call, bind, message(CHANNEL_BIND, second, attribute(CHANNEL_NUMBER, struct.pack("!HH", CHANNEL, 0)),
                  xored(XOR_PEER, call.media("B"), ladder.MEDIA_PORT["B"]))),
        to_client(call, bind + 10 * MILLISECOND, message(CHANNEL_BIND | SUCCESS, second)),
    ]


def data(call, step, packet):
    """(ends, ports, payload) of an RTP packet between A and the relay: RFC 8656 12.4."""
    payload = struct.pack("!HH", CHANNEL, len(packet)) + packet
    if step.sender == "A":
        return (call["A"], call["relay"]), (CLIENT, SERVER), payload
    return (call["relay"], call["A"]), (SERVER, CLIENT), payload
