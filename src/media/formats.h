/* SPDX-License-Identifier: BSD-2-Clause */
/* What an m= line of SDP says of its payload types, as far as hearing them needs it. */
#ifndef MEDIA_FORMATS_H
#define MEDIA_FORMATS_H

#include "media/codec.h"

enum {
	FORMATS_MAX = 24
};

struct format_row {
	uint32_t clock; /* of its timestamps, Hz; 0: unknown */
	uint8_t payload_type;
	uint8_t codec; /* enum codec */
};

struct formats {
	bool sealed;       /* encrypted for certain: what it carries cannot be heard */
	bool maybe_sealed; /* keys were offered beside audio in the clear */
	uint8_t count;
	struct format_row row[];
};

struct formats *formats_new(unsigned room); /* for so many rows, without any; memory_free() frees it */
struct formats *formats_copy(const struct formats *formats);

/* By the m= line, else RFC 3551; formats may be NULL. */
enum codec formats_codec(const struct formats *formats, uint8_t payload_type);
uint32_t formats_clock(const struct formats *formats, uint8_t payload_type); /* Hz, never 0 */

#endif
