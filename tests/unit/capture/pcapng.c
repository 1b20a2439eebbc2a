/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/capture/made.h"

TEST(packets_are_read_in_both_byte_orders)
{
	for (int order = ORDER_LITTLE; order <= ORDER_BIG; order++) {
		struct made made = {.order = (enum order)order};
		struct seen seen;

		made_section(&made);
		made_interface(&made, 1, 0, 0);
		made_packet(&made, 0, 1700000000123456, "first", 5);
		made_packet(&made, 0, 1700000001999999, "second", 1400);
		seen = seen_made(&made);
		EXPECT_INT(0, seen.opened);
		EXPECT_INT(2, seen.frames);
		EXPECT_INT(SOURCE_END, seen.end);
		EXPECT_INT(1700000000123456000, seen.frame[0].time);
		EXPECT_INT(LINKTYPE_ETHERNET, seen.frame[0].linktype);
		EXPECT_INT(5, seen.frame[0].captured);
		EXPECT_INT(5, seen.frame[0].length);
		EXPECT_TEXT("first", seen.start[0]);
		EXPECT_INT(2, frame_number(seen.frame[1].number));
		EXPECT_INT(1700000001999999000, seen.frame[1].time);
		EXPECT_INT(6, seen.frame[1].captured);
		EXPECT_INT(1400, seen.frame[1].length);
		EXPECT_TEXT("second", seen.start[1]);
		EXPECT_TEXT("", seen.trouble);
	}
}

TEST(sections_follow_each_other_in_different_byte_orders_with_interfaces_of_their_own)
{
	struct made made = {.order = ORDER_BIG};
	struct seen seen;

	made_section(&made);
	made_interface(&made, 113, 0, 0);
	made_packet(&made, 0, 1000000, "big", 3);
	made.order = ORDER_LITTLE;
	made_section(&made);
	made_packet(&made, 0, 2000000, "nobody's", 8);
	made_interface(&made, 101, 0, 9);
	made_packet(&made, 0, 3000000000, "little", 6);
	seen = seen_made(&made);
	EXPECT_INT(3, seen.frames);
	EXPECT_INT(SOURCE_END, seen.end);
	EXPECT_INT(113, seen.frame[0].linktype);
	EXPECT_INT(LINKTYPE_UNKNOWN, seen.frame[1].linktype);
	EXPECT_INT(2 * SECOND, seen.frame[1].time);
	EXPECT_INT(101, seen.frame[2].linktype);
	EXPECT_INT(3 * SECOND, seen.frame[2].time);
	EXPECT_TEXT("little", seen.start[2]);
}

TEST(each_interface_has_its_own_link_type_and_clock)
{
	struct made made = {0};
	struct seen seen;

	made_section(&made);
	made_interface(&made, 1, 0, 0);
	made_interface(&made, 113, 0, 9);
	made_interface(&made, 276, 0, 128 + 20);
	made_interface(&made, 12, 0, 3);
	made_packet(&made, 2, (uint64_t)5 << 20 | 1 << 19, "2^-20", 5);
	made_packet(&made, 1, 5500000001, "ns", 2);
	made_packet(&made, 0, 5500002, "us", 2);
	made_packet(&made, 3, 5503, "ms", 2);
	seen = seen_made(&made);
	EXPECT_INT(4, seen.frames);
	EXPECT_INT(276, seen.frame[0].linktype);
	EXPECT_INT(5500000000, seen.frame[0].time);
	EXPECT_INT(113, seen.frame[1].linktype);
	EXPECT_INT(5500000001, seen.frame[1].time);
	EXPECT_INT(1, seen.frame[2].linktype);
	EXPECT_INT(5500002000, seen.frame[2].time);
	EXPECT_INT(LINKTYPE_RAW, seen.frame[3].linktype);
	EXPECT_INT(5503000000, seen.frame[3].time);
}

TEST(the_clock_offset_of_an_interface_is_added)
{
	struct made made = {0};
	struct seen seen;
	size_t start;

	made_section(&made);
	start = made_block(&made, 1);
	made_u32(&made, 1);
	made_u32(&made, 0);
	made_option(&made, 2, "eth0", 4);
	made_option_u64(&made, 14, 1700000000);
	made_block_end(&made, start);
	made_packet(&made, 0, 1500000, "x", 1);
	seen = seen_made(&made);
	EXPECT_INT(1700000001500000000, seen.frame[0].time);
}

