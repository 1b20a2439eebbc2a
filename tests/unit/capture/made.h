/* SPDX-License-Identifier: BSD-2-Clause */
/* Capture files built number by number, and what a source makes of them. */
#ifndef TESTS_CAPTURE_MADE_H
#define TESTS_CAPTURE_MADE_H

#include "base/buf.h"
#include "capture/order.h"
#include "capture/source.h"
#include "tests/test.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* A file being made: its bytes, and the byte order of what is added next. */
struct made {
	struct buf bytes;
	enum order order;
};

static inline void made_bytes(struct made *made, const void *bytes, size_t n)
{
	buf_add(&made->bytes, (struct str){bytes, n});
}

static inline void made_number(struct made *made, uint64_t value, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		buf_byte(&made->bytes, (char)(value >> 8 * (made->order == ORDER_BIG ? size - 1 - i : i)));
}

static inline void made_u16(struct made *made, uint16_t value)
{
	made_number(made, value, 2);
}

static inline void made_u32(struct made *made, uint32_t value)
{
	made_number(made, value, 4);
}

static inline void made_u64(struct made *made, uint64_t value)
{
	made_number(made, value, 8);
}

static inline void made_pcap(struct made *made, uint32_t magic, uint32_t snaplen, uint32_t linktype)
{
	made_u32(made, magic);
	made_u16(made, 2);
	made_u16(made, 4);
	made_u64(made, 0);
	made_u32(made, snaplen);
	made_u32(made, linktype);
}

static inline void made_record(struct made *made, uint32_t seconds, uint32_t fraction, const char *bytes,
                               uint32_t length)
{
	made_u32(made, seconds);
	made_u32(made, fraction);
	made_u32(made, (uint32_t)strlen(bytes));
	made_u32(made, length);
	made_bytes(made, bytes, strlen(bytes));
}

/* Begins a pcapng block; returns where, for made_block_end. */
static inline size_t made_block(struct made *made, uint32_t type)
{
	size_t start = made->bytes.n;

	made_u32(made, type);
	made_u32(made, 0);
	return start;
}

static inline void made_pad(struct made *made)
{
	while (made->bytes.n % 4)
		buf_byte(&made->bytes, 0);
}

static inline void made_block_end(struct made *made, size_t start)
{
	uint32_t size = (uint32_t)(made->bytes.n - start) + 4;
	struct made length = {.order = made->order};

	made_u32(&length, size);
	memcpy(made->bytes.p + start + 4, length.bytes.p, 4);
	made_bytes(made, length.bytes.p, 4);
	buf_done(&length.bytes);
}

static inline void made_section(struct made *made)
{
	size_t start = made_block(made, 0x0a0d0d0a);

	made_u32(made, 0x1a2b3c4d);
	made_u16(made, 1);
	made_u16(made, 0);
	made_u64(made, UINT64_MAX);
	made_block_end(made, start);
}

static inline void made_option(struct made *made, uint16_t code, const void *value, uint16_t size)
{
	made_u16(made, code);
	made_u16(made, size);
	made_bytes(made, value, size);
	made_pad(made);
}

static inline void made_option_u64(struct made *made, uint16_t code, uint64_t value)
{
	made_u16(made, code);
	made_u16(made, 8);
	made_u64(made, value);
}

/* With the clock unit unless that is 0. */
static inline void made_interface(struct made *made, uint16_t linktype, uint32_t snaplen, uint8_t unit)
{
	size_t start = made_block(made, 1);

	made_u16(made, linktype);
	made_u16(made, 0);
	made_u32(made, snaplen);
	if (unit) {
		made_option(made, 9, &unit, 1);
		made_option(made, 0, NULL, 0);
	}
	made_block_end(made, start);
}

static inline void made_packet(struct made *made, uint32_t interface, uint64_t stamp, const char *bytes,
                               uint32_t length)
{
	size_t start = made_block(made, 6);

	made_u32(made, interface);
	made_u32(made, (uint32_t)(stamp >> 32));
	made_u32(made, (uint32_t)stamp);
	made_u32(made, (uint32_t)strlen(bytes));
	made_u32(made, length);
	made_bytes(made, bytes, strlen(bytes));
	made_pad(made);
	made_block_end(made, start);
}

