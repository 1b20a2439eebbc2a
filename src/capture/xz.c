/* SPDX-License-Identifier: BSD-2-Clause */
/* xz, and the format before it, which is still called lzma. */
#include "capture/unpacker.h"

#include "base/language.h"
#include "base/memory.h"

#include <lzma.h>

#include <string.h>

enum {
	/* xz -9 needs 65 MiB; a file may ask for 4 GiB. As much as zstd allows itself. */
	XZ_MAX_MEMORY = 128 * 1024 * 1024,
};

struct xz {
	lzma_stream stream;
	bool between; /* streams: a file may hold several, with zeroes between them (.xz file format 1.2.1, 2.2) */
};

static bool recognizes_xz(const uint8_t *bytes, size_t n)
{
	return n >= 4 && memcmp(bytes,
	                        "\xfd"
	                        "7zX",
	                        4) == 0;
}

/* No magic number: the properties nearly every file has, then a dictionary of 64 KiB or a multiple. */
static bool recognizes_lzma(const uint8_t *bytes, size_t n)
{
	return n >= 4 && bytes[0] == 0x5d && bytes[1] == 0 && bytes[2] == 0;
}

static bool begin_stream(struct xz *xz)
{
	return lzma_auto_decoder(&xz->stream, XZ_MAX_MEMORY, 0) == LZMA_OK;
}

static void *open_xz(void)
{
	struct xz *xz = memory_new(sizeof(*xz));

	xz->stream = (lzma_stream)LZMA_STREAM_INIT;
	if (begin_stream(xz))
		return xz;
	memory_free(xz);
	return NULL;
}

/* Behind a stream: the next one or zeroes. False when neither. */
static bool go_on(struct xz *xz, struct unpacking *step)
{
	while (step->in_left && *step->in == 0) {
		step->in++;
		step->in_left--;
	}
	if (step->in_left == 0)
		return true;
	xz->between = false;
	return *step->in == 0xfd && begin_stream(xz);
}

static lzma_ret unpack(struct xz *xz, struct unpacking *step)
{
	lzma_ret result;

	xz->stream.next_in = step->in;
	xz->stream.avail_in = step->in_left;
	xz->stream.next_out = step->out;
	xz->stream.avail_out = step->out_left;
	result = lzma_code(&xz->stream, LZMA_RUN);
	step->in = xz->stream.next_in;
	step->in_left = xz->stream.avail_in;
	step->out = xz->stream.next_out;
	step->out_left = xz->stream.avail_out;
	return result;
}

static const char *name_trouble(lzma_ret result)
{
	switch (result) {
	case LZMA_MEMLIMIT_ERROR:
		return _("it needs more than 128 MiB of memory");
	case LZMA_OPTIONS_ERROR:
		return _("it uses a method that is not known here");
	default:
		return _("it is damaged");
	}
}

static bool run(void *state, struct unpacking *step)
{
	struct xz *xz = state;
	lzma_ret result = LZMA_OK;

	if (xz->between && !go_on(xz, step)) {
		step->trouble = _("something else follows it");
		return false;
	}
	if (!xz->between)
		result = unpack(xz, step);
	if (result == LZMA_STREAM_END)
		xz->between = true;
	step->whole = xz->between;
	/* LZMA_BUF_ERROR: there was nothing to do. */
	if (result == LZMA_OK || result == LZMA_STREAM_END || result == LZMA_BUF_ERROR)
		return true;
	step->trouble = name_trouble(result);
	return false;
}

static void close_xz(void *state)
{
	struct xz *xz = state;

	lzma_end(&xz->stream);
	memory_free(xz);
}

const struct unpacker unpacker_xz = {
	.name = "xz",
	.recognizes = recognizes_xz,
	.open = open_xz,
	.run = run,
	.close = close_xz,
};

const struct unpacker unpacker_lzma = {
	.name = "lzma",
	.recognizes = recognizes_lzma,
	.open = open_xz,
	.run = run,
	.close = close_xz,
};
