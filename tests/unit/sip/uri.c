/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/uri.h"

#include "tests/test.h"

TEST(the_user_is_what_stands_before_the_host)
{
	static const struct {
		const char *uri, *user, *host;
	} rows[] = {
		{"sip:bob@b.example", "bob", "b.example"},
		{"SIPS:bob:secret@b.example:5061;transport=tcp", "bob", "b.example:5061"},
		{"sip:+4930123;phone-context=+49@b.example;user=phone", "+4930123", "b.example"},
		{"sip:b.example;lr", "", "b.example"},
		{"sip:a@b@c.example?subject=x", "a@b", "c.example"},
		{"sip:bob@[2001:db8::1]:5060", "bob", "[2001:db8::1]:5060"},
		{"tel:+4930123;ext=1", "+4930123", ""},
		{"mailto:bob@b.example", "", ""},
		{"sip:", "", ""},
		{"sip:@", "", ""},
		{"", "", ""},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		EXPECT_STR(rows[i].user, uri_user(str_of(rows[i].uri)));
		EXPECT_STR(rows[i].host, uri_host(str_of(rows[i].uri)));
	}
	EXPECT_STR("bo", uri_user((struct str){"sip:bo\0b:x@b\0.example;x", 23}));
	EXPECT_STR("b", uri_host((struct str){"sip:bo\0b:x@b\0.example;x", 23}));
}

static unsigned port_of(const char *uri)
{
	struct endpoint endpoint;

	return uri_endpoint(str_of(uri), &endpoint) ? endpoint.port : 0;
}

TEST(a_literal_host_is_an_endpoint_with_the_port_of_its_scheme)
{
	struct endpoint endpoint = {.port = 1};

	EXPECT_INT(5070, port_of("sip:bob@192.0.2.1:5070;ob"));
	EXPECT_INT(5060, port_of("sip:192.0.2.1"));
	EXPECT_INT(5061, port_of("sips:bob@192.0.2.1"));
	EXPECT_INT(5062, port_of("sip:bob@[2001:db8::1]:5062"));
	EXPECT_INT(5060, port_of("sip:bob@[2001:db8::1]"));
	EXPECT(!uri_endpoint(STR("sip:bob@b.example"), &endpoint));
	EXPECT(!uri_endpoint(STR("sip:bob@192.0.2.1:70000"), &endpoint));
	EXPECT(!uri_endpoint(STR("sip:bob@192.0.2.1:"), &endpoint));
	EXPECT(!uri_endpoint(STR("tel:+49"), &endpoint));
	EXPECT(!uri_endpoint(STR("sip:bob@["), &endpoint));
	EXPECT_INT(1, endpoint.port);
}

TEST_MAIN
