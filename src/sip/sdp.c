/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/sdp.h"

#include "sip/field.h"

#include <string.h>

enum {
	MAX_BYTES = 8 * 1024, /* of a body that are read */
	MAX_LINES = 128,
	STATIC_TYPES = 35,
	PAYLOAD_TYPES = 128,
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

/* RFC 3312 4: whose reservation a=curr and a=des speak of. */
enum status_type {
	STATUS_E2E,
	STATUS_LOCAL,
	STATUS_REMOTE,
	STATUS_TYPES
};

enum {
	WAY_SEND = 1,
	WAY_RECV = 2,
};

/* One m= block while it is read; the session's own lines fill one too, and each m= block begins as its copy. */
struct block {
	struct sdp_media facts;
	bool has_rtcp_port;
	uint8_t current[STATUS_TYPES], desired[STATUS_TYPES]; /* WAY_ bits */
	int rank;                                             /* of the last line, to see whether they are in order */
	struct sdp_format format[SDP_MAX_FORMATS];            /* facts.format: stands last and is not copied */
};

struct scan {
	unsigned deviations;
	struct str origin;
	unsigned lines, known_lines;
	bool has_version, has_origin, has_name, has_time;
	struct block *block;
	unsigned media_count;
	struct block session;
	struct block media[SDP_MAX_MEDIA + 1]; /* the last one for m= blocks that are not kept */
};

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
		scan->deviations |= SDP_BAD_LINE;
	else if (rank == 0 || rank < scan->block->rank)
		scan->deviations |= SDP_ORDER;
	else
		scan->block->rank = rank;
}

