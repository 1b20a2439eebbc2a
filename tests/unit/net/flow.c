/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/flow.h"

#include "tests/test.h"

static struct address parsed(const char *text)
{
	struct address address = {{0}};

	EXPECT(address_parse(str_of(text), &address));
	return address;
}

#define EXPECT_FORMAT(want, text)                                                                                      \
	do {                                                                                                           \
		struct address format_address = parsed(text);                                                          \
		struct buf format_text = {0};                                                                          \
		address_format(&format_text, &format_address);                                                         \
		EXPECT_STR(want, buf_str(&format_text));                                                               \
		buf_done(&format_text);                                                                                \
	} while (0)

TEST(addresses_are_printed_as_rfc_5952_wants)
{
	EXPECT_FORMAT("192.0.2.1", "192.0.2.1");
	EXPECT_FORMAT("2001:db8::1", "2001:0DB8:0:0:0:0:0:1");
	EXPECT_FORMAT("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"); /* 4.2.2: one zero group is not shortened */
	EXPECT_FORMAT("2001:0:0:1::1", "2001:0:0:1:0:0:0:1");          /* 4.2.3: the longest run is */
	EXPECT_FORMAT("2001:db8::1:0:0:1", "2001:db8:0:0:1:0:0:1");    /* 4.2.3: the first of equals is */
	EXPECT_FORMAT("::", "::");
	EXPECT_FORMAT("::1", "[::1]");
}

TEST(an_ipv4_mapped_address_is_the_ipv4_address)
{
	struct address mapped = parsed("::ffff:192.0.2.1"), plain = parsed("192.0.2.1");

	EXPECT(address_same(&mapped, &plain));
	EXPECT(address_is_ipv4(&mapped));
	EXPECT_FORMAT("192.0.2.1", "::ffff:192.0.2.1");
}

TEST(what_is_no_address_is_refused)
{
	static const char *const texts[] = {
		"",
		"example.com",
		"10.0.0",
		"10.0.0.256",
		"10.0.0.1.2",
		"10.0.0.1 ",
		"[10.0.0.1]",
		"[::1",
		"::1]",
		"[]",
		"::g",
		"1::2::3",
		"fe80::1%eth0",
		"2001:0db8:0000:0000:0000:0000:0000:0000:0000:0000:0000:0001",
	};
	struct address untouched = parsed("192.0.2.1"), out = untouched;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		EXPECT(!address_parse(str_of(texts[i]), &out));
	EXPECT(!address_parse((struct str){"10.0.0.1\0", 9}, &out));
	EXPECT(!address_parse(STR_NONE, &out));
	EXPECT(address_same(&untouched, &out));
}

static bool is_private(const char *text)
{
	struct address address = parsed(text);

	return address_is_private(&address);
}

TEST(private_ranges_end_where_their_rfcs_say)
{
	EXPECT(is_private("10.0.0.0") && is_private("10.255.255.255") && !is_private("11.0.0.0"));
	EXPECT(!is_private("172.15.255.255") && is_private("172.16.0.0"));
	EXPECT(is_private("172.31.255.255") && !is_private("172.32.0.0"));
	EXPECT(is_private("192.168.0.1") && !is_private("192.169.0.1") && !is_private("192.167.255.255"));
	EXPECT(!is_private("100.63.255.255") && is_private("100.64.0.0"));
	EXPECT(is_private("100.127.255.255") && !is_private("100.128.0.0"));
	EXPECT(is_private("169.254.1.1") && !is_private("169.253.1.1"));
	EXPECT(is_private("127.0.0.1") && !is_private("128.0.0.1"));
	EXPECT(is_private("::1") && !is_private("::2"));
	EXPECT(is_private("fe80::1") && is_private("febf::1") && !is_private("fec0::1"));
	EXPECT(is_private("fc00::1") && is_private("fdff::1") && !is_private("fe00::1"));
	EXPECT(!is_private("192.0.2.1") && !is_private("2001:db8::1"));
}

static enum realm realm_of(const char *text)
{
	struct address address = parsed(text);

	return address_realm(&address);
}

