/* SPDX-License-Identifier: BSD-2-Clause */
/* A payload as the frame it came in: Ethernet, IPv4 and UDP around it, as media_follow reads them. */
#ifndef TESTS_FOLLOW_H
#define TESTS_FOLLOW_H

#include "media/media.h"

#include <string.h>

enum {
	FOLLOW_MOST = 256, /* bytes of payload */
	FOLLOW_HEADERS = 42,
};

/* False: media_take is to be asked. */
static inline bool follow(struct media *media, const struct payload *payload)
{
	uint8_t bytes[FOLLOW_HEADERS + FOLLOW_MOST] = {[12] = 0x08, [14] = 0x45, [23] = 17};
	struct frame frame = {
		.number = payload->frame, .time = payload->time, .linktype = LINKTYPE_ETHERNET, .bytes = bytes};
	struct net_words words;

	if (payload->size > FOLLOW_MOST || !net_words_of(&payload->flow, payload->length, &words))
		return false;
	memcpy(bytes + 26, &words.addresses, 8);
	memcpy(bytes + 34, &words.ports, 6);
	bytes[16] = (uint8_t)((payload->length + 28) >> 8);
	bytes[17] = (uint8_t)(payload->length + 28);
	if (payload->size)
		memcpy(bytes + FOLLOW_HEADERS, payload->bytes, payload->size);
	frame.captured = (uint32_t)payload->size + FOLLOW_HEADERS;
	frame.length = (uint32_t)payload->length + FOLLOW_HEADERS;
	return media_follow(media, &frame, 1, payload->time, payload->time + 1);
}

#endif