/* The first n bytes as a file that open can find. */
static inline int made_file(const struct made *made, size_t n, struct buf *path)
{
	int fd = memfd_create("made", 0);

	if (fd < 0 || write(fd, made->bytes.p, n) != (ssize_t)n)
		abort();
	buf_printf(path, "/proc/self/fd/%d", fd);
	return fd;
}

enum {
	SEEN_FRAMES = 16
};

/* What a source made of a file: how it ended, and the first few frames with the first bytes of each. */
struct seen {
	int opened; /* what source_open_file said; the rest is nothing when it refused */
	uint64_t frames;
	enum source_state end;
	struct source_drops drops;
	struct frame frame[SEEN_FRAMES];
	char start[SEEN_FRAMES][16];
	char trouble[256];
};

static inline void seen_frame(struct seen *seen, const struct frame *frame)
{
	uint64_t i = seen->frames++;

	if (i >= SEEN_FRAMES)
		return;
	seen->frame[i] = *frame;
	seen->frame[i].bytes = NULL;
	snprintf(seen->start[i], sizeof(seen->start[i]), "%.*s", (int)frame->captured, (const char *)frame->bytes);
}

/* Ready: how many of the frames that are ready are taken after each. */
static inline struct seen seen_source(const char *path, unsigned ready)
{
	struct seen seen = {0};
	struct source *source = NULL;
	struct buf trouble = {0};
	struct frame frame, more[8];

	seen.opened = source_open_file(&source, path, &trouble);
	if (seen.opened == 0) {
		while ((seen.end = source_next(source, &frame)) == SOURCE_FRAME) {
			unsigned count = source_ready(source, more, ready);

			EXPECT(count <= ready);
			seen_frame(&seen, &frame);
			for (unsigned i = 0; i < count; i++)
				seen_frame(&seen, &more[i]);
		}
		seen.drops = source_drops(source);
		buf_printf(&trouble, "%s", source_trouble(source));
		EXPECT_INT(seen.end, source_next(source, &frame));
	}
	snprintf(seen.trouble, sizeof(seen.trouble), "%s", buf_text(&trouble));
	source_close(source);
	buf_done(&trouble);
	return seen;
}

static inline void expect_same_frame(const struct frame *a, const struct frame *b)
{
	EXPECT(a->number == b->number && a->time == b->time && a->linktype == b->linktype);
	EXPECT(a->captured == b->captured && a->length == b->length);
}

/* However the frames are asked for they are the same. */
static inline struct seen seen_path(const char *path)
{
	struct seen seen = seen_source(path, 0);

	for (unsigned ready = 1; ready <= 8; ready += 7) {
		struct seen other = seen_source(path, ready);

		EXPECT_INT(seen.frames, other.frames);
		EXPECT_INT(seen.end, other.end);
		EXPECT_STR(seen.trouble, str_of(other.trouble));
		EXPECT(memcmp(&seen.drops, &other.drops, sizeof(seen.drops)) == 0);
		EXPECT(memcmp(seen.start, other.start, sizeof(seen.start)) == 0);
		for (uint64_t i = 0; i < seen.frames && i < SEEN_FRAMES; i++)
			expect_same_frame(&seen.frame[i], &other.frame[i]);
	}
	return seen;
}

static inline struct seen seen_first(const struct made *made, size_t n)
{
	struct buf path = {0};
	int fd = made_file(made, n, &path);
	struct seen seen = seen_path(buf_text(&path));

	close(fd);
	buf_done(&path);
	return seen;
}

static inline struct seen seen_made(struct made *made)
{
	struct seen seen = seen_first(made, made->bytes.n);

	buf_done(&made->bytes);
	return seen;
}

#define EXPECT_TEXT(want, got) EXPECT_STR(want, str_of(got))

#endif
