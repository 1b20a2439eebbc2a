/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/sdp.h"

#include "sip/attribute.h"
#include "sip/field.h"

#include <string.h>

enum {
	MAX_BYTES = 8 * 1024, /* of a body that are read */
	MAX_LINES = 128,
	STATIC_TYPES = 35,
	PAYLOAD_TYPES = 128,
	PORT_DISCARD = 9,
	ORIGIN_PARTS = 6,
	ORIGIN_VERSION = 2, /* counted from 0 */
};

/* RFC 3551 6: the payload types that need no rtpmap. */
static const struct {
	struct str name;
	uint32_t clock;
} static_types[STATIC_TYPES] = {
	[0] = {{"PCMU", 4}, 8000},   [3] = {{"GSM", 3}, 8000},    [4] = {{"G723", 4}, 8000},
	[5] = {{"DVI4", 4}, 8000},   [6] = {{"DVI4", 4}, 16000},  [7] = {{"LPC", 3}, 8000},
	[8] = {{"PCMA", 4}, 8000},   [9] = {{"G722", 4}, 8000},   [10] = {{"L16", 3}, 44100},
	[11] = {{"L16", 3}, 44100},  [12] = {{"QCELP", 5}, 8000}, [13] = {{"CN", 2}, 8000},
	[14] = {{"MPA", 3}, 90000},  [15] = {{"G728", 4}, 8000},  [16] = {{"DVI4", 4}, 11025},
	[17] = {{"DVI4", 4}, 22050}, [18] = {{"G729", 4}, 8000},  [25] = {{"CelB", 4}, 90000},
	[26] = {{"JPEG", 4}, 90000}, [28] = {{"nv", 2}, 90000},   [31] = {{"H261", 4}, 90000},
	[32] = {{"MPV", 3}, 90000},  [33] = {{"MP2T", 4}, 90000}, [34] = {{"H263", 4}, 90000},
};

struct sdp_format sdp_static_format(uint8_t payload_type)
{
	struct sdp_format format = {.payload_type = payload_type};

	if (payload_type < STATIC_TYPES) {
		format.name = static_types[payload_type].name;
		format.clock = static_types[payload_type].clock;
	}
	return format;
}

static const struct sdp_details no_details;

struct scan {
	unsigned deviations;
	uint64_t origin, other;
	unsigned lines, known_lines;
	bool has_version, has_origin, has_name, has_time, has_anat;
	struct sdp_block *block;
	unsigned media_count;
	struct sdp_block session;
	struct sdp_block media[SDP_MAX_MEDIA + 1]; /* the last one for m= blocks that are not kept */
};

/* Of a line that no field stands for: lines may come in any order, so their hashes are added. */
static void add_other(struct scan *scan, char letter, struct str value)
{
	scan->other += hash_words(&sdp_block_key, hash_bytes(&sdp_block_key, value), (unsigned char)letter,
	                          scan->block->index);
}

/* RFC 8866 9: where a line may stand, in the session's part and in an m= block. 0: nowhere. */
static const uint8_t session_rank[26] = {
	['v' - 'a'] = 1,  ['o' - 'a'] = 2,  ['s' - 'a'] = 3,  ['i' - 'a'] = 4,  ['u' - 'a'] = 5,
	['e' - 'a'] = 6,  ['p' - 'a'] = 7,  ['c' - 'a'] = 8,  ['b' - 'a'] = 9,  ['t' - 'a'] = 10,
	['r' - 'a'] = 10, ['z' - 'a'] = 10, ['k' - 'a'] = 11, ['a' - 'a'] = 12,
};
static const uint8_t media_rank[26] = {
	['i' - 'a'] = 1, ['c' - 'a'] = 2, ['b' - 'a'] = 3, ['k' - 'a'] = 4, ['a' - 'a'] = 5,
};

