#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes the tables of ../README.md anew from the ladders; the words above the first table stay."""
import pathlib

import ladder

HERE = pathlib.Path(__file__).resolve().parent
MADE = {"sipp": "SIPp", "packets": "generate.py", "baresip": "baresip, SIPp"}


def row(path):
    calls, about = ladder.read(path, path.stem)
    with_what = "SIPp, Kamailio" if calls[0].proxied and calls[0].free else MADE[calls[0]["by"]]
    if calls[0].browser:
        with_what += ", Python"
    if calls[0]["transport"] == "tls":
        with_what = "Python, OpenSSL"
    return f"| {path.stem}{calls[0]['suffix']} | {about} | {with_what} |"


def main():
    readme = HERE.parent / "README.md"
    text = readme.read_text(encoding="utf-8").split("\n## early-media\n")[0]
    for folder in ("early-media", "decline", "transport"):
        rows = [row(path) for path in sorted((HERE / folder).glob("*.ladder"))]
        text += f"\n## {folder}\n\n| capture | what it shows | made with |\n|---|---|---|\n" + "\n".join(rows) + "\n"
    readme.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
