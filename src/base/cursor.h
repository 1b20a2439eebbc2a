/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Binary bytes from outside, read without running past their end. Reading past it yields zeroes and
 * leaves the cursor `bad` for good, so a decoder may read a whole header and check once; or it takes
 * the whole header, and reads fields of what was taken.
 */
#ifndef BASE_CURSOR_H
#define BASE_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cursor {
	const uint8_t *p, *end;
	bool bad;
};

static inline struct cursor cursor_of(const void *bytes, size_t n)
{
	const uint8_t *p = bytes;

	return (struct cursor){p, p ? p + n : p, false};
}

static inline size_t cursor_left(const struct cursor *c)
{
	return (size_t)(c->end - c->p);
}

/* The next n bytes, then skipped; NULL (and bad) when there are not that many. */
static inline const uint8_t *cursor_take(struct cursor *c, size_t n)
{
	const uint8_t *start = c->p;

	if (c->bad || cursor_left(c) < n) {
		c->bad = true;
		c->p = c->end;
		return NULL;
	}
	if (n) /* the cursor of nothing stands at NULL, to which not even 0 may be added */
		c->p += n;
	return start;
}

static inline void cursor_skip(struct cursor *c, size_t n)
{
	(void)cursor_take(c, n);
}

static inline uint8_t cursor_u8(struct cursor *c)
{
	const uint8_t *b = cursor_take(c, 1);

	return b ? b[0] : 0;
}

/* Network byte order. */
static inline uint16_t cursor_u16(struct cursor *c)
{
	const uint8_t *b = cursor_take(c, 2);

	return b ? (uint16_t)(b[0] << 8 | b[1]) : 0;
}

/* Cuts the cursor to at most n more bytes: what a length field says, never more than there is. */
static inline void cursor_limit(struct cursor *c, size_t n)
{
	if (n < cursor_left(c))
		c->end = c->p + n;
}

#endif
