/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/capture/made.h"

static const uint32_t MICROSECONDS = 0xa1b2c3d4, NANOSECONDS = 0xa1b23c4d, MODIFIED = 0xa1b2cd34;

static struct made two_records(enum order order, uint32_t magic)
{
	struct made made = {.order = order};

	made_pcap(&made, magic, 65535, 1);
	made_record(&made, 1700000000, 123456, "first", 5);
	made_record(&made, 1700000001, 999999, "second", 1400);
	return made;
}

static void expect_two(const struct seen *seen, ns unit)
{
	EXPECT_INT(0, seen->opened);
	EXPECT_INT(2, seen->frames);
	EXPECT_INT(SOURCE_END, seen->end);
	EXPECT_INT(1, frame_number(seen->frame[0].number));
	EXPECT_INT(1700000000 * SECOND + 123456 * unit, seen->frame[0].time);
	EXPECT_INT(1, seen->frame[0].linktype);
	EXPECT_INT(5, seen->frame[0].captured);
	EXPECT_INT(5, seen->frame[0].length);
	EXPECT_TEXT("first", seen->start[0]);
	EXPECT_INT(2, frame_number(seen->frame[1].number));
	EXPECT_INT(1700000001 * SECOND + 999999 * unit, seen->frame[1].time);
	EXPECT_INT(6, seen->frame[1].captured);
	EXPECT_INT(1400, seen->frame[1].length);
	EXPECT_TEXT("second", seen->start[1]);
	EXPECT_TEXT("", seen->trouble);
}

TEST(microseconds_and_nanoseconds_are_read_in_both_byte_orders)
{
	for (int order = ORDER_LITTLE; order <= ORDER_BIG; order++) {
		struct made micro = two_records((enum order)order, MICROSECONDS);
		struct made nano = two_records((enum order)order, NANOSECONDS);
		struct seen seen = seen_made(&micro);

		expect_two(&seen, 1000);
		seen = seen_made(&nano);
		expect_two(&seen, 1);
	}
}

TEST(the_modified_format_has_eight_more_bytes_before_each_packet)
{
	for (int order = ORDER_LITTLE; order <= ORDER_BIG; order++) {
		struct made made = {.order = (enum order)order};
		struct seen seen;

		made_pcap(&made, MODIFIED, 65535, 1);
		for (uint32_t i = 0; i < 2; i++) {
			made_u32(&made, 10 + i);
			made_u32(&made, 7);
			made_u32(&made, 3);
			made_u32(&made, 3);
			made_u64(&made, 0x1122334455667788);
			made_bytes(&made, "sip", 3);
		}
		seen = seen_made(&made);
		EXPECT_INT(2, seen.frames);
		EXPECT_INT(SOURCE_END, seen.end);
		EXPECT_INT(11 * SECOND + 7000, seen.frame[1].time);
		EXPECT_TEXT("sip", seen.start[1]);
	}
}

TEST(the_formats_of_ixia_have_a_longer_file_header)
{
	static const uint32_t magic[] = {0x1c0001ac, 0x1c0001ab}; /* of its hardware, of its software */

	for (int i = 0; i < 4; i++) {
		struct made made = {.order = i & 1 ? ORDER_BIG : ORDER_LITTLE};
		struct seen seen;

		made_pcap(&made, magic[i / 2], 65535, 1);
		made_u32(&made, 2 * 16 + 5 + 6);
		made_record(&made, 1700000000, 123456, "first", 5);
		made_record(&made, 1700000001, 999999, "second", 1400);
		seen = seen_made(&made);
		expect_two(&seen, i / 2 ? 1000 : 1);
	}
}

/* A file of that version, with one record whose two lengths are these, and then "sip". */
static struct seen seen_version(uint16_t major, uint16_t minor, uint32_t linktype, uint32_t first, uint32_t second)
{
	struct made made = {.order = ORDER_BIG};

	made_u32(&made, MICROSECONDS);
	made_u16(&made, major);
	made_u16(&made, minor);
	made_u64(&made, 0);
	made_u32(&made, 65535);
	made_u32(&made, linktype);
	made_u32(&made, 10);
	made_u32(&made, 7);
	made_u32(&made, first);
	made_u32(&made, second);
	made_bytes(&made, "sip", 3);
	made_record(&made, 11, 0, "next", 4);
	return seen_made(&made);
}

