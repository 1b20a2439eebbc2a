/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/filter.h"

#include "tests/test.h"

#include <errno.h>

/* What is told of a filter before anything is read. */
static const char *told(const char *expression)
{
	static char text[400];
	struct filter *filter = filter_new(expression);
	struct buf lines = {0};

	filter_tell_before(filter, &lines);
	snprintf(text, sizeof(text), STR_FMT, STR_ARG(buf_str(&lines)));
	buf_done(&lines);
	filter_free(filter);
	return text;
}

TEST(a_filter_that_lets_no_rtp_through_is_told)
{
	static const char *const expressions[] = {
		"port 5060",
		"tcp",
		"tcp port 5060",
		"port sip",
		"port 5060 or port 5061 or port 5080",
		"portrange 5060-5090",
		"host 10.0.0.1 and port 5060",
		"host 10.0.0.1 and host 192.0.2.5 and port 5060",
		"port 5060 and net 10.0.0.0/8",
		"ip6 and port 5060",
		"host 2001:db8::5 and (port 5060 or icmp6)",
		"udp port 5060 or tcp port 5060 or arp",
	};

	for (size_t i = 0; i < sizeof(expressions) / sizeof(*expressions); i++) {
		char want[400];

		snprintf(want, sizeof(want),
		         "filter \"%s\" lets no RTP through: whether promised audio came cannot be told\n",
		         expressions[i]);
		EXPECT_STR(want, str_of(told(expressions[i])));
	}
	EXPECT_STR(
		"filter \"udp port 5060\" lets neither RTP nor SIP over TCP through: whether promised audio came cannot be "
		"told, and calls over TCP are missing\n",
		str_of(told("udp port 5060")));
}

/* It lets RTP through, or shows nothing to the probes: then nothing is known. */
TEST(of_other_filters_nothing_is_told)
{
	static const char *const expressions[] = {
		"",
		"ip",
		"udp",
		"udp or tcp port 5060",
		"host 10.0.0.1",
		"src host 10.0.0.1",
		"net 10",
		"net 10.1",
		"not port 22",
		"udp portrange 5060-65000",
		"port 5060 or portrange 10000-20000",
		"port 5060 or udp src portrange 10000-20000",
		"port 5060 or udp portrange 6000-6100",
		"port 5060 or udp portrange 5000-5999",
		"port 5060 or port 40001",
		"port 15060",
		"host 10.0.0.1 and (port 5060 or udp portrange 10000-20000)",
		"(host 10.0.0.1 and port 5060) or (udp and host 10.0.0.7)",
		"(host 10.0.0.1 and port 5060) or (udp and src host 2001:db8::7)",
		"sctp",
		"vlan and port 5060",
		"ether host 02:00:00:00:00:01 and port 5060",
		"greater 1000",
		"udp prot 5060",
	};

	for (size_t i = 0; i < sizeof(expressions) / sizeof(*expressions); i++)
		EXPECT_STR("", str_of(told(expressions[i])));
}

static void expect_wide(const char *want, const char *expression)
{
	struct filter *filter = filter_new(expression);

	EXPECT_STR(want, str_of(filter_wide(filter)));
	EXPECT_STR(expression, str_of(filter_text(filter)));
	filter_free(filter);
}

#define LATER " or (ip[6:2] & 0x1fff != 0)"

TEST(a_filter_is_widened_where_it_would_hide_fragments)
{
	expect_wide("(port 5060)" LATER " or (ip6[6] = 44)", "port 5060");
	expect_wide("(host 10.0.0.1 and port 5060)" LATER " or (ip6[6] = 44 and ip6[42:2] & 0xfff8 != 0)",
	            "host 10.0.0.1 and port 5060");
	expect_wide("(host 2001:db8::1 and port 5060)" LATER " or (ip6[6] = 44)", "host 2001:db8::1 and port 5060");
	expect_wide("(host 10.0.0.1)", "host 10.0.0.1");
	expect_wide("(host 10.0.0.1 or host 2001:db8::1)", "host 10.0.0.1 or host 2001:db8::1");
	expect_wide("(ip)", "ip");
	expect_wide("(vlan and port 5060)" LATER " or (ip6[6] = 44 and ip6[42:2] & 0xfff8 != 0)", "vlan and port 5060");
}

