/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/formats.h"

#include "base/memory.h"

#include <assert.h>
#include <string.h>

enum {
	USUAL_CLOCK = 8000
};

static size_t size_for(unsigned rows)
{
	return sizeof(struct formats) + rows * sizeof(struct format_row);
}

struct formats *formats_new(unsigned room)
{
	assert(room <= FORMATS_MAX);
	return memory_new(size_for(room));
}

struct formats *formats_copy(const struct formats *formats)
{
	struct formats *copy = formats_new(formats->count);

	memcpy(copy, formats, size_for(formats->count));
	return copy;
}

static const struct format_row *find_row(const struct formats *formats, uint8_t payload_type)
{
	for (unsigned i = 0; formats && i < formats->count; i++)
		if (formats->row[i].payload_type == payload_type)
			return &formats->row[i];
	return NULL;
}

enum codec formats_codec(const struct formats *formats, uint8_t payload_type)
{
	const struct format_row *row = find_row(formats, payload_type);

	return row ? (enum codec)row->codec : codec_static(payload_type);
}

uint32_t formats_clock(const struct formats *formats, uint8_t payload_type)
{
	const struct format_row *row = find_row(formats, payload_type);
	uint32_t rate = codec_rate(formats_codec(formats, payload_type));

	/* G.722 says 8000 and samples at 16000: RFC 3551 4.5.2. */
	if (row && row->clock)
		return row->clock;
	return rate ? rate : USUAL_CLOCK;
}