TEST(before_version_2_4_the_lengths_of_a_packet_may_have_changed_places)
{
	static const uint16_t versions[][2] = {{2, 1}, {2, 2}, {2, 3}, {543, 0}};

	for (size_t i = 0; i < 8; i++) {
		const uint16_t *version = versions[i / 2];
		struct seen seen = i & 1 ? seen_version(version[0], version[1], 1, 1400, 3)
		                         : seen_version(version[0], version[1], 1, 3, 1400);

		EXPECT_INT(2, seen.frames);
		EXPECT_INT(SOURCE_END, seen.end);
		EXPECT_INT(3, seen.frame[0].captured);
		EXPECT_INT(1400, seen.frame[0].length);
		EXPECT_TEXT("sip", seen.start[0]);
		EXPECT_INT(LINKTYPE_ETHERNET, seen.frame[0].linktype);
		EXPECT_INT(10 * SECOND + 7000, seen.frame[0].time);
		EXPECT_TEXT("next", seen.start[1]);
	}
}

TEST(files_of_aix_have_its_own_link_types_and_nanoseconds)
{
	struct seen seen = seen_version(2, 2, 6, 1400, 3);

	EXPECT_INT(2, seen.frames);
	EXPECT_INT(LINKTYPE_ETHERNET, seen.frame[0].linktype);
	EXPECT_INT(10 * SECOND + 7, seen.frame[0].time);
	EXPECT_INT(3, seen.frame[0].captured);
	seen = seen_version(2, 2, 24, 1400, 3);
	EXPECT_INT(LINKTYPE_NULL, seen.frame[0].linktype);
	seen = seen_version(2, 4, 6, 3, 1400);
	EXPECT_INT(6, seen.frame[0].linktype);
	EXPECT_INT(10 * SECOND + 7000, seen.frame[0].time);
}

static int linktype_read(uint32_t written)
{
	struct made made = {0};

	made_pcap(&made, MICROSECONDS, 65535, written);
	made_record(&made, 1, 0, "x", 1);
	return seen_made(&made).frame[0].linktype;
}

TEST(link_types_are_read_without_the_frame_check_bits_and_raw_ip_in_all_its_numbers)
{
	EXPECT_INT(LINKTYPE_ETHERNET, linktype_read(1));
	EXPECT_INT(LINKTYPE_ETHERNET, linktype_read(0x44000001)); /* FCS length 4, and it is present */
	EXPECT_INT(LINKTYPE_ETHERNET, linktype_read(0xffff0001));
	EXPECT_INT(LINKTYPE_RAW, linktype_read(12));
	EXPECT_INT(LINKTYPE_RAW, linktype_read(14));
	EXPECT_INT(LINKTYPE_RAW, linktype_read(101));
	EXPECT_INT(LINKTYPE_LINUX_SLL2, linktype_read(276));
	EXPECT_INT(147, linktype_read(147));
}

TEST(a_file_cut_at_any_byte_gives_what_is_before_and_says_where)
{
	struct made made = two_records(ORDER_LITTLE, MICROSECONDS);

	for (size_t n = 4; n < made.bytes.n; n++) {
		struct seen seen = seen_first(&made, n);
		char want[100];

		EXPECT_INT(0, seen.opened);
		EXPECT_INT(n < 45 ? 0 : 1, seen.frames);
		if (n < 24)
			snprintf(want, sizeof(want), "cut short before the first packet, at byte 0");
		else if (n < 45)
			snprintf(want, sizeof(want), "cut short in packet 1, at byte 24");
		else
			snprintf(want, sizeof(want), "cut short in packet 2, at byte 45");
		if (n == 24 || n == 45)
			want[0] = '\0';
		EXPECT_TEXT(want, seen.trouble);
		EXPECT_INT(*want ? SOURCE_DAMAGED : SOURCE_END, seen.end);
	}
	buf_done(&made.bytes);
}

