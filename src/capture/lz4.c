/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/unpacker.h"

#include "base/memory.h"
#include "capture/order.h"

#include <lz4frame.h>

struct lz4 {
	LZ4F_dctx *context;
	bool whole;
};

/* The LZ4 frame format; its skippable frames have the numbers of zstd's, which come to that unpacker. */
static bool recognizes(const uint8_t *bytes, size_t n)
{
	return n >= 4 && order_u32(ORDER_LITTLE, bytes) == 0x184d2204;
}

static void *open_lz4(void)
{
	LZ4F_dctx *context;
	struct lz4 *lz4;

	if (LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)))
		return NULL;
	lz4 = memory_new(sizeof(*lz4));
	lz4->context = context;
	return lz4;
}

/* Frames may follow each other. A frame keeps at most two blocks of 4 MiB, whatever it unpacks to. */
static bool run(void *state, struct unpacking *step)
{
	struct lz4 *lz4 = state;
	size_t taken = step->in_left, added = step->out_left;
	size_t result = LZ4F_decompress(lz4->context, step->out, &added, step->in, &taken, NULL);

	if (LZ4F_isError(result)) {
		step->trouble = LZ4F_getErrorName(result);
		return false;
	}
	step->in += taken;
	step->in_left -= taken;
	step->out += added;
	step->out_left -= added;
	/* Asked again with nothing to do it speaks of the next frame, which need not come. */
	if (taken || added)
		lz4->whole = result == 0;
	step->whole = lz4->whole;
	return true;
}

static void close_lz4(void *state)
{
	struct lz4 *lz4 = state;

	LZ4F_freeDecompressionContext(lz4->context);
	memory_free(lz4);
}

const struct unpacker unpacker_lz4 = {
	.name = "lz4",
	.recognizes = recognizes,
	.open = open_lz4,
	.run = run,
	.close = close_lz4,
};