TEST(what_cannot_be_compiled_is_refused_in_the_words_of_the_compiler)
{
	struct filter *filter = filter_new("udp prot 5060");
	struct buf trouble = {0};

	EXPECT_INT(-EINVAL, filter_check(filter, &trouble));
	EXPECT_INT(true, str_starts(buf_str(&trouble), STR("filter \"udp prot 5060\": ")));
	EXPECT_INT(true, str_has(buf_str(&trouble), STR("syntax error")));
	filter_free(filter);
	buf_clear(&trouble);
	filter = filter_new("wlan host 02:00:00:00:00:01"); /* has a meaning on a few link types only */
	EXPECT_INT(0, filter_check(filter, &trouble));
	EXPECT_INT(0, trouble.n);
	filter_free(filter);
	filter = filter_new("port 5060) or (udp");
	EXPECT_INT(-EINVAL, filter_check(filter, &trouble));
	filter_free(filter);
	buf_done(&trouble);
}

/* Frames with UDP from port 5060 to the port of the test. */
enum {
	SIZE = 100,
};

struct made_frame {
	uint8_t bytes[SIZE];
	struct frame frame;
	size_t at; /* of the IP header */
};

static struct made_frame *made_ip(struct made_frame *made, int linktype, unsigned tags, uint16_t port)
{
	static const uint8_t ip[] = {0x45, 0, 0, 60, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2};
	size_t at = 0;

	*made = (struct made_frame){0};
	if (linktype == LINKTYPE_ETHERNET) {
		at = 12;
		for (unsigned i = 0; i < tags; i++, at += 4)
			memcpy(made->bytes + at, i + 1 < tags ? "\x88\xa8\0\7" : "\x81\0\0\7", 4);
		memcpy(made->bytes + at, "\x08\0", 2);
		at += 2;
	}
	made->at = at;
	memcpy(made->bytes + at, ip, sizeof(ip));
	memcpy(made->bytes + at + 20, "\x13\xc4", 2);
	made->bytes[at + 22] = (uint8_t)(port >> 8);
	made->bytes[at + 23] = (uint8_t)port;
	made->frame = (struct frame){.linktype = linktype, .bytes = made->bytes, .captured = SIZE, .length = SIZE};
	return made;
}

static bool passes(struct filter *filter, const struct made_frame *made)
{
	return filter_passes(filter, &made->frame);
}

static void expect_told_after(const char *want, const struct filter *filter)
{
	struct buf lines = {0};

	filter_tell_after(filter, &lines);
	EXPECT_STR(want, buf_str(&lines));
	buf_done(&lines);
}

TEST(frames_of_every_link_type_are_filtered)
{
	struct filter *filter = filter_new("dst port 5070");
	struct made_frame made;
	static const int linktypes[] = {LINKTYPE_ETHERNET, LINKTYPE_RAW, LINKTYPE_IPV4};

	for (size_t i = 0; i < sizeof(linktypes) / sizeof(*linktypes); i++) {
		EXPECT_INT(true, passes(filter, made_ip(&made, linktypes[i], 0, 5070)));
		EXPECT_INT(false, passes(filter, made_ip(&made, linktypes[i], 0, 5071)));
	}
	expect_told_after("", filter);
	filter_free(filter);
}

TEST(secrets_are_no_packets_and_pass)
{
	struct filter *filter = filter_new("dst port 5070");
	const struct frame secrets = {.linktype = LINKTYPE_SECRETS};

	EXPECT_INT(true, filter_passes(filter, &secrets));
	expect_told_after("", filter);
	filter_free(filter);
}