TEST(a_packet_of_impossible_length_is_damage)
{
	struct made made = two_records(ORDER_BIG, MICROSECONDS);
	struct seen seen;

	made_u64(&made, 17);
	made_u32(&made, 0x80000000);
	made_u32(&made, 60);
	made_bytes(&made, "and so on", 9);
	seen = seen_made(&made);
	EXPECT_INT(2, seen.frames);
	EXPECT_INT(SOURCE_DAMAGED, seen.end);
	EXPECT_TEXT("turns to nonsense in packet 3, at byte 67: no packet is that long", seen.trouble);
}

TEST(zeroes_behind_the_last_packet_are_damage_and_not_packets)
{
	struct made made = two_records(ORDER_LITTLE, MICROSECONDS);
	struct seen seen;

	for (int i = 0; i < 100; i++)
		made_u64(&made, 0);
	seen = seen_made(&made);
	EXPECT_INT(2, seen.frames);
	EXPECT_TEXT("turns to nonsense in packet 3, at byte 67: there are only zeroes", seen.trouble);
}

TEST(an_empty_packet_with_a_time_is_a_packet)
{
	struct made made = {0};
	struct seen seen;

	made_pcap(&made, MICROSECONDS, 65535, 1);
	made_record(&made, 1700000000, 0, "", 0);
	seen = seen_made(&made);
	EXPECT_INT(1, seen.frames);
	EXPECT_INT(SOURCE_END, seen.end);
}

TEST(a_snap_length_in_the_header_that_is_too_small_does_not_stop_the_reading)
{
	struct made made = {0};
	struct seen seen;

	made_pcap(&made, MICROSECONDS, 0, 1);
	made_record(&made, 1, 0, "longer than nothing", 19);
	made_record(&made, 2, 0, "longer than said", 4);
	seen = seen_made(&made);
	EXPECT_INT(2, seen.frames);
	EXPECT_INT(16, seen.frame[1].captured);
	EXPECT_INT(16, seen.frame[1].length);
}

TEST(a_snap_length_without_bounds_does_not_let_a_packet_be_without_bounds)
{
	struct made made = {0};
	struct seen seen;

	made_pcap(&made, MICROSECONDS, 0xffffffff, 1);
	made_record(&made, 1, 0, "x", 1);
	made_u64(&made, 1);
	made_u32(&made, 0xfffffff0);
	made_u32(&made, 0xfffffff0);
	seen = seen_made(&made);
	EXPECT_INT(1, seen.frames);
	EXPECT_TEXT("turns to nonsense in packet 2, at byte 41: no packet is that long", seen.trouble);
}

/* Records around the size of a read, so that they straddle, and larger, so that the buffer grows. */
TEST(packets_of_all_sizes_arrive_whole)
{
	static const uint32_t sizes[] = {1, 65535, 262000, 262144, 1000000, 77, 8000000, 1500, 262143};
	enum {
		SIZES = sizeof(sizes) / sizeof(*sizes)
	};
	struct made made = {0};
	struct buf path = {0}, trouble = {0};
	struct source *source;
	struct frame frame;
	int fd;

	made_pcap(&made, MICROSECONDS, 16000000, 1);
	for (uint32_t i = 0; i < SIZES; i++) {
		made_u32(&made, i);
		made_u32(&made, 0);
		made_u32(&made, sizes[i]);
		made_u32(&made, sizes[i]);
		for (uint32_t k = 0; k < sizes[i]; k++)
			buf_byte(&made.bytes, (char)(k * 7 + i));
	}
	fd = made_file(&made, made.bytes.n, &path);
	EXPECT_INT(0, source_open_file(&source, buf_text(&path), &trouble));
	for (uint32_t i = 0; i < SIZES; i++) {
		uint32_t same = 0;

		EXPECT_INT(SOURCE_FRAME, source_next(source, &frame));
		EXPECT_INT(sizes[i], frame.captured);
		while (same < frame.captured && frame.bytes[same] == (uint8_t)(same * 7 + i))
			same++;
		EXPECT_INT(sizes[i], same);
	}
	EXPECT_INT(SOURCE_END, source_next(source, &frame));
	source_close(source);
	close(fd);
	buf_done(&path);
	buf_done(&made.bytes);
}

