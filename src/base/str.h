/* SPDX-License-Identifier: BSD-2-Clause */
/* A borrowed slice of text: not NUL-terminated, never owned. Whoever keeps one must know that the bytes outlive it. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
	const char *p;
	size_t n;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
#define STR_NONE ((struct str){NULL, 0})
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).n, (s).p ? (s).p : ""

struct str str_of(const char *text); /* NULL gives the empty slice */
bool str_eq(struct str a, struct str b);
bool str_ieq(struct str a, struct str b); /* ASCII case is ignored */
bool str_starts(struct str s, struct str prefix);
bool str_istarts(struct str s, struct str prefix);
bool str_has(struct str s, struct str part);
bool str_ihas(struct str s, struct str part);
struct str str_trim(struct str s);               /* without SP, TAB, CR, LF at both ends */
struct str str_from(struct str s, size_t start); /* the rest from start on; empty past the end */

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