TEST(a_simple_packet_is_cut_by_the_snap_length_and_has_the_time_of_the_one_before)
{
	struct made made = {0};
	struct seen seen;
	size_t start;

	made_section(&made);
	made_interface(&made, 1, 6, 0);
	for (int i = 0; i < 2; i++) {
		start = made_block(&made, 3);
		made_u32(&made, 1400);
		made_bytes(&made, "simple\0\0", 8);
		made_block_end(&made, start);
		if (i == 0)
			made_packet(&made, 0, 7000000, "timed", 5);
	}
	seen = seen_made(&made);
	EXPECT_INT(3, seen.frames);
	EXPECT_INT(0, seen.frame[0].time);
	EXPECT_INT(6, seen.frame[0].captured);
	EXPECT_INT(1400, seen.frame[0].length);
	EXPECT_TEXT("simple", seen.start[0]);
	EXPECT_INT(7 * SECOND, seen.frame[2].time);
	EXPECT_INT(LINKTYPE_ETHERNET, seen.frame[2].linktype);
}

TEST(the_obsolete_packet_block_is_read)
{
	for (int order = ORDER_LITTLE; order <= ORDER_BIG; order++) {
		struct made made = {.order = (enum order)order};
		struct seen seen;
		size_t start;

		made_section(&made);
		made_interface(&made, 1, 0, 0);
		made_interface(&made, 101, 0, 0);
		start = made_block(&made, 2);
		made_u16(&made, 1);
		made_u16(&made, 0xffff); /* drops: unknown */
		made_u32(&made, 0);
		made_u32(&made, 3000000);
		made_u32(&made, 3);
		made_u32(&made, 9);
		made_bytes(&made, "old", 3);
		made_pad(&made);
		made_block_end(&made, start);
		seen = seen_made(&made);
		EXPECT_INT(1, seen.frames);
		EXPECT_INT(101, seen.frame[0].linktype);
		EXPECT_INT(3 * SECOND, seen.frame[0].time);
		EXPECT_INT(9, seen.frame[0].length);
		EXPECT_TEXT("old", seen.start[0]);
	}
}

/* Larger than what is read at a time, and than any packet may be. */
TEST(blocks_of_unknown_type_are_passed_over_however_large)
{
	static const size_t sizes[] = {0, 4, 300000, 20000000};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct made made = {0};
		struct seen seen;
		size_t start;

		made_section(&made);
		made_interface(&made, 1, 0, 0);
		made_packet(&made, 0, 1, "before", 6);
		start = made_block(&made, 0x80000bad);
		for (size_t k = 0; k < sizes[i]; k++)
			buf_byte(&made.bytes, '!');
		made_block_end(&made, start);
		made_packet(&made, 0, 2, "behind", 6);
		seen = seen_made(&made);
		EXPECT_INT(2, seen.frames);
		EXPECT_INT(SOURCE_END, seen.end);
		EXPECT_TEXT("behind", seen.start[1]);
	}
}

TEST(secrets_larger_than_any_packet_are_passed_over_too)
{
	struct made made = {0};
	struct seen seen;
	size_t start;

	made_section(&made);
	made_interface(&made, 1, 0, 0);
	start = made_block(&made, 10);
	made_u32(&made, 0x544c534b);
	made_u32(&made, 17000000);
	for (size_t k = 0; k < 17000000; k++)
		buf_byte(&made.bytes, '#');
	made_block_end(&made, start);
	made_packet(&made, 0, 1, "behind", 6);
	seen = seen_made(&made);
	EXPECT_INT(1, seen.frames);
	EXPECT_INT(SOURCE_END, seen.end);
	EXPECT_TEXT("behind", seen.start[0]);
}

TEST(options_behind_a_packet_are_not_part_of_it)
{
	struct made made = {0};
	struct seen seen;
	size_t start;

	made_section(&made);
	made_interface(&made, 1, 0, 0);
	start = made_block(&made, 6);
	made_u32(&made, 0);
	made_u64(&made, 0);
	made_u32(&made, 3);
	made_u32(&made, 3);
	made_bytes(&made, "sip", 3);
	made_pad(&made);
	made_option(&made, 1, "a comment", 9);
	made_option(&made, 0, NULL, 0);
	made_block_end(&made, start);
	made_packet(&made, 0, 1, "next", 4);
	seen = seen_made(&made);
	EXPECT_INT(2, seen.frames);
	EXPECT_INT(3, seen.frame[0].captured);
	EXPECT_TEXT("sip", seen.start[0]);
	EXPECT_TEXT("next", seen.start[1]);
}

