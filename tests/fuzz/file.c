/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A capture file of any bytes. What is handed out must lie in memory that may be read, within the
 * bounds promised; and a file that is written in pieces while it is read gives what it gives whole.
 */
#include "capture/format.h"

#include "tests/fuzz/target.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	MOST_FRAMES = 20000, /* a small compressed input may hold millions */
	MOST_PIECES = 1000,
};

/* What a reading came to. */
struct sum {
	uint64_t frames;
	uint64_t bytes;
	enum source_state end;
};

static void add_frame(struct sum *sum, const struct frame *frame)
{
	volatile uint8_t sink = 0;

	MUST(frame->time >= 0 && frame->time <= (ns)1 << 62);
	MUST(frame->length >= frame->captured);
	for (uint32_t i = 0; i < frame->captured; i++)
		sink ^= frame->bytes[i];
	(void)sink;
	sum->frames++;
	sum->bytes += frame->captured;
}

static struct sum read_all(struct source *source)
{
	struct source_interface interface;
	struct frame frame;
	struct sum sum = {.end = SOURCE_FRAME};
	uint64_t number = 0;

	while (sum.frames < MOST_FRAMES && (sum.end = source_next(source, &frame)) == SOURCE_FRAME) {
		number += frame.linktype != LINKTYPE_SECRETS;
		MUST(frame_number(frame.number) == number);
		add_frame(&sum, &frame);
	}
	MUST(sum.end != SOURCE_IDLE && (sum.end == SOURCE_DAMAGED) == (*source_trouble(source) != '\0'));
	(void)source_drops(source);
	for (unsigned i = 0; source_interface(source, i, &interface); i++)
		MUST(i < SOURCE_MAX_INTERFACES && interface.name.n > 0);
	return sum;
}

/* Nothing: it is no capture, or it is compressed and cannot be followed. */
static void *open_reader(struct bytes *bytes, const struct format **out)
{
	static const struct format *const formats[] = {&format_pcap, &format_pcapng};
	const uint8_t *magic = bytes_peek(bytes, 4);

	for (size_t i = 0; magic && i < sizeof(formats) / sizeof(*formats); i++) {
		void *reader = formats[i]->open(magic);

		*out = formats[i];
		if (reader)
			return reader;
	}
	return NULL;
}

static void read_pieces(struct bytes *bytes, int fd, const uint8_t *data, size_t size, struct sum *sum)
{
	size_t step = 1 + size / MOST_PIECES, written = 0;
	const struct format *format = NULL;
	struct damage damage;
	struct frame frame;
	void *reader = NULL;

	sum->end = SOURCE_IDLE;
	while (sum->end == SOURCE_IDLE && sum->frames < MOST_FRAMES) {
		size_t piece = size - written < step ? size - written : step;
		uint64_t offset;

		MUST(write(fd, data + written, piece) == (ssize_t)piece);
		written += piece;
		step = step % 61 + 1;
		bytes->follows = piece > 0;
		if (!reader)
			reader = open_reader(bytes, &format);
		if (!reader && bytes->dry)
			continue;
		MUST(reader);
		do {
			sum->end = format->next(reader, bytes, &frame, &damage);
			if (sum->end == SOURCE_FRAME)
				add_frame(sum, &frame);
		} while (sum->end == SOURCE_FRAME && sum->frames < MOST_FRAMES);
		offset = bytes_offset(bytes);
		MUST(sum->end != SOURCE_IDLE || bytes->dry);
		/* Asked again it stays where it is. */
		MUST(sum->end != SOURCE_IDLE || format->next(reader, bytes, &frame, &damage) == SOURCE_IDLE);
		MUST(offset == bytes_offset(bytes));
	}
	if (reader)
		format->close(reader);
}

static void follow(const uint8_t *data, size_t size, const struct sum *whole)
{
	int fd = memfd_create("growing", MFD_CLOEXEC);
	struct buf path = {0}, trouble = {0};
	struct sum sum = {0};
	struct bytes bytes;

	MUST(fd >= 0);
	buf_printf(&path, "/proc/self/fd/%d", fd);
	MUST(bytes_open_followed(&bytes, buf_text(&path), &trouble) == 0);
	read_pieces(&bytes, fd, data, size, &sum);
	MUST(sum.frames == whole->frames && sum.bytes == whole->bytes && sum.end == whole->end);
	bytes_close(&bytes);
	close(fd);
	buf_done(&path);
	buf_done(&trouble);
}

static bool is_packed(const char *path)
{
	struct buf trouble = {0};
	struct bytes bytes;
	bool packed;

	MUST(bytes_open_followed(&bytes, path, &trouble) == 0);
	packed = bytes_packing(&bytes) != NULL;
	bytes_close(&bytes);
	buf_done(&trouble);
	return packed;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("file", MFD_CLOEXEC);
	struct buf path = {0}, trouble = {0};
	struct source *source;

	MUST(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	buf_printf(&path, "/proc/self/fd/%d", fd);
	if (source_open_file(&source, buf_text(&path), &trouble) == 0) {
		struct sum whole = read_all(source);

		source_close(source);
		if (!is_packed(buf_text(&path)))
			follow(data, size, &whole);
	} else {
		MUST(trouble.n > 0);
	}
	close(fd);
	buf_done(&path);
	buf_done(&trouble);
	return 0;
}
