/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pcapng format, draft-ietf-opsawg-pcapng: sections of either byte order, interfaces of any
 * link type and clock. Blocks that hold no packets, interfaces or drop counts are passed over.
 */
#include "capture/format.h"

#include "base/cursor.h"
#include "base/memory.h"
#include "capture/order.h"
#include "capture/ticks.h"

#include <string.h>

enum block_type {
	BLOCK_INTERFACE = 1,
	BLOCK_PACKET = 2, /* obsolete, still found */
	BLOCK_SIMPLE_PACKET = 3,
	BLOCK_STATISTICS = 5,
	BLOCK_ENHANCED_PACKET = 6,
	BLOCK_SECTION = 0x0a0d0d0a, /* the same in both byte orders */
};

enum {
	BLOCK_FRAMING = 12, /* type and length before, length again behind */
	BLOCK_HEADER = 8,
	MAX_INTERFACES = 65536, /* in a section; packets of further ones have an unknown link type */
};

enum {
	OPTION_END = 0,
	OPTION_CLOCK_UNIT = 9,      /* if_tsresol */
	OPTION_CLOCK_OFFSET = 14,   /* if_tsoffset */
	OPTION_INTERFACE_DROPS = 5, /* isb_ifdrop */
	OPTION_SYSTEM_DROPS = 7,    /* isb_osdrop */
};

struct interface {
	int linktype;
	uint32_t snaplen; /* 0: none */
	struct ticks clock;
	struct source_drops drops; /* so far: statistics count from the beginning of the capture */
};

struct pcapng {
	enum order order;
	struct interface *interfaces; /* of this section */
	uint32_t count, room;
	ns time;                   /* of the latest packet */
	struct source_drops drops; /* of the sections before */
};

struct block {
	uint32_t type, size;
	const uint8_t *body; /* between the two lengths */
	uint32_t body_size;
};

struct option {
	uint16_t code, size;
	const uint8_t *value;
};

static void *open_pcapng(const uint8_t *magic)
{
	static const uint8_t section[4] = {0x0a, 0x0d, 0x0d, 0x0a};

	return memcmp(magic, section, 4) == 0 ? memory_new(sizeof(struct pcapng)) : NULL;
}

static bool next_option(struct cursor *options, enum order order, struct option *out)
{
	const uint8_t *header = cursor_take(options, 4);

	if (!header)
		return false;
	out->code = order_u16(order, header);
	out->size = order_u16(order, header + 2);
	out->value = cursor_take(options, out->size);
	cursor_skip(options, -(unsigned)out->size & 3);
	return out->value && out->code != OPTION_END;
}

static struct source_drops sum_drops(const struct pcapng *file)
{
	struct source_drops sum = file->drops;

	for (uint32_t i = 0; i < file->count; i++) {
		sum.kernel += file->interfaces[i].drops.kernel;
		sum.interface += file->interfaces[i].drops.interface;
	}
	return sum;
}

/* Of a section; only with it can its own length be read. */
static bool learn_order(struct pcapng *file, const uint8_t *mark)
{
	static const uint8_t little[4] = {0x4d, 0x3c, 0x2b, 0x1a}, big[4] = {0x1a, 0x2b, 0x3c, 0x4d};

	file->order = memcmp(mark, big, 4) == 0 ? ORDER_BIG : ORDER_LITTLE;
	return file->order == ORDER_BIG || memcmp(mark, little, 4) == 0;
}

/* A section starts anew: its interfaces are numbered from 0. */
static void begin_section(struct pcapng *file)
{
	file->drops = sum_drops(file);
	file->count = 0;
}

static void add_interface(struct pcapng *file, const struct block *block)
{
	struct cursor options = cursor_of(block->body, block->body_size);
	struct interface interface = {0};
	uint8_t unit = TICKS_MICROSECONDS;
	int64_t offset = 0;
	struct option option;

	interface.linktype = format_linktype(order_u16(file->order, block->body));
	interface.snaplen = order_u32(file->order, block->body + 4);
	cursor_skip(&options, 8);
	while (next_option(&options, file->order, &option)) {
		if (option.code == OPTION_CLOCK_UNIT && option.size >= 1)
			unit = option.value[0];
		else if (option.code == OPTION_CLOCK_OFFSET && option.size >= 8)
			offset = (int64_t)order_u64(file->order, option.value);
	}
	interface.clock = ticks_of(unit, offset);
	if (file->count == MAX_INTERFACES)
		return;
	if (file->count == file->room) {
		file->room = file->room ? 2 * file->room : 4;
		file->interfaces = memory_grow(file->interfaces, file->room * sizeof(interface));
	}
	file->interfaces[file->count++] = interface;
}

static void take_statistics(struct pcapng *file, const struct block *block)
{
	struct cursor options = cursor_of(block->body, block->body_size);
	uint32_t number = order_u32(file->order, block->body);
	struct option option;

	if (number >= file->count)
		return;
	cursor_skip(&options, 12); /* number, time */
	while (next_option(&options, file->order, &option)) {
		struct source_drops *drops = &file->interfaces[number].drops;

		if (option.code == OPTION_INTERFACE_DROPS && option.size >= 8)
			drops->interface = order_u64(file->order, option.value);
		else if (option.code == OPTION_SYSTEM_DROPS && option.size >= 8)
			drops->kernel = order_u64(file->order, option.value);
	}
}

static const struct interface *interface_at(const struct pcapng *file, uint32_t number)
{
	static const struct interface unknown = {.linktype = LINKTYPE_UNKNOWN,
	                                         .clock = {.multiply = 1000, .most = (uint64_t)TICKS_LATEST / 1000}};

	return number < file->count ? &file->interfaces[number] : &unknown;
}

