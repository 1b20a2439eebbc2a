/* SPDX-License-Identifier: BSD-2-Clause */
/* One way of keeping frames in a file: takes them out of its bytes, one at a time. */
#ifndef CAPTURE_FORMAT_H
#define CAPTURE_FORMAT_H

#include "capture/bytes.h"
#include "capture/source.h"

enum {
	FORMAT_MAX_RECORD = BYTES_MAX_PEEK
};

/* Where and why no more can be read. */
struct damage {
	bool nonsense;      /* else it is cut short */
	const char *reason; /* or NULL */
	bool in_packet;     /* else in what lies between two packets */
	uint64_t offset;
};

struct format {
	/* A reader, or NULL when the first four bytes of the file are not this format's. */
	void *(*open)(const uint8_t *magic);
	/*
	 * All of out but its number. SOURCE_IDLE only when the bytes are dry: nothing of the record or
	 * block that has not come whole is taken or remembered, and the next call goes on where this one was.
	 */
	enum source_state (*next)(void *reader, struct bytes *bytes, struct frame *out, struct damage *damage);
	/* Likewise, of whole records next to each other that are there already: up to room. NULL: never any. */
	unsigned (*ready)(void *reader, struct bytes *bytes, struct frame *out, unsigned room);
	struct source_drops (*drops)(const void *reader);
	bool (*interface)(const void *reader, unsigned index, struct source_interface *out); /* as source_interface */
	void (*close)(void *reader);
};

extern const struct format format_pcap, format_pcapng;

/* The two ways for a file to be damaged; or the rest has not come yet. */
static inline enum source_state format_cut(struct bytes *bytes, struct damage *damage, bool in_packet)
{
	if (bytes->dry)
		return SOURCE_IDLE;
	*damage = (struct damage){false, NULL, in_packet, bytes_offset(bytes)};
	return SOURCE_DAMAGED;
}

static inline enum source_state format_nonsense(struct bytes *bytes, struct damage *damage, bool in_packet,
                                                const char *reason)
{
	*damage = (struct damage){true, reason, in_packet, bytes_offset(bytes)};
	return SOURCE_DAMAGED;
}

/* The input does not go on where a record may begin. */
static inline enum source_state format_end(struct bytes *bytes, struct damage *damage, bool in_packet)
{
	if (bytes->dry)
		return SOURCE_IDLE;
	if (bytes_left(bytes) == 0 && !bytes_trouble(bytes))
		return SOURCE_END;
	return format_cut(bytes, damage, in_packet && bytes_left(bytes));
}

/*
 * Writers that keep the capture library's own number (DLT_RAW is 12, on OpenBSD 14) mean the
 * registered one. The upper half of the field in a pcap file tells of frame check sequences, and has
 * bits that readers must ignore (draft-ietf-opsawg-pcap 4).
 */
static inline int format_linktype(uint32_t written)
{
	int linktype = (int)(written & 0xffff);

	return linktype == 12 || linktype == 14 ? LINKTYPE_RAW : linktype;
}

#endif
