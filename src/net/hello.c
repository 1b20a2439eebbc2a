/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/hello.h"

#include "base/cursor.h"

#include <string.h>

/* The IANA registry "TLS ExtensionType Values". */
enum extension {
	EXTENSION_SERVER_NAME = 0,
	EXTENSION_PROTOCOLS = 16, /* ALPN */
	EXTENSION_ENCRYPT_THEN_MAC = 22,
	EXTENSION_EARLY_DATA = 42,
	EXTENSION_VERSIONS = 43,
};

/* The next n bytes as a cursor of their own; empty when there are not that many. */
static struct cursor cut(struct cursor *from, size_t n)
{
	const uint8_t *bytes = cursor_take(from, n);

	return cursor_of(bytes, bytes ? n : 0);
}

static bool next_extension(struct cursor *extensions, unsigned *type, struct cursor *out)
{
	*type = cursor_u16(extensions);
	*out = cut(extensions, cursor_u16(extensions));
	return !extensions->bad;
}

/* RFC 6066 3: a list of which only the first host name is of use. It is printed to people. */
static void read_server_name(struct cursor extension, char *out)
{
	struct cursor name;
	unsigned type;

	cursor_skip(&extension, 2);
	type = cursor_u8(&extension);
	name = cut(&extension, cursor_u16(&extension));
	if (type != 0 || cursor_left(&name) > TLS_MAX_NAME)
		return;
	for (size_t i = 0; i < cursor_left(&name); i++)
		if (name.p[i] <= ' ' || name.p[i] > '~')
			return;
	memset(out, 0, TLS_MAX_NAME + 1);
	if (cursor_left(&name))
		memcpy(out, name.p, cursor_left(&name));
}

/* RFC 7301 3.1; "sip/2" is what IANA has registered. */
static bool offers_sip(struct cursor extension)
{
	cursor_skip(&extension, 2);
	while (cursor_left(&extension)) {
		struct cursor name = cut(&extension, cursor_u8(&extension));
		struct str text = {(const char *)name.p, cursor_left(&name)};

		if (str_eq(text, STR("sip/2")) || str_eq(text, STR("sip")))
			return true;
	}
	return false;
}

/* RFC 8446 4.1.2 */
bool hello_of_client(struct str body, struct client_hello *out)
{
	struct cursor at = cursor_of(body.p, body.n), extension;
	const uint8_t *random;
	unsigned type;

	*out = (struct client_hello){0};
	cursor_skip(&at, 2);
	random = cursor_take(&at, TLS_RANDOM);
	cursor_skip(&at, cursor_u8(&at));  /* session id */
	cursor_skip(&at, cursor_u16(&at)); /* cipher suites */
	cursor_skip(&at, cursor_u8(&at));  /* compression methods */
	if (at.bad)
		return false;
	memcpy(out->random, random, TLS_RANDOM);
	cursor_skip(&at, 2);
	while (next_extension(&at, &type, &extension)) {
		if (type == EXTENSION_SERVER_NAME)
			read_server_name(extension, out->server_name);
		else if (type == EXTENSION_PROTOCOLS)
			out->sip = offers_sip(extension);
		else if (type == EXTENSION_EARLY_DATA)
			out->early = true;
	}
	return true;
}

/* RFC 8446 4.1.3 */
bool hello_of_server(struct str body, struct server_hello *out)
{
	/* SHA-256 of "HelloRetryRequest". */
	static const uint8_t retry[TLS_RANDOM] = {
		0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
		0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
	};
	struct cursor at = cursor_of(body.p, body.n), extension;
	const uint8_t *random;
	unsigned type;

	*out = (struct server_hello){.version = cursor_u16(&at)};
	random = cursor_take(&at, TLS_RANDOM);
	cursor_skip(&at, cursor_u8(&at)); /* session id */
	out->suite = cursor_u16(&at);
	out->compressed = cursor_u8(&at) != 0;
	if (at.bad)
		return false;
	memcpy(out->random, random, TLS_RANDOM);
	out->retry = memcmp(random, retry, TLS_RANDOM) == 0;
	cursor_skip(&at, 2);
	while (next_extension(&at, &type, &extension)) {
		if (type == EXTENSION_VERSIONS)
			out->version = cursor_u16(&extension);
		else if (type == EXTENSION_ENCRYPT_THEN_MAC)
			out->encrypt_then_mac = true;
	}
	return true;
}
