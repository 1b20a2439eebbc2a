/* SPDX-License-Identifier: BSD-2-Clause */
/* Session descriptions side by side: an offer and its answer, or one side's before and after. */
#include "sip/sdp.h"

#include "base/language.h"

enum {
	FIRST_DYNAMIC = 96, /* RFC 3551 6 */
};

const struct sdp_format *sdp_format_of(const struct sdp_media *media, uint8_t payload_type)
{
	for (unsigned i = 0; i < media->formats; i++)
		if (media->format[i].payload_type == payload_type)
			return &media->format[i];
	return NULL;
}

/* What travels beside speech or around it: RFC 4733, 3389, 2198, 5109, 4588 and Cisco's named signalling events. */
bool sdp_is_codec(const struct sdp_format *format)
{
	static const struct str companions[] = {
		{"telephone-event", 15}, {"tone", 4}, {"CN", 2}, {"red", 3}, {"ulpfec", 6}, {"rtx", 3}, {"X-NSE", 5},
	};

	for (size_t i = 0; i < sizeof(companions) / sizeof(companions[0]); i++)
		if (str_ieq(companions[i], format->name))
			return false;
	return true;
}

bool sdp_same_format(const struct sdp_format *a, const struct sdp_format *b)
{
	bool same_type = a->payload_type == b->payload_type;

	if (a->name.n == 0 || b->name.n == 0)
		return same_type;
	/* Devices spell some static types their own way: G729A, G.723. */
	if (same_type && sdp_static_format(a->payload_type).name.n)
		return true;
	if (!str_ieq(a->name, b->name))
		return false;
	/* A static type has one clock, whatever an rtpmap says of it: G722's is 8000 (RFC 3551 4.5.2). */
	return a->clock == b->clock || (same_type && a->payload_type < FIRST_DYNAMIC);
}

unsigned sdp_codecs(const struct sdp_media *media)
{
	unsigned count = 0;

	for (unsigned i = 0; i < media->formats; i++)
		count += sdp_is_codec(&media->format[i]);
	return count;
}

static const struct sdp_format *find_same(const struct sdp_media *media, const struct sdp_format *format)
{
	for (unsigned i = 0; i < media->formats; i++)
		if (sdp_same_format(&media->format[i], format))
			return &media->format[i];
	return NULL;
}

unsigned sdp_codecs_common(const struct sdp_media *offer, const struct sdp_media *answer)
{
	unsigned count = 0;

	for (unsigned i = 0; i < answer->formats; i++)
		count += sdp_is_codec(&answer->format[i]) && find_same(offer, &answer->format[i]);
	return count;
}

const struct sdp_format *sdp_codec_added(const struct sdp_media *offer, const struct sdp_media *answer)
{
	for (unsigned i = 0; i < answer->formats; i++)
		if (sdp_is_codec(&answer->format[i]) && !find_same(offer, &answer->format[i]))
			return &answer->format[i];
	return NULL;
}

static bool offers_as_it_is(const struct sdp_media *offer, const struct sdp_format *format)
{
	for (unsigned i = 0; i < offer->formats; i++)
		if (offer->format[i].payload_type == format->payload_type && sdp_same_format(&offer->format[i], format))
			return true;
	return false;
}

const struct sdp_format *sdp_renumbered(const struct sdp_media *offer, const struct sdp_media *answer,
                                        const struct sdp_format **offered)
{
	for (unsigned i = 0; i < answer->formats; i++) {
		const struct sdp_format *format = &answer->format[i], *same;

		if (format->payload_type < FIRST_DYNAMIC || offers_as_it_is(offer, format))
			continue;
		same = find_same(offer, format);
		if (!same || same->payload_type < FIRST_DYNAMIC)
			continue;
		*offered = same;
		return format;
	}
	return NULL;
}

static bool formats_differ(const struct sdp_media *a, const struct sdp_media *b)
{
	if (a->formats != b->formats)
		return true;
	for (unsigned i = 0; i < a->formats; i++)
		if (a->format[i].payload_type != b->format[i].payload_type ||
		    a->format[i].clock != b->format[i].clock || !str_ieq(a->format[i].name, b->format[i].name))
			return true;
	return false;
}

/* Lines may stand in any order, yet the first a=crypto is the preferred one (RFC 4568 5.1.1). */
static bool crypto_differs(const struct sdp_details *a, const struct sdp_details *b)
{
	if (a->keys != b->keys || a->crypto_count != b->crypto_count)
		return true;
	for (unsigned i = 0; i < a->crypto_count; i++)
		if (a->crypto[i].tag != b->crypto[i].tag || !str_ieq(a->crypto[i].suite, b->crypto[i].suite))
			return true;
	return false;
}

static bool address_differs(const struct sdp_media *a, const struct sdp_media *b)
{
	if (a->has_address && b->has_address)
		return !address_same(&a->address, &b->address);
	return !str_ieq(a->address_text, b->address_text);
}

static unsigned media_differs(const struct sdp_media *a, const struct sdp_media *b)
{
	unsigned set = 0;

	if (!str_ieq(a->kind, b->kind))
		set |= SDP_DIFFERS_LINES;
	if (address_differs(a, b))
		set |= SDP_DIFFERS_ADDRESS;
	if (a->port != b->port || a->port_bad != b->port_bad)
		set |= SDP_DIFFERS_PORT;
	if (!str_ieq(a->proto, b->proto))
		set |= SDP_DIFFERS_PROTO;
	if (a->direction != b->direction)
		set |= SDP_DIFFERS_DIRECTION;
	if (formats_differ(a, b))
		set |= SDP_DIFFERS_FORMATS;
	if (crypto_differs(a->details, b->details))
		set |= SDP_DIFFERS_CRYPTO;
	if (a->setup != b->setup)
		set |= SDP_DIFFERS_SETUP;
	if (a->current != b->current || a->desired != b->desired || a->confirm != b->confirm)
		set |= SDP_DIFFERS_PRECONDITIONS;
	return set;
}

unsigned sdp_differs(const struct sdp *a, const struct sdp *b)
{
	unsigned set = 0, lines;

	if (!a || !b)
		return a == b ? 0 : SDP_DIFFERS_LINES;
	lines = a->media_count < b->media_count ? a->media_count : b->media_count;
	if (a->media_count != b->media_count)
		set |= SDP_DIFFERS_LINES;
	for (unsigned i = 0; i < lines; i++)
		set |= media_differs(&a->media[i], &b->media[i]);
	if (a->origin != b->origin || a->other != b->other)
		set |= SDP_DIFFERS_OTHER;
	return set;
}

bool sdp_same(const struct sdp *a, const struct sdp *b)
{
	return sdp_differs(a, b) == 0;
}

const char *sdp_difference_name(enum sdp_difference difference)
{
	static const struct {
		enum sdp_difference difference;
		const char *name;
	} rows[] = {
		/* TRANSLATORS: what differs between two SDPs, in a list: "address, port" */
		{SDP_DIFFERS_LINES, N_("media lines")},
		{SDP_DIFFERS_ADDRESS, N_("address")},
		{SDP_DIFFERS_PORT, N_("port")},
		{SDP_DIFFERS_PROTO, N_("transport")},
		{SDP_DIFFERS_DIRECTION, N_("direction")},
		{SDP_DIFFERS_FORMATS, N_("codecs")},
		{SDP_DIFFERS_CRYPTO, N_("keys")},
		{SDP_DIFFERS_SETUP, N_("setup")},
		{SDP_DIFFERS_PRECONDITIONS, N_("preconditions")},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].difference == difference)
			return rows[i].name;
	return N_("other lines");
}
