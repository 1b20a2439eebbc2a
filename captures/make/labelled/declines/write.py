#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""write.py NAME CAPTURE: writes the calls of one capture of calls.txt as packets that nobody sent."""
import declines
import packets

packets.book.read = declines.read
packets.main()