static void made_statistics(struct made *made, uint32_t interface, uint64_t received, uint64_t dropped,
                            uint64_t by_system)
{
	size_t start = made_block(made, 5);

	made_u32(made, interface);
	made_u64(made, 0);
	made_option_u64(made, 4, received);
	made_option_u64(made, 5, dropped);
	made_option_u64(made, 7, by_system);
	made_option(made, 0, NULL, 0);
	made_block_end(made, start);
}

TEST(the_latest_drops_of_each_interface_of_each_section_are_added_up)
{
	struct made made = {0};
	struct seen seen;

	made_section(&made);
	made_interface(&made, 1, 0, 0);
	made_interface(&made, 1, 0, 0);
	made_statistics(&made, 0, 1000, 5, 0);
	made_statistics(&made, 0, 2000, 7, 1);
	made_statistics(&made, 1, 10, 100, 10);
	made_statistics(&made, 2, 10, 9999, 9999); /* of no interface */
	made.order = ORDER_BIG;
	made_section(&made);
	made_interface(&made, 1, 0, 0);
	made_statistics(&made, 0, 1, 1000, 100);
	seen = seen_made(&made);
	EXPECT_INT(SOURCE_END, seen.end);
	EXPECT_INT(0, seen.frames);
	EXPECT_INT(1107, seen.drops.interface);
	EXPECT_INT(111, seen.drops.kernel);
}

static void made_named_interface(struct made *made, const char *name, const char *description)
{
	size_t start = made_block(made, 1);

	made_u32(made, 1);
	made_u32(made, 0);
	made_option(made, 3, description, (uint16_t)strlen(description));
	if (name)
		made_option(made, 2, name, (uint16_t)strlen(name));
	made_option(made, 0, NULL, 0);
	made_block_end(made, start);
}

/* The file is read to its end, and is source_open_file's. */
static struct source *read_made(struct made *made)
{
	struct buf path = {0}, trouble = {0};
	int fd = made_file(made, made->bytes.n, &path);
	struct source *source = NULL;
	struct frame frame;

	EXPECT_INT(0, source_open_file(&source, buf_text(&path), &trouble));
	while (source_next(source, &frame) == SOURCE_FRAME)
		continue;
	EXPECT_TEXT("", source_trouble(source));
	close(fd);
	buf_done(&path);
	buf_done(&trouble);
	buf_done(&made->bytes);
	return source;
}

TEST(drops_are_told_by_the_names_of_the_interfaces)
{
	struct source_interface interface = {0};
	struct made made = {0};
	struct source *source;

	for (int section = 0; section < 2; section++) {
		made.order = section ? ORDER_BIG : ORDER_LITTLE;
		made_section(&made);
		made_named_interface(&made, "eth0", "to the trunk");
		made_named_interface(&made, NULL, "to the phones");
		made_interface(&made, 1, 0, 0);
		made_statistics(&made, 0, 1, 5, 2);
		made_statistics(&made, 0, 2, 7, 3);
		made_statistics(&made, 1, 2, 10, 0);
		made_statistics(&made, 2, 2, 1000, 0);
	}
	source = read_made(&made);
	EXPECT_INT(true, source_interface(source, 0, &interface));
	EXPECT_STR("eth0", interface.name);
	EXPECT_INT(14, interface.drops.interface);
	EXPECT_INT(6, interface.drops.kernel);
	EXPECT_INT(true, source_interface(source, 1, &interface));
	EXPECT_STR("to the phones", interface.name);
	EXPECT_INT(20, interface.drops.interface);
	EXPECT_INT(false, source_interface(source, 2, &interface));
	EXPECT_INT(2034, source_drops(source).interface);
	source_close(source);
}

