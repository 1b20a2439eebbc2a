/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/guess.h"

struct look {
	struct str start;
	const char *what;
};

#define LOOK(bytes, what)                                                                                              \
	{                                                                                                              \
		{(bytes), sizeof(bytes) - 1}, what                                                                     \
	}
#define CONVERT "; editcap can turn it into pcapng"
#define TWICE " data within compressed data; unpack it first"
#define UNPACK "; only gzip, zstd, xz and lz4 are unpacked here"

static const struct look looks[] = {
	LOOK("GMBU", "a NetMon capture" CONVERT),
	LOOK("RTSS", "a NetMon capture" CONVERT),
	LOOK("snoop\0\0\0", "a snoop capture" CONVERT),
	LOOK("TRSNIFF data", "a Sniffer capture" CONVERT),
	LOOK("XCP\0", "a NetXRay capture" CONVERT),
	LOOK("HEP3", "HEP packets without a capture around them"),
	LOOK("\xfd"
             "7zXZ",
             "xz" TWICE),
	LOOK("BZh", "bzip2 data" UNPACK),
	LOOK("\x04\x22\x4d\x18", "lz4" TWICE),
	LOOK("\x02\x21\x4c\x18", "lz4 data of the legacy format" UNPACK),
	LOOK("PK\x03\x04", "a zip archive" UNPACK),
	LOOK("\x1f\x8b", "gzip" TWICE),
	LOOK("\x28\xb5\x2f\xfd", "zstd" TWICE),
	LOOK("\x7f"
             "ELF",
             "a program"),
	LOOK("%PDF", "a PDF document"),
	LOOK("<?xml", "XML"),
	LOOK("<!DOCTYPE html", "a web page"),
	LOOK("<html", "a web page"),
	LOOK("{", "JSON"),
};

/* No control characters but those that set text: log files, hex dumps, SIP messages. */
static bool is_text(struct str start)
{
	for (size_t i = 0; i < start.n; i++) {
		unsigned char c = (unsigned char)start.p[i];

		if (c < ' ' && (c < '\t' || c > '\r') && c != 0x1b)
			return false;
	}
	return start.n > 0;
}

const char *guess_content(struct str start)
{
	for (size_t i = 0; i < sizeof(looks) / sizeof(*looks); i++) {
		if (str_istarts(start, looks[i].start))
			return looks[i].what;
	}
	return is_text(start) ? "text" : NULL;
}
