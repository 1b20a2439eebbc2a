/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers in network byte order, one behind the other. */
#ifndef TESTS_PUT_H
#define TESTS_PUT_H

#include <stdint.h>
#include <string.h>

static inline uint8_t *put8(uint8_t *at, uint32_t value)
{
	*at++ = (uint8_t)value;
	return at;
}

static inline uint8_t *put16(uint8_t *at, uint32_t value)
{
	return put8(put8(at, value >> 8), value);
}

static inline uint8_t *put24(uint8_t *at, uint32_t value)
{
	return put16(put8(at, value >> 16), value);
}

static inline uint8_t *put32(uint8_t *at, uint32_t value)
{
	return put16(put16(at, value >> 16), value);
}

static inline uint8_t *put_bytes(uint8_t *at, const void *bytes, size_t size)
{
	if (size) /* nothing may come as no address, which memcpy refuses (C11 7.24.1 paragraph 2) */
		memcpy(at, bytes, size);
	return at + size;
}

#endif