/* Frames of 0 to 99 bytes, by the clock of the file a second apart. */
static struct made many_records(enum order order, uint32_t magic, uint32_t count)
{
	struct made made = {.order = order};

	made_pcap(&made, magic, 65535, 1);
	for (uint32_t i = 1; i <= count; i++) {
		made_u32(&made, i);
		made_u32(&made, i * 3);
		made_u32(&made, i * 31 % 100);
		made_u32(&made, i * 31 % 100 + i % 2);
		if (magic == MODIFIED)
			made_u64(&made, i);
		for (uint32_t k = 0; k < i * 31 % 100; k++)
			buf_byte(&made.bytes, (char)(k + i));
	}
	return made;
}

/* Whether frame is the one of that number in many_records. */
static bool is_record(const struct frame *frame, uint32_t i, ns unit)
{
	bool same = frame_number(frame->number) == i && frame->time == i * SECOND + i * 3 * unit &&
	            frame->linktype == 1 && frame->captured == i * 31 % 100 && frame->length == i * 31 % 100 + i % 2;

	for (uint32_t k = 0; same && k < frame->captured; k++)
		same = frame->bytes[k] == (uint8_t)(k + i);
	return same;
}

static void expect_ready(struct made *made, ns unit, uint32_t count)
{
	struct buf path = {0}, trouble = {0};
	struct source *source;
	struct frame frames[40];
	uint32_t i = 0, ready_count = 0;
	int fd = made_file(made, made->bytes.n, &path);

	EXPECT_INT(0, source_open_file(&source, buf_text(&path), &trouble));
	while (source_next(source, frames) == SOURCE_FRAME) {
		unsigned ready = source_ready(source, frames + 1, i % 40);

		EXPECT(ready <= i % 40);
		ready_count += ready;
		for (unsigned k = 0; k <= ready; k++)
			EXPECT(is_record(&frames[k], ++i, unit));
	}
	EXPECT_INT(count, i);
	EXPECT(ready_count > count / 2);
	EXPECT_INT(0, source_ready(source, frames, 40)); /* it is over */
	source_close(source);
	close(fd);
	buf_done(&path);
	buf_done(&made->bytes);
}

TEST(packets_that_are_ready_are_those_that_come_next)
{
	for (int order = ORDER_LITTLE; order <= ORDER_BIG; order++) {
		struct made micro = many_records((enum order)order, MICROSECONDS, 20000);
		struct made nano = many_records((enum order)order, NANOSECONDS, 1000);
		struct made modified = many_records((enum order)order, MODIFIED, 1000);

		expect_ready(&micro, 1000, 20000);
		expect_ready(&nano, 1, 1000);
		expect_ready(&modified, 1000, 1000);
	}
}

TEST(no_packet_is_ready_behind_damage_or_a_stop)
{
	struct made made = many_records(ORDER_LITTLE, MICROSECONDS, 10);
	struct buf path = {0}, trouble = {0};
	struct source *source;
	struct frame frames[40];
	int fd;

	made_u64(&made, 11);
	made_u64(&made, UINT64_MAX);
	fd = made_file(&made, made.bytes.n, &path);
	EXPECT_INT(0, source_open_file(&source, buf_text(&path), &trouble));
	EXPECT_INT(SOURCE_FRAME, source_next(source, frames));
	EXPECT_INT(9, source_ready(source, frames, 40));
	EXPECT_INT(0, source_ready(source, frames, 40));
	EXPECT_INT(SOURCE_DAMAGED, source_next(source, frames));
	source_close(source);
	EXPECT_INT(0, source_open_file(&source, buf_text(&path), &trouble));
	EXPECT_INT(SOURCE_FRAME, source_next(source, frames));
	source_stop(source);
	EXPECT_INT(0, source_ready(source, frames, 40));
	EXPECT_INT(SOURCE_END, source_next(source, frames));
	source_close(source);
	close(fd);
	buf_done(&path);
	buf_done(&made.bytes);
}

TEST_MAIN
