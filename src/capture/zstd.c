/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/unpacker.h"

#include "base/memory.h"
#include "capture/order.h"

#include <zstd.h>

struct zstd {
	ZSTD_DStream *stream;
	bool whole;
};

/* RFC 8878 3.1: a frame, or a skippable frame, as those with which pzstd begins. */
static bool recognizes(const uint8_t *bytes, size_t n)
{
	uint32_t magic = n >= 4 ? order_u32(ORDER_LITTLE, bytes) : 0;

	return magic == 0xfd2fb528 || (magic & 0xfffffff0) == 0x184d2a50;
}

static void *open_zstd(void)
{
	ZSTD_DStream *stream = ZSTD_createDStream();
	struct zstd *zstd;

	if (!stream)
		return NULL;
	zstd = memory_new(sizeof(*zstd));
	zstd->stream = stream;
	return zstd;
}

static bool run(void *state, struct unpacking *step)
{
	struct zstd *zstd = state;
	ZSTD_inBuffer in = {step->in, step->in_left, 0};
	ZSTD_outBuffer out = {step->out, step->out_left, 0};
	size_t result = ZSTD_decompressStream(zstd->stream, &out, &in);

	step->in += in.pos;
	step->in_left -= in.pos;
	step->out += out.pos;
	step->out_left -= out.pos;
	if (ZSTD_isError(result)) {
		step->trouble = ZSTD_getErrorName(result);
		return false;
	}
	/* Asked again with nothing to do it speaks of the next frame, which need not come. */
	if (in.pos || out.pos)
		zstd->whole = result == 0;
	step->whole = zstd->whole;
	return true;
}

static void close_zstd(void *state)
{
	struct zstd *zstd = state;

	ZSTD_freeDStream(zstd->stream);
	memory_free(zstd);
}

const struct unpacker unpacker_zstd = {
	.name = "zstd",
	.recognizes = recognizes,
	.open = open_zstd,
	.run = run,
	.close = close_zstd,
};
