/* SPDX-License-Identifier: BSD-2-Clause */
/* What the outside of a payload tells of its sound where it is not decoded: the frames of discontinued transmission. */
#ifndef MEDIA_PATTERN_H
#define MEDIA_PATTERN_H

#include "media/codec.h"

struct pattern {
	enum content content; /* CONTENT_UNKNOWN: there is sound in it, or at least nothing says there is none */
	unsigned ms;          /* it stands for; 0: not known */
};

struct pattern pattern_of(enum codec codec, const uint8_t *payload, size_t size);

#endif