TEST(names_beyond_the_ceilings_are_cut_or_left_out)
{
	struct source_interface interface = {0};
	struct made made = {0};
	struct source *source;
	char name[200];

	made_section(&made);
	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "%03d%0160d", i, i);
		made_named_interface(&made, name, "");
		made_statistics(&made, (uint32_t)i, 1, 1, 0);
	}
	source = read_made(&made);
	EXPECT_INT(true, source_interface(source, SOURCE_MAX_INTERFACES - 1, &interface));
	EXPECT_INT(64, interface.name.n);
	EXPECT_INT(1, interface.drops.interface);
	EXPECT_INT(false, source_interface(source, SOURCE_MAX_INTERFACES, &interface));
	EXPECT_INT(200, source_drops(source).interface);
	source_close(source);
}

/* A packet that says how many were lost before it; also in the obsolete kind of block. */
static void made_packet_behind_drops(struct made *made, uint64_t drops)
{
	size_t start = made_block(made, 6);

	made_u32(made, 0);
	made_u64(made, 0);
	made_u32(made, 3);
	made_u32(made, 3);
	made_bytes(made, "sip", 3);
	made_pad(made);
	made_option_u64(made, 4, drops);
	made_block_end(made, start);
	start = made_block(made, 2);
	made_u16(made, 0);
	made_u16(made, (uint16_t)drops);
	made_u64(made, 0);
	made_u32(made, 3);
	made_u32(made, 3);
	made_bytes(made, "old", 3);
	made_pad(made);
	made_block_end(made, start);
}

TEST(drops_told_with_the_packets_count_too_but_never_twice)
{
	for (int order = ORDER_LITTLE; order <= ORDER_BIG; order++) {
		struct made made = {.order = (enum order)order};
		struct seen seen;

		made_section(&made);
		made_interface(&made, 1, 0, 0);
		made_packet_behind_drops(&made, 100);
		made_packet_behind_drops(&made, 20);
		made_packet_behind_drops(&made, 0);
		made_packet_behind_drops(&made, 0xffff); /* to the obsolete block: unknown */
		seen = seen_first(&made, made.bytes.n);
		EXPECT_INT(8, seen.frames);
		EXPECT_INT(240 + 0xffff, seen.drops.kernel);
		made_statistics(&made, 0, 1, 200, 41);
		seen = seen_first(&made, made.bytes.n);
		EXPECT_INT(200, seen.drops.interface);
		EXPECT_INT(0xffff + 240 - 200, seen.drops.kernel);
		made_statistics(&made, 0, 1, 100000, 41);
		seen = seen_made(&made);
		EXPECT_INT(100000, seen.drops.interface);
		EXPECT_INT(41, seen.drops.kernel);
	}
}

TEST(a_section_of_another_version_is_not_guessed_at)
{
	struct made made = {0};
	struct seen seen;

	made_section(&made);
	made_interface(&made, 1, 0, 0);
	made_packet(&made, 0, 1, "abc", 3);
	made_section(&made);
	made.bytes.p[made.bytes.n - 28 + 12] = 2;
	seen = seen_made(&made);
	EXPECT_INT(1, seen.frames);
	EXPECT_TEXT("turns to nonsense after packet 1, at byte 84: a section of a version unknown here", seen.trouble);
}

/* Custom blocks, a journal of systemd, names, secrets; a section that tells its length; options without an end. */
TEST(blocks_and_fields_that_say_nothing_of_packets_are_passed_over)
{
	static const uint32_t types[] = {0xbad, 0x40000bad, 9, 4, 7, 8, 11, 0x80000001};
	struct made made = {.order = ORDER_BIG};
	struct seen seen;
	size_t start;

	start = made_block(&made, 0x0a0d0d0a);
	made_u32(&made, 0x1a2b3c4d);
	made_u16(&made, 1);
	made_u16(&made, 2);
	made_u64(&made, 1000);
	made_option(&made, 1, "a comment", 9);
	made_block_end(&made, start);
	made_interface(&made, 1, 0, 0);
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		start = made_block(&made, types[i]);
		made_bytes(&made, "whatever", 8);
		made_block_end(&made, start);
		made_packet(&made, 0, i, "abc", 3);
	}
	seen = seen_made(&made);
	EXPECT_INT(8, seen.frames);
	EXPECT_INT(SOURCE_END, seen.end);
	EXPECT_TEXT("", seen.trouble);
}