static void check_order(struct scan *scan, char letter)
{
	bool in_session = scan->block == &scan->session;
	const uint8_t *ranks = in_session ? session_rank : media_rank;
	int rank = ranks[letter - 'a'];

	if (session_rank[letter - 'a'] == 0)
		scan->deviations |= SDP_UNKNOWN_LINE;
	else if ((letter == 'c' || letter == 'b') && scan->block->rank == ranks['a' - 'a'])
		scan->deviations |= SDP_AFTER_ATTRIBUTE;
	else if (rank == 0 || rank < scan->block->rank)
		scan->deviations |= SDP_ORDER;
	else
		scan->block->rank = rank;
}

/* RFC 8866 9: one SP between the parts of these lines and none elsewhere. */
static void check_blanks(struct scan *scan, struct str value)
{
	bool after_blank = true;

	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] == '\t' || (after_blank && value.p[i] == ' '))
			scan->deviations |= SDP_SPACES;
		after_blank = value.p[i] == ' ';
	}
	if (value.n && after_blank)
		scan->deviations |= SDP_SPACES;
}

/* RFC 8866 5.2: <username> <sess-id> <sess-version> <nettype> <addrtype> <unicast-address> */
static void take_origin(struct scan *scan, struct str value)
{
	uint64_t hash = 0;
	unsigned parts = 0;
	struct str part;

	for (; (part = field_token(&value)).n; parts++)
		if (parts != ORIGIN_VERSION)
			hash = hash_words(&sdp_block_key, hash, hash_bytes(&sdp_block_key, part), parts);
	if (parts != ORIGIN_PARTS)
		scan->deviations |= SDP_BAD_ORIGIN;
	scan->origin = hash | 1;
}

static uint8_t family_of(struct str name)
{
	if (str_ieq(name, STR("IP4")))
		return SDP_FAMILY_IP4;
	return str_ieq(name, STR("IP6")) ? SDP_FAMILY_IP6 : SDP_FAMILY_OTHER;
}

/* RFC 8866 5.7: <nettype> SP <addrtype> SP <connection-address>, the last with a TTL or count behind "/". */
static void take_connection(struct scan *scan, struct str value)
{
	struct sdp_media *facts = &scan->block->facts;
	struct str last = STR_NONE, text = STR_NONE, token;
	unsigned tokens = 0;

	facts->family = SDP_FAMILY_OTHER;
	while ((token = field_token(&value)).n) {
		if (tokens == 1)
			facts->family = family_of(token);
		last = token;
		tokens++;
	}
	str_split(&last, '/', &text);
	facts->address_text = text;
	facts->has_address = address_parse(text, &facts->address);
	if (tokens != 3 || (!facts->has_address && (str_has(text, STR(":")) || (text.p[0] >= '0' && text.p[0] <= '9'))))
		scan->deviations |= SDP_BAD_ADDRESS;
}

static bool is_rtp(struct str proto)
{
	return str_ihas(proto, STR("RTP/"));
}

static void add_format(struct scan *scan, struct sdp_media *media, struct str token)
{
	struct sdp_format *format;
	uint32_t type;

	if (!is_rtp(media->proto)) {
		add_other(scan, 'm', token);
		return;
	}
	if (!str_to_u32(token, &type) || type >= PAYLOAD_TYPES) {
		scan->deviations |= SDP_BAD_MEDIA;
		return;
	}
	if (media->formats == SDP_MAX_FORMATS) {
		scan->deviations |= SDP_TOO_MUCH;
		return;
	}
	format = &media->format[media->formats++];
	*format = sdp_static_format((uint8_t)type);
}

static struct sdp_block *new_block(struct scan *scan)
{
	struct sdp_block *block = &scan->media[scan->media_count];

	if (scan->media_count < SDP_MAX_MEDIA)
		scan->media_count++;
	else
		scan->deviations |= SDP_TOO_MUCH;
	memcpy(block, &scan->session, offsetof(struct sdp_block, format));
	block->index = (uint8_t)(block - scan->media);
	block->rank = 0;
	block->facts.format = block->format;
	block->details.crypto = block->crypto;
	scan->block = block;
	return block;
}

