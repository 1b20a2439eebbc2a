/* SPDX-License-Identifier: BSD-2-Clause */
/* A borrowed slice of text: not NUL-terminated, never owned. Whoever keeps one must know that the bytes outlive it. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *p;
	size_t n;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
#define STR_NONE ((struct str){NULL, 0})
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).n, (s).p ? (s).p : ""

/* Short and called for every header field: inline. */

static inline struct str str_of(const char *text) /* NULL gives the empty slice */
{
	return (struct str){text, text ? strlen(text) : 0};
}

static inline bool str_same_8(const char *a, const char *b)
{
	uint64_t x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return x == y;
}

static inline bool str_same_4(const char *a, const char *b)
{
	uint32_t x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return x == y;
}

/* As memcmp() == 0, which costs more to call than names and tags take to compare. The last words may overlap. */
static inline bool str_same_bytes(const char *a, const char *b, size_t n)
{
	if (n >= 8) {
		for (size_t i = 0; i < n - 8; i += 8)
			if (!str_same_8(a + i, b + i))
				return false;
		return str_same_8(a + n - 8, b + n - 8);
	}
	if (n >= 4)
		return str_same_4(a, b) && str_same_4(a + n - 4, b + n - 4);
	for (size_t i = 0; i < n; i++)
		if (a[i] != b[i])
			return false;
	return true;
}

static inline bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && str_same_bytes(a.p, b.p, a.n);
}

/* Not inlined: what is read is mostly written as the RFCs write it. */
__attribute__((noinline)) bool str_same_letters(const char *a, const char *b, size_t n);

static inline bool str_ieq(struct str a, struct str b) /* ASCII case is ignored */
{
	return a.n == b.n && (str_same_bytes(a.p, b.p, a.n) || str_same_letters(a.p, b.p, a.n));
}

static inline bool str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_same_bytes(s.p, prefix.p, prefix.n);
}

bool str_istarts(struct str s, struct str prefix);
bool str_has(struct str s, struct str part);
bool str_ihas(struct str s, struct str part);

static inline bool str_is_space(char c) /* SP, TAB, CR, LF */
{
	return (unsigned char)c <= ' ' && (c == ' ' || c == '\t' || c == '\r' || c == '\n');
}

static inline struct str str_trim(struct str s) /* without white space at both ends */
{
	while (s.n && str_is_space(s.p[0]))
		s.p++, s.n--;
	while (s.n && str_is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

static inline struct str str_from(struct str s, size_t start) /* the rest from start on; empty past the end */
{
	if (start >= s.n)
		return STR_NONE;
	return (struct str){s.p + start, s.n - start};
}

static inline struct str str_skip_lines(struct str s) /* without the CR and LF it begins with */
{
	while (s.n && (s.p[0] == '\r' || s.p[0] == '\n'))
		s.p++, s.n--;
	return s;
}

/* Cuts the next piece up to separator off rest. False once rest is used up. */
bool str_split(struct str *rest, char separator, struct str *out);
/* As str_split, but a separator inside "quotes" (with \ escapes) or <angle brackets> does not count. */
bool str_split_quoted(struct str *rest, char separator, struct str *out);

/* The whole slice is a decimal number (digits only, no sign); false on anything else and on overflow. */
bool str_to_u32(struct str s, uint32_t *out);
bool str_to_u64(struct str s, uint64_t *out);

#endif