TEST(realms_are_told_apart)
{
	EXPECT_INT(REALM_GLOBAL, realm_of("8.8.8.8"));
	EXPECT_INT(REALM_GLOBAL, realm_of("2606:4700::1"));
	EXPECT_INT(REALM_10, realm_of("::ffff:10.1.2.3"));
	EXPECT_INT(REALM_172_16, realm_of("172.31.0.1"));
	EXPECT_INT(REALM_192_168, realm_of("192.168.255.255"));
	EXPECT_INT(REALM_SHARED, realm_of("100.64.0.1"));
	EXPECT_INT(REALM_UNIQUE_LOCAL, realm_of("fd12::1"));
	EXPECT_INT(REALM_LINK_LOCAL, realm_of("169.254.1.1"));
	EXPECT_INT(REALM_LOOPBACK, realm_of("127.8.8.8"));
	EXPECT_INT(REALM_DOCUMENTATION, realm_of("192.0.2.255"));
	EXPECT_INT(REALM_DOCUMENTATION, realm_of("198.51.100.0"));
	EXPECT_INT(REALM_DOCUMENTATION, realm_of("203.0.113.9"));
	EXPECT_INT(REALM_DOCUMENTATION, realm_of("2001:db8:ffff::1"));
	EXPECT_INT(REALM_MULTICAST, realm_of("224.0.0.1"));
	EXPECT_INT(REALM_MULTICAST, realm_of("239.255.255.255"));
	EXPECT_INT(REALM_MULTICAST, realm_of("ff02::1"));
	EXPECT_INT(REALM_GLOBAL, realm_of("192.0.3.0"));
	EXPECT_INT(REALM_GLOBAL, realm_of("223.255.255.255"));
	EXPECT_INT(REALM_GLOBAL, realm_of("240.0.0.1"));
	EXPECT_STR("a multicast group", str_of(realm_name(REALM_MULTICAST)));
}

static bool same_network(const char *a, const char *b)
{
	struct address one = parsed(a), other = parsed(b);

	return address_same_network(&one, &other) && address_same_network(&other, &one);
}

TEST(networks_are_24_bits_of_ipv4_and_64_of_ipv6)
{
	EXPECT(same_network("192.0.2.1", "192.0.2.255"));
	EXPECT(!same_network("192.0.2.1", "192.0.3.1"));
	EXPECT(same_network("2001:db8::1", "2001:db8::ffff:0:0:1"));
	EXPECT(!same_network("2001:db8::1", "2001:db8:0:1::1"));
	EXPECT(!same_network("::1", "0.0.0.1"));
}

TEST(only_all_zeroes_is_unspecified)
{
	struct address v4 = parsed("0.0.0.0"), v6 = parsed("::"), other = parsed("0.0.0.1"), loopback = parsed("::1");

	EXPECT(address_is_unspecified(&v4) && address_is_unspecified(&v6));
	EXPECT(!address_is_unspecified(&other) && !address_is_unspecified(&loopback));
}

TEST(endpoints_of_ipv6_have_brackets)
{
	struct endpoint v4 = {parsed("10.0.0.1"), 5060}, v6 = {parsed("2001:db8::1"), 65535};
	struct buf text = {0};

	endpoint_format(&text, &v4);
	buf_byte(&text, ' ');
	endpoint_format(&text, &v6);
	EXPECT_STR("10.0.0.1:5060 [2001:db8::1]:65535", buf_str(&text));
	buf_done(&text);
}

TEST(a_flow_differs_from_its_reverse_and_equals_the_reverse_of_that)
{
	struct flow flow = {{parsed("10.0.0.1"), 1}, {parsed("10.0.0.2"), 2}, TRANSPORT_TCP};
	struct flow reverse = flow_reverse(&flow), again = flow_reverse(&reverse), udp = flow;

	udp.transport = TRANSPORT_UDP;
	EXPECT(!flow_same(&flow, &reverse));
	EXPECT(flow_same(&flow, &again));
	EXPECT(!flow_same(&flow, &udp));
	EXPECT_STR("tcp", str_of(transport_name(TRANSPORT_TCP)));
	EXPECT_STR("udp", str_of(transport_name(TRANSPORT_UDP)));
}

TEST_MAIN
