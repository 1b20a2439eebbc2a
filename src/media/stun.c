/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/stun.h"

#include "base/cursor.h"

#include <string.h>

enum attribute {
	ATTRIBUTE_USERNAME = 0x0006,      /* RFC 8489 14.3 */
	ATTRIBUTE_ERROR_CODE = 0x0009,    /* RFC 8489 14.8 */
	ATTRIBUTE_USE_CANDIDATE = 0x0025, /* RFC 8445 7.1.2 */
};

static bool has_header(const uint8_t *bytes, size_t size, size_t length)
{
	static const uint8_t cookie[4] = {0x21, 0x12, 0xa4, 0x42};
	size_t body;

	if (size < STUN_HEADER || bytes[0] & 0xc0 || memcmp(bytes + 4, cookie, sizeof(cookie)) != 0)
		return false;
	body = (size_t)(bytes[2] << 8 | bytes[3]);
	return body % 4 == 0 && STUN_HEADER + body == length;
}

/* RFC 8489 14.8: class in three bits, number behind. */
static uint16_t error_of(struct cursor *value)
{
	uint16_t code;

	cursor_skip(value, 2);
	code = cursor_u16(value);
	return value->bad ? 0 : (uint16_t)((code >> 8 & 7) * 100 + (code & 0xff));
}

static void take_attribute(struct stun *out, uint16_t type, const uint8_t *bytes, size_t size)
{
	struct cursor value = cursor_of(bytes, size);

	if (type == ATTRIBUTE_USERNAME && !out->username.n)
		out->username = (struct str){(const char *)bytes, size};
	else if (type == ATTRIBUTE_ERROR_CODE)
		out->error = error_of(&value);
	else if (type == ATTRIBUTE_USE_CANDIDATE)
		out->nominates = true;
}

bool stun_parse(const uint8_t *bytes, size_t size, size_t length, struct stun *out)
{
	unsigned type;
	struct cursor rest;

	if (!has_header(bytes, size, length))
		return false;
	type = (unsigned)(bytes[0] << 8 | bytes[1]);
	/* RFC 8489 5: the bits of the class stand among those of the method. */
	*out = (struct stun){
		.method = (uint16_t)((type & 0x000f) | (type & 0x00e0) >> 1 | (type & 0x3e00) >> 2),
		.class = (enum stun_class)((type >> 4 & 1) | (type >> 7 & 2)),
	};
	memcpy(out->transaction, bytes + 8, STUN_TRANSACTION);
	rest = cursor_of(bytes + STUN_HEADER, size - STUN_HEADER);
	while (cursor_left(&rest) >= 4) {
		uint16_t attribute = cursor_u16(&rest);
		size_t n = cursor_u16(&rest);
		const uint8_t *value = cursor_take(&rest, n);

		if (!value)
			break;
		take_attribute(out, attribute, value, n);
		cursor_skip(&rest, -n & 3);
	}
	return true;
}
