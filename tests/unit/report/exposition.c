/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/exposition.h"

#include "tests/test.h"

/* The one sample of a label with this value. */
static struct str told(struct buf *out, struct str value)
{
	struct exposition to = {.out = out, .family = "x"};

	buf_clear(out);
	exposition_number(&to, (struct label_pair[]){{"l", value}, {NULL}}, 1);
	return buf_str(out);
}

TEST(a_family_has_help_and_type_before_its_samples)
{
	struct buf out = {0};
	struct exposition to = {.out = &out};

	exposition_counter(&to, "calls_total", "Calls.");
	exposition_number(&to, NULL, UINT64_MAX);
	exposition_named(&to, "outcome", "busy", 2);
	exposition_gauge(&to, "started_seconds", "When.");
	exposition_seconds(&to, NULL, 1500 * MILLISECOND + 1);
	EXPECT_STR("# HELP calls_total Calls.\n# TYPE calls_total counter\ncalls_total 18446744073709551615\n"
	           "calls_total{outcome=\"busy\"} 2\n"
	           "# HELP started_seconds When.\n# TYPE started_seconds gauge\nstarted_seconds 1.500000\n",
	           buf_str(&out));
	buf_done(&out);
}

TEST(several_labels_stand_in_the_order_given)
{
	struct buf out = {0};
	struct exposition to = {.out = &out, .family = "x"};

	exposition_number(&to, (struct label_pair[]){{"a", STR("1")}, {"b", STR("")}, {"c", STR("3")}, {NULL}}, 0);
	EXPECT_STR("x{a=\"1\",b=\"\",c=\"3\"} 0\n", buf_str(&out));
	buf_done(&out);
}

TEST(no_value_ends_its_label_or_its_line)
{
	struct buf out = {0};

	EXPECT_STR("x{l=\"a\\\"} 1\xef\xbf\xbdx{l=\\\"b\"} 1\n", told(&out, STR("a\"} 1\nx{l=\"b")));
	EXPECT_STR("x{l=\"\\\\\"} 1\n", told(&out, STR("\\")));
	EXPECT_STR("x{l=\"\\\\\\\"\"} 1\n", told(&out, STR("\\\"")));
	EXPECT_STR("x{l=\"\\\\n\"} 1\n", told(&out, STR("\\n")));
	buf_done(&out);
}

TEST(what_is_no_text_is_replaced)
{
	struct buf out = {0};

	EXPECT_STR("x{l=\"a\xef\xbf\xbd"
	           "b\"} 1\n",
	           told(&out, STR("a\0b")));
	EXPECT_STR("x{l=\"\xef\xbf\xbd\xef\xbf\xbd\"} 1\n", told(&out, STR("\x1b\xff")));
	EXPECT_STR("x{l=\"\xef\xbf\xbd\"} 1\n", told(&out, STR("\xe2\x80\xae"))); /* U+202E turns text round */
	EXPECT_STR("x{l=\"\xe6\x97\xa5\"} 1\n", told(&out, STR("\xe6\x97\xa5")));
	buf_done(&out);
}

TEST(a_long_value_is_cut_between_characters)
{
	struct buf out = {0}, value = {0};

	for (unsigned i = 0; i < 1000; i++)
		buf_add(&value, STR("\xc3\xa9"));
	EXPECT_INT(128 * 2 + sizeof("x{l=\"\"} 1\n") - 1, told(&out, buf_str(&value)).n);
	EXPECT(!exposition_is_plain(buf_str(&value)));
	value.n = 256;
	EXPECT(exposition_is_plain(buf_str(&value)));
	buf_done(&value);
	buf_done(&out);
}

TEST(only_what_is_told_as_it_is_is_plain)
{
	EXPECT(exposition_is_plain(STR("eth0")));
	EXPECT(exposition_is_plain(STR("\"\\")));
	EXPECT(!exposition_is_plain(STR("eth\n")));
	EXPECT(!exposition_is_plain(STR("\xff")));
}

TEST(a_histogram_counts_up_to_each_bound)
{
	struct histogram histogram = {.microseconds = 0};
	struct buf out = {0};
	struct exposition to = {.out = &out};

	histogram_add(&histogram, 30 * MILLISECOND);
	histogram_add(&histogram, 4500 * MILLISECOND);
	histogram_add(&histogram, 100 * SECOND);
	exposition_histogram(&to, "d_seconds", "Delays.", &histogram);
	EXPECT(str_starts(buf_str(&out), STR("# HELP d_seconds Delays.\n# TYPE d_seconds histogram\n"
	                                     "d_seconds_bucket{le=\"0.02\"} 0\nd_seconds_bucket{le=\"0.05\"} 1\n")));
	EXPECT(str_has(buf_str(&out), STR("d_seconds_bucket{le=\"4\"} 1\nd_seconds_bucket{le=\"6\"} 2\n")));
	EXPECT(str_has(buf_str(&out), STR("d_seconds_bucket{le=\"60\"} 2\nd_seconds_bucket{le=\"+Inf\"} 3\n"
	                                  "d_seconds_sum 104.530000\nd_seconds_count 3\n")));
	buf_done(&out);
}

TEST_MAIN
