/* SPDX-License-Identifier: BSD-2-Clause */
/* Growable text with a ceiling. What does not fit below the ceiling is left out and `cut` is set; adding never fails. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/str.h"

#include <stdarg.h>

struct buf {
	char *p;
	size_t n;
	size_t room;
	size_t ceiling; /* bytes; 0 means BUF_CEILING */
	bool cut;
};

enum {
	BUF_CEILING = 64 * 1024 * 1024
};

/* A buf that is all zeroes is ready for use. */
void buf_add(struct buf *buf, struct str text);
void buf_byte(struct buf *buf, char c);
void buf_number(struct buf *buf, uint64_t value, unsigned digits); /* decimal, with zeroes in front up to digits */
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *buf, const char *format, va_list args) __attribute__((format(printf, 2, 0)));
struct str buf_str(const struct buf *buf); /* borrowed: until the next buf_ call */
const char *buf_text(struct buf *buf);     /* NUL-terminated, borrowed likewise */
void buf_clear(struct buf *buf);           /* keeps the memory */
void buf_done(struct buf *buf);

#endif
