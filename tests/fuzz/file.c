/* SPDX-License-Identifier: BSD-2-Clause */
/* A capture file of any bytes. What is handed out must lie in memory that may be read, within the bounds promised. */
#include "capture/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	MOST_FRAMES = 20000
}; /* a small compressed input may hold millions */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_all(struct source *source)
{
	struct frame frame;
	enum source_state state = SOURCE_FRAME;
	uint64_t number = 0;
	volatile uint8_t sink = 0;

	while (number < MOST_FRAMES && (state = source_next(source, &frame)) == SOURCE_FRAME) {
		if (frame.number != ++number || frame.time < 0 || frame.time > (ns)1 << 62 ||
		    frame.length < frame.captured)
			abort();
		for (uint32_t i = 0; i < frame.captured; i++)
			sink ^= frame.bytes[i];
	}
	if (state == SOURCE_IDLE || (state == SOURCE_DAMAGED) != (*source_trouble(source) != '\0'))
		abort();
	(void)sink;
	(void)source_drops(source);
	(void)source_bytes(source);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("file", MFD_CLOEXEC);
	struct buf path = {0}, trouble = {0};
	struct source *source;

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	buf_printf(&path, "/proc/self/fd/%d", fd);
	if (source_open_file(&source, buf_text(&path), &trouble) == 0) {
		read_all(source);
		source_close(source);
	} else if (trouble.n == 0) {
		abort();
	}
	close(fd);
	buf_done(&path);
	buf_done(&trouble);
	return 0;
}