/*
 * RFC 8866 5.14: <media> SP <port>["/" <number of ports>] SP <proto> SP <fmt> ... A line with another port keeps its place,
 * by which an answer's lines are paired with the offer's (RFC 3264 6).
 */
static void take_media(struct scan *scan, struct str value)
{
	struct str kind = field_token(&value), ports = field_token(&value), proto = field_token(&value);
	struct sdp_media *facts = &new_block(scan)->facts;
	struct str port_text, token;
	uint32_t port = 0;

	facts->port_bad = !str_split(&ports, '/', &port_text) || !str_to_u32(port_text, &port) || port > UINT16_MAX;
	facts->kind = kind;
	facts->is_audio = str_ieq(kind, STR("audio"));
	facts->proto = proto;
	facts->port = facts->port_bad ? 0 : (uint16_t)port;
	token = field_token(&value);
	/* A refused stream is often written without formats, against the grammar but plain enough. */
	if (facts->port_bad || (token.n == 0 && port))
		scan->deviations |= SDP_BAD_MEDIA;
	for (; token.n; token = field_token(&value))
		add_format(scan, facts, token);
}

static void take_attribute(struct scan *scan, struct str whole)
{
	struct str value = whole, name;

	if (!str_split(&value, ':', &name))
		return;
	name = str_trim(name);
	if (attribute_take(scan->block, name, value))
		return;
	/* RFC 4091 3: the m= lines of the group are one stream, an address family each. */
	if (str_eq(name, STR("group")) && str_ieq(field_token(&value), STR("ANAT")))
		scan->has_anat = true;
	add_other(scan, 'a', whole);
}

static void take_version(struct scan *scan, struct str value)
{
	if (scan->has_version)
		scan->deviations |= SDP_REPEATED;
	if (!str_eq(value, STR("0")))
		scan->deviations |= SDP_BAD_VERSION;
	scan->has_version = true;
}

/* RFC 8866 5.3: one character at least. */
static void take_name(struct scan *scan, struct str value)
{
	if (scan->has_name)
		scan->deviations |= SDP_REPEATED;
	if (value.n == 0)
		scan->deviations |= SDP_EMPTY_NAME;
	scan->has_name = true;
	add_other(scan, 's', value);
}

static void take_line(struct scan *scan, char letter, struct str value)
{
	if (letter == 'm') {
		check_blanks(scan, value);
		take_media(scan, value);
		return;
	}
	check_order(scan, letter);
	switch (letter) {
	case 'v':
		take_version(scan, value);
		break;
	case 'o':
		if (scan->has_origin)
			scan->deviations |= SDP_REPEATED;
		scan->has_origin = true;
		check_blanks(scan, value);
		take_origin(scan, value);
		break;
	case 's':
		take_name(scan, value);
		break;
	case 't':
		scan->has_time = true;
		check_blanks(scan, value);
		add_other(scan, letter, value);
		break;
	case 'c':
		check_blanks(scan, value);
		take_connection(scan, value);
		break;
	case 'a':
		take_attribute(scan, value);
		break;
	default:
		add_other(scan, letter, value);
		break;
	}
}

static void read_line(struct scan *scan, struct str line, bool ended)
{
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	else if (ended)
		scan->deviations |= SDP_BARE_LF;
	if (line.n < 2 || line.p[0] < 'a' || line.p[0] > 'z' || line.p[1] != '=') {
		scan->deviations |= SDP_BAD_LINE;
		return;
	}
	scan->known_lines++;
	take_line(scan, line.p[0], (struct str){line.p + 2, line.n - 2});
}

/* Empty lines around the description, and the zeroes some senders pad with, are no part of it. */
static struct str without_padding(struct str body, bool *final_newline)
{
	*final_newline = false;
	while (body.n && (body.p[0] == '\r' || body.p[0] == '\n'))
		body.p++, body.n--;
	while (body.n && (body.p[body.n - 1] == '\0' || body.p[body.n - 1] == '\r' || body.p[body.n - 1] == '\n')) {
		if (body.p[body.n - 1] == '\n')
			*final_newline = true;
		body.n--;
	}
	return body;
}

