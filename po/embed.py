# SPDX-License-Identifier: BSD-2-Clause
"""Makes catalogues of msgfmt part of the program: embed.py OUT NAME=FILE.mo ..."""
import sys

def main(out, *catalogues):
    with open(out, "w") as c:
        c.write("/* Made by po/embed.py. A row of base/language.c each. */\n")
        for catalogue in catalogues:
            name, path = catalogue.split("=", 1)
            with open(path, "rb") as mo:
                # A string, and not a list of numbers: a compiler takes it a hundred times as fast. Octal, since \x has no end.
                text = "".join("\\%03o" % byte for byte in mo.read())
            c.write('{"%s", (const uint8_t *)\n' % name)
            for at in range(0, len(text), 160):
                c.write('"%s"\n' % text[at:at + 160])
            c.write("},\n")

main(*sys.argv[1:])
