# SPDX-License-Identifier: BSD-2-Clause
"""What early audio carries: tones of many countries, speech, music, silence in its many forms, and as which payloads.

Linear samples are floats where 1.0 is full scale at 8000 Hz; levels are dBm0 (a full sine is 3.14, ITU-T G.711 A-law).
A sound is named by a word: a plan of TONES (us-ringback), frequencies and seconds (425/1-4, 440+480/2-4,
400*25/0.4-0.2-0.4-2), sit-vacant, say-en, music, hum, noise ... Same word, same samples.
"""
import ctypes
import ctypes.util
import functools
import math
import random
import struct
import subprocess
import tempfile
import wave

RATE = 8000
FULL = 3.14     # dBm0 of a sine of full scale

# ITU-T E.180 Supplement 2: frequencies, then seconds on and off.
TONES = {
    "us-ringback": "440+480/2-4", "us-busy": "480+620/0.5-0.5", "us-reorder": "480+620/0.25-0.25",
    "us-dial": "350+440/9-0", "de-ringback": "425/1-4", "de-busy": "425/0.48-0.48", "de-congestion": "425/0.24-0.24",
    "de-dial": "425/9-0", "uk-ringback": "400+450/0.4-0.2-0.4-2", "uk-busy": "400/0.375-0.375",
    "fr-ringback": "440/1.5-3.5", "jp-ringback": "400*16/1-2", "jp-busy": "400/0.5-0.5", "cn-ringback": "450/1-4",
    "in-ringback": "400*25/0.4-0.2-0.4-2", "se-ringback": "425/1-5", "au-ringback": "413+438/0.4-0.2-0.4-2",
    "br-ringback": "425/1-4", "it-congestion": "425/0.2-0.2", "ch-congestion": "425/0.2-0.2",
    "mx-ringback": "425/1-4", "it-ringback": "425/1-4", "kr-ringback": "440+480/1-2",
}
# North American codings of the special information tone: which of its first two tones are low, which are short.
SIT = {"intercept": "ll", "vacant": "hl", "reorder": "lh", "no-circuit": "hh"}


def level(dbm0):
    return 10 ** ((dbm0 - FULL) / 20)


def sine(frequency, seconds, gain):
    step = 2 * math.pi * frequency / RATE
    return [gain * math.sin(step * i) for i in range(round(RATE * seconds))]


def mixed(*parts):
    return [sum(values) for values in zip(*parts)]


def quiet(seconds):
    return [0.0] * round(RATE * seconds)


def wave_of(frequencies, seconds, dbm0):
    """425, 440+480 or 400*25 (the first, its level moved by the second)."""
    if "*" in frequencies:
        carrier, mover = map(float, frequencies.split("*"))
        gain = level(dbm0)
        return [v * (1 + 0.9 * math.cos(2 * math.pi * mover * i / RATE)) / 1.3
                for i, v in enumerate(sine(carrier, seconds, gain))]
    parts = [float(f) for f in frequencies.split("+")]
    return mixed(*(sine(f, seconds, level(dbm0 - 10 * math.log10(len(parts)))) for f in parts))


def cadence(spec, dbm0):
    frequencies, times = spec.split("/")
    out = []
    for n, seconds in enumerate(float(t) for t in times.split("-")):
        out += quiet(seconds) if n % 2 else wave_of(frequencies, seconds, dbm0)
    return out


def information_tone(coding, dbm0):
    low, high = (913.8, 985.2), (1370.6, 1428.5)
    short = 0.274, 0.380
    first, second = SIT[coding]
    out = wave_of(str(low[first == "h"]), short[first == "h"], dbm0)
    out += wave_of(str(high[second == "h"]), short[second == "h"], dbm0)
    return out + wave_of("1776.7", 0.380, dbm0)


def itu_information_tone(dbm0):
    return [v for f in ("950", "1400", "1800") for v in wave_of(f, 0.33, dbm0)] + quiet(1)


