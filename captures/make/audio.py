# SPDX-License-Identifier: BSD-2-Clause
"""The sounds of the calls, as G.711 u-law at 8000 samples a second. Same name, same bytes."""
import math
import random

RATE = 8000
QUIET = b"\xff"


def ulaw(sample):
    """One 16 bit sample as its u-law code (ITU-T G.711)."""
    sign = 0x80 if sample < 0 else 0
    magnitude = min(abs(int(sample)), 32635) + 132
    exponent = max(magnitude.bit_length() - 8, 0)
    mantissa = magnitude >> exponent + 3 & 15
    return ~(sign | exponent << 4 | mantissa) & 0xFF


def tone(frequencies, seconds, level=2800):
    count = int(RATE * seconds)
    return bytes(ulaw(level * sum(math.sin(2 * math.pi * f * i / RATE) for f in frequencies)) for i in range(count))


def pause(seconds):
    return QUIET * int(RATE * seconds)


def speech(seconds, seed):
    """Not words, but it rises and falls as speech does: syllables of a buzzing pitch with two moving formants."""
    draw = random.Random(seed)
    out = bytearray()
    while len(out) < RATE * seconds:
        pitch, first, second = draw.uniform(100, 150), draw.uniform(300, 800), draw.uniform(1000, 2200)
        length = int(RATE * draw.uniform(0.12, 0.25))
        for i in range(length):
            swell = math.sin(math.pi * i / length)
            buzz = 0.5 + 0.5 * math.cos(2 * math.pi * pitch * i / RATE)
            wave = math.sin(2 * math.pi * first * i / RATE) + 0.5 * math.sin(2 * math.pi * second * i / RATE)
            out.append(ulaw(6000 * swell * buzz * wave))
        out += pause(draw.uniform(0.02, 0.08))
    return bytes(out[: int(RATE * seconds)])


def announcement():
    """The three tones of a vacant code (ITU-T E.180), then somebody saying why."""
    sit = tone([985.2], 0.38, 5600) + tone([1428.5], 0.276, 5600) + tone([1776.7], 0.38, 5600)
    return sit + pause(0.3) + speech(5, 603)


SOUNDS = {
    "ringback": lambda: tone([440, 480], 2) + pause(4),  # United States: 2 s on, 4 s off
    "voice": lambda: speech(4, 183),
    "announcement": announcement,
    "silence": lambda: pause(2),
}


def sound(name):
    return SOUNDS[name]()