static void read_lines(struct scan *scan, struct str body)
{
	bool final_newline;
	struct str line;

	if (body.n > MAX_BYTES) {
		body.n = MAX_BYTES;
		scan->deviations |= SDP_TOO_MUCH;
	}
	body = without_padding(body, &final_newline);
	if (!final_newline)
		scan->deviations |= SDP_NO_FINAL_CRLF;
	while (body.n && str_split(&body, '\n', &line)) {
		if (scan->lines++ == MAX_LINES) {
			scan->deviations |= SDP_TOO_MUCH;
			return;
		}
		read_line(scan, line, body.p != NULL);
	}
}

static void finish_media(struct scan *scan, struct sdp_block *block)
{
	struct sdp_media *facts = &block->facts;

	if (!facts->address_text.n)
		scan->deviations |= SDP_NO_CONNECTION;
	facts->precondition_unmet = facts->desired & ~facts->current;
	facts->ice_only = facts->has_ice && (facts->port == PORT_DISCARD ||
	                                     (facts->has_address && address_is_unspecified(&facts->address)));
	if (facts->rtcp_mux)
		facts->rtcp_port = facts->port;
	else if (!block->has_rtcp_port && facts->port && facts->port < UINT16_MAX)
		facts->rtcp_port = (uint16_t)(facts->port + 1);
}

static void note_missing(struct scan *scan)
{
	if (!scan->has_version)
		scan->deviations |= SDP_NO_VERSION;
	if (!scan->has_origin)
		scan->deviations |= SDP_NO_ORIGIN;
	if (!scan->has_name)
		scan->deviations |= SDP_NO_NAME;
	if (!scan->has_time)
		scan->deviations |= SDP_NO_TIME;
}

/* What nearly all descriptions are made of: constants need no copy. */
static const struct str well_known[] = {
	{"audio", 5},
	{"RTP/AVP", 7},
	{"PCMU", 4},
	{"PCMA", 4},
	{"telephone-event", 15},
	{"G729", 4},
	{"G722", 4},
	{"opus", 4},
	{"AMR", 3},
	{"AMR-WB", 6},
	{"EVS", 3},
	{"CN", 2},
	{"GSM", 3},
	{"G723", 4},
	{"iLBC", 4},
	{"speex", 5},
	{"SPEEX", 5},
	{"red", 3},
	{"video", 5},
	{"application", 11},
	{"image", 5},
	{"udptl", 5},
	{"H264", 4},
	{"VP8", 3},
	{"rtx", 3},
	{"RTP/SAVP", 8},
	{"RTP/AVPF", 8},
	{"RTP/SAVPF", 9},
	{"UDP/TLS/RTP/SAVP", 16},
	{"UDP/TLS/RTP/SAVPF", 17},
	{"AES_CM_128_HMAC_SHA1_80", 23},
	{"AES_CM_128_HMAC_SHA1_32", 23},
	{"AES_256_CM_HMAC_SHA1_80", 23},
	{"AES_256_CM_HMAC_SHA1_32", 23},
	{"AEAD_AES_128_GCM", 16},
	{"AEAD_AES_256_GCM", 16},
	{"F8_128_HMAC_SHA1_80", 19},
	{"sha-1", 5},
	{"sha-256", 7},
	{"g.3gpp.cat", 10},
};

static struct str keep_str(struct arena *arena, struct str text)
{
	if (text.n == 0)
		return STR_NONE;
	for (size_t i = 0; i < sizeof(well_known) / sizeof(well_known[0]); i++)
		if (str_eq(well_known[i], text))
			return well_known[i];
	return arena_str(arena, text);
}

/* The names of static types are constants already. */
static struct str keep_name(struct arena *arena, const struct sdp_format *format)
{
	if (format->payload_type < STATIC_TYPES && format->name.p == static_types[format->payload_type].name.p)
		return format->name;
	return keep_str(arena, format->name);
}