/* RFC 8866 5.7: <nettype> SP <addrtype> SP <connection-address>, the last with a TTL or count behind "/". */
static void take_connection(struct scan *scan, struct str value)
{
	struct sdp_media *facts = &scan->block->facts;
	struct str last = STR_NONE, text = STR_NONE, token;
	unsigned tokens = 0;

	while ((token = field_token(&value)).n) {
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

	if (!is_rtp(media->proto))
		return;
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

static struct block *new_block(struct scan *scan)
{
	if (scan->media_count < SDP_MAX_MEDIA)
		return &scan->media[scan->media_count++];
	scan->deviations |= SDP_TOO_MUCH;
	return &scan->media[SDP_MAX_MEDIA];
}

/* RFC 8866 5.14: <media> SP <port>["/" <number of ports>] SP <proto> SP <fmt> ... */
static void take_media(struct scan *scan, struct str value)
{
	struct str kind = field_token(&value), ports = field_token(&value), proto = field_token(&value);
	struct str port_text, token;
	uint32_t port = 0;
	bool good = str_split(&ports, '/', &port_text) && str_to_u32(port_text, &port) && port <= UINT16_MAX;

	scan->block = good ? new_block(scan) : &scan->media[SDP_MAX_MEDIA];
	memcpy(scan->block, &scan->session, offsetof(struct block, format));
	scan->block->rank = 0;
	scan->block->facts.format = scan->block->format;
	scan->block->facts.kind = kind;
	scan->block->facts.proto = proto;
	scan->block->facts.port = (uint16_t)port;
	token = field_token(&value);
	/* A refused stream is often written without formats, against the grammar but plain enough. */
	if (!good || (token.n == 0 && port))
		scan->deviations |= SDP_BAD_MEDIA;
	for (; token.n; token = field_token(&value))
		add_format(scan, &scan->block->facts, token);
}

static const struct str directions[] = {
	[SDP_SENDRECV] = {"sendrecv", 8},
	[SDP_SENDONLY] = {"sendonly", 8},
	[SDP_RECVONLY] = {"recvonly", 8},
	[SDP_INACTIVE] = {"inactive", 8},
};

static bool take_direction(struct sdp_media *facts, struct str name)
{
	for (int i = SDP_SENDRECV; i <= SDP_INACTIVE; i++) {
		if (!str_eq(directions[i], name))
			continue;
		facts->direction = (enum sdp_direction)i;
		facts->has_direction = true;
		return true;
	}
	return false;
}

/* RFC 8866 6.6: a=rtpmap:<payload type> SP <encoding name>/<clock rate>[/<parameters>] */
static void take_rtpmap(struct block *block, struct str value)
{
	struct sdp_media *facts = &block->facts;
	struct str rest, name, clock = STR_NONE;
	uint32_t type, rate = 0;

	if (!str_to_u32(field_token(&value), &type))
		return;
	rest = field_token(&value);
	if (!str_split(&rest, '/', &name))
		return;
	str_split(&rest, '/', &clock);
	str_to_u32(clock, &rate);
	for (unsigned i = 0; i < facts->formats; i++) {
		if (facts->format[i].payload_type != type)
			continue;
		facts->format[i].name = name;
		facts->format[i].clock = rate;
	}
}

/* RFC 8866 6.4; "20.0" is seen too. */
static void take_ptime(struct block *block, struct str value)
{
	struct str whole;
	uint32_t ms;

	if (str_split(&value, '.', &whole) && str_to_u32(str_trim(whole), &ms) && ms <= UINT16_MAX)
		block->facts.ptime_ms = ms;
}

/* RFC 3605: a=rtcp:<port>[ <nettype> <addrtype> <address>] */
static void take_rtcp(struct block *block, struct str value)
{
	uint32_t port;

	if (!str_to_u32(field_token(&value), &port) || port > UINT16_MAX)
		return;
	block->facts.rtcp_port = (uint16_t)port;
	block->has_rtcp_port = true;
}

static void take_rtcp_mux(struct block *block, struct str value)
{
	block->facts.rtcp_mux = true;
}

static void take_ice(struct block *block, struct str value)
{
	block->facts.has_ice = true;
}

static void take_crypto(struct block *block, struct str value)
{
	block->facts.has_crypto = true;
}

static void take_fingerprint(struct block *block, struct str value)
{
	block->facts.has_fingerprint = true;
}

static bool status_type_of(struct str name, enum status_type *out)
{
	static const struct str names[STATUS_TYPES] = {
		[STATUS_E2E] = {"e2e", 3},
		[STATUS_LOCAL] = {"local", 5},
		[STATUS_REMOTE] = {"remote", 6},
	};

	for (int i = 0; i < STATUS_TYPES; i++) {
		if (!str_ieq(names[i], name))
			continue;
		*out = (enum status_type)i;
		return true;
	}
	return false;
}

static uint8_t ways_of(struct str name)
{
	if (str_ieq(name, STR("sendrecv")))
		return WAY_SEND | WAY_RECV;
	if (str_ieq(name, STR("send")))
		return WAY_SEND;
	return str_ieq(name, STR("recv")) ? WAY_RECV : 0;
}

/* RFC 3312 4: a=curr:qos <status-type> <direction> */
static void take_current(struct block *block, struct str value)
{
	enum status_type type;

	if (!str_ieq(field_token(&value), STR("qos")) || !status_type_of(field_token(&value), &type))
		return;
	block->facts.has_preconditions = true;
	block->current[type] |= ways_of(field_token(&value));
}

/* RFC 3312 4: a=des:qos <strength> <status-type> <direction>; only "mandatory" holds a call back. */
static void take_desired(struct block *block, struct str value)
{
	enum status_type type;
	struct str strength;

	if (!str_ieq(field_token(&value), STR("qos")))
		return;
	strength = field_token(&value);
	if (!status_type_of(field_token(&value), &type))
		return;
	block->facts.has_preconditions = true;
	if (str_ieq(strength, STR("mandatory")))
		block->desired[type] |= ways_of(field_token(&value));
}

/* Attributes that early media depends on. RFC 3407's capabilities (a=cdsc, a=cpar) are no codecs of this call. */
static void take_attribute(struct scan *scan, struct str value)
{
	static const struct {
		struct str name;
		void (*take)(struct block *block, struct str value);
	} rows[] = {
		{{"rtpmap", 6}, take_rtpmap}, {{"ptime", 5}, take_ptime},
		{{"rtcp", 4}, take_rtcp},     {{"rtcp-mux", 8}, take_rtcp_mux},
		{{"candidate", 9}, take_ice}, {{"ice-ufrag", 9}, take_ice},
		{{"crypto", 6}, take_crypto}, {{"fingerprint", 11}, take_fingerprint},
		{{"curr", 4}, take_current},  {{"des", 3}, take_desired},
	};
	struct str name;

	if (!str_split(&value, ':', &name))
		return;
	name = str_trim(name);
	if (take_direction(&scan->block->facts, name))
		return;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!str_eq(rows[i].name, name))
			continue;
		rows[i].take(scan->block, value);
		return;
	}
}