SAYINGS = {
    "en": "The number you have dialled is not in service. Please check the number and try again, or ask the operator "
          "for help.",
    "de": "Der gewünschte Gesprächspartner ist zur Zeit nicht erreichbar. Bitte versuchen Sie es später noch "
          "einmal.",
    "es": "El número marcado no existe. Compruebe el número y vuelva a llamar, por favor.",
    "fr": "Votre correspondant ne peut pas être joint pour le moment. Veuillez rappeler plus tard.",
    "queue": "All our agents are busy at the moment. Please hold the line, your call will be answered shortly.",
}


def resampled(samples, rate):
    """Down to 8000 Hz, through a windowed sinc at 3.4 kHz."""
    cut, half = 3400 / rate, 24
    taps = [(2 * cut if i == 0 else math.sin(2 * math.pi * cut * i) / (math.pi * i))
            * (0.5 + 0.5 * math.cos(math.pi * i / half)) for i in range(-half + 1, half)]
    out = []
    for n in range(int(len(samples) * RATE / rate)):
        middle = int(n * rate / RATE)
        near = samples[max(0, middle - half + 1) : middle + half]
        out.append(sum(a * b for a, b in zip(near, taps[-len(near):] if middle < half else taps)))
    return out


def spoken(which, dbm0):
    voice = {"queue": "en"}.get(which, which)
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        subprocess.run(["espeak-ng", "-v", voice, "-s", "150", "-w", file.name, SAYINGS[which]], check=True)
        with wave.open(file.name) as sound:
            rate, data = sound.getframerate(), sound.readframes(sound.getnframes())
    samples = resampled([v / 32768 for v in struct.unpack(f"<{len(data) // 2}h", data)], rate)
    loud = math.sqrt(sum(v * v for v in samples) / len(samples)) * math.sqrt(2)
    return [max(-1.0, min(1.0, v * level(dbm0) / loud)) for v in samples]


def music(seed, dbm0, seconds=6):
    """A melody over chords, with harmonics that die away."""
    draw, out = random.Random(seed), []
    scale = [262, 294, 330, 349, 392, 440, 494, 523]
    while len(out) < RATE * seconds:
        root, length = draw.choice(scale[:5]), draw.choice((0.25, 0.375, 0.5))
        notes = [root / 2, root, draw.choice(scale) * draw.choice((1, 2))]
        for i in range(int(RATE * length)):
            t = i / RATE
            waves = (math.sin(2 * math.pi * f * h * t) / h for f in notes for h in (1, 2, 3))
            out.append(math.exp(-3 * t) * sum(waves) * level(dbm0) / 4)
    return out


def noise(seed, dbm0, seconds=2):
    draw, gain = random.Random(seed), level(dbm0) / math.sqrt(2)
    return [draw.gauss(0, gain) for _ in range(int(RATE * seconds))]


@functools.lru_cache(maxsize=None)
def linear(word, dbm0):
    """The samples of a word, as a tuple; they repeat."""
    spec = TONES.get(word, word)
    if spec[0].isdigit():
        return tuple(cadence(spec, dbm0))
    kind, _, which = spec.partition("-")
    if kind == "sit":
        return tuple(itu_information_tone(dbm0) if which == "itu" else information_tone(which, dbm0) + quiet(0.2))
    if kind == "say":
        return tuple(spoken(which, dbm0))
    if kind == "music":
        return tuple(music(which, dbm0))
    if kind == "noise":
        return tuple(noise(which, dbm0))
    if kind == "hum":
        return tuple(sine(50, 1, level(dbm0)))
    raise SystemExit(f"no sound is called {word}")


# Payloads

def ulaw(value):
    sample = int(max(-1.0, min(1.0, value)) * 32635)
    sign, magnitude = (0x80, -sample) if sample < 0 else (0, sample)
    magnitude = min(magnitude, 32635) + 132
    exponent = magnitude.bit_length() - 8
    return ~(sign | exponent << 4 | magnitude >> exponent + 3 & 15) & 0xFF


def alaw(value):
    sample = int(max(-1.0, min(1.0, value)) * 32767) >> 3
    sign, magnitude = (0x80, sample) if sample >= 0 else (0, -sample - 1)
    exponent = max(magnitude.bit_length() - 5, 0)
    mantissa = magnitude >> max(exponent, 1) & 15
    return (sign | exponent << 4 | mantissa) ^ 0x55