TEST(later_fragments_pass_and_first_ones_are_judged)
{
	struct filter *filter = filter_new("dst port 5070");
	struct made_frame made;

	made_ip(&made, LINKTYPE_ETHERNET, 0, 5071);
	made.bytes[made.at + 7] = 185; /* its place, in eights of bytes */
	EXPECT_INT(true, passes(filter, &made));
	made_ip(&made, LINKTYPE_ETHERNET, 0, 5071);
	made.bytes[made.at + 6] = 0x20; /* more fragments */
	EXPECT_INT(false, passes(filter, &made));
	made_ip(&made, LINKTYPE_ETHERNET, 0, 5070);
	made.bytes[made.at + 6] = 0x20;
	EXPECT_INT(true, passes(filter, &made));
	filter_free(filter);
}

TEST(frames_left_out_for_their_tags_are_counted_and_told)
{
	struct filter *filter = filter_new("dst port 5070");
	struct made_frame made;

	EXPECT_INT(false, passes(filter, made_ip(&made, LINKTYPE_ETHERNET, 1, 5071)));
	expect_told_after("", filter);
	EXPECT_INT(false, passes(filter, made_ip(&made, LINKTYPE_ETHERNET, 1, 5070)));
	EXPECT_INT(false, passes(filter, made_ip(&made, LINKTYPE_ETHERNET, 2, 5070)));
	expect_told_after(
		"filter \"dst port 5070\" left out frames that it would let through without their VLAN tags: 2; "
		"\"(dst port 5070) or (vlan and (dst port 5070))\" shows both\n",
		filter);
	filter_free(filter);
	filter = filter_new("(dst port 5070) or (vlan and (dst port 5070))");
	EXPECT_INT(true, passes(filter, made_ip(&made, LINKTYPE_ETHERNET, 1, 5070)));
	EXPECT_INT(true, passes(filter, made_ip(&made, LINKTYPE_ETHERNET, 0, 5070)));
	expect_told_after("", filter);
	filter_free(filter);
}

TEST(a_frame_that_ends_within_its_tags_does_not_pass)
{
	struct filter *filter = filter_new("dst port 5070");
	struct made_frame made;

	made_ip(&made, LINKTYPE_ETHERNET, 4, 5070);
	for (uint32_t n = 0; n < SIZE; n++) {
		made.frame.captured = n;
		EXPECT_INT(false, passes(filter, &made));
	}
	filter_free(filter);
}

TEST(frames_of_link_types_on_which_a_filter_has_no_meaning_are_left_out_and_told)
{
	struct filter *filter = filter_new("dst port 5070");
	struct made_frame made;
	struct buf lines = {0};

	for (int i = 0; i < 3; i++)
		EXPECT_INT(false, passes(filter, made_ip(&made, LINKTYPE_NFLOG, 0, 5070)));
	filter_tell_after(filter, &lines);
	EXPECT_INT(true,
	           str_starts(buf_str(&lines), STR("filter \"dst port 5070\" cannot be used on link type 239 (")));
	EXPECT_INT(true, str_has(buf_str(&lines), STR("): frames left out: 3\n")));
	buf_done(&lines);
	filter_free(filter);
}

TEST(there_is_a_ceiling_for_link_types)
{
	struct filter *filter = filter_new("dst port 5070");
	struct made_frame made;
	struct buf lines = {0};

	for (int i = 0; i < FILTER_MAX_LINKTYPES + 3; i++)
		EXPECT_INT(false, passes(filter, made_ip(&made, 1000 + i, 0, 5070)));
	filter_tell_after(filter, &lines);
	EXPECT_INT(true, str_has(buf_str(&lines), STR("was used on 16 link types; frames of others left out: 3\n")));
	buf_done(&lines);
	filter_free(filter);
}

TEST_MAIN
