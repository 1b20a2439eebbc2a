/* SPDX-License-Identifier: BSD-2-Clause */
/* The lines of a ladder that are media, or set media up. */
#include "audio.h"
#include "base/memory.h"
#include "dtls.h"
#include "stage.h"
#include "stun.h"

#include <string.h>

enum {
	STUN_CODE = 401, /* of an error without a number */
};

uint32_t stage_ipv4(const struct line *line, struct str text)
{
	struct address address;

	if (!text.n)
		return 0;
	if (!address_parse(text, &address) || !address_is_ipv4(&address))
		line_fail(line, "not an IPv4 address");
	return (uint32_t)address.bytes[12] << 24 | (uint32_t)address.bytes[13] << 16 |
	       (uint32_t)address.bytes[14] << 8 | address.bytes[15];
}

/* A packet from where the audio of FROM is to where that of TO is, unless the line says otherwise. */
static struct item media_item(struct ladder *ladder, const struct line *line)
{
	const struct leg *leg = stage_leg(ladder, line->call);

	return (struct item){.from = line->from,
	                     .to = line->to,
	                     .source = stage_ipv4(line, line->source),
	                     .destination = stage_ipv4(line, line->toward),
	                     .source_port = line->source_port ? line->source_port : leg_port(leg, line->from),
	                     .destination_port =
	                             line->destination_port ? line->destination_port : leg_port(leg, line->to)};
}

static uint32_t ssrc_of(const struct line *line)
{
	return line->call << 16 | (uint32_t)(line->from - 'A' + 1) << 8 | (line->ssrc & 0xff);
}

void stage_play_rtp(struct ladder *ladder, const struct line *line)
{
	const struct audio *audio = &line->audio;
	struct item item = media_item(ladder, line);
	struct audio_packet packet;

	for (unsigned i = 0; i < audio_count(line); i++) {
		if (!audio_packet(&ladder->arena, line, i, &packet))
			continue;
		item.time = line->time + packet.arrives;
		item.bytes = packet.payload;
		item.kept = line->cut ? 0 : packet.payload.n;
		item.rtp = (struct rtp_item){.is = true,
		                             .sent = line->time + packet.sent,
		                             .stamp = line->time + packet.stamp,
		                             .lost = packet.lost,
		                             .ssrc = ssrc_of(line),
		                             .clock = audio->clock,
		                             .payload_type = audio->payload_type,
		                             .marker = packet.marker,
		                             .sequence_jump = i ? 0 : audio->sequence_jump,
		                             .timestamp_jump = i ? 0 : audio->timestamp_jump};
		stage_add(ladder, line, item);
	}
}

/* The port above that of the RTP, unless both share one: RFC 3550 11, RFC 5761. */
void stage_play_rtcp(struct ladder *ladder, const struct line *line)
{
	const struct leg *leg = stage_leg(ladder, line->call);
	struct item item = media_item(ladder, line);

	item.source_port += !line->mux && !line->source_port;
	item.destination_port += !line->mux && !line->destination_port;
	item.rtcp = (struct rtcp_item){.is = true,
	                               .ssrc = ssrc_of(line),
	                               .port = leg_port(leg, line->from),
	                               .empty = line->empty,
	                               .sends = line->sender,
	                               .bye = line->bye,
	                               .has_received = line->received.n,
	                               .has_lost = line->lost.n,
	                               .has_sent = line->sent.n,
	                               .jitter = line->audio.jitter};
	item.rtcp.received = line->received.n ? line_number(line, line->received) : 0;
	item.rtcp.lost = line->lost.n ? line_number(line, line->lost) : 0;
	item.rtcp.sent = line->sent.n ? line_number(line, line->sent) : 0;
	for (unsigned i = 0; i < line->times; i++) {
		item.time = line->time + stage_after(line, i);
		item.rtcp.room = arena_alloc(&ladder->arena, PLAY_RTCP_SIZE);
		stage_add(ladder, line, item);
	}
}

/* Setting up media */

static void send_bytes(struct ladder *ladder, const struct line *line, struct item *item, struct str bytes)
{
	item->bytes = bytes;
	item->kept = bytes.n;
	stage_add(ladder, line, *item);
}

/* RFC 8445 7.2.2: the receiver's fragment comes first. */
static struct str check_username(struct ladder *ladder, const struct line *line)
{
	const struct leg *leg = stage_leg(ladder, line->call);
	struct buf text = {.ceiling = 1024};
	struct str username;

