/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pcapng format, draft-ietf-opsawg-pcapng: sections of either byte order, interfaces of any
 * link type and clock. Blocks that hold no packets, interfaces or drop counts are passed over.
 */
#include "capture/format.h"

#include "base/arena.h"
#include "base/language.h"
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
	BLOCK_SECRETS = 10,
	BLOCK_SECTION = 0x0a0d0d0a, /* the same in both byte orders */
};

enum {
	BLOCK_FRAMING = 12, /* type and length before, length again behind */
	BLOCK_HEADER = 8,
	MAX_INTERFACES = 65536, /* in a section; packets of further ones have an unknown link type */
	MAX_NAME = 64,          /* bytes of an interface's name; longer ones are cut */
};

enum {
	OPTION_END = 0,
	OPTION_NAME = 2,            /* if_name */
	OPTION_DESCRIPTION = 3,     /* if_description */
	OPTION_PACKET_DROPS = 4,    /* epb_dropcount */
	OPTION_CLOCK_UNIT = 9,      /* if_tsresol */
	OPTION_CLOCK_OFFSET = 14,   /* if_tsoffset */
	OPTION_INTERFACE_DROPS = 5, /* isb_ifdrop */
	OPTION_SYSTEM_DROPS = 7,    /* isb_osdrop */
};

static const char LENGTHS_DIFFER[] = N_("its two lengths differ");

struct interface {
	int linktype;
	uint32_t snaplen; /* 0: none */
	struct ticks clock;
	struct source_drops drops; /* so far: statistics count from the beginning of the capture */
	uint64_t drops_told;       /* by the packets: since the one before, each */
	int named;                 /* where in the names it is, of all sections; -1: nowhere */
};

struct pcapng {
	enum order order;
	struct interface *interfaces; /* of this section */
	uint32_t count, room;
	uint32_t passing, to_pass; /* size of the block that is passed over, and what is left of it */
	ns time;                   /* of the latest packet */
	struct source_drops drops; /* of the sections before */
	struct source_interface named[SOURCE_MAX_INTERFACES]; /* likewise */
	unsigned named_count;
	struct arena names;
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

/* What the packets and the statistics tell are the same drops: no packet is counted twice. */
static void add_drops(struct source_drops *sum, const struct interface *interface)
{
	uint64_t counted = interface->drops.kernel + interface->drops.interface;

	sum->kernel += interface->drops.kernel;
	sum->interface += interface->drops.interface;
	sum->timely += interface->drops_told;
	if (interface->drops_told > counted)
		sum->kernel += interface->drops_told - counted;
}

static struct source_drops sum_drops(const struct pcapng *file)
{
	struct source_drops sum = file->drops;

	for (uint32_t i = 0; i < file->count; i++)
		add_drops(&sum, &file->interfaces[i]);
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
	for (uint32_t i = 0; i < file->count; i++) {
		if (file->interfaces[i].named >= 0)
			add_drops(&file->named[file->interfaces[i].named].drops, &file->interfaces[i]);
	}
	file->count = 0;
}

static int named_at(struct pcapng *file, struct str name)
{
	name.n = name.n < MAX_NAME ? name.n : MAX_NAME;
	for (unsigned i = 0; i < file->named_count; i++) {
		if (str_eq(file->named[i].name, name))
			return (int)i;
	}
	if (name.n == 0 || file->named_count == SOURCE_MAX_INTERFACES)
		return -1;
	file->named[file->named_count].name = arena_str(&file->names, name);
	return (int)file->named_count++;
}

static void add_interface(struct pcapng *file, const struct block *block)
{
	struct cursor options = cursor_of(block->body, block->body_size);
	struct interface interface = {0};
	uint8_t unit = TICKS_MICROSECONDS;
	int64_t offset = 0;
	struct option option;
	struct str name = {0};

	interface.linktype = format_linktype(order_u16(file->order, block->body));
	interface.snaplen = order_u32(file->order, block->body + 4);
	cursor_skip(&options, 8);
	while (next_option(&options, file->order, &option)) {
		if (option.code == OPTION_CLOCK_UNIT && option.size >= 1)
			unit = option.value[0];
		else if (option.code == OPTION_CLOCK_OFFSET && option.size >= 8)
			offset = (int64_t)order_u64(file->order, option.value);
		else if (option.code == OPTION_NAME || (option.code == OPTION_DESCRIPTION && name.n == 0))
			name = (struct str){(const char *)option.value, option.size};
	}
	interface.clock = ticks_of(unit, offset);
	if (file->count == MAX_INTERFACES)
		return;
	interface.named = named_at(file, name);
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
	                                         .named = -1,
	                                         .clock = {.multiply = 1000, .most = (uint64_t)TICKS_LATEST / 1000}};

