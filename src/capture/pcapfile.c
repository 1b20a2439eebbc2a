/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pcap format in all its variants: draft-ietf-opsawg-pcap, its forerunners, Kuznetzov's with a
 * longer record header, Ixia's with a longer file header, and AIX's. Those that show nowhere what
 * they are (Nokia's, patched libraries of 1999) would have to be guessed from the records: they are not.
 */
#include "capture/format.h"

#include "base/language.h"
#include "base/memory.h"
#include "capture/order.h"

#include <string.h>

enum {
	FILE_HEADER = 24,
	IXIA_FILE_HEADER = 28, /* also how many bytes of records follow */
	RECORD_HEADER = 16,
	MODIFIED_RECORD_HEADER = 24, /* also interface index, protocol, packet type and padding */
	USUAL_LIMIT = 256 * 1024,    /* accepted even where the file announces less: some writers do not keep to it */
};

struct variant {
	uint8_t magic[4];
	enum order order;
	uint32_t unit; /* of the second half of a time stamp, in ns */
	uint32_t header;
	uint32_t file_header;
};

static const struct variant variants[] = {
	{{0xd4, 0xc3, 0xb2, 0xa1}, ORDER_LITTLE, 1000, RECORD_HEADER, FILE_HEADER},
	{{0xa1, 0xb2, 0xc3, 0xd4}, ORDER_BIG, 1000, RECORD_HEADER, FILE_HEADER},
	{{0x4d, 0x3c, 0xb2, 0xa1}, ORDER_LITTLE, 1, RECORD_HEADER, FILE_HEADER},
	{{0xa1, 0xb2, 0x3c, 0x4d}, ORDER_BIG, 1, RECORD_HEADER, FILE_HEADER},
	{{0x34, 0xcd, 0xb2, 0xa1}, ORDER_LITTLE, 1000, MODIFIED_RECORD_HEADER, FILE_HEADER},
	{{0xa1, 0xb2, 0xcd, 0x34}, ORDER_BIG, 1000, MODIFIED_RECORD_HEADER, FILE_HEADER},
	{{0xac, 0x01, 0x00, 0x1c}, ORDER_LITTLE, 1, RECORD_HEADER, IXIA_FILE_HEADER},
	{{0x1c, 0x00, 0x01, 0xac}, ORDER_BIG, 1, RECORD_HEADER, IXIA_FILE_HEADER},
	{{0xab, 0x01, 0x00, 0x1c}, ORDER_LITTLE, 1000, RECORD_HEADER, IXIA_FILE_HEADER},
	{{0x1c, 0x00, 0x01, 0xab}, ORDER_BIG, 1000, RECORD_HEADER, IXIA_FILE_HEADER},
};

struct pcapfile {
	struct variant variant;
	bool begun;     /* the file header was read */
	bool old;       /* the two lengths of a record may have changed places */
	uint32_t limit; /* of the captured bytes of a frame */
	int linktype;
};

static void *open_pcapfile(const uint8_t *magic)
{
	for (size_t i = 0; i < sizeof(variants) / sizeof(*variants); i++) {
		struct pcapfile *file;

		if (memcmp(magic, variants[i].magic, 4) != 0)
			continue;
		file = memory_new(sizeof(*file));
		file->variant = variants[i];
		return file;
	}
	return NULL;
}

/*
 * AIX's tcpdump marks its files as version 2.2, which libpcap left behind long ago. They have
 * nanoseconds under the common magic number, and in place of a link type the ifType of RFC 1573.
 */
static void begin_aix(struct pcapfile *file)
{
	enum {
		IFTYPE_ETHERNET = 6,
		IFTYPE_LOOPBACK = 24,
	};

	if (file->linktype != IFTYPE_ETHERNET && file->linktype != IFTYPE_LOOPBACK)
		return;
	file->linktype = file->linktype == IFTYPE_ETHERNET ? LINKTYPE_ETHERNET : LINKTYPE_NULL;
	file->variant.unit = 1;
}

static bool begin(struct pcapfile *file, struct bytes *bytes)
{
	const uint8_t *header = bytes_peek(bytes, file->variant.file_header);
	uint16_t major, minor;
	uint32_t snaplen;

	if (!header)
		return false;
	major = order_u16(file->variant.order, header + 4);
	minor = order_u16(file->variant.order, header + 6);
	snaplen = order_u32(file->variant.order, header + 16);
	file->linktype = format_linktype(order_u32(file->variant.order, header + 20));
	/* Version 2.3 gave the lengths their order, and not all of its writers knew; DG/UX has a version 543.0. */
	file->old = (major == 2 && minor <= 3) || major == 543;
	if (major == 2 && minor == 2)
		begin_aix(file);
	file->limit = snaplen < USUAL_LIMIT ? USUAL_LIMIT : snaplen;
	if (file->limit > FORMAT_MAX_RECORD - MODIFIED_RECORD_HEADER)
		file->limit = FORMAT_MAX_RECORD - MODIFIED_RECORD_HEADER;
	bytes_take(bytes, file->variant.file_header);
	file->begun = true;
	return true;
}

/* Disks that went down while a capture was written leave zeroes: as records they would be frames without end. */
static bool is_zero(const uint8_t *header)
{
	static const uint8_t zero[RECORD_HEADER];

	return memcmp(header, zero, sizeof(zero)) == 0;
}

/* Inlined with a constant order: each packet comes through here. The end of the record. */
static inline const uint8_t *take_record(const struct pcapfile *file, enum order order, const uint8_t *record,
                                         uint32_t captured, struct frame *out)
{
	uint32_t first = order_u32(order, record + 8), second = order_u32(order, record + 12);

	out->time = (ns)order_u32(order, record) * SECOND + (ns)order_u32(order, record + 4) * file->variant.unit;
	out->linktype = file->linktype;
	out->bytes = record + file->variant.header;
	out->captured = captured;
	out->length = second > first ? second : first;
	return out->bytes + captured;
}

/* How many bytes of the packet there are. No more than it had, and by that the two lengths are told apart. */
static uint32_t captured_of(const struct pcapfile *file, const uint8_t *record)
{
	uint32_t captured = order_u32(file->variant.order, record + 8);
	uint32_t length = order_u32(file->variant.order, record + 12);

	return file->old && length < captured ? length : captured;
}

/* Not inlined: its saved registers would cost each plain record. */
__attribute__((noinline)) static enum source_state next_any(struct pcapfile *file, struct bytes *bytes,
                                                            struct frame *out, struct damage *damage)
{
	uint32_t captured, size = file->variant.header;
	const uint8_t *record;

	if (!file->begun && !begin(file, bytes))
		return format_cut(bytes, damage, false);
	record = bytes_peek(bytes, size);
	if (!record)
		return format_end(bytes, damage, true);
	captured = captured_of(file, record);
	if (captured > file->limit)
		return format_nonsense(bytes, damage, true, _("no packet is that long"));
	if (captured == 0 && is_zero(record))
		return format_nonsense(bytes, damage, true, _("there are only zeroes"));
	record = bytes_peek(bytes, size + captured);
	if (!record)
		return format_cut(bytes, damage, true);
	bytes->p = take_record(file, file->variant.order, record, captured, out);
	return SOURCE_FRAME;
}

/* Most packets of a capture with media are of one size: the headers of one further on are fetched meanwhile. A hint, to anywhere. */
static inline void prefetch(const uint8_t *record, size_t size)
{
	enum {
		FURTHER = 8, /* records */
		CACHE_LINE = 64
	};
	uintptr_t further = (uintptr_t)record + FURTHER * size;

	__builtin_prefetch((const void *)further);
	__builtin_prefetch((const void *)(further + CACHE_LINE));
}

/* The whole records that make sense, up to room, of those that lie in the buffer. */
static inline unsigned take_plain(const struct pcapfile *file, enum order order, struct bytes *bytes, struct frame *out,
                                  unsigned room)
{
	const struct pcapfile plain = *file; /* in registers, whatever is written to out */
	const uint8_t *p = bytes->p, *end = bytes->end;
	unsigned count = 0;

	for (; count < room && (size_t)(end - p) >= plain.variant.header; count++) {
		uint32_t captured = order_u32(order, p + 8);

		if (captured == 0 || captured > plain.limit || captured > (size_t)(end - p) - plain.variant.header)
			break;
		prefetch(p, (size_t)captured + plain.variant.header);
		p = take_record(&plain, order, p, captured, &out[count]);
	}
	bytes->p = p;
	return count;
}

static unsigned ready(void *reader, struct bytes *bytes, struct frame *out, unsigned room)
{
	const struct pcapfile *file = reader;

	if (!file->begun || file->old)
		return 0;
	return file->variant.order == ORDER_LITTLE ? take_plain(file, ORDER_LITTLE, bytes, out, room)
	                                           : take_plain(file, ORDER_BIG, bytes, out, room);
}

static enum source_state next(void *reader, struct bytes *bytes, struct frame *out, struct damage *damage)
{
	return ready(reader, bytes, out, 1) ? SOURCE_FRAME : next_any(reader, bytes, out, damage);
}

static struct source_drops drops(const void *reader)
{
	return (struct source_drops){0}; /* the format has no place to say so */
}

static bool interface(const void *reader, unsigned index, struct source_interface *out)
{
	return false; /* nor to name any */
}

const struct format format_pcap = {
	.open = open_pcapfile,
	.next = next,
	.ready = ready,
	.drops = drops,
	.interface = interface,
	.close = memory_free,
};
