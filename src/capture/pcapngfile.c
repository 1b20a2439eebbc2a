/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/pcapngfile.h"

enum {
	SECTION = 0x0a0d0d0a,
	BYTE_ORDER = 0x1a2b3c4d,
	INTERFACE = 1,
	ENHANCED_PACKET = 6,
	OPTION_COMMENT = 1,
	OPTION_NAME = 2,        /* if_name */
	OPTION_APPLICATION = 4, /* shb_userappl */
	OPTION_CLOCK_UNIT = 9,  /* if_tsresol */
	NANOSECONDS = 9,        /* of it */
	FRAMING = 12,           /* type and length before the body, length again behind it */
	LENGTH_AT = 4,          /* behind a block's beginning */
};

/* Of all orders the format allows, the one that most machines have. */
static void put(struct buf *out, uint64_t number, unsigned bytes)
{
	for (; bytes; bytes--, number >>= 8)
		buf_byte(out, (char)(number & 0xff));
}

static void put_padded(struct buf *out, struct str bytes)
{
	buf_add(out, bytes);
	put(out, 0, (unsigned)(-bytes.n & 3));
}

/* Not in the middle of a character. */
static struct str shorten(struct str text)
{
	if (text.n <= PCAPNG_MAX_TEXT)
		return text;
	text.n = PCAPNG_MAX_TEXT;
	while (text.n && ((unsigned char)text.p[text.n] & 0xc0) == 0x80)
		text.n--;
	return text;
}

static void put_option(struct buf *out, unsigned code, struct str value)
{
	value = shorten(value);
	if (value.n == 0)
		return;
	put(out, code, 2);
	put(out, value.n, 2);
	put_padded(out, value);
}

/* Its length is written when it is known. */
static size_t begin_block(struct buf *out, uint32_t type)
{
	size_t start = out->n;

	put(out, type, 4);
	put(out, 0, 4);
	return start;
}

static void end_options(struct buf *out)
{
	put(out, 0, 4);
}

static void end_block(struct buf *out, size_t start)
{
	size_t length = out->n - start + 4;

	put(out, length, 4);
	if (out->cut)
		return;
	for (unsigned i = 0; i < 4; i++)
		out->p[start + LENGTH_AT + i] = (char)(length >> 8 * i & 0xff);
}

void pcapng_section(struct buf *out, struct str program, struct str comment)
{
	size_t start = begin_block(out, SECTION);

	put(out, BYTE_ORDER, 4);
	put(out, 1, 2); /* version 1.0 */
	put(out, 0, 2);
	put(out, UINT64_MAX, 8); /* of any length */
	put_option(out, OPTION_COMMENT, comment);
	put_option(out, OPTION_APPLICATION, program);
	end_options(out);
	end_block(out, start);
}

void pcapng_interface(struct buf *out, int linktype, struct str name)
{
	const char unit = NANOSECONDS;
	size_t start = begin_block(out, INTERFACE);

	put(out, (uint16_t)linktype, 2);
	put(out, 0, 2);
	put(out, 0, 4); /* no snap length that would hold for all frames */
	put_option(out, OPTION_NAME, name);
	put_option(out, OPTION_CLOCK_UNIT, (struct str){&unit, 1});
	end_options(out);
	end_block(out, start);
}

void pcapng_frame(struct buf *out, uint32_t interface, const struct frame *frame, struct str comment)
{
	uint64_t time = frame->time > 0 ? (uint64_t)frame->time : 0;
	size_t start = begin_block(out, ENHANCED_PACKET);

	put(out, interface, 4);
	put(out, time >> 32, 4);
	put(out, time, 4);
	put(out, frame->captured, 4);
	put(out, frame->length, 4);
	put_padded(out, (struct str){(const char *)frame->bytes, frame->captured});
	if (comment.n) {
		put_option(out, OPTION_COMMENT, comment);
		end_options(out);
	}
	end_block(out, start);
}
