# SPDX-License-Identifier: BSD-2-Clause
"""calls.txt, read as ../book.py reads its own, with a caller and a callee for each call: declines of one number stand for more."""
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent)]
import book

FIELDS = "who", "also", "kind"
plain_read, plain_settings = book.read, book.settings_of


def settings_of(capture, pairs):
    return {"from": f"+120255501{60 + len(capture.calls)}", **plain_settings(capture, pairs)}


def read():
    book.settings_of = settings_of
    return plain_read(HERE / "calls.txt", FIELDS)