	return number < file->count ? &file->interfaces[number] : &unknown;
}

/* Packets lost just before this one: in the obsolete kind of block a field, 0xffff when unknown; else an option. */
static uint64_t drops_before(enum order order, const struct block *block, uint32_t captured)
{
	size_t behind = 20 + captured + (-captured & 3);
	struct cursor options = cursor_of(block->body, block->body_size);
	struct option option;

	if (block->type == BLOCK_PACKET)
		return order_u16(order, block->body + 2) == 0xffff ? 0 : order_u16(order, block->body + 2);
	if (behind + 4 > block->body_size) /* as nearly always: there are no options */
		return 0;
	cursor_skip(&options, behind);
	while (next_option(&options, order, &option)) {
		if (option.code == OPTION_PACKET_DROPS && option.size >= 8)
			return order_u64(order, option.value);
	}
	return 0;
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
	if (number < file->count)
		file->interfaces[number].drops_told += drops_before(order, block, captured);
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

/* A Decryption Secrets Block: draft-ietf-opsawg-pcapng 4.7. Those of other protocols than TLS hold nothing that is read. */
static void take_secrets(struct pcapng *file, const struct block *block, struct frame *out)
{
	static const uint32_t tls_key_log = 0x544c534b;
	uint32_t size = order_u32(file->order, block->body + 4);

	if (order_u32(file->order, block->body) != tls_key_log || size > block->body_size - 8)
		size = 0;
	out->time = file->time;
	out->linktype = LINKTYPE_SECRETS;
	out->bytes = block->body + 8;
	out->captured = out->length = size;
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
	case BLOCK_SECRETS:
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
		return format_nonsense(bytes, damage, false, _("a section without a byte order"));
	out->size = order_u32(file->order, header + 4);
	if (out->size < BLOCK_FRAMING + least_body(out->type) || out->size % 4)
		return format_nonsense(bytes, damage, is_packet(out->type), _("no block has that length"));
	return SOURCE_FRAME;
}

static enum source_state whole_block(struct pcapng *file, struct bytes *bytes, struct block *block,
                                     struct damage *damage)
{
	const uint8_t *start;

	if (block->size > FORMAT_MAX_RECORD)
		return format_nonsense(bytes, damage, is_packet(block->type), _("no packet is that long"));
	start = bytes_peek(bytes, block->size);
	if (!start)
		return format_cut(bytes, damage, is_packet(block->type));
	if (order_u32(file->order, start + block->size - 4) != block->size)
		return format_nonsense(bytes, damage, is_packet(block->type), _(LENGTHS_DIFFER));
	block->body = start + BLOCK_HEADER;
	block->body_size = block->size - BLOCK_FRAMING;
	return SOURCE_FRAME;
}

/* Which versions there are: draft-ietf-opsawg-pcapng 4.1. */
static bool is_known_version(const struct pcapng *file, const struct block *block)
{
	return block->type != BLOCK_SECTION || order_u16(file->order, block->body + 4) == 1;
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
	case BLOCK_SECRETS:
		take_secrets(file, block, out);
		return true;
	case BLOCK_STATISTICS:
		take_statistics(file, block);
		return true;
	default:
		begin_section(file);
		return true;
	}
}

static bool is_passed_over(const struct block *block)
{
	return least_body(block->type) == 0 || (block->type == BLOCK_SECRETS && block->size > FORMAT_MAX_RECORD);
}

/* However large it is, and in however many parts it comes. */
static enum source_state pass_block(struct pcapng *file, struct bytes *bytes, struct damage *damage)
{
	enum source_state state;
	const uint8_t *behind;

