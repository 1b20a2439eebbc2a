/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/buf.h"

#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Makes room for n more bytes and the closing NUL; false, and cut, when the ceiling forbids it. */
static bool make_room(struct buf *buf, size_t n)
{
	size_t ceiling = buf->ceiling ? buf->ceiling : BUF_CEILING;
	size_t room = buf->room ? buf->room : 256;

	if (n > ceiling - buf->n) {
		buf->cut = true;
		return false;
	}
	while (room < buf->n + n + 1)
		room *= 2;
	if (room != buf->room) {
		buf->p = memory_grow(buf->p, room);
		buf->room = room;
	}
	return true;
}

void buf_add(struct buf *buf, struct str text)
{
	if (text.n == 0 || !make_room(buf, text.n))
		return;
	memcpy(buf->p + buf->n, text.p, text.n);
	buf->n += text.n;
}

void buf_byte(struct buf *buf, char c)
{
	if (!make_room(buf, 1))
		return;
	buf->p[buf->n++] = c;
}

void buf_number(struct buf *buf, uint64_t value, unsigned digits)
{
	char text[20]; /* UINT64_MAX has 20 digits */
	size_t at = sizeof(text);

	while (at && (value || sizeof(text) - at < digits || at == sizeof(text))) {
		text[--at] = (char)('0' + value % 10);
		value /= 10;
	}
	buf_add(buf, (struct str){text + at, sizeof(text) - at});
}

void buf_vprintf(struct buf *buf, const char *format, va_list args)
{
	va_list again;
	size_t room;
	int n;

	if (!make_room(buf, 0))
		return;
	room = buf->room - buf->n;
	va_copy(again, args);
	n = vsnprintf(buf->p + buf->n, room, format, args);
	if (n >= 0 && make_room(buf, (size_t)n)) {
		if ((size_t)n >= room)
			vsnprintf(buf->p + buf->n, buf->room - buf->n, format, again);
		buf->n += (size_t)n;
	}
	va_end(again);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buf_vprintf(buf, format, args);
	va_end(args);
}

struct str buf_str(const struct buf *buf)
{
	return (struct str){buf->p, buf->n};
}

const char *buf_text(struct buf *buf)
{
	if (!make_room(buf, 0))
		return "";
	buf->p[buf->n] = '\0';
	return buf->p;
}

void buf_clear(struct buf *buf)
{
	buf->n = 0;
	buf->cut = false;
}

void buf_done(struct buf *buf)
{
	memory_free(buf->p);
	memset(buf, 0, sizeof(*buf));
}
