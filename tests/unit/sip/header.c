/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/header.h"

#include "tests/test.h"

#include <ctype.h>

TEST(every_field_is_found_by_its_name_in_any_case)
{
	for (int i = HEADER_OTHER + 1; i < HEADER_VENDOR_ERROR; i++) {
		const char *name = header_name((enum header)i);
		char upper[32] = "", lower[32] = "";
		size_t n = strlen(name);

		for (size_t c = 0; c < n; c++) {
			upper[c] = (char)toupper((unsigned char)name[c]);
			lower[c] = (char)tolower((unsigned char)name[c]);
		}
		EXPECT_INT(i, header_of(str_of(name)));
		EXPECT_INT(i, header_of(str_of(upper)));
		EXPECT_INT(i, header_of(str_of(lower)));
		EXPECT_INT(HEADER_OTHER, n > 2 ? header_of((struct str){name, n - 1}) : HEADER_OTHER);
		lower[n - 1] = '~';
		EXPECT_INT(HEADER_OTHER, header_of(str_of(lower)));
	}
}

TEST(compact_names_are_those_of_rfc_3261)
{
	static const struct {
		const char *name;
		enum header header;
	} rows[] = {
		{"c", HEADER_CONTENT_TYPE},
		{"f", HEADER_FROM},
		{"i", HEADER_CALL_ID},
		{"k", HEADER_SUPPORTED},
		{"l", HEADER_CONTENT_LENGTH},
		{"m", HEADER_CONTACT},
		{"t", HEADER_TO},
		{"v", HEADER_VIA},
		{"V", HEADER_VIA},
		{"e", HEADER_CONTENT_ENCODING},
		{"accept", HEADER_ACCEPT},
		{"Alert-Info", HEADER_ALERT_INFO},
		{"Call-Info", HEADER_CALL_INFO},
		{"Content-Disposition", HEADER_CONTENT_DISPOSITION},
		{"Content-Encoding", HEADER_CONTENT_ENCODING},
		{"Error-Info", HEADER_ERROR_INFO},
		{"Feature-Caps", HEADER_FEATURE_CAPS},
		{"P-Charging-Vector", HEADER_CHARGING_VECTOR},
		{"Unsupported", HEADER_UNSUPPORTED},
		{"P-Charging-Vectors", HEADER_OTHER},
		{"Content-Dispositions", HEADER_OTHER},
		{"s", HEADER_OTHER},
		{"r", HEADER_OTHER},
		{"x", HEADER_OTHER},
		{"", HEADER_OTHER},
		{"X-", HEADER_OTHER},
		{"\xc9", HEADER_OTHER},
		{"6", HEADER_OTHER},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		EXPECT_INT(rows[i].header, header_of(str_of(rows[i].name)));
}

TEST(names_and_values_are_trimmed_and_lines_counted)
{
	struct header_reader reader = header_reader(STR("A: 1\r\nB\t :\t2 \r\nC:\r\nnone\r\n\r\nbody"));
	struct header_line line;

	EXPECT(header_next(&reader, &line));
	EXPECT_STR("A", line.name);
	EXPECT_STR("1", line.value);
	EXPECT(header_next(&reader, &line));
	EXPECT_STR("B", line.name);
	EXPECT_STR("2", line.value);
	EXPECT(header_next(&reader, &line));
	EXPECT_STR("C", line.name);
	EXPECT_STR("", line.value);
	EXPECT(header_next(&reader, &line));
	EXPECT_STR("", line.name);
	EXPECT(!header_next(&reader, &line));
	EXPECT(reader.ended && !reader.bare_lf && !reader.too_long);
	EXPECT_STR("body", ((struct str){reader.p, (size_t)(reader.end - reader.p)}));
	EXPECT(!header_next(&reader, &line));
}

TEST(folds_belong_to_their_line_and_may_end_the_text)
{
	struct header_reader reader = header_reader(STR("A: 1\n 2\r\n\t3\r\nB: 4\r\n "));
	struct header_line line;

	EXPECT(header_next(&reader, &line));
	EXPECT_STR("1\n 2\r\n\t3", line.value);
	EXPECT(reader.bare_lf);
	EXPECT(header_next(&reader, &line));
	EXPECT_STR("4", line.value);
	EXPECT(!header_next(&reader, &line));
	EXPECT(!reader.ended && !reader.too_long);
}

TEST(a_line_feed_alone_within_folds_is_noted)
{
	struct header_reader reader = header_reader(STR("A: 1\r\n 2\n 3\r\n"));
	struct header_line line;

	EXPECT(header_next(&reader, &line));
	EXPECT_STR("1\r\n 2\n 3", line.value);
	EXPECT(reader.bare_lf);
}

TEST(the_number_of_lines_has_a_ceiling)
{
	char text[2 * (HEADER_MAX_LINES + 1) + 1];
	struct header_reader reader;
	struct header_line line;
	unsigned count = 0;

	for (unsigned i = 0; i <= HEADER_MAX_LINES; i++)
		memcpy(text + 2 * i, "a\n", 2);
	reader = header_reader((struct str){text, 2 * (HEADER_MAX_LINES + 1)});
	while (header_next(&reader, &line))
		count++;
	EXPECT_INT(HEADER_MAX_LINES, count);
	EXPECT(reader.too_long);
	reader = header_reader((struct str){text, 2 * HEADER_MAX_LINES});
	while (header_next(&reader, &line))
		;
	EXPECT(!reader.too_long);
}

TEST(an_empty_header_has_no_lines)
{
	struct header_reader reader = header_reader(STR_NONE);
	struct header_line line;

	EXPECT(!header_next(&reader, &line));
	EXPECT(!reader.ended && !reader.too_long);
	reader = header_reader(STR("\n"));
	EXPECT(!header_next(&reader, &line));
	EXPECT(reader.ended && reader.bare_lf);
}

TEST(the_first_content_length_that_can_be_read_counts)
{
	struct content_length length = {0};

	content_length_add(&length, STR("x"));
	EXPECT(length.present && length.bad);
	EXPECT_INT(0, length.value);
	length = (struct content_length){0};
	content_length_add(&length, STR("2147483647"));
	EXPECT(length.present && !length.bad);
	content_length_add(&length, STR("5"));
	EXPECT(length.bad);
	EXPECT_INT(2147483647, length.value);
}

TEST_MAIN
