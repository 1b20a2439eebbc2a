/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/unpacker.h"

#include "base/language.h"
#include "base/memory.h"
#include "capture/inflate.h"

#include <zlib.h>

struct gzip {
	z_stream z;
	bool between; /* members: a file may hold several, one after the other (RFC 1952 2.2) */
};

static void *allocate(void *arg, unsigned items, unsigned size)
{
	return memory_new((size_t)items * size);
}

static void release(void *arg, void *block)
{
	memory_free(block);
}

static bool recognizes(const uint8_t *bytes, size_t n)
{
	return n >= 3 && bytes[0] == 0x1f && bytes[1] == 0x8b && bytes[2] == Z_DEFLATED;
}

static void *open_gzip(void)
{
	struct gzip *gzip = memory_new(sizeof(*gzip));

	gzip->z.zalloc = allocate;
	gzip->z.zfree = release;
	if (inflateInit2(&gzip->z, 16 + MAX_WBITS) != Z_OK) {
		memory_free(gzip);
		return NULL;
	}
	return gzip;
}

/* Behind a member: the next one, or the zeroes with which tapes and some writers fill up. False when neither. */
static bool begin_member(struct gzip *gzip, struct unpacking *step)
{
	while (step->in_left && *step->in == 0) {
		step->in++;
		step->in_left--;
	}
	if (step->in_left == 0)
		return true;
	gzip->between = false;
	return *step->in == 0x1f && inflateReset(&gzip->z) == Z_OK;
}

static void inflate_some(struct gzip *gzip, struct unpacking *step, int *result)
{
	gzip->z.next_in = (Bytef *)(uintptr_t)step->in;
	gzip->z.avail_in = (uInt)step->in_left;
	gzip->z.next_out = step->out;
	gzip->z.avail_out = (uInt)step->out_left;
	*result = inflate(&gzip->z, Z_NO_FLUSH);
	step->in = gzip->z.next_in;
	step->in_left = gzip->z.avail_in;
	step->out = gzip->z.next_out;
	step->out_left = gzip->z.avail_out;
}

static bool run(void *state, struct unpacking *step)
{
	struct gzip *gzip = state;
	int result = Z_OK;

	if (gzip->between && !begin_member(gzip, step)) {
		step->trouble = _("something else follows it");
		return false;
	}
	if (!gzip->between)
		inflate_some(gzip, step, &result);
	if (result == Z_STREAM_END)
		gzip->between = true;
	step->whole = gzip->between;
	if (result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR)
		return true;
	step->trouble = _("it is damaged");
	return false;
}

static void close_gzip(void *state)
{
	struct gzip *gzip = state;

	inflateEnd(&gzip->z);
	memory_free(gzip);
}

const struct unpacker unpacker_gzip = {
	.name = "gzip",
	.recognizes = recognizes,
	.open = open_gzip,
	.run = run,
	.close = close_gzip,
};

static size_t inflate_as(int window, struct str packed, uint8_t *out, size_t room)
{
	z_stream z = {.zalloc = allocate, .zfree = release};
	size_t written = 0;

	if (inflateInit2(&z, window) != Z_OK)
		return 0;
	z.next_in = (Bytef *)(uintptr_t)packed.p;
	z.avail_in = (uInt)packed.n;
	z.next_out = out;
	z.avail_out = (uInt)room;
	if (inflate(&z, Z_FINISH) == Z_STREAM_END)
		written = room - z.avail_out;
	inflateEnd(&z);
	return written;
}

size_t inflate_all(struct str packed, uint8_t *out, size_t room)
{
	enum {
		ZLIB_OR_GZIP = 32, /* as the first bytes say */
	};
	size_t written = inflate_as(ZLIB_OR_GZIP + MAX_WBITS, packed, out, room);

	return written ? written : inflate_as(-MAX_WBITS, packed, out, room);
}
