/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers in the byte order of the machine that wrote the file. Who calls has checked that the bytes are there. */
#ifndef CAPTURE_ORDER_H
#define CAPTURE_ORDER_H

#include <stdint.h>

enum order {
	ORDER_LITTLE,
	ORDER_BIG,
};

static inline uint16_t order_u16(enum order order, const uint8_t *p)
{
	return order == ORDER_BIG ? (uint16_t)(p[0] << 8 | p[1]) : (uint16_t)(p[1] << 8 | p[0]);
}

static inline uint32_t order_u32(enum order order, const uint8_t *p)
{
	uint32_t little = (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];

	return order == ORDER_BIG ? __builtin_bswap32(little) : little;
}

static inline uint64_t order_u64(enum order order, const uint8_t *p)
{
	uint64_t first = order_u32(order, p), second = order_u32(order, p + 4);

	return order == ORDER_BIG ? first << 32 | second : second << 32 | first;
}

#endif
