/* SPDX-License-Identifier: BSD-2-Clause */
/* A capture file of any bytes. What is handed out must lie in memory that may be read, within the bounds promised. */
#include "capture/source.h"

#include "tests/fuzz/target.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	MOST_FRAMES = 20000, /* a small compressed input may hold millions */
};

static void read_all(struct source *source)
{
	struct frame frame;
	enum source_state state = SOURCE_FRAME;
	uint64_t number = 0;
	volatile uint8_t sink = 0;

	while (number < MOST_FRAMES && (state = source_next(source, &frame)) == SOURCE_FRAME) {
		MUST(frame.number == ++number);
		MUST(frame.time >= 0 && frame.time <= (ns)1 << 62);
		MUST(frame.length >= frame.captured);
		for (uint32_t i = 0; i < frame.captured; i++)
			sink ^= frame.bytes[i];
	}
	MUST(state != SOURCE_IDLE && (state == SOURCE_DAMAGED) == (*source_trouble(source) != '\0'));
	(void)sink;
	(void)source_drops(source);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("file", MFD_CLOEXEC);
	struct buf path = {0}, trouble = {0};
	struct source *source;

	MUST(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	buf_printf(&path, "/proc/self/fd/%d", fd);
	if (source_open_file(&source, buf_text(&path), &trouble) == 0) {
		read_all(source);
		source_close(source);
	} else {
		MUST(trouble.n > 0);
	}
	close(fd);
	buf_done(&path);
	buf_done(&trouble);
	return 0;
}