TEST(a_file_cut_at_any_byte_gives_what_is_before_and_says_where)
{
	enum {
		SECTION = 28,
		INTERFACE = SECTION + 20,
		FIRST = INTERFACE + 36,
		STATISTICS = FIRST + 64,
		LAST = STATISTICS + 36
	};
	struct made made = {0};

	made_section(&made);
	made_interface(&made, 1, 0, 0);
	made_packet(&made, 0, 1, "abc", 3);
	made_statistics(&made, 0, 1, 2, 3);
	made_packet(&made, 0, 1, "abc", 3);
	EXPECT_INT(LAST, made.bytes.n);
	for (size_t n = 4; n <= made.bytes.n; n++) {
		struct seen seen = seen_first(&made, n);
		char want[100] = "";

		EXPECT_INT(n < FIRST ? 0 : n < LAST ? 1 : 2, seen.frames);
		if (n < SECTION)
			snprintf(want, sizeof(want), "cut short before the first packet, at byte 0");
		else if (n < INTERFACE)
			snprintf(want, sizeof(want), "cut short before the first packet, at byte 28");
		else if (n < INTERFACE + 12)
			snprintf(want, sizeof(want), "cut short before the first packet, at byte 48");
		else if (n < FIRST)
			snprintf(want, sizeof(want), "cut short in packet 1, at byte 48");
		else if (n < STATISTICS)
			snprintf(want, sizeof(want), "cut short after packet 1, at byte 84");
		else if (n < STATISTICS + 12)
			snprintf(want, sizeof(want), "cut short after packet 1, at byte 148");
		else if (n < LAST)
			snprintf(want, sizeof(want), "cut short in packet 2, at byte 148");
		if (n == SECTION || n == INTERFACE || n == FIRST || n == STATISTICS || n == LAST)
			want[0] = '\0';
		EXPECT_TEXT(want, seen.trouble);
		EXPECT_INT(*want ? SOURCE_DAMAGED : SOURCE_END, seen.end);
	}
	buf_done(&made.bytes);
}

TEST(a_cut_in_a_block_that_is_passed_over_is_told_from_its_start)
{
	struct made made = {0};
	struct seen seen;
	size_t start;

	made_section(&made);
	made_interface(&made, 1, 0, 0);
	start = made_block(&made, 4);
	made_u64(&made, 0);
	made_block_end(&made, start);
	seen = seen_first(&made, made.bytes.n - 1);
	EXPECT_TEXT("cut short before the first packet, at byte 48", seen.trouble);
	buf_done(&made.bytes);
}

/* A packet, then a block with this type and these lengths, then nothing but zeroes. */
static struct seen seen_block(uint32_t type, uint32_t size, uint32_t size_behind, uint32_t captured)
{
	struct made made = {0};

	made_section(&made);
	made_interface(&made, 1, 0, 0);
	made_packet(&made, 0, 1, "abc", 3);
	made_u32(&made, type);
	made_u32(&made, size);
	made_u32(&made, 0);
	made_u64(&made, 0);
	made_u32(&made, captured);
	made_u32(&made, captured);
	made_u32(&made, 0);
	made_u32(&made, size_behind);
	for (int i = 0; i < 100; i++)
		made_u64(&made, 0);
	return seen_made(&made);
}