/* An Enhanced Packet Block, or the obsolete kind, that differs only in a shorter interface number. */
static bool take_packet(struct pcapng *file, const struct block *block, struct frame *out)
{
	enum order order = file->order;
	bool obsolete = block->type == BLOCK_PACKET;
	const uint8_t *body = block->body;
	uint32_t number = obsolete ? order_u16(order, body) : order_u32(order, body);
	const struct interface *interface = interface_at(file, number);
	uint64_t stamp = (uint64_t)order_u32(order, body + 4) << 32 | order_u32(order, body + 8);
	uint32_t captured = order_u32(order, body + 12), length = order_u32(order, body + 16);

	if (captured > block->body_size - 20)
		return false;
	out->time = file->time = ticks_to_ns(&interface->clock, stamp);
	out->linktype = interface->linktype;
	out->bytes = body + 20;
	out->captured = captured;
	out->length = length > captured ? length : captured;
	return true;
}

/* A Simple Packet Block: of interface 0, as long as its snap length allows, and without a time. */
static bool take_simple_packet(struct pcapng *file, const struct block *block, struct frame *out)
{
	const struct interface *interface = interface_at(file, 0);
	uint32_t length = order_u32(file->order, block->body), captured = length;

	if (interface->snaplen && captured > interface->snaplen)
		captured = interface->snaplen;
	if (captured > block->body_size - 4)
		return false;
	out->time = file->time;
	out->linktype = interface->linktype;
	out->bytes = block->body + 4;
	out->captured = captured;
	out->length = length;
	return true;
}

/* Bytes a body has at least; 0 for blocks that are passed over. */
static uint32_t least_body(uint32_t type)
{
	switch (type) {
	case BLOCK_ENHANCED_PACKET:
	case BLOCK_PACKET:
		return 20;
	case BLOCK_SIMPLE_PACKET:
		return 4;
	case BLOCK_INTERFACE:
		return 8;
	case BLOCK_STATISTICS:
		return 12;
	case BLOCK_SECTION:
		return 16;
	default:
		return 0;
	}
}

static bool is_packet(uint32_t type)
{
	return type == BLOCK_ENHANCED_PACKET || type == BLOCK_PACKET || type == BLOCK_SIMPLE_PACKET;
}

/* The type and size of the block that comes. SOURCE_FRAME when there is one. */
static enum source_state begin_block(struct pcapng *file, struct bytes *bytes, struct block *out, struct damage *damage)
{
	const uint8_t *header = bytes_peek(bytes, BLOCK_FRAMING);

	if (!header)
		return format_end(bytes, damage, false);
	out->type = order_u32(file->order, header);
	if (out->type == BLOCK_SECTION && !learn_order(file, header + BLOCK_HEADER))
		return format_nonsense(bytes, damage, false, "a section without a byte order");
	out->size = order_u32(file->order, header + 4);
	if (out->size < BLOCK_FRAMING + least_body(out->type) || out->size % 4)
		return format_nonsense(bytes, damage, is_packet(out->type), "no block has that length");
	return SOURCE_FRAME;
}

static enum source_state whole_block(struct pcapng *file, struct bytes *bytes, struct block *block,
                                     struct damage *damage)
{
	const uint8_t *start;

	if (block->size > FORMAT_MAX_RECORD)
		return format_nonsense(bytes, damage, is_packet(block->type), "no packet is that long");
	start = bytes_peek(bytes, block->size);
	if (!start)
		return format_cut(bytes, damage, is_packet(block->type));
	if (order_u32(file->order, start + block->size - 4) != block->size)
		return format_nonsense(bytes, damage, is_packet(block->type), "its two lengths differ");
	block->body = start + BLOCK_HEADER;
	block->body_size = block->size - BLOCK_FRAMING;
	return SOURCE_FRAME;
}

static bool take_block(struct pcapng *file, const struct block *block, struct frame *out)
{
	switch (block->type) {
	case BLOCK_ENHANCED_PACKET:
	case BLOCK_PACKET:
		return take_packet(file, block, out);
	case BLOCK_SIMPLE_PACKET:
		return take_simple_packet(file, block, out);
	case BLOCK_INTERFACE:
		add_interface(file, block);
		return true;
	case BLOCK_STATISTICS:
		take_statistics(file, block);
		return true;
	default:
		begin_section(file);
		return true;
	}
}

static enum source_state next(void *reader, struct bytes *bytes, struct frame *out, struct damage *damage)
{
	struct pcapng *file = reader;
	struct block block;

	do {
		enum source_state state = begin_block(file, bytes, &block, damage);

		if (state != SOURCE_FRAME)
			return state;
		if (least_body(block.type) == 0) {
			format_cut(bytes, damage, false);
			if (!bytes_pass(bytes, block.size))
				return SOURCE_DAMAGED;
			continue;
		}
		state = whole_block(file, bytes, &block, damage);
		if (state != SOURCE_FRAME)
			return state;
		if (!take_block(file, &block, out))
			return format_nonsense(bytes, damage, true, "the packet is longer than its block");
		bytes_take(bytes, block.size);
	} while (!is_packet(block.type));
	return SOURCE_FRAME;
}

static struct source_drops drops(const void *reader)
{
	return sum_drops(reader);
}

static void close_pcapng(void *reader)
{
	struct pcapng *file = reader;

	memory_free(file->interfaces);
	memory_free(file);
}

const struct format format_pcapng = {
	.open = open_pcapng,
	.next = next,
	.drops = drops,
	.close = close_pcapng,
};
