/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes the ladders of all rules into a folder, as inputs of the analyzer's fuzz target (tests/fuzz/analyzer.c): from
 * them it reaches what no chance would spell out.
 */
#include "base/buf.h"
#include "ladder.h"
#include "rules/rule.h"

#include <stdio.h>
#include <string.h>

enum {
	KIND_RAW = 0,
	KIND_UDP = 1,
	LARGEST = 16 * 1024,
	PAYLOAD = 14 + 20 + 8, /* where it begins in a frame of the player's that is a plain datagram */
	RTP_KEPT = 40,         /* frames; more teach nothing */
	TICKS_KEPT = 40 * UINT8_MAX,
};

#define TICK (20 * MILLISECOND)

struct seed {
	FILE *file;
	ns time; /* as far as told; 0: nothing yet */
	unsigned rtp;
};

static void put(struct seed *seed, unsigned kind, unsigned ticks, const uint8_t *bytes, size_t size)
{
	fputc((int)kind, seed->file);
	fputc((int)ticks, seed->file);
	fputc((int)(size >> 8), seed->file);
	fputc((int)(size & UINT8_MAX), seed->file);
	fwrite(bytes, 1, size, seed->file);
}

/* Ethernet, IPv4, UDP, and the first octet of RTP; not RTCP (RFC 5761 4). */
static bool is_rtp(const struct frame *frame)
{
	const uint8_t *bytes = frame->bytes;

	return frame->captured >= PAYLOAD + 2 && bytes[12] == 0x08 && bytes[23] == 17 && bytes[PAYLOAD] == 0x80 &&
	       (bytes[PAYLOAD + 1] & 0x60) != 0x40;
}

static void take_frame(void *arg, const struct frame *frame)
{
	struct seed *seed = arg;
	ns ticks = seed->time ? (frame->time - seed->time) / TICK : 0;

	if (frame->captured > LARGEST || (is_rtp(frame) && seed->rtp++ >= RTP_KEPT))
		return;
	seed->time = seed->time ? seed->time + ticks * TICK : frame->time;
	if (ticks > TICKS_KEPT)
		ticks = TICKS_KEPT;
	for (; ticks > UINT8_MAX; ticks -= UINT8_MAX)
		put(seed, KIND_UDP, UINT8_MAX, frame->bytes, 0);
	put(seed, KIND_RAW, (unsigned)ticks, frame->bytes, frame->captured);
}

static bool write_seed(const char *folder, const char *id, const char *kind, const char *ladder)
{
	struct buf name = {.ceiling = 4096};
	struct seed seed = {.file = NULL};

	buf_printf(&name, "%s/%s-%s", folder, id, kind);
	seed.file = fopen(buf_text(&name), "wb");
	buf_done(&name);
	if (!seed.file)
		return false;
	fputc(0, seed.file); /* as many calls as there are */
	ladder_play(ladder, take_frame, &seed);
	return fclose(seed.file) == 0;
}

int main(int argc, char **argv)
{
	bool good = argc == 2;

	for (unsigned i = 0; good && rule_catalogue[i]; i++) {
		const struct rule *rule = rule_catalogue[i];

		good = write_seed(argv[1], rule->id, "fires", rule->fires) &&
		       write_seed(argv[1], rule->id, "silent", rule->silent);
	}
	return good ? 0 : 1;
}