	if (line->username.n)
		return line->username;
	for (unsigned i = 0; i < 2; i++) {
		char party = i ? line->from : line->to;
		struct str fragment = leg->fragments[party - 'A'];

		if (i)
			buf_byte(&text, ':');
		if (fragment.n)
			buf_printf(&text, STR_FMT, STR_ARG(fragment));
		else
			buf_printf(&text, "%cufr", party | 0x20);
	}
	username = arena_str(&ladder->arena, buf_str(&text));
	buf_done(&text);
	return username;
}

static void keep_check(struct ladder *ladder, const struct line *line, const struct item *item)
{
	ladder->checks = memory_grow(ladder->checks, (ladder->check_count + 1) * sizeof(*ladder->checks));
	ladder->checks[ladder->check_count++] = (struct check){line->call, *item};
}

/* The request that FROM got last. */
static unsigned answered_check(const struct ladder *ladder, const struct line *line)
{
	for (unsigned i = ladder->check_count; i > 0; i--) {
		const struct check *check = &ladder->checks[i - 1];

		if (check->call == line->call && check->item.from == line->to && check->item.to == line->from)
			return i - 1;
	}
	line_fail(line, "no request to be answered");
}

/* RFC 8489 6.3.1: back to where the request came from, from where it went to. */
static void turn_back(const struct line *line, const struct item *request, struct item *item)
{
	if (!line->source_port)
		item->source_port = request->destination_port;
	if (!line->destination_port)
		item->destination_port = request->source_port;
	if (!item->source)
		item->source = request->destination;
	if (!item->destination)
		item->destination = request->source;
}

static void answer_check(struct ladder *ladder, const struct line *line, struct stun_words *words, struct item *item)
{
	const struct item *request;

	words->transaction = answered_check(ladder, line);
	request = &ladder->checks[words->transaction].item;
	turn_back(line, request, item);
	words->mapped = request->source ? request->source : ladder->hosts.of[request->from - 'A'];
	words->mapped_port = request->source_port;
}

static void name_check(const struct line *line, struct stun_words *words)
{
	struct str kind = str_from(line->what, strlen("stun="));

	words->kind = STUN_KIND_ERROR;
	words->code = STUN_CODE;
	if (!kind.n)
		words->kind = STUN_KIND_REQUEST;
	else if (str_eq(kind, STR("indication")))
		words->kind = STUN_KIND_INDICATION;
	else if (str_eq(kind, STR("success")))
		words->kind = STUN_KIND_SUCCESS;
	else if (!str_eq(kind, STR("error")))
		words->code = line_number(line, kind);
}

void stage_play_stun(struct ladder *ladder, const struct line *line)
{
	struct stun_words words = {.transaction = ladder->check_count,
	                           .username = check_username(ladder, line),
	                           .controls = line->from == stage_leg(ladder, line->call)->caller,
	                           .nominates = line->nominates};
	struct item item = media_item(ladder, line);

	name_check(line, &words);
	if (words.kind == STUN_KIND_REQUEST)
		keep_check(ladder, line, &item);
	else if (words.kind != STUN_KIND_INDICATION)
		answer_check(ladder, line, &words, &item);
	for (unsigned i = 0; i < line->times; i++) {
		item.time = line->time + stage_after(line, i);
		send_bytes(ladder, line, &item, stun_compose(&ladder->arena, &words));
	}
}

static struct dtls_side_words *dtls_side(struct ladder *ladder, const struct line *line)
{
	struct dtls_side_words *side = ladder->dtls;

	while (side && (side->call != line->call || side->party != line->from))
		side = side->next;
	if (side)
		return side;
	side = arena_alloc(&ladder->arena, sizeof(*side));
	*side = (struct dtls_side_words){.call = line->call, .party = line->from, .next = ladder->dtls};
	return ladder->dtls = side;
}

void stage_play_dtls(struct ladder *ladder, const struct line *line)
{
	struct item item = media_item(ladder, line);

	for (unsigned i = 0; i < line->times; i++) {
		struct str bytes =
			dtls_compose(&ladder->arena, dtls_side(ladder, line), str_from(line->what, strlen("dtls=")));

		if (!bytes.n)
			line_fail(line, "nothing that DTLS has");
		item.time = line->time + stage_after(line, i);
		send_bytes(ladder, line, &item, bytes);
	}
}
