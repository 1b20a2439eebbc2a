/* SPDX-License-Identifier: BSD-2-Clause */
/* Packets of one codec through its decoder. The first byte chooses the codec; then each has a length and so many bytes. */
#include "base/cursor.h"
#include "media/codec.h"

#include "tests/fuzz/target.h"

static void check(enum codec codec, const struct decoded *decoded)
{
	MUST(decoded->content < CONTENTS);
	MUST(!decoded->samples_valid || (decoded->count > 0 && decoded->count <= DECODED_MAX));
	MUST(decoded->samples_valid || !decoded->constant);
	MUST(!decoded->samples_valid || codec_is_decoded(codec));
	MUST(!decoded->constant || decoded->content == CONTENT_SILENCE);
	MUST(decoded->content != CONTENT_SOUND || decoded->samples_valid);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct decoded decoded;
	struct cursor cursor = cursor_of(data, size);
	enum codec codec = cursor_u8(&cursor) % CODECS;
	struct decoder *decoder = decoder_new(codec);

	while (cursor_left(&cursor)) {
		size_t length = cursor_u8(&cursor) * 2;

		if (length > cursor_left(&cursor))
			length = cursor_left(&cursor);
		decoder_take(decoder, cursor_take(&cursor, length), length, &decoded);
		check(codec, &decoded);
	}
	decoder_free(decoder);
	MUST(codec_size_fits(codec, 0));
	codec_named((struct str){(const char *)data, size}, 8000);
	return 0;
}
