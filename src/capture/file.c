/* SPDX-License-Identifier: BSD-2-Clause */
/* A saved capture as a source: opens it, recognizes its format, and says in words where it is damaged. */
#include "capture/source.h"

#include "base/memory.h"
#include "capture/format.h"
#include "capture/guess.h"
#include "capture/source_kind.h"

#include <errno.h>

enum {
	GUESS_FROM = 512, /* bytes */
};

struct file {
	struct source source;
	struct bytes bytes;
	const struct format *format;
	void *reader;
};

static const struct format *const formats[] = {&format_pcap, &format_pcapng};

static void tell_damage(struct file *file, const struct damage *damage)
{
	struct buf *out = &file->source.trouble;
	const char *reason = bytes_trouble(&file->bytes) ? bytes_trouble(&file->bytes) : damage->reason;
	unsigned long long frames = file->source.frames;

	if (damage->in_packet)
		buf_printf(out, "%s in packet %llu", damage->what, frames + 1);
	else if (frames)
		buf_printf(out, "%s after packet %llu", damage->what, frames);
	else
		buf_printf(out, "%s before the first packet", damage->what);
	buf_printf(out, ", at byte %llu", (unsigned long long)damage->offset);
	if (reason)
		buf_printf(out, ": %s", reason);
}

static enum source_state end(struct file *file, enum source_state state, const struct damage *damage)
{
	if (file->bytes.stopped || state != SOURCE_DAMAGED)
		return SOURCE_END;
	tell_damage(file, damage);
	return SOURCE_DAMAGED;
}

static enum source_state next(struct source *source, struct frame *out)
{
	struct file *file = (struct file *)source;
	struct damage damage;
	enum source_state state = file->format->next(file->reader, &file->bytes, out, &damage);

	if (state == SOURCE_FRAME && !file->bytes.stopped)
		return state;
	return end(file, state, &damage);
}

static void stop(struct source *source)
{
	bytes_stop(&((struct file *)source)->bytes);
}

static struct source_drops drops(struct source *source)
{
	struct file *file = (struct file *)source;

	return file->format->drops(file->reader);
}

static void close_file(struct source *source)
{
	struct file *file = (struct file *)source;

	if (file->reader)
		file->format->close(file->reader);
	bytes_close(&file->bytes);
}

static const struct source_kind kind = {
	.next = next,
	.stop = stop,
	.drops = drops,
	.close = close_file,
};

static int refuse(struct bytes *bytes, const char *name, struct buf *trouble)
{
	size_t n = bytes_left(bytes);
	const char *guess = guess_content((struct str){(const char *)bytes->p, n < GUESS_FROM ? n : GUESS_FROM});

	if (bytes_trouble(bytes))
		buf_printf(trouble, "%s: %s", name, bytes_trouble(bytes));
	else if (n == 0)
		buf_printf(trouble, "%s: is empty", name);
	else if (n < 4)
		buf_printf(trouble, "%s: is not a capture file; it has only %zu bytes", name, n);
	else if (guess)
		buf_printf(trouble, "%s: is not a capture file; it looks like %s", name, guess);
	else
		buf_printf(trouble, "%s: is not a capture file (neither pcap nor pcapng)", name);
	return n || bytes_trouble(bytes) ? -EINVAL : -ENODATA;
}

static int recognize(struct file *file, const char *name, struct buf *trouble)
{
	const uint8_t *magic = bytes_peek(&file->bytes, 4);

	for (size_t i = 0; magic && i < sizeof(formats) / sizeof(*formats); i++) {
		file->format = formats[i];
		file->reader = formats[i]->open(magic);
		if (file->reader)
			return 0;
	}
	return refuse(&file->bytes, name, trouble);
}

int source_open_file(struct source **out, const char *path, struct buf *trouble)
{
	struct file *file = memory_new(sizeof(*file));
	int r;

	file->source.kind = &kind;
	r = bytes_open(&file->bytes, path, trouble);
	if (r == 0)
		r = recognize(file, bytes_name(path), trouble);
	if (r < 0) {
		source_close(&file->source);
		return r;
	}
	*out = &file->source;
	return 0;
}
