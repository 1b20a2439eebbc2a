/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/uri.h"

#include "sip/field.h"

#include <string.h>

enum {
	PORT_SIP = 5060,
	PORT_SIPS = 5061,
};

/* Cuts text off before the first of these characters, or a NUL. */
static struct str before(struct str text, const char *ends)
{
	do {
		const char *end = text.n ? memchr(text.p, *ends, text.n) : NULL;

		if (end)
			text.n = (size_t)(end - text.p);
	} while (*ends++);
	return text;
}

/* What stands behind "sip:" or "sips:"; empty for another scheme. */
static struct str behind_scheme(struct str uri)
{
	if (str_istarts(uri, STR("sip:")))
		return str_from(uri, 4);
	return str_istarts(uri, STR("sips:")) ? str_from(uri, 5) : STR_NONE;
}

/* RFC 3261 25.1: before the "@" nearly all marks are allowed, ";" and "?" too. */
static const char *find_at(struct str text)
{
	return text.n ? memrchr(text.p, '@', text.n) : NULL;
}

struct str uri_user(struct str uri)
{
	struct str rest = behind_scheme(uri);
	const char *at = find_at(rest);

	if (str_istarts(uri, STR("tel:")))
		return before(str_from(uri, 4), ";?");
	return at ? before((struct str){rest.p, (size_t)(at - rest.p)}, ":;") : STR_NONE;
}

struct str uri_host(struct str uri)
{
	struct str rest = behind_scheme(uri);
	const char *at = find_at(rest);

	if (at)
		rest = str_from(rest, (size_t)(at - rest.p) + 1);
	return before(rest, ";?>");
}

bool uri_endpoint(struct str uri, struct endpoint *out)
{
	struct str host = uri_host(uri), port_text;
	uint32_t port = str_istarts(uri, STR("sips:")) ? PORT_SIPS : PORT_SIP;
	const char *close = host.n ? memchr(host.p, ']', host.n) : NULL;
	const char *colon;
	struct endpoint endpoint;

	if (close)
		colon = (size_t)(close + 1 - host.p) < host.n && close[1] == ':' ? close + 1 : NULL;
	else
		colon = host.n ? memchr(host.p, ':', host.n) : NULL;
	if (colon) {
		port_text = str_from(host, (size_t)(colon - host.p) + 1);
		if (!str_to_u32(port_text, &port) || port > UINT16_MAX)
			return false;
		host.n = (size_t)(colon - host.p);
	}
	if (!address_parse(host, &endpoint.address))
		return false;
	endpoint.port = (uint16_t)port;
	*out = endpoint;
	return true;
}