static void take_line(struct scan *scan, char letter, struct str value)
{
	if (letter == 'm') {
		take_media(scan, value);
		return;
	}
	check_order(scan, letter);
	switch (letter) {
	case 'v':
		scan->has_version = true;
		break;
	case 'o':
		scan->has_origin = true;
		scan->origin = value;
		break;
	case 's':
		scan->has_name = value.n > 0; /* RFC 8866 5.3: not empty */
		break;
	case 't':
		scan->has_time = true;
		break;
	case 'c':
		take_connection(scan, value);
		break;
	case 'a':
		take_attribute(scan, value);
		break;
	default:
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

static void finish_media(struct scan *scan, struct block *block)
{
	struct sdp_media *facts = &block->facts;

	if (!facts->address_text.n)
		scan->deviations |= SDP_NO_CONNECTION;
	for (int i = 0; i < STATUS_TYPES; i++)
		if (block->desired[i] & ~block->current[i])
			facts->precondition_unmet = true;
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

/* The names of static types are constants and need no copy. */
static struct str keep_name(struct arena *arena, const struct sdp_format *format)
{
	if (format->name.n == 0)
		return STR_NONE;
	if (format->payload_type < STATIC_TYPES && format->name.p == static_types[format->payload_type].name.p)
		return format->name;
	return arena_str(arena, format->name);
}

static void keep_media(struct arena *arena, const struct sdp_media *from, struct sdp_media *out)
{
	*out = *from;
	out->kind = arena_str(arena, from->kind);
	out->proto = arena_str(arena, from->proto);
	out->address_text = arena_str(arena, from->address_text);
	out->format = arena_alloc(arena, from->formats * sizeof(*out->format));
	for (unsigned i = 0; i < from->formats; i++) {
		out->format[i] = from->format[i];
		out->format[i].name = keep_name(arena, &from->format[i]);
	}
}

static struct sdp *keep(struct arena *arena, const struct scan *scan)
{
	struct sdp *sdp = arena_alloc(arena, sizeof(*sdp));

	sdp->deviations = scan->deviations;
	sdp->origin = arena_str(arena, scan->origin);
	sdp->media_count = scan->media_count;
	sdp->media = arena_alloc(arena, scan->media_count * sizeof(*sdp->media));
	for (unsigned i = 0; i < scan->media_count; i++)
		keep_media(arena, &scan->media[i].facts, &sdp->media[i]);
	return sdp;
}

struct sdp *sdp_parse(struct arena *arena, struct str body)
{
	/* Nine kilobytes of which few are used: each m= line fills its block. */
	struct scan scan __attribute__((uninitialized));

	memset(&scan, 0, offsetof(struct scan, media));
	scan.block = &scan.session;
	read_lines(&scan, body);
	if (scan.known_lines == 0)
		return NULL;
	note_missing(&scan);
	for (unsigned i = 0; i < scan.media_count; i++)
		finish_media(&scan, &scan.media[i]);
	return keep(arena, &scan);
}

const struct sdp_media *sdp_audio(const struct sdp *sdp)
{
	for (unsigned i = 0; sdp && i < sdp->media_count; i++)
		if (str_ieq(sdp->media[i].kind, STR("audio")))
			return &sdp->media[i];
	return NULL;
}

const char *sdp_direction_name(enum sdp_direction direction)
{
	return directions[direction].p;
}

bool sdp_sends(enum sdp_direction direction)
{
	return direction == SDP_SENDRECV || direction == SDP_SENDONLY;
}