	if (file->to_pass > 4)
		file->to_pass -= (uint32_t)bytes_pass(bytes, file->to_pass - 4);
	behind = file->to_pass == 4 ? bytes_peek(bytes, 4) : NULL;
	if (behind && order_u32(file->order, behind) == file->passing) {
		bytes_take(bytes, 4);
		file->to_pass = 0;
		return SOURCE_FRAME;
	}
	state = behind ? format_nonsense(bytes, damage, false, _(LENGTHS_DIFFER)) : format_cut(bytes, damage, false);
	if (state == SOURCE_DAMAGED)
		damage->offset -= file->passing - file->to_pass;
	return state;
}

static enum source_state next(void *reader, struct bytes *bytes, struct frame *out, struct damage *damage)
{
	struct pcapng *file = reader;
	struct block block;

	for (;;) {
		enum source_state state = SOURCE_FRAME;

		if (file->to_pass)
			state = pass_block(file, bytes, damage);
		if (state == SOURCE_FRAME)
			state = begin_block(file, bytes, &block, damage);
		if (state != SOURCE_FRAME)
			return state;
		if (is_passed_over(&block)) {
			file->passing = file->to_pass = block.size;
			continue;
		}
		state = whole_block(file, bytes, &block, damage);
		if (state != SOURCE_FRAME)
			return state;
		if (!is_known_version(file, &block))
			return format_nonsense(bytes, damage, false, _("a section of a version unknown here"));
		if (!take_block(file, &block, out))
			return format_nonsense(bytes, damage, true, _("the packet is longer than its block"));
		bytes_take(bytes, block.size);
		if (is_packet(block.type) || block.type == BLOCK_SECRETS)
			return SOURCE_FRAME;
	}
}

/* The Enhanced Packet Blocks without options, up to room, of those that lie whole in the buffer: nearly all blocks there are. */
static inline unsigned take_plain(struct pcapng *file, enum order order, struct bytes *bytes, struct frame *out,
                                  unsigned room)
{
	enum {
		BEFORE = BLOCK_HEADER + 20,
		LEAST = BLOCK_FRAMING + 20
	};
	const uint8_t *p = bytes->p, *end = bytes->end;
	unsigned count = 0;

	for (; count < room && end - p >= LEAST && order_u32(order, p) == BLOCK_ENHANCED_PACKET; count++) {
		uint32_t size = order_u32(order, p + 4), number = order_u32(order, p + 8);
		uint32_t captured = order_u32(order, p + 20), length = order_u32(order, p + 24);
		uint64_t stamp = (uint64_t)order_u32(order, p + 12) << 32 | order_u32(order, p + 16);

		if (size > (size_t)(end - p) || size > FORMAT_MAX_RECORD || number >= file->count ||
		    size != LEAST + (((size_t)captured + 3) & ~(size_t)3) || order_u32(order, p + size - 4) != size)
			break;
		out[count].time = ticks_to_ns(&file->interfaces[number].clock, stamp);
		out[count].linktype = file->interfaces[number].linktype;
		out[count].bytes = p + BEFORE;
		out[count].captured = captured;
		out[count].length = length > captured ? length : captured;
		p += size;
	}
	bytes->p = p;
	if (count)
		file->time = out[count - 1].time;
	return count;
}

static unsigned ready(void *reader, struct bytes *bytes, struct frame *out, unsigned room)
{
	struct pcapng *file = reader;

	if (file->to_pass)
		return 0;
	return file->order == ORDER_LITTLE ? take_plain(file, ORDER_LITTLE, bytes, out, room)
	                                   : take_plain(file, ORDER_BIG, bytes, out, room);
}

static struct source_drops drops(const void *reader)
{
	return sum_drops(reader);
}

static bool interface(const void *reader, unsigned index, struct source_interface *out)
{
	const struct pcapng *file = reader;

	if (index >= file->named_count)
		return false;
	*out = file->named[index];
	for (uint32_t i = 0; i < file->count; i++) {
		if (file->interfaces[i].named == (int)index)
			add_drops(&out->drops, &file->interfaces[i]);
	}
	return true;
}

static void close_pcapng(void *reader)
{
	struct pcapng *file = reader;

	memory_free(file->interfaces);
	arena_done(&file->names);
	memory_free(file);
}

const struct format format_pcapng = {
	.open = open_pcapng,
	.next = next,
	.ready = ready,
	.drops = drops,
	.interface = interface,
	.close = close_pcapng,
};
