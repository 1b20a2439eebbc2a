/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/guess.h"

#include "base/language.h"

struct look {
	struct str start;
	struct guess guess;
};

#define LOOK(bytes, what, advice)                                                                                      \
	{                                                                                                              \
		{(bytes), sizeof(bytes) - 1},                                                                          \
		{                                                                                                      \
			what, advice                                                                                   \
		}                                                                                                      \
	}
/* TRANSLATORS: these stand behind "it looks like a snoop capture" and the like */
#define CONVERT N_("; editcap can turn it into pcapng")
#define TWICE N_("; unpack it first")
#define UNPACK N_("; only gzip, zstd, xz and lz4 are unpacked here")

static const struct look looks[] = {
	LOOK("GMBU", N_("a NetMon capture"), CONVERT),
	LOOK("RTSS", N_("a NetMon capture"), CONVERT),
	LOOK("snoop\0\0\0", N_("a snoop capture"), CONVERT),
	LOOK("TRSNIFF data", N_("a Sniffer capture"), CONVERT),
	LOOK("XCP\0", N_("a NetXRay capture"), CONVERT),
	LOOK("HEP3", N_("HEP packets without a capture around them"), ""),
	LOOK("\xfd"
             "7zXZ",
             N_("xz data within compressed data"), TWICE),
	LOOK("BZh", N_("bzip2 data"), UNPACK),
	LOOK("\x04\x22\x4d\x18", N_("lz4 data within compressed data"), TWICE),
	LOOK("\x02\x21\x4c\x18", N_("lz4 data of the legacy format"), UNPACK),
	LOOK("PK\x03\x04", N_("a zip archive"), UNPACK),
	LOOK("\x1f\x8b", N_("gzip data within compressed data"), TWICE),
	LOOK("\x28\xb5\x2f\xfd", N_("zstd data within compressed data"), TWICE),
	LOOK("\x7f"
             "ELF",
             N_("a program"), ""),
	LOOK("%PDF", N_("a PDF document"), ""),
	LOOK("<?xml", "XML", ""),
	LOOK("<!DOCTYPE html", N_("a web page"), ""),
	LOOK("<html", N_("a web page"), ""),
	LOOK("{", "JSON", ""),
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

struct guess guess_content(struct str start)
{
	for (size_t i = 0; i < sizeof(looks) / sizeof(*looks); i++) {
		const struct guess *guess = &looks[i].guess;

		if (str_istarts(start, looks[i].start))
			return (struct guess){_(guess->what), _(guess->advice)};
	}
	/* TRANSLATORS: what a file looks like: "it looks like text" */
	return (struct guess){is_text(start) ? _("text") : NULL, ""};
}