class Spandsp:
    """Its encoders keep what they know from frame to frame."""

    def __init__(self, name, *parameters):
        library = ctypes.CDLL(ctypes.util.find_library("spandsp"))
        init = getattr(library, {"gsm0610_encode": "gsm0610"}.get(name, name) + "_init")
        self.encode = getattr(library, name)
        init.restype, self.encode.restype = ctypes.c_void_p, ctypes.c_int
        self.state = ctypes.c_void_p(init(None, *parameters))

    def frame(self, samples):
        amplitudes = (ctypes.c_int16 * len(samples))(*(int(max(-1, min(1, v)) * 32767) for v in samples))
        out = ctypes.create_string_buffer(1024)
        size = self.encode(self.state, out, amplitudes, len(samples))
        return out.raw[:size]


def encoder(codec):
    """From the samples of a packet to its payload."""
    if codec == "PCMU":
        return lambda samples: bytes(map(ulaw, samples))
    if codec == "PCMA":
        return lambda samples: bytes(map(alaw, samples))
    if codec == "L16":
        return lambda samples: struct.pack(f"!{len(samples)}h", *(int(v * 32767) for v in samples))
    if codec == "G722":     # 8000 samples a second in, 64 kbit/s out
        return Spandsp("g722_encode", 64000, 1).frame
    if codec == "GSM":
        return Spandsp("gsm0610_encode", 2).frame
    draw = random.Random(codec)
    size = {"G729": 20, "SRTP": 170, "AMR": 32, "OPUS": 60}[codec]
    return lambda samples: draw.randbytes(size)     # to one without the codec or the key all sound looks like this


PAYLOAD_TYPES = {"PCMU": 0, "GSM": 3, "PCMA": 8, "G722": 9, "L16": 11, "G729": 18, "SRTP": 0, "AMR": 96, "OPUS": 111}


def in_noise(samples, dbm0):
    draw, gain = random.Random(len(samples)), level(dbm0) / math.sqrt(2)
    return [value + draw.gauss(0, gain) for value in samples]


def coded(word, codec, dbm0, packets, samples, noise_dbm0=None):
    """Payloads of a sound that repeats."""
    source, encode = linear(word, dbm0), encoder(codec)
    source = in_noise(source, noise_dbm0) if noise_dbm0 else source
    cache, period = {}, len(source)
    for n in range(packets):
        at = n * samples % period
        if codec in ("PCMU", "PCMA") and at in cache:
            yield cache[at]
            continue
        piece = source[at : at + samples]
        while len(piece) < samples:
            piece = [*piece, *source[: samples - len(piece)]]
        cache[at] = encode(tuple(piece))
        yield cache[at]


def dtmf(n):
    """RFC 4733: an event of 160 ms, each 500 ms another digit."""
    event, part = divmod(n, 25)
    if part >= 10:
        return None
    return struct.pack("!BBH", event % 10, (0x80 if part >= 7 else 0) | 10, 160 * min(part + 1, 8))


def payloads(word, codec, dbm0, packets, samples, noise_dbm0=None):
    """The payload of each packet; None where none is sent."""
    kind, _, which = word.partition("-")
    draw = random.Random(word)
    if kind == "code":          # one octet all over: code-ff, code-ff7f mixes two
        octets = bytes.fromhex(which)
        return [bytes(draw.choice(octets) for _ in range(samples)) if len(octets) > 1 else octets * samples
                for _ in range(packets)]
    if kind == "cng":            # RFC 3389: the level alone, five times a second
        return [b"\x4e" if n % 10 == 0 else None for n in range(packets)]
    if kind == "sid":           # ITU-T G.729 B
        return [b"\x3c\x5e" if n % 8 == 0 else None for n in range(packets)]
    if kind == "empty":         # RFC 6263 4.1
        return [b"" if n % 50 == 0 else None for n in range(packets)]
    if kind == "dtmf":
        return [dtmf(n) for n in range(packets)]
    return list(coded(word, codec, dbm0, packets, samples, noise_dbm0))
