/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/formats.h"

#include "base/memory.h"
#include "tests/test.h"

static struct formats *two_rows(void)
{
	struct formats *formats = formats_new(2);

	formats->row[formats->count++] = (struct format_row){.payload_type = 96, .codec = CODEC_OPUS, .clock = 48000};
	formats->row[formats->count++] = (struct format_row){.payload_type = 0, .codec = CODEC_PCMA};
	return formats;
}

TEST(what_sdp_says_goes_before_the_static_table)
{
	struct formats *formats = two_rows();

	EXPECT_INT(CODEC_OPUS, formats_codec(formats, 96));
	EXPECT_INT(48000, formats_clock(formats, 96));
	EXPECT_INT(CODEC_PCMA, formats_codec(formats, 0));
	EXPECT_INT(8000, formats_clock(formats, 0));
	memory_free(formats);
}

TEST(without_sdp_the_static_table_counts)
{
	EXPECT_INT(CODEC_PCMU, formats_codec(NULL, 0));
	EXPECT_INT(8000, formats_clock(NULL, 9));
	EXPECT_INT(CODEC_UNKNOWN, formats_codec(NULL, 96));
	EXPECT_INT(8000, formats_clock(NULL, 96));
}

TEST(a_copy_has_rows_of_its_own)
{
	struct formats *formats = two_rows(), *copy = formats_copy(formats);

	memory_free(formats);
	EXPECT_INT(2, copy->count);
	EXPECT_INT(CODEC_OPUS, formats_codec(copy, 96));
	memory_free(copy);
}

TEST_MAIN