TEST(blocks_that_contradict_themselves_are_damage)
{
	static const struct {
		uint32_t type, size, size_behind, captured;
		const char *trouble;
	} cases[] = {
		{6, 36, 36, 5, "turns to nonsense in packet 2, at byte 84: the packet is longer than its block"},
		{6, 36, 36, 0xffffffff,
	         "turns to nonsense in packet 2, at byte 84: the packet is longer than its block"},
		{6, 36, 40, 4, "turns to nonsense in packet 2, at byte 84: its two lengths differ"},
		{6, 35, 35, 4, "turns to nonsense in packet 2, at byte 84: no block has that length"},
		{6, 28, 28, 4, "turns to nonsense in packet 2, at byte 84: no block has that length"},
		{6, 0xfffffffc, 0, 4, "turns to nonsense in packet 2, at byte 84: no packet is that long"},
		{1, 16, 16, 4, "turns to nonsense after packet 1, at byte 84: no block has that length"},
		{77, 8, 8, 4, "turns to nonsense after packet 1, at byte 84: no block has that length"},
		{77, 36, 40, 4, "turns to nonsense after packet 1, at byte 84: its two lengths differ"},
		{77, 0, 0, 4, "turns to nonsense after packet 1, at byte 84: no block has that length"},
		{77, 0xfffffff0, 0, 4, "cut short after packet 1, at byte 84"},
		{0x0a0d0d0a, 28, 28, 4, "turns to nonsense after packet 1, at byte 84: a section without a byte order"},
		{0, 0, 0, 0, "turns to nonsense after packet 1, at byte 84: no block has that length"},
		{6, 36, 36, 4, "turns to nonsense after packet 2, at byte 120: no block has that length"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct seen seen = seen_block(cases[i].type, cases[i].size, cases[i].size_behind, cases[i].captured);

		EXPECT_INT(SOURCE_DAMAGED, seen.end);
		EXPECT_TEXT(cases[i].trouble, seen.trouble);
	}
}

TEST(a_simple_packet_longer_than_its_block_is_damage)
{
	struct made made = {0};
	struct seen seen;
	size_t start;

	made_section(&made);
	made_interface(&made, 1, 0, 0);
	start = made_block(&made, 3);
	made_u32(&made, 9);
	made_u64(&made, 0);
	made_block_end(&made, start);
	seen = seen_made(&made);
	EXPECT_TEXT("turns to nonsense in packet 1, at byte 48: the packet is longer than its block", seen.trouble);
}

TEST(interfaces_above_the_ceiling_are_unknown_and_not_kept)
{
	enum {
		MANY = 65536
	};
	struct made made = {0};
	struct seen seen;

	made_section(&made);
	for (uint32_t i = 0; i < MANY + 5; i++)
		made_interface(&made, 1, 0, 0);
	made_packet(&made, MANY - 1, 1, "last", 4);
	made_packet(&made, MANY, 1, "beyond", 6);
	seen = seen_made(&made);
	EXPECT_INT(2, seen.frames);
	EXPECT_INT(LINKTYPE_ETHERNET, seen.frame[0].linktype);
	EXPECT_INT(LINKTYPE_UNKNOWN, seen.frame[1].linktype);
}

TEST(an_option_longer_than_its_block_ends_the_options)
{
	struct made made = {0};
	struct seen seen;
	size_t start;

	made_section(&made);
	start = made_block(&made, 1);
	made_u32(&made, 1);
	made_u32(&made, 0);
	made_u16(&made, 9);
	made_u16(&made, 60000);
	made_u32(&made, 9);
	made_block_end(&made, start);
	made_packet(&made, 0, 1, "abc", 3);
	seen = seen_made(&made);
	EXPECT_INT(1, seen.frames);
	EXPECT_INT(1000, seen.frame[0].time);
}

static void made_secrets(struct made *made, uint32_t type, const char *text, uint32_t size)
{
	size_t start = made_block(made, 10);

	made_u32(made, type);
	made_u32(made, size);
	made_bytes(made, text, strlen(text));
	made_pad(made);
	made_block_end(made, start);
}

TEST(secrets_come_where_they_stand_and_are_not_numbered)
{
	for (int order = ORDER_LITTLE; order <= ORDER_BIG; order++) {
		struct made made = {.order = (enum order)order};
		struct seen seen;

		made_section(&made);
		made_interface(&made, 1, 0, 0);
		made_secrets(&made, 0x544c534b, "a key", 5);
		made_packet(&made, 0, 1700000000123456, "first", 5);
		made_secrets(&made, 0x544c534b, "longer than it is", 100);
		made_secrets(&made, 0x57474b4c, "of WireGuard", 12);
		made_packet(&made, 0, 1700000001123456, "second", 6);
		seen = seen_made(&made);
		EXPECT_INT(SOURCE_END, seen.end);
		EXPECT_INT(5, seen.frames);
		EXPECT_INT(LINKTYPE_SECRETS, seen.frame[0].linktype);
		EXPECT_TEXT("a key", seen.start[0]);
		EXPECT_TEXT("first", seen.start[1]);
		EXPECT_INT(1, frame_number(seen.frame[1].number));
		EXPECT_INT(LINKTYPE_SECRETS, seen.frame[2].linktype);
		EXPECT_INT(seen.frame[1].time, seen.frame[2].time);
		EXPECT_INT(0, seen.frame[2].captured);
		EXPECT_INT(0, seen.frame[3].captured);
		EXPECT_TEXT("second", seen.start[4]);
		EXPECT_INT(2, frame_number(seen.frame[4].number));
	}
}

TEST_MAIN
