/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/records.h"

#include "base/memory.h"
#include "tests/test.h"

/* A ClientHello's beginning, a ChangeCipherSpec, application data twice: their bodies are "hello", "c", "one", "two". */
#define RECORDS "\x16\x03\x01\0\5hello\x14\x03\x03\0\1c\x17\x03\x03\0\3one\x17\x03\x03\0\3two"
#define BODIES "hello,c,one,two,"

struct desk {
	struct records records;
	struct buf told;
	uint64_t frame;
	unsigned data;
};

static struct desk *desk_new(void)
{
	struct desk *desk = memory_new(sizeof(*desk));

	records_init(&desk->records);
	return desk;
}

static void put(struct desk *desk, bool gap, struct str text)
{
	struct payload payload = {.size = text.n, .length = text.n, .gap = gap, .frame = ++desk->frame};
	uint8_t *copy = memory_new(text.n ? text.n : 1);

	/* Alone in memory of its size, so that a step past its end is noticed. */
	memcpy(copy, text.p, text.n);
	payload.bytes = copy;
	desk->data += records_put(&desk->records, &payload);
	memory_free(copy);
}

/* The bodies of what is whole; "~" before one behind a gap. */
static struct str take_all(struct desk *desk)
{
	struct record *record;

	buf_clear(&desk->told);
	while ((record = records_first(&desk->records))) {
		buf_printf(&desk->told, "%s", record->gap ? "~" : "");
		buf_add(&desk->told, (struct str){(const char *)record->body, record->size});
		buf_byte(&desk->told, ',');
		records_take(&desk->records);
	}
	return buf_str(&desk->told);
}

/* All that was held has been given back. */
static void desk_done(struct desk *desk)
{
	take_all(desk);
	records_drop_part(&desk->records);
	EXPECT_INT(0, desk->records.held);
	buf_done(&desk->told);
	memory_free(desk);
}

TEST(records_come_out_however_they_are_cut)
{
	struct str all = STR(RECORDS);

	for (size_t cut = 0; cut <= all.n; cut++) {
		struct desk *desk = desk_new();

		put(desk, false, (struct str){all.p, cut});
		put(desk, false, (struct str){all.p + cut, all.n - cut});
		EXPECT_STR(BODIES, take_all(desk));
		EXPECT_INT(2, desk->data);
		EXPECT_INT(0, desk->records.held);
		desk_done(desk);
	}
}

TEST(a_record_has_the_frame_that_completed_it)
{
	struct desk *desk = desk_new();

	for (size_t i = 0; i < sizeof(RECORDS) - 1; i++)
		put(desk, false, (struct str){&RECORDS[i], 1});
	EXPECT(records_first(&desk->records) && records_first(&desk->records)->frame == 10);
	EXPECT_STR(BODIES, take_all(desk));
	desk_done(desk);
}

TEST(behind_a_gap_the_next_record_is_searched_and_marked)
{
	struct desk *desk = desk_new();

	put(desk, false, STR("\x17\x03\x03\0\3on"));
	put(desk, true, STR("rest of a record\x17\x03\x03\0\3two\x17\x03\x03\0\4four"));
	EXPECT_STR("~two,four,", take_all(desk));
	put(desk, false, STR("noise without a gap\x17\x03\x03\0\3two"));
	EXPECT_STR("~two,", take_all(desk));
	desk_done(desk);
}

TEST(a_record_that_is_dropped_leaves_a_gap)
{
	struct desk *desk = desk_new();

	put(desk, false, STR(RECORDS));
	records_drop(&desk->records);
	records_take(&desk->records);
	records_drop(&desk->records);
	EXPECT_STR("~two,", take_all(desk));
	put(desk, false, STR("\x17\x03\x03\0\3one\x17\x03\x03"));
	records_drop(&desk->records);
	records_drop_part(&desk->records);
	EXPECT_INT(0, desk->records.held);
	put(desk, false, STR("\0\3two\x17\x03\x03\0\4four"));
	EXPECT_STR("~four,", take_all(desk));
	desk_done(desk);
}

TEST(what_is_held_is_counted)
{
	struct desk *desk = desk_new();
	size_t whole;

	put(desk, false, STR(RECORDS));
	whole = desk->records.held;
	EXPECT(whole >= 4 * sizeof(struct record) + sizeof("helloconetwo") - 1);
	put(desk, false, STR("\x17\x03"));
	EXPECT(desk->records.held > whole);
	desk_done(desk);
}

TEST_MAIN
