/* SPDX-License-Identifier: BSD-2-Clause */
/* A saved capture as a source: opens it, recognizes its format, and says in words where it is damaged. */
#include "capture/source.h"

#include "base/language.h"
#include "base/memory.h"
#include "capture/format.h"
#include "capture/growing.h"
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
	struct damage damage; /* once there is some */
};

static const struct format *const formats[] = {&format_pcap, &format_pcapng};

static void tell_damage(struct file *file)
{
	const struct damage *damage = &file->damage;
	struct buf *out = &file->source.trouble;
	const char *reason = bytes_trouble(&file->bytes) ? bytes_trouble(&file->bytes) : damage->reason;
	unsigned long long frames = file->source.frames, at = damage->offset;

	/* TRANSLATORS: of a capture file; "file.pcap: " stands before each of these six */
	if (damage->in_packet)
		buf_printf(out,
		           damage->nonsense ? _("turns to nonsense in packet %llu, at byte %llu")
		                            : _("cut short in packet %llu, at byte %llu"),
		           frames + 1, at);
	else if (frames)
		buf_printf(out,
		           damage->nonsense ? _("turns to nonsense after packet %llu, at byte %llu")
		                            : _("cut short after packet %llu, at byte %llu"),
		           frames, at);
	else
		buf_printf(out,
		           damage->nonsense ? _("turns to nonsense before the first packet, at byte %llu")
		                            : _("cut short before the first packet, at byte %llu"),
		           at);
	if (reason)
		buf_printf(out, ": %s", reason);
}

static enum source_state end(struct file *file, enum source_state state)
{
	if (file->bytes.stopped || state != SOURCE_DAMAGED)
		return SOURCE_END;
	tell_damage(file);
	return SOURCE_DAMAGED;
}

static enum source_state next(struct source *source, struct frame *out)
{
	struct file *file = (struct file *)source;
	enum source_state state = file->format->next(file->reader, &file->bytes, out, &file->damage);

	if ((state == SOURCE_FRAME || state == SOURCE_IDLE) && !file->bytes.stopped)
		return state;
	return end(file, state);
}

static unsigned ready(struct source *source, struct frame *out, unsigned room)
{
	struct file *file = (struct file *)source;

	return file->format->ready && !file->bytes.stopped ? file->format->ready(file->reader, &file->bytes, out, room)
	                                                   : 0;
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

static bool interface(struct source *source, unsigned index, struct source_interface *out)
{
	struct file *file = (struct file *)source;

	return file->format->interface(file->reader, index, out);
}

static struct source_progress progress(struct source *source)
{
	const struct bytes *bytes = &((struct file *)source)->bytes;

	return (struct source_progress){bytes->read, bytes->size};
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
	.ready = ready,
	.stop = stop,
	.drops = drops,
	.interface = interface,
	.progress = progress,
	.close = close_file,
};

static int refuse(struct bytes *bytes, struct buf *trouble)
{
	size_t n = bytes_left(bytes);
	struct guess guess = guess_content((struct str){(const char *)bytes->p, n < GUESS_FROM ? n : GUESS_FROM});

	if (bytes_trouble(bytes))
		buf_printf(trouble, "%s", bytes_trouble(bytes));
	/* TRANSLATORS: of a file; "file.pcap: " stands before each of these four */
	else if (n == 0)
		buf_printf(trouble, "%s", _("is empty"));
	else if (n < 4)
		buf_printf(trouble,
		           language_plural("is not a capture file; it has only %zu byte",
		                           "is not a capture file; it has only %zu bytes", n),
		           n);
	else if (guess.what)
		/* TRANSLATORS: %s is "text" or "a zip archive" ... */
		buf_printf(trouble, _("is not a capture file; it looks like %s"), guess.what);
	else
		buf_printf(trouble, "%s", _("is not a capture file (neither pcap nor pcapng)"));
	if (n >= 4 && guess.what && !bytes_trouble(bytes))
		buf_printf(trouble, "%s", guess.advice);
	return n || bytes_trouble(bytes) ? -EINVAL : -ENODATA;
}

/* Without a name only why it is refused is said. */
static int recognize(struct file *file, const char *name, struct buf *trouble)
{
	const uint8_t *magic = bytes_peek(&file->bytes, 4);

	for (size_t i = 0; magic && i < sizeof(formats) / sizeof(*formats); i++) {
		file->format = formats[i];
		file->reader = formats[i]->open(magic);
		if (file->reader)
			return 0;
	}
	if (name)
		buf_printf(trouble, "%s: ", name);
	return refuse(&file->bytes, trouble);
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

/* A file that is still written */

static int refuse_growing(const struct bytes *bytes, const char *name, struct buf *trouble)
{
	if (!bytes->waits && !bytes_packing(bytes))
		return 0;
	if (name)
		buf_printf(trouble, "%s: ", name);
	/* TRANSLATORS: of a file; "file.pcap: " stands before these two */
	if (bytes->waits)
		buf_printf(trouble, "%s", _("is no regular file; without -F it is read as it comes"));
	else
		buf_printf(trouble, _("is %s data; a compressed file cannot be followed"), bytes_packing(bytes));
	return -EINVAL;
}

/* The first bytes may come when the source is in use already. */
static enum source_state begin_growing(struct source *source)
{
	struct file *file = (struct file *)source;
	int r;

	if (!bytes_peek(&file->bytes, 4) && file->bytes.dry)
		return SOURCE_IDLE;
	r = refuse_growing(&file->bytes, NULL, &source->trouble);
	if (r == 0)
		r = recognize(file, NULL, &source->trouble);
	return r < 0 ? SOURCE_DAMAGED : SOURCE_FRAME;
}

static enum source_state next_growing(struct source *source, struct frame *out)
{
	struct file *file = (struct file *)source;

	if (!file->reader) {
		enum source_state state = begin_growing(source);

		if (state != SOURCE_FRAME)
			return state;
	}
	return next(source, out);
}

static struct source_drops drops_growing(struct source *source)
{
	return ((struct file *)source)->reader ? drops(source) : (struct source_drops){0};
}

static bool interface_growing(struct source *source, unsigned index, struct source_interface *out)
{
	return ((struct file *)source)->reader && interface(source, index, out);
}

static const struct source_kind growing_kind = {
	.next = next_growing,
	.stop = stop,
	.drops = drops_growing,
	.interface = interface_growing,
	.close = close_file,
};

int source_open_growing(struct source **out, const char *path, struct buf *trouble)
{
	struct file *file = memory_new(sizeof(*file));
	int r;

	file->source.kind = &growing_kind;
	r = bytes_open_followed(&file->bytes, path, trouble);
	if (r == 0)
		r = refuse_growing(&file->bytes, bytes_name(path), trouble);
	if (r == 0 && bytes_left(&file->bytes) >= 4)
		r = recognize(file, path, trouble);
	if (r < 0) {
		source_close(&file->source);
		return r;
	}
	*out = &file->source;
	return 0;
}

bool growing_state(const struct source *source, struct stat *about, uint64_t *read)
{
	const struct file *file = (const struct file *)source;

	*read = file->bytes.filled;
	return fstat(file->bytes.fd, about) == 0;
}

void growing_end(struct source *source)
{
	((struct file *)source)->bytes.follows = false;
}