static const struct sdp_details *keep_details(struct arena *arena, const struct sdp_block *block)
{
	struct sdp_details *details;
	struct sdp_crypto *crypto;

	if (!block->has_details)
		return &no_details;
	details = arena_alloc(arena, sizeof(*details));
	*details = block->details;
	details->fingerprint = keep_str(arena, block->details.fingerprint);
	details->content = keep_str(arena, block->details.content);
	details->crypto = crypto = arena_alloc(arena, details->crypto_count * sizeof(*crypto));
	for (unsigned i = 0; i < details->crypto_count; i++) {
		crypto[i] = block->crypto[i];
		crypto[i].suite = keep_str(arena, block->crypto[i].suite);
	}
	return details;
}

static void keep_media(struct arena *arena, const struct sdp_block *block, struct sdp_media *out)
{
	const struct sdp_media *from = &block->facts;

	*out = *from;
	out->kind = keep_str(arena, from->kind);
	out->proto = keep_str(arena, from->proto);
	out->format = arena_alloc(arena, from->formats * sizeof(*out->format));
	for (unsigned i = 0; i < from->formats; i++) {
		out->format[i] = from->format[i];
		out->format[i].name = keep_name(arena, &from->format[i]);
	}
	out->details = keep_details(arena, block);
}

static struct sdp *keep(struct arena *arena, const struct scan *scan)
{
	struct sdp *sdp = arena_alloc(arena, sizeof(*sdp) + scan->media_count * sizeof(sdp->media[0]));

	sdp->deviations = scan->deviations;
	sdp->origin = scan->origin;
	sdp->other = scan->other;
	sdp->has_anat = scan->has_anat;
	sdp->media_count = (uint8_t)scan->media_count;
	for (unsigned i = 0; i < scan->media_count; i++) {
		const struct str address = scan->media[i].facts.address_text;
		bool shared = i && address.p == scan->media[i - 1].facts.address_text.p;

		keep_media(arena, &scan->media[i], &sdp->media[i]);
		sdp->media[i].address_text = shared ? sdp->media[i - 1].address_text : arena_str(arena, address);
	}
	return sdp;
}

struct sdp *sdp_parse(struct arena *arena, struct str body)
{
	/* Nine kilobytes of which few are used: each m= line fills its block. */
	struct scan scan __attribute__((uninitialized));

	memset(&scan, 0, offsetof(struct scan, media));
	scan.block = &scan.session;
	scan.session.index = SDP_SESSION_LEVEL;
	read_lines(&scan, body);
	if (scan.known_lines == 0)
		return NULL;
	note_missing(&scan);
	for (unsigned i = 0; i < scan.media_count; i++)
		finish_media(&scan, &scan.media[i]);
	return keep(arena, &scan);
}

bool sdp_is_audio(const struct sdp_media *media)
{
	return media->is_audio;
}

bool sdp_is_refused(const struct sdp_media *media)
{
	return media->port == 0 && !media->bundle_only && !media->port_bad;
}

const struct sdp_media *sdp_audio(const struct sdp *sdp)
{
	const struct sdp_media *refused = NULL;

	for (unsigned i = 0; sdp && i < sdp->media_count; i++) {
		const struct sdp_media *media = &sdp->media[i];

		if (!sdp_is_audio(media) || media->port_bad)
			continue;
		if (!sdp_is_refused(media))
			return media;
		if (!refused)
			refused = media;
	}
	return refused;
}

unsigned sdp_line(const struct sdp *sdp, const struct sdp_media *media)
{
	return (unsigned)(media - sdp->media);
}

unsigned sdp_lacks(const struct sdp *sdp)
{
	unsigned lacks = 0;

	for (unsigned i = 0; i < sdp->media_count; i++) {
		const struct sdp_media *media = &sdp->media[i];
		unsigned of_line = 0;

		if (!sdp_is_audio(media))
			continue;
		if (!media->address_text.n)
			of_line |= SDP_LACKS_ADDRESS;
		if (media->port_bad)
			of_line |= SDP_LACKS_PORT;
		if (of_line == 0)
			return 0;
		lacks |= of_line;
	}
	return lacks ? lacks : SDP_LACKS_AUDIO;
}
